"""Row-level security by fund (PostgreSQL): every row of a fund, or why not.

A policy lets the app's role see and write rows of the funds that `tenancy` has said,
and another lets the owner migrate.  Both are made after every migration and compared
at the start, like triggers.  A guard against a forgotten filter, not against whoever
can say any SQL in the app's name: they could say `seeing_all` too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

FUND_POLICY, OWNER_POLICY = "kb_fund", "kb_owner"

# Tables without a policy.  `tests/store` wants each table here or under a policy.
APART = {
    "access_fund": "the door finds a fund by its code before it knows who works there",
    "access_user": "users are shared between funds; who signs in has none yet",
    "auth_group": "Django's own, never filled",
    "auth_group_permissions": "Django's own, never filled",
    "auth_permission": "Django's own, names of models",
    "django_content_type": "Django's own, names of models",
    "django_migrations": "Django's own, names of migrations",
    "django_session": "who is signed in; read before the fund is known",
}

SEES_ALL = "(SELECT kb_sees_all())"
OF_THOSE = "ANY ((SELECT kb_funds())::bigint[])"
FUNCTIONS = {
    "kb_sees_all": ("boolean", "SELECT current_setting('kongbun.funds', true) = '*'"),
    "kb_funds": (
        "bigint[]",
        "SELECT CASE WHEN current_setting('kongbun.funds', true) LIKE '{%'"
        " THEN current_setting('kongbun.funds', true)::bigint[]"
        " ELSE '{}'::bigint[] END",
    ),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """Which rows of a table are seen, and which may be written.

    `needs` is what it speaks of, (table, column): an older state may lack some.
    """

    seen: str
    written: str
    needs: frozenset[tuple[str, str]]


def _policy(
    table: str, column: str, seen: str, *, beside: tuple[str, str], written: str = ""
) -> Policy:
    return Policy(
        f"{SEES_ALL} OR {seen}",
        f"{SEES_ALL} OR {written or seen}",
        frozenset({(table, column), beside}),
    )


def _chain(table: str) -> Policy:
    # Counted by the fund's key; 0 is the chain of what is no fund's.
    seen = f"chain = {OF_THOSE}"
    return _policy(table, "chain", seen, beside=(table, "chain"))


def _account(table: str, column: str) -> Policy:
    # An account's fund never changes and a leg's accounts are of its entry's fund
    # (triggers): a fund has some thirty accounts, looked up once a question, where a
    # look at each leg's entry would be a search a row.
    seen = (
        f"{column} = ANY (ARRAY(SELECT a.id FROM ledger_account a"  # noqa: S608 -- our own names
        " WHERE a.fund_id = ANY (kb_funds())))"
    )
    beside = ("ledger_account", "fund_id")
    return _policy(table, column, seen, beside=beside)


def _child(table: str, column: str, parent: str, key: str) -> Policy:
    seen = _exists(table, column, parent, key)
    return _policy(table, column, seen, beside=(parent, key))


def _exists(table: str, column: str, parent: str, key: str) -> str:
    return f"EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = {table}.{column})"  # noqa: S608 -- our own names


BY_HAND = {
    "audit_auditevent": _chain("audit_auditevent"),
    "audit_chainhead": _chain("audit_chainhead"),
    "audit_checkpoint": _chain("audit_checkpoint"),
    "ledger_accountbalance": _account("ledger_accountbalance", "account_id"),
    "ledger_leg": _account("ledger_leg", "debit_id"),
    # Its command goes in the same statement, which does not see it yet.  A command of
    # another fund has its answer: there is room for one.
    "commands_commandoutcome": _policy(
        "commands_commandoutcome",
        "command_id",
        _exists("commands_commandoutcome", "command_id", "commands_command", "id"),
        beside=("commands_command", "id"),
        written="true",
    ),
}


def policies() -> dict[str, Policy]:
    """Every table that is under one."""
    return {
        table: BY_HAND.get(table) or _of_a_fund(model)
        for model in apps.get_models(include_auto_created=True)
        if (table := model._meta.db_table) not in APART
    }


def _of_a_fund(model: type[models.Model]) -> Policy:
    """By the fund it names, or else by the row it belongs to."""
    table, fields = model._meta.db_table, model._meta.concrete_fields
    for field in fields:
        if field.column == "fund_id":
            column = "COALESCE(fund_id, 0::bigint)" if field.null else "fund_id"
            beside = (table, "fund_id")
            return _policy(table, "fund_id", f"{column} = {OF_THOSE}", beside=beside)
    for field in fields:
        parent = field.related_model if field.is_relation and not field.null else None
        if isinstance(parent, type) and parent._meta.db_table not in APART:
            key = str(parent._meta.pk.column)
            return _child(table, str(field.column), parent._meta.db_table, key)
    raise AssertionError(f"{table}: no fund, no parent of one, and no reason in APART")


def install(connection: Any, role: str, there: Mapping[str, Collection[str]]) -> None:
    """Make every policy anew.  Run by the owner after each migration.

    `there` is the columns of each table as they are.
    """
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name, (gives, body) in FUNCTIONS.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS {gives} LANGUAGE sql"
                f" STABLE PARALLEL SAFE AS $$ {body} $$",
                None,
            )
        for table, policy in policies().items():
            if any(column not in there.get(of, ()) for of, column in policy.needs):
                continue
            on = quote(table)
            cursor.execute(
                f"ALTER TABLE {on} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
            )
            for name in (FUND_POLICY, OWNER_POLICY):
                cursor.execute(f"DROP POLICY IF EXISTS {name} ON {on}")
            cursor.execute(
                f"CREATE POLICY {FUND_POLICY} ON {on} TO {quote(role)}"
                f" USING ({policy.seen}) WITH CHECK ({policy.written})",
                None,
            )
            cursor.execute(
                f"CREATE POLICY {OWNER_POLICY} ON {on} TO CURRENT_USER"
                " USING (true) WITH CHECK (true)"
            )


def missing(connection: Any, role: str) -> list[str]:
    """Tables without their policies in force, and policies that are not ours."""
    gone = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        forced = dict(cursor.fetchall())
        cursor.execute(
            "SELECT tablename, policyname, permissive, roles, cmd, qual, with_check"
            " FROM pg_policies WHERE schemaname = 'public'"
        )
        there = {(table, name): rest for table, name, *rest in cursor.fetchall()}
        for table, policy in policies().items():
            if not forced.get(table):
                gone.append(f"row security on {table}")
            fund = there.pop((table, FUND_POLICY), None)
            if fund is None or not _is(fund, role, policy):
                gone.append(f"policy {FUND_POLICY} on {table}")
            owner = there.pop((table, OWNER_POLICY), None)
            if owner is None or role in owner[1] or "public" in owner[1]:
                gone.append(f"policy {OWNER_POLICY} on {table}")
        gone += [f"policy {name} on {table} (unknown)" for table, name in there]
        gone += _changed_functions(cursor)
    return gone


def _is(found: list[Any], role: str, policy: Policy) -> bool:
    permissive, roles, command, qual, check = found
    return bool(
        (permissive, list(roles), command) == ("PERMISSIVE", [role], "ALL")
        and _plain(qual) == _plain(policy.seen)
        and _plain(check) == _plain(policy.written)
    )


def _changed_functions(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT p.proname, p.prosrc, p.provolatile, l.lanname FROM pg_proc p"
        " JOIN pg_language l ON l.oid = p.prolang"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (%s)",
        [list(FUNCTIONS)],
    )
    there = {name: rest for name, *rest in cursor.fetchall()}
    for name, (_, body) in FUNCTIONS.items():
        source, *kind = there.get(name, ("", ""))
        if source.split() != body.split() or kind != ["s", "sql"]:
            yield f"function {name}"


def _plain(expression: str) -> str:
    """Without what PostgreSQL writes in its own way: brackets, spaces, names given."""
    named = re.sub(r" AS kb_\w+", "", expression)
    return re.sub(r"[\s()]", "", named)
