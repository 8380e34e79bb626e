"""The books as a journal for hledger: `hledger check -s ordereddates` has to pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongbun.kernel.thai_date import month_name, short
from kongbun.reports.export.books import (
    Account,
    Books,
    Checkpoint,
    Entry,
    Member,
    Part,
    baht,
    is_purpose,
)
from kongbun.reports.export.names import TYPES

UNIT = "THB"
# What ends a line; and what ends a tag, or begins a date where a tag may stand.
PLAIN = str.maketrans({**dict.fromkeys(range(32), " "), 0x7F: " ", 0x85: " "}) | (
    str.maketrans("\u2028\u2029", "  ")
)
TAG = PLAIN | str.maketrans(",:;[]", "     ")


def lines(books: Books) -> Iterator[str]:
    """The journal, line by line."""
    yield f"; {books.fund.name.translate(PLAIN)} ({books.fund.code})"
    yield f"; ทุกรายการตั้งแต่เริ่มบัญชีถึง {short(books.until)}"
    yield "; ตรวจ: hledger -f FILE check -s ordereddates"
    yield f"commodity 1000.00 {UNIT}"
    yield ""
    for account in books.accounts:
        yield _declared(account)
    known: set[str] = set()
    moved: set[str] = set()
    for step in books.steps():
        yield ""
        if isinstance(step, Checkpoint):
            yield from _asserted(step, books.accounts, moved)
            continue
        for code, member in _members(step):
            if _name(code, member) not in known:
                known.add(_name(code, member))
                yield (
                    f"account {_name(code, member)}"
                    f"  ; member:{member.number.translate(TAG)}"
                )
        moved |= {code for part in step.parts for code in (part.debit, part.credit)}
        yield from _transaction(step, with_notes=books.with_notes)


def _declared(account: Account) -> str:
    name = account.name.translate(TAG)
    tags = [f"type:{TYPES[account.kind]}", f"name:{name}"]
    for tag, told in account.purpose.items():
        # Our own codes and days stay as they are; what people wrote does not.
        plain = PLAIN if tag in ("uses", "until") else TAG
        tags.append(f"{tag}:{told.translate(plain)}")
    return f"account {account.code}  ; {', '.join(tags)}"


def _members(entry: Entry) -> Iterator[tuple[str, Member]]:
    for part in entry.parts:
        for code in (part.debit, part.credit):
            member = part.member_of(code)
            if member is not None:
                yield code, member


def _name(code: str, member: Member | None) -> str:
    return code if member is None else f"{code}:{member.key}"


def _transaction(entry: Entry, *, with_notes: bool) -> Iterator[str]:
    one = entry.booked
    days = one.booked_on.isoformat()
    if one.occurred_on != one.booked_on:
        days += f"={one.occurred_on.isoformat()}"
    reference = one.reference.translate(PLAIN).replace("(", "[").replace(")", "]")
    title = entry.title.translate(PLAIN).replace(";", ",")
    yield f"{days} * ({reference}) {title}"
    yield f"    ; no:{entry.no}, kind:{one.kind}, command:{one.command}"
    yield f"    ; hash:{one.hash.hex()}"
    if one.reverses_reference:
        yield f"    ; reverses:{one.reverses_reference.translate(PLAIN)}"
    for purpose in entry.purposes:
        yield f"    ; purpose:{purpose}"
    if with_notes and one.memo:
        yield f"    ; note:{one.memo.translate(TAG)}"
    for code, member, satang in postings(entry.parts):
        tag = f"  ; member:{member.number.translate(TAG)}" if member else ""
        if is_purpose(code) and entry.paid_or_given:
            tag = f"  ; for:{entry.paid_or_given}"
        yield f"    {_name(code, member)}  {baht(satang)} {UNIT}{tag}"


def postings(parts: tuple[Part, ...]) -> list[tuple[str, Member | None, int]]:
    """(account, member, satang), debits first; one for each account and side."""
    sums: dict[tuple[bool, str, Member | None], int] = {}
    for part in parts:
        for is_credit, code in ((False, part.debit), (True, part.credit)):
            key = (is_credit, code, part.member_of(code))
            sums[key] = sums.get(key, 0) + part.satang
    return [
        (code, member, -satang if is_credit else satang)
        for (is_credit, code, member), satang in sorted(
            sums.items(), key=lambda item: item[0][0]
        )
    ]


def _asserted(
    checkpoint: Checkpoint, accounts: Sequence[Account], moved: set[str]
) -> Iterator[str]:
    on = checkpoint.on
    title = f"ปิดบัญชี{month_name(on)}" if checkpoint.closed else f"ยอด ณ {short(on)}"
    yield f"{on.isoformat()} * (balances:{on.isoformat()}) {title}"
    for account in accounts:
        stands = checkpoint.stands.get(account.code, 0)
        if stands or account.code in moved:
            # Income counts with the members below it; a place of money alone.
            sign = "=*" if account.code.startswith("income:") else "="
            yield f"    {account.code}  0.00 {UNIT} {sign} {baht(stands)} {UNIT}"
