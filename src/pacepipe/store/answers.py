"""Running SQL of the shelf, and the answer as rows or as columns."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
from numpy.typing import NDArray

from pacepipe.errors import CheckFailed
from pacepipe.store import engine, script
from pacepipe.store.columns import in_utc, parameter, plain


def run(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    params: Mapping[str, object],
    *,
    doing: str,
) -> duckdb.DuckDBPyConnection:
    """Run every statement of `text`, each with those parameters that it names.

    Parameters
    ----------
    connection : DuckDBPyConnection
    text : str
        One or more statements.
    params : mapping of str to value
        By name without the dollar; exactly those that the text names.
    doing : str
        What to call it where it fails.

    Returns
    -------
    DuckDBPyConnection
        Holding the answer of the last statement.

    Raises
    ------
    TypeError
        A parameter is missing or too much: a fault of the caller.
    PacepipeError
        See `engine.statement_problem`.
    """
    given = {name: parameter(value) for name, value in params.items()}
    try:
        statements = connection.extract_statements(text)
        wanted = {name for each in statements for name in each.named_parameters}
        if wanted != given.keys():
            raise TypeError(f"{doing} takes {sorted(wanted)}, got {sorted(given)}")
        for each in statements:
            own = {name: given[name] for name in each.named_parameters}
            connection.execute(each, own)
    except duckdb.Error as error:
        raise engine.statement_problem(error, doing) from error
    return connection


def as_rows(answer: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The answer as a dict a row; instants are aware, in UTC."""
    names = [column[0] for column in answer.description or ()]
    return [
        dict(zip(names, map(in_utc, row), strict=True)) for row in answer.fetchall()
    ]


def as_columns(answer: duckdb.DuckDBPyConnection) -> dict[str, NDArray[Any]]:
    """The answer as an array a column, see `columns.plain`."""
    types = {column[0]: str(column[1]) for column in answer.description or ()}
    return {
        name: plain(values, types[name]) for name, values in answer.fetchnumpy().items()
    }


def run_checks(connection: duckdb.DuckDBPyConnection, stems: Iterable[str]) -> None:
    """Run checks in the database in use; each must return no row.

    Raises
    ------
    CheckFailed
        Names and counts only, no value of a person.
    """
    found = []
    for stem in stems:
        text = script.text("checks", stem)
        rows = run(connection, text, {}, doing=f"check {stem}").fetchall()
        if rows:
            found.append(f"{stem} ({len(rows)})")
    if found:
        raise CheckFailed(
            f"Checks found rows that must not be there: {', '.join(found)}.",
            means="The numbers cannot be trusted; nothing was published.",
            remedy="Run `pacepipe rebuild`; if it stays, report the names above.",
        )
