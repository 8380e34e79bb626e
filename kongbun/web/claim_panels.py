"""What claims show elsewhere: a member's rights and requests, and who waits today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.cache import cache
from django.db.models import Q

from kongbun.access.permissions import Verb
from kongbun.approvals.models import Signature
from kongbun.claims.approval_telling import matter_now
from kongbun.claims.approving import could_decide, serves
from kongbun.claims.entitlements import entitlements
from kongbun.claims.in_force import in_force, read
from kongbun.claims.late import day_of
from kongbun.claims.models import Claim, ClaimStatus, PensionList
from kongbun.claims.pension_actions import WAITING, matter_of_kept
from kongbun.claims.pensions import count_due, started_by_committee
from kongbun.claims.queries import as_member, of_membership, unanswered, waiting
from kongbun.claims.rows import branches_of, persons_of
from kongbun.claims.telling import about_whom
from kongbun.claims.way import is_maker
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Refused
from kongbun.kernel.thai_date import short
from kongbun.people.models import Membership
from kongbun.people.one_person import standing_for
from kongbun.web import member_panels, seen
from kongbun.web.claim_desk import MARKS
from kongbun.web.door import FundRequest, fund_url
from kongbun.web.today_items import Waiting, overdue, waited

SHOWN_MAX = 8
ONE_BY_ONE = 5
DEATH = 4
# Looking through everyone takes a moment: once in ten minutes is enough.
LOOK_AGAIN = 600


def rights(request: FundRequest, membership: Membership) -> member_panels.Shown | None:
    """What the member would get today; nothing for who has left or before a by-law."""
    if membership.exited_on is not None and membership.exited_on <= request.today:
        return None
    version = seen.bylaw_today(request)
    if version is None:
        return None
    rules = read(version)
    found = entitlements(
        rules, as_member(membership), request.today, paid=seen.paid(request, membership)
    )
    return "claims/_entitlements.html", {
        "entitlements": [one for one in found if one.category != DEATH],
        "death": next((one for one in found if one.category == DEATH), None),
        "beneficiaries": seen.beneficiaries(request, membership),
        "bylaw_version": rules.bylaw.version,
    }


def requests_of(
    request: FundRequest,  # noqa: ARG001 -- a panel's shape
    membership: Membership,
) -> member_panels.Shown | None:
    """The member's requests, those still going first."""
    found = list(of_membership(membership.pk)[:SHOWN_MAX])
    if not found:
        return None
    rows = [
        {
            "claim": one,
            "state": MARKS[ClaimStatus(one.status)],
            "status": ClaimStatus(one.status).label,
        }
        for one in found
    ]
    return "claims/_open_claims.html", {"rows": rows}


def ask_button(request: FundRequest, membership: Membership) -> tuple[str, str] | None:
    """The way from a member's page to a new request."""
    if not request.standing.may(Verb.SUBMIT_CLAIM):
        return None
    address = fund_url(request, "claims:new")
    return "ขอรับสวัสดิการ", f"{address}?member={membership.public_id}"


def to_certify(request: FundRequest) -> Iterator[Waiting]:
    """Requests of the centres this user serves, that they have not signed."""
    if not request.standing.may(Verb.CERTIFY_CLAIM):
        return
    found = [
        one
        for one in waiting(request.fund.pk, ClaimStatus.SUBMITTED)
        if _may_sign(request, one)
    ]
    yield from _each(request, found, "ดูคำขอ", "รับรองคำขอ", ClaimStatus.SUBMITTED)


def _may_sign(request: FundRequest, claim: Claim) -> bool:
    if is_maker(claim, request.user):
        return False
    served = branches_of(request.user.pk, request.fund.pk, request.today)
    if served and claim.branch_id not in served:
        return False
    mine = [one.pk for one in persons_of(request.user.pk, request.fund.pk)]
    signed = Signature.objects.filter(subject_id=claim.public_id)
    return not (
        signed.filter(person_id__in=mine).exists()
        or signed.filter(how="in_app", recorded_by=request.user).exists()
    )


