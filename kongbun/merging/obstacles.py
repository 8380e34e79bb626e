"""Everything that stands against a merge, each with what to do about it.  Reads only.

Days paid twice and limits overrun are not mended here: whoever merges would decide
about money that two receipts or two vouchers say went another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kongbun.bylaws.queries import versions
from kongbun.bylaws.reading import rules_of
from kongbun.claims.models import Claim
from kongbun.dues.doubts import number_text
from kongbun.dues.models import DuesLine
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.thai_date import short
from kongbun.merging.claims_of_both import over_limits, same_claims
from kongbun.merging.models import MergeRequest
from kongbun.merging.plan import Join, Plan
from kongbun.merging.queries import waiting
from kongbun.merging.stated import covered
from kongbun.people.models import ExitReason, Membership, Person, RegisterImport
from kongbun.people.one_person import with_doubles
from kongbun.rules.days import date_of
from kongbun.rules.dues import Convention, UnitsFrom
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.refunds import standing_refund

# Days in both records, by how many pairs of receipts one reads at once.
SHOWN_MAX = 12


def obstacles(plan: Plan, *, asked: MergeRequest | None = None) -> list[Reason]:
    """Every reason why these two cannot be merged yet; `asked` is about just that."""
    if plan.survivor.pk == plan.other.pk:
        number = plan.mine[0].member_no if plan.mine else "-"
        return [Reason(RefusalCode.MERGE_ITSELF, {"number": number})]
    found = [*_records(plan, asked), *_imports(plan), *_times(plan)]
    for join in plan.joins:
        found += [*_ends(join), *_units(join), *_days_twice(join)]
    found += [*same_claims(plan), *over_limits(plan)]
    if plan.open:
        fields = " ".join(one.label for one in plan.open)
        found.append(Reason(RefusalCode.MERGE_CHOOSE, {"fields": fields}))
    return found


def _records(plan: Plan, asked: MergeRequest | None) -> Iterator[Reason]:
    for one in (plan.survivor, plan.other):
        if one.erased_on is not None:
            yield Reason(RefusalCode.PERSON_ERASED, {"day": one.erased_on})
        if one.counted_in is not None:
            kept = one.counted_in
            last = kept.memberships.order_by("-joined_on").first()
            number = last.member_no if last else "-"
            facts = {"name": kept.full_name(), "number": number}
            yield Reason(RefusalCode.RECORD_MERGED, facts)
        others = waiting(one.fund_id, of=one)
        if asked is not None:
            others = others.exclude(pk=asked.pk)
        if others.exists():
            yield Reason(RefusalCode.MERGE_WAITS, {"name": one.full_name()})
    if Person.every.filter(counted_in=plan.other).exists():
        yield Reason(RefusalCode.MERGE_HOLDS, {"name": plan.other.full_name()})


def _imports(plan: Plan) -> Iterator[Reason]:
    open_ones = RegisterImport.objects.filter(fund=plan.other.fund_id, done_at=None)
    for batch in open_ones:
        yield Reason(RefusalCode.MERGE_IMPORT_OPEN, {"file": batch.filename})


def _times(plan: Plan) -> Iterator[Reason]:
    """Memberships that fit into no one life."""
    for one, over in plan.crossing:
        others = " ".join(each.member_no for each in over)
        facts = {"number": one.member_no, "others": others}
        yield Reason(RefusalCode.MERGE_TIMES_CROSS, facts)
    for one in plan.apart:
        if one.exited_on is None:
            yield _keep_other(one, "ยังเป็นสมาชิกอยู่")
    together = {each.pk for join in plan.joins for each in (join.other, join.into)}
    theirs = (*plan.apart, *(join.other for join in plan.joins))
    for dead, living in ((plan.mine, theirs), (theirs, plan.mine)):
        for one in dead:
            if one.exit_reason != ExitReason.DIED or one.exited_on is None:
                continue
            for other in living:
                later = other.joined_on >= one.exited_on
                if later and not {one.pk, other.pk} <= together:
                    yield _after_death(one, other, "สมาชิกภาพ")


def _ends(join: Join) -> Iterator[Reason]:
    """How each of the two ended, and what that leaves to be kept."""
    one, into = join.other, join.into
    died = [each.exit_reason == ExitReason.DIED for each in (one, into)]
    if all(died):
        if one.exited_on != into.exited_on:
            facts = {
                "one": into.member_no,
                "day": into.exited_on,
                "other": one.member_no,
                "other_day": one.exited_on,
            }
            yield Reason(RefusalCode.MERGE_DEATHS_DIFFER, facts)
    elif died[0]:
        assert one.exited_on is not None, "who died has left"
        yield from _later_than(one, into)
        yield _keep_other(one, "บันทึกว่าเสียชีวิตแล้ว")
    elif died[1]:
        yield from _later_than(into, one)
    elif (one.exited_on or date.max) > (into.exited_on or date.max):
        why = "ออกทีหลัง" if one.exited_on else "ยังเป็นสมาชิกอยู่"
        yield _keep_other(one, why)
    if one.keeps_time or one.waits_until or one.dues_from:
        yield _keep_other(one, "กลับเข้าเป็นสมาชิกตามระเบียบ มีเวลาเดิมที่นับต่อ")
    for each in (into, one):
        refund = standing_refund(each)
        if refund is not None:
            number = number_of(refund.movement)
            facts = {"number": each.member_no, "refund": number}
            yield Reason(RefusalCode.MERGE_REFUNDED, facts)


def _later_than(dead: Membership, other: Membership) -> Iterator[Reason]:
    """What the other record has from after that death."""
    assert dead.exited_on is not None, "who died has left"
    mine = with_doubles([other.pk])
    line = (
        DuesLine.objects.filter(
            membership_id__in=mine, live=True, receipt__received_on__gt=dead.exited_on
        )
        .select_related("receipt__book")
        .order_by("-pk")
        .first()
    )
    if line is not None:
        name = number_text(line.receipt.book.number, line.receipt.no)
        yield _after_death(dead, other, f"ใบรับ {name} ")
    claim = Claim.objects.filter(
        membership_id__in=mine, live=True, event__first_day__gt=dead.exited_on
    ).first()
    if claim is not None:
        yield _after_death(dead, other, f"คำขอ {claim.number} ")


def _after_death(dead: Membership, other: Membership, what: str) -> Reason:
    facts = {
        "dead": dead.member_no,
        "day": dead.exited_on,
        "other": other.member_no,
        "what": what,
    }
    return Reason(RefusalCode.MERGE_ONE_DEAD, facts)


def _keep_other(one: Membership, why: str) -> Reason:
    return Reason(RefusalCode.MERGE_KEEP_OTHER, {"number": one.member_no, "why": why})


def _units(join: Join) -> Iterator[Reason]:
    """Units that begin with each one's joining fit together only from like days."""
    one, into = join.other, join.into
    if one.joined_on == into.joined_on:
        return
    for version in versions(into.fund_id):
        law = rules_of(version).contribution
        if law.units_from is not UnitsFrom.JOINED or law.is_daily:
            continue
        like = one.joined_on.day == into.joined_on.day
        if law.convention is Convention.YEAR:
            like &= one.joined_on.month == into.joined_on.month
        # A line that was reversed has its price as well.
        written = DuesLine.objects.filter(from_day__isnull=False)
        moved = one.joined_on < into.joined_on
        is_priced = moved and written.filter(membership=into).exists()
        if like or not (
            is_priced or written.filter(membership=one, live=True).exists()
        ):
            continue
        days = {"one": short(into.joined_on), "other": short(one.joined_on)}
        yield Reason(RefusalCode.MERGE_UNITS_DIFFER, days)
        return


