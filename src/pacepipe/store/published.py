"""The published copy, open for reading: one question at a time, and nothing else.

The connection sees the copy and no file, network or variable besides, and its
settings are locked. One statement that reads is answered; anything else is
refused before DuckDB sees it, and DuckDB would refuse it as well.
"""

from pathlib import Path
from typing import Any, Final, Self

import duckdb

from pacepipe.errors import NotSetUp, UsageProblem
from pacepipe.store import engine
from pacepipe.store.columns import in_utc
from pacepipe.store.snapshot import Snapshot

CATALOG: Final = "clinic_copy"

_READS: Final = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


class Published(Snapshot):
    """A snapshot for people; it stays what it was while a newer one is published."""

    @classmethod
    def open(cls, path: Path, key: str | None = None) -> Self:
        """Open the copy that is published now.

        Raises
        ------
        NotSetUp
            Nothing is published yet, or the key does not fit.
        SchemaMismatch, CheckFailed
            It is not a database, or damaged.
        """
        if not path.exists():
            raise NotSetUp(
                f"There is no {path.name} yet.",
                means="Nothing has been published.",
                remedy="Run `pacepipe nightly run` first.",
            )
        connection = engine.connect()
        try:
            engine.attach(connection, path, CATALOG, mode="read", key=key)
            connection.execute(f"use {CATALOG}")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
        except duckdb.Error as error:
            connection.close()
            raise engine.opening_problem(error, path) from error
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Answer one statement that reads.

        Returns
        -------
        list of str
            Column names.
        list of tuple
            Rows; instants are aware, in UTC.

        Raises
        ------
        UsageProblem
            Not one statement, not one that reads, or one that DuckDB refuses.
        """
        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type not in _READS:
                raise UsageProblem(
                    "Only one question can be asked, and nothing can be changed.",
                    means="This copy is read only.",
                    remedy='Ask like this: "from clinic.v_worklist_today".',
                )
            answer = self._connection.execute(statements[0])
            rows = answer.fetchall()
        except duckdb.Error as error:
            raise engine.question_problem(error) from error
        names = [column[0] for column in answer.description or ()]
        return names, [tuple(map(in_utc, row)) for row in rows]
