from datetime import date
from pathlib import Path

import pytest

from support.clinic_rows import add, ask, day_row
from support.warehouse import a_warehouse

DAY = date(2026, 3, 9)


def quality(**changes):
    row = {
        "patient_id": day_row(DAY)["patient_id"],
        "day_date": DAY,
        "worn_good_min": 0,
        "worn_poor_min": 0,
        "not_worn_min": 0,
        "out_of_range_min": 0,
        "station_down_min": 0,
        "held_elsewhere_min": 0,
        "gap_count": 0,
        "longest_gap_min": 0,
        "rr_coverage_frac": None,
        "rr_flagged_frac": None,
        "input_digest": "i",
        "method_digest": "m",
        **changes,
    }
    minutes = [row[n] for n in row if n.endswith("_min") and n != "longest_gap_min"]
    return {**row, "expected_wear_min": sum(minutes)}


@pytest.mark.parametrize(
    ("minutes", "verdict", "reason"),
    [
        ({"worn_good_min": 9, "out_of_range_min": 1}, "good", "heard well"),
        ({"worn_good_min": 6, "out_of_range_min": 4}, "usable", "out of range"),
        ({"worn_good_min": 6, "worn_poor_min": 4}, "usable", "too few beats"),
        ({"worn_good_min": 4, "station_down_min": 6}, "do_not_use", "not listening"),
        ({"worn_good_min": 4, "held_elsewhere_min": 6}, "do_not_use", "Another app"),
        ({"worn_good_min": 4, "not_worn_min": 6}, "do_not_use", "touch the skin"),
        ({"worn_good_min": 10, "rr_flagged_frac": 0.3}, "usable", "uneven"),
        ({}, "do_not_use", "Nothing was worn"),
    ],
)
def test_a_day_is_believed_by_what_became_of_its_minutes(
    tmp_path: Path, minutes, verdict, reason
):
    with a_warehouse(tmp_path) as warehouse:
        add(warehouse, "mart.day", day_row(DAY))
        add(warehouse, "mart.day_quality", quality(**minutes))
        (row,) = ask(warehouse, "from clinic.v_data_quality_day")
    assert row["verdict"] == verdict
    assert reason in row["verdict_reason"]
    assert (row["coverage_frac"] is None) == (row["expected_wear_min"] == 0)
