"""Who has no duty in a fund gets nothing of it: every address, every action."""

from __future__ import annotations

import inspect
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kongbun.access.models import Role
from kongbun.access.permissions import ALLOWED, Verb, roles
from kongbun.cli import main as cli
from kongbun.commands.models import Command, CommandOutcome
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import PASSWORD, TODAY, Cast, act_for
from tests import cli_page
from tests.test_architecture import commands
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db

IN_FUND = "f/<slug:fund_code>/"
PHONES = "api/devices/<slug:fund_code>/batch/"
VALUES = {"uuid": str(uuid.UUID(int=7)), "slug": "cash", "str": "somsri", "int": "1"}
# Not of a fund: each asks for itself who may, and its tests stand beside it.
OF_NO_FUND = {
    "access.change_own_password": "everyone's own",
    "founding.found_fund": "the operator's",
}
PLAIN: dict[str, object] = {
    "UUID": uuid.UUID(int=7),
    "date": TODAY,
    "int": 1,
    "bool": True,
    "str": "x",
    "bytes": b"x",
}


def patterns(
    inside: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in inside:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        else:
            yield route, one.callback


def address(route: str, code: str) -> str:
    filled = route.replace("<slug:fund_code>", code)
    return "/" + re.sub(r"<(\w+):\w+>", lambda kind: VALUES[kind[1]], filled)


OF_FUNDS = sorted(
    route for route, _ in patterns(get_resolver().url_patterns) if IN_FUND in route
)


def test_every_page_of_a_fund_asks_for_a_duty_before_it_looks() -> None:
    loose = [
        route
        for route, view in patterns(get_resolver().url_patterns)
        if IN_FUND in route and not isinstance(getattr(view, "verb", None), Verb)
    ]
    assert len(OF_FUNDS) > 80
    assert not loose, "write @fund_view above it"


def test_no_page_opens_to_who_has_no_duty_there(cast: Cast) -> None:
    noi, stranger = Visitor(cast, "noi"), Client()
    nowhere = text(noi.get("/f/NOSUCH/"))
    before = Command.objects.count()
    for route in OF_FUNDS:
        where = address(route, "TUNG")
        answers = [
            noi.get(where),
            noi.post(where, {"command_id": str(uuid.uuid4())}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404], where
        assert text(answers[0]) == nowhere, where
        for answer in (stranger.get(where), stranger.post(where, {})):
            assert answer.status_code == 302, where
            assert answer["Location"].startswith("/sign-in/?next="), where
    assert Command.objects.count() == before


def test_a_page_of_no_fund_asks_at_least_who_is_there(cast: Cast) -> None:
    stranger = Client()
    for route, _ in patterns(get_resolver().url_patterns):
        # A phone signs in with every delivery: tests/devices stands at its door.
        if IN_FUND in route or route in {"sign-in/", "sign-out/", PHONES}:
            continue
        answer = stranger.get(address(route, ""))
        assert answer.status_code == 302, route
        assert answer["Location"].startswith("/sign-in/"), route


def facts_of(action: Callable[..., Any]) -> dict[str, object]:
    """Something of the right kind for each fact that has to be given."""
    facts: dict[str, object] = {}
    for name, wanted in inspect.signature(action).parameters.items():
        if name == "act" or wanted.default is not inspect.Parameter.empty:
            continue
        kind = str(wanted.annotation).split(" ", maxsplit=1)[0]
        facts[name] = {} if kind.startswith("Mapping") else PLAIN.get(kind, [])
    return facts


@pytest.mark.parametrize("name", sorted(commands()))
@pytest.mark.parametrize("who", ["noi", "operator", None])
def test_no_action_is_done_for_who_has_no_duty_there(
    cast: Cast, name: str, who: str | None
) -> None:
    action = commands()[name]
    if action.command_kind in OF_NO_FUND:  # type: ignore[attr-defined]
        return
    act = act_for(cast.users[who] if who else None, cast.fund)
    with pytest.raises(Refused) as caught:
        action(act, **facts_of(action))
    assert [reason.code for reason in caught.value.reasons] == [RefusalCode.NOT_ALLOWED]


def test_each_action_is_the_duty_of_those_it_was(cast: Cast) -> None:
    """`who_may.txt` is read by people: a duty that widens by the way is seen there."""
    may = [
        f"{kind}: {roles_told(cast, action)}"
        for kind, action in sorted(
            (action.command_kind, action)  # type: ignore[attr-defined]
            for action in commands().values()
        )
        if kind not in OF_NO_FUND
    ]
    kept = Path(__file__).with_name("who_may.txt").read_text(encoding="utf-8")
    assert may == kept.splitlines()


def roles_told(cast: Cast, action: Callable[..., Any]) -> str:
    """Whose duty it is, as who has none is told."""
    with pytest.raises(Refused) as caught:
        action(act_for(cast.users["noi"], cast.fund), **facts_of(action))
    labels = str(caught.value.reasons[0].facts["roles"]).split()
    return " ".join(sorted(role.value for role in Role if role.label in labels))


def test_the_page_asks_for_what_the_action_asks(cast: Cast) -> None:
    """A page shows an act only to who can do it; here, who looks and no more."""
    for route, view in patterns(get_resolver().url_patterns):
        verb = getattr(view, "verb", Verb.LOOK)
        if IN_FUND not in route or verb is Verb.LOOK:
            continue
        for who, user in cast.users.items():
            held = roles(user.pk, cast.fund.pk, TODAY)
            if not held or held & ALLOWED[verb]:
                continue
            answer = Visitor(cast, who).get(address(route, "TUNG"))
            assert answer.status_code == 403, (route, who)


# Of no fund, each tried beside its own: what a user, or the machine's keeper, may.
OF_NO_FUND_COMMANDS = {
    "kongbun user password": "everyone's own",
}
# What one of several options must say, though none alone is required.
ONE_OF_SEVERAL = {"kongbun dues pay": ["--for", "TUNG-01-0001=30"]}
WRITERS = sorted(
    name
    for name, context in cli_page.commands()
    if any(one.name == "as_user" for one in context.command.params)
    and name not in OF_NO_FUND_COMMANDS
)


def spoken(command: click.Command, file: Path) -> Iterator[str]:
    """What has to be said for the command to be a right call."""
    for one in command.params:
        if one.name in {"as_user", "fund_code"} or not one.required:
            continue
        if isinstance(one, click.Option):
            yield one.opts[0]
            if one.is_flag:
                continue
        kind = one.type
        plain = {
            "day": "2026-11-20",
            "baht": "100",
            "file": str(file),
            "uuid": VALUES["uuid"],
        }
        first = kind.choices[0] if isinstance(kind, click.Choice) else None
        yield str(first or plain.get(kind.name, "1"))


@pytest.mark.parametrize("name", WRITERS)
def test_no_command_is_done_for_who_has_no_duty_there(
    cast: Cast,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(secret))
    command = next(one.command for full, one in cli_page.commands() if full == name)
    said = [*name.split()[1:], *spoken(command, secret), "--as", "noi"]
    said += ONE_OF_SEVERAL.get(name, [])
    code = cli.main([*said, "--fund", "TUNG"])
    told = capsys.readouterr()
    assert code == 1, told
    assert not CommandOutcome.objects.filter(
        done=True, command__fund=cast.fund, command__user=cast.users["noi"]
    ).exists()
