"""Heart rate of whole seconds from intervals."""

import numpy as np
import pytest

from pacepipe.signals.grid import second_grid
from pacepipe.signals.rr_grid import merged_grid, rr_second_grid


def test_heart_rate_is_beats_by_the_time_they_explain() -> None:
    rr = np.array([1000.0, 500.0] * 20)
    grid = rr_second_grid(np.cumsum(rr), rr, np.ones(40, dtype=bool))
    # 12 beats in 9 s; a window of 5 s holds 3.33 whole patterns
    assert np.mean(grid.hr_bpm[5:-5]) == pytest.approx(80, abs=0.5)
    assert not grid.is_interpolated.any()


def test_a_fall_is_where_it_was() -> None:
    rr = np.concatenate((np.full(100, 400.0), np.full(60, 800.0)))
    grid = rr_second_grid(np.cumsum(rr), rr, np.ones(160, dtype=bool))
    # the change is at 40 s: as far before as after it, the window sees half of each
    middle = (grid.hr_bpm[39] + grid.hr_bpm[40]) / 2
    assert middle == pytest.approx((150 + 75) / 2, abs=0.1)


def test_rejected_intervals_say_nothing() -> None:
    rr = np.full(40, 750.0)
    is_ok = np.ones(40, dtype=bool)
    is_ok[20] = False
    rr[20] = 300.0
    grid = rr_second_grid(np.cumsum(rr), rr, is_ok)
    assert grid.hr_bpm == pytest.approx(np.full(len(grid.hr_bpm), 80.0))


def test_a_second_whose_window_is_mostly_unexplained_is_not_measured() -> None:
    rr = np.full(20, 1000.0)
    ends = np.concatenate((np.cumsum(rr[:10]), 30_000 + np.cumsum(rr[10:])))
    grid = rr_second_grid(ends, rr, np.ones(20, dtype=bool))
    assert grid.second_ms.tolist() == [
        *range(0, 10_000, 1000),
        *range(30_000, 40_000, 1000),
    ]


def test_short_gaps_are_filled_and_say_so() -> None:
    rr = np.full(20, 1000.0)
    ends = np.concatenate((np.cumsum(rr[:10]), 14_000 + np.cumsum(rr[10:])))
    grid = rr_second_grid(ends, rr, np.ones(20, dtype=bool))
    filled = grid.second_ms[grid.is_interpolated]
    assert filled.tolist() == [10_000, 11_000, 12_000, 13_000]


def test_beats_that_came_twice_change_no_heart_rate() -> None:
    rr = np.full(30, 750.0)
    ends = np.cumsum(rr)
    once = rr_second_grid(ends, rr, np.ones(30, dtype=bool))
    twice = rr_second_grid(np.tile(ends, 2), np.tile(rr, 2), np.ones(60, dtype=bool))
    at_once = dict(zip(once.second_ms.tolist(), once.hr_bpm.tolist(), strict=True))
    for second_ms, hr_bpm in zip(
        twice.second_ms.tolist(), twice.hr_bpm.tolist(), strict=True
    ):
        assert hr_bpm == pytest.approx(at_once.get(second_ms, 80.0))


def test_intervals_come_before_the_number_that_the_strap_makes_of_them() -> None:
    rr = np.full(8, 1000.0)
    beats = rr_second_grid(np.cumsum(rr), rr, np.ones(8, dtype=bool))
    sent = second_grid(np.arange(20) * 1000, np.full(20, 66), np.ones(20, dtype=bool))
    merged = merged_grid(beats, sent)
    assert merged.second_ms.tolist() == sent.second_ms.tolist()
    assert merged.hr_bpm.tolist() == [60.0] * 8 + [66.0] * 13
    assert not merged.is_interpolated.any()


def test_nothing_in_nothing_out() -> None:
    grid = rr_second_grid(np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    assert grid.second_ms.tolist() == []
