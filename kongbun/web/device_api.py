"""Where a phone delivers: JSON in, JSON out, by the phone's own secret.

Not a page: no session, no cookie, no form.  Everything else is `devices.delivery`'s.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from kongbun.access.queries import fund_by_code
from kongbun.devices.delivery import deliver, known
from kongbun.devices.reading import BATCH_BYTES_MAX, read_batch, too_big
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import tenancy
from kongbun.web import clock
from kongbun.web.door import STATUS, UNPROCESSABLE

STATUSES = {
    **STATUS,
    RefusalCode.DEVICE_UNKNOWN: 401,
    RefusalCode.BATCH_NOT_JSON: 415,
    RefusalCode.BATCH_TOO_BIG: 413,
    RefusalCode.DEVICE_FULL: 429,
    RefusalCode.TRY_AGAIN: 503,
    RefusalCode.CLOCK_SET_BACK: 503,
}
BEARER = "Bearer "


# No cookie of ours says who sends: another site has nothing to borrow.
@csrf_exempt
def batch(request: HttpRequest, fund_code: str) -> JsonResponse:
    """A delivery: 200 with an answer for each item, or the refusal of the whole."""
    try:
        return _said(_delivered(request, fund_code), 200)
    except Refused as refused:
        status = STATUSES.get(refused.code, UNPROCESSABLE)
        if request.method != "POST":
            status = 405
        return _said(refused.as_json(), status)


def _delivered(request: HttpRequest, fund_code: str) -> dict[str, object]:
    batch = read_batch(_body(request))
    header = request.headers.get("authorization", "")
    secret = header.removeprefix(BEARER) if header.startswith(BEARER) else ""
    fund = fund_by_code(fund_code)
    if fund is not None:
        tenancy.look_at(fund.pk)
    device = known(fund, batch.device, secret)
    clock.refuse_a_clock_set_back(device.fund)
    return deliver(
        device,
        batch,
        today=clock.today_for(device.fund),
        now=clock.now_for(device.fund),
    )


def _body(request: HttpRequest) -> bytes:
    """What was sent, if it is plain JSON and not more than may be read."""
    encoded = request.headers.get("content-encoding", "identity")
    if (
        request.method != "POST"
        or request.content_type != "application/json"
        or encoded.strip().lower() != "identity"
    ):
        raise Refused(RefusalCode.BATCH_NOT_JSON)
    raw = request.read(BATCH_BYTES_MAX + 1)
    if len(raw) > BATCH_BYTES_MAX:
        raise too_big("-", f"{BATCH_BYTES_MAX} bytes")
    return raw


def _said(answer: dict[str, object], status: int) -> JsonResponse:
    said = JsonResponse(
        answer, status=status, json_dumps_params={"ensure_ascii": False}
    )
    said.headers["Cache-Control"] = "no-store"
    return said


API = [path("api/devices/<slug:fund_code>/batch/", batch, name="device-batch")]