def to_approve(request: FundRequest) -> Iterator[Waiting]:
    """Certified requests that this user may approve and did not enter."""
    if not request.standing.may(Verb.DECIDE_CLAIM):
        return
    found = [
        one
        for one in waiting(request.fund.pk, ClaimStatus.CERTIFIED)
        if not is_maker(one, request.user) and _is_mine_to_approve(request, one)
    ]
    yield from _each(request, found, "พิจารณา", "อนุมัติคำขอ", ClaimStatus.CERTIFIED)


def _is_mine_to_approve(request: FundRequest, claim: Claim) -> bool:
    """A committee looks at all of them, a centre at what the by-law leaves to it."""
    if request.standing.may(Verb.APPROVE_CLAIM):
        return True
    user_id, fund_id, today = request.user.pk, request.fund.pk, request.today
    if not claim.granted or not serves(
        user_id, fund_id, frozenset({claim.branch_id}), today
    ):
        return False
    matter = matter_now(claim, claim.granted_satang, today)
    return could_decide(user_id, matter, fund_id, today, first=True)


def to_confirm(request: FundRequest) -> Iterator[Waiting]:
    """What went first in an emergency and waits for a word; what is late goes first."""
    if not request.standing.may(Verb.APPROVE_CLAIM):
        return
    for award in unanswered(request.fund.pk):
        claim, due = award.claim, award.confirm_by
        left = (due - request.today).days if due else None
        late = left is not None and left < 0
        by = award.approval.checker
        other = " ต้องให้คนอื่นยืนยัน" if by.pk == request.user.pk else ""
        age = "ไม่มีกำหนดวัน"
        if left is not None and due is not None:
            age = overdue(-left) if late else f"ภายใน {short(due)}"
        yield Waiting(
            title=f"ยืนยันการอนุมัติฉุกเฉิน {claim.title} {about_whom(claim)}",
            url=fund_url(request, "claims:confirm-emergency", claim=claim.public_id),
            verb="บันทึกคำตอบ",
            note=f"{by.display_name} อนุมัติ {Money(award.amount_satang).short()} บาท "
            f"{short(day_of(award.approval.at))}{other}",
            age=age,
            days_left=left,
            state="no" if late else "wait",
        )


def to_pay(request: FundRequest) -> Iterator[Waiting]:
    """What the committee approved and nobody has paid."""
    if not request.standing.may(Verb.PAY_CLAIM):
        return
    found = [
        one
        for one in waiting(request.fund.pk, ClaimStatus.APPROVED)
        if one.event_on <= request.today
    ]
    yield from _each(request, found, "จ่ายเงิน", "จ่ายสวัสดิการ", ClaimStatus.APPROVED)


def _each(
    request: FundRequest,
    found: list[Claim],
    verb: str,
    what: str,
    status: ClaimStatus,
) -> Iterator[Waiting]:
    """One line each while they are few; then one for all."""
    if len(found) > ONE_BY_ONE:
        oldest = (request.today - found[0].submitted_on).days
        yield Waiting(
            title=f"{what} {len(found)} เรื่อง",
            url=f"{fund_url(request, 'claims:list')}?status={status.value}",
            verb="ดูรายการ",
            note=f"เก่าที่สุด {found[0].title} {about_whom(found[0])}",
            age=waited(oldest),
            days_left=-oldest,
        )
        return
    for one in found:
        days = (request.today - one.submitted_on).days
        baht = f"{Money(one.granted_satang).short()} บาท"
        yield Waiting(
            title=f"{what} {one.title} {about_whom(one)}",
            url=fund_url(request, "claims:claim", claim=one.public_id),
            verb=verb,
            note=f"คำขอที่ {one.number} "
            + (f"ตามระเบียบได้ {baht}" if one.granted else "ยังให้ตามระเบียบไม่ได้"),
            age=waited(days),
            days_left=-days,
        )


