"""Going again after a stop or a week of rest."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Final

from pacepipe.domain.plan import Action, PlanWeek, Reason, SessionFact, Stop
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing.caps import Dose, minutes_down
from pacepipe.pacing.evidence import Evidence
from pacepipe.pacing.gates import reason
from pacepipe.pacing.policy import PacingPolicy

# the first moment of a local day, anywhere: the earliest zone is UTC+14
_EARLIEST_ZONE: Final = timedelta(hours=14)

# after a stop a clinician has looked and said yes; the diary must still be there
_BLOCKS_AFTER_STOP: Final = frozenset(
    {
        ReasonCode.FEW_DIARY_DAYS,
        ReasonCode.NO_RECENT_DIARY,
        ReasonCode.FEW_FULL_DIARIES,
    }
)
# after rest for another reason nobody has looked: everything that holds, holds,
# but for sessions that nobody planned
_NEVER_BLOCKS_AFTER_REST: Final = frozenset(
    {ReasonCode.FEW_SESSIONS, ReasonCode.FEW_EFFORTS}
)


@dataclass(frozen=True, slots=True)
class Restart:
    """A plan to go again with.

    `wish` is before caps; `reference` is the last plan that had minutes, which a
    restart never exceeds.
    """

    wish: Dose
    reference: Dose
    because: Reason


def restart(
    evidence: Evidence, holding: tuple[Reason, ...], policy: PacingPolicy
) -> Restart | None:
    """Half of the last tolerated session, at least 5 min, 3 a week; or None.

    It matches after a week of 0 minutes, and in the week after a stop that was
    reported and cleared while a plan with minutes stood. A rise from 0 needs the
    diary like every other rise; without it the rest is held.
    """
    last = evidence.last_plan
    if last is None:
        return None
    if _has_minutes(last):
        if not recent_stops(evidence):
            return None
        after = "stop"
    else:
        after = "stop" if _rests_after_stop(evidence) else "rest"
        if any(_blocks(held, after) for held in holding):
            return None
    tolerated = tolerated_session_min(evidence, policy)
    half = minutes_down(policy.restart_factor * tolerated)
    return Restart(
        wish=Dose(max(policy.restart_session_min, half), policy.restart_sessions),
        reference=_reference(evidence, policy),
        because=reason(
            ReasonCode.RESTART_AFTER_STOP, after=after, tolerated_min=tolerated
        ),
    )


def recent_stops(evidence: Evidence) -> tuple[Stop, ...]:
    """Stops reported or cleared since the window began that no restart has met yet."""
    since = _start_of(evidence.window_start)
    last = evidence.last_plan
    met_before = (
        _start_of(last.week_start)
        if last is not None and last.action is Action.RESTART
        else None
    )
    return tuple(
        stop
        for stop in evidence.inputs.stops
        if max(stop.about_at, stop.cleared_at or stop.about_at) >= since
        and (met_before is None or stop.about_at >= met_before)
    )


def tolerated_session_min(evidence: Evidence, policy: PacingPolicy) -> float:
    """The longest session before the first stop that is known to have gone well.

    It went well where its effort was said and at most 4, it was not stopped early,
    and no day to the second after it was heavy. 0 where none is known: what was not
    said shows nothing, so the restart is then the shortest one.
    """
    first_stop = min((stop.about_at for stop in evidence.inputs.stops), default=None)
    return max(
        (
            session.duration_min
            for session in evidence.sessions
            if (first_stop is None or session.started_at < first_stop)
            and _went_well(session, evidence, policy)
        ),
        default=0.0,
    )


def tolerated_lately_min(evidence: Evidence, policy: PacingPolicy) -> float:
    """The longest session of the last weeks that is known to have gone well; else 0."""
    since = evidence.inputs.window_end - timedelta(days=policy.return_days)
    return max(
        (
            session.duration_min
            for session in evidence.sessions
            if session.day_date > since and _went_well(session, evidence, policy)
        ),
        default=0.0,
    )


def _went_well(session: SessionFact, evidence: Evidence, policy: PacingPolicy) -> bool:
    if session.effort_cr10 is None or session.effort_cr10 > policy.effort_hold:
        return False
    after = (
        session.day_date + timedelta(days=lag)
        for lag in range(policy.heavy_lag_days + 1)
    )
    is_heavy = any(
        evidence.burdens.get(day, 0.0) >= policy.heavy_day_burden for day in after
    )
    return not session.is_early_stop and not is_heavy


def _blocks(held: Reason, after: str) -> bool:
    if after == "stop":
        return held.code in _BLOCKS_AFTER_STOP
    return held.code not in _NEVER_BLOCKS_AFTER_REST


def _rests_after_stop(evidence: Evidence) -> bool:
    resting = takewhile(
        lambda week: not _has_minutes(week), reversed(evidence.plan_weeks)
    )
    return any(week.action is Action.STOP for week in resting)


def _reference(evidence: Evidence, policy: PacingPolicy) -> Dose:
    for week in reversed(evidence.plan_weeks):
        if _has_minutes(week):
            return Dose(week.session_min, week.sessions_per_week)
    return Dose(policy.start_lowest_min, policy.start_sessions)


def _has_minutes(week: PlanWeek) -> bool:
    return week.session_min * week.sessions_per_week > 0


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) - _EARLIEST_ZONE
