"""The demo's story is told as the docs tell it, and its books are sound.

The story is told once, in one test: it takes the better part of a minute.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from kongbun.access.models import Fund, User
from kongbun.approvals.queries import signatures
from kongbun.audit.models import AuditEvent, ChainHead
from kongbun.bylaws.draft_queries import drafts, newest_text
from kongbun.bylaws.draft_reading import read_draft
from kongbun.claims.allotting import waiting_together
from kongbun.claims.in_force import read
from kongbun.claims.models import (
    Allotment,
    Claim,
    Decision,
    PensionLine,
    PensionList,
)
from kongbun.claims.queries import claim_by_number
from kongbun.claims.trial import try_year
from kongbun.claims.verdict import as_column, judge, replay
from kongbun.demo import build, story
from kongbun.demo.plan import make_plan
from kongbun.dues.models import BagOffer
from kongbun.kernel.national_id import checksum_holds
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import held
from kongbun.people.models import Beneficiary, Membership, Person
from kongbun.receipts.models import Receipt
from kongbun.rules.read_yaml import read_bylaw
from kongbun.soundness.check import check
from kongbun.testing import program
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy, Databases
from kongbun.web import clock

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_the_plan_is_the_same_every_time_and_nobody_in_it_exists() -> None:
    plan, again = make_plan(), make_plan()
    people = [one for _, one in plan.residents()]
    assert people == [one for _, one in again.residents()]
    assert sum(one.exited is None for one in people) == story.MEMBERS
    assert len({one.number for one in people}) == len(people)
    assert len({(one.who.first, one.who.last) for one in people}) == len(people)
    for one in people:
        number = one.who.id_value
        assert not number or (number[1:5] == "0000" and checksum_holds(number))


def test_the_story_is_told_as_the_docs_tell_it(
    committed_db: Copy, databases: Databases, repository: Path, soak: bool
) -> None:
    if connection.vendor == "postgresql" and not soak:
        pytest.skip("two minutes: on PostgreSQL with --soak")
    assert build.load()
    assert not build.load()
    # The browsers of this run walk through it.
    databases.remember(committed_db, "demo")
    fund = Fund.objects.get(code=story.CODE)
    assert fund.story_today == story.TODAY
    page = (repository / "docs" / "demo.md").read_text("utf-8")
    findings_are_those_of(page)
    people_are_there(fund)
    requests_stand_where_they_should(fund)
    every_decision_comes_out_the_same_again(fund)
    the_law_in_force_says_again_what_it_said(fund, repository)
    money_is_what_the_docs_say(fund)
    a_draft_waits_for_its_meeting(fund)
    names_of_the_docs_exist(fund, page)
    the_chain_names_nobody(fund)
    told = program.run("demo", "--json", more=committed_db.environ)
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert document["loaded"] is False
    assert {one["username"] for one in document["users"]} >= {"somsri", "noi"}


def findings_are_those_of(page: str) -> None:
    """As a set: what the story plants and nothing else."""
    listed = re.findall(r"^(K\d{3}) (\S+) (.+)$", page, re.MULTILINE)
    assert listed
    found = [(one.code, one.fund, one.object) for one in check(now=NOW)]
    assert sorted(found) == sorted(listed)


def people_are_there(fund: Fund) -> None:
    living = Membership.objects.filter(fund=fund, exited_on=None)
    assert living.count() == story.MEMBERS
    assert living.values("branch").distinct().count() == len(story.VILLAGES)
    mali = Person.objects.get(fund=fund, memberships__member_no="ทน-03-0150")
    assert (mali.id_kind, mali.id_value) == ("", "")
    aje = Person.objects.get(fund=fund, memberships__member_no="ทน-03-0153")
    assert (aje.id_kind, aje.id_value[0]) == ("no_status", "0")
    singthong = Person.objects.get(fund=fund, memberships__member_no="ทน-06-0021")
    assert [
        (one.member_no, one.exit_reason)
        for one in singthong.memberships.order_by("joined_on")
    ] == [("ทน-06-0021", "resigned"), ("ทน-06-0301", "")]


def requests_stand_where_they_should(fund: Fund) -> None:
    stay = the_claim(fund, "18/2570")
    assert (stay.status, stay.granted_satang) == ("submitted", 500_00)
    assert stay.signatures_needed == 3
    assert signatures(stay.public_id).count() == 2
    school = the_claim(fund, "15/2570")
    decided = school.decisions.order_by("-seq")[0]
    failed = [one for one in json.loads(decided.checks) if not one["passed"]]
    assert (school.status, len(failed)) == ("refused", 3)
    assert the_claim(fund, "16/2570").status == "approved"
    (roofs,) = waiting_together(fund.pk)
    assert [one.number for one in roofs.claims] == ["19/2570", "20/2570"]
    assert Allotment.objects.filter(claim__benefit="education").exists()
    assert the_claim(fund, "7/2570").status == "paid"
    for day, satang in ((date(2025, 9, 30), 6_000_00), (date(2025, 10, 1), 8_000_00)):
        death = Claim.objects.get(fund=fund, benefit="death", event__first_day=day)
        assert (death.status, death.granted_satang) == ("paid", satang)
    waiting = PensionList.objects.get(fund=fund, status="waiting")
    assert waiting.lines.count() == story.DUE_IN_DECEMBER


def every_decision_comes_out_the_same_again(fund: Fund) -> None:
    """With the facts and by the version that are kept with it, and nothing else."""
    kept = Decision.objects.filter(claim__fund=fund).select_related("claim", "bylaw")
    assert len(kept) > 100
    for decision in kept:
        claim = decision.claim
        again = replay(decision, claim.benefit)
        assert again.bylaw_hash == bytes(decision.bylaw_hash)
        assert again.checks_json() == decision.checks, claim.number
        assert (again.granted, again.units, again.amount_satang) == (
            decision.granted,
            decision.units,
            decision.amount_satang,
        )
        assert again.hash(claim.public_id) == bytes(decision.hash)
    lines = PensionLine.objects.filter(pension_list__fund=fund)
    assert lines.count() >= story.DUE_IN_DECEMBER
    for line in lines.select_related("pension_list__bylaw"):
        rules = read(line.pension_list.bylaw)
        rule = rules.rule(line.pension_list.benefit)
        facts = as_column(json.loads(line.facts))
        assert judge(rules, rule, facts).checks_json() == line.checks


def the_law_in_force_says_again_what_it_said(fund: Fund, repository: Path) -> None:
    """Tried as if it were a draft, on the years in which it held."""
    for version, year in ((2563, 2567), (2568, 2570)):
        path = repository / "bylaws" / f"demo-{version}.yaml"
        draft = read_bylaw(path.read_text("utf-8"), file=path.name)
        trial = try_year(fund.pk, draft, year=year)
        assert len(trial.tried) > 10
        assert not [one for one in trial.tried if one.difference_satang]


def the_claim(fund: Fund, number: str) -> Claim:
    found = claim_by_number(fund.pk, number)
    assert found is not None, number
    return found


def money_is_what_the_docs_say(fund: Fund) -> None:
    assert balance(fund.pk, "bank:1") == 571_920_25
    assert balance(fund.pk, "cash") == 28_450_00
    bags = [one for one in accounts(fund.pk, AccountKind.BAG) if one.balance_satang]
    assert sum(one.balance_satang for one in bags) == 12_110_00
    assert len(bags) == 4
    prasert = next(one for one in bags if one.code == "bag:2")
    money = held(prasert.id)
    assert (prasert.balance_satang, money.since) == (4_350_00, date(2026, 11, 11))
    assert len(money.receipt_entry_ids) == 48
    wrong = Receipt.objects.get(fund=fund, book__number=11, no=954)
    assert wrong.reversal.reason == "ลงชื่อผิดคน"
    novembers = Receipt.objects.get(fund=fund, book__number=12, no=347)
    assert novembers.amount_satang == 90_00
    assert novembers.lines.count() == 3
    seven = BagOffer.objects.filter(fund=fund, bag__holder__username="saiyan")
    assert seven.order_by("-pk")[0].offered_satang == 3_240_00


def a_draft_waits_for_its_meeting(fund: Fund) -> None:
    begun, shown = drafts(fund.pk)
    assert (begun.state, shown.state) == ("draft", "shown")
    for one in (begun, shown):
        assert read_draft(newest_text(one).text, day=story.TODAY).is_fit
    law = read_draft(newest_text(shown).text, day=story.TODAY).bylaw
    assert law is not None
    nights = law.rule("ipd")
    assert nights is not None
    assert "คืนละ 120 บาท" in nights.text


def names_of_the_docs_exist(fund: Fund, page: str) -> None:
    numbers = re.findall(r"ทน-\d{2}-\d{4}", page)
    assert numbers
    for number in numbers:
        assert Membership.objects.filter(fund=fund, member_no=number).exists(), number


def the_chain_names_nobody(fund: Fund) -> None:
    """Every field of every link and of every entry's seal, against everyone's data."""
    chained = [
        str(bytes(value).hex() if isinstance(value, bytes | memoryview) else value)
        for model in (AuditEvent, ChainHead)
        for row in model.objects.values_list()
        for value in row
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference FROM ledger_entry")
        chained += [reference for (reference,) in cursor.fetchall()]
    text = "\n".join(chained)
    assert len(chained) > 10_000
    named: set[str] = set()
    for one in Person.objects.filter(fund=fund):
        named |= {one.first_name, one.last_name, one.id_value, one.phone}
    named |= set(Beneficiary.objects.values_list("name", flat=True))
    named |= set(User.objects.values_list("display_name", flat=True))
    named -= {""}
    assert len(named) > 1_000
    assert [one for one in named if one in text] == []


def test_the_demo_never_goes_beside_a_real_fund(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        build.load()
    assert caught.value.code is RefusalCode.DEMO_BESIDE_FUNDS
    assert not Fund.objects.filter(code=story.CODE).exists()
    assert cast.fund


def test_a_fixed_day_is_refused_for_a_real_fund(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = replace(settings.ENV, story_today=date(2026, 1, 5))
    monkeypatch.setattr(settings, "ENV", fixed)
    with pytest.raises(Refused) as caught:
        clock.refuse_a_clock_set_back(cast.fund)
    assert caught.value.code is RefusalCode.TODAY_FOR_THE_DEMO
    assert clock.today_for(cast.fund) != date(2026, 1, 5)
