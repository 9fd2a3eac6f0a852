"""The one place that opens DuckDB: how it is configured, attached and understood.

A connection is always an in-memory one with the file attached. `connect(path)`
is never used: a process that still holds a replaced file would get the old one
back. Nothing is installed or loaded from a home directory or a network; the
cryptography extension is loaded by path out of its wheel, and DuckDB checks its
signature.
"""

import os
import re
import shutil
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import duckdb

from pacepipe.errors import (
    CheckFailed,
    DatabaseBusy,
    NotSetUp,
    PacepipeError,
    SchemaMismatch,
    UsageProblem,
)

STORAGE_VERSION: Final = "v1.5.0"
"""Older formats replay a stale WAL into a replaced file without a word."""

Mode = Literal["write", "read"]

_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_NOT_OURS = ("not a valid DuckDB database file", "Is a directory")
_OTHER_VERSION = ("Trying to read a database file with version number",)
_DAMAGED = (
    "Corrupt database file",
    "Could not read enough bytes",
    "WAL does not match",
    "Failure while replaying WAL",
)
_NO_ROOM = ("No space left", "Out of Memory", "failed to pin block")


def connect(
    *, threads: int | None = None, memory_limit: str | None = None
) -> duckdb.DuckDBPyConnection:
    """In-memory connection that fetches nothing and reads UTC.

    `threads` of None are as many as there are cores for this process;
    `memory_limit` is a size as DuckDB writes it, such as ``512MiB``. Python
    variables of the caller are no tables to it.
    """
    _remember_missing("pandas")
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
    )
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set preserve_insertion_order = true")
    # Columns of text go in as object arrays. Sampling them to guess a type would look
    # for pandas at every value (0.3 s an insert where it is not installed) and dies on
    # a column of None; unsampled they are read as text, which they are.
    connection.execute("set pandas_analyze_sample = 0")
    count = _cores() if threads is None else threads
    connection.execute("set threads = $n", {"n": count})
    if memory_limit is not None:
        connection.execute(f"set memory_limit = {literal(memory_limit)}")
    return connection


def _cores() -> int:
    """Cores that this process may use: DuckDB counts those of the machine.

    A thread without a core of its own makes every insert half as dear again.
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _remember_missing(package: str) -> None:
    """Where a package is not installed, let Python say so at once.

    DuckDB asks for pandas at every parameter, and at every value of a list: half a
    millisecond each of looking through folders. An entry of None is how Python
    itself marks what cannot be imported.
    """
    if package not in sys.modules and find_spec(package) is None:
        sys.modules[package] = None  # type: ignore[assignment]


def attach(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    alias: str,
    *,
    mode: Mode,
    key: str | None = None,
) -> None:
    """Attach a database file; a fault becomes an error that a person can act on.

    Raises
    ------
    DatabaseBusy, SchemaMismatch, CheckFailed, NotSetUp
    """
    options = ["type duckdb"]
    if mode == "read":
        options.append("read_only")
    else:
        options.append(f"storage_version {literal(STORAGE_VERSION)}")
    if key is not None:
        load_cryptography(connection)
        options.append(f"encryption_key {literal(key)}")
    # attach takes no parameters; path and key are quoted as literals
    statement = (
        f"attach {literal(str(path))} as {identifier(alias)} ({', '.join(options)})"
    )
    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise opening_problem(error, path) from error


def load_cryptography(connection: duckdb.DuckDBPyConnection) -> None:
    """Load OpenSSL cryptography from its wheel, and encrypt what is spilled too.

    Without it DuckDB writes no encrypted file; with a copy in the home directory
    it would load that one by itself.
    """
    binary = (
        files("duckdb_extension_httpfs")
        / "extensions"
        / f"v{duckdb.__version__}"
        / "httpfs.duckdb_extension"
    )
    try:
        connection.execute(f"load {literal(str(binary))}")
        connection.execute("set temp_file_encryption = true")
    except duckdb.Error as error:
        raise NotSetUp(
            "The cryptography extension could not be loaded.",
            means="An encrypted database can be neither read nor written.",
            remedy="Install pacepipe again; duckdb and its extension must match.",
        ) from error


def spill_into(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Spill into a folder, without what a killed run left there; other files stay.

    Only once the database is attached: until then another process may use them.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("duckdb_temp_*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
    connection.execute(f"set temp_directory = {literal(str(folder))}")


def literal(text: str) -> str:
    """SQL string literal of `text`, for the few places that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """SQL identifier of `name`, quoted."""
    return '"' + name.replace('"', '""') + '"'


