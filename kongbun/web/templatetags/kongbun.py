"""How figures, days and small parts look on every page.

Not a place for sums: a template shows what a query worked out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from kongbun.kernel import thai_date as thai
from kongbun.kernel.baht_words import baht_words
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Refused
from kongbun.store import trouble

register = template.Library()

_STATIC = Path(__file__).resolve().parent.parent / "static" / "kongbun"
_SPRITE = "kongbun/icons.svg"
ICONS = frozenset(
    re.findall(r'<symbol id="(\w+)"', (_STATIC / "icons.svg").read_text("utf-8"))
)
NO_BREAK = "\N{NO-BREAK SPACE}"
# Cells of white around a QR; scanners ask for four.
QUIET = 4
_DARK = re.compile("#+")
MINUS = "\N{MINUS SIGN}"
BANGKOK = ZoneInfo("Asia/Bangkok")
# A number never parts from its unit, nor a clause from its number.
_UNITS = (
    *("บาท", "สตางค์", "คน", "ราย", "คืน", "วัน", "เดือน", "ปี", "ใบ", "ฉบับ", "น."),
    *("ครั้ง", "ข้อ", "เรื่อง", "บ้าน", "หมู่บ้าน", "แห่ง", "แถว", "ช่อง", "เหตุผล"),
)
_AFTER = "|".join(map(re.escape, [*_UNITS, *thai.MONTHS_SHORT, *thai.MONTHS]))
_PAIRS = re.compile(
    rf"(?<=[0-9]) (?={_AFTER})"
    r"|(?:(?<=ข้อ)|(?<=หมู่)|(?<=อีก)|(?<=เล่ม)|(?<=เลขที่)|(?<=[ก-ฮ]\.)) (?=[0-9])"
)


def _satang(value: object) -> int | None:
    if isinstance(value, Money):
        return value.satang
    return value if type(value) is int else None


@register.filter
def baht(value: object) -> str:
    """Satang or `Money` as 1,234.50; nothing for nothing."""
    satang = _satang(value)
    if satang is None:
        return ""
    return str(Money(satang)).replace("-", MINUS)


@register.filter
def baht_short(value: object) -> str:
    """As `baht`, without .00: for sentences and big figures."""
    return baht(value).removesuffix(".00")


@register.filter
def words(value: object) -> str:
    """The sum in Thai words, as a receipt prints it."""
    satang = _satang(value)
    return "" if satang is None else baht_words(Money(satang))


@register.filter
def number(value: object) -> str:
    """A count with thousands separated."""
    return f"{value:,}".replace("-", MINUS) if type(value) is int else ""


@register.filter
def how_long(seconds: object) -> str:
    """About how long, in the greatest unit of which there are two: 9 วัน, 95 นาที."""
    if not isinstance(seconds, int):
        return ""
    length = abs(seconds)
    for unit, name in ((86_400, "วัน"), (3_600, "ชั่วโมง")):
        if length >= 2 * unit:
            return f"{length // unit:,} {name}"
    return f"{length // 60} นาที"


def _narrow_month(day: date) -> str:
    return " ".join(thai.narrow(day).split()[1:])


def _near(day: date) -> str:
    return " ".join(thai.short(day).split()[:2])


def _weekday(day: date) -> str:
    return f"{thai.weekday(day)}ที่ {thai.long(day)}"


_FORMS: dict[str, Callable[[date], str]] = {
    "long": thai.long,
    "short": thai.short,
    "near": _near,  # a day of this year: 20 พ.ย.
    "two": thai.narrow,  # only in narrow columns: 20 พ.ย. 69
    "two-month": _narrow_month,
    "month": thai.month_name,
    "month-short": lambda day: thai.MONTHS_SHORT[day.month - 1],
    "weekday": _weekday,
    "figures": thai.figures,  # as typed: 20/11/2569
}


@register.filter
def thai_date(value: object, form: str = "short") -> str:
    """A day, an instant or a partial date in B.E.; the forms stand above.

    `time` is an instant with its hour, in Bangkok.
    """
    if isinstance(value, datetime):
        local = value.astimezone(BANGKOK)
        if form == "time":
            text = f"{thai.short(local.date())} {local:%H.%M} น."
            return text.replace(" ", NO_BREAK)
        value = local.date()
    if isinstance(value, date):
        return _FORMS[form](value).replace(" ", NO_BREAK)
    return "" if value is None else str(value)


@register.filter
def be_year(value: object) -> str:
    """The B.E. year of a day or of a C.E. year."""
    if isinstance(value, date):
        return str(thai.buddhist_year(value))
    return str(value + thai.BE_OFFSET) if isinstance(value, int) else ""


@register.filter
def fiscal_year(value: object) -> str:
    """The B.E. year in which a day's fiscal year ends."""
    return str(thai.fiscal_year(value)) if isinstance(value, date) else ""


