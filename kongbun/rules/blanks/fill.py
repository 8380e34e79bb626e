"""A part of a by-law as filled blanks, and filled blanks as that part again.

    data = blanks_of(shape, node)             # names of blanks to what stands in them
    node = node_of(shape, data, node, faults)  # the very same node, if nothing changed

What a form cannot say it keeps: keys, rows and values that have no blank come back
as they were, and `rest_of` and `told` show them as words.  Nothing is ever dropped
but what someone took out.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping

from kongbun.rules.blanks.blank import Blank, Kind, Shape, Slot, Tree, with_options
from kongbun.rules.blanks.scalars import BadBlank, is_empty, shown_of, value_of

Data = dict[str, list[str]]
Faults = dict[str, str]

KEPT = "kept"  # The shape of a row, and the mark of a blank, that no form can say.
ROW = re.compile(r"n?[0-9]{1,4}", re.ASCII)


def name_in(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def first(data: Mapping[str, list[str]], name: str) -> str:
    return next(iter(data.get(name, ())), "")


def is_kept(data: Mapping[str, list[str]], name: str) -> bool:
    return first(data, f"{name}:{KEPT}") == KEPT


def shape_named(slot: Slot, code: str) -> Shape | None:
    return next((one for one in slot.shapes if one.code == code), None)


# --- the part as blanks -----------------------------------------------------------


def blanks_of(shape: Shape, node: Tree, at: str = "") -> Data:
    """What stands in every blank of the form for this part of the by-law."""
    data: Data = {}
    part = _opened(shape, node)
    for blank in shape.blanks():
        where, value = name_in(at, blank.key), _dig(part, blank.path)
        shown = _absent(blank) if value is None else shown_of(blank, value)
        if shown is None:
            data[f"{where}:{KEPT}"] = [KEPT]
        else:
            data[where] = shown
    for slot in shape.slots():
        where = name_in(at, slot.key)
        data |= _rows_of(slot, _dig(part, tuple(slot.key.split("."))), where)
    return data


def _rows_of(slot: Slot, value: Tree, where: str) -> Data:
    if value is None:
        return {where: []}
    if not isinstance(value, list if slot.many else dict):
        return {f"{where}:{KEPT}": [KEPT]}
    rows = value if slot.many else [value]
    data: Data = {where: [str(i) for i in range(len(rows))]}
    for i, row in enumerate(rows):
        shape, at = fitting(slot, row), f"{where}.{i}"
        data[f"{at}:shape"] = [shape.code if shape else KEPT]
        if shape:
            data |= blanks_of(shape, row, at)
    return data


def fitting(slot: Slot, row: Tree) -> Shape | None:
    """The shape that a row of the file has; None where no form can say it."""
    return next((shape for shape in slot.shapes if _fits(shape, row)), None)


def _fits(shape: Shape, node: Tree) -> bool:
    if isinstance(node, str):
        return bool(shape.bare)
    if not isinstance(node, dict):
        return False
    if shape.marks and not any(_marked(node, mark) for mark in shape.marks):
        return False
    # A condition that is more than one comparison is for another shape.
    compared = (one for one in shape.blanks() if one.kind is Kind.COMPARED)
    return all(shown_of(one, _dig(node, one.path)) for one in compared)


def _marked(node: dict[str, Tree], mark: str) -> bool:
    key, _, wanted = mark.partition("=")
    found = _dig(node, tuple(key.split(".")))
    return found is not None and (not wanted or found == wanted)


def _absent(blank: Blank) -> list[str]:
    if not blank.absent or blank.kind is Kind.CODE:
        return []
    return blank.absent.split(",") if blank.kind is Kind.MANY else [blank.absent]


def started(shape: Shape, at: str = "") -> Data:
    """An empty form; a slot that needs a row has one."""
    data = blanks_of(shape, {}, at)
    data |= {name_in(at, one.key): [one.start] for one in shape.blanks() if one.start}
    for slot in shape.slots():
        if slot.needed:
            data |= with_row(slot, data, name_in(at, slot.key), slot.shapes[0].code)
    return data


# --- the blanks as the part -------------------------------------------------------


def node_of(
    shape: Shape,
    data: Mapping[str, list[str]],
    old: Tree,
    faults: Faults,
    *,
    at: str = "",
) -> Tree:
    """The part that the blanks say; `faults` gets a sentence for each that cannot be.

    `old` is the part before, or None: it keeps what has no blank, and the way in
    which an unchanged value was written.
    """
    before = _opened(shape, old)
    new: dict[str, Tree] = {}
    for blank in shape.blanks():
        where, was = name_in(at, blank.key), _dig(before, blank.path)
        if is_kept(data, where):
            value = was
        else:
            value = _value(blank, data.get(where, []), was, where, faults)
        _bury(new, blank.path, value)
    for key, value in shape.fixed.items():
        _bury(new, (key,), before.get(key) or value)
    for slot in shape.slots():
        path, where = tuple(slot.key.split(".")), name_in(at, slot.key)
        value = _slot_value(slot, data, _dig(before, path), where, faults)
        _bury(new, path, value)
    _merge(new, rest_of(shape, before))
    if shape.finish is not None:
        shape.finish(new)
    ordered = {key: new[key] for key in before if key in new}
    return _closed(shape, ordered | new, old)


def _value(
    blank: Blank, typed: list[str], was: Tree, where: str, faults: Faults
) -> Tree:
    if is_empty(blank, typed) and blank.needed and blank.kind is not Kind.CODE:
        faults[where] = f"ยังไม่ได้กรอก{blank.label}"
        return None
    if was is not None:
        shown = shown_of(blank, was)
        if shown is not None and _same(blank, shown, typed):
            return was
        if shown and blank.kind is Kind.MANY:
            blank = with_options(blank, *((one, one) for one in shown))
    elif _same(blank, _absent(blank), typed):
        return None
    if is_empty(blank, typed):
        return None
    try:
        return value_of(blank, typed)
    except BadBlank as bad:
        faults[where] = str(bad)
        return None


def _same(blank: Blank, shown: list[str], typed: list[str]) -> bool:
    if blank.kind is Kind.MANY:
        return set(shown) == set(typed)
    return _plain(blank, shown) == _plain(blank, typed)


def _plain(blank: Blank, texts: list[str]) -> list[str]:
    if blank.kind in (Kind.LINES, Kind.PAIRS):
        lines = "\n".join(texts).splitlines()
        return [one.strip() for one in lines if one.strip()]
    plain = [" ".join(text.split()) for text in texts]
    return plain if any(plain) else []


def _slot_value(
    slot: Slot,
    data: Mapping[str, list[str]],
    was: Tree,
    where: str,
    faults: Faults,
) -> Tree:
    if is_kept(data, where):
        return was
    rows: list[Tree] = []
    for row in data.get(where, []):
        at, old = f"{where}.{row}", _old_row(slot, was, row)
        code = first(data, f"{at}:shape")
        shape = shape_named(slot, code)
        if code == KEPT and old is not None:
            rows.append(old)
        elif shape is not None and ROW.fullmatch(row):
            fits = old is not None and fitting(slot, old) is shape
            rows.append(node_of(shape, data, old if fits else None, faults, at=at))
    if not rows and slot.needed:
        faults[where] = f"ยังไม่มี{slot.title} เพิ่มอย่างน้อยหนึ่ง{slot.name_of_row}"
    if slot.many:
        return rows or ([] if was == [] else None)
    return rows[0] if rows else None


def _old_row(slot: Slot, was: Tree, row: str) -> Tree:
    """The row of the file that a row of the form began as; new ones have none."""
    rows = was if slot.many else [was]
    if not isinstance(rows, list) or not row.isdecimal() or int(row) >= len(rows):
        return None
    return rows[int(row)]


# --- rows put in and taken out ----------------------------------------------------


def slot_at(shape: Shape, data: Mapping[str, list[str]], where: str) -> Slot | None:
    """The slot that stands at a name, through the rows that are there."""
    for slot in shape.slots():
        if slot.key == where:
            return slot
        row, _, inside = where.removeprefix(f"{slot.key}.").partition(".")
        if not where.startswith(f"{slot.key}.") or row not in data.get(slot.key, []):
            continue
        at = f"{slot.key}.{row}"
        inner = shape_named(slot, first(data, f"{at}:shape"))
        below = {
            name.removeprefix(f"{at}."): texts
            for name, texts in data.items()
            if name.startswith(f"{at}.")
        }
        return slot_at(inner, below, inside) if inner and inside else None
    return None


def with_row(slot: Slot, data: Mapping[str, list[str]], where: str, code: str) -> Data:
    """The data with one more empty row; of a slot for one, in the place of what was."""
    shape = shape_named(slot, code) or slot.shapes[0]
    ids = data.get(where, []) if slot.many else []
    taken = [int(one[1:]) for one in data.get(where, []) if one.startswith("n")]
    row = f"n{max(taken, default=-1) + 1}"
    at = f"{where}.{row}"
    return {
        **data,
        where: [*ids, row],
        f"{at}:shape": [shape.code],
        **started(shape, at),
    }


def without_row(data: Mapping[str, list[str]], where: str, row: str) -> Data:
    left = [one for one in data.get(where, []) if one != row]
    return {**data, where: left}


# --- what no blank says -----------------------------------------------------------


def rest_of(shape: Shape, node: Tree) -> dict[str, Tree]:
    """The keys of a part that its form has no blank for."""
    rest: dict[str, Tree] = copy.deepcopy(_opened(shape, node))
    for key in shape.fixed:
        rest.pop(key, None)
    paths = [blank.path for blank in shape.blanks()]
    paths += [tuple(slot.key.split(".")) for slot in shape.slots()]
    for path in paths:
        _take_out(rest, path)
    return rest


def told(value: Tree) -> str:
    """Any value of the file as words, for what no form can say."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {told(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(told(one) for one in value)
    return str(value)


