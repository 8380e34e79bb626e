"""The menu of a fund: what stands in the rail and in the tabs of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kongbun.access.models import User
from kongbun.access.permissions import Verb
from kongbun.access.queries import may_take_all
from kongbun.web.door import may


@dataclass(frozen=True, slots=True)
class Entry:
    url_name: str
    label: str
    icon: str
    # On a phone: the word under the icon; without one it stands under "more".
    short: str = ""
    verb: Verb = Verb.LOOK
    # Other pages that belong to this entry; the namespace of `url_name` always does.
    also: tuple[str, ...] = ()


MENU = (
    Entry("web:today", "วันนี้", "today", "วันนี้"),
    Entry("people:members", "สมาชิก", "people", "สมาชิก"),
    Entry(
        "dues:rounds",
        "เก็บเงิน",
        "bag",
        "เก็บเงิน",
        also=(
            *("receipts:receipt", "receipts:books", "receipts:book"),
            *("devices:list", "devices:device", "devices:new", "devices:item"),
            "devices:revoke",
        ),
    ),
    Entry("claims:list", "ขอรับสวัสดิการ", "claim", "ช่วยเหลือ"),
    Entry("treasury:money", "บัญชีเงินกองทุน", "bank"),
    Entry(
        "treasury:close",
        "ปิดเดือน",
        "book",
        also=("treasury:closes", "treasury:closed"),
    ),
    Entry("web:board", "ภาพรวมกองทุน", "chart"),
    Entry("reports:list", "รายงาน", "paper"),
    Entry("bylaws:current", "ระเบียบ", "bylaw"),
    Entry(
        "people:import",
        "นำเข้าทะเบียน",
        "import",
        verb=Verb.IMPORT_MEMBERS,
        also=("people:import-sheet",),
    ),
    Entry("web:fund", "ข้อมูลกองทุน", "door"),
    Entry("web:backup", "สำรองข้อมูล", "save", verb=Verb.BACK_UP),
    Entry("web:users", "ผู้ใช้และหน้าที่", "user", verb=Verb.MANAGE_USERS),
)


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    short: str
    icon: str
    url: str
    current: bool


def menu_of(request: HttpRequest) -> list[Item]:
    """What this user can reach here, the present page marked."""
    return list(_items(request))


def _may(request: HttpRequest, entry: Entry) -> bool:
    """A copy of the machine holds every fund on it: a duty in one is not enough."""
    allowed = may(request, entry.verb)
    if allowed and entry.verb is Verb.BACK_UP:
        return isinstance(request.user, User) and may_take_all(request.user)
    return allowed


@lru_cache(maxsize=1024)
def _address(url_name: str, fund_code: str) -> str | None:
    """The same on every page of a fund; None for a page that is not there."""
    try:
        return reverse(url_name, args=(fund_code,) if fund_code else None)
    except NoReverseMatch:
        return None


def _items(request: HttpRequest) -> Iterator[Item]:
    match = request.resolver_match
    here = match.view_name if match else ""
    names = [entry.url_name for entry in MENU]
    placed = {*names, *(other for entry in MENU for other in entry.also)}
    fund = getattr(request, "fund", None)
    code = fund.code if fund else ""
    for entry in MENU:
        if not _may(request, entry):
            continue
        url = _address(entry.url_name, code)
        if url is None:
            continue
        current = here == entry.url_name or here in entry.also
        if not current and here not in placed:
            # A page without its own entry belongs to the first of its namespace.
            first = next(
                (n for n in names if n.split(":")[0] == here.split(":")[0]), ""
            )
            current = first == entry.url_name and first != "web:today"
        yield Item(entry.label, entry.short, entry.icon, url, current)
