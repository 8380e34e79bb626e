"""Reads what a phone sends: strict JSON of one shape, or a refusal that says where.

Pure.  Bounded before it is parsed: bytes, depth, items.  Nothing is guessed: a key too
many, a key twice, a number with a fraction, a day that is none are all refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from kongbun.kernel.refusal import RefusalCode, Refused

VERSION = 1
BATCH_BYTES_MAX = 2_000_000
BODY_CHARS_MAX = 100_000
ITEMS_MAX = 500
DEPTH_MAX = 10
TEXT_MAX = 200
WHOLE_MAX = 2**53
FIRST_YEAR, LAST_YEAR = 1900, 9000

_ESCAPED, _BRACKET = re.compile(r"\\.", re.DOTALL), re.compile(r"[\[\]{}]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_ID = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE
)
_KIND = re.compile(r"[a-z_.]{1,60}")
_NO_LETTER = re.compile("[\0\ud800-\udfff]")

When = TypeVar("When", date, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """One item as it came; `body` is its canonical text."""

    seq: int
    asked_id: UUID
    kind: str
    occurred_on: date
    made_at: datetime
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    device: UUID
    sent_at: datetime
    items: Sequence[Arriving]


class Bad(Exception):  # noqa: N818 -- becomes a refusal at the border
    """What cannot be read, and where it stands."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


def read_batch(raw: bytes) -> Batch:
    """A delivery; refuses the whole of it (BATCH_UNREADABLE, BATCH_TOO_BIG)."""
    if len(raw) > BATCH_BYTES_MAX:
        raise too_big(f"{len(raw)} bytes", f"{BATCH_BYTES_MAX} bytes")
    try:
        return _batch(parse(raw))
    except Bad as bad:
        raise Refused(
            RefusalCode.BATCH_UNREADABLE, where=bad.where, why=bad.why
        ) from None


def too_big(found: str, limit: str) -> Refused:
    return Refused(RefusalCode.BATCH_TOO_BIG, found=found, limit=limit)


def _batch(given: Any) -> Batch:
    known = ("v", "device", "sent_at", "items")
    if isinstance(given, dict) and given.get("v") != VERSION:
        found = given.get("v")
        raise Refused(
            RefusalCode.DEVICE_APP_VERSION,
            found=str(found)[:20],
            known=str(VERSION),
        )
    batch = thing(given, "", required=known)
    items = listed(batch["items"], "items", at_most=ITEMS_MAX + 1)
    if len(items) > ITEMS_MAX:
        raise too_big(f"{len(items)} items", f"{ITEMS_MAX} items")
    return Batch(
        device=an_id(batch["device"], "device"),
        sent_at=moment(batch["sent_at"], "sent_at"),
        items=[_item(one, f"items[{place}]") for place, one in enumerate(items)],
    )


def _item(given: Any, where: str) -> Arriving:
    item = thing(
        given,
        where,
        required=(
            *("device_seq", "command_id", "kind"),
            *("occurred_on", "made_at", "body"),
        ),
    )
    kind = item["kind"]
    if not isinstance(kind, str) or _KIND.fullmatch(kind) is None:
        raise Bad(f"{where}.kind", "ชื่อชนิดคำสั่งใช้ไม่ได้")
    if not isinstance(item["body"], dict):
        raise Bad(f"{where}.body", "ต้องเป็น object")
    body = written(item["body"])
    if len(body) > BODY_CHARS_MAX:
        raise too_big(f"{where}.body {len(body)}", f"{BODY_CHARS_MAX}")
    return Arriving(
        seq=whole(item["device_seq"], f"{where}.device_seq", at_least=1),
        asked_id=an_id(item["command_id"], f"{where}.command_id"),
        kind=kind,
        occurred_on=day(item["occurred_on"], f"{where}.occurred_on"),
        made_at=moment(item["made_at"], f"{where}.made_at"),
        body=body,
    )