# --- the tree ---------------------------------------------------------------------


def _opened(shape: Shape, node: Tree) -> dict[str, Tree]:
    if isinstance(node, str) and shape.bare:
        return {shape.bare: node}
    return node if isinstance(node, dict) else {}


def _closed(shape: Shape, node: dict[str, Tree], old: Tree) -> Tree:
    """A bare text again, where nothing but the text is said; else codes are given."""
    said = {key for key, value in node.items() if value not in ("", None)}
    was_bare = old is None or isinstance(old, str)
    if shape.bare and was_bare and said == {shape.bare}:
        return node[shape.bare]
    return node


def give_codes(shape: Shape, node: Tree, taken: Iterable[str] = ()) -> None:
    """Give every part that needs a code and has none the next free one."""
    used = set(taken)
    if not isinstance(node, dict):
        return
    for blank in shape.blanks():
        if blank.key == "code" and blank.start_of_code and not node.get("code"):
            node["code"] = next_code(blank.start_of_code, used)
    for slot in shape.slots():
        value = _dig(node, tuple(slot.key.split(".")))
        rows = value if isinstance(value, list) else [value]
        codes = {str(row.get("code")) for row in rows if isinstance(row, dict)}
        for row in rows:
            inner = fitting(slot, row)
            if inner is not None:
                give_codes(inner, row, codes)
                codes |= {str(row["code"])} if _has_code(row) else set()


