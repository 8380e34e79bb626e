"""Files that are hostile, broken or merely old: judged by their bytes, in time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from kongbun.people.register.findings import Verdict
from kongbun.people.register.known import Known, KnownBranch
from kongbun.people.register.read import Register, read_register
from kongbun.testing.cast import TODAY
from tests.people.sheets import BUNRUEAN, HEADINGS, SOMBAT, csv_of, xlsx_of

VILLAGES = Known(branches=[KnownBranch(1, 3, "บ้านทุ่ง"), KnownBranch(2, 7, "บ้านห้วย")])
GOOD = xlsx_of(BUNRUEAN, SOMBAT)
SHEET = "xl/worksheets/sheet1.xml"
GOOD_SHEET = zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET)


def read(content: bytes, name: str = "ทะเบียน.xlsx") -> Register:
    return read_register(content, name, today=TODAY, known=VILLAGES)


def code_of(content: bytes, name: str = "ทะเบียน.xlsx") -> str:
    """The one reason for which a file is not read at all."""
    register = read(content, name)
    assert register.counts.rows == 0
    (finding,) = register.findings
    assert finding.verdict is Verdict.REFUSED
    assert name in finding.message()
    return finding.issue.code


def changed(**parts: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with some parts rewritten; new ones are added."""
    out = io.BytesIO()
    names = {name.replace("__", "/"): change for name, change in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            rewrite = names.pop(name, None)
            text = old.read(name)
            new.writestr(name, rewrite(text) if rewrite else text)
        for name, rewrite in names.items():
            new.writestr(name, rewrite(b""))
    return out.getvalue()


def sheet(change: Callable[[bytes], bytes]) -> bytes:
    return changed(**{SHEET: change})


def test_the_good_workbook_is_good() -> None:
    assert read(sheet(lambda text: text)).counts.accepted == 2


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "file-macro"),
        ("xl/embeddings/oleObject1.bin", "file-macro"),
        ("xl/externalLinks/externalLink1.xml", "file-macro"),
        ("xl/connections.xml", "file-macro"),
        ("../../evil.xml", "file-macro"),
        ("/etc/passwd", "file-macro"),
    ],
)
def test_nothing_that_runs_or_fetches_is_opened(part: str, code: str) -> None:
    assert code_of(changed(**{part: lambda _: b"<x/>"})) == code


def test_a_billion_laughs_are_not_laughed() -> None:
    laugh = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert code_of(sheet(lambda text: laugh + text)) == "file-bomb"
    assert code_of(changed(**{"docProps/core.xml": lambda _: laugh})) == "file-bomb"


def test_a_part_that_unpacks_a_thousandfold_is_a_bomb() -> None:
    assert code_of(sheet(lambda text: text + b" " * 30_000_000)) == "file-bomb"


def test_a_part_that_lies_about_its_size_is_a_bomb_or_broken() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b"<workbook/>")
        new.writestr(SHEET, b" " * 50_000_000)
    lying = bytearray(out.getvalue())
    size = (50_000_000).to_bytes(4, "little")
    while (at := lying.find(size)) >= 0:
        lying[at : at + 4] = (100).to_bytes(4, "little")
    assert code_of(bytes(lying)) in {"file-bomb", "file-broken"}


def test_a_thousand_tiny_parts_are_a_bomb() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("xl/workbook.xml", b"<workbook/>")
        for number in range(2_100):
            new.writestr(f"xl/tiny{number}.xml", b"")
    assert code_of(out.getvalue()) == "file-bomb"


@pytest.mark.parametrize("place", ["XFD1048576", "ZZ100000", "A1048576"])
def test_cells_at_the_far_corner_are_not_built(place: str) -> None:
    row = "".join(letter for letter in place if letter.isdigit())
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'
    content = sheet(lambda text: text.replace(b"</sheetData>", far.encode()))
    assert code_of(content) == "file-too-wide"


def test_a_cell_that_claims_another_row_than_its_own_is_not_built() -> None:
    far = b'<row r="9"><c r="B1048576"><v>1</v></c></row></sheetData>'
    content = sheet(lambda text: text.replace(b"</sheetData>", far))
    assert code_of(content) == "file-too-wide"


FAR = b'<row r="9"><c r="XFD150000"><v>1</v></c></row></sheetData>'


def prefixed(text: bytes) -> bytes:
    text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", text)
    return text.replace(b"xmlns=", b"xmlns:x=")


SPELLINGS: tuple[Callable[[bytes], bytes], ...] = (
    prefixed,
    lambda text: re.sub(rb'<c r="([A-Z]+[0-9]+)"', rb"<c r='\1'", text),
    lambda text: text.replace(b"<c r=", b"<c\nr="),
    lambda text: text.replace(b"<c r=", b'<c s="0" r='),
    lambda text: text.replace(b"<f>", b"\n<f>"),
    lambda text: re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", text),
)


@pytest.mark.parametrize("spelling", SPELLINGS[:4])
def test_no_spelling_of_xml_hides_a_far_cell(
    spelling: Callable[[bytes], bytes],
) -> None:
    content = sheet(lambda text: spelling(text.replace(b"</sheetData>", FAR)))
    assert code_of(content) == "file-too-wide"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_xml_hides_a_formula(
    spelling: Callable[[bytes], bytes],
) -> None:
    formula = b'<row r="3"><c r="A3"><f>1+1</f><v>2</v></c>'
    content = sheet(
        lambda text: spelling(re.sub(rb'<row r="3".*?</c>', formula, text, count=1))
    )
    register = read(content)
    assert register.counts.rows == 2
    assert [(f.row, f.issue.code) for f in register.findings] == [(3, "formula")]


