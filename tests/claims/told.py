"""What an action refused with: every reason with its facts, in their order."""

from __future__ import annotations

from typing import Any

import pytest

from kongbun.kernel.refusal import RefusalCode, Refused


def told(do: Any, *args: Any, **facts: Any) -> list[tuple[RefusalCode, dict[str, Any]]]:
    with pytest.raises(Refused) as caught:
        do(*args, **facts)
    return [(reason.code, dict(reason.facts)) for reason in caught.value.reasons]


def row(found: Any, *left_out: str) -> dict[str, Any]:
    """A row as it is kept, without its own key."""
    return {
        name: value
        for name, value in found.__class__.objects.values().get(pk=found.pk).items()
        if name not in ("id", "public_id", "received_at", *left_out)
    }
