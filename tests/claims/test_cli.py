"""A benefit from the command line: the same actions, the same refusals, same table."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kongbun.claims.models import Claim, Payment
from kongbun.cli.main import main
from kongbun.testing.cast import PASSWORD, make_member
from tests.claims.story import Story, paid_until

pytestmark = pytest.mark.django_db
FUND = ("--fund", "TUNG")
MORNING = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.fixture
def run(
    story: Story,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    assert story.cast.fund.pk
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    monkeypatch.setattr("kongbun.web.clock.now", lambda: MORNING)

    def call(*arguments: str, code: int = 0) -> Any:
        found = main([*arguments, "--json"])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out)

    return call


def by(who: str) -> tuple[str, ...]:
    return (*FUND, "--as", who)


def submit(run: Any, *more: str, who: str = "laor", code: int = 0) -> Any:
    return run(
        *("claim", "submit", "--benefit", "ipd", "--member", "ทน-03-0142"),
        *("--first-day", "9/11/2569", "--last-day", "๑๖/๑๑/๒๕๖๙", *more, *by(who)),
        code=code,
    )


def code_of(refused: Any) -> str:
    return str(refused["refused"][0]["code"])


def test_a_claim_goes_from_asking_to_its_voucher(run: Any) -> None:
    asked = submit(run, "--evidence", "medical_certificate", "--detail", "รพ.ร่มไทร")
    assert (asked["number"], asked["amount_satang"]) == ("1/2570", 50_000)
    for who in ("sombat", "thongbai"):
        run("claim", "certify", "1/2570", *by(who))
    paper = ("--seat", "บุญมี", "--signed-on", "2026-11-18")
    signed = run("claim", "certify", "1/2570", *paper, *by("chanpen"))
    assert signed["status"] == "certified"
    told = run("explain", "1/2570")
    run("claim", "approve", "1/2570", "--decision", told["decision"], *by("prasong"))
    paid = run("claim", "pay", "1/2570", "--witness", "นายสมบัติ ดีงาม", *by("somsri"))
    assert paid["voucher"] == "1/2570"
    back = run("claim", "reverse", "1/2570", "--reason", "จ่ายผิดคน", *by("somsri"))
    assert back["voucher"] == "1/2570"
    listed = run("claim", "list", "--status", "approved", *FUND)
    assert [one["claim"] for one in listed["claims"]] == ["1/2570"]


def test_explain_gives_every_check_with_required_found_and_clause(run: Any) -> None:
    submit(run)
    told = run("explain", "1/2570", *FUND)
    checks = {check["code"]: check for check in told["checks"]}
    assert told["granted"] is False
    assert checks["waiting-over"]["found"] == 2199
    assert checks["evidence-complete"]["passed"] is False
    assert checks["evidence-complete"]["clause"] == "ข้อ 12"
    assert checks["within-event-limit"]["cut"] is True
    assert "ใบรับรองแพทย์" in told["next_step"]
    assert told["bylaw"]["version"] == "พ.ศ. 2568"


def test_explain_as_text_is_the_table_a_member_reads(
    run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(run, "--evidence", "medical_certificate=1")
    assert main(["explain", "1/2570"]) == 0
    shown = capsys.readouterr().out
    for words in ("ครั้งละไม่เกิน 5 คืน", "ได้รับ 500.00 บาท (ห้าร้อยบาทถ้วน)", "ข้อ 12"):
        assert words in shown


def test_an_unknown_number_is_not_found(run: Any) -> None:
    for number in ("9/2570", "ไม่มี", "1"):
        assert code_of(run("explain", number, code=1)) == "not-found"


def test_maker_is_not_checker_at_this_door_either(run: Any) -> None:
    submit(run, "--evidence", "medical_certificate", who="sombat")
    refused = run("claim", "certify", "1/2570", *by("sombat"), code=1)
    assert code_of(refused) == "same-person"
    refused = run("claim", "approve", "1/2570", *by("somsri"), code=1)
    assert code_of(refused) == "not-allowed"


def test_an_outsider_gets_nothing(run: Any) -> None:
    refused = submit(run, who="noi", code=1)
    assert code_of(refused) == "not-allowed"
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--first-day", "31/11/2569"), "unreadable"),
        (("--last-day", "30/11/2569"), "date-in-future"),
        (("--fact", "nights=-3"), "fact-unreadable"),
        (("--fact", "nights=8"), "more-nights-than-days"),
        (("--benefit", "pension"), "committee-starts"),
        (("--member", "ทน-99-9999"), "not-found"),
    ],
)
def test_bad_input_is_a_refusal_with_words(
    run: Any, more: tuple[str, ...], code: str
) -> None:
    refused = submit(run, *more, code=1)
    assert code_of(refused) == code
    assert refused["refused"][0]["message"]
    assert refused["refused"][0]["remedy"]


def test_a_departure_needs_reason_and_resolution(run: Any) -> None:
    submit(run, "--evidence", "medical_certificate")
    for who in ("sombat", "thongbai", "bunmee"):
        run("claim", "certify", "1/2570", *by(who))
    more = ("--amount", "700")
    refused = run("claim", "approve", "1/2570", *more, *by("prasong"), code=1)
    assert code_of(refused) == "departure-needs-reason"
    resolved = ("--resolution", "11/2569", "--decided-on", "19/11/2569")
    answer = run(
        *("claim", "approve", "1/2570", *more, *resolved),
        *("--reason", "เดือดร้อนมาก", *by("prasong")),
    )
    assert answer["departs"] is True
    wrong = ("--amount", "700.01", "--witness", "นายสมบัติ ดีงาม")
    refused = run("claim", "pay", "1/2570", *wrong, *by("somsri"), code=1)
    assert code_of(refused) == "changed-since"


def test_papers_refusal_and_withdrawal(run: Any) -> None:
    submit(run)
    got = run(
        "claim", "evidence", "1/2570", "--evidence", "medical_certificate", *by("laor")
    )
    assert got["amount_satang"] == 50_000
    run("claim", "refuse", "1/2570", "--reason", "ผิดคน", *by("prasong"))
    again = submit(run, "--evidence", "medical_certificate")
    assert again["number"] == "2/2570"
    run("claim", "withdraw", "2/2570", "--reason", "ยื่นผิด", *by("laor"))
    closed = run("claim", "list", "--status", "closed", *FUND)
    assert len(closed["claims"]) == 2


def test_pensions_are_listed_proposed_and_approved(run: Any) -> None:
    due = run("pension", "list", "--benefit", "pension", *FUND)["due"]
    assert [one["amount_satang"] for one in due] == [60_000]
    made = run("pension", "propose", "--benefit", "pension", *by("somsri"))
    refused = run("pension", "approve", made["list"], *by("somsri"), code=1)
    assert code_of(refused) == "not-allowed"
    done = run("pension", "approve", made["list"], *by("prasong"))
    assert done["claims"] == ["1/2570"]
    later = run("pension", "list", "--on", "2026-12-01", "--benefit", "pension", *FUND)
    assert later["due"] == []
    assert date.fromisoformat(later["on"]) == date(2026, 12, 1)


def school_money(run: Any, story: Story, no: int, gpa: str) -> str:
    member = make_member(story.cast, no)
    paid_until(member, date(2027, 1, 1))
    asked = run(
        *("claim", "submit", "--benefit", "education", "--member", member.member_no),
        *("--first-day", "2/11/2569", "--about", f"ด.ญ.พลอย {no}"),
        *("--fact", "school_stage=secondary", "--fact", f"gpa_hundredths={gpa}"),
        *("--evidence", "transcript", *by("laor")),
    )
    for who in ("sombat", "thongbai", "bunmee"):
        run("claim", "certify", asked["number"], *by(who))
    return str(asked["number"])


def test_what_is_limited_is_allocated_together_and_explained(
    run: Any, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    low, best = (school_money(run, story, no, g) for no, g in ((1, "250"), (2, "390")))
    refused = run("claim", "approve", best, *by("prasong"), code=1)
    assert code_of(refused) == "allocate-first"
    (waits,) = run("claim", "allocation", *FUND)["allocations"]
    assert [one["claim"] for one in waits["claims"]] == [best, low]
    for who, code in (("laor", "not-allowed"), ("somsri", "not-allowed")):
        said = run("claim", "allocate", "--benefit", "education", *by(who), code=1)
        assert code_of(said) == code
    stale = ("--hash", "00" * 32)
    said = run(
        *("claim", "allocate", "--benefit", "education", *stale, *by("prasong")), code=1
    )
    assert code_of(said) == "changed-since"
    answer = run("claim", "allocate", "--benefit", "education", *by("prasong"))
    assert (answer["granted"], answer["refused"]) == ([best, low], [])
    kept = run("explain", best)["allocation"]
    assert (kept["place"], kept["of"], kept["amount_satang"]) == (1, 2, 1_000_00)
    assert kept["checks"][0]["required_text"] == "20 ราย"
    main(["explain", low])
    told = capsys.readouterr().out
    assert "ลำดับที่ 2 จาก 2 คำขอ" in told
    assert "เกรดเฉลี่ยจากมากไปน้อย" in told
    run("claim", "approve", best, *by("prasong"))
    said = run("claim", "allocate", "--benefit", "ไม่มี", *by("prasong"), code=1)
    assert code_of(said) == "nothing-to-allocate"
    main(["claim", "allocation", *FUND])
    assert "ไม่มีคำขอที่รอจัดสรร" in capsys.readouterr().out


def test_the_one_who_has_the_right_receives_what_is_about_a_child(run: Any) -> None:
    run(
        *("claim", "submit", "--benefit", "birth", "--member", "ทน-03-0142"),
        *("--first-day", "9/11/2569", "--about", "ด.ญ.ใหม่ แสนดี"),
        *("--evidence", "birth_certificate", *by("laor")),
    )
    for who in ("sombat", "thongbai", "bunmee"):
        run("claim", "certify", "1/2570", *by(who))
    run("claim", "approve", "1/2570", *by("prasong"))
    run("claim", "pay", "1/2570", "--witness", "นายสมบัติ ดีงาม", *by("somsri"))
    payment = Payment.objects.get()
    assert payment.payee_name == payment.claim.claimant_name
