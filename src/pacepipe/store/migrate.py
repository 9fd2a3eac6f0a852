"""How the schema came to be: numbered steps, each whole or not at all.

A step and its record are one transaction, so a failing step leaves the database
as it was. A released step never changes; its fingerprint is kept and compared.
A database that knows more steps than this program is left alone.

The record lives in `main.schema_migration`: it has to be there before the first
step, and belongs to no floor of the data. `applied_at` is for people; nothing
that is compared bit for bit holds it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pacepipe.errors import SchemaMismatch
from pacepipe.store.engine import identifier

_FILE: Final = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.sql")

_RECORD: Final = """
create table if not exists main.schema_migration (
    version integer not null primary key check (version > 0),
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamptz not null
);
comment on table main.schema_migration is 'Steps that made this schema, one row a step. It lives in main because it has to be there before the first step.';
comment on column main.schema_migration.version is 'Number of the step, from 1, without gaps.';
comment on column main.schema_migration.name is 'Name of the step.';
comment on column main.schema_migration.sha256 is 'Fingerprint of the step''s text; a released step never changes.';
comment on column main.schema_migration.applied_at is 'When it was applied here, UTC.';
"""  # noqa: E501 - comments are one line each, as in sql/migrations


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Fingerprint of the text, in hex; line ends do not count."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def load_migrations(folder: Path) -> tuple[Migration, ...]:
    """Steps in a folder, in order.

    Raises
    ------
    SchemaMismatch
        Where a file is misnamed, or a number is missing or there twice.
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            raise _broken_installation(f"{path.name} has no number.")
        sql = path.read_text(encoding="utf-8")
        found.append(Migration(int(match["version"]), match["name"], sql))
    if [step.version for step in found] != list(range(1, len(found) + 1)):
        raise _broken_installation("The migrations are not numbered without gaps.")
    return tuple(found)


def _broken_installation(what: str) -> SchemaMismatch:
    return SchemaMismatch(
        what,
        means="The schema cannot be trusted, so no database was opened.",
        remedy="Install pacepipe again.",
    )


def pending(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    migrations: Sequence[Migration],
) -> tuple[Migration, ...]:
    """Steps that the attached database `catalog` still lacks. Only looks.

    Raises
    ------
    SchemaMismatch
        Where the database is newer than the program, where a released step has
        changed since, or where it is not a database of pacepipe.
    """
    applied = _applied(connection, catalog)
    known = {step.version: step for step in migrations}
    for version, sha256 in applied:
        step = known.get(version)
        if step is None:
            raise SchemaMismatch(
                f"The database is at version {applied[-1][0]}; this program knows "
                f"{len(migrations)}.",
                means="A newer pacepipe wrote it. It was not touched.",
                remedy="Install that newer version of pacepipe, and use it here.",
            )
        if step.sha256 != sha256:
            raise SchemaMismatch(
                f"Migration {version:04d} is not the one this database was made with.",
                means="Program and database disagree. The database was not touched.",
                remedy="Install a released version of pacepipe.",
            )
    done = {version for version, _ in applied}
    return tuple(step for step in migrations if step.version not in done)


def _applied(
    connection: duckdb.DuckDBPyConnection, catalog: str
) -> list[tuple[int, str]]:
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = $catalog",
        {"catalog": catalog},
    ).fetchall()
    if ("main", "schema_migration") in tables:
        record = f"{identifier(catalog)}.main.schema_migration"
        return connection.execute(
            f"select version, sha256 from {record} order by version"  # noqa: S608
        ).fetchall()
    if tables:
        raise SchemaMismatch(
            "This DuckDB database is not one of pacepipe.",
            means="It holds other tables. It was not touched.",
            remedy="Name another file.",
        )
    return []


def migrate(
    connection: duckdb.DuckDBPyConnection, migrations: Iterable[Migration]
) -> None:
    """Apply steps to the database in use, each with its record, each whole.

    The first step makes the table of records.

    Raises
    ------
    SchemaMismatch
        Where a step fails; that step is undone, the steps before it stand.
    """
    for step in migrations:
        connection.execute("begin")
        try:
            if step.version == 1:
                connection.execute(_RECORD)
            connection.execute(step.sql)
            connection.execute(
                "insert into main.schema_migration "
                "values ($version, $name, $sha256, now())",
                {"version": step.version, "name": step.name, "sha256": step.sha256},
            )
            connection.execute("commit")
        except duckdb.Error as error:
            connection.execute("rollback")
            raise SchemaMismatch(
                f"Migration {step.version:04d} ({step.name}) failed.",
                means="It was undone; the database is as it was before it.",
                remedy="Go back to the version of pacepipe you had, and report this.",
            ) from error
