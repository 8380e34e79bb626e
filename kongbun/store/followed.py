"""Rows that may change, and how each stands when a command has ended.

A model that inherits from `Followed` tells each row that is written while a command
runs: by `save`, by `update` and the other verbs of its managers, and by `tell` from
whoever writes in SQL.  The command's link holds for each a hash of how it stands then,
so that the last word about a row in the chain says how it has to stand now.  What may
be erased about a person is only in a second hash, salted with the command's salt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import models

from kongbun.store import guards
from kongbun.store.covered import Covered, line_of, plain

M = TypeVar("M", bound=models.Model)
# Half of each hash: 128 bits, and a register of thousands is said in one link.
HALF = 32
AT_ONCE = 5_000
GONE = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row's text: what stays of it for ever, and all of it."""

    kept: str
    whole: str


# By table and key: how the row stands now; nothing for one that is gone.
Words = dict[str, dict[str, str]]


@dataclass(slots=True)
class Told:
    """What a command has told so far: a row's text, or None to be read at the end."""

    rows: dict[type[models.Model], dict[int, Standing | None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    notes: dict[str, list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # Who erases keeps its salt for ever: it says of no row more than what stays.
    bare: bool = False

    def words(self, salt: bytes) -> Words:
        said: Words = {}
        for model, rows in self.rows.items():
            unread = [key for key, text in rows.items() if text is None]
            there = dict(standing(model, unread)) if unread else {}
            said[model._meta.db_table] = {
                str(key): word(model, text or there.get(key), salt, bare=self.bare)
                for key, text in sorted(rows.items())
            }
        return said


_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling() -> Iterator[Told]:
    """Collects what is told until the end of the block."""
    told = Told()
    before = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(before)


def tell(model: type[models.Model], keys: Iterable[int]) -> None:
    """Rows that were, or are about to be, written in some other way than by objects."""
    told = _told.get()
    if told is not None:
        told.rows[model].update(dict.fromkeys(keys))


def note(what: str, kept: str, erasable: str = "") -> None:
    """A text about one row of many that never change, for one hash over all."""
    told = _told.get()
    if told is not None:
        told.notes[what].append((kept, erasable))


def noted(notes: Iterable[tuple[str, str]], salt: bytes) -> list[str]:
    """The hash of what stays, and of what may be erased; empty if there is none."""
    stays, goes = sha256(), sha256(bytes(salt))
    some = False
    for kept, erasable in notes:
        stays.update(f"{kept}\n".encode())
        if erasable:
            some = True
            goes.update(f"{erasable}\n".encode())
    return [stays.hexdigest(), goes.hexdigest() if some else ""]


def say_what_stays() -> None:
    """Of the rows that this command tells nothing is said that may be erased."""
    told = _told.get()
    if told is not None:
        told.bare = True


def _tell_made(*made: models.Model) -> None:
    """New rows, each column of which is known: nothing has to be read again."""
    told = _told.get()
    if told is not None:
        for one in made:
            told.rows[type(one)][int(one.pk)] = _of_object(one)


class Following(models.QuerySet[M]):
    """Rows of a followed table: whoever writes through here tells."""

    def update(self, **columns: Any) -> int:
        self._tell(columns)
        return super().update(**columns)

    def bulk_create(self, objs: Iterable[M], *args: Any, **more: Any) -> list[M]:
        made = super().bulk_create(objs, *args, **more)
        _tell_made(*made)
        return made

    def delete(self) -> tuple[int, dict[str, int]]:
        self._tell()
        return super().delete()

    def _tell(self, columns: Iterable[str] = ()) -> None:
        if _told.get() is not None and _are_followed(self.model, columns):
            tell(self.model, list(self.values_list("pk", flat=True)))

    update.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class FollowedManager(models.Manager[M]):
    """Every question and every write of a followed table."""

    def get_queryset(self) -> Following[M]:
        return Following(self.model, using=self._db)


class Followed(models.Model):
    """A row whose last word stands in the chain.

    `APART`: columns that the chain does not follow.  `PERSONAL`: columns that go when
    a person is erased.  Of a row that is `Covered` too only what may change is said.
    `FUND`: whose it is, for who asks about one fund.
    """

    APART: ClassVar[tuple[str, ...]] = ()
    PERSONAL: ClassVar[tuple[str, ...]] = ()
    FUND: ClassVar[str] = "fund_id"

    objects: ClassVar[FollowedManager[Self]] = FollowedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            _tell_made(self)
        elif _are_followed(type(self), kwargs.get("update_fields") or ()):
            tell(type(self), [int(self.pk)])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        tell(type(self), [int(self.pk)])
        return super().delete(*args, **kwargs)


def followed() -> list[type[Followed]]:
    """Every model that is followed."""
    return [model for model in apps.get_models() if issubclass(model, Followed)]


def tell_table(table: str, keys: Iterable[int]) -> None:
    """The same for who knows a table by its name; one that is not followed is left."""
    for model in followed():
        if model._meta.db_table == table:
            tell(model, keys)


def _are_followed(model: type[models.Model], names: Iterable[str]) -> bool:
    """Whether a write of these columns, or of all, changes what the chain says."""
    given = list(names)
    return not given or any(
        model._meta.get_field(name) in columns(model).fields for name in given
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """What is said of a table: its columns in order, and which of them may go."""

    fields: Sequence[models.Field[Any, Any]]
    personal: frozenset[str]


@cache
def columns(model: type[Followed]) -> Columns:
    table = model._meta.db_table
    guarded = next((one for one in guards.protected() if one.table == table), None)
    said = {str(one.column): one for one in model._meta.concrete_fields}
    if issubclass(model, Covered):
        assert guarded is not None, f"{table}: covered, and not protected"
        said = {name: said[name] for name in guarded.may_change}
    erased = (*model.PERSONAL, *(guarded.may_erase if guarded else ()))
    return Columns(
        tuple(said[name] for name in sorted({*said} - {*model.APART})),
        frozenset(erased) & said.keys(),
    )


def _of_object(one: models.Model) -> Standing:
    of = columns(type(one))
    return _text(of, [f.to_python(getattr(one, f.attname)) for f in of.fields])


def standing(
    model: type[models.Model], keys: Sequence[int]
) -> Iterator[tuple[int, Standing]]:
    """How these rows stand in the database."""
    of = columns(model)
    names = [one.attname for one in of.fields]
    for start in range(0, len(keys), AT_ONCE):
        found = model._base_manager.filter(pk__in=keys[start : start + AT_ONCE])
        for key, *values in found.values_list("pk", *names):
            yield key, _text(of, values)


def every(
    model: type[Followed], where: Mapping[str, Any], using: str = "default"
) -> Iterator[tuple[int, int, Standing]]:
    """Key, fund and standing of every row; fund 0 for what belongs to none."""
    of = columns(model)
    names = [one.attname for one in of.fields]
    found = model._base_manager.using(using).filter(**where).order_by("pk")
    whose = (model.FUND,) if model.FUND else ()
    for key, *values in found.values_list("pk", *whose, *names).iterator(AT_ONCE):
        fund_id = values.pop(0) if whose else 0
        yield key, fund_id or 0, _text(of, values)


def _text(of: Columns, values: Iterable[Any]) -> Standing:
    said = [
        (str(one.column), text)
        for one, value in zip(of.fields, values, strict=True)
        if (text := plain(value))
    ]
    whole = line_of(said)
    if not of.personal:
        return Standing(whole, whole)
    return Standing(line_of(pair for pair in said if pair[0] not in of.personal), whole)


def word(
    model: type[models.Model],
    text: Standing | None,
    salt: bytes,
    *,
    bare: bool = False,
) -> str:
    """One row's word; of a table with nothing to erase it is one hash alone."""
    if text is None:
        return GONE
    said = _half(text.kept.encode())
    if columns(model).personal and not bare:
        said += _half(bytes(salt) + text.whole.encode())
    return said


def agrees(said: str, found: str, *, erased: bool) -> bool:
    """Whether a row stands as it was said; without its salt, by what is kept."""
    said_all = len(said) == len(found) and not erased
    return said == found if said_all or not said else said[:HALF] == found[:HALF]


def _half(text: bytes) -> str:
    return sha256(text).hexdigest()[:HALF]
