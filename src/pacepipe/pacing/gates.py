"""What forbids minutes, and what forbids a rise: one function a row.

Each returns its reasons, empty where the row does not match. Criteria are absolute
levels against the locked baseline, never "more than the day before", so that a
worse answer anywhere can only add reasons. Sources: design section 7.1; every
number is a field of `PacingPolicy`.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from math import ceil
from statistics import fmean
from typing import Final

from pacepipe.domain.plan import Action, PacingInputs, Reason, StopKind
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing.contraindications import (
    kind_reasons,
    too_old_reason,
    value_reasons,
)
from pacepipe.pacing.evidence import Evidence, coverage
from pacepipe.pacing.policy import PacingPolicy
from pacepipe.pacing.week import TreatmentDays

Row = Callable[[Evidence, PacingPolicy], Reason | None]


def reason(code: ReasonCode, **facts: float | str) -> Reason:
    """A reason with its facts sorted by name, numbers as floats."""
    return Reason(
        code.value,
        tuple(
            (name, value if isinstance(value, str) else float(value))
            for name, value in sorted(facts.items())
        ),
    )


def refuse_reasons(inputs: PacingInputs) -> tuple[Reason, ...]:
    """What is missing for any plan at all."""
    found = []
    limits = inputs.limits
    if limits is None:
        found.append(reason(ReasonCode.NO_LIMITS))
    elif limits.cleared_until is None:
        found.append(reason(ReasonCode.NO_CLEARANCE))
    elif limits.cleared_until < inputs.week_start:
        found.append(reason(ReasonCode.CLEARANCE_EXPIRED))
    if inputs.is_paused:
        found.append(reason(ReasonCode.PAUSED))
    return (*found, *value_reasons(inputs), *kind_reasons(inputs))


def stop_reasons(inputs: PacingInputs) -> tuple[Reason, ...]:
    """Red flags (fact `flag`) and fever that nobody has cleared; the clinic's hold."""
    open_stops = [stop for stop in inputs.stops if stop.cleared_at is None]
    flags = {
        "" if stop.red_flag is None else stop.red_flag.value
        for stop in open_stops
        if stop.kind is StopKind.RED_FLAG
    }
    found = [reason(ReasonCode.RED_FLAG, flag=flag) for flag in sorted(flags)]
    if any(stop.kind is StopKind.FEVER for stop in open_stops):
        found.append(reason(ReasonCode.FEVER))
    found += flag_reasons(inputs, ReasonCode.FLAG_TODAY, tier=3)
    if inputs.limits is not None and inputs.limits.is_held:
        found.append(reason(ReasonCode.CLINICIAN_HOLD))
    return tuple(found)


def hold_reasons(evidence: Evidence, policy: PacingPolicy) -> tuple[Reason, ...]:
    """Everything that forbids a rise, but for treatment in the planned week."""
    rows: tuple[Row, ...] = (
        _few_diary_days,
        _no_recent_diary,
        _few_full_diaries,
        _no_baseline,
        _few_sessions,
        _few_efforts,
        _burden_raised,
        _soreness,
        _early_stop,
        _effort_raised,
        _cool_off,
        _value_too_old,
    )
    open_flags = flag_reasons(evidence.inputs, ReasonCode.FLAG_OPEN, tier=2)
    return found_among(row(evidence, policy) for row in rows) + open_flags


def flag_reasons(
    inputs: PacingInputs, code: ReasonCode, *, tier: int
) -> tuple[Reason, ...]:
    """One for each kind of flag of this tier that nobody has looked at."""
    kinds = {flag.kind for flag in inputs.flags if flag.tier == tier}
    return tuple(reason(code, flag_kind=kind) for kind in sorted(kinds))


def treatment_reasons(treatment: TreatmentDays) -> tuple[Reason, ...]:
    """Rest and lighter days of the planned week, as `rest_days` and `light_days`."""
    if not treatment.is_any:
        return ()
    return (
        reason(
            ReasonCode.TREATMENT_WEEK,
            rest_days=len(treatment.rest),
            light_days=len(treatment.light),
        ),
    )


def found_among(reasons: Iterable[Reason | None]) -> tuple[Reason, ...]:
    """The reasons of the rows that matched."""
    return tuple(found for found in reasons if found is not None)


def early_stop_count(evidence: Evidence) -> int:
    """Sessions of the window that were stopped early."""
    return sum(session.is_early_stop for session in evidence.window_sessions)


def _few_diary_days(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    days = coverage(evidence, policy).diary_days
    if days >= policy.diary_days:
        return None
    return reason(ReasonCode.FEW_DIARY_DAYS, days=days, needed=policy.diary_days)


def _no_recent_diary(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    recent = evidence.last_days(policy.recent_diary_days)
    if any(day.tiredness is not None for day in recent):
        return None
    return reason(ReasonCode.NO_RECENT_DIARY, last_days=policy.recent_diary_days)


def _few_full_diaries(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    days = coverage(evidence, policy).full_diary_days
    if days >= policy.full_diary_days:
        return None
    return reason(ReasonCode.FEW_FULL_DIARIES, days=days, needed=policy.full_diary_days)


def _no_baseline(evidence: Evidence, _: PacingPolicy) -> Reason | None:
    return reason(ReasonCode.NO_BASELINE) if evidence.baseline is None else None


def _few_sessions(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    last = evidence.last_plan
    planned = 0 if last is None else last.sessions_per_week
    needed = max(policy.sessions_done, ceil(planned * policy.sessions_done_frac))
    done = len(evidence.done(policy))
    if done >= needed:
        return None
    return reason(
        ReasonCode.FEW_SESSIONS, sessions=done, planned=planned, needed=needed
    )


def _few_efforts(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    done = evidence.done(policy)
    known = sum(session.effort_cr10 is not None for session in done)
    if known >= len(done) * policy.efforts_frac:
        return None
    return reason(ReasonCode.FEW_EFFORTS, efforts=known, sessions=len(done))


def _burden_raised(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    burden = evidence.burden
    if burden is None or burden < policy.burden_hold:
        return None
    return reason(ReasonCode.BURDEN_RAISED, burden=burden, threshold=policy.burden_hold)


def _soreness(evidence: Evidence, _: PacingPolicy) -> Reason | None:
    days = sum(day.soreness_48h is True for day in evidence.window)
    return reason(ReasonCode.SORENESS, days=days) if days else None


def _early_stop(evidence: Evidence, _: PacingPolicy) -> Reason | None:
    count = early_stop_count(evidence)
    return reason(ReasonCode.EARLY_STOP, sessions=count) if count else None


def _effort_raised(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    efforts = evidence.efforts
    if not efforts or fmean(efforts) <= policy.effort_hold:
        return None
    return reason(
        ReasonCode.EFFORT_RAISED,
        effort=fmean(efforts),
        sessions=len(efforts),
        threshold=policy.effort_hold,
    )


def _value_too_old(evidence: Evidence, _: PacingPolicy) -> Reason | None:
    return too_old_reason(evidence.inputs)


_COOLING: Final = (Action.REDUCE, Action.STOP, Action.RESTART)


def _cool_off(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    """Weeks are calendar weeks before the planned one, whether a plan stood or not."""
    start = evidence.inputs.week_start
    for week in reversed(evidence.plan_weeks):
        if week.action not in _COOLING:
            continue
        weeks = (
            policy.cool_off_weeks
            if week.action is Action.REDUCE
            else policy.cool_off_restart_weeks
        )
        if start - week.week_start <= timedelta(weeks=weeks):
            return reason(ReasonCode.COOL_OFF, after=week.action.value, weeks=weeks)
    return None
