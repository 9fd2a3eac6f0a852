"""The second kind of body, and that it is not the first in other words."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.simulate.cohort.outcome import OVER_POINTS, outcome
from pacepipe.simulate.cohort.reserve import ReserveBody
from pacepipe.simulate.cohort.trial import Setting, run, set_up
from pacepipe.simulate.cohort.usual import USUAL, Constant, Oracle
from pacepipe.simulate.cohort.world import WORLDS

ALONE = replace(
    WORLDS["default"],
    cycles=((0, 1.0),),
    infections_per_month=0.0,
    anaemia_share=0.0,
    uncoupled_share=0.0,
)
"""No treatment and no illness: what is left is the walking."""


def setting_of(world: str = "default", weeks: int = 6) -> Setting:
    return set_up(WORLDS[world], count=60, weeks=weeks, seed=4, make_body=ReserveBody)


def alone() -> Setting:
    return set_up(ALONE, count=60, weeks=6, seed=4, make_body=ReserveBody)


def costs(minutes_of_days: list[float]) -> np.ndarray:
    """(days, n) points."""
    setting = alone()
    count = len(setting.people)
    return np.array(
        [
            setting.body.live(np.full(count, minutes), day)
            for day, minutes in enumerate(minutes_of_days)
        ]
    )


def test_who_does_not_walk_has_nothing_that_walks_cost() -> None:
    setting = setting_of()
    count = len(setting.people)
    assert not any(setting.body.live(np.zeros(count), day).any() for day in range(40))


def test_a_longer_walk_costs_more_and_goes_on_costing() -> None:
    short, long = (costs([minutes, 0, 0, 0]) for minutes in (6, 12))
    assert (long > short).all()
    assert (long[-1] > 0).all()


def test_what_every_other_day_leaves_no_mark_may_leave_one_every_day() -> None:
    sometimes, daily = costs([35, 0] * 7), costs([35, 35] * 7)
    is_harmed = (daily >= OVER_POINTS).any(axis=0)
    is_harmed_only_daily = is_harmed & (sometimes < OVER_POINTS).all(axis=0)
    assert is_harmed_only_daily.mean() > 0.1


def test_the_same_walk_is_felt_more_on_an_emptier_reserve() -> None:
    setting = alone()
    count = len(setting.people)
    walk = np.full(count, 5.0)
    fresh = setting.body.felt_effort(walk, 0)
    assert (fresh > setting.body.felt_effort(walk / 2, 0)).all()
    for day in range(5):
        setting.body.live(3 * walk, day)
    assert (setting.body.felt_effort(walk, 5) > fresh).all()


def test_training_makes_a_walk_cheaper() -> None:
    trained, resting = alone(), alone()
    count = len(trained.people)
    for day in range(35):
        trained.body.live(np.full(count, 5.0 if day < 20 else 0.0), day)
        resting.body.live(np.zeros(count), day)
    walk = np.full(count, 10.0)
    is_cheaper = trained.body.live(walk, 35) < resting.body.live(walk, 35)
    # the last of what training cost is still there in a few
    assert is_cheaper.mean() > 0.9


def test_more_of_the_response_comes_later_where_it_is_delayed() -> None:
    share_later = []
    for delayed in (0.0, 0.9):
        setting = set_up(
            replace(ALONE, delayed_frac=delayed),
            count=60,
            weeks=4,
            seed=4,
            make_body=ReserveBody,
        )
        same, next_day = (
            setting.body.live(np.full(60, minutes), day)
            for day, minutes in enumerate((40.0, 0.0))
        )
        share_later.append(next_day.sum() / (same + next_day).sum())
    assert share_later[1] > share_later[0]


def test_a_copy_lives_a_life_of_its_own() -> None:
    setting = alone()
    walk = np.full(len(setting.people), 40.0)
    other = setting.body.copy()
    for day in range(3):
        other.live(walk, day)
    assert np.array_equal(setting.body.live(walk, 0), alone().body.live(walk, 0))


def test_the_same_people_have_the_same_bodies() -> None:
    first, second = (run(setting_of(), Constant(12, 5)) for _ in range(2))
    assert np.array_equal(first.cost, second.cost)


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_world_is_lived_in_by_these_bodies_too(name: str) -> None:
    trial = run(setting_of(name, weeks=2), Constant(8, 5))
    assert np.isfinite(trial.cost).all()
    assert (trial.cost >= 0).all()
    assert trial.cost.any() == (name != "no_coupling")


def test_the_oracle_knows_these_bodies() -> None:
    constant = outcome(run(setting_of(), Constant(10, 5)))
    rising = outcome(run(setting_of(), USUAL["fixed_rise"]()))
    setting, bolder = setting_of(), setting_of()
    best = outcome(run(setting, Oracle(setting)))
    bold = outcome(run(bolder, Oracle(bolder, margin=1.5)))
    assert best.week_min > constant.week_min
    assert best.over_week_frac < constant.over_week_frac < rising.over_week_frac
    assert bold.week_min > best.week_min
    assert bold.over_week_frac > best.over_week_frac


def test_the_oracle_asks_for_the_longest_session_that_does_no_harm() -> None:
    setting = alone()
    asked = Oracle(setting).week(run(alone(), Constant(0, 5)).seen, 14)
    longest = asked.max(axis=1)
    assert (asked[:, [2, 6]] == 0).all()

    def worst(minutes: np.ndarray) -> np.ndarray:
        body = setting.body.copy()
        days = [minutes * (day not in {2, 6, 7, 8, 9}) for day in range(10)]
        lived = [body.live(walk, 14 + day) for day, walk in enumerate(days)]
        return np.max(lived, axis=0)

    able = (longest > 0) & (longest < 60)
    assert able.any()
    assert (worst(longest)[able] < Oracle.MARGIN * OVER_POINTS).all()
    assert (worst(longest + 1)[able] >= Oracle.MARGIN * OVER_POINTS).all()
