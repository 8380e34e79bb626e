"""The pages of a fund's by-law: on paper, and against the version before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.bylaws.queries import versions
from kongbun.testing.cast import TODAY, Cast
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
BYLAWS = Path(__file__).parents[2] / "bylaws"


@pytest.fixture
def both(cast: Cast) -> list[str]:
    """Addresses of the demo's two versions, the older first."""
    for year in (2563, 2568):
        adopt(
            cast.act("chanpen"),
            text=(BYLAWS / f"demo-{year}.yaml").read_text("utf-8"),
            file="x.yaml",
            adopted_on=TODAY,
            meeting="ประชุมใหญ่",
        )
    kept = versions(cast.fund.pk).order_by("effective_from")
    return [f"/f/{cast.fund.code}/bylaw/{one.public_id}/" for one in kept]


def test_a_version_is_shown_as_a_document_to_print(cast: Cast, both: list[str]) -> None:
    shown = text(Visitor(cast, "somsri").get(f"{both[1]}print/"))
    for words in (
        "หมวด 4<br>สวัสดิการ",
        "ระเบียบตัวอย่างที่แต่งขึ้น",
        "ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล",
        "ข้อ 12 (2)",
        "ส่งเงินครบ 10 ปี ขึ้นไป ได้รับ 15,000 บาท",
    ):
        assert words in shown
    assert shown.count("<h1") == 1


def test_a_version_is_compared_with_the_one_before_it(
    cast: Cast, both: list[str]
) -> None:
    visitor = Visitor(cast, "somsri")
    shown = text(visitor.get(f"{both[1]}changes/"))
    assert "ส่งเงินครบ 10 ปี ขึ้นไป ได้รับ 12,000 บาท" in shown
    assert "ส่งเงินครบ 10 ปี ขึ้นไป ได้รับ 15,000 บาท" in shown
    assert "คืนละ" not in shown.partition("ตัวอย่างการคำนวณที่ต่างกัน")[0]
    assert "ไม่มีฉบับก่อน" in text(visitor.get(f"{both[0]}changes/"))


def test_the_page_of_a_version_leads_to_both(cast: Cast, both: list[str]) -> None:
    visitor = Visitor(cast, "somsri")
    newer, older = text(visitor.get(both[1])), text(visitor.get(both[0]))
    assert f"{both[1]}print/" in newer
    assert f"{both[1]}changes/" in newer
    assert f"{both[0]}print/" in older
    assert "changes/" not in older


def test_another_funds_version_is_as_absent_as_one_that_never_was(
    cast: Cast, both: list[str]
) -> None:
    visitor = Visitor(cast, "noi")
    for ending in ("", "print/", "changes/"):
        assert visitor.get(f"{both[1]}{ending}").status_code == 404
