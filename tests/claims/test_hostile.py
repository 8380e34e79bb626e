"""What someone tries who wants more, or is careless: told, and nothing half done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kongbun.access.actions import grant_role
from kongbun.bylaws.actions import adopt
from kongbun.claims.approve_actions import refuse_claim
from kongbun.claims.certify_actions import certify_claim
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Award, Claim, ClaimStatus, Event, Payment
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.claims.telling import tell
from kongbun.cli.main import main
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import CommitteeSeat, Household
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import BYLAWS, Story, make_person
from tests.web.doors import Visitor, text

C = RefusalCode
RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}


def refused(do: Any, *args: Any, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        do(*args, **facts)
    return caught.value


def withdraw(story: Story, claim: Claim) -> None:
    withdraw_claim(story.cast.act("laor"), claim=claim.public_id, reason="วันผิด")


pytestmark = pytest.mark.django_db


def test_a_day_that_was_told_wrong_does_not_stay_with_the_right_request(
    story: Story,
) -> None:
    wrong = story.ask()
    withdraw(story, wrong)
    right = story.ask(last_day=date(2026, 11, 12))
    assert right.event.last_day == date(2026, 11, 12)
    assert right.granted_satang == 300_00
    # The third time the first days again: the same event as then.
    withdraw(story, right)
    assert story.ask().event_id == wrong.event_id
    assert Event.objects.count() == 2


def test_a_death_is_decided_by_the_day_that_was_told_last(story: Story) -> None:
    facts: dict[str, Any] = {
        "benefit": "death",
        "last_day": None,
        "claimant_name": "นายคำ แสนสุข",
        "evidence": {},
    }
    before = story.ask(first_day=date(2025, 9, 30), **facts)
    withdraw(story, before)
    after = story.ask(first_day=date(2025, 10, 1), **facts)
    assert after.event.first_day == date(2025, 10, 1)
    versions = [one.decisions.get().bylaw.effective_from for one in (before, after)]
    assert versions == [date(2020, 11, 1), date(2025, 10, 1)]
    # While that one lives nobody tells another day of the same death.
    other = refused(story.ask, first_day=date(2025, 9, 30), **facts)
    assert other.code is C.CLAIM_EXISTS
    funeral = {**facts, "benefit": "funeral", "first_day": date(2025, 9, 30)}
    assert refused(story.ask, **funeral).code is C.EVENT_DAYS_DIFFER
    assert story.ask(**{**funeral, "first_day": date(2025, 10, 1)}).event_id == (
        after.event_id
    )


def test_who_is_no_member_has_the_same_limits(story: Story) -> None:
    poor = make_person(story.cast, "ดาวใจ", "คำแสน")
    poor.household = Household.objects.create(
        fund=story.cast.fund, branch=story.centre, house_no="99", sort_key="99"
    )
    poor.save(update_fields=["household"])
    facts: dict[str, Any] = {
        "benefit": "housing",
        "membership": None,
        "person": poor.public_id,
        "branch": story.centre.public_id,
        "last_day": None,
        "stated": {"asked_satang": 5_000_00},
        "evidence": {"photos": 1},
    }
    first = story.certify(story.ask(**facts))
    story.allocate("housing")
    story.approve(first)
    again = story.ask(**{**facts, "first_day": date(2026, 11, 12)})
    assert not again.granted
    # Nor does a member of that house get it a second time.
    member = make_member(story.cast, 7)
    member.person.household = poor.household
    member.person.save(update_fields=["household"])
    theirs = {**facts, "membership": member.public_id, "person": None, "branch": None}
    assert not story.ask(**{**theirs, "first_day": date(2026, 11, 13)}).granted


def test_who_is_only_a_name_has_the_same_limits(story: Story) -> None:
    facts: dict[str, Any] = {
        "benefit": "housing",
        "membership": None,
        "claimant_name": "นางแสง  ไร้บ้าน",
        "last_day": None,
        "stated": {"asked_satang": 5_000_00},
        "evidence": {"photos": 1},
    }
    first = story.ask(**facts)
    story.allocate("housing")
    story.approve(first)
    same = {**facts, "claimant_name": "นางแสง ไร้บ้าน"}
    assert not story.ask(**{**same, "first_day": date(2026, 11, 12)}).granted
    other = {**facts, "claimant_name": "นายแดง ไร้บ้าน"}
    assert story.ask(**{**other, "first_day": date(2026, 11, 12)}).granted


@pytest.mark.parametrize(
    ("resolution", "code"),
    [
        ({"number": "11/2569", "decided_on": None}, C.FIELD_EMPTY),
        ({"number": " ", "decided_on": "2026-11-19"}, C.FIELD_EMPTY),
        ({"number": "12/2569", "decided_on": "2026-11-21"}, C.DATE_IN_FUTURE),
    ],
)
def test_a_resolution_has_a_number_and_a_day_that_was(
    story: Story, resolution: dict[str, Any], code: RefusalCode
) -> None:
    claim = story.certify(story.ask())
    for more in ({}, {"amount_satang": 700_00, "reason": "เดือดร้อน"}):
        found = refused(story.approve, claim, resolution=resolution, **more)
        assert found.code is code
    assert not Award.objects.exists()


@pytest.mark.parametrize("name", ["นายใคร ก็ได้", "บุญ", "นางบุญเรือน แสน"])
def test_nobody_else_is_paid_as_the_member_herself(story: Story, name: str) -> None:
    claim = story.approved()
    assert refused(story.pay, claim, payee_name=name).code is C.NOT_THE_CLAIMANT
    assert not Payment.objects.exists()
    # With or without her title she is herself.
    story.pay(claim, payee_name="บุญเรือน  แสนสุข")


def test_a_second_account_of_the_same_person_is_no_second_person(story: Story) -> None:
    laor = make_person(story.cast, "ละออ", "สายใจ")
    for user, role in (("laor", "centre"), ("kamnan", "committee")):
        grant_role(
            story.cast.act("prasong"),
            username=user,
            role=role,
            from_date=date(2020, 10, 1),
            branch_id=story.centre.pk if role == "centre" else None,
            person_id=laor.pk,
        )
    claim = story.certify(story.ask("laor"))
    assert refused(story.approve, claim, "kamnan").code is C.SAME_PERSON
    act = story.cast.act("kamnan")
    found = refused(refuse_claim, act, claim=claim.public_id, reason="ไม่")
    assert found.code is C.SAME_PERSON


def test_who_approved_does_not_pay_through_another_account(story: Story) -> None:
    chair = make_person(story.cast, "ประสงค์", "มั่นคง", title="นาย")
    for user, role in (("prasong", "chair"), ("somsri", "treasurer")):
        grant_role(
            story.cast.act("prasong"),
            username=user,
            role=role,
            from_date=date(2020, 10, 1),
            person_id=chair.pk,
        )
    claim = story.approved()
    assert refused(story.pay, claim).code is C.SAME_PERSON
    assert not Payment.objects.exists()


def test_a_slip_in_a_name_is_told_and_not_passed_over(story: Story) -> None:
    found = refused(
        story.ask,
        stated={"night": 3},
        evidence={"medical_certificat": 1, "id_card": 1},
    )
    assert [one.code for one in found.reasons] == [C.FACT_UNKNOWN] * 2
    assert "nights" in found.reasons[0].message()
    assert not Claim.objects.exists()


LONG = "ก" * 241


def test_what_is_too_long_for_its_column_is_told(story: Story) -> None:
    for facts in ({"claimant_name": LONG}, {"about": LONG}):
        assert refused(story.ask, **facts).code is C.TEXT_TOO_LONG
    claim = story.approved(claimant_name="ก" * 240, about="ข" * 240)
    for field in ("payee_name", "witness"):
        found = refused(story.pay, claim, **{field: LONG})
        assert C.TEXT_TOO_LONG in [one.code for one in found.reasons]
    assert not Payment.objects.exists()


def amend(story: Story, change: tuple[str, str]) -> None:
    """A by-law adopted today that began before what was asked for happened."""
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    assert change[0] in law
    law = law.replace(*change)
    adopt(
        story.cast.act("prasong"),
        text=law.replace("effective_from: 2025-10-01", "effective_from: 2026-11-01"),
        file="later.yaml",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )


def test_a_bylaw_amended_meanwhile_is_the_one_that_is_approved(story: Story) -> None:
    claim = story.certify(story.ask())
    seen = decide_now(claim).hash(claim.public_id).hex()
    amend(story, ("version: พ.ศ. 2568", "version: พ.ศ. 2569"))
    assert refused(story.approve, claim, decision_hash=seen).code is C.CHANGED_SINCE
    told = tell(claim)
    assert (told.amount_satang, told.bylaw_version) == (500_00, "พ.ศ. 2569")
    chair = Visitor(story.cast, "prasong")
    assert "พ.ศ. 2569" in text(chair.get(f"/f/TUNG/claims/{claim.public_id}/"))
    story.approve(claim)
    assert Award.objects.get().decision.bylaw.effective_from == date(2026, 11, 1)


def test_a_benefit_that_the_amended_bylaw_no_longer_has_is_told(story: Story) -> None:
    claim = story.certify(story.ask())
    amend(story, ("code: ipd", "code: stay"))
    chair = Visitor(story.cast, "prasong")
    address = f"/f/TUNG/claims/{claim.public_id}/"
    for page in ("", "approve/", "form/", "refuse/", "evidence/"):
        answer = chair.get(address + page)
        assert answer.status_code < 500, page
    assert refused(story.approve, claim, decision_hash="", amount_satang=1).code is (
        C.BENEFIT_NOT_IN_BYLAW
    )
    refuse_claim(story.cast.act("prasong"), claim=claim.public_id, reason="เลิกแล้ว")


WEB_STEPS = ("certify/", "approve/", "refuse/", "confirm/", "evidence/", "withdraw/",
             "pay/", "reverse/")  # fmt: skip
RUBBISH = (
    "",
    "NaN",
    "-1",
    "1_000",
    "1e400",
    "๑๒x",
    "9" * 400,
    "<b>",
    "\x00",
    "🙂" * 300,
)


@pytest.mark.parametrize("who", ["prasong", "somsri", "laor", "sombat"])
def test_rubbish_in_any_field_of_any_step_is_no_error_of_ours(
    story: Story, who: str
) -> None:
    waits = story.ask()
    ready = story.certify(
        story.ask(first_day=date(2026, 10, 1), last_day=date(2026, 10, 3))
    )
    done = story.approved(first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))
    before = {one.pk: one.status for one in Claim.objects.all()}
    visitor = Visitor(story.cast, who)
    fields = ("seat", "signed_on", "paper", "amount", "reason", "note", "board",
              "number", "decided_on", "account", "transfer_ref", "payee_kind",
              "payee_name", "proxy_paper", "witness", "paid_on", "amount_satang",
              "decision_hash", "second_username", "second_password")  # fmt: skip
    for claim in (waits, ready, done):
        for step in WEB_STEPS:
            if step in ("refuse/", "withdraw/", "certify/"):
                continue
            for given in RUBBISH:
                typed = dict.fromkeys(fields, given)
                url = f"/f/TUNG/claims/{claim.public_id}/{step}"
                answer = visitor.post(url, {**typed, "command_id": str(uuid4())})
                assert answer.status_code < 500, (step, given)
    assert {one.pk: one.status for one in Claim.objects.all()} == before


@pytest.mark.parametrize("given", RUBBISH)
def test_rubbish_in_a_new_request_is_no_error_of_ours(story: Story, given: str) -> None:
    visitor = Visitor(story.cast, "laor")
    whole = {
        "who": story.bunruean.member_no,
        "benefit": "ipd",
        "first_day": "9/11/2569",
        "last_day": "16/11/2569",
        "fact_nights": "7",
        "claimant_name": "",
        "paper_medical_certificate": "on",
        "detail": "",
    }
    for field in whole:
        answer = visitor.post(
            "/f/TUNG/claims/new/",
            {**whole, field: given, "command_id": str(uuid4())},
        )
        assert answer.status_code < 500, field
        for claim in Claim.objects.filter(live=True):
            withdraw(story, claim)


@pytest.fixture
def shell(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    file = tmp_path / "password"
    file.write_text("บุญรักษา-2569", encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    monkeypatch.setattr("kongbun.web.clock.today_for", lambda _: TODAY)
    assert story.cast.fund.pk
    return main


SUBMIT = ("claim", "submit", "--benefit", "ipd", "--first-day", "9/11/2569")
MEMBER = ("--member", "ทน-03-0142")


@pytest.mark.parametrize(
    "call",
    [
        ("explain", "9" * 5000),
        ("explain", "๑/๒๕๗๐"),
        ("explain", "1/" + "9" * 30),
        ("explain", ""),
        ("pension", "list", "--fund", "TUNG", "--on", "31/12/9999"),
        ("pension", "list", "--fund", "TUNG", "--on", "1/1/0001"),
        ("pension", "propose", "--benefit", "pension", "--due-on", "31/12/2843",
         "--fund", "TUNG", "--as", "somsri"),
        ("claim", "list", "--fund", "TUNG", "--search", "9" * 900),
        ("claim", "allocate", "--benefit", "x" * 900, "--fund", "TUNG", "--as",
         "prasong"),
        ("claim", "allocate", "--benefit", "ipd", "--window-from", "1/1/2343",
         "--fund", "TUNG", "--as", "prasong"),
        (*SUBMIT, *MEMBER, "--evidence", "medical_certificate=" + "9" * 5000,
         "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, *MEMBER, "--fact", "nights=" + "9" * 5000, "--fund", "TUNG", "--as",
         "laor"),
        (*SUBMIT, *MEMBER, "--fact", "nights=NaN", "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, *MEMBER, "--fact", "nights", "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, *MEMBER, "--village", "9" * 5000, "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, "--person", "ก" * 900, "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, *MEMBER, "--last-day", "1/1/2400", "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, "--fund", "TUNG", "--as", "laor"),
        (*SUBMIT, *MEMBER, "--benefit", "ไม่มี", "--fund", "TUNG", "--as", "laor"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_and_never_a_traceback(
    shell: Any, call: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell(list(call)) in (0, 1, 2)
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "Error:" not in told.out
    assert not Claim.objects.exists()


def test_signatures_of_one_person_are_one(story: Story) -> None:
    claim = story.certify(story.ask(), "sombat")
    seat = next(iter(CommitteeSeat.objects.filter(person__first_name="สมบัติ")))
    act = story.cast.act("chanpen")
    found = refused(certify_claim, act, claim=claim.public_id, seat=seat.public_id)
    assert found.code is C.SIGNED_ALREADY
    story.certify(claim, "thongbai")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.SUBMITTED
