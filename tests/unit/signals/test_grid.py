"""Heart rate on the grid of one second."""

import numpy as np

from pacepipe.signals import SecondGrid, second_grid


def _grid(rows: list[tuple[int, int, bool]]) -> SecondGrid:
    at_ms = np.array([row[0] for row in rows], dtype=np.int64)
    hr_bpm = np.array([row[1] for row in rows], dtype=np.int64)
    is_ok = np.array([row[2] for row in rows], dtype=bool)
    return second_grid(at_ms, hr_bpm, is_ok)


def _seconds(grid: SecondGrid) -> list[int]:
    return (grid.second_ms // 1000).tolist()


def test_one_reading_measures_its_own_second_and_the_next() -> None:
    # 10.4 s is 0.6 s old at the end of second 10, 1.6 s at that of 11, 2.6 s after
    grid = _grid([(10_400, 71, True)])
    assert _seconds(grid) == [10, 11]
    assert grid.hr_bpm.tolist() == [71.0, 71.0]
    assert not grid.is_interpolated.any()


def test_the_last_reading_of_a_second_speaks_for_it() -> None:
    grid = _grid([(1_100, 70, True), (1_900, 74, True)])
    assert grid.hr_bpm[0] == 74.0


def test_a_lost_contact_ends_the_reading_before_it_at_once() -> None:
    # second 1 was measured at 1.2 s, and lost again at 1.6 s
    assert _seconds(_grid([(1_200, 70, True), (1_600, 70, False)])) == []
    # lost in second 2: second 1 stays, second 2 is not held
    assert _seconds(_grid([(1_200, 70, True), (2_600, 70, False)])) == [1]


def test_of_two_readings_at_one_moment_the_unusable_one_counts() -> None:
    assert _seconds(_grid([(1_200, 70, False), (1_200, 70, True)])) == []
    assert _seconds(_grid([(1_200, 70, True), (1_200, 70, False)])) == []


def test_measured_seconds_five_apart_are_joined_by_a_line() -> None:
    # measured 0, 1 and 6, 7; 2 to 5 lie on the line from 60 (1) to 70 (6): 2 a second
    grid = _grid([(0, 60, True), (6_000, 70, True)])
    assert _seconds(grid) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert grid.hr_bpm.tolist() == [60, 60, 62, 64, 66, 68, 70, 70]
    assert grid.is_interpolated.tolist() == [False] * 2 + [True] * 4 + [False] * 2


def test_measured_seconds_six_apart_stay_apart() -> None:
    assert _seconds(_grid([(0, 60, True), (7_000, 70, True)])) == [0, 1, 7, 8]


def test_an_unusable_reading_gives_no_value() -> None:
    assert _seconds(_grid([(0, 255, False), (1000, 0, False)])) == []


def test_no_readings_are_no_seconds() -> None:
    assert _seconds(_grid([])) == []