def test_the_list_of_sheets_may_be_spelt_otherwise_too() -> None:
    assert read(changed(**{"xl/workbook.xml": prefixed})).counts.accepted == 2


def test_cells_are_looked_at_wherever_they_lie() -> None:
    far = GOOD_SHEET.replace(b"</sheetData>", FAR)
    moved = changed(
        **{
            "xl/media/a.png": lambda _: far,
            "xl/_rels/workbook.xml.rels": lambda text: text.replace(
                b"worksheets/sheet1.xml", b"media/a.png"
            ),
        }
    )
    assert code_of(moved) == "file-too-wide"


def test_a_book_of_another_kind_inside_is_not_opened() -> None:
    assert code_of(changed(**{"content.xml": lambda _: b"<x/>"})) == "file-kind"


def test_merged_areas_over_each_other_are_not_filled_for_hours() -> None:
    areas = b'<mergeCell ref="C2:C1048576"/>' * 50_000
    merged = b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
    content = sheet(lambda text: text.replace(b"</sheetData>", merged))
    assert read(content).counts.rows == 2


def test_a_chart_beside_the_register_is_no_sheet() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=ทะเบียน!$G$2:$G$3"})
    book.add_chartsheet("กราฟ").set_chart(chart)
    page = book.add_worksheet("ทะเบียน")
    for number, row in enumerate((HEADINGS, BUNRUEAN, SOMBAT)):
        page.write_row(number, 0, row)
    book.close()
    assert read(out.getvalue()).counts.accepted == 2


def test_a_wrong_dimension_changes_nothing() -> None:
    content = sheet(lambda text: text.replace(b'ref="A1:G3"', b'ref="A1:XFD1048576"'))
    assert read(content).counts.accepted == 2


@pytest.mark.parametrize("step", [1, 7])
def test_a_file_cut_anywhere_is_broken_and_never_half_read(step: int) -> None:
    for end in range(1, len(GOOD) - 1, 97 * step):
        register = read(GOOD[:end])
        assert register.counts.rows == 0, end
        assert not register.is_clear


def test_a_formula_in_a_column_that_is_read_is_refused() -> None:
    headings = (*HEADINGS, "จำนวนเงิน")
    register = read(xlsx_of((*BUNRUEAN, "=100+200"), headings=headings))
    (finding,) = register.findings
    assert (finding.row, finding.column) == (2, "จำนวนเงิน")
    assert finding.issue.code == "formula"


def test_a_formula_in_the_running_number_is_nobody_s_business() -> None:
    headings = ("ลำดับ", *HEADINGS)
    register = read(xlsx_of(("=ROW()-1", *BUNRUEAN), headings=headings))
    assert register.counts.accepted == 1


def test_an_error_value_is_refused_with_its_place() -> None:
    error = b'<c r="E2" t="e"><v>#N/A</v></c>'
    content = sheet(
        lambda text: text.replace(
            text[text.index(b'<c r="E2"') : text.index(b'<c r="F2"')], error
        )
    )
    (finding,) = read(content).findings
    assert (finding.issue.code, finding.row, finding.column) == (
        "excel-error",
        2,
        "วันเกิด",
    )


TEXT = csv_of(BUNRUEAN, SOMBAT).decode("utf-8-sig")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "|").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r\n\r\n").encode(),
    ],
    ids=[
        *("utf-8", "utf-8-mark", "utf-16", "utf-16-be", "utf-16-tabs"),
        *("semicolons", "bars", "old-mac-lines", "unix-lines", "blank-lines"),
    ],
)
def test_every_way_in_which_excel_writes_text_is_read(content: bytes) -> None:
    assert read(content, "ทะเบียน.csv").counts.accepted == 2


def test_old_thai_text_is_read_and_shown() -> None:
    register = read(TEXT.replace("ทน-03", "“ทน”-03").encode("cp874"), "เก่า.csv")
    assert register.counts.accepted == 2
    (finding,) = register.findings
    assert finding.issue.code == "encoding-cp874"
    assert register.rows[0].member_no == "“ทน”-03-0001"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TEXT.encode() + TEXT.encode("cp874"), "file-encoding"),
        (TEXT.encode()[:-40] + b"\xff\xfe\xfd" * 20, "file-encoding"),
        (TEXT.encode("cp874").decode("latin-1").encode(), "file-mojibake"),
        (b"\x00\x01\x02\x03" * 100, "file-kind"),
        (b"   \r\n  ", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b'"' + "ก".encode() * 30_000, "file-broken"),
        (b"{\\rtf1 hello}", "file-kind"),
        ("ชื่อ,นามสกุล\n".encode(), "no-rows"),
    ],
)
def test_text_that_is_none_says_so(content: bytes, code: str) -> None:
    assert code_of(content, "ทะเบียน.csv") == code


def test_more_rows_than_a_sheet_may_have() -> None:
    content = "ชื่อ,นามสกุล\n".encode() + b"a,b\n" * 200_001
    assert code_of(content, "ทะเบียน.csv") == "file-too-wide"
