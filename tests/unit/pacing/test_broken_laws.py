"""The laws of the soak find what they are for: each is shown a broken decision."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from pacepipe.domain.plan import (
    Action,
    PacingInputs,
    PacingOutcome,
    PlannedSession,
    Tolerance,
    WeekPlan,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing import DEFAULT_POLICY, PacingPolicy, plan_week
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.simulate.cohort.ours import Paced
from pacepipe.simulate.cohort.seen import Seen
from pacepipe.simulate.cohort.trial import run, set_up
from pacepipe.simulate.cohort.world import WORLDS
from support.broken_laws import LAWS, broken
from support.pacing import (
    GOOD,
    WEEK_START,
    WINDOW_END,
    diary_of,
    infusion,
    plans,
    red_flag,
    sessions_of,
    with_days,
    with_limits,
)
from support.rough_clinic import RoughClinic

DAY = timedelta(days=1)


def rise_anyway(outcome: PacingOutcome) -> PacingOutcome:
    """What the engine gives to a person for whom everything goes well."""
    del outcome
    return plan_week(GOOD, DEFAULT_POLICY)


def planned(**changes: Any) -> Callable[[PacingOutcome], PacingOutcome]:
    """The same decision with another dose, laid out as if nothing else mattered."""

    def change(outcome: PacingOutcome) -> PacingOutcome:
        plan = outcome.plan or plan_week(GOOD, DEFAULT_POLICY).plan
        assert plan is not None
        return replace(outcome, plan=laid_out(replace(plan, **changes)))

    return change


def laid_out(plan: WeekPlan) -> WeekPlan:
    days = [WEEK_START + n * DAY for n in range(7)]
    sessions = tuple(
        PlannedSession(day, ActivityKind.AEROBIC, plan.session_min)
        for day in days[: plan.sessions_per_week]
    )
    return replace(
        plan,
        sessions=sessions,
        week_min=plan.session_min * plan.sessions_per_week,
        rest_dates=tuple(days[plan.sessions_per_week :]),
    )


def other(**changes: Any) -> Callable[[PacingOutcome], PacingOutcome]:
    return lambda outcome: replace(outcome, **changes)


def both(*changes: Callable[[Any], Any]) -> Callable[[PacingOutcome], PacingOutcome]:
    def change(outcome: PacingOutcome) -> PacingOutcome:
        for one in changes:
            outcome = one(outcome)
        return outcome

    return change


@dataclass(frozen=True)
class Planted:
    """An input, and what a faulty engine would make of it."""

    law: str
    inputs: PacingInputs = GOOD
    fault: Callable[[PacingOutcome], PacingOutcome] = field(default=rise_anyway)
    policy: PacingPolicy = DEFAULT_POLICY


TREATED = replace(GOOD, treatments=(infusion(WEEK_START + 2 * DAY),))
PLANTED = [
    Planted(
        "never back to more than was done lately",
        fault=both(
            planned(session_min=9, sessions_per_week=3), other(action=Action.RETURN)
        ),
    ),
    Planted(
        "no plan without limits, clearance or while paused", replace(GOOD, limits=None)
    ),
    Planted(
        "no plan without limits, clearance or while paused",
        replace(GOOD, is_paused=True),
    ),
    Planted(
        "no plan without limits, clearance or while paused",
        with_limits(GOOD, cleared_until=WEEK_START - DAY),
    ),
    Planted(
        "no minutes while a stop is open", replace(GOOD, stops=(red_flag(WINDOW_END),))
    ),
    Planted("no minutes while a stop is open", with_limits(GOOD, is_held=True)),
    Planted("whole minutes, 4 at least", fault=planned(session_min=3)),
    Planted("whole minutes, 4 at least", fault=planned(session_min=7.5)),
    Planted(
        "sessions add up to the week and its rest days",
        fault=lambda o: replace(o, plan=replace(o.plan, week_min=o.plan.week_min - 1)),
    ),
    Planted(
        "never above the clinic's limits or the presets",
        with_limits(GOOD, session_max_min=7),
    ),
    Planted(
        "never above the clinic's limits or the presets",
        with_limits(GOOD, sessions_per_week_max=3),
    ),
    Planted(
        "never above the clinic's limits or the presets",
        with_limits(GOOD, week_max_min=31),
    ),
    Planted(
        "never above the clinic's limits or the presets",
        with_limits(GOOD, sessions_per_week_max=None),
    ),
    Planted(
        "only kinds that the clinic allows",
        with_limits(GOOD, activity_kinds=(ActivityKind.BREATHING,)),
    ),
    Planted(
        "never above the tolerance ceiling",
        fault=other(tolerance=Tolerance(7.9, 5.0, 12.0, 9, 9)),
    ),
    Planted("a bounded rise", fault=planned(session_min=8, sessions_per_week=5)),
    Planted("a bounded rise", fault=planned(session_min=14, sessions_per_week=2)),
    Planted(
        "a bounded rise",
        replace(GOOD, plan_weeks=plans((6, 4))),
        planned(session_min=9, sessions_per_week=5),
    ),
    Planted(
        "from rest only by a start or a restart",
        replace(GOOD, plan_weeks=plans((0, 0))),
    ),
    Planted("from rest only by a start or a restart", replace(GOOD, plan_weeks=())),
    Planted(
        "from rest only by a start or a restart",
        replace(GOOD, plan_weeks=plans((8, 3), (0, 0))),
        both(planned(session_min=9, sessions_per_week=3), other(action=Action.RESTART)),
    ),
    Planted("more only under a name that says so", fault=other(action=Action.HOLD)),
    Planted("no rise on a thin diary", replace(GOOD, diary=diary_of(3))),
    Planted("no rise on a thin diary", replace(GOOD, diary=diary_of(7)[:4])),
    Planted("no rise on a thin diary", with_days(GOOD, range(6), sleep=None)),
    Planted("no rise without a baseline in date", replace(GOOD, baseline=None)),
    Planted(
        "no rise without a baseline in date",
        replace(GOOD, baseline=replace(GOOD.baseline, valid_until=WEEK_START - DAY)),
    ),
    Planted(
        "no rise without a baseline in date",
        replace(GOOD, baseline=replace(GOOD.baseline, window_end=WINDOW_END - 6 * DAY)),
    ),
    Planted(
        "no rise after a stop of the week",
        replace(
            GOOD, stops=(red_flag(WINDOW_END - 9 * DAY, cleared=WINDOW_END - 6 * DAY),)
        ),
    ),
    Planted(
        "no rise while cooling off",
        replace(GOOD, plan_weeks=plans((8, 3), action=Action.REDUCE)),
    ),
    Planted(
        "no rise while cooling off",
        replace(GOOD, plan_weeks=plans((8, 3), (8, 3), action=Action.RESTART)),
    ),
    Planted(
        "no rise from a plan that was not tested",
        replace(GOOD, sessions=sessions_of(1)),
    ),
    Planted(
        "no rise from a plan that was not tested",
        replace(GOOD, plan_weeks=plans((5, 5)), sessions=sessions_of(2)),
    ),
    Planted(
        "no rise after hard, sore or broken-off sessions",
        replace(GOOD, sessions=sessions_of(effort=5.0)),
    ),
    Planted(
        "no rise after hard, sore or broken-off sessions",
        with_days(GOOD, [0], soreness_48h=True),
    ),
    Planted(
        "less after a week that was too much",
        replace(GOOD, sessions=sessions_of(effort=6.0)),
        planned(session_min=8, sessions_per_week=3),
    ),
    Planted("rest on treatment days", TREATED),
    Planted(
        "light days after treatment",
        TREATED,
        planned(session_min=8, sessions_per_week=5),
    ),
    Planted(
        "no rise into treatment under the first policy", TREATED, policy=FIRST_POLICY
    ),
    Planted("reasons and a policy on every decision", fault=other(reasons=())),
    Planted("reasons and a policy on every decision", fault=other(policy_version="0")),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.law)
def test_a_decision_that_breaks_a_law_is_found(planted: Planted) -> None:
    decided = plan_week(planted.inputs, planted.policy)
    assert broken(planted.inputs, decided, planted.policy) == []
    fault = planted.fault(decided)
    assert planted.law in broken(planted.inputs, fault, planted.policy)


def test_every_law_was_shown_a_fault() -> None:
    assert {planted.law for planted in PLANTED} == set(LAWS)


@pytest.mark.parametrize(
    "policy", [FIRST_POLICY, DEFAULT_POLICY], ids=lambda p: p.version
)
def test_a_month_in_a_rough_clinic_breaks_none(policy: Any) -> None:
    setting = set_up(WORLDS["boom_and_bust"], count=30, weeks=8, seed=6)
    paced = Paced(setting.people, policy, RoughClinic(6))
    found = set()

    class Looked:
        def week(self, seen: Seen, first_day: int) -> Any:
            week = paced.week(seen, first_day)
            for inputs, outcome in zip(paced.inputs, paced.outcomes, strict=True):
                found.add((outcome.action, *broken(inputs, outcome, policy)))
            return week

        def today(self, seen: Seen, day: int, planned: Any) -> Any:
            return paced.today(seen, day, planned)

    run(setting, Looked())
    assert {len(each) for each in found} == {1}
    assert len(found) >= 6
