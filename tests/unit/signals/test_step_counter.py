"""The rules of a step counter, one case each; times in seconds for reading."""

import math

import numpy as np
import pytest

from pacepipe.signals import STEP_FLAGS, counter_steps

MIDNIGHT_S = 100_000


def judged(*readings: tuple[float, int], midnights_s: tuple[float, ...] = ()):
    return counter_steps(
        np.array([at * 1000 for at, _ in readings], dtype=np.int64),
        np.array([total for _, total in readings], dtype=np.int64),
        np.array([at * 1000 for at in midnights_s], dtype=np.int64),
    )


def told(*readings: tuple[float, int], midnights_s: tuple[float, ...] = ()):
    steps = judged(*readings, midnights_s=midnights_s)
    return [
        (None if math.isnan(count) else count, STEP_FLAGS[code].value)
        for count, code in zip(
            steps.step_count.tolist(), steps.flag_code.tolist(), strict=True
        )
    ]


def after(seconds: float) -> float:
    return MIDNIGHT_S + seconds


@pytest.mark.parametrize("readings", [(), ((0, 5),)])
def test_one_reading_tells_no_steps(readings):
    assert told(*readings) == []


def test_steps_are_differences():
    assert told((0, 100), (10, 115), (20, 115)) == [(15, "ok"), (0, "ok")]


def test_a_high_rate_is_believed_and_marked():
    # 230 in 60 s is 3.83 a second
    assert told((0, 0), (60, 230)) == [(230, "rate_high")]


def test_an_impossible_jump_is_no_steps():
    assert told((0, 100), (10, 141)) == [(None, "rate_implausible")]


def test_a_single_wrong_total_costs_nothing_around_it():
    assert told((0, 100), (10, 60_000), (20, 120)) == [
        (None, "rate_implausible"),
        (20, "ok"),
    ]


def test_a_jump_that_the_next_reading_goes_on_from_is_taken_as_the_new_total():
    assert told((0, 100), (10, 60_000), (20, 60_010)) == [
        (None, "rate_implausible"),
        (10, "ok"),
    ]


@pytest.mark.parametrize("modulus", [2**16, 2**24, 2**32])
def test_a_counter_that_rolls_over_counts_on(modulus):
    assert told((0, modulus - 10), (10, 5)) == [(15, "rollover")]


def test_a_counter_starts_again_at_midnight():
    assert told((after(-60), 5000), (after(60), 30), midnights_s=(MIDNIGHT_S,)) == [
        (30, "reset_midnight")
    ]


def test_a_total_that_does_not_fit_the_time_since_midnight_is_no_midnight():
    # 30 steps in 5 s
    readings = ((after(-60), 5000), (after(5), 30))
    steps = judged(*readings, midnights_s=(MIDNIGHT_S,))
    assert told(*readings, midnights_s=(MIDNIGHT_S,)) == [(30, "reset")]
    assert steps.is_lower_bound.tolist() == [True]


def test_yesterdays_total_after_midnight_is_held_until_it_falls():
    assert told(
        (after(-60), 5000),
        (after(60), 5000),
        (after(120), 5000),
        (after(180), 12),
        (after(190), 20),
        midnights_s=(MIDNIGHT_S,),
    ) == [
        (None, "previous_day"),
        (None, "previous_day"),
        (12, "reset_midnight"),
        (8, "ok"),
    ]


def test_a_total_that_never_falls_is_believed_after_half_an_hour():
    assert told((after(-60), 5000), (after(1801), 5000), midnights_s=(MIDNIGHT_S,)) == [
        (0, "ok")
    ]


def test_a_dip_that_is_taken_back_is_a_glitch():
    assert told((0, 100), (10, 60), (20, 104)) == [(None, "glitch"), (4, "ok")]


def test_a_dip_that_stays_is_a_restart_and_a_lower_bound():
    readings = ((0, 100), (10, 6), (20, 9))
    assert told(*readings) == [(6, "reset"), (3, "ok")]
    assert judged(*readings).is_lower_bound.tolist() == [True, False]


def test_more_steps_than_fit_since_a_restart_are_not_counted():
    assert told((0, 5000), (10, 900), (20, 910)) == [(None, "reset"), (10, "ok")]


@pytest.mark.parametrize("late", [(10, 105), (5, 105), (10, 90)])
def test_an_older_or_equal_time_is_out_of_order(late):
    assert told((0, 100), (10, 110), late, (20, 120))[1:] == [
        (None, "out_of_order"),
        (10, "ok"),
    ]


def test_steps_over_ten_minutes_belong_to_no_minute():
    assert judged((0, 0), (600, 100), (1201, 200)).is_unplaced.tolist() == [False, True]


def test_a_gap_over_midnight_is_a_lower_bound_for_two_days():
    steps = judged((after(-3600), 100), (after(3600), 900), midnights_s=(MIDNIGHT_S,))
    assert steps.step_count.tolist() == [800]
    assert steps.is_unplaced.all()
    assert steps.crosses_midnight.all()
    assert steps.is_lower_bound.all()


def test_a_silence_of_hours_tells_at_least_its_difference():
    two_hours_s = 7200
    assert judged((0, 100), (two_hours_s, 300)).is_lower_bound.tolist() == [False]
    assert judged((0, 100), (two_hours_s + 1, 300)).is_lower_bound.tolist() == [True]
