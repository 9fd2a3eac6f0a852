"""The threshold of one person, from a budget and the own past."""

import numpy as np
import pytest

from pacepipe.pacing.alarm_budget import budget_within, thresholds, tried, usual_rate
from pacepipe.pacing.few_steps import few_steps
from pacepipe.pacing.flag_policy import DEFAULT as POLICY
from pacepipe.pacing.usual import known_median, usual_rest, windows

DAYS = 120


def calm() -> np.ndarray:
    return np.full((1, DAYS), -np.inf)


def last(log_odds: np.ndarray, budget: float = 0.25, excused: object = False) -> float:
    is_excused = np.zeros(log_odds.shape, dtype=np.bool_) | excused
    return float(thresholds(log_odds, is_excused, POLICY, budget)[0, -1])


def passed(*days: int, odds: float = 4.0) -> np.ndarray:
    found = calm()
    found[0, list(days)] = odds
    return found


def test_a_person_of_whom_nothing_is_known_gets_the_threshold_of_people() -> None:
    unknown = np.full((1, 3), np.nan)
    levels = tried(POLICY)
    allowed = 0.25 - POLICY.other_per_month
    lowest = levels[usual_rate(levels, POLICY) <= allowed][0]
    assert last(unknown) == lowest


def test_a_quiet_person_is_listened_to_more_as_the_months_go_by() -> None:
    found = thresholds(calm(), np.zeros((1, DAYS), dtype=np.bool_), POLICY, 0.1)[0]
    assert found[0] > found[-1]
    assert (np.diff(found) <= 0).all()


def test_every_false_episode_makes_it_higher_and_an_explained_one_does_not() -> None:
    once, twice = last(passed(40)), last(passed(40, 70))
    assert last(calm()) <= once <= twice
    assert last(calm()) < twice
    assert last(passed(40, 70), excused=True) == last(calm())


def test_days_within_a_week_are_one_episode_and_one_that_goes_on_is_none() -> None:
    assert last(passed(40, 43, 47)) == last(passed(40))
    assert last(passed(DAYS - 3, DAYS - 2)) == last(calm())


@pytest.mark.parametrize("budget", [0.0, 0.25, 1.0, 99.0])
def test_no_budget_and_no_person_leaves_the_bounds(budget: float) -> None:
    noisy = passed(*range(0, DAYS - 10, 9), odds=20.0)
    for log_odds in (calm(), noisy):
        found = last(log_odds, budget_within(budget, POLICY))
        assert POLICY.rise_lowest <= found <= POLICY.rise_highest


@pytest.mark.parametrize(
    ("asked", "given"), [(None, 0.25), (float("nan"), 0.25), (0.0, 0.05), (0.4, 0.4)]
)
def test_a_budget_is_the_sites_within_bounds(asked: float | None, given: float) -> None:
    assert budget_within(asked, POLICY) == given


def test_a_larger_budget_never_asks_for_more() -> None:
    needed = [last(passed(30, 60), each) for each in (0.05, 0.1, 0.25, 0.5, 1.0)]
    assert needed == sorted(needed, reverse=True)


def test_the_usual_is_the_median_of_days_that_lie_back() -> None:
    hr_bpm = np.arange(60, 60 + DAYS, dtype=np.float64)[None, :] % 7 + 60
    nothing = np.zeros((1, DAYS), dtype=np.bool_)
    begun = np.full((1, DAYS), -np.inf)
    usual = usual_rest(hr_bpm, nothing, begun, POLICY, spread_bpm=2.4)
    day = 100
    first = day - POLICY.gap_days - POLICY.usual_days + 1
    own = hr_bpm[0, first : day - POLICY.gap_days + 1]
    assert usual.level[0, day] == np.median(own)
    assert usual.count[0, day] == POLICY.usual_days
    assert np.isnan(usual.level[0, POLICY.gap_days + POLICY.usual_count - 2])
    assert usual.spread.min() >= POLICY.spread_floor_bpm


def test_windows_end_before_the_day_and_are_unknown_before_the_first() -> None:
    found = windows(np.arange(6.0)[None, :], 3, 2)
    assert found[0, 5].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(found[0, 1]).all()
    assert known_median(found)[0, 5] == 2.0


def test_few_steps_take_three_counted_days_at_half_and_far_under() -> None:
    rng = np.random.default_rng(5)
    steps = 4000.0 * np.exp(0.2 * rng.normal(size=(1, 60)))
    steps[0, -3:] = 1500.0
    assert few_steps(steps, POLICY).is_few[0, -1]
    assert not few_steps(steps, POLICY).is_few[0, :-1].any()
    gap = steps.copy()
    gap[0, -2] = np.nan
    assert not few_steps(gap, POLICY).is_few.any()
    uneven = 4000.0 * np.exp(1.2 * rng.normal(size=(1, 60)))
    uneven[0, -3:] = 1900.0
    assert not few_steps(uneven, POLICY).is_few[0, -1]
