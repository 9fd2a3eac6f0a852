"""The copy that people read appears whole, or not at all.

Summaries and decisions are copied into a new file beside the published one,
described, checked, written out and renamed over it. Whoever has the old copy
open keeps it; whoever opens next gets the new one. Frames, beats, links and
statements are never copied.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from pacepipe.errors import CheckFailed, NotSetUp
from pacepipe.store import engine, script
from pacepipe.store.answers import run_checks
from pacepipe.store.database import CATALOG, Warehouse
from pacepipe.store.views import create_views

TARGET: Final = "fresh"

_CHECKS: Final = ("mart_", "plan_", "published_")

_TABLES: Final = """
select
    tables.schema_name,
    tables.table_name,
    tables.comment,
    coalesce(keys.constraint_column_names, []) as key_columns,
from duckdb_tables() as tables
left join duckdb_constraints() as keys
    on
        tables.table_oid = keys.table_oid
        and tables.database_oid = keys.database_oid
        and keys.constraint_type = 'PRIMARY KEY'
where
    tables.database_name = $catalog
    and (
        tables.schema_name in ('mart', 'plan')
        or (tables.schema_name = 'ops' and tables.table_name = 'night_run')
    )
order by tables.schema_name, tables.table_name
"""

_COMMENTS: Final = """
select schema_name, table_name, column_name, comment
from duckdb_columns()
where database_name = $catalog and comment is not null
order by schema_name, table_name, column_index
"""


def publish(warehouse: Warehouse, target: Path, *, key: str | None = None) -> None:
    """Put a new published copy in the place of the old one.

    Parameters
    ----------
    warehouse : Warehouse
        Outside a transaction.
    target : Path
        The published file; its folder must exist.
    key : str or None
        Encrypt the copy with this key; None leaves it in clear.

    Raises
    ------
    CheckFailed
        A check found rows. As with every failure, the old copy stays.
    NotSetUp
        The folder cannot be written.
    """
    building = target.with_name(target.name + ".building")
    _remove(building)
    try:
        _build(warehouse, building, key)
        _put_in_place(building, target)
    except OSError as error:
        raise NotSetUp(
            f"{target.name} could not be put in place.",
            means="The copy published before stays as it is.",
            remedy=f"Look at {target.parent}: its permissions, and room on the disk.",
        ) from error
    finally:
        _remove(building)


def _build(warehouse: Warehouse, building: Path, key: str | None) -> None:
    with warehouse.cursor() as cursor:
        engine.attach(cursor, building, TARGET, mode="write", key=key)
        try:
            _copy(cursor)
            cursor.execute(f"use {TARGET}")
            create_views(cursor)
            stems = script.stems("checks")
            run_checks(cursor, [s for s in stems if s.startswith(_CHECKS)])
            cursor.execute(f"checkpoint {TARGET}")
        except duckdb.Error as error:
            raise engine.statement_problem(error, "publishing") from error
        finally:
            cursor.execute(f"use {CATALOG}")
            cursor.execute(f"detach {TARGET}")
    if _wal_of(building).exists():
        raise CheckFailed(
            "The new copy was not written out whole.",
            means="Part of it is still in its log; the copy published before stays.",
            remedy="Run it again; if it stays, report it.",
        )


def _copy(cursor: duckdb.DuckDBPyConnection) -> None:
    """Copy every summary and decision in one snapshot, sorted by key, described."""
    cursor.execute("begin")
    try:
        for schema in ("mart", "plan", "ops", "clinic"):
            cursor.execute(f"create schema {TARGET}.{schema}")
        found = cursor.execute(_TABLES, {"catalog": CATALOG}).fetchall()
        comments = _comments(cursor)
        for schema, name, comment, key_columns in found:
            table = f"{engine.identifier(schema)}.{engine.identifier(name)}"
            order = ", ".join(engine.identifier(column) for column in key_columns)
            # names are those of the catalogue, quoted
            cursor.execute(
                f"create table {TARGET}.{table} as "
                f"from {CATALOG}.{table} order by {order or 'all'}"
            )
            _describe(cursor, table, comment, comments[schema, name])
    except BaseException:
        cursor.execute("rollback")
        raise
    cursor.execute("commit")


def _comments(
    cursor: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Column and comment of every column that has one, by schema and table."""
    found = cursor.execute(_COMMENTS, {"catalog": CATALOG}).fetchall()
    comments = defaultdict(list)
    for schema, name, column, text in found:
        comments[schema, name].append((column, text))
    return comments


def _describe(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    comment: str,
    columns: Iterable[tuple[str, str]],
) -> None:
    place = f"{TARGET}.{table}"
    statements = [f"comment on table {place} is {engine.literal(comment)}"]
    statements += [
        f"comment on column {place}.{engine.identifier(column)} is "
        f"{engine.literal(text)}"
        for column, text in columns
    ]
    cursor.execute(";\n".join(statements))


def _put_in_place(building: Path, target: Path) -> None:
    building.chmod(0o640)
    _sync(building)
    # somebody who opened the old copy for writing and died left a log beside it,
    # which would be replayed into the new one, or refuse it
    _wal_of(target).unlink(missing_ok=True)
    building.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(building: Path) -> None:
    building.unlink(missing_ok=True)
    _wal_of(building).unlink(missing_ok=True)


def _wal_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
