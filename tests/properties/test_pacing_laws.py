"""What holds for every plan under every policy: bounds, and what it may not rest on."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import Action, PacingInputs, PacingOutcome, WeekPlan
from pacepipe.pacing import DEFAULT_POLICY, PacingPolicy, plan_week
from pacepipe.pacing.caps import Dose
from pacepipe.pacing.policy import FIRST_POLICY
from pacepipe.pacing.week import place, treatment_days
from support.pacing import (
    GOOD,
    calm_day,
    infusion,
    plans,
    red_flag,
    session_on,
    sessions_of,
)
from support.pacing_strategies import (
    Change,
    people,
    resting_weeks,
    well_people,
)

every_policy = pytest.mark.parametrize(
    "policy", [FIRST_POLICY, DEFAULT_POLICY], ids=["first", "in_force"]
)
law = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def planned(inputs: PacingInputs, policy: PacingPolicy) -> WeekPlan:
    plan = plan_week(inputs, policy).plan
    assert plan is not None
    return plan


def last_minutes(person: PacingInputs) -> int:
    last = person.plan_weeks[-1]
    return last.session_min * last.sessions_per_week


# -- bounds ------------------------------------------------------------------


@every_policy
@law
@given(people())
def test_no_plan_is_above_the_clinics_limits_or_the_presets(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    limits, plan = person.limits, planned(person, policy)
    assert limits is not None
    session_max = limits.session_max_min or policy.preset_session_min
    assert all(s.duration_min <= session_max for s in plan.sessions)
    assert len(plan.sessions) <= (
        limits.sessions_per_week_max or policy.preset_sessions
    )
    assert plan.session_min * plan.sessions_per_week <= (
        limits.week_max_min or policy.preset_week_min
    )


@every_policy
@law
@given(people())
def test_a_week_is_what_its_sessions_add_up_to(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    plan = planned(person, policy)
    assert plan.week_min == sum(s.duration_min for s in plan.sessions)
    assert plan.week_min <= plan.session_min * plan.sessions_per_week
    assert all(4 <= s.duration_min <= plan.session_min for s in plan.sessions)
    days = [s.day_date for s in plan.sessions]
    week = [person.week_start + timedelta(days=n) for n in range(7)]
    assert sorted({*days, *plan.rest_dates}) == week
    assert len(days) + len(plan.rest_dates) == 7


@every_policy
@law
@given(people())
def test_a_rise_is_bounded(policy: PacingPolicy, person: PacingInputs) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    last, plan = person.plan_weeks[-1], planned(person, policy)
    is_return = plan_week(person, policy).action is Action.RETURN
    back = policy.return_factor if is_return else 0.0
    week_min = last_minutes(person)
    assert plan.week_min <= max(1.25 * week_min + 8, back * week_min)
    assert plan.session_min <= max(last.session_min + 5, back * last.session_min)
    assert plan.sessions_per_week <= last.sessions_per_week + 1


@every_policy
@law
@given(people(), resting_weeks())
def test_a_restart_is_never_above_the_last_plan_with_minutes(
    policy: PacingPolicy, person: PacingInputs, rested: Change
) -> None:
    person = rested(person)
    outcome = plan_week(person, policy)
    assume(outcome.action is Action.RESTART and outcome.plan is not None)
    moving = [w for w in person.plan_weeks if w.session_min > 0]
    assert outcome.plan is not None
    highest = moving[-1].session_min if moving else policy.start_lowest_min
    assert outcome.plan.session_min <= highest
    assert outcome.plan.sessions_per_week <= 3


@every_policy
@law
@given(people())
def test_only_progress_a_start_or_a_way_back_from_rest_is_an_increase(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    outcome = plan_week(person, policy)
    if outcome.action in {Action.HOLD, Action.REDUCE, Action.STOP}:
        assert not outcome.is_increase
    if outcome.action is Action.PROGRESS:
        assert outcome.is_increase


@every_policy
@law
@given(people())
def test_a_week_without_sessions_is_no_reason_for_more(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    week = person.window_end - timedelta(days=6)
    rested = tuple(s for s in person.sessions if s.day_date < week)
    assert not plan_week(replace(person, sessions=rested), policy).is_increase


@law
@given(people(), st.integers(-6, 6))
def test_the_first_policy_does_not_rise_into_a_treatment_week(
    person: PacingInputs, offset: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(infusion(day),))
    assert not plan_week(treated, FIRST_POLICY).is_increase


@law
@given(well_people(), st.integers(-6, 6))
def test_where_a_rise_may_meet_treatment_its_days_get_no_more_than_the_last_plan(
    person: PacingInputs, offset: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(infusion(day),))
    assume(plan_week(treated, DEFAULT_POLICY).is_increase)
    last = person.plan_weeks[-1]
    dose = Dose(last.session_min, last.sessions_per_week)
    days = treatment_days(treated.treatments, person.week_start, DEFAULT_POLICY)
    usual = [
        session.duration_min
        for session in place(dose, person.week_start, (), days, DEFAULT_POLICY).sessions
        if session.day_date in days.light
    ]
    now = [
        session.duration_min
        for session in planned(treated, DEFAULT_POLICY).sessions
        if session.day_date in days.light
    ]
    assert len(now) <= len(usual)
    assert max(now, default=0) <= max(usual, default=0)


@pytest.mark.parametrize("session_count", range(2, 6))
def test_a_rise_that_meets_treatment_is_asked_on_the_other_days(
    session_count: int,
) -> None:
    dose = Dose(8, session_count)
    person = replace(
        GOOD,
        plan_weeks=plans((dose.session_min, dose.sessions_per_week)),
        sessions=sessions_of(session_count),
    )
    rises = 0
    for offset in range(-6, 7):
        day = person.week_start + timedelta(days=offset)
        treated = replace(person, treatments=(infusion(day),))
        outcome = plan_week(treated, DEFAULT_POLICY)
        if not outcome.is_increase or outcome.plan is None:
            continue
        rises += 1
        days = treatment_days(treated.treatments, person.week_start, DEFAULT_POLICY)
        before, now = (
            [s.duration_min for s in plan.sessions if s.day_date not in days.light]
            for plan in (
                place(dose, person.week_start, (), days, DEFAULT_POLICY),
                outcome.plan,
            )
        )
        longer = [minutes for minutes in now if minutes > dose.session_min]
        assert len(now) > len(before) or len(longer) >= (
            DEFAULT_POLICY.rise_open_sessions
        )
    assert rises > 0


@every_policy
@law
@given(people(), st.integers(0, 6))
def test_nothing_is_planned_on_a_treatment_day(
    policy: PacingPolicy, person: PacingInputs, offset: int
) -> None:
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(*person.treatments, infusion(day)))
    assert day in planned(treated, policy).rest_dates


@every_policy
@law
@given(people(), st.integers(0, 6), st.integers(0, 6))
def test_nothing_rises_after_a_red_flag_of_the_week(
    policy: PacingPolicy, person: PacingInputs, back: int, later: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.window_end - timedelta(days=back)
    flag = red_flag(day, cleared=day + timedelta(days=min(later, back)))
    flagged = replace(person, stops=(*person.stops, flag))
    assert not plan_week(flagged, policy).is_increase


@every_policy
@law
@given(people())
def test_without_a_baseline_nothing_but_a_way_back_rises(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    assert not plan_week(replace(person, baseline=None), policy).is_increase


# -- what a decision rests on -------------------------------------------------


@every_policy
@law
@given(people())
def test_every_decision_says_why_and_under_which_policy(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    outcome = plan_week(person, policy)
    assert outcome.reasons
    assert outcome.policy_version == policy.version
    assert [cap.name for cap in outcome.caps] == sorted(c.name for c in outcome.caps)


@every_policy
@law
@given(people())
def test_a_stored_copy_of_the_inputs_replays_the_decision(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    stored = canonical_json(person)
    again = TypeAdapter(PacingInputs).validate_json(stored)
    assert canonical_json(plan_week(again, policy)) == canonical_json(
        plan_week(person, policy)
    )


@every_policy
@law
@given(people())
def test_a_stored_outcome_reads_back_as_it_was(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    outcome = plan_week(person, policy)
    again = TypeAdapter(PacingOutcome).validate_json(canonical_json(outcome))
    assert again == outcome


@every_policy
@law
@given(people(), st.randoms(use_true_random=False))
def test_order_and_duplicates_of_inputs_change_nothing(
    policy: PacingPolicy, person: PacingInputs, chance: Any
) -> None:
    def mixed(entries: tuple) -> tuple:
        twice = [*entries, *entries[:3]]
        chance.shuffle(twice)
        return tuple(twice)

    other = replace(
        person,
        diary=mixed(person.diary),
        sessions=mixed(person.sessions),
        treatments=mixed(person.treatments),
        stops=mixed(person.stops),
        plan_weeks=mixed(person.plan_weeks),
    )
    assert plan_week(other, policy) == plan_week(person, policy)


def shifted(value: Any, by: timedelta) -> Any:
    """The same value with every date and moment moved."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(shifted(item, by) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        names = value.__dataclass_fields__
        return replace(value, **{n: shifted(getattr(value, n), by) for n in names})
    return value


