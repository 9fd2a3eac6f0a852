"""What people read: the views of `clinic`, made anew from `sql/views`.

They are not migrated, for they hold no data: whoever opens the working database
or publishes gets those of the program in hand.
"""

import hashlib
from typing import Final

import duckdb

from pacepipe.store import script
from pacepipe.store.engine import identifier

_MADE: Final = "ops.view_text"


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every view of `sql/views` in the database in use, and drop others.

    Whole or not at all.
    """
    connection.execute("begin")
    try:
        for name in _present(connection):
            connection.execute(f"drop view clinic.{identifier(name)}")
        for stem in script.stems("views"):
            connection.execute(script.text("views", stem))
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def renew_views(connection: duckdb.DuckDBPyConnection, *, is_migrated: bool) -> None:
    """`create_views` in the working database, where they are not those of before.

    A night opens the database many times, and making them is most of what that costs.

    Parameters
    ----------
    connection : DuckDBPyConnection
    is_migrated : bool
        Whether the tables that they read may have changed just now.
    """
    texts = {stem: script.text("views", stem) for stem in script.stems("views")}
    now = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()
    made = connection.execute(f"select sha256 from {_MADE}").fetchall()  # noqa: S608
    if not is_migrated and made == [(now,)] and set(_present(connection)) == set(texts):
        return
    create_views(connection)
    connection.execute(f"delete from {_MADE}")  # noqa: S608
    connection.execute(f"insert into {_MADE} values ($now)", {"now": now})  # noqa: S608


def _present(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select view_name from duckdb_views() "
        "where database_name = current_database() and schema_name = 'clinic'"
    ).fetchall()
    return [name for (name,) in found]
