"""What each payee was given in the days before: rolling sums, in columns.

Arrays in, arrays out; the counter asks about one approval, `kongbun check` about every
one.  Pure.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
# Above every day number.
SPAN = 1 << 24


def given_before(payee: Ints, day: Ints, satang: Ints, days: Ints) -> Ints:
    """For each row, the satang of earlier rows to its payee within its days.

    Rows stand in the order in which they were approved.  Seven days are the row's own
    day and the six before it.  The row itself does not count.
    """
    order = np.lexsort((np.arange(len(payee)), day, payee))
    key = payee[order] * SPAN + day[order]
    total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(satang[order])])
    first = np.searchsorted(key, key - days[order], "right")
    found = np.empty(len(payee), dtype=np.int64)
    found[order] = total[: len(payee)] - total[first]
    return found
