"""What was shared out where there was not enough for all: K012.

A round says what there was and each allotment what it got; the rules give the same
again for the order that the kept facts make.  What was gone before a round is at least
what was approved before it, of the same days, and stands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from kongbun.claims.allotting import Terms, divide, tie_of
from kongbun.claims.models import COUNTED, AllocationRound, Allotment, Award
from kongbun.rules.benefit import Allocation
from kongbun.rules.days import Int, column, day_number
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.laws import Laws
from kongbun.soundness.reading import Funds

AT_ONCE = 500
# Of one benefit of a fund: command, day and satang of each award that stands.
Given = dict[tuple[int, str], tuple[Int, Int, Int]]


def as_shared(looked_at: Funds, laws: Laws) -> Iterator[Finding]:
    """One finding a claim that got another part, or a round that knew of less."""
    rounds = AllocationRound.objects.filter(fund__in=looked_at.codes)
    keys = list(rounds.order_by("pk").values_list("pk", flat=True))
    given = _given(looked_at) if keys else {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        parts: dict[int, list[Allotment]] = defaultdict(list)
        for one in (
            Allotment.objects.filter(round__in=some)
            .select_related("claim", "decision")
            .order_by("round_id", "place", "pk")
        ):
            parts[one.round_id].append(one)
        for kept in rounds.filter(pk__in=some).select_related("bylaw").order_by("pk"):
            yield from _round(looked_at, kept, parts[kept.pk], laws)
            yield from _gone_before(looked_at, kept, given)


def _round(
    looked_at: Funds, kept: AllocationRound, parts: Sequence[Allotment], laws: Laws
) -> Iterator[Finding]:
    law = laws.read(kept.bylaw)
    rule = law.rule(kept.benefit) if law else None
    if not parts or rule is None or rule.allocation is None:
        return
    for one, (place, satang) in zip(
        parts, _anew(rule.allocation, kept, parts), strict=True
    ):
        if (one.place, one.amount_satang) == (place, satang):
            continue
        number = one.claim.number
        yield Finding.of(
            Code.APPROVED_OTHERWISE,
            looked_at.code(kept.fund_id),
            f"claim {number}",
            f"คำขอ {number} ได้ส่วนแบ่ง {baht(one.amount_satang)} ลำดับที่ {one.place} "
            f"แต่ระเบียบให้ {baht(satang)} ลำดับที่ {place}",
        )


def _anew(
    allocation: Allocation, kept: AllocationRound, parts: Sequence[Allotment]
) -> list[tuple[int, int]]:
    """Place and satang of each by the rules; nothing where nothing was asked."""
    asked = [
        one
        for one in parts
        if one.decision.granted
        and one.decision.claim_id == one.claim_id
        and 0 < one.decision.amount_satang == one.wanted_satang
    ]
    found = {one.pk: (0, 0) for one in parts}
    if asked:
        made = divide(
            allocation,
            Terms(kept.fund_satang, kept.spent_satang, kept.places_taken),
            amounts=[one.wanted_satang for one in asked],
            facts=[json.loads(one.decision.facts) for one in asked],
            ties=[tie_of(one.claim) for one in asked],
        )
        places, satang = made.place.tolist(), made.amount_satang.tolist()
        for one, *part in zip(asked, places, satang, strict=True):
            found[one.pk] = int(part[0]), int(part[1])
    return [found[one.pk] for one in parts]


def _given(looked_at: Funds) -> Given:
    """By fund and benefit, what was approved and still is: it was so ever since."""
    found: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
    for fund_id, benefit, event_on, command, satang in (
        Award.objects.filter(
            claim__fund__in=looked_at.codes,
            claim__status__in=COUNTED,
            claim__benefit__in=AllocationRound.objects.values("benefit"),
        )
        .values_list(
            *("claim__fund_id", "claim__benefit", "claim__event_on"),
            *("approval__command_id", "amount_satang"),
        )
        .order_by("pk")
        .iterator(chunk_size=2_000)
    ):
        found[fund_id, benefit].append((command, day_number(event_on), satang))
    return {
        key: tuple(column(list(values)) for values in zip(*awards, strict=True))  # type: ignore[misc]
        for key, awards in found.items()
    }


def _gone_before(
    looked_at: Funds, kept: AllocationRound, given: Given
) -> Iterator[Finding]:
    if (kept.fund_id, kept.benefit) not in given:
        return
    command, day, satang = given[kept.fund_id, kept.benefit]
    gone = (
        (command < kept.command_id)
        & (day >= day_number(kept.window_from))
        & (day < day_number(kept.window_until))
    )
    places, spent = int(np.count_nonzero(gone)), int(satang[gone].sum())
    if kept.places_taken >= places and kept.spent_satang >= spent:
        return
    yield Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(kept.fund_id),
        f"allocation {kept.pk}",
        f"การจัดสรรครั้งที่ {kept.pk} ({kept.title}) นับว่าให้ไปแล้ว "
        f"{kept.places_taken} ราย {baht(kept.spent_satang)} "
        f"แต่ให้ไปแล้ว {places} ราย {baht(spent)}",
    )
