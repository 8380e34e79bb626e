"""Everyone joins by the register's import, some die, some leave, one comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.demo import story
from kongbun.demo.plan import House, Plan, Resident
from kongbun.demo.stage import Stage
from kongbun.dues.return_actions import return_member
from kongbun.kernel.thai_date import MONTHS_SHORT, buddhist_year
from kongbun.people.import_actions import (
    import_members,
    open_import,
    stage_import,
    tidy_up,
)
from kongbun.people.member_actions import exit_membership
from kongbun.people.models import Branch, Membership, MemberType

HEADINGS = (
    *("เลขที่สมาชิก", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "เลขบัตรประชาชน", "วันเกิด"),
    *("วันที่สมัคร", "หมู่", "บ้านเลขที่", "ประเภทสมาชิก", "ผู้ส่งแทน"),
    *("ผู้รับผลประโยชน์", "ความสัมพันธ์"),
)


class Register:
    """Who is a member by now: the ids that other scenes need, by member number."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.stage, self.plan = stage, plan
        self.branches = {
            branch.moo: branch.public_id
            for branch in Branch.objects.filter(fund=stage.fund)
        }
        self.memberships: dict[str, UUID] = {}
        self.persons: dict[str, UUID] = {}

    def write_down(self) -> None:
        """Every coming and going, into the diary."""
        coming: dict[date, list[tuple[House, Resident]]] = {}
        for house, resident in self.plan.residents():
            coming.setdefault(resident.joined, []).append((house, resident))
            if resident.exited is not None:
                self.stage.diary.at(
                    resident.exited,
                    lambda one=resident: self.leave(  # type: ignore[misc]
                        one.number, one.why, one.exited
                    ),
                )
        for day, newcomers in coming.items():
            self.stage.diary.at(
                day,
                lambda new=newcomers: self._take_in(new),  # type: ignore[misc]
            )
        singthong = story.SINGTHONG.number
        self.stage.diary.at(
            story.SINGTHONG_LEFT,
            lambda: self.leave(singthong, "resigned", story.SINGTHONG_LEFT),
        )
        self.stage.diary.at(story.SINGTHONG_BACK, self._singthong_returns)

    def _take_in(self, newcomers: Iterable[tuple[House, Resident]]) -> None:
        """The secretary keeps the register in a sheet and takes in what is new."""
        sheet = io.StringIO()
        rows = csv.writer(sheet)
        rows.writerow(HEADINGS)
        rows.writerows(_row(house, one) for house, one in newcomers)
        batch = UUID(
            open_import(
                self.stage.act("chanpen"),
                filename=f"สมาชิกใหม่ {self.stage.diary.today}.csv",
                content=sheet.getvalue().encode(),
            )["import"]
        )
        staged = stage_import(self.stage.act("chanpen"), batch)
        import_members(
            self.stage.act("chanpen"),
            batch=batch,
            rows_hash=staged.rows_hash,
            last_member=staged.last_membership,
        )
        tidy_up(batch)
        for number, membership, person in Membership.objects.filter(
            fund=self.stage.fund, joined_on=self.stage.diary.today
        ).values_list("member_no", "public_id", "person__public_id"):
            self.memberships[number] = membership
            self.persons[number] = person

    def leave(self, number: str, why: str, day: date | None) -> None:
        exit_membership(
            self.stage.act("chanpen"),
            membership=self.memberships[number],
            reason=why,
            exited_on=day or self.stage.diary.today,
        )

    def _singthong_returns(self) -> None:
        """The same person, a second membership with a number of its own."""
        house, resident = self.find(story.SINGTHONG.number)
        again = replace(resident, joined=story.SINGTHONG_BACK, number="ทน-06-0301")
        answer = return_member(
            self.stage.act("chanpen"),
            person=self.persons[story.SINGTHONG.number],
            membership=self._membership(house, again),
            beneficiaries=[{"name": "นางคำใส ปินตา", "relation": "น้องสาว"}],
        )
        self.memberships[again.number] = UUID(answer["membership"])
        self.persons[again.number] = self.persons[story.SINGTHONG.number]
        house.residents.append(again)

    def find(self, number: str) -> tuple[House, Resident]:
        return next(
            (house, one) for house, one in self.plan.residents() if one.number == number
        )

    def _membership(self, house: House, resident: Resident) -> Mapping[str, Any]:
        return {
            "branch": self.branches[house.moo],
            "house_no": house.no,
            "line": "",
            "member_no": resident.number,
            "member_type": resident.who.kind,
            "joined_on": resident.joined,
            "payer_kind": resident.who.payer,
            "payer_name": resident.who.payer_name,
            "rhythm_months": house.rhythm,
        }


def _row(house: House, resident: Resident) -> list[str]:
    who = resident.who
    heir, relation = resident.heir or ("", "")
    return [
        *(resident.number, who.title, who.first, who.last),
        *("หญิง" if who.sex == "f" else "ชาย", who.id_value, _birth(who)),
        *(_day(resident.joined), str(house.moo), house.no),
        *(str(MemberType(who.kind).label), who.payer_name, heir, relation),
    ]


def _birth(who: story.Somebody) -> str:
    """As the register has it: a day, a month, or only a year."""
    if who.birth is None:
        return ""
    if who.precision == "year":
        return str(buddhist_year(who.birth))
    if who.precision == "month":
        return f"{MONTHS_SHORT[who.birth.month - 1]} {buddhist_year(who.birth)}"
    return _day(who.birth)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{buddhist_year(day)}"
