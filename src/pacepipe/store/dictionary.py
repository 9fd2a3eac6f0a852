"""The data dictionary and the golden schema, read from the database itself."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from pacepipe.store.database import Warehouse

_INTRO: Final = """# Data dictionary

Made from the comments in the database; do not edit it. Change the comment in
`sql/`, then run the tests with `PACEPIPE_REWRITE=1`.

Missing is null, never 0. Names carry units. `raw` and `plan` are ledgers, `clean`
and `mart` are derived from them, `clinic` is what people read. The published copy
holds `mart`, `plan`, `clinic` and `ops.night_run`.
"""


def data_dictionary(warehouse: Warehouse) -> str:
    """Text of docs/data-dictionary.md: every table, view and column."""
    parts = [_INTRO]
    columns = _columns_by_relation(warehouse)
    for relation in warehouse.rows("dictionary_relations"):
        name = _full_name(relation)
        kind = relation["relation_kind"]
        parts.append(f"## {name}\n\n{relation['relation_comment']} ({kind})\n")
        lines = ["| column | type | may be null | meaning |", "|---|---|---|---|"]
        lines += [_dictionary_line(column, kind) for column in columns[name]]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _dictionary_line(column: dict[str, Any], kind: str) -> str:
    # a view's columns have no "not null" of their own; their comment says it
    null = "yes" if column["is_nullable"] else "no"
    return (
        f"| `{column['column_name']}` | {column['data_type'].lower()} "
        f"| {null if kind == 'table' else ''} | {_cell(column['column_comment'])} |"
    )


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def schema_text(warehouse: Warehouse) -> str:
    """Every relation with its columns and types, one line a column.

    The golden file of the schema: a change of it is a change somebody meant.
    """
    columns = _columns_by_relation(warehouse)
    parts = []
    for relation in warehouse.rows("dictionary_relations"):
        name = _full_name(relation)
        lines = [f"{relation['relation_kind']} {name} ("]
        lines += [_schema_line(column) for column in columns[name]]
        parts.append("\n".join([*lines, ");", ""]))
    return "\n".join(parts)


def _schema_line(column: dict[str, Any]) -> str:
    null = "" if column["is_nullable"] else " not null"
    return f"    {column['column_name']} {column['data_type'].lower()}{null},"


def without_comment(warehouse: Warehouse) -> tuple[str, ...]:
    """Names of tables, views and columns that nobody has described."""
    relations = [
        _full_name(relation)
        for relation in warehouse.rows("dictionary_relations")
        if not relation["relation_comment"]
    ]
    columns = [
        f"{_full_name(column)}.{column['column_name']}"
        for column in warehouse.rows("dictionary_columns")
        if not column["column_comment"]
    ]
    return (*relations, *columns)


def _columns_by_relation(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    rows: Iterable[dict[str, Any]] = warehouse.rows("dictionary_columns")
    return {name: list(columns) for name, columns in groupby(rows, key=_full_name)}


def _full_name(row: dict[str, Any]) -> str:
    return f"{row['schema_name']}.{row['relation_name']}"