@every_policy
@law
@given(people(), st.integers(-200, 200))
def test_moving_everything_by_weeks_changes_nothing_else(
    policy: PacingPolicy, person: PacingInputs, weeks: int
) -> None:
    by = timedelta(weeks=weeks)
    assert plan_week(shifted(person, by), policy) == shifted(
        plan_week(person, policy), by
    )


@every_policy
@law
@given(people(), st.integers(-5000, 5000))
def test_the_moment_of_the_decision_is_not_itself_a_reason(
    policy: PacingPolicy, person: PacingInputs, minutes: int
) -> None:
    later = replace(person, as_of=person.as_of + timedelta(minutes=minutes))
    assert plan_week(later, policy) == plan_week(person, policy)


@every_policy
@law
@given(people(), st.integers(1, 5))
def test_entries_about_days_after_the_window_never_matter(
    policy: PacingPolicy, person: PacingInputs, days: int
) -> None:
    after = person.window_end + timedelta(days=days)
    more = replace(
        person,
        diary=(*person.diary, replace(calm_day(after), pain=10)),
        sessions=(*person.sessions, session_on(after, minutes=60, effort=9)),
    )
    assert plan_week(more, policy) == plan_week(person, policy)


# -- the days of the week, all of them ----------------------------------------


@every_policy
def test_a_smaller_dose_never_makes_a_larger_week_around_any_treatment(
    policy: PacingPolicy,
) -> None:
    monday = date(2026, 3, 2)
    for on in itertools.combinations(range(-6, 7), 2):
        days = [infusion(monday + timedelta(days=offset)) for offset in on]
        treatment = treatment_days(days, monday, policy)
        weeks = {
            (minutes, sessions): place(
                Dose(minutes, sessions), monday, (), treatment, policy
            ).week_min
            for minutes in range(4, 9)
            for sessions in range(8)
        }
        for (minutes, sessions), week_min in weeks.items():
            assert week_min >= weeks.get((minutes - 1, sessions), 0)
            assert week_min >= weeks.get((minutes, sessions - 1), 0)
