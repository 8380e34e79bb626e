"""By-laws that are wrong, each by name, at every door: said where and why, never kept.

The cases are data, `bylaws/*.yaml`; how one is made is `bylaw_cases`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.bylaws.queries import versions
from kongbun.cli.main import main
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.rules.file_text import text_of
from kongbun.rules.finding import Severity
from kongbun.rules.lint import lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from kongbun.testing.cast import TODAY, Cast
from tests.badinputs.bylaw_cases import FILES, GOOD, Case, cases

SECONDS = 10.0  # Of two cores that seven share; alone the slowest takes one.
MEBIBYTES = 500
ALL = pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c.file}-{c.name}")
SOME = pytest.mark.parametrize("case", cases()[::6], ids=lambda c: f"{c.file}-{c.name}")


def test_the_bundle_is_large_and_each_name_is_there_once() -> None:
    assert len({case.name for case in cases()}) == len(cases())
    assert len([case for case in cases() if case.is_refused]) >= 200
    assert all(case.row["tries"] for case in cases())


def test_the_by_law_that_the_cases_change_is_good() -> None:
    found = lint(read_bylaw(GOOD, file="x.yaml"))
    assert {f.severity for f in found} == {Severity.NOTE}


@ALL
def test_it_is_said_where_it_stands_and_nothing_else_is(case: Case) -> None:
    before = time.monotonic()
    found = case.findings()
    assert time.monotonic() - before < SECONDS
    errors = {f.code for f in found if f.severity is Severity.ERROR}
    assert errors == (case.codes if case.is_refused else set()), found
    assert not {f.code for f in found} & set(case.row.get("not", ()))
    if not case.codes:
        return
    severity = Severity(case.row.get("severity", "error"))
    first, *_ = case.row["code"]
    finding = next(f for f in found if f.code == first and f.severity is severity)
    assert finding.line == case.row["line"]
    assert finding.clause == case.row.get("clause", finding.clause)
    assert finding.file


@ALL
def test_each_finding_says_what_why_and_what_to_do_in_both_languages(
    case: Case,
) -> None:
    for finding in case.findings():
        for said in (finding.thai, finding.english):
            assert said.what
            assert said.why
            assert said.remedy
        for thai in (finding.message, finding.why, finding.remedy):
            assert any("ก" <= letter <= "ฮ" for letter in thai), finding


@SOME
def test_the_command_line_says_the_same(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ร่าง.yaml"
    file.write_bytes(case.data())
    assert main(["bylaw", "check", "--json", str(file)]) == (
        1 if case.is_refused else 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told == [finding.as_json() for finding in case.findings()]
    assert main(["bylaw", "check", str(file)]) == (1 if case.is_refused else 0)
    said = capsys.readouterr().out
    assert all(f.message in said and f.why in said for f in case.findings())


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_of_it_is_adopted(file: Path, cast: Cast) -> None:
    for case in cases():
        if case.file != file.stem or not case.is_refused:
            continue
        try:
            text = text_of(case.data(), file="ร่าง.yaml")
        except Unreadable:
            continue  # The door refuses before anything is asked of the fund.
        with pytest.raises(Refused) as caught:
            adopt(
                cast.act("chanpen"),
                text=text,
                file="ร่าง.yaml",
                adopted_on=TODAY,
                meeting="ประชุมใหญ่สามัญ ครั้งที่ 1/2569",
            )
        assert {r.code for r in caught.value.reasons} == {RefusalCode.BYLAW_UNFIT}
    assert not versions(cast.fund.pk).exists()


@pytest.mark.django_db
def test_what_the_docs_allow_may_be_adopted(cast: Cast) -> None:
    allowed = [case for case in cases() if case.accepted][:3]
    adopt(
        cast.act("chanpen"),
        text=text_of(allowed[0].data(), file="ร่าง.yaml"),
        file="ร่าง.yaml",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่สามัญ ครั้งที่ 1/2569",
    )
    assert versions(cast.fund.pk).count() == 1


def test_bombs_are_small() -> None:
    bombs = [c for c in cases() if c.file == "form" and ("repeat" in c.row)]
    program = (
        "import sys\n"
        "from tests.badinputs.bylaw_cases import cases\n"
        "for case in cases():\n"
        "    if case.name in sys.argv[1:]: assert case.findings()\n"
        # Not ru_maxrss: a child's begins at what its parent had.
        "status = open('/proc/self/status').read()\n"
        "print(status.partition('VmHWM:')[2].split()[0])\n"
    )
    names = [case.name for case in bombs] + ["alias-bomb", "alias-to-itself"]
    ran = subprocess.run(
        [sys.executable, "-c", program, *names],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(ran.stdout) < MEBIBYTES * 1024


def said_of(name: str) -> str:
    (case,) = [case for case in cases() if case.name == name]
    finding = next(one for one in case.findings() if one.severity is Severity.ERROR)
    return finding.message


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("cut-in-a-letter", "เสียหรือได้มาไม่ครบ", "ขอไฟล์ใหม่"),
        ("null-byte", "อักขระที่มองไม่เห็นในบรรทัดนี้", "พิมพ์ใหม่"),
        ("open-quote", "เครื่องหมายคำพูด ที่เปิดในบรรทัด 34 ไม่ได้ปิด", "ปิดให้ครบคู่"),
        ("divided-by-a-slash", "สูตรมี / 2", "whole(nights, 2)"),
        ("percent-sign", "สูตรมี %", "percent(asked, 30)"),
        ("example-of-half-a-night", "ยังคิดไม่ได้ ช่อง nights", "แก้หรือเติม"),
    ],
)
def test_the_remedy_is_what_helps(name: str, what: str, remedy: str) -> None:
    told = said_of(name)
    assert what in told
    assert remedy in told
