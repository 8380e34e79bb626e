"""How long a text may be: what a column cannot hold is told, never cut."""

from __future__ import annotations

from kongbun.kernel.refusal import Reason, RefusalCode


def too_long(field: str, text: str, most: int) -> list[Reason]:
    """Why a text does not fit, if so: `field` is what people call it."""
    length = len(text.strip())
    if length <= most:
        return []
    facts = {"field": field, "length": length, "most": most}
    return [Reason(RefusalCode.TEXT_TOO_LONG, facts)]
