"""The story that the tests of claims share."""

from __future__ import annotations

import pytest

from kongbun.testing.cast import Cast
from tests.claims.story import Story, tell


@pytest.fixture
def story(cast: Cast) -> Story:
    return tell(cast)
