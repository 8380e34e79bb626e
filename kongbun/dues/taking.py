"""The guards that every way of taking money shares.  Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kongbun.access.models import Fund, Role
from kongbun.access.permissions import roles
from kongbun.access.queries import villages_of_duty
from kongbun.commands.run import Act
from kongbun.dues.pay import PaidLine
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.rules.days import add_months, column, date_of, day_number

# Further ahead than this a person must say that the amount is right ...
MONTHS_AHEAD_ASKED = 24
# ... and further than this it is a slip of the keyboard.
YEARS_AHEAD_MAX = 10


def check_amount(satang: int) -> Money:
    """Doors read amounts; whatever they let through must still be one."""
    if type(satang) is not int:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=str(satang)[:20])
    if not 0 < satang <= entries.AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(satang))
    return Money(satang)


def check_day(act: Act, received_on: date) -> None:
    """Money has changed hands already, and since the books began."""
    if received_on > act.today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=received_on, today=act.today)
    first = Fund.objects.values_list("books_from", flat=True).get(pk=act.fund_id)
    if received_on < first:
        raise Refused(
            RefusalCode.DATE_BEFORE_BOOKS, found=received_on, books_from=first
        )


@dataclass(frozen=True, slots=True)
class Purse:
    """Where money goes: a bag, cash box or bank account; and its holder's suspense."""

    line: AccountLine
    suspense: AccountLine | None

    @property
    def code(self) -> str:
        return self.line.code


def purse_for(act: Act, code: str, *kinds: AccountKind, office: bool) -> Purse:
    """The place money goes into, if it is this user's to fill.

    A collector fills the own bag alone; the office enters paper sheets for everyone.
    """
    lines = accounts(act.fund_id, *kinds, AccountKind.SUSPENSE)
    found = next(
        (line for line in lines if line.code == code and line.kind in kinds), None
    )
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ถุงเงินหรือกล่องเงิน")
    if found.holder_id != act.user_id and not office:
        raise Refused(RefusalCode.NOT_YOUR_BAG, user=act.user_name, bag=found.name)
    return Purse(found, _suspense(lines, found.holder_id))


def _suspense(lines: Iterable[AccountLine], holder: int | None) -> AccountLine | None:
    return next(
        (
            line
            for line in lines
            if line.kind is AccountKind.SUSPENSE and line.holder_id == holder
        ),
        None,
    )


def is_office(act: Act) -> bool:
    """Whether the user keeps the books, and so enters what others collected."""
    assert act.user_id is not None, "require() wants a user"
    held = roles(act.user_id, act.fund_id, act.today)
    return bool(held & {Role.TREASURER, Role.SECRETARY})


def check_village(act: Act, branch_id: int, branch: str) -> None:
    """A collector named for one village collects there alone."""
    assert act.user_id is not None, "require() wants a user"
    own = villages_of_duty(act.user_id, act.fund_id, Role.COLLECTOR, act.today)
    if own is not None and branch_id not in own:
        raise Refused(
            RefusalCode.NOT_ALLOWED, user=act.user_name, roles=f"ผู้เก็บเงินของ{branch}"
        )


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far ahead of a day money may reach: asked about from here, refused there."""

    asked: int
    refused: int

    @classmethod
    def of(cls, received_on: date) -> Horizon:
        day = column([day_number(received_on)])
        return cls(
            add_months(day, MONTHS_AHEAD_ASKED).item(),
            add_months(day, YEARS_AHEAD_MAX * 12).item(),
        )

    def reason(
        self, lines: Iterable[PaidLine], *, name: str, amount: Money, confirmed: bool
    ) -> Reason | None:
        """A reason to stop when an amount reaches improbably far ahead."""
        reach = max((line.until_day for line in lines if line.until_day), default=0)
        if reach <= self.asked:
            return None
        facts = {"name": name, "amount": amount.short(), "until": date_of(reach - 1)}
        if reach > self.refused:
            facts["years"] = YEARS_AHEAD_MAX
            return Reason(RefusalCode.PAID_TOO_FAR_AHEAD, facts)
        return None if confirmed else Reason(RefusalCode.AMOUNT_UNUSUAL, facts)
