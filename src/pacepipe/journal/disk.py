"""The journal's door to SQLite: connections, transactions, and what a failure means.

Nothing here knows a table. Connections are in autocommit mode, so that every
transaction in the journal is one that somebody wrote down.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from pacepipe.errors import DatabaseBusy, DiskTrouble, JournalDamaged, PacepipeError

Mode = Literal["ro", "rw", "rwc"]

BUSY_TIMEOUT_S: Final = 5.0
SQLITE_VERSION_MIN: Final = (3, 37, 0)
"""First version with STRICT tables; an older one takes our files for damaged."""

_BUSY: Final = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"}
_DAMAGED: Final = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_DISK: Final = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the file is read-only",
    "SQLITE_PERM": "the file may not be opened",
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_IOERR": "the disk reports an error",
}


def connect(
    path: Path,
    mode: Mode,
    *,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    check_same_thread: bool = True,
) -> sqlite3.Connection:
    """An SQLite connection in autocommit mode that never creates by accident.

    Raises
    ------
    PacepipeError
        Where the file cannot be opened, or this SQLite is too old for it.
    """
    if sqlite3.sqlite_version_info < SQLITE_VERSION_MIN:
        raise DiskTrouble(
            f"This Python comes with SQLite {sqlite3.sqlite_version}.",
            means="The journal needs SQLite 3.37 or newer; nothing was opened.",
            remedy="Use a Python that was built with a newer SQLite.",
        )
    try:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=busy_timeout_s,
            isolation_level=None,
            check_same_thread=check_same_thread,
        )
    except sqlite3.Error as error:
        raise as_trouble(error, path) from error


def connect_to_write(
    path: Path,
    *pragmas: str,
    journal_mode: str,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
) -> sqlite3.Connection:
    """A connection that has shown that it may write. May cross threads.

    SQLite opens a file that it may not write read-only, and keeps another log
    than it was told to where the disk does not allow that one, and says neither.
    Here both are found out at once.

    Raises
    ------
    DiskTrouble, DatabaseBusy, JournalDamaged
    """
    connection = connect(
        path, "rw", busy_timeout_s=busy_timeout_s, check_same_thread=False
    )
    try:
        with told_plainly(path):
            mode = connection.execute(f"pragma journal_mode = {journal_mode}")
            _refuse_another_mode(mode.fetchone()[0], journal_mode, path)
            for pragma in pragmas:
                connection.execute(f"pragma {pragma}")
            # a plain `begin immediate` is granted on a read-only file too
            connection.execute("update meta set value = value where key is null")
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_another_mode(found: str, wanted: str, path: Path) -> None:
    if found != wanted:
        raise DiskTrouble(
            f"{path.name} cannot have its {wanted} log where it is.",
            means="It could not be written safely while somebody reads it.",
            remedy="Put the home of pacepipe on a local disk of this machine.",
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it is on the disk afterwards, or none."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        # SQLite may have rolled back by itself; the first error is the one to tell
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("rollback")
        raise


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn every SQLite error inside into one that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise as_trouble(error, path) from error


def as_trouble(error: Exception, path: Path) -> PacepipeError:
    """What an exception of SQLite or of the disk means for the reader."""
    if isinstance(error, PacepipeError):
        return error
    code = getattr(error, "sqlite_errorname", "") or ""
    # extended codes such as SQLITE_IOERR_WRITE or SQLITE_BUSY_RECOVERY
    primary = "_".join(code.split("_")[:2])
    if primary in _BUSY:
        return DatabaseBusy(
            f"{path.name} is held by another program.",
            means="Nothing was stored by this attempt; what was stored before stays.",
            remedy=f"Close other programs that have {path} open and try again.",
        )
    if primary in _DAMAGED:
        return damaged(path, str(error))
    reason = _DISK.get(primary) or f"{type(error).__name__}: {code or error}"
    return DiskTrouble(
        f"{path.name} could not be used: {reason}.",
        means="What was stored before stays; what waits is kept in memory.",
        remedy=f"Make room on the disk that holds {path} and see that this user may "
        "write there.",
    )


def damaged(path: Path, finding: str) -> JournalDamaged:
    """The refusal of a file that fails its check; the file is left as it is.

    The remedy is to set it aside and never to mend it in place: SQLite's
    ``.recover`` reads what is left of a copy, and a mended original could no
    longer show what was lost.
    """
    return JournalDamaged(
        f"{path.name} does not pass its check ({finding.strip()}).",
        means="A part of it cannot be read. Nothing in it was changed or deleted, "
        "and what the pipeline has already taken in is safe in the database.",
        remedy=f"Move {path} and the files beside it whose names start with "
        f"{path.name} into another folder together and keep them (the sqlite3 "
        "command .recover reads what is left); then start again, and a new journal "
        "begins.",
    )
