"""Whose rights rest and who has lapsed, by the by-law's rule; striking off."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws.reading import rules_on
from kongbun.dues.lapse import behind
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.web.door import Answer, FundRequest, fund_view, may, page, run_action
from kongbun.web.forms import Form, TextField

A_PAGE = 300


class StrikeOffForm(Form):
    resolution = TextField(
        label="มติคณะกรรมการ", help_text="เช่น มติครั้งที่ 11/2569 วันที่ 28 พ.ย. 2569"
    )


@fund_view()
def standing(request: FundRequest) -> HttpResponse:
    """The list; those who pay leave it by themselves."""
    return _page(request, StrikeOffForm())


@fund_view(Verb.EDIT_MEMBERS)
def strike_off(request: FundRequest) -> HttpResponse:
    """End the memberships that were ticked."""
    form = StrikeOffForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    ticked = []
    for text in request.POST.getlist("member"):
        try:
            ticked.append(UUID(text))
        except ValueError:
            continue
    answer = run_action(
        request,
        strike_off_lapsed,
        memberships=ticked,
        resolution=form.cleaned_data["resolution"],
    )
    if not answer.done:
        return _page(request, form, answer)
    return answer.to(
        "standing:list", said=f"จำหน่ายสมาชิก {len(answer['struck_off'])} คน ตามมติแล้ว"
    )


def _page(
    request: FundRequest, form: StrikeOffForm, answer: Answer | None = None
) -> HttpResponse:
    found = behind(request.fund.pk, request.today)
    bylaw = rules_on(request.fund.pk, request.today)
    return page(
        request,
        "standing/list.html",
        {
            "lapsed": [one for one in found if one.is_lapsed][:A_PAGE],
            "suspended": [one for one in found if not one.is_lapsed][:A_PAGE],
            "lapsed_count": sum(one.is_lapsed for one in found),
            "suspended_count": sum(not one.is_lapsed for one in found),
            "rules": bylaw.membership if bylaw else None,
            "ticked": request.POST.getlist("member"),
            "form": form,
            "may_edit": may(request, Verb.EDIT_MEMBERS),
        },
        answer=answer,
    )


app_name = "standing"
urlpatterns = [
    path("members/standing/", standing, name="list"),
    path("members/standing/strike-off/", strike_off, name="strike-off"),
]