def lists_to_approve(request: FundRequest) -> Iterator[Waiting]:
    """Pension lists before the committee, or before the centre of all on them."""
    if not request.standing.may(Verb.DECIDE_CLAIM):
        return
    for one in PensionList.objects.filter(fund=request.fund, status=WAITING).exclude(
        proposed_by=request.user
    ):
        if not _is_my_list(request, one):
            continue
        yield Waiting(
            title=f"พิจารณารายชื่อ{one.title}",
            url=fund_url(request, "claims:pension-list", pension_list=one.public_id),
            verb="ดูรายชื่อ",
            note=f"รวม {Money(one.total_satang).short()} บาท",
            age="รออนุมัติ",
        )


def _is_my_list(request: FundRequest, kept: PensionList) -> bool:
    if request.standing.may(Verb.APPROVE_CLAIM):
        return True
    sums = kept.lines.values_list("membership__branch_id", "amount_satang")
    matter = matter_of_kept(kept, sums)
    return could_decide(request.user.pk, matter, request.fund.pk, request.today)


def due_to_propose(request: FundRequest) -> Iterator[Waiting]:
    """Who is due for what the committee starts, and stands on no list yet."""
    if not request.standing.may(Verb.PROPOSE_PENSIONS):
        return
    for title, count in _due_counts(request.fund.pk, request.today):
        yield Waiting(
            title=f"{title} มีผู้ครบเกณฑ์ {count:,} คน",
            url=fund_url(request, "claims:pensions"),
            verb="ดูรายชื่อ",
            note="ระบบหาให้แล้ว รอเสนอคณะกรรมการ",
            age="ไม่ด่วน",
            state="info",
        )


def _due_counts(fund_id: int, today: date) -> list[tuple[str, int]]:
    newest = Claim.objects.filter(fund_id=fund_id).order_by("-pk").first()
    lists = PensionList.objects.filter(fund_id=fund_id, status=WAITING)
    waits = sorted(lists.values_list("benefit", flat=True))
    key = f"due:{fund_id}:{today}:{newest.pk if newest else 0}:{'-'.join(waits)}"
    found: list[tuple[str, int]] | None = cache.get(key)
    if found is None:
        found = _count_due(fund_id, today, set(waits))
        cache.set(key, found, LOOK_AGAIN)
    return found


def _count_due(fund_id: int, today: date, waits: set[str]) -> list[tuple[str, int]]:
    try:
        rules = in_force(fund_id, today)
    except Refused:
        return []
    counts = [
        (rule.title, count_due(rules, rule, today, fund_id=fund_id)[0])
        for rule in started_by_committee(rules.bylaw)
        if rule.code not in waits
    ]
    return [(title, count) for title, count in counts if count]


def deaths_unrecorded(request: FundRequest) -> Iterator[Waiting]:
    """A death was asked for while the register still counts a living member."""
    if not request.standing.may(Verb.EDIT_MEMBERS):
        return
    for one in (
        Claim.objects.filter(
            fund=request.fund,
            event__kind="death",
            event__about="",
            live=True,
            membership__isnull=False,
        )
        .filter(
            Q(membership__counted_in=None, membership__exited_on=None)
            | Q(
                membership__counted_in__isnull=False,
                membership__counted_in__exited_on=None,
            )
        )
        .select_related("membership__person")[:ONE_BY_ONE]
    ):
        assert one.membership is not None, "filtered by it"
        member = standing_for(one.membership)
        yield Waiting(
            title=f"บันทึกการเสียชีวิตของ {member.person.full_name()}",
            url=fund_url(request, "people:leave", member.public_id),
            verb="บันทึก",
            note=f"มีคำขอที่ {one.number} แล้ว แต่ทะเบียนยังนับเป็นสมาชิก",
            age="เก็บเงินสมทบอยู่",
        )


PROVIDERS = (
    to_certify,
    to_approve,
    to_confirm,
    to_pay,
    lists_to_approve,
    deaths_unrecorded,
    due_to_propose,
)
