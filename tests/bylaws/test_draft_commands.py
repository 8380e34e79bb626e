"""`kongbun bylaw draft …`: from a file to a version, through the real command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kongbun.bylaws.queries import versions
from kongbun.cli.main import main
from kongbun.rules.write_yaml import plain_mapping
from kongbun.testing.cast import PASSWORD, Cast
from tests.bylaws.drafted import NEW, OLD

pytestmark = pytest.mark.django_db
FUND = ("--fund", "TUNG")
BY = (*FUND, "--as", "chanpen")
MEETING = (
    *("--adopted-on", "20/11/2569", "--meeting", "ประชุมใหญ่ ครั้งที่ 1/2569"),
    *("--for", "120", "--against", "3", "--abstained", "9"),
    *("--present", "132", "--entitled", "200", "--quorum", "100"),
    *("--certified-by", "ประธาน", "--certified-on", "20/11/2569"),
)


@pytest.fixture
def run(
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    assert cast.fund.pk
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    def call(*arguments: str, code: int = 0, as_json: bool = True) -> Any:
        asked = [*arguments, "--json"] if as_json else list(arguments)
        found = main(["bylaw", *asked])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out) if as_json else out

    return call


def test_a_draft_goes_from_a_file_to_a_version(
    run: Any, cast: Cast, tmp_path: Path
) -> None:
    draft = run("draft", "start", str(tmp_path / "old.yaml"), *BY)["draft"]
    run("draft", "keep", draft, str(tmp_path / "new.yaml"), *BY)
    assert run("draft", "text", draft, *FUND, as_json=False).strip() == NEW.strip()
    assert run("draft", "back", draft, "--to", "1", *BY)["no"] == 3
    run("draft", "back", draft, "--to", "2", *BY)
    shown = run("draft", "text", draft, *FUND)
    assert [(one["no"], one["again_no"]) for one in shown["texts"]] == [
        (4, 2),
        (3, 1),
        (2, None),
        (1, None),
    ]
    assert {one["severity"] for one in shown["findings"]} <= {"warning", "note"}
    how = ("--on", "1/11/2569", "--how", "ปิดประกาศ")
    run("draft", "show-to-members", draft, *how, *BY)
    assert run("draft", "list", *FUND)[0]["state"] == "shown"
    day = ("--effective-from", "1/12/2569")
    answer = run("draft", "adopt", draft, *day, *MEETING, *BY)
    assert answer["effective_from"] == "2026-12-01"
    version = versions(cast.fund.pk)[0]
    assert (version.quorum, version.certified_by) == (100, "ประธาน")
    assert run("list", *FUND)[0]["votes_for"] == 120


def test_the_version_in_force_is_amended(run: Any, cast: Cast, tmp_path: Path) -> None:
    refused = run("draft", "start", "--amend", *BY, code=1)["refused"]
    assert refused[0]["code"] == "no-bylaw-then"
    run("adopt", str(tmp_path / "old.yaml"), *MEETING, *BY)
    title = ("--title", "ระเบียบ แก้ไข")
    draft = run("draft", "start", "--amend", *title, *BY)["draft"]
    kept = run("draft", "text", draft, *FUND)
    assert plain_mapping(kept["text"]) == plain_mapping(OLD) | {"title": "ระเบียบ แก้ไข"}
    assert kept["based_on"] == versions(cast.fund.pk)[0].public_id.hex


def test_a_change_made_from_an_older_text_is_refused(run: Any, tmp_path: Path) -> None:
    draft = run("draft", "start", str(tmp_path / "old.yaml"), *BY)["draft"]
    new = str(tmp_path / "new.yaml")
    run("draft", "keep", draft, new, *BY)
    late = run("draft", "keep", draft, new, "--made-from", "1", *BY, code=1)
    assert late["refused"][0]["code"] == "changed-since"
    assert run("draft", "withdraw", draft, *BY)["state"] == "withdrawn"
    ended = run("draft", "back", draft, "--to", "1", *BY, code=1)
    assert ended["refused"][0]["code"] == "draft-ended"


def test_a_draft_that_is_not_there_is_told(run: Any) -> None:
    for asked in (("text",), ("withdraw", "--as", "chanpen")):
        name, *more = asked
        answer = run(
            "draft",
            name,
            "00000000-0000-0000-0000-000000000007",
            *FUND,
            *more,
            code=1,
        )
        assert answer["refused"][0]["code"] == "not-found"
