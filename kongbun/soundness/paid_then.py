"""How far members had paid when their requests were decided.

Made anew from the receipts that had been written by then and were not taken back yet,
by the rule that the counter asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain

import numpy as np

from kongbun.claims.queries import Member
from kongbun.claims.standing import Standing, dues_standing
from kongbun.dues.received import Late
from kongbun.dues.standing import of_memberships
from kongbun.merging.models import Merge
from kongbun.people.one_person import doubles
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, Int, column, day_number
from kongbun.soundness.reading import rows

DUES = frozenset(
    {"paid_days", "arrears_days", "arrears_months", "arrears_years", "suspended"}
)
# Later than every command.
NOT_YET = 2**62


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, the command that made it, whose it was and the day that decides."""

    decision: int
    command: int
    member: Member
    event: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Paid spans in the order of their members: columns."""

    membership: Int
    start: Int
    until: Int
    received: Int
    written: Int
    undone: Int

    @classmethod
    def of(cls, members: Iterable[int]) -> Lines:
        keys = ", ".join(str(int(key)) for key in sorted({*members})) or "NULL"
        number = cache(lambda text: day_number(date.fromisoformat(text)))
        cells = (
            (key, start, until, number(received), *commands)
            for key, start, until, received, *commands in rows(
                "SELECT l.membership_id, l.from_day, l.until_day,"
                " CAST(r.received_on AS TEXT), r.command_id,"
                f" COALESCE(v.command_id, {NOT_YET}) FROM dues_duesline l"
                " JOIN receipts_receipt r ON r.id = l.receipt_id"
                " LEFT JOIN receipts_receiptreversal v ON v.receipt_id = r.id"
                f" WHERE l.from_day IS NOT NULL AND l.membership_id IN ({keys})"
                " ORDER BY l.membership_id, l.from_day"
            )
        )
        table = np.fromiter(chain.from_iterable(cells), np.int64)
        return cls(*table.reshape(-1, 6).T)

    def before(self, member: int, command: int) -> Int:
        """Places of a member's spans as they stood when a command came."""
        first, last = np.searchsorted(self.membership, [member, member + 1])
        mine = slice(first, last)
        stood = (self.written[mine] < command) & (self.undone[mine] > command)
        found: Int = first + np.flatnonzero(stood)
        return found


def dues_then(law: Bylaw, asked: Sequence[Asked]) -> dict[int, dict[str, int]]:
    """By decision under a by-law: what had been paid, and what was behind.

    Not of who has or had two records: they may have been one since, or then.
    """
    two = {*doubles([one.member.id for one in asked]).values()}
    persons = {one.member.person_id for one in asked}
    merged = Merge.objects.filter(request__survivor__in=persons)
    once = {*merged.values_list("request__survivor_id", flat=True)}
    asked = [
        one
        for one in asked
        if one.member.id not in two and one.member.person_id not in once
    ]
    lines = Lines.of(one.member.id for one in asked)
    back = law.membership.return_
    waits = back is not None and back.waiting is not None
    found: dict[int, dict[str, int]] = {}
    for group in _each_once(asked):
        columns = _standing(law, group, lines).columns()
        for row, one in enumerate(group):
            found[one.decision] = {
                name: int(values[row])
                for name, values in columns.items()
                # Whose rights rest anew is asked of what was paid since, too.
                if name != "suspended" or not (waits or one.member.waits_until)
            }
    return found


def _each_once(asked: Sequence[Asked]) -> Iterable[list[Asked]]:
    """Groups of one fund in each of which a member is asked about once."""
    times: Counter[int] = Counter()
    groups: dict[tuple[int, int], list[Asked]] = defaultdict(list)
    for one in asked:
        times[one.member.id] += 1
        groups[one.member.fund_id, times[one.member.id]].append(one)
    return groups.values()


def _standing(law: Bylaw, group: Sequence[Asked], lines: Lines) -> Standing:
    places = [lines.before(one.member.id, one.command) for one in group]
    at = np.concatenate(places)
    owner = np.repeat(np.arange(len(group)), [len(one) for one in places])
    start, until = lines.start[at], lines.until[at]
    # Where two touch they are one run, as the database keeps them.
    apart = (owner[1:] != owner[:-1]) | (start[1:] != until[:-1])
    first, last = np.append(True, apart), np.append(apart, True)
    if not len(at):
        first = last = np.zeros(0, np.bool_)
    ids = [one.member.id for one in group]
    paid = replace(
        of_memberships(group[0].member.fund_id, ids),
        owner=owner[first],
        start=start[first],
        until=until[last],
    )
    return dues_standing(
        law,
        [one.member for one in group],
        column([one.event for one in group]),
        paid=paid,
        late=Late(FIRST_DAY, lines.membership[at], start, until, lines.received[at]),
    )
