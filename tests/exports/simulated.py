"""The funds of `kongbun simulate`, and what their people do afterwards.

The simulation's model knows neither purposes nor investments, opens no month again and
merges nobody.  That is what they do here, between their usual doings, by the actions
that pages use.  One seed is one fund; what the books refuse did not happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from kongbun.access.actions import grant_role
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.founding.actions import open_money_account
from kongbun.kernel.refusal import Refused
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import balances_on
from kongbun.ledger.models import Entry, Reopening
from kongbun.merging.actions import confirm_merge, request_merge
from kongbun.merging.differences import CODES
from kongbun.merging.models import MergeRequest
from kongbun.people.models import Membership, Person
from kongbun.reports.actions import close_month, explain
from kongbun.reports.conditions import close_list
from kongbun.reports.figures import before_closing
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.simulation import run
from kongbun.simulation.asks import Ask
from kongbun.simulation.honest import Scene
from kongbun.simulation.office import HONEST
from kongbun.simulation.run import Simulator
from kongbun.simulation.sending import pieces
from kongbun.simulation.world import World, attempt, same_ids
from kongbun.treasury import actions, purpose_actions
from kongbun.treasury.closing import month_to_close
from kongbun.treasury.count_actions import count_cash, read_bank
from kongbun.treasury.expense_actions import decide_expense, other_expense, pay_expense
from kongbun.treasury.purposes import purse_of
from kongbun.treasury.queries import closes
from tests.exports.funds import Lived

USES = ("expense:travel", "expense:office", "expense:benefit:1", "expense:benefit:2")


def live(made: Simulator, seed: int, *, steps: int, later: int) -> Lived:
    """`steps` of the simulation, then `later` more in which all the rest happens.

    The fund's database stays open until the next one.
    """
    world = made.template(daily=bool(seed % 2)).copy("run")
    report = run.lived(seed, steps, world, is_calm=True)
    assert not report.wrong, report.wrong
    dice = Random(f"later {seed}")  # noqa: S311 -- made up
    scene = Scene(dice, world.oracle, world.clock.today, made=10_000)
    life = _Later(world, dice, scene, Counter(report.kinds))
    with same_ids(f"later {seed}"), run.seldom_collected():
        life.begin()
        for _ in range(later):
            life.step()
    fund = world.rows.fund
    life.done.update(_in_time_or_not(fund.pk))
    members = list(Membership.every.filter(fund=fund).order_by("pk"))
    return Lived(fund, world.clock.today, members, dict(life.done))


def _in_time_or_not(fund_id: int) -> Iterator[str]:
    """Of each entry that stands in another month than it seems to belong to."""
    opened = list(Reopening.objects.filter(fund_id=fund_id).select_related("closing"))
    for entry in Entry.objects.filter(fund_id=fund_id):
        if month_end(entry.occurred_on) < entry.booked_on:
            yield "booked late"
        if any(
            entry.command_id > one.command_id
            and entry.booked_on <= one.closing.closed_through
            for one in opened
        ):
            yield "booked into a month opened again"


@dataclass(slots=True)
class _Later:
    world: World
    dice: Random
    scene: Scene
    done: Counter[str] = field(default_factory=Counter)
    purposes: list[UUID] = field(default_factory=list)
    booked: list[UUID] = field(default_factory=list)

    def call(self, who: str, action: Callable[..., Any], **facts: Any) -> Any:
        command_id = UUID(bytes=self.dice.randbytes(16), version=4)
        return action(self.world.act(who, command_id), **facts)

    def satang(self) -> int:
        return self.dice.choice((self.dice.randint(1, 900_00), 100_00, 300_00))

    def second(self, name: str = "prasong") -> int:
        return self.world.rows.users[name].pk

    def money(self) -> dict[str, Any]:
        """At times of a day whose month is closed, or was and is open again."""
        day = self.scene.before(self.dice.choice((0, 0, 30, 90)))
        return {"amount_satang": self.satang(), "occurred_on": day}

    def begin(self) -> None:
        """Who keeps the books and who may open a month are persons of the register."""
        for name, role in (
            *(("somsri", "treasurer"), ("prasong", "chair"), ("kamnan", "committee")),
        ):
            person = Person.objects.create(
                fund=self.world.rows.fund,
                first_name=name,
                last_name="สมมุติ",
                match_key=f"{name}สมมุติ",
                sort_key=f"{name}สมมุติ",
            )
            facts = {"from_date": self.world.clock.today, "person_id": person.pk}
            self.call("prasong", grant_role, username=name, role=role, **facts)
        for kind in ("investment", "bank"):
            self.call("prasong", open_money_account, kind=kind, name=f"ที่สอง {kind}")
        for until in (None, self.world.clock.today + timedelta(days=40)):
            self.open(until)
            self._given()

    def step(self) -> None:
        self.world.clock.pass_days(self.dice.choice((0, 0, 1, 2, 6)))
        self.scene.today = self.world.clock.today
        names, weights = zip(*THINGS, strict=True)
        [name] = self.dice.choices(names, weights)
        try:
            getattr(self, f"_{name}")()
        except Refused:
            name = f"refused {name}"
        self.done[name] += 1

    def _usual(self) -> None:
        """Receipts, bags, claims and the like, as in the simulation."""
        [(_, draw)] = self.dice.choices(HONEST, [weight for weight, _ in HONEST])
        ask = draw(self.scene)
        if ask is None:
            return
        action, arguments = self.world.prepare(ask)
        command_id = UUID(bytes=self.dice.randbytes(16), version=4)
        outcome = attempt(action, self.world.act(ask.who, command_id), arguments)
        assert not outcome.mistake, (ask, outcome)
        self.done[f"{ask.kind} {outcome.told()}"] += 1
        if not outcome.codes:
            today = self.world.clock.today
            if not self.world.oracle.hear(ask.kind, ask.who, today, ask.facts):
                self.world.rows.learn(ask, outcome.answer)

    def open(self, until: Any) -> None:
        uses = self.dice.sample(USES, 2)
        name = f"เรื่องที่ {len(self.purposes) + 1}"
        facts = {"name": name, "giver": "เทศบาลตำบลสมมุติ", "uses": uses, "until": until}
        told = self.call("somsri", purpose_actions.open_purpose, **facts)
        self.purposes.append(UUID(told["purpose"]))

    def _given(self) -> None:
        facts = self.money() | {"income": "income:donation", "party": "วัดสมมุติ"}
        into = self.dice.choice(("cash", "bank:1", "bank:2"))
        purpose = self.dice.choice([*self.purposes, *self.purposes, None])
        self._keep(actions.other_income, into=into, purpose=purpose, **facts)

    def _keep(self, action: Callable[..., Any], **facts: Any) -> None:
        told = self.call("somsri", action, **facts)
        self.booked.append(UUID(told["movement"]))

    def _spent(self) -> None:
        """Out of what it was given for, as far as that goes."""
        facts = self.money() | {"party": "ร้านป้าแดง", "reason": "ค่าใช้จ่าย"}
        expense = self.dice.choice(USES[:2])
        asked = self.call("somsri", other_expense, expense=expense, **facts)
        movement = UUID(asked["movement"])
        told = {"content_hash": asked["content_hash"], "approved": True}
        self.call("prasong", decide_expense, movement=movement, **told)
        day = {"paid_on": self.world.clock.today}
        self.call("somsri", pay_expense, movement=movement, paid_from="bank:1", **day)
        self.booked.append(movement)

    def _set_aside(self) -> None:
        facts = {"purpose": self.dice.choice(self.purposes), "reason": "มติ 2/2568"}
        amount = self.satang()
        self.call("somsri", purpose_actions.set_aside, amount_satang=amount, **facts)

    def _set_free(self) -> None:
        purpose = self.dice.choice(self.purposes)
        fund = self.world.rows.fund
        left = purse_of(fund.pk, purpose)
        assert left is not None
        facts = {"purpose": purpose, "reason": "หมดโครงการ"}
        facts |= {"amount_satang": left.left.satang, "second_user_id": self.second()}
        self.call("somsri", purpose_actions.set_free, **facts)

    def _bought(self) -> None:
        places = {"investment": "investment:1", "paid_from": "bank:1"}
        self._keep(actions.buy_investment, **places, **self.money())

    def _sold(self) -> None:
        facts = self.money()
        cost = facts.pop("amount_satang")
        proceeds = cost + self.dice.randint(-cost, cost)
        sums = {"proceeds_satang": proceeds, "cost_satang": cost}
        places = {"investment": "investment:1", "into": "bank:1"}
        self._keep(actions.sell_investment, **places, **sums, **facts)

    def _undone(self) -> None:
        if not self.booked:
            return
        found = self.booked.pop(self.dice.randrange(len(self.booked)))
        facts = {"reason": "ลงผิด", "second_user_id": self.second("kamnan")}
        self.call("somsri", actions.reverse_movement, movement=found, **facts)

    def _doubled(self) -> None:
        """Somebody is written down twice, pays once more, and is found out."""
        kept = self.dice.choice(self.scene.living())
        first = self.world.oracle.members[kept]
        facts = {"new": self.scene.new("m"), "born": first.born, "again": True}
        facts |= {"name": first.name, "village": first.village, "house": first.house}
        ask = Ask("register", "chanpen", facts | {"joined": self.scene.today})
        action, arguments = self.world.prepare(ask)
        told = self.call("chanpen", action, **arguments)
        amount = self.dice.randint(1, 29_99)
        member = UUID(told["membership"])
        payment = Payment(member=member, amount_satang=amount)
        facts = {"received_on": self.scene.today, "into": "cash", "confirmed": True}
        facts |= {"payments": [payment], "payer_name": "นางผู้ส่ง ใจดี"}
        self.call("somsri", take_payment, **facts)
        self._merge(self.world.rows.ids[f"{kept}:person"], UUID(told["person"]))

    def _merged(self) -> None:
        fund = self.world.rows.fund
        known = Person.objects.filter(fund=fund, memberships__isnull=False)
        keys = known.order_by("pk").values_list("public_id", flat=True).distinct()
        self._merge(*self.dice.sample(list(keys), 2))

    def _merge(self, kept: UUID, gone: UUID) -> None:
        facts = {"survivor": kept, "other": gone, "reason": "เขียนซ้ำ"}
        keep = dict.fromkeys(CODES, "survivor")
        told = self.call("chanpen", request_merge, keep=keep, **facts)
        asked = UUID(told["request"])
        seen = bytes(MergeRequest.objects.get(public_id=asked).hash).hex()
        self.call("kamnan", confirm_merge, asked=asked, content_hash=seen)

    def _close(self) -> None:
        """Count, read the books of the bank, explain what is open, and close."""
        fund, today = self.world.rows.fund, self.world.clock.today
        month = month_to_close(fund.pk)
        if month is None or month_end(month) >= today:
            return
        stood = balances_on(fund.pk, month_end(month))
        on = {"counted_on": month_end(month), "second_user_id": self.second()}
        cash = stood.get("cash", 0)
        if cash % 25:
            facts = {"amount_satang": cash % 25, "occurred_on": month_end(month)}
            facts |= {"cash": "cash", "is_over": False, "reason": "เศษสตางค์"}
            facts["second_user_id"] = self.second()
            self.call("somsri", actions.cash_over_short, **facts)
        box = pieces(cash // 25 * 25)
        self.call("somsri", count_cash, cash="cash", pieces=box, **on)
        for bank in ("bank:1", "bank:2"):
            day = {"read_on": month_end(month), "balance_satang": stood.get(bank, 0)}
            self.call("somsri", read_bank, bank=bank, **day)
        for point in close_list(fund.pk, month, today).open:
            if point.explainable:
                of = {"condition": point.condition.value, "subject": point.subject}
                why = "ทำต่อเดือนหน้า"
                self.call("somsri", explain, month=month, text=why, **of)
        figures: dict[str, Any] = {}
        if self.dice.random() < 0.7:
            body, newest = before_closing(fund, month)
            figures = {"figures": body, "newest_entry_id": newest}
        self.call("somsri", close_month, month=month, **figures)

    def _opened(self) -> None:
        """A closed month is opened by two; it may close again with the next version."""
        fund = self.world.rows.fund
        last = closes(fund.pk).first()
        if last is None:
            return
        facts = {"close": last.public_id, "reason": "ลงบิลผิดเดือน"}
        asked = self.call("kamnan", ask_reopening, **facts)
        word = {"asked": UUID(asked["request"]), "content_hash": asked["content_hash"]}
        self.call("prasong", reopen_month, **word)


THINGS = (
    *(("usual", 30), ("given", 9), ("spent", 7), ("set_aside", 3), ("set_free", 2)),
    *(("bought", 4), ("sold", 4), ("undone", 4), ("doubled", 4), ("merged", 4)),
    *(("close", 8), ("opened", 4)),
)
