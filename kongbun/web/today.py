"""What waits for this user today, most urgent first.

Not where it is found: each app says so in its `queries`, listed in `PROVIDERS`.
"""

from __future__ import annotations

from django.http import HttpResponse

from kongbun.web.door import FundRequest, fund_view, page


@fund_view()
def today(request: FundRequest) -> HttpResponse:
    return page(request, "today/today.html", {"items": []})
