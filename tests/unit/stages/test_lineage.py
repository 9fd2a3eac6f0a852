"""The table of origins, held against the schema and the program."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pacepipe import assets
from pacepipe.stages.lineage import OF_CLEAN_COLUMN, OF_COLUMN, OF_TABLE, chain
from pacepipe.store import Warehouse

EVERY = (*OF_COLUMN.values(), *OF_CLEAN_COLUMN.values(), *OF_TABLE.values())
METHODS = sorted({origin.made_by for origin in EVERY})


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[str]]:
    folder: Path = tmp_path_factory.mktemp("schema")
    with Warehouse.open(folder / "w.duckdb", temp_dir=folder / "tmp") as warehouse:
        yield {
            f"{row['schema_name']}.{row['relation_name']}.{row['column_name']}"
            for row in warehouse.rows("dictionary_columns")
        }


def test_every_column_of_mart_says_what_it_is_made_from(columns: set[str]) -> None:
    mart = {name for name in columns if name.startswith("mart.")}
    assert sorted(mart - OF_COLUMN.keys()) == []
    assert sorted(OF_COLUMN.keys() - mart) == []


def test_every_source_is_a_column_of_the_schema(columns: set[str]) -> None:
    sources = {name for origin in EVERY for name in origin.made_from}
    assert sorted((sources | OF_CLEAN_COLUMN.keys()) - columns) == []


def test_every_source_in_clean_has_an_origin_of_its_own() -> None:
    for column in OF_COLUMN:
        for name in chain(column):
            if name.startswith("clean."):
                assert name.rpartition(".")[0] in OF_TABLE


def test_what_stands_beside_a_column_is_in_the_same_row(columns: set[str]) -> None:
    for column, origin in OF_COLUMN.items():
        table = column.rpartition(".")[0]
        assert {f"{table}.{name}" for name in origin.beside} <= columns


def test_every_column_rests_on_something() -> None:
    for column, origin in OF_COLUMN.items():
        is_digest = column.endswith("_digest")
        assert is_digest or origin.made_from or origin.said, column


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_there(method: str) -> None:
    if method.endswith(".sql"):
        assert (assets.folder("sql").parent / method).is_file()
        return
    module, _, name = method.rpartition(".")
    place = import_module(f"pacepipe.{module}")
    assert hasattr(place, name) or import_module(f"pacepipe.{method}")
