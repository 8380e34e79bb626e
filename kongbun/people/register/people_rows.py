"""From columns to persons: names put together, dates compared, exits settled.

Looks at one row at a time; who is who among rows is `twins`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from kongbun.kernel.thai_date import PartialDate, short, whole_years
from kongbun.kernel.thai_text import is_figures, split_full_name, split_title
from kongbun.people.register import cells
from kongbun.people.register.findings import (
    NOT_KNOWN,
    Option,
    normalised,
    question,
    refused,
)
from kongbun.people.register.paid_rows import add_paid
from kongbun.people.register.table import Table

AGE_MAX = 120
_EXIT_COLUMNS = ("exit_date", "death_date", "resign_date", "status", "exit_reason")
_STATUS_IN_NAME = re.compile(
    r"\([^()]*(?:เสียชีวิต|ตาย|ถึงแก่กรรม|ลาออก|พ้นสภาพ|ย้าย)[^()]*\)"
)
_LISTED = re.compile(r"\s*(?:[,;\n]|/(?! )|(?:^|\s)[0-9]+[.)]\s*)\s*")
_ONE_NAME = re.compile(r"[ก-๎A-Za-z. ]+")
_RELATION = re.compile(r"\s*\(([^()]{1,60})\)\s*")


def put_together(table: Table, today: dt.date) -> None:
    """Add the columns every row has: title, first, last, joined_on, exit and so on."""
    _names(table)
    _beneficiaries(table)
    _births(table, today)
    _joined(table, today)
    _exits(table, today)
    add_paid(table, today)


def _names(table: Table) -> None:
    full, first, last = (
        table.of("full_name"),
        table.of("first_name"),
        table.of("last_name"),
    )
    titles = table.of("title")
    names: tuple[list[str], list[str], list[str]] = ([], [], [])
    column = "full_name" if "full_name" in table.values else "first_name"
    noted = _rows_with_findings(table, column)
    for i in range(len(table)):
        if full[i]:
            title, given, family = split_full_name(full[i])
            title, family = titles[i] or title, last[i] or family
        else:
            title, given, family = titles[i] or "", first[i] or "", last[i] or ""
            if given and not title:
                title, rest = split_title(given)
                if title:
                    meaning = f"{title} · {rest}"
                    told = normalised("title-split", given, meaning)
                    table.note(i, "first_name", told)
                    given = rest
        if not given and table.numbers[i] not in noted:
            table.note(i, column, refused("name-missing", ""))
        elif given and is_figures(given):
            table.note(i, column, refused("name-is-figures", given))
        elif _says_left(f"{given} {family}"):
            given, family = _without_status(table, i, column, (given, family))
        for part, value in zip(names, (title, given, family), strict=True):
            part.append(value)
    table.values["title"], table.values["first"], table.values["last"] = names


def _says_left(name: str) -> bool:
    return "(" in name and _STATUS_IN_NAME.search(name) is not None


def _without_status(
    table: Table, i: int, column: str, name: tuple[str, str]
) -> tuple[str, str]:
    """A name with (เสียชีวิต) behind it: asked, unless the row says it elsewhere."""
    found = _STATUS_IN_NAME.search(" ".join(name))
    assert found is not None
    if not any(table.of(column)[i] for column in _EXIT_COLUMNS):
        stays = Option("member", "ยังเป็นสมาชิก", "member", "ตัดคำในวงเล็บออกจากชื่อ")
        table.note(i, column, question("name-with-status", found[0], [stays]))
    given, family = (_STATUS_IN_NAME.sub("", part).strip() for part in name)
    return given, family


def _beneficiaries(table: Table) -> None:
    """A list of (name, relation) a row, from every column and cell that names them."""
    columns = [name for name in table.values if name.split(".")[0] == "beneficiary"]
    found: list[list[tuple[str, str]]] = [[] for _ in range(len(table))]
    for name in columns:
        relation = name.replace("beneficiary", "relation")
        relations = table.of(relation)
        for i, cell in enumerate(table.values[name]):
            if cell and cell not in {"-", "ไม่มี"}:
                found[i] += _listed(cell, relations[i] or "")
    table.values["beneficiaries"] = found


def _listed(cell: str, relations: str) -> list[tuple[str, str]]:
    if _ONE_NAME.fullmatch(cell):
        return [(cell[:240], relations[:60])]
    names = [part for part in _LISTED.split(cell) if part]
    given = [part for part in _LISTED.split(relations) if part]
    listed = []
    for number, name in enumerate(names):
        inside = _RELATION.search(name)
        relation = inside[1] if inside else ""
        if not relation and given:
            relation = given[min(number, len(given) - 1)]
        listed.append((_RELATION.sub(" ", name).strip()[:240], relation[:60]))
    return [one for one in listed if one[0]]


def _births(table: Table, today: dt.date) -> None:
    births = table.of("birth")
    for i, birth in enumerate(births):
        if birth is None:
            continue
        if birth.earliest > today:
            table.note(i, "birth", refused("born-in-future", birth))
            births[i] = None
        elif birth.latest.year < today.year - AGE_MAX:
            age = whole_years(birth.latest, today)
            keep = Option("right", "ถูกแล้ว", birth, f"อายุ {age} ปี")
            asked = question("age-over-120", birth, [keep], age=age)
            option = table.note(i, "birth", asked)
            births[i] = option.value if option else None
            if births[i] is NOT_KNOWN:
                births[i] = None
    table.values["birth"] = births


def _joined(table: Table, today: dt.date) -> None:
    joined = table.of("joined")
    births = table.values["birth"]
    noted = _rows_with_findings(table, "joined")
    days: list[dt.date] = []
    for i, when in enumerate(joined):
        day = today
        if when is None:
            if table.numbers[i] not in noted:
                # A seniority nobody knows is none: it counts from the import.
                label = "นับจากวันที่นำเข้า"
                option = Option("today", label, today, "ไม่นับอายุสมาชิกย้อนหลัง")
                table.note(i, "joined", question("joined-missing", "", [option]))
        elif not when.is_exact:
            day = _partial_joined(table, i, when)
        else:
            day = when.earliest
        if day > today:
            table.note(i, "joined", refused("joined-in-future", short(day)))
        elif when is not None and births[i] is not None and day < births[i].earliest:
            told = refused("joined-before-birth", short(day), birth=births[i])
            table.note(i, "joined", told)
        days.append(day)
    table.values["joined_on"] = days


def _partial_joined(table: Table, i: int, when: PartialDate) -> dt.date:
    options = [
        Option("latest", short(when.latest), when.latest, "นับอายุสมาชิกน้อยที่สุด"),
        Option("earliest", short(when.earliest), when.earliest, "นับอายุสมาชิกมากที่สุด"),
    ]
    option = table.note(i, "joined", question("joined-partial", when, options))
    if option is None or option.value is NOT_KNOWN:
        return when.latest
    chosen = option.value
    assert isinstance(chosen, dt.date)
    return chosen


def _rows_with_findings(table: Table, name: str) -> set[int]:
    heading = table.headings.get(name)
    return {f.row for f in table.notes.found if heading and f.column == heading}


def _exits(table: Table, today: dt.date) -> None:
    """(day, reason) of each row, or None for who is a member."""
    columns = [table.of(name) for name in _EXIT_COLUMNS]
    joined, births = table.values["joined_on"], table.values["birth"]
    found: list[tuple[dt.date, str] | None] = []
    if all(column is None for rows in columns for column in rows):
        table.values["exit"] = [None] * len(table)
        return
    for i in range(len(table)):
        left, died, resigned, status, reason = (column[i] for column in columns)
        end = _exit_of(table, i, (left, died, resigned), status or reason or "", today)
        if end is not None:
            day = end[0]
            birth = births[i]
            if day > today:
                table.note(i, "exit_date", refused("exit-in-future", short(day)))
            elif birth is not None and day < birth.earliest:
                told = refused("exit-before-birth", short(day), birth=birth)
                table.note(i, "exit_date", told)
            elif day < joined[i]:
                told = refused(
                    "exit-before-joining", short(day), joined=short(joined[i])
                )
                table.note(i, "exit_date", told)
        found.append(end)
    table.values["exit"] = found


def _exit_of(
    table: Table,
    i: int,
    dates: tuple[PartialDate | None, PartialDate | None, PartialDate | None],
    reason: str,
    today: dt.date,
) -> tuple[dt.date, str] | None:
    left, died, resigned = dates
    if died is not None and (resigned is not None or reason == "resigned"):
        other = resigned or left
        options = [
            Option("died", f"เสียชีวิต {died}", (died.latest, "died")),
        ]
        if other is not None:
            label = f"ลาออก {other}"
            options.append(Option("resigned", label, (other.latest, "resigned")))
        asked = question("two-exits", died, options)
        option = table.note(i, "death_date", asked)
        known = option is not None and option.value is not NOT_KNOWN
        return option.value if option and known else (died.latest, "died")
    if died is not None:
        return died.latest, "died"
    if resigned is not None:
        return resigned.latest, reason or "resigned"
    if left is not None:
        return left.latest, reason or _asked_reason(table, i, left)
    if not reason:
        return None
    day = table.values["joined_on"][i]
    label = "ใช้วันที่นำเข้า"
    option_today = Option("today", label, today, "เหตุที่ออกเก็บไว้ตามไฟล์")
    name = cells.STATUS_NAMES[reason]
    option = table.note(i, "status", question("exit-day-missing", name, [option_today]))
    return (today if option else day), reason


def _asked_reason(table: Table, i: int, left: PartialDate) -> str:
    options = [
        Option(code, name, code) for code, name in cells.STATUS_NAMES.items() if code
    ]
    option = table.note(i, "exit_date", question("exit-reason-missing", left, options))
    if option is None or option.value is NOT_KNOWN:
        return "struck_off"
    return str(option.value)


class Row(NamedTuple):
    """A member row as plain values, as it is staged and compared."""

    row: int
    member_no: str
    title: str
    first_name: str
    last_name: str
    nickname: str
    sex: str
    birth_earliest: dt.date | None
    birth_latest: dt.date | None
    id_kind: str
    id_value: str
    phone: str
    address: str
    house_no: str
    moo: int | None
    branch: str
    member_type: str
    joined_on: dt.date
    payer_kind: str
    payer_name: str
    exited_on: dt.date | None
    exit_reason: str
    paid_until: dt.date | None
    days_paid: int | None
    paid_satang: int | None
    used: tuple[tuple[str, int, int], ...]
    beneficiaries: tuple[tuple[str, str], ...]
    unsure: str

    def name(self) -> str:
        return " ".join(f"{self.title}{self.first_name} {self.last_name}".split())


def joining_actions(table: Table) -> list[Row]:
    """Every row, put together column by column."""

    def text(name: str, blank: str = "") -> list[str]:
        return [value or blank for value in table.of(name)]

    births, identities = table.values["birth"], table.of("id")
    leaves = table.values["exit"]
    payers = [payer or ("self", "") for payer in table.of("payer")]
    columns = (
        table.numbers,
        text("member_no"),
        table.values["title"],
        table.values["first"],
        table.values["last"],
        text("nickname"),
        text("sex"),
        [birth.earliest if birth else None for birth in births],
        [birth.latest if birth else None for birth in births],
        [one.kind.value if one else "none" for one in identities],
        [one.value if one else "" for one in identities],
        text("phone"),
        text("address"),
        text("house_no"),
        table.of("moo"),
        text("branch"),
        text("member_type", "general"),
        table.values["joined_on"],
        [kind for kind, _ in payers],
        [name for _, name in payers],
        [leave[0] if leave else None for leave in leaves],
        [leave[1] if leave else "" for leave in leaves],
        table.values["paid_until_day"],
        table.of("days_paid"),
        table.of("paid_baht"),
        _used(table),
        [tuple(named) for named in table.values["beneficiaries"]],
        ["; ".join(table.unsure.get(i, ()))[:400] for i in range(len(table))],
    )
    return list(map(Row._make, zip(*columns, strict=True)))


def _used(table: Table) -> list[tuple[tuple[str, int, int], ...]]:
    """(benefit, units in the window, units in life) as stated, by row."""
    columns = [
        (name.split(".")[0].split(":"), values)
        for name, values in table.values.items()
        if name.startswith("used:")
    ]
    if not columns:
        return [()] * len(table)
    rows = []
    for i in range(len(table)):
        found: dict[str, tuple[int, int]] = {}
        for (_, benefit, span), values in columns:
            if values[i]:
                window, life = found.get(benefit, (0, 0))
                if span != "life":
                    window = max(window, values[i])
                found[benefit] = window, max(life, values[i])
        rows.append(tuple((name, *units) for name, units in sorted(found.items())))
    return rows
