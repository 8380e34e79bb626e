"""The end of each chain, kept outside the machine.

Whoever can rewrite the database can make every hash again; not the copy of the last
one that somebody else holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from kongbun.access.models import Fund
from kongbun.audit.models import AuditEvent, ChainHead
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness import paper
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, rows

FORMAT = "kongbun-witness-1"


@dataclass(frozen=True, slots=True)
class Seen:
    """How far one fund's chain and books had come."""

    fund: str
    fund_id: str
    seq: int
    hash: str
    entries: int


@dataclass(frozen=True, slots=True)
class Witness:
    """What `kongbun witness` wrote; or `lines`, copied from paper one by one."""

    taken_at: str
    funds: tuple[Seen, ...]
    lines: tuple[paper.Line, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "taken_at": self.taken_at,
            "funds": [asdict(one) for one in self.funds],
        }


def take(now: datetime) -> Witness:
    """What stands now, small enough to print."""
    return Witness(taken_at=now.isoformat(timespec="seconds"), funds=heads())


def heads() -> tuple[Seen, ...]:
    """Where the chain of every fund ends."""
    head = ChainHead.objects.filter(chain=OuterRef("pk"))
    counts: dict[int, int] = dict(
        rows("SELECT fund_id, COUNT(*) FROM ledger_entry GROUP BY fund_id")
    )
    return tuple(
        Seen(
            fund=code,
            fund_id=public_id.hex,
            seq=seq or 0,
            hash=bytes(link or b"").hex(),
            entries=counts.get(pk, 0),
        )
        for pk, code, public_id, seq, link in Fund.objects.order_by("code")
        .annotate(
            head_seq=Subquery(head.values("seq")),
            head_hash=Subquery(head.values("hash")),
        )
        .values_list("pk", "code", "public_id", "head_seq", "head_hash")
    )


def read(file: Path) -> Witness:
    """A witness file, or lines copied from paper; refuses what is neither."""
    try:
        text = file.read_text("utf-8-sig")
        if text.lstrip().startswith(("{", "[")):
            return from_json(json.loads(text))
        return Witness(taken_at="", funds=(), lines=paper.read_lines(text))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise Refused(RefusalCode.NOT_A_WITNESS, file=file.name) from None


def from_json(kept: Any) -> Witness:
    """Raises ValueError, KeyError or TypeError for anything else."""
    if kept["format"] != FORMAT:
        raise ValueError(kept["format"])
    return Witness(
        taken_at=str(kept["taken_at"]),
        funds=tuple(
            Seen(
                fund=str(one["fund"]),
                fund_id=UUID(one["fund_id"]).hex,
                seq=int(one["seq"]),
                hash=bytes.fromhex(one["hash"]).hex(),
                entries=int(one["entries"]),
            )
            for one in kept["funds"]
        ),
    )


def against(witness: Witness, looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """What was seen once must still be there, unchanged."""
    here = {public_id.hex: key for key, public_id in looked_at.public_ids.items()}
    for seen in witness.funds:
        key = here.get(seen.fund_id)
        if key is None:
            if whole:
                yield _broken(seen, f"กองทุน {seen.fund} ที่พยานเคยเห็นไม่อยู่แล้ว")
            continue
        yield from _one(seen, key)
    yield from paper.broken(witness.lines, looked_at, whole=whole)


def _one(seen: Seen, key: int) -> Iterator[Finding]:
    link = AuditEvent.objects.filter(chain=key, seq=seen.seq).first()
    if seen.seq and link is None:
        yield _broken(
            seen,
            f"พยานเคยเห็นห่วงที่ {seen.seq} แต่ห่วงโซ่สั้นกว่านั้น: อาจมีคนคืนข้อมูลชุดเก่า",
        )
    elif link is not None and bytes(link.hash).hex() != seen.hash:
        yield _broken(seen, f"ห่วงที่ {seen.seq} ไม่ใช่ห่วงเดียวกับที่พยานเห็น: มีคนเขียนห่วงโซ่ใหม่")
    else:
        for (count,) in rows(
            "SELECT COUNT(*) FROM ledger_entry WHERE fund_id = %s", [key]
        ):
            if count < seen.entries:
                yield _broken(
                    seen,
                    f"พยานเคยเห็น {seen.entries} รายการบัญชี แต่เหลือ {count} รายการ",
                )


def _broken(seen: Seen, message: str) -> Finding:
    return Finding.of(Code.CHAIN_BROKEN, seen.fund, "witness", message)
