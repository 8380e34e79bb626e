"""Books that are committed: an insider works in nobody's transaction."""

from __future__ import annotations

import pytest

from kongbun.testing.cast import Cast
from kongbun.testing.databases import Once
from kongbun.testing.sound_books import make_books


@pytest.fixture
def books(once: Once) -> Cast:
    return once(make_books)
