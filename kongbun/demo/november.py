"""The fiscal year of the story's day: the requests, rounds and days people know.

Requests of this year bear the numbers that stand in the docs: 7, 15, 16 and 18.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from kongbun.claims.pension_actions import propose_pensions
from kongbun.demo import story
from kongbun.demo.members import Register
from kongbun.demo.requests import Requests, Wanted
from kongbun.demo.stage import Stage

FIRST_STAY = date(2026, 10, 13)
STAY = (date(2026, 11, 9), date(2026, 11, 16))
BIRTH = date(2026, 11, 3)
BROTHER_PAID = date(2026, 10, 6)


class November:
    """Writes the last weeks into the diary."""

    def __init__(self, stage: Stage, register: Register, requests: Requests) -> None:
        self.stage, self.register, self.requests = stage, register, requests

    def write_down(self) -> None:
        at = self.stage.diary.at
        # Numbers 1 to 6, the first of them Ploy's brother's school money.
        at(date(2026, 10, 1), self._brother)
        for day in (2, 5, 7, 8, 12):
            at(date(2026, 10, day), self._neighbour)
        at(date(2026, 10, 17), self._first_stay)
        # 8 to 14.
        for day in (18, 19, 21, 22, 26, 27, 29):
            at(date(2026, 10, day), self._neighbour)
        at(date(2026, 11, 9), self._ploy)
        at(date(2026, 11, 9), self._daojai)
        at(date(2026, 11, 10), self._neighbour)
        at(date(2026, 11, 17), self._bunruean)
        at(date(2026, 11, 18), self._pensions)
        for asked in (10_000_00, 8_000_00):
            at(date(2026, 11, 18), partial(self._roof, asked))

    def _neighbour(self) -> None:
        """A short stay of somebody else, paid eight days later."""
        today = self.stage.diary.today
        first = today - timedelta(days=4)
        one = self.requests.somebody("ipd", first)
        assert one is not None
        self.requests.carry(
            today,
            Wanted(
                benefit="ipd",
                number=one.number,
                first=first,
                last=first + timedelta(days=2),
            ),
        )

    def _brother(self) -> None:
        """The house's one grant of the year: paid on 6 October."""
        wanted = Wanted(
            benefit="education",
            number=story.PLOYS_BROTHER.number,
            first=date(2026, 10, 1),
            stated={"school_stage": "secondary"},
        )
        claim = self.requests.ask(wanted)
        assert claim is not None
        at = self.stage.diary.at
        at(date(2026, 10, 3), lambda: self.requests.certify(claim))
        at(date(2026, 10, 5), lambda: self.requests.decide(claim))
        at(BROTHER_PAID, lambda: self.requests.pay(claim, wanted))

    def _first_stay(self) -> None:
        """Three nights, 300 baht, all on two days of October."""
        wanted = Wanted(
            benefit="ipd",
            number=story.BUNRUEAN.number,
            first=FIRST_STAY,
            last=FIRST_STAY + timedelta(days=3),
        )
        claim = self.requests.ask(wanted)
        assert claim is not None
        assert claim.number == "7/2570", claim.number
        at = self.stage.diary.at
        at(date(2026, 10, 17), lambda: self.requests.certify(claim))
        at(date(2026, 10, 18), lambda: self.requests.decide(claim))
        at(date(2026, 10, 18), lambda: self.requests.pay(claim, wanted))

    def _daojai(self) -> None:
        """A birth, approved three days ago and not paid yet."""
        claim = self.requests.ask(
            Wanted(
                benefit="birth",
                number=story.DAOJAI.number,
                first=BIRTH,
                about="ด.ช.ต้นกล้า ศรีทอง",
            )
        )
        assert claim is not None
        assert claim.number == "16/2570", claim.number
        at = self.stage.diary.at
        at(date(2026, 11, 12), lambda: self.requests.certify(claim))
        at(date(2026, 11, 17), lambda: self.requests.decide(claim))

    def _ploy(self) -> None:
        """Three reasons: 240 days, the house had one, no school paper."""
        claim = self.requests.ask(
            Wanted(
                benefit="education",
                number=story.PLOY.number,
                first=date(2026, 11, 9),
                stated={"school_stage": "primary"},
                papers={"passbook": 1},
            )
        )
        assert claim is not None
        assert claim.number == "15/2570", claim.number
        at = self.stage.diary.at
        at(date(2026, 11, 11), lambda: self.requests.certify(claim))
        at(date(2026, 11, 14), lambda: self.requests.decide(claim))

    def _bunruean(self) -> None:
        """Seven nights; two of three have signed."""
        claim = self.requests.ask(
            Wanted(
                benefit="ipd",
                number=story.BUNRUEAN.number,
                first=STAY[0],
                last=STAY[1],
                detail="รพ.ร่มไทร",
            ),
            who="laor",
        )
        assert claim is not None
        assert claim.number == "18/2570", claim.number
        at = self.stage.diary.at
        at(date(2026, 11, 17), lambda: self.requests.sign(claim, "sombat"))
        at(date(2026, 11, 18), lambda: self.requests.sign(claim, "thongbai"))

    def _roof(self, asked: int) -> None:
        """A house to repair: it waits until the year's money is allocated."""
        today = self.stage.diary.today
        one = self.requests.somebody("housing", today)
        assert one is not None
        claim = self.requests.ask(
            Wanted(
                benefit="housing",
                number=one.number,
                first=today - timedelta(days=3),
                stated={"asked_satang": asked},
            )
        )
        assert claim is not None
        at = self.stage.diary.at
        at(today + timedelta(days=1), lambda: self.requests.certify(claim))

    def _pensions(self) -> None:
        answer = propose_pensions(
            self.stage.act("somsri"), benefit="pension", due_on=date(2026, 12, 1)
        )
        assert answer["persons"] == story.DUE_IN_DECEMBER, answer
