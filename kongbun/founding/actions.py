"""A fund begins: founding, its accounts, and the cut-over of one in mid-life."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from kongbun.access.actions import give_role, make_fund, require_operator
from kongbun.access.models import AreaKind, Fund, Role, User
from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.access.queries import fund_by_code
from kongbun.approvals.actions import approve
from kongbun.approvals.queries import approvals
from kongbun.bylaws.actions import fit_to_adopt, keep_version
from kongbun.commands.run import Act, canonical, command
from kongbun.founding.models import OpeningFigure, OpeningStatement
from kongbun.founding.queries import member_figures_digest, pending_statement
from kongbun.kernel.lengths import too_long
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.accounts import open_account, open_standing_accounts
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import BENEFIT_CATEGORIES, INCOME, AccountKind
from kongbun.ledger.post import post as ledger_post
from kongbun.people.places_actions import check_branch, open_branch
from kongbun.rules.bylaw import Bylaw
from kongbun.store import tenancy

FUND_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")
FOUNDERS_ROLES = (Role.CHAIR, Role.SECRETARY, Role.TREASURER)


@command("founding.found_fund")
def found_fund(
    act: Act,
    *,
    code: str,
    name: str,
    founded_on: date,
    books_from: date,
    area_kind: str = AreaKind.TAMBON.value,
    area_codes: str = "",
    area_name: str = "",
    villages_in_area: int = 0,
    population: int = 0,
    branches: Sequence[Mapping[str, Any]] = (),
    banks: Sequence[Mapping[str, str]] = (),
    officers: Sequence[Mapping[str, str]] = (),
    prefix: str = "",
    calls_elders_kin: bool = False,
    story_today: date | None = None,
    bylaw_text: str = "",
    bylaw_file: str = "",
) -> dict[str, Any]:
    """Make an empty fund: its accounts, village centres and first officers.

    Without `officers` the founder holds the first three duties until others are
    named; maker and checker still have to be two users.
    """
    require_operator(act)
    _refuse_an_unfit_fund(code, name, area_kind, area_name)
    _refuse_wrong_order(founded_on, books_from)
    for branch in branches:
        check_branch(0, **_branch(branch))
    bylaw = fit_to_adopt(bylaw_text, file=bylaw_file) if bylaw_text else None
    holders = _officers(act, officers)
    # After this point the fund must be founded.
    fund = make_fund(
        code=code,
        name=name.strip(),
        area_kind=area_kind,
        area_codes=area_codes,
        area_name=area_name.strip(),
        founded_on=founded_on,
        books_from=books_from,
        villages_in_area=villages_in_area,
        population=population,
        prefix=prefix.strip()[:10],
        calls_elders_kin=calls_elders_kin,
        story_today=story_today,
    )
    # The command is no fund's; what it makes is this fund's.
    with tenancy.seeing(act.fund_id, fund.pk):
        _open_accounts(fund, banks)
        for branch in branches:
            open_branch(fund.pk, **_branch(branch))
        for user, role in holders:
            give_role(fund.pk, user, role, from_date=min(act.today, books_from))
        if bylaw is not None:
            _keep_first_bylaw(act, fund, bylaw, bylaw_text)
    return {"fund": fund.public_id.hex, "code": code}


def _open_accounts(fund: Fund, banks: Sequence[Mapping[str, str]]) -> None:
    first_day = fund.books_from
    open_standing_accounts(fund.pk, opened_on=first_day)
    open_account(fund.pk, AccountKind.CASH, name="กล่องเงินสด", opened_on=first_day)
    for bank in banks:
        open_account(
            fund.pk,
            AccountKind.BANK,
            name=bank["name"],
            opened_on=first_day,
            bank_name=bank.get("bank_name", ""),
            bank_account_no=bank.get("bank_account_no", ""),
        )


def _branch(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": given["kind"], "name": given["name"], "moo": given.get("moo")}


def _keep_first_bylaw(act: Act, fund: Fund, bylaw: Bylaw, text: str) -> None:
    keep_version(
        act,
        fund.pk,
        bylaw,
        text=text,
        adopted_on=min(act.today, bylaw.effective_from),
        meeting=bylaw.adopted or "ที่ประชุมก่อตั้งกองทุน",
    )


def _refuse_wrong_order(first: date, last: date) -> None:
    if last < first:
        raise Refused(RefusalCode.DATES_IN_WRONG_ORDER, first=first, last=last)


def _refuse_an_unfit_fund(code: str, name: str, area_kind: str, area_name: str) -> None:
    if FUND_CODE.fullmatch(code) is None:
        raise Refused(RefusalCode.FUND_CODE_UNFIT, code=code)
    if fund_by_code(code) is not None:
        raise Refused(RefusalCode.FUND_CODE_TAKEN, code=code)
    if not name.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อกองทุน")
    if area_kind not in AreaKind.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ชนิดพื้นที่ {area_kind}")
    reasons = [*too_long("ชื่อกองทุน", name, 200), *too_long("พื้นที่", area_name, 200)]
    if reasons:
        raise Refused.of(reasons)


def _officers(
    act: Act, officers: Sequence[Mapping[str, str]]
) -> list[tuple[User, Role]]:
    if not officers:
        founder = User.objects.filter(pk=act.user_id or 0).first()
        return [(founder, role) for role in FOUNDERS_ROLES] if founder else []
    found = []
    for officer in officers:
        user = User.objects.filter(username=officer["username"]).first()
        if user is None:
            raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้ใช้ {officer['username']}")
        if officer["role"] not in Role.values:
            raise Refused(RefusalCode.NOT_FOUND, what=f"หน้าที่ {officer['role']}")
        found.append((user, Role(officer["role"])))
    return found


@command("founding.open_account")
def open_money_account(
    act: Act,
    *,
    kind: str,
    name: str,
    holder: str = "",
    bank_name: str = "",
    bank_account_no: str = "",
) -> dict[str, Any]:
    """Open a cash box, a bank account, a collector's bag or an investment."""
    require(act, Verb.MANAGE_FUND)
    if kind not in {"cash", "bank", "bag", "investment"}:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ชนิดบัญชี {kind}")
    if not name.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อบัญชี")
    reasons = [
        *too_long("ชื่อบัญชี", name, 120),
        *too_long("ชื่อธนาคาร", bank_name, 120),
        *too_long("เลขที่บัญชี", bank_account_no, 30),
    ]
    if reasons:
        raise Refused.of(reasons)
    user = User.objects.filter(username=holder, is_active=True).first()
    if kind == "bag":
        if user is None:
            raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้เก็บเงิน {holder}")
        mine = accounts(act.fund_id, AccountKind.BAG)
        if any(account.holder_id == user.pk for account in mine):
            raise Refused(RefusalCode.BAG_TAKEN, user=user.display_name)
    # After this point the account must open.
    account = open_account(
        act.fund_id,
        AccountKind(kind),
        name=name.strip(),
        opened_on=act.today,
        holder_id=user.pk if user else None,
        bank_name=bank_name,
        bank_account_no=bank_account_no,
    )
    return {"account": account.public_id.hex, "code": account.code}