def written(body: Mapping[str, Any]) -> str:
    """The same body is the same text, whatever its spaces and the order of its keys."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(raw: bytes) -> Any:
    """JSON without what two readers could understand in two ways."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("", "ไม่ใช่ UTF-8") from None
    if _is_deep(text):
        raise Bad("", f"ซ้อนลึกเกิน {DEPTH_MAX} ชั้น")
    try:
        found = json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_int=_an_int,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise Bad("", "ไม่ใช่ JSON ที่สมบูรณ์") from None
    _refuse_letters(found)
    return found


def _is_deep(text: str) -> bool:
    """Whether brackets outside of strings go deeper; in one pass over any text."""
    depth = 0
    outside = "".join(_ESCAPED.sub("", text).split('"')[::2])
    for bracket in _BRACKET.findall(outside):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH_MAX:
            return True
    return False


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Bad("", "มีชื่อซ้ำใน object เดียวกัน")
    return found


def _refuse_letters(given: Any) -> None:
    """NUL, which no database keeps, and halves of a pair, which are no letters."""
    if isinstance(given, str):
        if _NO_LETTER.search(given):
            raise Bad("", "มีอักขระที่ใช้ไม่ได้")
    elif isinstance(given, list):
        for one in given:
            _refuse_letters(one)
    elif isinstance(given, dict):
        for name, value in given.items():
            _refuse_letters(name)
            _refuse_letters(value)


def _an_int(text: str) -> int:
    if len(text) > len(str(WHOLE_MAX)):
        _no_number(text)
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise Bad("", f"ตัวเลข {text[:20]} ใช้ไม่ได้ ใช้จำนวนเต็มเท่านั้น")


def thing(
    given: Any, where: str, *, required: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, Any]:
    """An object with these keys and no other."""
    if not isinstance(given, dict):
        raise Bad(where, "ต้องเป็น object")
    for name in required:
        if name not in given:
            raise Bad(_below(where, name), "ไม่มี")
    for name in given:
        if name not in required and name not in optional:
            raise Bad(_below(where, name[:40]), "ไม่รู้จัก")
    return given


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def listed(given: Any, where: str, *, at_most: int) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise Bad(where, "ต้องเป็นรายการที่ไม่ว่าง")
    return given[:at_most]


def whole(given: Any, where: str, *, at_least: int) -> int:
    if type(given) is not int or not at_least <= given <= WHOLE_MAX:
        raise Bad(where, f"ต้องเป็นจำนวนเต็มตั้งแต่ {at_least}")
    return given


def an_id(given: Any, where: str) -> UUID:
    if not isinstance(given, str) or _ID.fullmatch(given) is None:
        raise Bad(where, "ต้องเป็น UUID")
    return UUID(given)


def day(given: Any, where: str) -> date:
    """A Gregorian day as 2026-11-20, and nothing else that looks like one."""
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            return _within(date.fromisoformat(given), where)
        except ValueError:
            pass
    raise Bad(where, "ต้องเป็นวันแบบ 2026-11-20 (ค.ศ.)")


def moment(given: Any, where: str) -> datetime:
    """A moment with its offset, as 2026-11-20T09:15:00+07:00."""
    if isinstance(given, str) and _MOMENT.fullmatch(given):
        try:
            return _within(datetime.fromisoformat(given), where)
        except ValueError:
            pass
    raise Bad(where, "ต้องเป็นเวลาแบบ 2026-11-20T09:15:00+07:00")


def _within(found: When, where: str) -> When:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Bad(where, "ปีไม่น่าเป็นไปได้")
    return found


def text(given: Any, where: str, *, at_most: int = TEXT_MAX) -> str:
    if not isinstance(given, str) or len(given) > at_most:
        raise Bad(where, f"ต้องเป็นข้อความไม่เกิน {at_most} ตัวอักษร")
    return given


def yes_no(given: Any, where: str) -> bool:
    if type(given) is not bool:
        raise Bad(where, "ต้องเป็น true หรือ false")
    return given
