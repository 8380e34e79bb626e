"""An entry's reference, told as the number on the slip."""

from __future__ import annotations

import pytest

from kongbun.reports.papers import paper


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("receipt:2:905:1", "ใบรับ 2/0905"),
        ("receipt:11:954:1:reversed", "ใบรับ 11/0954"),
        ("receipt:2:905:refund:1", "ใบรับ 2/0905"),
        ("receipt:2:12345:1", "ใบรับ 2/12345"),
        ("claim:12/2570:paid:2", "คำขอ 12/2570"),
        ("money:2570:3:1", "รายการที่ 3/2570"),
        ("bag:0cd10bb2283d43e5995e5a2888c2452e:1", ""),
        ("opening:1", ""),
    ],
)
def test_a_paper_is_called_by_the_number_on_it(reference: str, told: str) -> None:
    assert paper(reference) == told