@command("founding.state_opening")
def state_opening(
    act: Act,
    *,
    cut_over_on: date,
    holdings: Mapping[str, int],
    receipts_to_date: Mapping[str, int],
    benefits_to_date: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    """State what the fund held on a day, and its life to date.

    `holdings`: satang by account code; `receipts_to_date`: satang by income code;
    `benefits_to_date`: {category: {"persons", "amount_satang"}}.  Nothing is booked
    until another person approves exactly this.
    """
    require(act, Verb.MANAGE_FUND)
    _check_opening(act, cut_over_on, holdings, receipts_to_date, benefits_to_date)
    body = canonical(
        {
            "cut_over_on": cut_over_on,
            "holdings": dict(holdings),
            "receipts_to_date": dict(receipts_to_date),
            "benefits_to_date": {k: dict(v) for k, v in benefits_to_date.items()},
            "members": member_figures_digest(act.fund_id),
        }
    )
    assert act.user_id is not None, "a statement is made by a user"
    # After this point the statement must stand.
    statement = OpeningStatement.objects.create(
        fund_id=act.fund_id,
        cut_over_on=cut_over_on,
        body=body,
        hash=sha256(body.encode()).digest(),
        stated_by_id=act.user_id,
        stated_at=act.now,
        command_id=act.command_pk,
    )
    return {"statement": statement.public_id.hex, "hash": statement.hash.hex()}


def _check_opening(
    act: Act,
    cut_over_on: date,
    holdings: Mapping[str, int],
    receipts: Mapping[str, int],
    benefits: Mapping[str, Mapping[str, int]],
) -> None:
    if cut_over_on > act.today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=cut_over_on, today=act.today)
    if pending_statement(act.fund_id) is not None or _is_open(act.fund_id):
        raise Refused(RefusalCode.ALREADY_DECIDED, what="ยอดยกมา")
    money = {AccountKind.CASH, AccountKind.BANK, AccountKind.BAG}
    known = {a.code for a in accounts(act.fund_id, *money, AccountKind.INVESTMENT)}
    for code in [*(set(holdings) - known), *(set(receipts) - set(INCOME))]:
        raise Refused(RefusalCode.NOT_FOUND, what=f"บัญชี {code}")
    for number in set(benefits) - {str(n) for n in BENEFIT_CATEGORIES}:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ประเภทสวัสดิการ {number}")
    amounts = [
        *holdings.values(),
        *receipts.values(),
        *(figure["amount_satang"] for figure in benefits.values()),
    ]
    if any(
        type(satang) is not int or not 0 <= satang <= entries.AMOUNT_SATANG_MAX
        for satang in amounts
    ):
        raise Refused(RefusalCode.FIELD_EMPTY, field="จำนวนเงินที่ไม่ติดลบ")
    if not any(holdings.values()):
        raise Refused(RefusalCode.FIELD_EMPTY, field="เงินที่มีอยู่")


