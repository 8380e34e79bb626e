"""What a draft promises against a fund's own members, money and pensioners."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kongbun.claims.promised import current_members, promised, yearly_income
from kongbun.cli.main import main
from kongbun.people.models import Membership
from kongbun.rules.read_yaml import read_bylaw
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import Story, paid_until
from tests.treasury.steps import give

pytestmark = pytest.mark.django_db
BYLAWS = Path(__file__).parents[2] / "bylaws"
TEXT = (BYLAWS / "demo-2568.yaml").read_text("utf-8")


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    """Two of seventy who have paid for six years, and one who has not."""
    Membership.objects.filter(fund=story.cast.fund).update(joined_on=date(2025, 11, 1))
    made = []
    for no, joined in enumerate([date(2020, 11, 1)] * 2 + [date(2023, 11, 1)], 1):
        born = date(1956, 1, 1)
        member = make_member(story.cast, 200 + no, birth_date=born, joined_on=joined)
        paid_until(member, date(2027, 1, 1))
        made.append(member)
    return made


def draft(pension_baht: int) -> str:
    tier = "{code: p6, from: 6 years, amount_baht: 600}"
    assert tier in TEXT
    return TEXT.replace(tier, tier.replace("600", str(pension_baht)))


def due(story: Story, pension_baht: int) -> list[str]:
    law = read_bylaw(draft(pension_baht), file="x.yaml")
    found = promised(story.cast.fund.pk, law, TODAY)
    return [f.message for f in found if "จ่ายแน่ทุกปี" in f.message]


def test_a_pension_counts_those_who_are_due_and_no_one_else(
    story: Story, elders: list[Membership]
) -> None:
    law = read_bylaw(TEXT, file="x.yaml")
    members = current_members(story.cast.fund.pk, TODAY)
    income = yearly_income(story.cast.fund.pk, law, TODAY, members=members)
    assert income >= members * law.contribution.year_satang
    enough = income // 200
    assert due(story, enough) == []
    (message,) = due(story, enough + 1)
    assert f"2 คน {2 * (enough + 1):,} บาท" in message
    assert f"สมาชิก {members} คน" in message


def test_a_gift_is_income_and_the_dues_are_counted_once(
    story: Story, elders: list[Membership]
) -> None:
    law = read_bylaw(TEXT, file="x.yaml")
    fund = story.cast.fund.pk
    before = yearly_income(fund, law, TODAY, members=10)
    give(story.cast, 500_00)
    assert yearly_income(fund, law, TODAY, members=10) == before + 500_00


def test_the_command_line_looks_at_the_fund_that_is_named(
    story: Story,
    elders: list[Membership],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(draft(500_000), encoding="utf-8")
    assert main(["bylaw", "check", "--json", str(file)]) in (0, 1)
    alone = {one["code"] for one in json.loads(capsys.readouterr().out)}
    call = ["bylaw", "check", "--json", "--fund", "TUNG", str(file)]
    assert main(call) in (0, 1)
    told = json.loads(capsys.readouterr().out)
    assert {one["code"] for one in told} - alone == {"promise-above-income"}
    assert {one["file"] for one in told} == {"draft.yaml"}
    assert main(["bylaw", "check", "--fund", "NOBODY", str(file)]) == 1
