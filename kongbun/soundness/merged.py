"""Two records that count as one: by another person's word (K011), and just so (K012).

Who made it and who confirmed it is looked at in `words`, with every other approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.approvals.models import Approval
from kongbun.merging.actions import bound, joins_of
from kongbun.merging.models import Merge, MergeRequest, Unmerge
from kongbun.people.models import Membership, Person
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds


def one_by_two(looked_at: Funds) -> Iterator[Finding]:
    """Each request as it was asked, each word on it, and the register as both say."""
    yield from _as_confirmed(looked_at)
    yield from _as_the_register_has_it(looked_at)


def _as_confirmed(looked_at: Funds) -> Iterator[Finding]:
    """What was done is what a second person saw; what was declined was not done."""
    requests = MergeRequest.objects.filter(fund__in=looked_at.codes)
    for one in requests.select_related("survivor", "other", "undoes").order_by("pk"):
        if bound(one) != bytes(one.hash):
            yield _otherwise(looked_at, one, "ไม่เหมือนกับที่ขอไว้")
    done: list[Merge | Unmerge] = [
        *Merge.objects.filter(fund__in=looked_at.codes, request__undoes=None)
        .select_related("request", "approval")
        .order_by("pk"),
        *Unmerge.objects.filter(fund__in=looked_at.codes)
        .select_related("request__undoes", "merge", "approval")
        .order_by("pk"),
    ]
    for act in done:
        request, word = act.request, act.approval
        undone = act.merge if isinstance(act, Unmerge) else None
        if not (
            _is_word_on(word, request)
            and word.approved
            and (request.undoes_id is None) is (undone is None)
            and (undone is None or undone.pk == request.undoes_id)
        ):
            yield _otherwise(looked_at, request, "ไม่เหมือนกับที่คนที่สองยืนยัน")


def _is_word_on(word: Approval, request: MergeRequest) -> bool:
    return (
        word.subject_id == request.public_id
        and word.maker_id == request.asked_by_id
        and bytes(word.content_hash) == bytes(request.hash)
    )


def _as_the_register_has_it(looked_at: Funds) -> Iterator[Finding]:
    """Who counts in whom, by the merges in force and by the register: the same."""
    in_force = Merge.objects.filter(fund__in=looked_at.codes, unmerge=None)
    persons: dict[int, int] = {}
    wanted: dict[str, str] = {}
    for merge in in_force.select_related("request"):
        persons[merge.request.other_id] = merge.request.survivor_id
        wanted |= {o.hex: i.hex for o, i in joins_of(merge.request)}
    kept = dict(
        Person.every.filter(
            fund__in=looked_at.codes, counted_in__isnull=False
        ).values_list("pk", "counted_in_id")
    )
    for key in sorted(key for key, _ in persons.items() ^ kept.items()):
        person = Person.every.get(pk=key)
        yield _orphan(looked_at, person.fund_id, f"person {person.public_id.hex}")
    rows = Membership.every.filter(
        fund__in=looked_at.codes, counted_in__isnull=False
    ).select_related("counted_in")
    counted = {
        one.public_id.hex: one.counted_in.public_id.hex
        for one in rows
        if one.counted_in is not None
    }
    told = {key for key, _ in wanted.items() ^ counted.items()}
    named = Membership.every.filter(public_id__in=[bytes.fromhex(k) for k in told])
    for one in named.order_by("pk"):
        yield _orphan(looked_at, one.fund_id, f"member {one.member_no}")


def _otherwise(looked_at: Funds, request: MergeRequest, how: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(request.fund_id),
        f"merge {request.public_id.hex}",
        f"การรวมหรือแยกระเบียน {request.public_id.hex[:8]} {how}",
    )


def _orphan(looked_at: Funds, fund_id: int, what: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(fund_id),
        what,
        f"ทะเบียนรวมหรือแยก {what} ไว้โดยไม่ตรงกับการยืนยันของสองคน",
    )
