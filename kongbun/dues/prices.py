"""What it costs to be paid so many months further.  Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kongbun.dues.standing import Standing
from kongbun.rules.days import column, first_of_month, month_of
from kongbun.rules.dues import Contribution, price, unit_index, unit_start


def ahead_prices(
    contribution: Contribution, standing: Standing, months: Sequence[int]
) -> list[dict[int, int]]:
    """For each member: satang that pay so many months from the first unpaid day.

    A month that has begun counts as one; earlier credit is taken off.  Under a yearly
    sum twelve months are one year, and fewer cannot be bought.
    """
    start = column([standing.gaps(row)[-1][0] for row in range(len(standing.ids))])
    joined = standing.joined
    found: list[dict[int, int]] = [{} for _ in start]
    for count in months:
        if contribution.is_daily:
            until = first_of_month(month_of(start) + count)
        else:
            units = count if contribution.unit == "months" else count // 12
            index = unit_index(contribution, start, joined=joined) + units
            until = unit_start(contribution, index, joined=joined)
        satang = price(contribution, start, until, joined=joined)
        left = np.maximum(0, satang - standing.credit_satang)
        for row, cost in enumerate(left.tolist()):
            if cost:
                found[row][count] = cost
    return found