def _days_twice(join: Join) -> Iterator[Reason]:
    """Days that both records have as paid, by receipt or by what was stated."""
    mine = [*_stated_days(join, join.into), *_paid_days(join.into)]
    theirs = [*_stated_days(join, join.other), *_paid_days(join.other)]
    told: set[tuple[str, str]] = set()
    for start, until, one in mine:
        for other_start, other_until, other in theirs:
            first, last = max(start, other_start), min(until, other_until)
            if first >= last or (one, other) in told or len(told) >= SHOWN_MAX:
                continue
            told.add((one, other))
            days = {"first": date_of(first), "last": date_of(last - 1)}
            if one == other:
                yield Reason(RefusalCode.MERGE_STATED_TWICE, days)
            else:
                facts = {**days, "one": one, "other": other}
                yield Reason(RefusalCode.MERGE_DAYS_TWICE, facts)


def _stated_days(join: Join, one: Membership) -> list[tuple[int, int, str]]:
    # While nobody has said which of two statements counts, neither stands in the way.
    is_open = len(join.stating) > 1 and not join.is_chosen
    if one not in join.stating or is_open:
        return []
    start, until = covered(one)
    return [(start, until, "ยอดยกมา")] if until > start else []


def _paid_days(one: Membership) -> list[tuple[int, int, str]]:
    lines = DuesLine.objects.filter(
        membership_id__in=with_doubles([one.pk]), live=True, from_day__isnull=False
    ).order_by("from_day")
    return [
        (start, until, number_text(book, no))
        for start, until, book, no in lines.values_list(
            "from_day", "until_day", "receipt__book__number", "receipt__no"
        )
        if start is not None and until is not None
    ]
