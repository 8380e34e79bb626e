"""`kongbun fund ...`: found a fund, its accounts, branches, seats and cut-over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from kongbun.access.models import AreaKind, Fund
from kongbun.access.queries import grants_of
from kongbun.cli.bylaw_files import bylaw_text_or_refused
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import FILE
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import DAY, baht, given_id
from kongbun.commands.run import Act
from kongbun.founding import actions, queries
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import accounts
from kongbun.people.models import BRANCHES_IN_ORDER, CommitteePost, Seat
from kongbun.people.places_actions import (
    add_branch,
    close_branch,
    end_seat,
    seat_member,
)
from kongbun.people.queries import seats_of
from kongbun.web import clock


@click.group()
def fund() -> None:
    """A fund: found it, open its accounts and branches, take over its books."""


@fund.command("found")
@click.argument("code")
@click.option("--name", required=True, help="The fund's full name.")
@click.option("--bylaw", type=FILE, help="By-law to adopt.")
@click.option("--founded-on", type=DAY, help="Day it began; today if not given.")
@click.option("--books-from", type=DAY, help="First day kept here; its founding.")
@click.option("--area-kind", type=click.Choice(AreaKind.values), default="tambon")
@click.option("--area", default="", help="Name of its area.")
@click.option("--area-code", multiple=True, help="Tambon code; may repeat.")
@click.option("--branch", multiple=True, help="MOO=NAME, or NAME alone; may repeat.")
@click.option("--bank", multiple=True, help="Bank account's name; may repeat.")
@click.option("--officer", multiple=True, help="ROLE=USER; may repeat.")
@click.option("--villages", type=click.IntRange(0, 999), default=0)
@click.option("--population", type=click.IntRange(0, 9_999_999), default=0)
@writer(fund=False)
def found(
    act: Act,
    *,
    as_json: bool,
    code: str,
    name: str,
    bylaw: Path | None,
    founded_on: date | None,
    books_from: date | None,
    area_kind: str,
    area: str,
    area_code: tuple[str, ...],
    branch: tuple[str, ...],
    bank: tuple[str, ...],
    officer: tuple[str, ...],
    villages: int,
    population: int,
) -> None:
    """Make an empty fund.  Without --officer the founder holds the first duties."""
    began = founded_on or books_from or act.today
    answer = actions.found_fund(
        act,
        code=code,
        name=name,
        founded_on=began,
        books_from=books_from or began,
        area_kind=area_kind,
        area_codes=",".join(area_code),
        area_name=area,
        branches=[_branch(text) for text in branch],
        banks=[{"name": text} for text in bank],
        officers=[_officer(text) for text in officer],
        villages_in_area=villages or len(branch),
        population=population,
        bylaw_text=bylaw_text_or_refused(bylaw) if bylaw else "",
        bylaw_file=bylaw.name if bylaw else "",
    )
    tell(answer, as_json=as_json, text=f"ตั้งกองทุน {code} {name} แล้ว")


def _branch(text: str) -> dict[str, Any]:
    moo, equals, name = text.partition("=")
    if not equals:
        return {"kind": "occupation", "name": text, "moo": None}
    if not moo.isascii() or not moo.isdigit():
        raise click.BadParameter(f"{text}: write MOO=NAME", param_hint="--branch")
    return {"kind": "centre", "name": name, "moo": int(moo)}


def _officer(text: str) -> dict[str, str]:
    role, equals, username = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text}: write ROLE=USER", param_hint="--officer")
    return {"role": role, "username": username}


@fund.command("show")
@reader
def show(found_fund: Fund, *, as_json: bool) -> None:
    """Its accounts with what stands in them, its branches, officers and seats."""
    answer = {
        "fund": found_fund.code,
        "name": found_fund.name,
        "founded_on": found_fund.founded_on,
        "accounts": [
            {
                "code": line.code,
                "name": line.name,
                "balance_satang": line.balance_satang,
            }
            for line in accounts(found_fund.pk)
        ],
        "branches": [
            {"branch": branch.public_id.hex, "moo": branch.moo, "name": branch.name}
            for branch in found_fund.branches.order_by(*BRANCHES_IN_ORDER)
        ],
        "officers": [
            {
                "user": grant.user.username,
                "role": grant.role,
                "from": grant.from_date,
                "until": grant.until_date,
            }
            for grant in grants_of(found_fund.pk)
        ],
        "seats": [
            {
                "seat": seat.public_id.hex,
                "post": seat.post,
                "person": seat.person.full_name(),
                "branch": seat.branch.label() if seat.branch else None,
                "from": seat.from_date,
                "until": seat.until_date,
            }
            for seat in seats_of(found_fund.pk, clock.today_for(found_fund))
        ],
    }
    tell(answer, as_json=as_json)


@fund.command("account")
@click.argument("kind", type=click.Choice(["cash", "bank", "bag", "investment"]))
@click.option("--name", required=True)
@click.option("--holder", default="", help="Whose bag it is: a user's name.")
@click.option("--bank-name", default="")
@click.option("--bank-account-no", default="")
@writer()
def account(act: Act, *, as_json: bool, **facts: Any) -> None:
    """Open a cash box, a bank account, a collector's bag or an investment."""
    answer = actions.open_money_account(act, **facts)
    tell(answer, as_json=as_json, text=f"เปิดบัญชี {answer['code']} แล้ว")


