"""What a day and a minute know of a counter."""

import math

import numpy as np

from pacepipe.signals.counter_days import CounterDays, counter_days, counter_minutes
from pacepipe.signals.step_counter import counter_steps

MIDNIGHT_S = 100_000


def _days(*readings: tuple[float, int]) -> CounterDays:
    """Readings of (seconds after a midnight, total)."""
    midnight_ms = np.array([MIDNIGHT_S * 1000])
    at_ms = np.array([round((MIDNIGHT_S + at) * 1000) for at, _ in readings])
    counter = counter_steps(at_ms, np.array([n for _, n in readings]), midnight_ms)
    return counter_days(counter, midnight_ms)


def test_a_counter_that_begins_again_at_midnight_tells_the_new_day_alone() -> None:
    told = _days((-20, 5000), (-10, 5008), (10, 6), (20, 16))
    assert told.day.tolist() == [0, 1]
    assert told.step_count.tolist() == [8, 16]
    assert told.n_resets.tolist() == [0, 1]
    # what was walked in the last ten seconds of the old day is lost
    assert told.is_lower_bound.tolist() == [True, False]


def test_a_counter_that_goes_on_over_midnight_is_divided_by_time() -> None:
    told = _days((-30, 5000), (10, 5040))
    assert told.step_count.tolist() == [30, 10]
    assert told.unsplit_step_count.tolist() == [0, 0]
    assert not told.is_lower_bound.any()


def test_a_silence_over_midnight_belongs_to_no_day_and_both_say_so() -> None:
    told = _days((-3600, 100), (-3590, 110), (3600, 900), (3610, 905))
    assert told.step_count.tolist() == [10, 5]
    assert told.unsplit_step_count.tolist() == [790, 790]
    assert told.is_lower_bound.tolist() == [True, True]


def test_a_silence_within_a_day_counts_for_the_day_and_for_no_minute() -> None:
    midnight_ms = np.array([MIDNIGHT_S * 1000])
    at_ms = np.array([0, 10, 1000, 1010]) * 1000
    counter = counter_steps(at_ms, np.array([0, 10, 500, 512]), midnight_ms)
    told = counter_days(counter, midnight_ms)
    assert told.step_count.tolist() == [512]
    assert told.unplaced_step_count.tolist() == [490]
    assert counter_minutes(counter, midnight_ms).step_count.sum() == 22


def test_a_restart_is_a_lower_bound_and_counted() -> None:
    told = _days((10, 500), (20, 4), (30, 2**16 - 1))
    assert told.n_resets.tolist() == [1]
    assert told.n_set_aside.tolist() == [1]
    assert told.step_count.tolist() == [4]
    assert told.is_lower_bound.tolist() == [True]


def test_a_day_of_which_nothing_is_known_has_no_steps_and_not_zero() -> None:
    told = _days((10, 100), (20, 90_000))
    assert math.isnan(told.step_count[0])


def test_minutes_of_a_new_day_begin_at_midnight() -> None:
    midnight_ms = np.array([60_000])
    counter = counter_steps(
        np.array([50_000, 90_000]), np.array([900, 30]), midnight_ms
    )
    told = counter_minutes(counter, midnight_ms)
    assert told.minute_ms.tolist() == [60_000]
    assert told.step_count.tolist() == [30]
    assert told.known_ms.tolist() == [30_000]


def test_minutes_and_days_tell_the_same_placed_steps() -> None:
    rng = np.random.default_rng(11)
    total = np.cumsum(rng.integers(0, 12, 400))
    midnight_ms = np.array([1_234_567])
    counter = counter_steps(np.arange(400) * 10_000, total, midnight_ms)
    days = counter_days(counter, midnight_ms)
    minutes = counter_minutes(counter, midnight_ms)
    assert math.isclose(days.step_count.sum(), minutes.step_count.sum())
    assert math.isclose(days.step_count.sum(), total[-1] - total[0])


def test_without_readings_there_are_no_days() -> None:
    assert _days().day.tolist() == []
