"""The migrations of audit, and one that a later version might have."""

from kongbun.audit import migrations

__path__ = [*__path__, *migrations.__path__]
