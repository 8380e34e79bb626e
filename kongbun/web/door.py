"""Where a request becomes an act, and an action's outcome becomes a page.

Not the rules of who may do what: those stand in `access.permissions`.  A view never
builds an `Act`, never catches `Refused` and never picks a status: it asks here.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kongbun.access.models import Fund, Role, User
from kongbun.access.permissions import ALLOWED, Verb, roles, second_user
from kongbun.access.queries import fund_by_code
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import tenancy, trouble
from kongbun.web import clock, tries

P = ParamSpec("P")
DOOR = "web"

STATUS = {
    RefusalCode.NOT_ALLOWED: 403,
    RefusalCode.SAME_PERSON: 403,
    RefusalCode.SIGN_IN_FAILED: 403,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.COMMAND_ID_REUSED: 409,
    RefusalCode.CHANGED_SINCE: 409,
    RefusalCode.TRY_AGAIN: 409,
    RefusalCode.CLOCK_SET_BACK: 409,
    RefusalCode.ALREADY_REVERSED: 409,
    **dict.fromkeys(trouble.UNSURE, 503),
}
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Standing:
    """What the signed-in user is in this fund today."""

    roles: frozenset[Role]

    def may(self, verb: Verb) -> bool:
        return bool(self.roles & ALLOWED[verb])

    def duties(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.roles]


class FundRequest(HttpRequest):
    """A request inside one fund, by someone with a duty in it."""

    user: User
    fund: Fund
    today: date
    standing: Standing


FundView = Callable[Concatenate[FundRequest, P], HttpResponseBase]


def fund_view(
    verb: Verb = Verb.LOOK,
) -> Callable[[FundView[P]], Callable[..., HttpResponseBase]]:
    """Sign-in, then a duty in the fund of the address (else 404), then `verb`.

    Whoever is signed in elsewhere cannot even learn that the fund exists.
    """

    def wrap(view: FundView[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(
            request: FundRequest, fund_code: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_page_of(request))
            enter(request, fund_code)
            if not request.standing.may(verb):
                return refused_page(request, not_allowed(request.user, verb))
            return view(request, *args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return wrap


def _page_of(request: HttpRequest) -> str:
    """The page someone is on: for a press, the one its form stood on.

    Some addresses only take a press; to come back to one would find nothing.
    """
    came_from = request.headers.get("referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}
    ):
        parts = urlsplit(came_from)
        return urlunsplit(("", "", parts.path, parts.query, ""))
    return request.get_full_path()


def enter(request: FundRequest, fund_code: str) -> None:
    """Set the fund, its day and the user's standing; 404 for an outsider."""
    fund = fund_by_code(fund_code)
    if fund is None:
        raise Http404
    today = clock.today_for(fund)
    tenancy.look_at(fund.pk)
    held = roles(request.user.pk, fund.pk, today)
    if not held:
        tenancy.look_at()
        raise Http404
    request.fund, request.today, request.standing = fund, today, Standing(held)


def not_allowed(user: User, verb: Verb) -> Refused:
    names = " ".join(str(Role(role).label) for role in sorted(ALLOWED[verb]))
    return Refused(RefusalCode.NOT_ALLOWED, user=user.display_name, roles=names)


def may(request: HttpRequest, verb: Verb) -> bool:
    """For a view or template that shows an act only to who can do it."""
    standing = getattr(request, "standing", None)
    return isinstance(standing, Standing) and standing.may(verb)