@register.filter
def moo(value: object) -> str:
    """หมู่ 5, kept on one line."""
    return f"หมู่{NO_BREAK}{value}" if value not in (None, "") else ""


@register.filter
def nb(value: object) -> SafeString:
    """A sentence whose numbers stay with their units."""
    return conditional_escape(_PAIRS.sub(NO_BREAK, str(value)))


@register.filter
def nw(value: object) -> SafeString:
    """A number or name that stays on one line while it fits."""
    return format_html('<span class="nw">{}</span>', value)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One icon of the sprite; silent for readers unless it has a label."""
    assert name in ICONS, f"no icon {name!r}; icons.svg has {sorted(ICONS)}"
    role, key = ("img", "aria-label") if label else ("presentation", "aria-hidden")
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" role="{}" {}="{}">'
        '<use href="{}#{}"></use></svg>',
        f" i-{size}" if size else "",
        role,
        key,
        label or "true",
        static(_SPRITE),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1)
def pile() -> SafeString:
    """The mark of kongbun: the pile of rice that many hands raise."""
    return format_html(
        '<svg viewBox="0 0 36 36" aria-hidden="true"><use href="{}#pile"></use></svg>',
        static(_SPRITE),
    )


@register.simple_tag
@lru_cache(maxsize=64)
def qr(text: str, label: str) -> SafeString:
    """A text as a QR that scales with its box; black on white, wherever it stands."""
    made = segno.make(text, error="m", micro=False)
    side = made.symbol_size(border=QUIET)[0]
    runs = [
        (found.start(), y, len(found.group()))
        for y, row in enumerate(made.matrix_iter(border=QUIET))
        for found in _DARK.finditer("".join("#" if dark else " " for dark in row))
    ]
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{2}"/></svg>',
        side,
        label,
        "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide in runs),
    )


_MARK_ICONS = {"ok": "check", "wait": "clock", "no": "warn", "info": "question"}


@register.simple_tag
def mark(state: str, text: str, icon_name: str = "") -> SafeString:
    """A state: icon and word first, colour last.  `state`: ok wait no info or plain."""
    name = icon_name or _MARK_ICONS.get(state, "")
    return format_html(
        '<span class="mark{}">{}{}</span>',
        f" {state}" if state in _MARK_ICONS else "",
        icon(name) if name else "",
        nb(text),
    )


@register.simple_tag(takes_context=True)
def command_id(context: Mapping[str, Any]) -> SafeString:
    """The number under which a form counts once, however often it is pressed.

    A new one each time it is shown; the same again where nobody knows whether the
    first press was heard.
    """
    number = _number_again(context) or str(uuid.uuid4())
    return format_html('<input type="hidden" name="command_id" value="{}">', number)


def _number_again(context: Mapping[str, Any]) -> str:
    refused = context.get("refused")
    if not isinstance(refused, Refused) or refused.code not in trouble.UNSURE:
        return ""
    return str(context["request"].POST.get("command_id", ""))


@register.simple_tag(takes_context=True)
def carry(context: Mapping[str, object], *names: str) -> SafeString:
    """Hidden fields that repeat what the address already carries, such as a search."""
    request = context["request"]
    given = getattr(request, "GET", {})
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        ((name, given[name]) for name in names if name in given),
    )


@register.simple_tag(takes_context=True)
def page_link(context: Mapping[str, object], number_: int) -> str:
    """The address of another page of the same list, with the same search."""
    request = context["request"]
    query = request.GET.copy()  # type: ignore[attr-defined]
    query["page"] = str(number_)
    return f"?{query.urlencode()}"


@register.filter
def fund_short(value: object) -> str:
    """A fund's name without the words that every fund's name begins with."""
    return str(value or "").removeprefix("กองทุนสวัสดิการชุมชน").strip()


@register.filter
def folds(field: Any) -> list[tuple[str, list[Any], bool]]:
    """The choices of a field by their kind: its name, the choices, whether one is set.

    A field without kinds is one fold without a name.
    """
    options, found, at = list(field), [], 0
    choices = getattr(field.field, "choices", ())
    if not any(isinstance(words, list | tuple) for _, words in choices):
        return [("", options, True)]
    for kind, words in choices:
        here = options[at : at + len(words)]
        at += len(words)
        found.append((kind, here, any(one.data["selected"] for one in here)))
    return found
