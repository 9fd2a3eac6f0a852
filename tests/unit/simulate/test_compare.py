"""Policies side by side: what the figures mean, and what would be an unfair fight."""

from dataclasses import fields, replace

import numpy as np
import pytest

from pacepipe.pacing.policy import DEFAULT_POLICY
from pacepipe.simulate.cohort.compare import (
    GENERATORS,
    IN_FORCE,
    ORACLE,
    Case,
    Compared,
    compare,
    pooled,
)
from pacepipe.simulate.cohort.outcome import PersonOutcomes
from pacepipe.simulate.cohort.usual import USUAL
from pacepipe.simulate.cohort.verdict import BESIDE, Line, lines, targets

SMALL = Case("overload", "default", seed=11, people=12, weeks=5)


@pytest.fixture(scope="module")
def small() -> Compared:
    return compare(SMALL)


@pytest.fixture(scope="module")
def judged(small: Compared) -> dict[str, Line]:
    return {line.policy: line for line in lines(small)}


def made(over: float, minutes: float, people: int = 20) -> PersonOutcomes:
    spread = np.linspace(-1, 1, people)
    return PersonOutcomes(
        over_week_frac=np.full(people, over),
        flares_per_month=np.zeros(people),
        week_min=minutes + spread,
        last_week_min=minutes + spread,
    )


def made_up(over: float, minutes: float) -> Compared:
    """One policy of ours beside a constant plan and an oracle of three tempers."""
    return Compared(
        by_policy={IN_FORCE: made(over, minutes), BESIDE: made(0.05, 30.0)},
        oracles=(made(0.0, 40.0), made(0.1, 80.0), made(0.5, 90.0)),
        under_ceiling={},
    )


def test_every_policy_is_there_with_a_row_for_each_person(small: Compared) -> None:
    assert set(small.by_policy) >= {IN_FORCE, IN_FORCE, ORACLE, *USUAL}
    for each in small.by_policy.values():
        assert all(
            getattr(each, field.name).shape == (SMALL.people,)
            for field in fields(PersonOutcomes)
        )


def test_the_same_case_gives_the_same_figures(small: Compared) -> None:
    again = compare(SMALL, {IN_FORCE: DEFAULT_POLICY})
    for name in (IN_FORCE, "stoplight", ORACLE):
        assert np.array_equal(
            again.by_policy[name].week_min, small.by_policy[name].week_min
        )


@pytest.mark.parametrize("generator", sorted(GENERATORS))
def test_the_generators_are_lived_in_by_ours(generator: str) -> None:
    case = replace(SMALL, generator=generator, people=6, weeks=2)
    found = compare(case, {IN_FORCE: DEFAULT_POLICY})
    assert (found.by_policy[IN_FORCE].week_min > 0).any()


def test_only_a_policy_with_a_ceiling_has_one_to_be_checked(small: Compared) -> None:
    assert set(small.under_ceiling) == {IN_FORCE}
    shares = small.under_ceiling[IN_FORCE]
    assert ((shares >= 0) & (shares <= 1)).all()
    assert 0 < shares.mean() < 1


def test_an_interval_holds_its_mean_and_is_narrower_with_more_people(
    judged: dict[str, Line],
) -> None:
    for line in judged.values():
        figure = line.week_min
        assert figure.low <= figure.value <= figure.high
    few, many = (
        lines(Compared({BESIDE: made(0.1, 30.0, count)}, (made(0, 1),), {}))[0]
        for count in (20, 400)
    )
    assert many.week_min.high - many.week_min.low < few.week_min.high - few.week_min.low


def test_a_difference_is_taken_person_by_person(judged: dict[str, Line]) -> None:
    itself, more = judged[BESIDE].more_min, judged["constant_10x5"].more_min
    assert (itself.low, itself.high) == (0.0, 0.0)
    # the same people and luck: the difference is far surer than either figure
    figure = judged["constant_10x5"].week_min
    assert more.high - more.low < (figure.high - figure.low) / 2


def test_the_oracle_is_asked_at_the_risk_that_was_taken() -> None:
    (ours, _) = lines(made_up(over=0.05, minutes=30.0))
    assert ours.of_oracle_frac == pytest.approx(0.5)
    (reckless, _) = lines(made_up(over=0.9, minutes=45.0))
    assert reckless.of_oracle_frac == pytest.approx(0.5)


def met(over: float, minutes: float, world: str = "default") -> list[bool]:
    found = targets({("overload", world): made_up(over, minutes)}, IN_FORCE)
    return [target.is_met for target in found]


@pytest.mark.parametrize(
    ("over", "minutes", "expected"),
    [
        (0.08, 45.0, [True, True, True, True]),
        (0.09, 45.0, [False, True, True, False]),
        (0.08, 44.0, [True, True, True, False]),
        (0.08, 29.0, [True, True, False, False]),
    ],
)
def test_floors_and_goal_of_the_usual_world(
    over: float, minutes: float, expected: list[bool]
) -> None:
    assert met(over, minutes) == expected


def test_other_worlds_have_other_floors() -> None:
    assert met(0.15, 10.0, "noisy_diary") == [True]
    assert met(0.16, 10.0, "noisy_diary") == [False]
    assert met(0.10, 60.0, "fragile") == [True, True]
    assert met(0.08, 60.0, "robust") == [True, True]
    # minutes that are bought with harm are no goal
    assert met(0.10, 60.0, "robust") == [True, False]


def test_seeds_are_pooled_person_by_person(small: Compared) -> None:
    both = pooled((small, small))
    assert len(both.by_policy[BESIDE].week_min) == 2 * SMALL.people
    assert len(both.oracles) == len(small.oracles)
    assert len(both.under_ceiling[IN_FORCE]) == 2 * SMALL.people
