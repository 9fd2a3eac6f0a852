"""What people read: the views of `clinic`, made from `sql/views`.

They are not migrated, for they hold no data: whoever opens the working database
or publishes gets those of the program in hand. A night opens it a dozen times, so
what the views were made from is marked beside them, in `main` as the record of
steps is, and they are made again only where that is another.
"""

import functools
import hashlib
from typing import Final

import duckdb

from pacepipe.store import script
from pacepipe.store.engine import identifier, literal

_MARK: Final = "main.views_made_from"


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Have every view of `sql/views`, and no other, in the database in use.

    Whole or not at all.
    """
    present = _present(connection)
    if present == list(script.stems("views")) and _mark(connection) == _fingerprint():
        return
    connection.execute("begin")
    try:
        for name in present:
            connection.execute(f"drop view clinic.{identifier(name)}")
        for stem in script.stems("views"):
            connection.execute(script.text("views", stem))
        connection.execute(
            f"create or replace macro {_MARK}() as {literal(_fingerprint())}"
        )
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


@functools.cache
def _fingerprint() -> str:
    """What the views are made from: their texts, on the tables of these steps."""
    steps = sorted(path.name for path in script.folder("migrations").glob("*.sql"))
    texts = [script.text("views", stem) for stem in script.stems("views")]
    return hashlib.sha256("\0".join([*steps, *texts]).encode()).hexdigest()


def _mark(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        (mark,) = connection.execute(f"select {_MARK}()").fetchall()[0]
    except duckdb.CatalogException:  # views of an older program, or none yet
        return None
    return str(mark)


def _present(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select view_name from duckdb_views() "
        "where database_name = current_database() and schema_name = 'clinic' "
        "order by view_name"
    ).fetchall()
    return [name for (name,) in found]