def _has_code(row: Tree) -> bool:
    return isinstance(row, dict) and "code" in row


def next_code(start: str, used: Iterable[str]) -> str:
    """
    >>> next_code("paper_", {"paper_1"}), next_code("ipd", {"ipd"}), next_code("a", ())
    ('paper_2', 'ipd_2', 'a')
    """
    taken = set(used)
    if not start.endswith("_"):
        if start not in taken:
            return start
        start += "_"
    numbers = range(1 if start[:-1] not in taken else 2, len(taken) + 3)
    return next(f"{start}{n}" for n in numbers if f"{start}{n}" not in taken)


def _dig(node: Tree, path: tuple[str, ...]) -> Tree:
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _bury(node: dict[str, Tree], path: tuple[str, ...], value: Tree) -> None:
    if value is None:
        return
    for key in path[:-1]:
        node = node.setdefault(key, {})
    node[path[-1]] = value


def _take_out(node: dict[str, Tree], path: tuple[str, ...]) -> None:
    inside = node.get(path[0])
    if len(path) == 1:
        node.pop(path[0], None)
    elif isinstance(inside, dict) and inside:
        _take_out(inside, path[1:])
        if not inside:
            del node[path[0]]


def _merge(node: dict[str, Tree], rest: Mapping[str, Tree]) -> None:
    for key, value in rest.items():
        inside = node.get(key)
        if isinstance(inside, dict) and isinstance(value, dict):
            _merge(inside, value)
        else:
            node.setdefault(key, value)
