"""Rows that were gathered over days are those that each day gave."""

from datetime import date

import numpy as np
import pytest

from pacepipe.store import Coded, Gathered, Warehouse
from support.clinic_rows import ask

DAY = date(2026, 3, 9)


def seconds(
    first_s: int, strap_codes: list[int], straps: list[str]
) -> dict[str, object]:
    count = len(strap_codes)
    return {
        "patient_id": ["p-1"] * count,
        "day_date": np.full(count, np.datetime64(DAY)),
        "second_at": (np.arange(count) + first_s) * np.timedelta64(1000, "ms")
        + np.datetime64(DAY, "ms"),
        "hr_bpm": np.full(count, 70.0),
        "is_interpolated": np.zeros(count, dtype=bool),
        "strap_id": Coded(np.array(strap_codes), straps),
    }


def test_words_of_each_part_keep_their_meaning(warehouse: Warehouse) -> None:
    gathered = Gathered()
    gathered.insert("clean.hr_second", seconds(0, [0, 1, -1], ["a", "b"]))
    gathered.insert("clean.hr_second", seconds(3, [], []))
    gathered.insert("clean.hr_second", seconds(3, [1, 0], ["b", "c"]))
    gathered.write(warehouse)
    rows = ask(warehouse, "from clean.hr_second order by second_at")
    assert [row["strap_id"] for row in rows] == ["a", "b", None, "c", "b"]


def test_what_was_written_is_not_written_again(warehouse: Warehouse) -> None:
    gathered = Gathered()
    gathered.insert("clean.hr_second", seconds(0, [0], ["a"]))
    gathered.write(warehouse)
    gathered.write(warehouse)
    assert len(ask(warehouse, "from clean.hr_second")) == 1


def test_one_column_is_either_coded_or_plain(warehouse: Warehouse) -> None:
    gathered = Gathered()
    gathered.insert("clean.hr_second", seconds(0, [0], ["a"]))
    gathered.insert("clean.hr_second", seconds(1, [0], ["a"]) | {"strap_id": ["a"]})
    with pytest.raises(ValueError, match="coded in some parts"):
        gathered.write(warehouse)
