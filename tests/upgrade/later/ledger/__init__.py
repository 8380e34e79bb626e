"""The migrations of ledger, and one that a later version might have."""

from kongbun.ledger import migrations

__path__ = [*__path__, *migrations.__path__]
