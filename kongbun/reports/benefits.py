"""Benefits by CODI's categories: persons and baht, this year and since founding.

The baht are those of the legs; the persons those whose vouchers stand.  What a
cut-over stated is added to the figures since founding and marked.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from kongbun.claims.models import Payment
from kongbun.ledger.chart import BENEFIT_CATEGORIES
from kongbun.people.one_person import person_key
from kongbun.reports.money import Books, Figures


def benefits(books: Books) -> Figures:
    """One row a category, all 13 and "other", also those without a case."""
    period = books.period
    year = _persons(period.fund_id, since=period.first, until=period.on)
    ever = _persons(period.fund_id, since=None, until=period.on)
    rows = []
    for number, name in BENEFIT_CATEGORIES.items():
        code = f"expense:benefit:{number}"
        stated, persons = books.stated.get(code, 0), books.stated_persons.get(code, 0)
        in_year, in_life = year.get(number, (0, 0)), ever.get(number, (0, 0))
        rows.append(
            {
                "category": number,
                "name": name,
                "year_persons": in_year[0],
                "year_payments": in_year[1],
                "year_satang": books.year.get(code, 0),
                "stated_persons": persons,
                "stated_satang": stated,
                "since_founding_persons": in_life[0] + persons,
                "since_founding_satang": books.life.get(code, 0) + stated,
            }
        )
    return {
        "rows": rows,
        "total": {
            name: sum(int(str(row[name])) for row in rows)
            for name in rows[0]
            if name not in {"category", "name"}
        },
    }


def _persons(
    fund_id: int, *, since: date | None, until: date
) -> dict[int, tuple[int, int]]:
    """Category -> (distinct persons, payments) of vouchers that stand on a day.

    Who asks without being anyone's person here counts once a claim.
    """
    stands = Payment.objects.filter(
        Q(reversal=None) | Q(reversal__entry__booked_on__gt=until),
        fund_id=fund_id,
        entry__booked_on__lte=until,
    )
    if since is not None:
        stands = stands.filter(entry__booked_on__gte=since)
    rows = (
        stands.values("claim__category")
        .annotate(
            persons=Count(
                Coalesce(
                    person_key("claim__membership__person__"),
                    person_key("claim__event__person__"),
                ),
                distinct=True,
            ),
            nameless=Count(
                "claim_id",
                filter=Q(claim__membership=None, claim__event__person=None),
                distinct=True,
            ),
            payments=Count("pk"),
        )
        .order_by()
    )
    return {
        row["claim__category"]: (row["persons"] + row["nameless"], row["payments"])
        for row in rows
    }