def _is_open(fund_id: int) -> bool:
    return OpeningFigure.objects.filter(fund_id=fund_id).exists() or any(
        approval.approved
        for statement in OpeningStatement.objects.filter(fund_id=fund_id)
        for approval in approvals(statement.public_id)
    )


@command("founding.decide_opening")
def decide_opening(
    act: Act, *, statement: UUID, content_hash: str, approved: bool, note: str = ""
) -> dict[str, Any]:
    """A second person approves the stated figures and they are booked, or refuses.

    `content_hash` is what the approver looked at; members' figures that changed
    since make it another content (CHANGED_SINCE).
    """
    require(act, Verb.APPROVE_OPENING)
    found = OpeningStatement.objects.filter(
        fund_id=act.fund_id, public_id=statement
    ).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ยอดยกมา")
    if approvals(found.public_id).exists():
        raise Refused(RefusalCode.ALREADY_DECIDED, what="ยอดยกมา")
    body = json.loads(found.body)
    if (
        found.hash.hex() != content_hash
        or body["members"] != member_figures_digest(act.fund_id)
    ) and approved:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ยอดยกมา")
    refuse_same_person(act, found.stated_by_id, verb="อนุมัติ")
    # After this point the decision must stand.
    approve(
        act,
        subject_kind="opening",
        subject_id=found.public_id,
        content_hash=found.hash,
        maker_id=found.stated_by_id,
        approved=approved,
        note=note,
    )
    if approved:
        _book_opening(act, found, body)
    return {"statement": found.public_id.hex, "approved": approved}


def _book_opening(act: Act, statement: OpeningStatement, body: Any) -> None:
    ledger_post(
        act,
        entries.opening(
            reference="opening:1",
            cut_over_on=statement.cut_over_on,
            holdings=[
                (code, Money(satang))
                for code, satang in sorted(body["holdings"].items())
                if satang
            ],
        ),
    )
    side = OpeningFigure.Side
    OpeningFigure.objects.bulk_create(
        [
            *(
                OpeningFigure(
                    fund_id=act.fund_id,
                    statement=statement,
                    side=side.RECEIPTS,
                    code=code,
                    amount_satang=satang,
                )
                for code, satang in sorted(body["receipts_to_date"].items())
            ),
            *(
                OpeningFigure(
                    fund_id=act.fund_id,
                    statement=statement,
                    side=side.BENEFITS,
                    code=number,
                    persons=figure["persons"],
                    amount_satang=figure["amount_satang"],
                )
                for number, figure in sorted(body["benefits_to_date"].items())
            ),
        ]
    )
