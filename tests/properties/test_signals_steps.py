"""Laws of steps and of beats: a gap adds nothing, no judgement depends on another."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import (
    CadenceGrid,
    beat_times_ms,
    breaks,
    cadence_grid,
    is_karlsson_outlier,
)

Readings = list[tuple[float, float]]
WALK = st.lists(
    st.tuples(
        st.sampled_from([0.0, 30.0, 60.0, 90.0]), st.sampled_from([0.0, 0.5, 1.0])
    ),
    min_size=1,
    max_size=60,
)
RR = st.lists(st.integers(200, 2200), min_size=1, max_size=50)


def _walk(readings: Readings, keep: np.ndarray | None = None) -> CadenceGrid:
    """A pod that sends once a second, of which only some readings arrive."""
    at_ms = np.arange(len(readings), dtype=np.int64) * 1000 + 300
    cadence = np.array([r[0] for r in readings])
    speed = np.array([r[1] for r in readings])
    if keep is None:
        keep = np.ones(len(readings), dtype=bool)
    return cadence_grid(at_ms[keep], cadence[keep], speed[keep])


@given(WALK, st.integers(0, 60), st.integers(3, 60))
def test_losing_readings_never_adds_steps(
    readings: Readings, first: int, length: int
) -> None:
    # three lost readings or more leave over 3 s between those beside them
    place = np.arange(len(readings))
    keep = (place < first) | (place >= first + length)
    lost = _walk(readings, keep)
    whole = _walk(readings)
    assert lost.step_count.sum() <= whole.step_count.sum() + 1e-9
    assert np.isin(lost.second_ms, whole.second_ms).all()


@given(WALK)
def test_steps_are_never_more_than_the_fastest_cadence_allows(
    readings: Readings,
) -> None:
    grid = _walk(readings)
    assert (grid.step_count >= 0).all()
    assert (grid.cadence_spm >= 0).all()
    fastest_spm = max(r[0] for r in readings)
    assert (grid.cadence_spm <= fastest_spm + 1e-9).all()
    assert (grid.step_count <= fastest_spm / 60 + 1e-9).all()


@given(WALK, st.randoms(use_true_random=False))
def test_order_and_repetition_of_cadence_change_nothing(
    readings: Readings, shuffle: Any
) -> None:
    rows = [(1000 * n, *reading) for n, reading in enumerate(readings)]
    mixed = rows + rows[: len(rows) // 2]
    shuffle.shuffle(mixed)

    def grid_of(some: list[tuple[int, float, float]]) -> CadenceGrid:
        columns = [np.array(column) for column in zip(*some, strict=True)]
        return cadence_grid(columns[0], columns[1], columns[2])

    one, other = grid_of(rows), grid_of(mixed)
    assert one.second_ms.tolist() == other.second_ms.tolist()
    assert one.step_count.tolist() == other.step_count.tolist()


@given(RR, st.data())
def test_an_interval_is_judged_by_what_stands_beside_it_alone(
    rr: list[int], data: st.DataObject
) -> None:
    intervals = np.array(rr, dtype=float)
    is_break = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(rr), max_size=len(rr)))
    )
    is_break[0] = True
    is_far = is_karlsson_outlier(intervals, is_break)
    for place in range(len(rr)):
        low, high = max(place - 1, 0), min(place + 2, len(rr))
        beside = is_break[low:high].copy()
        alone = is_karlsson_outlier(intervals[low:high], beside)
        assert alone[place - low] == is_far[place]


@given(RR)
def test_no_time_is_moved_by_judging(rr: list[int]) -> None:
    # one packet holds them all: the ends are its arrival less what comes after
    intervals = np.array(rr, dtype=float)
    one_packet = np.zeros(len(rr), dtype=np.int64)
    ends = beat_times_ms(np.array([10**12]), one_packet, intervals)
    assert ends[-1] == 10**12
    assert ends[-1] - ends[0] == sum(rr[1:])
    is_break = breaks(np.array([10**12]), np.array([7]), one_packet, intervals)
    assert is_break.tolist() == [True] + [False] * (len(rr) - 1)
