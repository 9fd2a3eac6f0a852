"""One row a minute."""

import numpy as np
import pytest

from pacepipe.signals import (
    cadence_grid,
    chosen_minutes,
    minute_table,
    second_grid,
    with_steps,
)
from pacepipe.signals.grid import SecondGrid
from pacepipe.signals.steps import CadenceGrid

NO_FLAGS = np.empty(0, dtype=np.int64)
NO_CADENCE = CadenceGrid(NO_FLAGS, np.empty(0), np.empty(0))


def _measured(hr_bpm: list[float], *, first_s: int = 0) -> SecondGrid:
    seconds = (first_s + np.arange(len(hr_bpm), dtype=np.int64)) * 1000
    return SecondGrid(seconds, np.array(hr_bpm), np.zeros(len(hr_bpm), dtype=bool))


def test_the_heart_rate_of_a_minute_is_the_median_of_its_measured_seconds() -> None:
    # 30 seconds 60..89: median (74 + 75) / 2
    table = minute_table(_measured([60.0 + s for s in range(30)]), NO_CADENCE, NO_FLAGS)
    assert table.hr_bpm.tolist() == [74.5]
    assert table.hr_measured_s.tolist() == [30]


def test_29_measured_seconds_are_too_few_for_a_heart_rate() -> None:
    table = minute_table(_measured([70.0] * 29), NO_CADENCE, NO_FLAGS)
    assert np.isnan(table.hr_bpm).all()
    assert table.hr_measured_s.tolist() == [29]
    assert table.is_worn.tolist() == [True]


def test_filled_seconds_are_counted_apart_and_are_not_in_the_median() -> None:
    grid = SecondGrid(
        np.arange(40, dtype=np.int64) * 1000,
        np.array([70.0] * 30 + [200.0] * 10),
        np.array([False] * 30 + [True] * 10),
    )
    table = minute_table(grid, NO_CADENCE, NO_FLAGS)
    assert table.hr_bpm.tolist() == [70.0]
    assert table.hr_measured_s.tolist() == [30]
    assert table.hr_interpolated_s.tolist() == [10]


def test_steps_are_missing_where_no_cadence_was_measured_and_0_where_it_was() -> None:
    # cadence 0 in minute 0; heart rate only in minute 1
    still = cadence_grid(np.array([0, 1000]), np.zeros(2), np.zeros(2))
    table = minute_table(_measured([70.0], first_s=60), still, NO_FLAGS)
    assert table.minute_ms.tolist() == [0, 60_000]
    assert table.step_count[0] == 0.0
    assert np.isnan(table.step_count[1])
    assert table.step_measured_s.tolist() == [1, 0]


def test_a_minute_of_set_aside_measurements_is_there_but_not_worn() -> None:
    flagged = np.array([120_500, 121_500])
    table = minute_table(_measured([]), NO_CADENCE, flagged)
    assert table.minute_ms.tolist() == [120_000]
    assert table.hr_flagged_s.tolist() == [2]
    assert table.is_worn.tolist() == [False]


def test_a_silent_minute_is_not_there() -> None:
    at_ms = np.array([0, 240_000])
    grid = second_grid(at_ms, np.array([70, 70]), np.array([True, True]))
    table = minute_table(grid, NO_CADENCE, NO_FLAGS)
    assert table.minute_ms.tolist() == [0, 240_000]


def test_the_steps_of_a_minute_are_the_sum_of_its_seconds() -> None:
    at_ms = np.arange(121, dtype=np.int64) * 1000
    walk = cadence_grid(at_ms, np.full(121, 84.0), np.ones(121))
    table = minute_table(_measured([]), walk, NO_FLAGS)
    assert table.step_count.tolist() == pytest.approx([84.0, 84.0])
    assert table.step_measured_s.tolist() == [60, 60]


def test_chosen_steps_take_the_place_of_a_tables_own_and_add_their_minutes() -> None:
    table = minute_table(_measured([60.0] * 40), NO_CADENCE, NO_FLAGS)
    chosen = chosen_minutes(
        np.array([30_000, 60_000]),
        np.array([59_700, 120_000]),
        np.array([20.0, 0.0]),
        np.array([1, 1]),
    )
    full = with_steps(table, chosen)
    assert full.minute_ms.tolist() == [0, 60_000]
    assert full.hr_measured_s.tolist() == [40, 0]
    assert full.is_worn.tolist() == [True, False]
    assert full.hr_bpm[0] == 60.0
    assert np.isnan(full.hr_bpm[1])
    assert full.step_count.tolist() == [20.0, 0.0]
    assert full.step_measured_s.tolist() == [30, 60]
