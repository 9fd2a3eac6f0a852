"""How much longer than asked a person's walks come out.

A ceiling is meant for what is really walked. Who walks half as long again on a good day
pays for it on the next, so the plan leaves room for it (ADR 16).
"""

from datetime import timedelta
from statistics import fmean

from pacepipe.domain.plan import SessionFact
from pacepipe.pacing.evidence import Evidence
from pacepipe.pacing.policy import PacingPolicy


def overrun_ratio(evidence: Evidence, policy: PacingPolicy) -> float:
    """Mean over the last sessions of the length walked over the length asked, from 1.

    A session counts as it was asked unless it was longer by more than people differ
    from day to day (`overrun_from`). Sessions of weeks whose plan is not known do not
    count; 1 without any.
    """
    first = evidence.inputs.window_end - timedelta(days=policy.overrun_days - 1)
    ratios = [
        session.duration_min / asked_min
        for session in evidence.sessions
        if session.day_date >= first
        and (asked_min := _asked_min(session, evidence)) > 0
    ]
    counted = [ratio if ratio > policy.overrun_from else 1.0 for ratio in ratios]
    return fmean(counted) if counted else 1.0


def _asked_min(session: SessionFact, evidence: Evidence) -> int:
    """Minutes of a session of the plan of that week; 0 where none is known."""
    for week in evidence.plan_weeks:
        if timedelta(0) <= session.day_date - week.week_start < timedelta(weeks=1):
            return week.session_min
    return 0
