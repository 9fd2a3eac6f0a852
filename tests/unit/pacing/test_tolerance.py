"""The tolerance model: what it may never do, whatever is said."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.plan import PacingInputs, Tolerance
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing import PacingPolicy, plan_week
from pacepipe.pacing.ceiling import ceiling_cap, prior_min, tolerances
from pacepipe.pacing.evidence import gather
from pacepipe.pacing.policy import DEFAULT_POLICY, FIRST_POLICY
from pacepipe.pacing.tolerance import (
    DAYS,
    GRID_MIN,
    DoseDays,
    Response,
    posterior,
    quantile_min,
)
from support.pacing import (
    BASELINE,
    GOOD,
    WINDOW_START,
    moment,
    plans,
    session_on,
    sessions_of,
    with_days,
)

RESPONSE = Response(
    prior_log_sd=0.8,
    points=0.5,
    noise_points=1.0,
    effort_slope=2.0,
    effort_weight=0.25,
    half_life_days=45.0,
)
LAST = DAYS - 1


def days_of(minutes: float, change: float, effort: float) -> DoseDays:
    """A walk every other day, each day told, each walk rated."""
    walked = np.where(np.arange(DAYS) % 2 == 0, minutes, 0.0)
    return DoseDays(
        minutes=walked[None, :],
        change=np.full((1, DAYS), change),
        effort_cr10=np.where(walked > 0, effort, np.nan)[None, :],
        is_early_stop=np.zeros((1, DAYS), dtype=np.bool_),
        prior_min=np.array([15.0]),
    )


def ceiling(days: DoseDays, quantile: float = 0.25) -> float:
    return float(quantile_min(posterior(days, RESPONSE), quantile)[0])


def nothing() -> DoseDays:
    return DoseDays(
        minutes=np.zeros((1, DAYS)),
        change=np.full((1, DAYS), np.nan),
        effort_cr10=np.full((1, DAYS), np.nan),
        is_early_stop=np.zeros((1, DAYS), dtype=np.bool_),
        prior_min=np.array([15.0]),
    )


def test_without_evidence_the_ceiling_is_that_of_the_prior() -> None:
    # exp(log 15 - 0.6745 x 0.8) = 8.7 minutes; the grid cuts both tails
    assert ceiling(nothing()) == pytest.approx(8.7, rel=0.05)


def test_many_people_at_once_have_the_ceilings_that_each_has_alone() -> None:
    alone = [days_of(30.0, 4.0, 9.0), nothing(), days_of(5.0, -1.0, 1.0)]
    fields = DoseDays.__slots__
    together = DoseDays(
        **{name: np.concatenate([getattr(d, name) for d in alone]) for name in fields}
    )
    probability = posterior(together, RESPONSE)
    assert probability.sum(axis=1) == pytest.approx(np.ones(3))
    assert quantile_min(probability, 0.25) == pytest.approx(
        [ceiling(days) for days in alone]
    )


def test_an_effort_of_exactly_2_is_light_and_over_it_says_nothing() -> None:
    light, over, unsaid = (
        ceiling(days_of(12.0, np.nan, effort)) for effort in (2.0, 2.1, np.nan)
    )
    assert light > over == unsaid


def test_on_a_day_without_a_walk_an_effort_says_nothing() -> None:
    rated = replace(nothing(), effort_cr10=np.full((1, DAYS), 9.0))
    assert ceiling(rated) == ceiling(nothing())


def test_probabilities_add_up() -> None:
    both = posterior(days_of(12.0, 0.5, 3.0), RESPONSE)
    assert both.shape == (1, len(GRID_MIN))
    assert both.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("steps", "minutes"),
    [
        (3700.0, 15.0),
        (5000.0, 15.0 * (5000 / 3700) ** 0.45),
        (6500.0, 15.0 * (6500 / 3700) ** 0.45),
        (9000.0, 15.0 * (6500 / 3700) ** 0.45),
        (2100.0, 15.0 * (2100 / 3700) ** 0.45),
        (1000.0, 15.0 * (2100 / 3700) ** 0.45),
        (0.0, 15.0 * (2100 / 3700) ** 0.45),
        (None, 15.0 * (2100 / 3700) ** 0.45),
    ],
)
def test_the_model_begins_from_the_steps_of_a_usual_day(
    steps: float | None, minutes: float
) -> None:
    policy = replace(DEFAULT_POLICY, tolerance_prior_min=15.0)
    assert prior_min(steps, policy) == pytest.approx(minutes)


def test_a_policy_that_does_not_know_steps_begins_from_the_same_for_everybody() -> None:
    policy = replace(DEFAULT_POLICY, tolerance_steps_power=0.0)
    begins = {prior_min(steps, policy) for steps in (None, 900.0, 3700.0, 9000.0)}
    assert begins == {policy.tolerance_prior_min}


def test_the_policy_without_the_model_has_no_ceiling() -> None:
    assert tolerances((), DEFAULT_POLICY) == ()
    assert ceiling_cap(None, DEFAULT_POLICY) == ()


def found(inputs: PacingInputs) -> Tolerance:
    (tolerance,) = tolerances((gather(inputs, DEFAULT_POLICY),), DEFAULT_POLICY)
    assert tolerance is not None
    return tolerance


def test_only_walks_tell_of_what_is_tolerated_whatever_else_was_done() -> None:
    seated, *walked = GOOD.sessions
    seated = replace(seated, activity_kind=ActivityKind.CHAIR)
    with_seated = replace(GOOD, sessions=(seated, *walked))
    assert found(with_seated) == found(replace(GOOD, sessions=tuple(walked)))


def test_two_walks_of_a_day_count_as_long_as_both_and_one_early_stop_counts() -> None:
    whole = session_on(WINDOW_START, minutes=20.0, is_early_stop=True)
    first = replace(whole, duration_min=12.0)
    second = replace(
        whole,
        session_id="later",
        started_at=moment(WINDOW_START, 15),
        duration_min=8.0,
        is_early_stop=False,
    )
    # without a plan that asked for a length, of which they would be shares
    person = replace(GOOD, plan_weeks=())
    assert found(replace(person, sessions=(first, second))) == found(
        replace(person, sessions=(whole,))
    )


def test_days_that_are_usual_for_the_person_speak_for_longer_walks() -> None:
    told = with_days(GOOD, range(7), tiredness=5)
    usual = replace(told, baseline=replace(BASELINE, burden_median=1.2))
    assert found(usual).ceiling_min > found(told).ceiling_min


walks = st.floats(4.0, 40.0)
points = st.floats(-2.0, 4.0)
efforts = st.floats(0.0, 10.0)
few = settings(max_examples=60, deadline=None)


@few
@given(walks, points, points, efforts, st.integers(0, LAST))
def test_a_worse_day_never_raises_the_ceiling(
    minutes: float, change: float, worse: float, effort: float, day: int
) -> None:
    days = days_of(minutes, change, effort)
    told = days.change.copy()
    told[0, day] = max(change, worse)
    assert ceiling(replace(days, change=told)) <= ceiling(days) + 1e-9


@few
@given(walks, points, efforts, efforts, st.integers(0, LAST // 2))
def test_a_harder_effort_never_raises_the_ceiling(
    minutes: float, change: float, effort: float, harder: float, walk: int
) -> None:
    days = days_of(minutes, change, effort)
    felt = days.effort_cr10.copy()
    felt[0, 2 * walk] = max(effort, harder)
    assert ceiling(replace(days, effort_cr10=felt)) <= ceiling(days) + 1e-9


@few
@given(walks, points, st.floats(0.0, 4.4), st.integers(0, LAST // 2))
def test_an_effort_that_is_not_hard_and_was_not_said_never_raises_the_ceiling(
    minutes: float, change: float, effort: float, walk: int
) -> None:
    days = days_of(minutes, change, effort)
    felt = days.effort_cr10.copy()
    felt[0, 2 * walk] = np.nan
    assert ceiling(replace(days, effort_cr10=felt)) <= ceiling(days) + 1e-9


@few
@given(walks, points, efforts, st.integers(0, LAST // 2))
def test_an_early_stop_never_raises_the_ceiling(
    minutes: float, change: float, effort: float, walk: int
) -> None:
    days = days_of(minutes, change, effort)
    stopped = days.is_early_stop.copy()
    stopped[0, 2 * walk] = True
    assert ceiling(replace(days, is_early_stop=stopped)) <= ceiling(days) + 1e-9


@few
@given(walks, points, efforts, st.floats(0.05, 0.5), st.floats(0.05, 0.5))
def test_a_more_careful_quantile_never_raises_the_ceiling(
    minutes: float, change: float, effort: float, one: float, other: float
) -> None:
    days = days_of(minutes, change, effort)
    assert ceiling(days, min(one, other)) <= ceiling(days, max(one, other))


@pytest.mark.parametrize(
    "policy",
    [FIRST_POLICY, DEFAULT_POLICY],
    ids=["first", "in_force"],
)
def test_a_calm_effort_that_was_not_said_never_gives_a_longer_plan(
    policy: PacingPolicy,
) -> None:
    told = replace(
        GOOD, plan_weeks=plans((8, 5), (8, 5)), sessions=sessions_of(5, effort=3.0)
    )
    first, *others = told.sessions
    untold = replace(told, sessions=(replace(first, effort_cr10=None), *others))
    more, less = (plan_week(inputs, policy).plan for inputs in (untold, told))
    assert more is not None
    assert less is not None
    assert more.session_min <= less.session_min
