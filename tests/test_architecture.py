"""The shape of the whole: every step has two doors, and money one way in.

Import directions are `.importlinter`'s; this sees calls, which imports do not show.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kongbun.access.permissions import ALLOWED, Verb
from kongbun.ledger import entries
from kongbun.store import guards

KONGBUN = Path(__file__).resolve().parent.parent / "kongbun"

# Actions without a door of their own, each with its reason.
NO_DOOR: dict[str, str] = {
    "web:receive": "both doors of a phone call `devices.delivery`, which calls it",
    "cli:receive": "both doors of a phone call `devices.delivery`, which calls it",
}


@cache
def commands() -> dict[str, Callable[..., Any]]:
    """Every action marked `@command`, by its function's full name."""
    found = {}
    for file in sorted(KONGBUN.rglob("*actions.py")):
        name = ".".join(file.relative_to(KONGBUN.parent).with_suffix("").parts)
        for value in vars(import_module(name)).values():
            if hasattr(value, "command_kind") and value.__module__ == name:
                found[f"{name}.{value.__name__}"] = value
    return found


@cache
def names_used(folder: str) -> frozenset[str]:
    """Names and attributes that the modules of a door mention."""
    return frozenset(
        word
        for file in (KONGBUN / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for word in _words(node)
    )


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield node.name


@pytest.mark.parametrize("name", sorted(commands()))
@pytest.mark.parametrize("door", ["web", "cli"])
def test_every_step_can_be_taken_on_the_page_and_on_the_command_line(
    name: str, door: str
) -> None:
    action = name.rpartition(".")[2]
    if f"{door}:{action}" in NO_DOOR:
        assert action not in names_used(door), "it has a door: take it off the list"
        return
    assert action in names_used(door), f"{name} has no door in {door}"


def test_each_kind_of_command_is_named_once() -> None:
    kinds = [action.command_kind for action in commands().values()]  # type: ignore[attr-defined]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_action_is_tried_by_a_test(name: str) -> None:
    action = name.rpartition(".")[2]
    tests = "".join(
        file.read_text(encoding="utf-8")
        for file in (KONGBUN.parent / "tests").rglob("*.py")
        if file != Path(__file__)
    )
    assert re.search(rf"\b{action}\b", tests), f"no test calls {name}"


def test_every_duty_is_asked_for_somewhere() -> None:
    below = "".join(
        file.read_text(encoding="utf-8")
        for file in KONGBUN.rglob("*.py")
        if file.name != "permissions.py"
    )
    assert set(ALLOWED) == set(Verb)
    unused = [verb.name for verb in Verb if f"Verb.{verb.name}" not in below]
    assert not unused


def _public(module: Any) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == module.__name__
        and not isinstance(value, type)
        and not name.startswith("_")
    }


def test_every_way_that_money_can_move_is_used_by_an_action() -> None:
    actions = "".join(
        file.read_text(encoding="utf-8") for file in KONGBUN.rglob("*actions.py")
    )
    ledger = "".join(
        file.read_text(encoding="utf-8") for file in (KONGBUN / "ledger").glob("*.py")
    )
    unused = {
        name
        for name in _public(entries)
        if not re.search(rf"\b{name}\(", actions)
        and len(re.findall(rf"\b{name}\(", ledger)) < 2
    }
    assert not unused


def _callers(function: str) -> set[str]:
    return {
        str(file.relative_to(KONGBUN))
        for file in KONGBUN.rglob("*.py")
        if re.search(rf"(?<!def )\b{function}\(", file.read_text(encoding="utf-8"))
    }


def test_benefits_are_decided_in_one_place() -> None:
    source = (KONGBUN / "rules" / "decide.py").read_text(encoding="utf-8")
    assert re.search(r"^def decide\(", source, re.MULTILINE)
    defined = {
        str(file.relative_to(KONGBUN))
        for file in KONGBUN.rglob("*.py")
        if re.search(r"^def decide\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    # A door's own function may be named `decide` too; it calls the other.
    assert {one for one in defined if not one.startswith(("cli/", "web/"))} == {
        "rules/decide.py"
    }
    assert _callers("decide")


def test_no_money_is_kept_as_anything_but_whole_satang() -> None:
    kinds = (models.FloatField, models.DecimalField)
    for model in apps.get_models():
        if not model.__module__.startswith("kongbun."):
            continue
        for field in model._meta.concrete_fields:
            assert not isinstance(field, kinds), f"{model._meta.label}.{field.name}"
            if field.name.endswith("_satang"):
                assert isinstance(field, models.BigIntegerField), field


def test_nothing_is_deleted_along_with_something_else() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("kongbun."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                rule = field.remote_field.on_delete
                assert rule is models.PROTECT, f"{model._meta.label}.{field.name}"


# Rows that may be corrected; each change is a command in the audit trail.
CHANGEABLE = {
    "access_fund": "its name and area",
    "access_user": "names and passwords; duties only grow",
    "people_branch": "its name; that it closed",
    "people_household": "house numbers and lines",
    "people_person": "names, dates and numbers, as papers turn up",
    "people_membership": "its one typed exit, suspension and payer",
    "dues_paidrun": "made anew by the triggers of its lines; check compares",
    "people_beneficiary": "who is named may be named anew",
    "people_openinguse": "stated figures, until the opening is approved",
    "people_committeeseat": "when a term ended",
    "people_registerimport": "a sheet's answers; its content is emptied once it is in",
    "people_stagedmember": "rows on their way in, emptied after the switch",
    "people_stagedbeneficiary": "rows on their way in, emptied after the switch",
    "people_stageduse": "rows on their way in, emptied after the switch",
}


def test_every_table_only_grows_or_says_why_not() -> None:
    protected = {one.table for one in guards.protected()}
    loose = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("kongbun.")
    } - protected
    assert loose == set(CHANGEABLE)
