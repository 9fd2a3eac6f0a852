"""Creating a journal file, and the check that a file is one.

A file is looked at read-only before anything may write it. A newer version, a
stranger's database and a damaged file are all refused with the file as it was.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from pacepipe.errors import DiskTrouble, NotSetUp, SchemaMismatch
from pacepipe.journal.disk import (
    Mode,
    connect,
    damaged,
    told_plainly,
    transaction,
)
from pacepipe.journal.shapes import Shape


def prepare(
    path: Path, shape: Shape, station_id: str, *, used_up: Mapping[str, int]
) -> None:
    """Create the file where there is none, and check it where there is one.

    Parameters
    ----------
    path, shape
    station_id : str
        Must be the one that the file was made for.
    used_up : mapping of table name to int
        Numbers that an earlier file of this station used; a new file starts
        above them. Of no effect on a file that exists.

    Raises
    ------
    SchemaMismatch, JournalDamaged, DatabaseBusy, DiskTrouble
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # health data: nobody else on the machine
    except OSError as error:
        raise DiskTrouble(
            f"{path} could not be created ({error.strerror}).",
            means="Nothing can be recorded yet.",
            remedy=f"See that this user may write in {path.parent}.",
        ) from error
    with told_plainly(path):
        if path.stat().st_size == 0 or is_blank(path):
            _create(path, shape, station_id, used_up)
    examine(path, shape, station_id=station_id)


def examine(path: Path, shape: Shape, *, station_id: str | None = None) -> str:
    """Check without writing that a file is a sound journal of this shape.

    `quick_check` reads every page: lost pages, broken pages and rows out of order
    are found, and so is a page that the file ends in the middle of. A flipped bit
    inside a payload is not, because SQLite keeps no checksums.

    Parameters
    ----------
    path, shape
    station_id : str or None
        The station it must belong to; None takes any.

    Returns
    -------
    str
        The station_id in the file.

    Raises
    ------
    NotSetUp
        Where there is no such file.
    SchemaMismatch, JournalDamaged, DatabaseBusy, DiskTrouble
    """
    with told_plainly(path), closing(connect_to_read(path, shape)) as connection:
        connection.execute("begin")  # one moment of the file for all of the checks
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise damaged(path, found)
        if _ends_within_a_page(connection, path):
            raise damaged(path, "its last page is cut off")
        return station_of(connection, path, expected=station_id)


def _ends_within_a_page(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the last page is cut off, which SQLite would read as zeros.

    Beside a log that is not empty it may be: a killed checkpoint leaves it so,
    and the log still holds the page.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size > 0:
        return False
    (page_size,) = connection.execute("pragma page_size").fetchone()
    return bool(path.stat().st_size % page_size != 0)


def connect_to_read(path: Path, shape: Shape) -> sqlite3.Connection:
    """A connection that reads a journal of this shape and can change nothing.

    `mode=ro` never checkpoints a write-ahead log, so it leaves that to the one
    writer. The journal of events is opened read-write and then told to refuse
    writes: a reader must be able to roll back what a killed writer left half
    done, which is SQLite's own recovery and not a change.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise NotSetUp(
            f"There is no {shape.title} at {path} yet.",
            means="Nothing has been recorded there.",
            remedy="Start pacepipe once so that it is created, or check --home.",
        )
    _check_whose(path, shape)
    mode: Mode = "ro" if shape.journal_mode == "wal" else "rw"
    connection = connect(path, mode, check_same_thread=False)
    connection.execute("pragma query_only = on")
    return connection


def station_of(
    connection: sqlite3.Connection, path: Path, *, expected: str | None = None
) -> str:
    """The station that a journal belongs to; refuses another than `expected`."""
    row = connection.execute("select value from meta where key = 'station_id'")
    found = row.fetchone()
    if found is None:
        raise damaged(path, "it does not say which station it belongs to")
    station_id: str = found[0]
    if expected is not None and station_id != expected:
        raise SchemaMismatch(
            f"{path.name} belongs to station {station_id}, not to {expected}.",
            means="Numbers of two stations would run into one; nothing was changed.",
            remedy=f"Set station_id back to {station_id}, or move the journals of the "
            "old station aside.",
        )
    return station_id


def is_blank(path: Path) -> bool:
    """Whether a file is a database without a single table in it.

    That is what a creation leaves that was interrupted before its commit.
    """
    try:
        whose, _, table_count = _first_look(path)
    except sqlite3.DatabaseError:
        return False  # `examine` says what is wrong with it
    return whose == 0 and table_count == 0


def _check_whose(path: Path, shape: Shape) -> None:
    try:
        whose, version, _ = _first_look(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname != "SQLITE_NOTADB":
            raise
        whose, version = 0, 0
    if whose != shape.application_id:
        raise SchemaMismatch(
            f"{path} is not a {shape.title} of pacepipe.",
            means="Another program made it, so nothing in it was changed.",
            remedy="Move it elsewhere, or point --home at another folder.",
        )
    if version > shape.version:
        raise SchemaMismatch(
            f"{path.name} has version {version}; this pacepipe knows {shape.version}.",
            means="A newer pacepipe wrote it, so nothing in it was changed.",
            remedy="Install that newer pacepipe again, or a later one.",
        )


def _first_look(path: Path) -> tuple[int, int, int]:
    """Application id, version and count of tables of any SQLite file."""
    try:
        return _glance(path, "ro")
    except sqlite3.OperationalError as error:
        # A writer died inside a transaction. Only a connection that may write can
        # undo what it left half done, and SQLite then does so by itself.
        if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
            raise
    return _glance(path, "rw")


def _glance(path: Path, mode: Mode) -> tuple[int, int, int]:
    with closing(connect(path, mode)) as connection:
        tables = connection.execute("select count(*) from sqlite_schema").fetchone()
        whose = connection.execute("pragma application_id").fetchone()
        version = connection.execute("pragma user_version").fetchone()
    return whose[0], version[0], tables[0]


def _create(
    path: Path, shape: Shape, station_id: str, used_up: Mapping[str, int]
) -> None:
    with closing(connect(path, "rw")) as connection, transaction(connection):
        # another writer of events may have been quicker: look again, holding the lock
        count = connection.execute("select count(*) from sqlite_schema").fetchone()
        if count[0] == 0:
            _write_shape(connection, shape, station_id, used_up)


def _write_shape(
    connection: sqlite3.Connection,
    shape: Shape,
    station_id: str,
    used_up: Mapping[str, int],
) -> None:
    for statement in shape.statements:
        connection.execute(statement)
    connection.execute(f"pragma application_id = {shape.application_id}")
    connection.execute(f"pragma user_version = {shape.version}")
    connection.executemany(
        "insert into meta (key, value) values (?, ?)",
        [("schema_version", str(shape.version)), ("station_id", station_id)],
    )
    connection.execute(
        "insert into meta (key, value)"
        " values ('created_utc', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
    )
    connection.executemany(
        "insert into sqlite_sequence (name, seq) values (?, ?)",
        [(table, number) for table, number in used_up.items() if number > 0],
    )
