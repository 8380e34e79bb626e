"""Bags of money that wait for someone: to be counted and accepted, or handed over."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.access.permissions import Verb
from kongbun.dues import queries
from kongbun.dues.queries import Bag
from kongbun.kernel.thai_date import month_name, month_start, short
from kongbun.web.door import FundRequest
from kongbun.web.today_items import Waiting, link, overdue


def bags(request: FundRequest) -> Iterator[Waiting]:
    """Another's bag to accept or to ask for, one's own to hand over."""
    accepts = request.standing.may(Verb.ACCEPT_BAG)
    if not accepts and not request.standing.may(Verb.COLLECT):
        return
    for bag in queries.bags(request.fund.pk, request.today):
        if not bag.satang:
            continue
        if bag.account.holder_id == request.user.pk:
            if bag.offer is None:
                yield _own(bag, request)
        elif accepts and (bag.offer is not None or bag.is_overdue):
            yield _others(bag, request)


def _own(bag: Bag, request: FundRequest) -> Waiting:
    left = bag.days_max - bag.days
    return Waiting(
        title="ส่งมอบเงินในถุงของคุณ",
        url=_address(bag, request),
        verb="ส่งมอบเงิน",
        satang=bag.satang,
        note=_since(bag),
        age=overdue(-left) if left < 0 else f"ส่งได้อีก {left} วัน",
        days_left=left,
        state="no" if left < 0 else "info",
    )


def _others(bag: Bag, request: FundRequest) -> Waiting:
    name = bag.holder.display_name if bag.holder else bag.account.name
    return Waiting(
        title=f"นับรับเงินถุงของ {name}",
        url=_address(bag, request),
        verb="นับรับเงินถุงนี้" if bag.offer else "ดูถุงนี้",
        satang=bag.offer.offered_satang if bag.offer else bag.satang,
        note=_since(bag),
        age=overdue(bag.overdue_days) if bag.is_overdue else "รอนับรับ",
        days_left=bag.days_max - bag.days,
        state="no" if bag.is_overdue else "wait",
    )


def _address(bag: Bag, request: FundRequest) -> str:
    if bag.offer is not None:
        return link(
            request, ("dues:accept", {"offer": bag.offer.public_id}), "dues:bags"
        )
    return link(request, ("dues:bag", {"bag_id": bag.account.public_id}), "dues:bags")


def _since(bag: Bag) -> str:
    if bag.since is None:
        return ""
    return (
        f"ใบรับ {bag.slips:,} ใบ เก็บเมื่อ {short(bag.since)} ถือไว้แล้ว {bag.days} วัน "
        f"ระเบียบให้ส่งมอบภายใน {bag.days_max} วัน"
    )


def round_of_month(request: FundRequest) -> dict[str, object]:
    """The stamps of this month's round: one a village."""
    if not request.standing.may(Verb.COLLECT):
        return {}
    taken: dict[str, bool] = {}
    for one in queries.rounds(request.fund.pk, month_start(request.today)):
        if not one.members:
            continue
        name = f"หมู่ {one.branch.moo}" if one.branch.moo else one.branch.name
        taken[name] = taken.get(name, True) and one.sheets > 0
    if not taken:
        return {}
    return {
        "round_title": f"เก็บเงินเดือน{month_name(request.today)}",
        "round_note": f"เก็บแล้ว {sum(taken.values())} จาก {len(taken)} แห่ง",
        "round_stamps": [
            {
                "label": name,
                "state": "paid" if done else "next",
                "word": "เก็บแล้ว" if done else "ยังไม่เก็บ",
            }
            for name, done in taken.items()
        ],
    }
