"""A dated backup to take away on a USB stick, in one press.

It holds the whole machine.  Where several funds share one, only whoever runs the
machine may take it: a chair sees no other fund's members.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import path

from kongbun.access import queries
from kongbun.access.models import User
from kongbun.access.permissions import Verb
from kongbun.cli import copying
from kongbun.cli.files import writing
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.web import clock
from kongbun.web.door import FundRequest, fund_view, page


@fund_view(Verb.BACK_UP)
def backup(request: FundRequest) -> HttpResponseBase:
    refused = _refused(request.user)
    key = None
    try:
        key = copying.key()
        if request.method == "POST" and refused is None:
            return _made()
    except Refused as not_made:
        refused = refused or not_made
    return page(request, "fund/backup.html", {"key": key}, refused=refused)


def _made() -> FileResponse:
    with (
        writing(Path(tempfile.gettempdir())),
        tempfile.TemporaryDirectory() as folder,
    ):
        made = copying.back_up(Path(folder), clock.now())
        # Open before the folder goes: the name disappears, the content is sent.
        return FileResponse(made.open("rb"), as_attachment=True, filename=made.name)


def _refused(user: User) -> Refused | None:
    if queries.may_take_all(user):
        return None
    return Refused(RefusalCode.NOT_ALLOWED, user=user.display_name, roles="ผู้ดูแลเครื่อง")


IN_FUND = [path("backup/", backup, name="backup")]
