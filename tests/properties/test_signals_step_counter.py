"""Laws of a step counter, whatever it sends."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.signals import counter_steps
from pacepipe.signals.step_counter import RATE_LIMIT_PER_S

DAY_MS = 86_400_000
midnights = st.sets(st.integers(0, 4), max_size=4).map(
    lambda days: np.array(sorted(days), dtype=np.int64) * DAY_MS
)
any_readings = st.lists(
    st.tuples(st.integers(0, 3 * DAY_MS), st.integers(0, 2**32 - 1))
    | st.tuples(st.integers(DAY_MS - 9000, DAY_MS + 9000), st.integers(0, 60)),
    max_size=25,
)
# seconds since the last reading, and steps that fit into them
walks = st.lists(
    st.integers(1, 700).flatmap(lambda s: st.tuples(st.just(s), st.integers(0, 3 * s))),
    min_size=1,
    max_size=30,
)
NO_MIDNIGHT = np.zeros(0, dtype=np.int64)


def arrays(readings):
    at = np.array([at for at, _ in readings], dtype=np.int64)
    return at, np.array([total for _, total in readings], dtype=np.int64)


def walked(walk, first=0):
    at = np.cumsum([0, *(1000 * s for s, _ in walk)])
    return at, first + np.cumsum([0, *(steps for _, steps in walk)])


@given(any_readings, midnights)
def test_there_are_never_more_steps_than_anybody_could_walk(readings, at_midnight):
    steps = counter_steps(*arrays(readings), at_midnight)
    known = ~np.isnan(steps.step_count)
    elapsed_s = (steps.until_ms - steps.from_ms)[known] / 1000
    assert (steps.step_count[known] >= 0).all()
    assert (steps.step_count[known] <= RATE_LIMIT_PER_S * elapsed_s).all()


@given(any_readings, midnights)
def test_no_moment_is_counted_twice(readings, at_midnight):
    steps = counter_steps(*arrays(readings), at_midnight)
    known = ~np.isnan(steps.step_count)
    assert (steps.from_ms[known][1:] >= steps.until_ms[known][:-1]).all()
    assert len(steps.from_ms) == max(len(readings) - 1, 0)


@given(any_readings, midnights, st.integers(-(10**12), 10**12))
def test_a_shift_in_time_changes_nothing(readings, at_midnight, shift_ms):
    at, total = arrays(readings)
    here = counter_steps(at, total, at_midnight)
    there = counter_steps(at + shift_ms, total, at_midnight + shift_ms)
    assert np.array_equal(here.step_count, there.step_count, equal_nan=True)
    assert np.array_equal(here.flag_code, there.flag_code)


@given(walks, st.integers(0, 10_000))
def test_a_sound_counter_loses_no_step(walk, first):
    at, total = walked(walk, first)
    steps = counter_steps(at, total, NO_MIDNIGHT)
    assert steps.step_count.sum() == total[-1] - total[0]


@given(walks, st.integers(0, 1000))
def test_a_rollover_loses_no_step(walk, below):
    at, total = walked(walk, 2**32 - 1 - below)
    rolled = counter_steps(at, total % 2**32, NO_MIDNIGHT)
    assert rolled.step_count.sum() == total[-1] - total[0]


@given(walks)
def test_a_reading_heard_twice_changes_no_sum(walk):
    at, total = walked(walk)
    twice = counter_steps(np.repeat(at, 2), np.repeat(total, 2), NO_MIDNIGHT)
    assert np.nansum(twice.step_count) == total[-1]


@given(
    st.lists(st.integers(0, 39), min_size=3, max_size=60),
    st.integers(1, 10**6),
    st.data(),
)
def test_one_odd_reading_changes_only_what_stands_beside_it(
    rises: list[int], jump: int, data: st.DataObject
) -> None:
    total = 5000 + np.cumsum(rises)
    at_ms = np.arange(len(total)) * 10_000
    plain = counter_steps(at_ms, total, NO_MIDNIGHT)
    assert plain.step_count.tolist() == rises[1:]
    place = data.draw(st.integers(1, len(total) - 2))
    odd = total.copy()
    odd[place] += data.draw(st.sampled_from([jump, -min(jump, 5000)]))
    told = counter_steps(at_ms, odd, NO_MIDNIGHT)
    beside = np.abs(np.arange(1, len(total)) - place - 0.5) < 1
    assert told.step_count[~beside].tolist() == plain.step_count[~beside].tolist()
    assert told.flag_code[~beside].tolist() == plain.flag_code[~beside].tolist()