@dataclass(frozen=True, slots=True)
class Second:
    """A second person who signs on the same machine.

    With `as_fact` the user's id becomes that fact of the action; without it the
    second person is the one who acts.  `form` holds `second_username` and
    `second_password` (`forms.SecondSignature`).
    """

    form: forms.Form
    verb: Verb
    as_fact: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action answered: facts of its outcome, or a refusal."""

    request: HttpRequest
    facts: Mapping[str, Any] = field(default_factory=dict)
    refused: Refused | None = None

    @property
    def done(self) -> bool:
        return self.refused is None

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    def to(
        self, url_name: str, *args: object, said: str = "", undo: str = "", **keys: Any
    ) -> HttpResponse:
        """Go on to a page of this fund; `said` tells there what was just done.

        `undo` is the address of the reversal, shown beside it.
        """
        assert self.done
        if said:
            messages.success(self.request, said, extra_tags=undo)
        return redirect(fund_url(self.request, url_name, *args, **keys))


def fund_url(request: HttpRequest, url_name: str, *args: object, **keys: Any) -> str:
    """The address of a page, in the fund of the request where there is one."""
    fund = getattr(request, "fund", None)
    if fund is None:
        return reverse(url_name, args=args or None, kwargs=keys or None)
    if args:
        return reverse(url_name, args=(fund.code, *args))
    return reverse(url_name, kwargs={"fund_code": fund.code, **keys})


def act_of(request: HttpRequest) -> Act:
    """Who acts, where and when; the id is the form's, so that a repeat is one act."""
    fund: Fund | None = getattr(request, "fund", None)
    user: Any = request.user
    is_user = isinstance(user, User)
    return Act(
        user_id=user.pk if is_user else None,
        user_name=user.display_name if is_user else "",
        fund_id=fund.pk if fund else 0,
        fund_public_id=fund.public_id if fund else uuid.UUID(int=0),
        today=clock.today_for(fund) if fund else clock.today(),
        now=clock.now_for(fund) if fund else clock.now(),
        door=DOOR,
        command_id=command_id_of(request),
    )


def command_id_of(request: HttpRequest) -> uuid.UUID:
    """The form's own number; one without it is not from our pages and is refused."""
    try:
        return uuid.UUID(request.POST.get("command_id", ""))
    except ValueError:
        raise Refused(RefusalCode.CHANGED_SINCE, what="แบบฟอร์ม") from None


def run_action(
    request: HttpRequest,
    action: Callable[..., dict[str, Any]],
    *,
    second: Second | None = None,
    **facts: Any,
) -> Answer:
    """Run an action for this request; a refusal is an answer, not an error."""
    try:
        clock.refuse_a_clock_set_back(getattr(request, "fund", None))
        act = act_of(request)
        if second is not None:
            signer = _signer(act, second)
            if second.as_fact:
                facts[second.as_fact] = signer.pk
            else:
                act.user_id, act.user_name = signer.pk, signer.display_name
        return Answer(request, action(act, **facts))
    except Refused as refused:
        return Answer(request, refused=refused)


def _signer(act: Act, second: Second) -> User:
    """Who signs beside the first, if the password is right and not tried too often."""
    username = second.form.cleaned_data["second_username"]
    password = second.form.cleaned_data["second_password"]
    tries.refuse_too_many(username)
    try:
        return second_user(act, second.verb, username=username, password=password)
    except Refused as refused:
        if refused.code is RefusalCode.SIGN_IN_FAILED:
            tries.count_wrong(username)
        raise


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    answer: Answer | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a page; after a refusal or a wrong field with the status that says so."""
    shown = dict(context or {})
    refused = refused or (answer.refused if answer else None)
    wrong = list(_wrong_fields(shown))
    if refused is not None:
        shown["refused"] = refused
        status = STATUS.get(refused.code, UNPROCESSABLE)
    elif wrong:
        shown["form_errors"] = wrong
        status = UNPROCESSABLE
    return render(request, template, shown, status=status)


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal that has no form to stand above."""
    return page(request, "refused.html", refused=refused)


def _wrong_fields(context: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for form in (context.get("form"), *(context.get("forms") or ())):
        if isinstance(form, forms.BaseForm) and form.is_bound:
            for name in form.errors:
                if name in form.fields:
                    bound = form[name]
                    yield {
                        "id": bound.id_for_label or bound.auto_id,
                        "label": str(bound.label or name),
                    }
                else:
                    yield {"id": "main", "label": " ".join(map(str, form.errors[name]))}
