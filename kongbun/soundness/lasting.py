"""Rows that stand now as they stood when a command came: nobody wrote them since.

A register changes, and keeps of what it said before no more than hashes.  So what was
known then is asked only where the chain's last word of a row is from before.
"""

from __future__ import annotations

from django.db import models

from kongbun.audit.said import NOBODYS, last_commands_of
from kongbun.claims.models import EvidenceItem
from kongbun.people.models import Beneficiary, Membership, Person
from kongbun.soundness.reading import Funds

FOLLOWED = (Beneficiary, EvidenceItem, Membership, Person)


class Lasting:
    """The last command that wrote each row of the register, read in one walk."""

    def __init__(self, looked_at: Funds) -> None:
        tables = [model._meta.db_table for model in FOLLOWED]
        self._last = last_commands_of([*looked_at.codes, NOBODYS], tables)

    def stood(self, model: type[models.Model], key: int | None, command: int) -> bool:
        """Whether a row was as it is now before a command.  Not for what none said."""
        last = self._last[model._meta.db_table].get(key or 0)
        return last is not None and last < command
