"""Rows that are stored by stream are read as they were given."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from pacepipe.store import Coded, Warehouse
from pacepipe.store.streams import streams_of
from support.clinic_rows import ask

DAYS = np.array(["2026-03-10", "2026-03-09", "2026-03-09"], dtype="datetime64[D]")


def test_rows_of_a_second_come_back_with_whose_they_are(warehouse: Warehouse) -> None:
    columns: dict[str, Any] = {
        "patient_id": Coded(np.array([1, 0, 1]), ["p-1", "p-2"]),
        "day_date": DAYS,
        "second_at": DAYS.astype("datetime64[ms]"),
        "hr_bpm": np.array([70.0, 71.0, 72.0]),
        "is_interpolated": np.array([False, False, True]),
        "strap_id": Coded(np.array([0, 0, -1]), ["strap"]),
    }
    assert warehouse.insert("clean.hr_second", columns) == 3
    # a second writing gets streams of its own
    later = {"second_at": columns["second_at"] + np.timedelta64(1, "h")}
    assert warehouse.insert("clean.hr_second", columns | later) == 3
    rows = ask(
        warehouse,
        "select patient_id, day_date, strap_id, hr_bpm, count(*) as n "
        "from clean.hr_second group by all order by hr_bpm",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("p-2", date(2026, 3, 10), "strap", 70.0, 2),
        ("p-1", date(2026, 3, 9), "strap", 71.0, 2),
        ("p-2", date(2026, 3, 9), None, 72.0, 2),
    ]
    (streams,) = ask(
        warehouse,
        "select count(*) as n, count(distinct stream_no) as m from clean.stream",
    )
    assert streams == {"n": 6, "m": 6}
    warehouse.check()


@pytest.mark.parametrize("people", [3, 5_000])
def test_a_stream_is_one_person_day_and_strap(people: int) -> None:
    chance = np.random.default_rng(4)
    who, strap = chance.integers(0, people, 900), chance.integers(-1, people, 900)
    day = np.datetime64("2026-03-09", "D") + chance.integers(0, 4, 900)
    streams = streams_of(
        {
            "patient_id": Coded(who, [f"p-{n}" for n in range(people)]),
            "day_date": day,
            "strap_id": Coded(strap, [f"s-{n}" for n in range(people)]),
        }
    )
    read = [
        tuple(streams.columns[name][number] for name in streams.columns)
        for number in streams.number.tolist()
    ]
    assert read == [
        (f"p-{a}", b, None if c < 0 else f"s-{c}")
        for a, b, c in zip(who.tolist(), day.tolist(), strap.tolist(), strict=True)
    ]
    assert len(set(read)) == len(streams.columns["patient_id"])
