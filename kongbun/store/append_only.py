"""The triggers that every protected table has, as each engine writes them.

What may not change, and what may only be erased: then it becomes its mark.  Which
tables and columns those are, `guards` asks the apps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TRIGGER_PREFIX = "kb_"


def sqlite_frozen(table: str, columns: str) -> Sequence[tuple[str, str]]:
    return [
        (
            f"{TRIGGER_PREFIX}{table}_no_{verb}",
            f'CREATE TRIGGER "{TRIGGER_PREFIX}{table}_no_{verb}" '
            f'BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END",
        )
        for verb, event in (
            ("delete", "DELETE"),
            ("update", f"UPDATE OF {columns}"),
        )
    ]


def postgres_frozen(table: str, columns: str) -> Sequence[tuple[str, str]]:
    return [
        (
            f"{TRIGGER_PREFIX}{table}_no_{verb}",
            f'CREATE TRIGGER "{TRIGGER_PREFIX}{table}_no_{verb}" '
            f'BEFORE {event} ON "{table}" FOR EACH {each} '
            "EXECUTE FUNCTION kb_append_only()",
        )
        for verb, event, each in (
            ("delete", "DELETE", "ROW"),
            ("update", f"UPDATE OF {columns}", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        )
    ]


def sqlite_erasable(table: str, marks: Mapping[str, str], name: str) -> str:
    """What may be erased becomes its mark and nothing else, and never comes back."""
    columns = ", ".join(f'"{column}"' for column in marks)
    otherwise = " OR ".join(
        f'(NEW."{column}" IS NOT OLD."{column}"'
        f' AND NEW."{column}" IS NOT {_mark(mark)})'
        for column, mark in marks.items()
    )
    return (
        f'CREATE TRIGGER "{name}" BEFORE UPDATE OF {columns} ON "{table}" '
        f"WHEN {otherwise} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    )


def _mark(mark: str) -> str:
    """The mark of a column, as SQLite writes it."""
    if not mark:
        return "x''"
    quoted = mark.replace("'", "''")
    return f"'{quoted}'" if "#" not in mark else f"replace('{quoted}', '#', NEW.id)"


def postgres_erasable(table: str, marks: Mapping[str, str], name: str) -> str:
    columns = ", ".join(f'"{column}"' for column in marks)
    pairs = ", ".join(
        f"'{column}', '{mark or BYTES_AS_JSON}'" for column, mark in marks.items()
    )
    return (
        f'CREATE TRIGGER "{name}" BEFORE UPDATE OF {columns} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION kb_only_erased({pairs})"
    )


# No bytes at all, as PostgreSQL writes them in JSON.
BYTES_AS_JSON = "\\x"
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION kb_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
CREATE OR REPLACE FUNCTION kb_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
BEGIN
    FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
        IF becomes ->> TG_ARGV[2 * place] IS DISTINCT FROM was ->> TG_ARGV[2 * place]
            AND becomes ->> TG_ARGV[2 * place] IS DISTINCT FROM
                replace(TG_ARGV[2 * place + 1], '#', COALESCE(becomes ->> 'id', ''))
        THEN
            RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '23514';
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""
