"""Laws of counted steps: each moment once, never more than was told."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals.once import once
from pacepipe.signals.step_minutes import minute_steps
from pacepipe.signals.step_sources import record_steps
from pacepipe.signals.wear import STEP_DAY_VALIDITIES, StepDayValidity, step_days, wear

RECORD = st.tuples(
    st.integers(0, 60), st.integers(1, 20), st.integers(0, 400), st.integers(0, 2)
)
RECORDS = st.lists(RECORD, max_size=25)


def _columns(records: list[Any]) -> tuple[np.ndarray, ...]:
    table = np.array(records, dtype=np.int64).reshape(-1, 4)
    start, length = table[:, 0] * 30_000, table[:, 1] * 30_000
    return start, start + length, table[:, 2], table[:, 3]


@given(RECORDS)
def test_each_moment_is_spoken_for_once(records: list[Any]) -> None:
    start, end, count, priority = _columns(records)
    told = record_steps(start, end, count, priority)
    believed = ~told.is_rate_implausible
    covered = {
        moment
        for low, high in zip(start[believed], end[believed], strict=True)
        for moment in range(int(low), int(high), 30_000)
    }
    assert told.own_ms.sum() == 30_000 * len(covered)
    assert (told.own_ms >= 0).all()
    assert (told.own_ms <= end - start).all()
    assert (told.step_count[believed] <= count[believed]).all()
    assert np.isnan(told.step_count).tolist() == told.is_rate_implausible.tolist()
    low, high, by = told.piece_from_ms, told.piece_until_ms, told.piece_record
    assert (low[1:] >= high[:-1]).all()
    assert ((start[by] <= low) & (high <= end[by])).all()
    spoken_ms = np.bincount(by, weights=high - low, minlength=len(start))
    assert spoken_ms.tolist() == told.own_ms.tolist()


@given(RECORDS)
def test_the_source_that_is_asked_first_is_told_as_if_alone(records: list[Any]) -> None:
    start, end, count, priority = _columns(records)
    told = record_steps(start, end, count, priority)
    first = priority == 0
    alone = record_steps(start[first], end[first], count[first], priority[first])
    np.testing.assert_array_equal(told.step_count[first], alone.step_count)


@given(RECORDS, st.randoms(use_true_random=False))
def test_order_and_repetition_of_records_change_no_sum(
    records: list[Any], shuffle: Any
) -> None:
    mixed = records + records[: len(records) // 2]
    shuffle.shuffle(mixed)
    one = np.nansum(record_steps(*_columns(records)).step_count)
    other = np.nansum(record_steps(*_columns(mixed)).step_count)
    assert np.isclose(one, other)


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(0, 500)), max_size=30))
def test_minutes_hold_all_steps_of_their_intervals(rows: list[Any]) -> None:
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    until = np.cumsum(table[:, 0] * 100)
    start = until - table[:, 0] * 100
    told = minute_steps(start, until, table[:, 1].astype(float))
    assert np.isclose(told.step_count.sum(), table[:, 1].sum())
    assert told.known_ms.sum() == (until - start).sum()
    assert (told.known_ms <= 60_000).all()
    assert (np.diff(told.minute_ms) > 0).all()


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9), st.integers(0, 2))))
def test_exactly_one_row_of_each_moment_is_kept(rows: list[Any]) -> None:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    source, tick, value = table[:, 0], table[:, 1], table[:, 2].astype(float)
    told = once(source, tick, value)
    moments = list(zip(source.tolist(), tick.tolist(), strict=True))
    kept = [m for m, k in zip(moments, told.is_kept, strict=True) if k]
    assert sorted(kept) == sorted(set(moments))
    for moment, is_ambiguous in zip(moments, told.is_ambiguous, strict=True):
        values = {v for m, v in zip(moments, value, strict=True) if m == moment}
        assert is_ambiguous == (len(values) > 1)


MINUTE = st.tuples(st.sampled_from([0, 0, 60]), st.sampled_from([0, 0, 20, None]))


@given(st.lists(MINUTE, min_size=1, max_size=200), st.integers(0, 40))
def test_more_heart_rate_is_never_less_wear(rows: list[Any], extra: int) -> None:
    measured_s = np.array([[r[0] for r in rows]])
    steps = np.array([[np.nan if r[1] is None else float(r[1]) for r in rows]])
    hr_bpm = np.where(measured_s > 0, 70.0, np.nan)
    before = wear(measured_s, hr_bpm, steps).state == 0
    measured_s = measured_s.copy()
    measured_s[0, extra % len(rows)] = 60
    after = wear(measured_s, hr_bpm, steps).state == 0
    assert (before <= after).all()


@given(st.lists(MINUTE, min_size=1, max_size=200))
def test_no_day_has_zero_steps_for_want_of_wear(rows: list[Any]) -> None:
    minutes = 1440
    reps = -(-minutes // len(rows))
    told = (rows * reps)[:minutes]
    measured_s = np.array([[r[0] for r in told]])
    steps = np.array([[np.nan if r[1] is None else float(r[1]) for r in told]])
    state = wear(measured_s, np.where(measured_s > 0, 70.0, np.nan), steps).state[0]
    day = step_days(
        np.zeros(minutes, dtype=np.int64), np.ones(minutes, dtype=bool), state, steps[0]
    )
    validity = STEP_DAY_VALIDITIES[day.validity[0]]
    is_told = validity in {StepDayValidity.VALID, StepDayValidity.PARTIAL}
    assert np.isnan(day.step_count[0]) != is_told
    total = np.nan_to_num(day.step_count[0]) + day.unworn_step_count[0]
    assert total <= np.nansum(steps) + 1e-9
