"""Write docs/data-dictionary.md from the comments of the migrations.

The comments are the dictionary; this page only lays them out for reading.
"""

from pathlib import Path

import duckdb

REPO = Path(__file__).resolve().parents[1]
PAGE = REPO / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

Made by `make docs` from the comments in `sql/migrations`; edit those. All times are
UTC unless a column says local. Null always means "not known", never zero.
"""


def _tables(database: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return database.execute(
        "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"
        " where not internal order by database_oid, schema_oid, table_oid"
    ).fetchall()


def _columns(
    database: duckdb.DuckDBPyConnection, schema: str, table: str
) -> list[tuple[str, str, bool, str]]:
    return database.execute(
        "select column_name, data_type, is_nullable, coalesce(comment, '')"
        " from duckdb_columns() where schema_name = $schema and table_name = $table"
        " order by column_index",
        {"schema": schema, "table": table},
    ).fetchall()


def page() -> str:
    """Text of the dictionary of an empty, freshly migrated database."""
    database = duckdb.connect()
    for migration in sorted((REPO / "sql" / "migrations").glob("*.sql")):
        database.execute(migration.read_text())
    parts = [HEAD]
    for schema, table, about in _tables(database):
        parts.append(f"\n## {schema}.{table}\n\n{about}\n\n")
        parts.append(
            "| column | type | null | what it is |\n| --- | --- | --- | --- |\n"
        )
        parts.extend(
            f"| `{name}` | {kind.lower()} | {'yes' if may_be_null else 'no'} "
            f"| {meaning.replace('|', '/')} |\n"
            for name, kind, may_be_null, meaning in _columns(database, schema, table)
        )
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"written: {PAGE.relative_to(REPO)}")
