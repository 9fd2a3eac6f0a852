"""A virtual cohort: the same seed is the same people and luck, whoever decides."""

from dataclasses import replace

import numpy as np
import pytest

from pacepipe.pacing.policy import DEFAULT_POLICY
from pacepipe.simulate.cohort.ours import Paced
from pacepipe.simulate.cohort.outcome import flares_of_each, outcome
from pacepipe.simulate.cohort.trial import RUN_IN_DAYS, run, set_up
from pacepipe.simulate.cohort.usual import USUAL, Constant, Oracle
from pacepipe.simulate.cohort.world import WORLDS

SMALL = {"count": 40, "weeks": 6, "seed": 3}


def test_the_same_seed_gives_the_same_trial() -> None:
    first, second = (
        run(set_up(WORLDS["default"], **SMALL), Constant(8, 5)) for _ in range(2)
    )
    assert np.array_equal(first.cost, second.cost)
    assert np.array_equal(
        first.seen.items["tiredness"], second.seen.items["tiredness"], equal_nan=True
    )


def test_policies_meet_the_same_people_treatments_and_infections() -> None:
    low, high = (
        run(set_up(WORLDS["default"], **SMALL), Constant(minutes, 5))
        for minutes in (4, 30)
    )
    assert np.array_equal(low.people.tolerance_min, high.people.tolerance_min)
    assert np.array_equal(low.course.has_infection, high.course.has_infection)
    assert outcome(low).over_week_frac < outcome(high).over_week_frac


def test_nobody_is_asked_for_anything_before_the_first_week() -> None:
    trial = run(set_up(WORLDS["default"], **SMALL), Constant(8, 5))
    assert trial.seen.done_min[:, :RUN_IN_DAYS].sum() == 0


def test_the_oracle_walks_more_than_a_constant_and_harms_less_than_a_rise() -> None:
    setting = set_up(WORLDS["default"], **SMALL)
    best = outcome(run(setting, Oracle(setting)))
    constant = outcome(run(set_up(WORLDS["default"], **SMALL), Constant(8, 5)))
    rising = outcome(run(set_up(WORLDS["default"], **SMALL), USUAL["fixed_rise"]()))
    assert best.week_min > constant.week_min
    assert best.over_week_frac < rising.over_week_frac


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_world_is_lived_in(name: str) -> None:
    trial = run(set_up(WORLDS[name], count=20, weeks=2, seed=1), Constant(8, 5))
    assert np.isfinite(trial.cost).all()
    assert (trial.cost >= 0).all()
    if name == "no_coupling":
        assert trial.cost.sum() == 0


def test_two_bad_days_close_together_are_one_flare_and_one_is_none() -> None:
    days = np.zeros((3, 30), dtype=np.bool_)
    days[0, [3, 6]] = True
    days[1, 5] = True
    days[2, [2, 3, 20, 21]] = True
    assert flares_of_each(days).tolist() == [1, 0, 2]


def test_the_ceiling_alone_lowers_harm() -> None:
    without = replace(DEFAULT_POLICY, version="without", tolerance_quantile=0.0)
    free, held = (
        outcome(
            run(
                (setting := set_up(WORLDS["fragile"], count=50, weeks=10, seed=5)),
                Paced(setting.people, policy),
            )
        )
        for policy in (without, DEFAULT_POLICY)
    )
    assert held.over_week_frac < free.over_week_frac
