"""What asks for fewer minutes: one function a row, each an absolute level.

Sources: design section 7.1, "reduce"; every number is a field of `PacingPolicy`.
"""

from datetime import timedelta
from statistics import fmean

from pacepipe.domain.plan import DiaryDay, Reason
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.pacing.burden import answer, medians_of
from pacepipe.pacing.caps import REST, Dose, minutes_down
from pacepipe.pacing.evidence import Evidence
from pacepipe.pacing.gates import Row, early_stop_count, found_among, reason
from pacepipe.pacing.policy import PacingPolicy


def reduce_reasons(evidence: Evidence, policy: PacingPolicy) -> tuple[Reason, ...]:
    """Evidence that the present dose is too much, or that the person is ill."""
    rows: tuple[Row, ...] = (
        _severe_symptom,
        _burden_high,
        _heavy_after_sessions,
        _early_stops,
        _effort_high,
    )
    return found_among(row(evidence, policy) for row in rows)


def reduced(dose: Dose, policy: PacingPolicy) -> Dose:
    """A quarter less and at least a minute; rest where that is under 4 minutes."""
    by_part = minutes_down(policy.reduce_factor * dose.session_min)
    minutes = min(by_part, dose.session_min - policy.reduce_least_min)
    if minutes < policy.shortest_session_min:
        return REST
    return Dose(minutes, dose.sessions_per_week)


def severe_items(
    day: DiaryDay, evidence: Evidence, policy: PacingPolicy
) -> tuple[DiaryItem, ...]:
    """Items that are severe, and clearly above what is usual where that is known."""
    medians = medians_of(evidence.baseline)
    severe = []
    for item in DiaryItem:
        value = answer(day, item)
        if value is None or value < policy.severe_item:
            continue
        usual = medians.get(item)
        if usual is None or value - usual >= policy.severe_rise:
            severe.append(item)
    return tuple(severe)


def _severe_symptom(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    days = [day for day in evidence.window if severe_items(day, evidence, policy)]
    last = [day for day in evidence.last_days(policy.severe_last_days) if day in days]
    if len(days) < policy.severe_days and len(last) < policy.severe_days_of_last:
        return None
    items = [item for day in days for item in severe_items(day, evidence, policy)]
    most = max(DiaryItem, key=items.count)
    return reason(
        ReasonCode.SEVERE_SYMPTOM, days=len(days), last_days=len(last), item=most.value
    )


def _burden_high(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    burden = evidence.burden
    if burden is None or burden < policy.burden_reduce:
        return None
    return reason(ReasonCode.BURDEN_HIGH, burden=burden, threshold=policy.burden_reduce)


def _heavy_after_sessions(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    """A session of two days before the window counts where its days reach into it."""
    heavy_days = {
        day.day_date
        for day in evidence.window
        if evidence.burdens.get(day.day_date, 0.0) >= policy.heavy_day_burden
    }
    lags = [timedelta(days=lag) for lag in range(policy.heavy_lag_days + 1)]
    followed = sum(
        any(session.day_date + lag in heavy_days for lag in lags)
        for session in evidence.sessions
    )
    if followed < policy.heavy_sessions:
        return None
    return reason(ReasonCode.HEAVY_AFTER_SESSIONS, sessions=followed)


def _early_stops(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    count = early_stop_count(evidence)
    if count < policy.early_stops_reduce:
        return None
    return reason(ReasonCode.EARLY_STOPS, sessions=count)


def _effort_high(evidence: Evidence, policy: PacingPolicy) -> Reason | None:
    efforts = evidence.efforts
    if not efforts or fmean(efforts) < policy.effort_reduce:
        return None
    return reason(
        ReasonCode.EFFORT_HIGH,
        effort=fmean(efforts),
        sessions=len(efforts),
        threshold=policy.effort_reduce,
    )
