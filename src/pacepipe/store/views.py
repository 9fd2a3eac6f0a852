"""What people read: the views of `clinic`, made anew from `sql/views`.

They are not migrated, for they hold no data: whoever opens the working database
or publishes gets those of the program in hand.
"""

import duckdb

from pacepipe.store import script
from pacepipe.store.engine import identifier


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


def _present(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select view_name from duckdb_views() "
        "where database_name = current_database() and schema_name = 'clinic'"
    ).fetchall()
    return [name for (name,) in found]
