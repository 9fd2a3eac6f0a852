"""Everything in the database is described, and the description is current.

``PACEPIPE_REWRITE=1`` writes the files anew, and fails, so that the change is
looked at.
"""

import os
from pathlib import Path

import pytest

from pacepipe.store import Warehouse, data_dictionary
from pacepipe.store.dictionary import schema_text, without_comment

ROOT = Path(__file__).resolve().parents[3]


def same_as_committed(path: Path, text: str) -> None:
    if os.environ.get("PACEPIPE_REWRITE") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was written anew: look at the change")
    assert path.read_text(encoding="utf-8") == text


def test_every_table_view_and_column_has_a_comment(warehouse: Warehouse) -> None:
    assert without_comment(warehouse) == ()


def test_a_column_without_a_comment_is_found(warehouse: Warehouse) -> None:
    with warehouse.cursor() as cursor:
        cursor.execute("create table mart.bare (a integer)")
    assert without_comment(warehouse) == ("mart.bare", "mart.bare.a")


def test_the_data_dictionary_is_current(warehouse: Warehouse) -> None:
    same_as_committed(ROOT / "docs" / "data-dictionary.md", data_dictionary(warehouse))


def test_the_schema_is_the_one_that_was_meant(warehouse: Warehouse) -> None:
    same_as_committed(ROOT / "tests" / "golden" / "schema.sql", schema_text(warehouse))
