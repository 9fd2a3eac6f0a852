"""The warehouse: the one writer of the working database.

It is opened, looked at, migrated and given its views in one call, and held by
one process at a time. Queries are files of `sql/queries`; values travel as
parameters or as whole columns, never inside SQL text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from pacepipe.store import engine, script
from pacepipe.store.answers import as_columns, as_rows, run, run_checks
from pacepipe.store.columns import Column, as_parameters, prepare_all
from pacepipe.store.migrate import load_migrations, migrate, pending
from pacepipe.store.streams import STREAM, WHOSE, WIDE, streams_of
from pacepipe.store.views import create_views

CATALOG: Final = "work"
_ARRIVING: Final = "arriving_columns"


class Warehouse:
    """The working database, open for writing.

    Not safe for several threads; use one warehouse at a time.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._in_transaction = False
        self._types: dict[str, dict[str, str]] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        temp_dir: Path,
        key: str | None = None,
        threads: int | None = None,
        memory_limit: str | None = None,
    ) -> Self:
        """Open, look, migrate, and make the views.

        Parameters
        ----------
        path : Path
            The database file; made where there is none. Its folder must exist.
        temp_dir : Path
            Where DuckDB spills; what an earlier run left there is removed.
        key : str or None
            Key of an encrypted database; None means that it is not encrypted.
        threads : int or None
            None means as many as there are cores for this process.
        memory_limit : str or None
            Such as ``512MiB``; None means DuckDB's default.

        Raises
        ------
        DatabaseBusy
            Another process holds it; the message names its id.
        SchemaMismatch
            It is newer than the program, or not ours. It was not touched.
        CheckFailed
            It is damaged.
        NotSetUp
            It cannot be reached, or the key does not fit.
        """
        migrations = load_migrations(script.folder("migrations"))
        is_new = not path.exists()
        connection = engine.connect(threads=threads, memory_limit=memory_limit)
        try:
            if not is_new:
                engine.attach(connection, path, "look", mode="read", key=key)
                pending(connection, "look", migrations)
                connection.execute("detach look")
            engine.attach(connection, path, CATALOG, mode="write", key=key)
            if is_new:
                path.chmod(0o600)
            connection.execute(f"use {CATALOG}")
            engine.spill_into(connection, temp_dir)
            migrate(connection, pending(connection, CATALOG, migrations))
            create_views(connection)
        except duckdb.Error as error:
            connection.close()
            raise engine.opening_problem(error, path) from error
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A second connection to the same database, for this package only.

        Raises
        ------
        RuntimeError
            Within a transaction: it would not see what is not yet committed.
        """
        if self._in_transaction:
            raise RuntimeError("a transaction is open")
        cursor = self._connection.cursor()
        cursor.execute("set TimeZone = 'UTC'")
        cursor.execute(f"use {CATALOG}")
        return cursor

    def rows(self, query: str, **params: object) -> list[dict[str, Any]]:
        """Answer of ``sql/queries/<query>.sql``, a dict a row; instants are UTC."""
        return as_rows(self._run(query, params))

    def columns(self, query: str, **params: object) -> dict[str, NDArray[Any]]:
        """Answer of a query, an array a column.

        NULL is NaN, NaT or None; dates are ``datetime64[D]``, instants naive
        ``datetime64`` in UTC. Whole numbers with a NULL come as float64.
        """
        return as_columns(self._run(query, params))

    def execute(self, query: str, **params: object) -> None:
        """Run every statement of ``sql/queries/<query>.sql``."""
        self._run(query, params)

    def _run(
        self, query: str, params: Mapping[str, object]
    ) -> duckdb.DuckDBPyConnection:
        text = script.text("queries", query)
        return run(self._connection, text, params, doing=query)

    def insert(self, table: str, columns: Mapping[str, Column]) -> int:
        """Append rows, column by column.

        Parameters
        ----------
        table : str
            Such as ``mart.day``.
        columns : mapping of str to sequence or array, of equal length
            By column name. None, NaN, NaT and masked become NULL. Instants are
            aware datetimes, or ``datetime64`` in UTC. A ``blob`` takes bytes or
            hex text. A column that is left out is NULL.

        Returns
        -------
        int
            Rows stored.

        Raises
        ------
        ValueError
            Unequal lengths, an unknown table or column, a naive datetime, or a
            fraction for a whole number: faults of the caller.
        CheckFailed
            A row breaks a rule of the schema; none was stored.
        """
        types = self._types_of(table)
        lengths = {len(values) for values in columns.values()}
        if len(lengths) != 1 or not columns.keys() <= types.keys():
            unknown = sorted(columns.keys() - types.keys())
            raise ValueError(f"{table}: lengths {sorted(lengths)}, unknown {unknown}")
        count = lengths.pop()
        if count == 0:
            return 0
        if table in WIDE:
            self._insert_wide(table, columns)
        else:
            self._append(table, columns, types, doing=table)
        return count

    def _insert_wide(self, table: str, columns: Mapping[str, Column]) -> None:
        """Append rows of a table that is stored by streams, and their streams."""
        streams = streams_of(columns)
        newest = self._connection.execute(
            f"select coalesce(max(stream_no), 0) from {STREAM}"  # noqa: S608
        ).fetchall()[0][0]
        whose = streams.columns
        numbers = newest + 1 + np.arange(len(whose["patient_id"]))
        of_streams = {"stream_no": numbers, **whose}
        self._append(STREAM, of_streams, self._types_of(STREAM), doing=table)
        own = {name: each for name, each in columns.items() if name not in WHOSE}
        of_rows = {"stream_no": numbers[streams.number], **own}
        rows = WIDE[table]
        self._append(rows, of_rows, self._types_of(rows), doing=table)

    def _append(
        self,
        table: str,
        columns: Mapping[str, Column],
        types: Mapping[str, str],
        *,
        doing: str,
    ) -> None:
        few = as_parameters(columns, types)
        if few is not None:
            self._append_few(table, columns, few, doing=doing)
            return
        arrays, chosen = prepare_all(columns, types)
        # names are those of the catalogue, looked up above; values are in arrays
        statement = f"insert into {table} by name (select {chosen} from {_ARRIVING})"  # noqa: S608
        try:
            self._connection.register(_ARRIVING, arrays)
            self._connection.execute(statement)
        except duckdb.Error as error:
            raise engine.statement_problem(error, doing) from error
        finally:
            self._unregister()

    def _append_few(
        self,
        table: str,
        names: Iterable[str],
        rows: Sequence[tuple[object, ...]],
        *,
        doing: str,
    ) -> None:
        chosen = [engine.identifier(name) for name in names]
        row = f"({', '.join('?' * len(chosen))})"
        # names are those of the catalogue; values are parameters
        statement = (
            f"insert into {table} ({', '.join(chosen)}) "  # noqa: S608
            f"values {', '.join([row] * len(rows))}"
        )
        try:
            self._connection.execute(statement, [v for each in rows for v in each])
        except duckdb.Error as error:
            raise engine.statement_problem(error, doing) from error

    def _unregister(self) -> None:
        # after a failed statement the open transaction takes no more commands
        try:
            self._connection.unregister(_ARRIVING)
        except duckdb.Error:
            return

    def _types_of(self, table: str) -> dict[str, str]:
        if table not in self._types:
            try:
                found = self._connection.execute(
                    "select name, type from pragma_table_info($table)",
                    {"table": f"{CATALOG}.{table}"},
                ).fetchall()
            except (duckdb.CatalogException, duckdb.ParserException) as error:
                raise ValueError(f"there is no table {table}") from error
            self._types[table] = dict(found)
        return self._types[table]

    def insert_frames(
        self,
        station_id: str,
        *,
        seq: NDArray[np.int64],
        connection_id: NDArray[np.int64],
        characteristic: NDArray[np.int64],
        boot_ns: NDArray[np.int64],
        utc_us: NDArray[np.int64],
        payload_hex: NDArray[Any],
    ) -> int:
        """Append journal rows that are not there yet; twice changes nothing.

        Parameters
        ----------
        station_id : str
            Station whose journal they come from.
        seq, connection_id, characteristic, boot_ns, utc_us : (n,) int64
            As in the journal, `seq` rising.
        payload_hex : (n,) str
            Bytes of each frame, as hex.

        Returns
        -------
        int
            Rows that were new.
        """
        if len(seq) == 0:
            return 0
        held = self.columns(
            "raw_frame_seqs",
            station_id=station_id,
            first_seq=seq[0],
            last_seq=seq[-1],
        )["seq"]
        new = ~np.isin(seq, held)
        return self.insert(
            "raw.frame",
            {
                "station_id": np.full(int(new.sum()), station_id, dtype=object),
                "seq": seq[new],
                "connection_id": connection_id[new],
                "characteristic": characteristic[new],
                "boot_us": boot_ns[new] // 1000,
                "utc_us": utc_us[new],
                "payload": payload_hex[new],
            },
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing of it. It does not nest."""
        if self._in_transaction:
            raise RuntimeError("a transaction is open")
        self._connection.execute("begin")
        self._in_transaction = True
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        else:
            self._commit()
        finally:
            self._in_transaction = False

    def _commit(self) -> None:
        try:
            self._connection.execute("commit")
        except duckdb.Error as error:
            raise engine.statement_problem(error, "the commit") from error

    def check(self) -> None:
        """Run every check of `sql/checks` that is about this database.

        Raises
        ------
        CheckFailed
            Naming each check that found rows, and how many.
        """
        about = [s for s in script.stems("checks") if not s.startswith("published_")]
        run_checks(self._connection, about)

    def close(self) -> None:
        """Write all to the file and let go of it."""
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
