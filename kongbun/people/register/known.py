"""What the fund's register already holds, as far as a new sheet must know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KnownMember:
    """One membership that is there; `name_key` is `match_key` of first and last."""

    person_id: int
    member_no: str
    name: str
    name_key: str
    birth_earliest: dt.date | None
    id_value: str
    joined_on: dt.date
    exited_on: dt.date | None
    # None where the register was not asked.
    moo: int | None = None
    house_no: str | None = None
    phone: str | None = None
    payer_name: str | None = None


@dataclass(frozen=True, slots=True)
class KnownBranch:
    pk: int
    moo: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A snapshot of a fund; `fingerprints` are rows of sheets that were written."""

    members: Sequence[KnownMember] = ()
    branches: Sequence[KnownBranch] = ()
    fingerprints: Mapping[bytes, str] = field(default_factory=dict)
