"""Which rows of the register a question sees: records that stand for themselves.

Not who was merged with whom; that is `one_person`.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from kongbun.store.followed import FollowedManager, Following

M = TypeVar("M", bound=models.Model)


class InOwnRight(FollowedManager[M]):
    """Records that stand for themselves, not those counted in another of one person.

    Every list, count and search goes by here, so that somebody who was written down
    twice is seen once; `every` has all records.
    """

    def get_queryset(self) -> Following[M]:
        return super().get_queryset().filter(counted_in=None)
