"""Books that are committed: an insider works in nobody's transaction."""

from __future__ import annotations

import pytest

from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import make_books


@pytest.fixture
def books(committed_db: Copy) -> Cast:
    assert committed_db.name
    return make_books()