@fund.command("branch")
@click.argument("name")
@click.option("--moo", type=click.IntRange(1, 99), help="Village number, if a village.")
@writer()
def branch(act: Act, *, as_json: bool, name: str, moo: int | None) -> None:
    """Open a village centre (--moo) or an occupation branch."""
    kind = "centre" if moo else "occupation"
    tell(add_branch(act, kind=kind, name=name, moo=moo), as_json=as_json)


@fund.command("branch-close")
@click.argument("branch")
@writer()
def branch_close(act: Act, *, as_json: bool, branch: str) -> None:
    """Close a branch without members: its village number, name or id."""
    found = find_branch(act.fund_id, branch)
    tell(close_branch(act, branch=found.public_id), as_json=as_json)


@fund.command("seat")
@click.argument("member_no")
@click.option("--post", type=click.Choice(CommitteePost.values), required=True)
@click.option("--seat", type=click.Choice(Seat.values), default="members")
@click.option("--from-date", type=DAY, required=True)
@click.option("--until-date", type=DAY, help="First day after the term.")
@click.option("--branch", help="Of a village centre: its number, name or id.")
@click.option("--community-post", default="")
@writer()
def seat(
    act: Act, *, as_json: bool, member_no: str, branch: str | None, **facts: Any
) -> None:
    """Give a member a post in the committee for a term."""
    answer = seat_member(
        act,
        person=find_member(act.fund_id, member_no).person.public_id,
        branch=find_branch(act.fund_id, branch).public_id if branch else None,
        **facts,
    )
    tell(answer, as_json=as_json)


@fund.command("seat-end")
@click.argument("seat")
@click.option("--until-date", type=DAY, required=True, help="First day after the term.")
@writer()
def seat_end(act: Act, *, as_json: bool, seat: str, until_date: date) -> None:
    """End a term, named by the id that `fund show` gives."""
    answer = end_seat(act, seat=given_id(seat), until_date=until_date)
    tell(answer, as_json=as_json)


@fund.command("opening")
@click.option("--on", "cut_over_on", type=DAY, required=True)
@click.option("--holding", multiple=True, help="ACCOUNT=BAHT; may repeat.")
@click.option("--receipt", multiple=True, help="INCOME-CODE=BAHT to date; may repeat.")
@click.option("--benefit", multiple=True, help="CATEGORY=PERSONS,BAHT to date.")
@writer()
def opening(
    act: Act,
    *,
    as_json: bool,
    cut_over_on: date,
    holding: tuple[str, ...],
    receipt: tuple[str, ...],
    benefit: tuple[str, ...],
) -> None:
    """State what the fund held and its life to date; another person approves."""
    answer = actions.state_opening(
        act,
        cut_over_on=cut_over_on,
        holdings=dict(_amount(text, "--holding") for text in holding),
        receipts_to_date=dict(_amount(text, "--receipt") for text in receipt),
        benefits_to_date=dict(_benefit(text) for text in benefit),
    )
    tell(answer, as_json=as_json)


def _amount(text: str, option: str) -> tuple[str, int]:
    code, equals, amount = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text}: write CODE=BAHT", param_hint=option)
    return code, baht(amount)


def _benefit(text: str) -> tuple[str, dict[str, int]]:
    number, _, rest = text.partition("=")
    persons, comma, amount = rest.partition(",")
    if not comma or not persons.isascii() or not persons.isdigit():
        raise click.BadParameter(
            f"{text}: write CATEGORY=PERSONS,BAHT", param_hint="--benefit"
        )
    return number, {"persons": int(persons), "amount_satang": baht(amount)}


@fund.command("opening-show")
@reader
def opening_show(found_fund: Fund, *, as_json: bool) -> None:
    """The stated figures that wait for the second person, with their hash."""
    statement = queries.pending_statement(found_fund.pk)
    if statement is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ยอดยกมาที่รออนุมัติ")
    answer = {
        "statement": statement.public_id.hex,
        "hash": bytes(statement.hash).hex(),
        "stated_by": statement.stated_by.username,
        **json.loads(statement.body),
    }
    tell(answer, as_json=as_json)


@fund.command("opening-decide")
@click.argument("statement")
@click.option("--hash", "content_hash", required=True, help="As opening-show prints.")
@click.option("--approve/--refuse", "approved", required=True)
@click.option("--note", default="")
@writer()
def opening_decide(act: Act, *, as_json: bool, statement: str, **facts: Any) -> None:
    """Approve the stated figures as the second person, or refuse them."""
    answer = actions.decide_opening(act, statement=given_id(statement), **facts)
    tell(answer, as_json=as_json)


commands: list[click.Command] = [fund]
