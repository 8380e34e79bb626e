"""What the actions on other money share: guards before, writers after.

Not actions: each is called inside one.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from kongbun.access.models import Fund, User
from kongbun.access.permissions import Verb, refuse_same_person, require_user
from kongbun.commands.run import SALT_BYTES, Act, canonical, salted
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year, short
from kongbun.ledger import entries
from kongbun.ledger.balances import AccountLine
from kongbun.ledger.chart import BENEFIT_CATEGORIES, AccountKind
from kongbun.ledger.post import post as ledger_post
from kongbun.treasury.models import Movement, MovementBooking, MovementKind
from kongbun.treasury.queries import PLACES, account_by_code, last_no

# What members pay has receipts of its own, what is given back its rule; cash over is
# booked by two.
NOT_ENTERED_HERE = frozenset(
    {"income:dues", "income:cash-over", "expense:cash-short", "expense:refund"}
    | {f"expense:benefit:{number}" for number in BENEFIT_CATEGORIES}
)


def second_of(act: Act, user_id: int | None, verb: Verb) -> User:
    """The second person, whom the door has signed in.  Refuses the first again."""
    second = User.objects.filter(pk=user_id or 0, is_active=True).first()
    if second is None:
        raise Refused(RefusalCode.SECOND_PERSON_NEEDED)
    refuse_same_person(act, acting_user(act), verb="ลงชื่อเป็นคนที่สอง", user=second)
    require_user(act, verb, user_id=second.pk, user_name=second.display_name)
    return second


def number_of(movement: Movement) -> str:
    """As people call it: 12/2570."""
    return f"{movement.no}/{movement.fiscal_year}"


def acting_user(act: Act) -> int:
    assert act.user_id is not None, "`require` has let a user through"
    return act.user_id


def find_movement(act: Act, public_id: UUID, *kinds: MovementKind) -> Movement:
    found = Movement.objects.filter(fund_id=act.fund_id, public_id=public_id).first()
    if found is None or (kinds and found.kind not in kinds):
        raise Refused(RefusalCode.NOT_FOUND, what="รายการเงิน")
    return found


def kind_of_money(act: Act, code: str, kind: AccountKind) -> AccountLine:
    found = account_by_code(act.fund_id, code, kind)
    if found is None or code in NOT_ENTERED_HERE:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ประเภทรายการ {code}")
    return found


def place_of(act: Act, code: str) -> AccountLine:
    found = account_by_code(act.fund_id, code, *PLACES)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"กล่องเงินสดหรือบัญชีธนาคาร {code}")
    return found


def investment_of(act: Act, code: str) -> AccountLine:
    found = account_by_code(act.fund_id, code, AccountKind.INVESTMENT)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"บัญชีเงินลงทุน {code}")
    return found


def amount_of(satang: int) -> Money:
    if not 0 < satang <= entries.AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(satang))
    return Money(satang)


def check_day(act: Act, day: date) -> None:
    if day > act.today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=day, today=act.today)
    books_from = Fund.objects.values_list("books_from", flat=True).get(pk=act.fund_id)
    if day < books_from:
        raise Refused(
            RefusalCode.DATE_BEFORE_BOOKS,
            found=short(day),
            books_from=short(books_from),
        )


def enter(
    act: Act,
    kind: MovementKind,
    *,
    other: AccountLine,
    place: AccountLine | None,
    amount: Money,
    occurred_on: date,
    cost: Money | None = None,
    party: str = "",
    paper_no: str = "",
    reason: str = "",
    second_id: int | None = None,
) -> Movement:
    year = fiscal_year(act.today)
    made = Movement(
        fund_id=act.fund_id,
        fiscal_year=year,
        no=last_no(act.fund_id, year) + 1,
        kind=kind,
        other_id=other.id,
        place_id=place.id if place else None,
        amount_satang=amount.satang,
        cost_satang=cost.satang if cost else None,
        occurred_on=occurred_on,
        party=party.strip(),
        paper_no=paper_no.strip(),
        reason=reason.strip(),
        entered_by_id=acting_user(act),
        second_by_id=second_id,
        command_id=act.command_pk,
    )
    made.salt = token_bytes(SALT_BYTES)
    made.who_hash = _who(made)
    made.content_hash = what_is_approved(made)
    made.save(force_insert=True)
    return made


def what_is_approved(movement: Movement) -> bytes:
    """What an approval binds to: kind, money, day, payee, paper and purpose.

    Payee, paper and purpose by a salted hash, which stays when they are erased.
    """
    who: list[str] = [movement.party, movement.paper_no, movement.reason]
    if movement.who_hash is not None:
        # What stands in the row is what counts, as long as it can be compared.
        who = [(_who(movement) if movement.salt else bytes(movement.who_hash)).hex()]
    return sha256(
        canonical(
            [
                movement.public_id,
                movement.kind,
                movement.other.code,
                movement.amount_satang,
                movement.occurred_on,
                *who,
            ]
        ).encode()
    ).digest()


def _who(movement: Movement) -> bytes:
    text = canonical([movement.party, movement.paper_no, movement.reason])
    return salted(bytes(movement.salt or b""), text)


def reference_of(movement: Movement) -> str:
    return f"money:{movement.fiscal_year}:{movement.no}:1"


def book(
    act: Act, movement: Movement, described: entries.Entry, *, place: AccountLine
) -> dict[str, Any]:
    [posted] = ledger_post(act, described)
    MovementBooking.objects.create(
        movement=movement,
        entry_id=posted.id,
        place_id=place.id,
        occurred_on=described.occurred_on,
        booked_by_id=acting_user(act),
        command_id=act.command_pk,
    )
    return {
        **told(movement),
        "entry": posted.reference,
        "booked_on": posted.booked_on.isoformat(),
    }


def told(movement: Movement) -> dict[str, Any]:
    return {
        "movement": movement.public_id.hex,
        "number": number_of(movement),
        "content_hash": movement.content_hash.hex(),
        "amount_satang": movement.amount_satang,
    }
