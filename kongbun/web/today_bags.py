"""Bags of money that wait for someone: to be counted and accepted, or handed over."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.access.permissions import Verb
from kongbun.access.queries import user_names
from kongbun.dues.convention import bag_days_max
from kongbun.dues.models import BagOffer
from kongbun.kernel.thai_date import short
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import Held, held_by
from kongbun.web.door import FundRequest
from kongbun.web.today_items import Waiting, link, overdue


def bags(request: FundRequest) -> Iterator[Waiting]:
    """Another's bag to accept, one's own to hand over; the longest held first."""
    lines = accounts(request.fund.pk, AccountKind.BAG)
    mine = [line for line in lines if line.holder_id == request.user.pk]
    accepts = request.standing.may(Verb.ACCEPT_BAG)
    looked_at = lines if accepts else mine
    held = held_by([line.id for line in looked_at if line.balance_satang])
    if not held:
        return
    most = bag_days_max(request.fund.pk, request.today)
    offers = {
        offer.bag_id: offer
        for offer in BagOffer.objects.filter(bag_id__in=held, closed_on=None)
    }
    names = user_names([line.holder_id for line in looked_at if line.holder_id])
    for line in looked_at:
        money = held.get(line.id)
        if money is None:
            continue
        offer = offers.get(line.id)
        address = link(request, ("dues:bag", {"bag_id": line.public_id}), "dues:bags")
        if line.holder_id == request.user.pk:
            if offer is None:
                yield _own(money, request, address, most)
        elif offer is not None or _late(money, request, most) > 0:
            yield _others(
                names.get(line.holder_id or 0, line.name),
                money,
                request,
                address,
                most,
                offer,
            )


def _age(money: Held, request: FundRequest) -> int:
    return (request.today - money.since).days if money.since else 0


def _late(money: Held, request: FundRequest, most: int) -> int:
    return _age(money, request) - most


def _own(money: Held, request: FundRequest, address: str, most: int) -> Waiting:
    late = _late(money, request, most)
    return Waiting(
        title="ส่งมอบเงินในถุงของคุณ",
        url=address,
        verb="ส่งมอบเงิน",
        satang=money.satang,
        note=_since(money, request, most),
        age=overdue(late) if late > 0 else f"ส่งได้อีก {-late} วัน",
        days_left=-late,
        state="no" if late > 0 else "info",
    )


def _others(
    name: str,
    money: Held,
    request: FundRequest,
    address: str,
    most: int,
    offer: BagOffer | None,
) -> Waiting:
    late = _late(money, request, most)
    slips = f"ใบรับ {len(money.receipt_entry_ids):,} ใบ "
    return Waiting(
        title=f"นับรับเงินถุงของ {name}",
        url=address,
        verb="นับรับเงินถุงนี้" if offer else "ดูถุงนี้",
        satang=offer.offered_satang if offer else money.satang,
        note=slips + _since(money, request, most),
        age=overdue(late) if late > 0 else "รอนับรับ",
        days_left=-late,
        state="no" if late > 0 else "wait",
    )


def _since(money: Held, request: FundRequest, most: int) -> str:
    if money.since is None:
        return ""
    return (
        f"เก็บเมื่อ {short(money.since)} ถือไว้แล้ว {_age(money, request)} วัน "
        f"ระเบียบให้ส่งมอบภายใน {most} วัน"
    )
