"""Questions of a test to the working database or the published copy."""

from pathlib import Path
from typing import Any

import duckdb


def ask(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of one statement; the file is attached read only."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as asked (read_only)")
        connection.execute("use asked")
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql).fetchall()


def ask_work(root: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows from the working database of a home."""
    return ask(root / "pacepipe.duckdb", sql)


def ask_copy(root: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows from the published copy of a home."""
    return ask(root / "published" / "clinic.duckdb", sql)
