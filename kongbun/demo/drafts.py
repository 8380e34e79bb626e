"""The by-laws the fund is writing: one shown to the members, one begun."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kongbun.bylaws.draft_actions import keep_text, show_draft, start_draft
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_on
from kongbun.demo.stage import Stage
from kongbun.rules.write_yaml import Tree, plain_mapping, written

SHOWN_ON = date(2026, 11, 15)
WRITTEN_ON = date(2026, 11, 16)
NIGHT_BAHT = 120


def write_drafts(stage: Stage) -> None:
    """Hospital nights at 120 baht, shown to all; a larger gift at birth, just begun."""
    assert stage.fund is not None
    version = version_on(stage.fund.pk, stage.diary.today)
    assert version is not None
    nights = _start(stage, version, "ระเบียบกองทุน แก้ไข พ.ศ. 2570")
    keep_text(
        stage.act("chanpen"),
        draft=nights,
        text=written(_nights_at_120(version.text)),
        expected_no=1,
    )
    show_draft(
        stage.act("chanpen"),
        draft=nights,
        shown_on=SHOWN_ON,
        how="ปิดประกาศที่ศูนย์หมู่บ้านทั้ง 8 แห่ง",
        expected_no=2,
    )
    _start(stage, version, "ระเบียบกองทุน เพิ่มทำขวัญเด็ก")


def _start(stage: Stage, version: BylawVersion, title: str) -> UUID:
    answer = start_draft(
        stage.act("chanpen"),
        text=version.text,
        title=title,
        based_on=version.public_id,
    )
    return UUID(answer["draft"])


def _nights_at_120(text: str) -> dict[str, Tree]:
    """The by-law in force with a night at 120 baht, in its words and its examples."""
    tree = plain_mapping(text)
    tree["version"] = "พ.ศ. 2570"
    benefits = tree["benefits"]
    assert isinstance(benefits, list)
    stay = next(one for one in benefits if _of(one, "code") == "ipd")
    assert isinstance(stay, dict)
    stay["text"] = str(stay["text"]).replace("100 บาท", f"{NIGHT_BAHT} บาท")
    amount, examples = stay["amount"], stay["examples"]
    assert isinstance(amount, dict)
    assert isinstance(examples, list)
    amount["each_baht"] = NIGHT_BAHT
    for example in examples:
        expected = _of(example, "expect")
        if isinstance(expected, dict) and "amount_baht" in expected:
            before = int(str(expected["amount_baht"]))
            after = before * NIGHT_BAHT // 100
            expected["amount_baht"] = after
            name = str(_of(example, "name"))
            assert isinstance(example, dict)
            example["name"] = name.replace(f"{before} บาท", f"{after} บาท")
    return tree


def _of(tree: Tree, key: str) -> Tree | None:
    return tree.get(key) if isinstance(tree, dict) else None
