"""The migrations of reports, and one that a later version might have."""

from kongbun.reports import migrations

__path__ = [*__path__, *migrations.__path__]
