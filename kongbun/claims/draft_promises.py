"""A draft read with what it promises against what its fund has.  Reads only."""

from __future__ import annotations

from datetime import date

from kongbun.bylaws.draft_reading import Reading, read_draft, with_more
from kongbun.claims.promised import promised
from kongbun.rules.lint import undecidable


def read_draft_of(fund_id: int, text: str, *, on: date) -> Reading:
    """As `read_draft`, and promises above the fund's yearly income beside."""
    reading = read_draft(text, day=on)
    if reading.bylaw is None or undecidable(reading.bylaw):
        return reading
    return with_more(reading, promised(fund_id, reading.bylaw, on))
