"""A database that is open to read: the copy for people, or the pipeline's own."""

from types import TracebackType
from typing import Any, Self

import duckdb

from pacepipe.store import script
from pacepipe.store.answers import as_rows, run


class Snapshot:
    """One connection that reads; close it, or use it as a context."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, query: str, **params: object) -> list[dict[str, Any]]:
        """Answer of ``sql/queries/<query>.sql``, a dict a row; instants are UTC."""
        text = script.text("queries", query)
        return as_rows(run(self._connection, text, params, doing=query))

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
