"""The candidate policy under the laws of the one in force, restated where needed."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.plan import Action, PacingInputs, PacingOutcome, WeekPlan
from pacepipe.pacing import plan_week
from pacepipe.pacing.caps import Dose
from pacepipe.pacing.policy import CANDIDATE, DEFAULT_POLICY
from pacepipe.pacing.week import place, treatment_days
from support.pacing import calm_day, infusion, red_flag, session_on
from support.pacing_strategies import Change, people, resting_weeks

law = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def decided(inputs: PacingInputs) -> PacingOutcome:
    return plan_week(inputs, CANDIDATE)


def planned(inputs: PacingInputs) -> WeekPlan:
    plan = decided(inputs).plan
    assert plan is not None
    return plan


def last_minutes(person: PacingInputs) -> int:
    last = person.plan_weeks[-1]
    return last.session_min * last.sessions_per_week


# -- bounds ------------------------------------------------------------------


@law
@given(people())
def test_no_plan_is_above_the_clinics_limits_or_the_presets(
    person: PacingInputs,
) -> None:
    limits, plan = person.limits, planned(person)
    assert limits is not None
    session_max = limits.session_max_min or CANDIDATE.preset_session_min
    assert all(s.duration_min <= session_max for s in plan.sessions)
    assert len(plan.sessions) <= (
        limits.sessions_per_week_max or CANDIDATE.preset_sessions
    )
    assert plan.session_min * plan.sessions_per_week <= (
        limits.week_max_min or CANDIDATE.preset_week_min
    )


@law
@given(people())
def test_a_week_is_what_its_sessions_add_up_to(person: PacingInputs) -> None:
    plan = planned(person)
    assert plan.week_min == sum(s.duration_min for s in plan.sessions)
    assert plan.week_min <= plan.session_min * plan.sessions_per_week
    assert all(4 <= s.duration_min <= plan.session_min for s in plan.sessions)
    days = [s.day_date for s in plan.sessions]
    week = [person.week_start + timedelta(days=n) for n in range(7)]
    assert sorted({*days, *plan.rest_dates}) == week
    assert len(days) + len(plan.rest_dates) == 7


@law
@given(people())
def test_a_rise_is_bounded(person: PacingInputs) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    last, plan = person.plan_weeks[-1], planned(person)
    is_return = decided(person).action is Action.RETURN
    week_max = 1.25 * last_minutes(person) + 8
    session_max = last.session_min + 5
    if is_return:
        week_max = max(week_max, 1.5 * last_minutes(person))
        session_max = max(session_max, 1.5 * last.session_min)
    assert plan.week_min <= week_max
    assert plan.session_min <= session_max
    assert plan.sessions_per_week <= last.sessions_per_week + 1


@law
@given(people(), resting_weeks())
def test_a_restart_is_never_above_the_last_plan_with_minutes(
    person: PacingInputs, rested: Change
) -> None:
    person = rested(person)
    outcome = decided(person)
    assume(outcome.action is Action.RESTART and outcome.plan is not None)
    moving = [w for w in person.plan_weeks if w.session_min > 0]
    assert outcome.plan is not None
    highest = moving[-1].session_min if moving else CANDIDATE.start_lowest_min
    assert outcome.plan.session_min <= highest
    assert outcome.plan.sessions_per_week <= 3


@law
@given(people())
def test_only_progress_a_start_or_a_way_back_from_rest_is_an_increase(
    person: PacingInputs,
) -> None:
    outcome = decided(person)
    if outcome.action in {Action.HOLD, Action.REDUCE, Action.STOP}:
        assert not outcome.is_increase
    if outcome.action is Action.PROGRESS:
        assert outcome.is_increase


@law
@given(people())
def test_a_week_without_sessions_is_no_reason_for_more(person: PacingInputs) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    week = person.window_end - timedelta(days=6)
    rested = tuple(s for s in person.sessions if s.day_date < week)
    assert not decided(replace(person, sessions=rested)).is_increase


@law
@given(people(), st.integers(-6, 6))
def test_days_of_treatment_get_no_more_than_the_last_plan_gives_them(
    person: PacingInputs, offset: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(infusion(day),))
    assume(decided(treated).is_increase)
    last = person.plan_weeks[-1]
    dose = Dose(last.session_min, last.sessions_per_week)
    days = treatment_days(treated.treatments, person.week_start, CANDIDATE)
    usual = [
        session.duration_min
        for session in place(dose, person.week_start, (), days, CANDIDATE).sessions
        if session.day_date in days.light
    ]
    now = [
        session.duration_min
        for session in planned(treated).sessions
        if session.day_date in days.light
    ]
    assert len(now) <= len(usual)
    assert max(now, default=0) <= max(usual, default=0)


@law
@given(people(), st.integers(-6, 6))
def test_the_rules_alone_do_not_rise_into_a_treatment_week(
    person: PacingInputs, offset: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(infusion(day),))
    assert not plan_week(treated, DEFAULT_POLICY).is_increase


@law
@given(people(), st.integers(0, 6))
def test_nothing_is_planned_on_a_treatment_day(
    person: PacingInputs, offset: int
) -> None:
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(*person.treatments, infusion(day)))
    assert day in planned(treated).rest_dates


@law
@given(people(), st.integers(0, 6), st.integers(0, 6))
def test_nothing_rises_after_a_red_flag_of_the_week(
    person: PacingInputs, back: int, later: int
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    day = person.window_end - timedelta(days=back)
    flag = red_flag(day, cleared=day + timedelta(days=min(later, back)))
    flagged = replace(person, stops=(*person.stops, flag))
    assert not decided(flagged).is_increase


@law
@given(people())
def test_without_a_baseline_nothing_but_a_way_back_rises(
    person: PacingInputs,
) -> None:
    assume(person.plan_weeks and last_minutes(person) > 0)
    assert not decided(replace(person, baseline=None)).is_increase


# -- what a decision rests on -------------------------------------------------


@law
@given(people())
def test_every_decision_says_why_and_under_which_policy(person: PacingInputs) -> None:
    outcome = decided(person)
    assert outcome.reasons
    assert outcome.policy_version == CANDIDATE.version
    assert [cap.name for cap in outcome.caps] == sorted(c.name for c in outcome.caps)


@law
@given(people())
def test_a_stored_copy_of_the_inputs_replays_the_decision(
    person: PacingInputs,
) -> None:
    stored = canonical_json(person)
    again = TypeAdapter(PacingInputs).validate_json(stored)
    assert canonical_json(decided(again)) == canonical_json(decided(person))


@law
@given(people())
def test_a_stored_outcome_reads_back_as_it_was(person: PacingInputs) -> None:
    outcome = decided(person)
    again = TypeAdapter(PacingOutcome).validate_json(canonical_json(outcome))
    assert again == outcome


@law
@given(people(), st.randoms(use_true_random=False))
def test_order_and_duplicates_of_inputs_change_nothing(
    person: PacingInputs, chance: Any
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
    assert decided(other) == decided(person)


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


@law
@given(people(), st.integers(-200, 200))
def test_moving_everything_by_weeks_changes_nothing_else(
    person: PacingInputs, weeks: int
) -> None:
    by = timedelta(weeks=weeks)
    assert decided(shifted(person, by)) == shifted(decided(person), by)


@law
@given(people(), st.integers(-5000, 5000))
def test_the_moment_of_the_decision_is_not_itself_a_reason(
    person: PacingInputs, minutes: int
) -> None:
    later = replace(person, as_of=person.as_of + timedelta(minutes=minutes))
    assert decided(later) == decided(person)


@law
@given(people(), st.integers(1, 5))
def test_entries_about_days_after_the_window_never_matter(
    person: PacingInputs, days: int
) -> None:
    after = person.window_end + timedelta(days=days)
    more = replace(
        person,
        diary=(*person.diary, replace(calm_day(after), pain=10)),
        sessions=(*person.sessions, session_on(after, minutes=60, effort=9)),
    )
    assert decided(more) == decided(person)


# -- the days of the week, all of them ----------------------------------------


def test_a_smaller_dose_never_makes_a_larger_week_around_any_treatment() -> None:
    monday = date(2026, 3, 2)
    for on in itertools.combinations(range(-6, 7), 2):
        days = [infusion(monday + timedelta(days=offset)) for offset in on]
        treatment = treatment_days(days, monday, CANDIDATE)
        weeks = {
            (minutes, sessions): place(
                Dose(minutes, sessions), monday, (), treatment, CANDIDATE
            ).week_min
            for minutes in range(4, 9)
            for sessions in range(8)
        }
        for (minutes, sessions), week_min in weeks.items():
            assert week_min >= weeks.get((minutes - 1, sessions), 0)
            assert week_min >= weeks.get((minutes, sessions - 1), 0)
