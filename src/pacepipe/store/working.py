"""The working database, open to read: for what the published copy does not hold.

Nobody can write it meanwhile, the night included; so ask, close, then go on.
"""

from pathlib import Path
from typing import Any, Final, Self

import duckdb
from numpy.typing import NDArray

from pacepipe.errors import NotSetUp
from pacepipe.store import engine, script
from pacepipe.store.answers import as_columns, run
from pacepipe.store.migrate import load_migrations, pending
from pacepipe.store.snapshot import Snapshot

CATALOG: Final = "work"


class Working(Snapshot):
    """The working database as the last run left it."""

    @classmethod
    def open(cls, path: Path, key: str | None = None) -> Self:
        """Open it to read; nothing is migrated.

        Raises
        ------
        DatabaseBusy
            The pipeline holds it; the message names its process.
        NotSetUp
            There is none yet, it is older than the program, or the key does not fit.
        SchemaMismatch, CheckFailed
            It is newer than the program, not ours, or damaged.
        """
        if not path.exists():
            raise NotSetUp(
                f"There is no {path.name} yet.",
                means="Nothing has been computed.",
                remedy="Run `pacepipe nightly run` first.",
            )
        connection = engine.connect()
        try:
            engine.attach(connection, path, CATALOG, mode="read", key=key)
            _refuse_an_older_one(connection, path)
            connection.execute(f"use {CATALOG}")
        except duckdb.Error as error:
            connection.close()
            raise engine.opening_problem(error, path) from error
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def columns(self, query: str, **params: object) -> dict[str, NDArray[Any]]:
        """Answer of a query, an array a column, see `Warehouse.columns`."""
        text = script.text("queries", query)
        return as_columns(run(self._connection, text, params, doing=query))


def _refuse_an_older_one(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    if pending(connection, CATALOG, load_migrations(script.folder("migrations"))):
        raise NotSetUp(
            f"{path.name} is from before this version of pacepipe.",
            means="Some of what is asked for is not in it yet.",
            remedy="Run `pacepipe nightly run` first.",
        )
