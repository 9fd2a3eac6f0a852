"""Which invariants of design section 7.3 one decision breaks: none, it must be.

Counted anew from the inputs, with nothing of `pacepipe.pacing` but the numbers of the
policy, so that a fault of the engine is not repeated here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil, floor
from statistics import fmean
from types import MappingProxyType

from pacepipe.domain.plan import (
    Action,
    DiaryDay,
    PacingInputs,
    PacingOutcome,
    PlanWeek,
    SessionFact,
    WeekPlan,
)
from pacepipe.pacing import PacingPolicy

DAY = timedelta(days=1)
UPWARD = {Action.PROGRESS, Action.RETURN}
RISING = UPWARD | {Action.START, Action.RESTART}
MOVING_AGAIN = {Action.RESTART, Action.START}


@dataclass(frozen=True)
class Case:
    """One decision, and what the laws ask about it. Rows are unique, in any order."""

    inputs: PacingInputs
    outcome: PacingOutcome
    policy: PacingPolicy

    @cached_property
    def plan(self) -> WeekPlan | None:
        return self.outcome.plan

    @cached_property
    def minutes(self) -> list[int]:
        return [] if self.plan is None else [s.duration_min for s in self.plan.sessions]

    @cached_property
    def past(self) -> list[PlanWeek]:
        earlier = (
            w for w in self.inputs.plan_weeks if w.week_start < self.inputs.week_start
        )
        return sorted(earlier, key=lambda week: week.week_start)

    @cached_property
    def last(self) -> PlanWeek | None:
        return self.past[-1] if self.past else None

    @cached_property
    def last_week_min(self) -> int:
        return 0 if self.last is None else week_min(self.last)

    @cached_property
    def moved(self) -> PlanWeek | None:
        """The last plan that had minutes."""
        return next((week for week in reversed(self.past) if week_min(week)), None)

    @cached_property
    def window_start(self) -> date:
        return self.inputs.window_end - 6 * DAY

    @cached_property
    def diary(self) -> list[DiaryDay]:
        """Days of the window with tiredness answered."""
        return [
            day
            for day in self.inputs.diary
            if self.window_start <= day.day_date <= self.inputs.window_end
            and day.tiredness is not None
        ]

    @cached_property
    def sessions(self) -> list[SessionFact]:
        return [
            session
            for session in self.inputs.sessions
            if self.window_start <= session.day_date <= self.inputs.window_end
        ]

    @cached_property
    def effort(self) -> float:
        """Mean effort of the window; 0 where none was said."""
        said = [s.effort_cr10 for s in self.sessions if s.effort_cr10 is not None]
        return fmean(said) if said else 0.0

    @cached_property
    def is_refused(self) -> bool:
        limits = self.inputs.limits
        return (
            limits is None
            or limits.cleared_until is None
            or limits.cleared_until < self.inputs.week_start
            or self.inputs.is_paused
        )

    @cached_property
    def is_stopped(self) -> bool:
        is_held = self.inputs.limits is not None and self.inputs.limits.is_held
        return is_held or any(stop.cleared_at is None for stop in self.inputs.stops)

    @cached_property
    def is_rise(self) -> bool:
        """More than the last plan, but for a first plan."""
        return self.outcome.is_increase and self.last is not None

    @cached_property
    def is_rise_of_a_plan(self) -> bool:
        return self.is_rise and self.last_week_min > 0

    @cached_property
    def treatment_days(self) -> set[date]:
        return {t.day_date for t in self.inputs.treatments if t.is_deload}

    @cached_property
    def day_after_treatment(self) -> set[date]:
        """Right after an infusion, where the half of a cycle that is spared allows."""
        on = self.treatment_days
        return {
            day + DAY
            for day in on
            if len([other for other in on if day - 20 * DAY <= other <= day]) <= 3
        } - on


def week_min(week: PlanWeek) -> int:
    return week.session_min * week.sessions_per_week


def _refused(case: Case) -> bool:
    return (case.plan is None) != case.is_refused


def _stopped(case: Case) -> bool:
    return case.is_stopped and bool(case.minutes)


def _whole(case: Case) -> bool:
    shortest = case.policy.shortest_session_min
    return any(type(m) is not int or m < shortest for m in case.minutes)


def _adds_up(case: Case) -> bool:
    if case.plan is None:
        return False
    days = [session.day_date for session in case.plan.sessions]
    week = [case.inputs.week_start + n * DAY for n in range(7)]
    return case.plan.week_min != sum(case.minutes) or (
        sorted([*days, *case.plan.rest_dates]) != week
    )


def _limits(case: Case) -> bool:
    limits, plan = case.inputs.limits, case.plan
    if limits is None or plan is None:
        return False
    longest = _or(limits.session_max_min, case.policy.preset_session_min)
    most = _or(limits.sessions_per_week_max, case.policy.preset_sessions)
    whole = _or(limits.week_max_min, case.policy.preset_week_min)
    dose = plan.session_min * plan.sessions_per_week
    return (
        max([plan.session_min, *case.minutes]) > longest
        or max(plan.sessions_per_week, len(case.minutes)) > most
        or max(dose, plan.week_min) > whole
    )


def _kinds(case: Case) -> bool:
    limits = case.inputs.limits
    if limits is None or case.plan is None or not limits.activity_kinds:
        return False
    return any(
        session.activity_kind not in limits.activity_kinds
        for session in case.plan.sessions
    )


def _ceiling(case: Case) -> bool:
    tolerance = case.outcome.tolerance
    return tolerance is not None and any(
        minutes > tolerance.ceiling_min for minutes in case.minutes
    )


def _bounded(case: Case) -> bool:
    plan, last, policy = case.plan, case.last, case.policy
    if plan is None or last is None or not case.last_week_min:
        return False
    is_return = case.outcome.action is Action.RETURN
    back = policy.return_factor if is_return else 0.0
    week_most = max(
        policy.week_rise_factor * case.last_week_min + policy.week_rise_min,
        back * case.last_week_min,
    )
    longest = max(last.session_min + policy.session_step_min, back * last.session_min)
    dose = plan.session_min * plan.sessions_per_week
    most = last.sessions_per_week + policy.sessions_step
    return (
        max(dose, plan.week_min) > week_most
        or max([plan.session_min, *case.minutes]) > longest
        or max(plan.sessions_per_week, len(case.minutes)) > most
    )


def _return(case: Case) -> bool:
    """Longer than any session that the person is known to have done lately."""
    since = case.inputs.window_end - case.policy.return_days * DAY
    done = (s.duration_min for s in case.inputs.sessions if s.day_date > since)
    longest = max(done, default=0.0)
    is_return = case.outcome.action is Action.RETURN
    return is_return and any(minutes > longest for minutes in case.minutes)


def _from_rest(case: Case) -> bool:
    plan, policy = case.plan, case.policy
    if plan is None or not case.minutes or case.last_week_min:
        return False
    if case.last is None:
        return (
            case.outcome.action is not Action.START
            or plan.session_min > policy.start_session_min
            or plan.sessions_per_week > policy.start_sessions
        )
    longest = policy.start_lowest_min if case.moved is None else case.moved.session_min
    return (
        case.outcome.action is not Action.RESTART
        or plan.session_min > longest
        or plan.sessions_per_week > policy.restart_sessions
    )


def _named(case: Case) -> bool:
    return case.outcome.is_increase and case.outcome.action not in RISING


def _thin_diary(case: Case) -> bool:
    recent = case.inputs.window_end - (case.policy.recent_diary_days - 1) * DAY
    full = [
        day
        for day in case.diary
        if None not in {day.pain, day.breathlessness, day.sleep}
    ]
    is_thin = (
        len(case.diary) < case.policy.diary_days
        or len(full) < case.policy.full_diary_days
        or not any(day.day_date >= recent for day in case.diary)
    )
    return case.is_rise and is_thin


def _no_baseline(case: Case) -> bool:
    baseline = case.inputs.baseline
    is_good = (
        baseline is not None
        and baseline.tiredness is not None
        and baseline.window_end < case.window_start
        and baseline.valid_until >= case.inputs.week_start
    )
    return case.is_rise_of_a_plan and not is_good


def _after_stop(case: Case) -> bool:
    moments = [
        moment.date()
        for stop in case.inputs.stops
        for moment in (stop.about_at, stop.cleared_at)
        if moment is not None
    ]
    is_recent = any(day >= case.window_start for day in moments)
    return case.is_rise_of_a_plan and is_recent


def _cool_off(case: Case) -> bool:
    weeks = {
        Action.REDUCE: case.policy.cool_off_weeks,
        Action.STOP: case.policy.cool_off_restart_weeks,
        Action.RESTART: case.policy.cool_off_restart_weeks,
    }
    is_cooling = any(
        case.inputs.week_start - week.week_start
        <= timedelta(weeks=weeks.get(week.action, -1))
        for week in case.past
    )
    return case.is_rise_of_a_plan and is_cooling


def _untested(case: Case) -> bool:
    planned = 0 if case.last is None else case.last.sessions_per_week
    done = [
        session
        for session in case.sessions
        if session.duration_min >= case.policy.shortest_session_min
    ]
    needed = max(
        case.policy.sessions_done, ceil(planned * case.policy.sessions_done_frac)
    )
    return case.is_rise_of_a_plan and len(done) < needed


def _hard(case: Case) -> bool:
    is_early = any(session.is_early_stop for session in case.sessions)
    is_sore = any(day.soreness_48h for day in case.diary)
    is_hard = case.effort > case.policy.effort_hold or is_early or is_sore
    return case.is_rise_of_a_plan and is_hard


def _too_much(case: Case) -> bool:
    """Not less after a week that was plainly too much."""
    if case.plan is None or case.last is None or not case.last_week_min:
        return False
    early = sum(session.is_early_stop for session in case.sessions)
    is_too_much = (
        case.effort >= case.policy.effort_reduce
        or early >= case.policy.early_stops_reduce
    )
    is_less = (
        case.plan.session_min < case.last.session_min
        and case.plan.sessions_per_week <= case.last.sessions_per_week
    )
    return is_too_much and not case.is_stopped and not is_less


def _treatment_day(case: Case) -> bool:
    sessions = () if case.plan is None else case.plan.sessions
    return any(session.day_date in case.treatment_days for session in sessions)


def _light_day(case: Case) -> bool:
    """Heavier than light on the day after an infusion, the rise included."""
    if case.plan is None:
        return False
    dose_min = case.plan.session_min
    if case.is_rise_of_a_plan and case.last is not None:
        dose_min = min(dose_min, case.last.session_min)
    light = floor(case.policy.light_factor * dose_min + 1e-9)
    return any(
        session.duration_min > light
        for session in case.plan.sessions
        if session.day_date in case.day_after_treatment
    )


def _into_treatment(case: Case) -> bool:
    """A rise, where the policy has none in a week that treatment touches."""
    week = {case.inputs.week_start + n * DAY for n in range(7)}
    touched = week & (case.treatment_days | case.day_after_treatment)
    is_never = case.policy.rise_open_sessions > len(week)
    return case.is_rise_of_a_plan and bool(touched) and is_never


def _explained(case: Case) -> bool:
    return not case.outcome.reasons or (
        case.outcome.policy_version != case.policy.version
    )


def _or(value: int | None, preset: int) -> int:
    return preset if value is None else value


LAWS: Mapping[str, Callable[[Case], bool]] = MappingProxyType(
    {
        "no plan without limits, clearance or while paused": _refused,
        "no minutes while a stop is open": _stopped,
        "whole minutes, 4 at least": _whole,
        "sessions add up to the week and its rest days": _adds_up,
        "never above the clinic's limits or the presets": _limits,
        "only kinds that the clinic allows": _kinds,
        "never above the tolerance ceiling": _ceiling,
        "a bounded rise": _bounded,
        "never back to more than was done lately": _return,
        "from rest only by a start or a restart": _from_rest,
        "more only under a name that says so": _named,
        "no rise on a thin diary": _thin_diary,
        "no rise without a baseline in date": _no_baseline,
        "no rise after a stop of the week": _after_stop,
        "no rise while cooling off": _cool_off,
        "no rise from a plan that was not tested": _untested,
        "no rise after hard, sore or broken-off sessions": _hard,
        "less after a week that was too much": _too_much,
        "rest on treatment days": _treatment_day,
        "light days after treatment": _light_day,
        "no rise into treatment under the first policy": _into_treatment,
        "reasons and a policy on every decision": _explained,
    }
)
"""Each name says what must hold; the function, whether it does not."""


def broken(
    inputs: PacingInputs, outcome: PacingOutcome, policy: PacingPolicy
) -> list[str]:
    """The laws that a decision breaks, by name."""
    case = Case(inputs, outcome, policy)
    return [name for name, is_broken in LAWS.items() if is_broken(case)]