def opening_problem(error: duckdb.Error, path: Path) -> PacepipeError:
    """What an error at opening `path` means, and what to do."""
    text = str(error)
    holder = _HOLDER.search(text)
    if holder is not None:
        pid = holder["pid"]
        return DatabaseBusy(
            f"{path.name} is in use by process {pid} ({holder['program']}).",
            means="Only one process may write it, and nobody reads it meanwhile.",
            remedy=f"Wait for process {pid} to end, or end it, and try again.",
        )
    if "Could not set lock" in text or "Unique file handle conflict" in text:
        return DatabaseBusy(
            f"{path.name} is in use already.",
            means="Only one process may write it, once.",
            remedy="Close what holds it and try again.",
        )
    if "without a key" in text:
        return NotSetUp(
            f"{path.name} is encrypted and no key was given.",
            means="It cannot be opened.",
            remedy="Give the key file that it was made with.",
        )
    if "Wrong encryption key" in text or "is not encrypted" in text:
        return NotSetUp(
            f"The key does not fit {path.name}.",
            means="It was made with another key, or with none.",
            remedy="Give the key file that it was made with, or none.",
        )
    if any(sign in text for sign in _OTHER_VERSION):
        return SchemaMismatch(
            f"{path.name} was written by another version of DuckDB.",
            means="This program cannot read it; it was not touched.",
            remedy="Use the version of pacepipe that wrote it, or a newer one.",
        )
    if any(sign in text for sign in _NOT_OURS):
        return SchemaMismatch(
            f"{path.name} is not a DuckDB database.",
            means="It was not touched.",
            remedy="Move it away, or name another file.",
        )
    return _file_problem(text, path)


def _file_problem(text: str, path: Path) -> PacepipeError:
    if any(sign in text for sign in _DAMAGED):
        return CheckFailed(
            f"{path.name} is damaged.",
            means="Some of it cannot be read; nothing was changed.",
            remedy="Put back the last backup; `pacepipe rebuild` derives the rest.",
        )
    return NotSetUp(
        f"{path.name} could not be opened.",
        means="Its folder is missing, or may not be read or written.",
        remedy=f"Look at {path.parent} and its permissions, then try again.",
    )


def statement_problem(error: duckdb.Error, doing: str) -> PacepipeError:
    """What an error of a statement means; its text, which may hold values, stays out.

    Parameters
    ----------
    error : duckdb.Error
    doing : str
        What was being done: a query's or a table's name.
    """
    text = str(error)
    if isinstance(error, duckdb.ConstraintException | duckdb.ConversionException):
        return CheckFailed(
            f"The database refused what {doing} would have stored.",
            means="A row breaks a rule of the schema; nothing of it was stored.",
            remedy="This is a fault of pacepipe: report it with the name above.",
        )
    if any(sign in text for sign in _NO_ROOM):
        return PacepipeError(
            f"There was no room for {doing}.",
            means="Memory or disk is full; what was stored before is safe.",
            remedy="Free some space and try again.",
        )
    if any(sign in text for sign in _DAMAGED):
        return CheckFailed(
            f"The database is damaged; {doing} could not be done.",
            means="Some of it cannot be read.",
            remedy="Put back the last backup; `pacepipe rebuild` derives the rest.",
        )
    return PacepipeError(
        f"The database could not do {doing} ({type(error).__name__}).",
        means="This is a fault of pacepipe; nothing of it was stored.",
        remedy="Report it with the name above.",
    )


def question_problem(error: duckdb.Error) -> UsageProblem:
    """What is wrong with a statement that a person typed, in one line."""
    first = str(error).strip().splitlines()[0]
    return UsageProblem(
        first[:240],
        means="The question was not answered; nothing was changed.",
        remedy='Try "from clinic.v_worklist_today" or "show all tables".',
    )
