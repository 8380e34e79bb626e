"""All scenes: every kind of command there is, and the program's own deeds."""

from tests.faults import (  # noqa: F401 -- each says its own
    scenes_apart,
    scenes_claims,
    scenes_fund,
    scenes_money,
    scenes_people,
    scenes_programs,
)
from tests.faults.scene import SCENES

__all__ = ["SCENES"]
