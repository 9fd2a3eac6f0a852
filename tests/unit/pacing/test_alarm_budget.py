"""The threshold of one person, from a budget and the own past."""

import numpy as np
import pytest

from pacepipe.domain.flag import SitePast
from pacepipe.pacing.alarm_budget import (
    budget_within,
    joined,
    past_of,
    rate_at_site,
    site_past,
    thresholds,
    tried,
    usual_rate,
)
from pacepipe.pacing.few_steps import fall_of_steps, few_steps
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


def at_site(months: float, false: float, own: np.ndarray | None = None) -> float:
    """The threshold where a site had so many false episodes at every threshold."""
    log_odds = calm()[:, :3] if own is None else own
    site = SitePast(months, (false,) * len(tried(POLICY)))
    nothing = np.zeros(log_odds.shape, dtype=np.bool_)
    rates = rate_at_site(site, POLICY)
    return float(thresholds(log_odds, nothing, POLICY, 0.25, rates)[0, -1])


def test_a_young_site_starts_from_the_curve_of_the_cohort() -> None:
    assert (rate_at_site(None, POLICY) == usual_rate(tried(POLICY), POLICY)).all()
    assert at_site(0.0, 0.0) == last(calm()[:, :3])


def test_more_false_episodes_at_a_site_never_make_it_listen_more() -> None:
    noisier = [at_site(100.0, false) for false in (0.0, 10.0, 20.0, 40.0, 80.0)]
    assert noisier == sorted(noisier)
    assert noisier[0] < noisier[-1]
    calmer = [at_site(months, 20.0) for months in (10.0, 50.0, 100.0, 500.0)]
    assert calmer == sorted(calmer, reverse=True)


def test_no_site_is_made_deaf_or_noisy_beyond_the_bounds() -> None:
    assert at_site(1e6, 0.0) == POLICY.rise_lowest
    assert at_site(1e4, 1e6) == POLICY.rise_highest


def test_half_of_the_weight_is_the_sites_own_after_the_months_of_the_policy() -> None:
    months = POLICY.site_months
    rate = rate_at_site(SitePast(months, (0.0,) * len(tried(POLICY))), POLICY)
    assert rate == pytest.approx(usual_rate(tried(POLICY), POLICY) / 2)


def test_the_past_of_a_site_is_the_sum_of_its_peoples() -> None:
    two = np.concatenate((passed(40, 70), passed(20)))
    nothing = np.zeros(two.shape, dtype=np.bool_)
    whole = site_past(past_of(two, nothing, POLICY), DAYS, POLICY)
    parts = [
        site_past(past_of(row[None], nothing[:1], POLICY), DAYS, POLICY) for row in two
    ]
    assert joined(parts) == whole
    assert whole.months == pytest.approx(2 * DAYS / 30)
    assert whole.false_counts[0] == 3
    assert joined([]) is None
    going_on = past_of(passed(DAYS - 3), nothing[:1], POLICY)
    assert site_past(going_on, DAYS, POLICY).false_counts[0] == 0


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


def test_fewer_steps_are_those_of_the_day_before_against_the_own_usual() -> None:
    steps = np.full((1, 60), 4000.0)
    steps[0, -2] = 1000.0
    nothing = np.zeros((1, 60), dtype=np.bool_)
    fall, spread = fall_of_steps(steps, nothing, POLICY)
    assert fall[0, -1] == pytest.approx(np.log(4))
    assert fall[0, -2] == pytest.approx(0.0)
    assert np.isnan(fall[0, : POLICY.gap_days + POLICY.fewer_count - 1]).all()
    assert np.nanmin(spread) == POLICY.fewer_spread_floor
    unknown, _ = fall_of_steps(np.where(steps == 1000, np.nan, steps), nothing, POLICY)
    assert np.isnan(unknown[0, -1])


def test_fewer_steps_after_an_infusion_are_usual_until_and_when_learned() -> None:
    is_phase = (np.arange(60) % 20 < 7)[None, :]
    steps = np.where(is_phase, 2000.0, 4000.0)
    fall, _ = fall_of_steps(steps, is_phase, POLICY)
    assert fall[0, 46] == pytest.approx(0.0)
    assert fall[0, 22] == pytest.approx(0.0)
    first = np.zeros((1, 60), dtype=np.bool_)
    first[0, -3:] = True
    even = np.full((1, 60), 4000.0)
    assert fall_of_steps(even, first, POLICY)[0][0, -1] == pytest.approx(
        -POLICY.fewer_phase_log
    )
