"""Laws of the grids: missing is never zero, nothing long is filled."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import SecondGrid, cadence_grid, minute_table, second_grid

Rows = list[tuple[int, int, bool]]
ROWS = st.lists(
    st.tuples(st.integers(0, 60_000), st.integers(30, 220), st.booleans()), max_size=40
)
CADENCE_ROWS = st.lists(
    st.tuples(st.integers(0, 60_000), st.integers(0, 200), st.sampled_from([0.0, 1.0])),
    max_size=40,
)


def _frozen(values: list[Any], dtype: Any) -> np.ndarray:
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


def _grid(rows: Rows) -> SecondGrid:
    return second_grid(
        _frozen([row[0] for row in rows], np.int64),
        _frozen([row[1] for row in rows], np.int64),
        _frozen([row[2] for row in rows], bool),
    )


def _content(grid: SecondGrid) -> list[list[Any]]:
    return [
        grid.second_ms.tolist(),
        grid.hr_bpm.tolist(),
        grid.is_interpolated.tolist(),
    ]


@given(ROWS)
def test_every_second_has_a_usable_reading_within_five_seconds(rows: Rows) -> None:
    usable_ms = np.array([row[0] for row in rows if row[2]])
    for second_ms in _grid(rows).second_ms:
        assert np.abs(usable_ms - second_ms).min() <= 5000


@given(ROWS)
def test_seconds_are_whole_rising_and_in_the_range_of_what_was_usable(
    rows: Rows,
) -> None:
    grid = _grid(rows)
    usable_bpm = [row[1] for row in rows if row[2]]
    assert (np.diff(grid.second_ms) > 0).all()
    assert (grid.second_ms % 1000 == 0).all()
    if len(grid.hr_bpm):
        assert grid.hr_bpm.min() >= min(usable_bpm)
        assert grid.hr_bpm.max() <= max(usable_bpm)


@given(ROWS)
def test_a_filled_second_lies_between_its_measured_neighbours(rows: Rows) -> None:
    grid = _grid(rows)
    measured = np.flatnonzero(~grid.is_interpolated)
    for place in np.flatnonzero(grid.is_interpolated):
        before = measured[measured < place].max()
        after = measured[measured > place].min()
        low, high = sorted((grid.hr_bpm[before], grid.hr_bpm[after]))
        assert low <= grid.hr_bpm[place] <= high
        assert grid.second_ms[after] - grid.second_ms[before] <= 5000


@given(ROWS)
def test_measured_values_are_values_of_usable_readings_at_most_two_seconds_old(
    rows: Rows,
) -> None:
    grid = _grid(rows)
    kept = ~grid.is_interpolated
    pairs = zip(grid.second_ms[kept], grid.hr_bpm[kept], strict=True)
    for second_ms, hr_bpm in pairs:
        assert any(
            ok and value == hr_bpm and -1000 < second_ms - at <= 1000
            for at, value, ok in rows
        )


@given(ROWS, st.randoms(use_true_random=False))
def test_order_and_repetition_of_readings_change_nothing(
    rows: Rows, shuffle: Any
) -> None:
    mixed = rows + rows[: len(rows) // 2]
    shuffle.shuffle(mixed)
    assert _content(_grid(mixed)) == _content(_grid(rows))


@given(ROWS, st.integers(-(10**6), 10**6))
def test_shifting_all_times_by_whole_seconds_shifts_the_grid(
    rows: Rows, shift_s: int
) -> None:
    shift_ms = shift_s * 1000
    moved = _grid([(at + shift_ms, hr, ok) for at, hr, ok in rows])
    grid = _grid(rows)
    assert (moved.second_ms - shift_ms).tolist() == grid.second_ms.tolist()
    assert moved.hr_bpm.tolist() == grid.hr_bpm.tolist()


@given(ROWS, CADENCE_ROWS)
def test_a_minute_is_never_zero_for_want_of_data(
    rows: Rows, cadence_rows: list[tuple[int, int, float]]
) -> None:
    grid = _grid(rows)
    cadence = cadence_grid(
        _frozen([row[0] for row in cadence_rows], np.int64),
        _frozen([row[1] for row in cadence_rows], float),
        _frozen([row[2] for row in cadence_rows], float),
    )
    flagged_ms = _frozen([row[0] for row in rows if not row[2]], np.int64)
    table = minute_table(grid, cadence, flagged_ms)
    assert (np.isnan(table.step_count) == (table.step_measured_s == 0)).all()
    assert (np.isnan(table.hr_bpm) == (table.hr_measured_s < 30)).all()
    assert (table.is_worn == (table.hr_measured_s > 0)).all()
    assert table.hr_measured_s.sum() + table.hr_interpolated_s.sum() == len(
        grid.second_ms
    )
    assert table.step_measured_s.sum() == len(cadence.second_ms)
    assert table.hr_flagged_s.sum() == len(flagged_ms)
    assert (table.hr_measured_s + table.hr_interpolated_s <= 60).all()
    assert np.nansum(table.step_count) == np.float64(
        cadence.step_count.sum()
    ) or np.isclose(np.nansum(table.step_count), cadence.step_count.sum())
