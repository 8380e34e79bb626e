"""Seeing what is hidden by default: a look at a full ID is itself on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Person


@command("people.see_full_id")
def see_full_id(act: Act, *, person: UUID) -> dict[str, Any]:
    """Put on record that someone looks at a person's whole ID."""
    require(act, Verb.SEE_FULL_ID)
    if not Person.objects.filter(fund_id=act.fund_id, public_id=person).exists():
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    return {"person": person.hex}
