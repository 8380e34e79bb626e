"""Where a command becomes an act: who, in which fund, on which day.

`@writer()` gives a command its `Act`; `@reader` its fund; `tell` prints the answer.
A password comes from a prompt or KONGBUN_PASSWORD_FILE, never from the command line,
where the shell's history would keep it.
"""

from __future__ import annotations

import functools
import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from kongbun.access.actions import KEEPER
from kongbun.access.models import Fund, User
from kongbun.access.permissions import Verb, second_user
from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.cli.ready import make_ready, refuse_unprotected
from kongbun.cli.stop import CannotGoOn
from kongbun.commands.run import Act, canonical
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import tenancy
from kongbun.web import clock

DOOR = "cli"
NO_FUND = uuid.UUID(int=0)
PASSWORD_FILE = "KONGBUN_PASSWORD_FILE"  # noqa: S105 -- the name of a setting

Body = Callable[..., None]

json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on standard output."
)

keeper_option = click.option(
    "--at-this-machine",
    is_flag=True,
    help="Without --as: for who keeps this machine and can sign in no more.",
)


def _as_it_is(body: Body) -> Body:
    return body


def writer(*, fund: bool = True, keeper: bool = False) -> Callable[[Body], Body]:
    """Options --as, --fund, --command-id, --json; the body gets `act` first.

    With `fund=False` the command concerns no fund (--fund is then for a chair who
    acts with the right of one fund).  With `keeper=True` who owns the data folder
    may act without an account, by --at-this-machine; the audit trail says so.
    """

    more_options: Callable[[Body], Body] = keeper_option if keeper else _as_it_is

    def wrap(inner: Body) -> Body:
        @more_options
        @json_option
        @click.option(
            "--command-id",
            type=click.UUID,
            help="Give the same id again and it is done once.",
        )
        @click.option("--fund", "fund_code", required=fund, help="The fund's code.")
        @click.option("--as", "as_user", help="Who acts; asks for the password.")
        @functools.wraps(inner)
        def run(
            *,
            as_user: str | None,
            fund_code: str | None,
            command_id: uuid.UUID | None,
            as_json: bool,
            at_this_machine: bool = False,
            **options: Any,
        ) -> None:
            make_ready()
            refuse_unprotected()
            if at_this_machine:
                _refuse_who_does_not_keep_it()
            user = None if at_this_machine else _sign_in(as_user)
            act = _act(user, fund_code, command_id or uuid.uuid4())
            act.door = KEEPER if at_this_machine else DOOR
            with tenancy.seeing(act.fund_id):
                inner(act, as_json=as_json, **options)

        return run

    return wrap


def reader(body: Body) -> Body:
    """Options --fund and --json; the body gets the `Fund` first."""

    @json_option
    @click.option("--fund", "fund_code", required=True, help="The fund's code.")
    @functools.wraps(body)
    def run(*, fund_code: str, as_json: bool, **options: Any) -> None:
        make_ready()
        fund = find_fund(fund_code)
        with tenancy.seeing(fund.pk):
            body(fund, as_json=as_json, **options)

    return run


def find_fund(code: str) -> Fund:
    found = fund_by_code(code)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"กองทุนรหัส {code} ")
    return found


def second_person(act: Act, verb: Verb, *, username: str) -> User:
    """Who signs beside the first on the same machine, with their own password."""
    return second_user(act, verb, username=username, password=password_of(username))


def as_second(act: Act, verb: Verb, *, username: str) -> Act:
    """The same act, done by the second person."""
    signer = second_person(act, verb, username=username)
    act.user_id, act.user_name = signer.pk, signer.display_name
    return act


def act_for(as_user: str | None, fund_code: str, command_id: uuid.UUID) -> Act:
    """For a command that acts only on one of its ways; else use `writer`."""
    refuse_unprotected()
    return _act(_sign_in(as_user), fund_code, command_id)


def _act(user: User | None, fund_code: str | None, command_id: uuid.UUID) -> Act:
    fund = find_fund(fund_code) if fund_code else None
    clock.refuse_a_clock_set_back(fund)
    return Act(
        user_id=user.pk if user else None,
        user_name=user.display_name if user else "ผู้ตั้งเครื่อง",
        fund_id=fund.pk if fund else 0,
        fund_public_id=fund.public_id if fund else NO_FUND,
        today=clock.today_for(fund) if fund else clock.today(),
        now=clock.now_for(fund) if fund else clock.now(),
        door=DOOR,
        command_id=command_id,
    )


def _refuse_who_does_not_keep_it() -> None:
    """Whoever owns the data folder could change the file itself; here it is seen."""
    folder: Path = settings.ENV.data_dir
    if folder.stat().st_uid != os.geteuid():
        raise CannotGoOn(f"{folder} belongs to somebody else: sign in with --as USER")


def _sign_in(name: str | None) -> User | None:
    """The user of --as.  None only on a machine that has no user yet."""
    if name is None:
        if User.objects.exists():
            raise click.UsageError("this command changes something: add --as USER")
        return None
    user = user_by_name(name)
    # The same words for an unknown name as for a wrong password.
    password = password_of(name)
    if user is None or not user.check_password(password):
        raise Refused(RefusalCode.SIGN_IN_FAILED)
    return user


def password_of(username: str) -> str:
    """Who acts: from KONGBUN_PASSWORD_FILE, or asked for without showing it.

    The file holds one password, or lines `USER:PASSWORD`.
    """
    kept = _from_file(username)
    if kept is not None:
        return kept
    return str(click.prompt(f"รหัสผ่านของ {username}", hide_input=True, err=True))


def new_password_of(username: str) -> str:
    """A password to set: asked twice, or the file's line `new:USER:PASSWORD`."""
    kept = _from_file(f"new:{username}")
    if kept is not None:
        return kept
    return str(
        click.prompt(
            f"รหัสผ่านใหม่ของ {username}",
            hide_input=True,
            confirmation_prompt="อีกครั้ง",
            err=True,
        )
    )


def _from_file(key: str) -> str | None:
    named = os.environ.get(PASSWORD_FILE)
    if not named:
        return None
    try:
        lines = Path(named).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(
            f"{PASSWORD_FILE}: cannot read {named}: {error}"
        ) from None
    for line in lines:
        if line.startswith(f"{key}:"):
            return line.removeprefix(f"{key}:")
    if len(lines) == 1:
        return lines[0]
    raise click.UsageError(f"{PASSWORD_FILE}: {named} has no line {key}:PASSWORD")


def tell(answer: Any, *, as_json: bool, text: str = "") -> None:
    """Print what was answered: JSON alone, or words for a person."""
    if as_json:
        click.echo(json.dumps(json.loads(canonical(answer)), ensure_ascii=False))
    elif text:
        click.echo(text)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            click.echo(f"{name}: {value}")
    else:
        click.echo(str(answer))
