"""Weeks and people: counted in SQL from days, sessions and what stands."""

from collections.abc import Sequence

from pacepipe.domain.events import StopCleared
from pacepipe.domain.history import PersonHistory
from pacepipe.stages.inputs import local_today
from pacepipe.store import Warehouse


def write_weeks(warehouse: Warehouse) -> None:
    """Write `mart.week` anew from `mart.day`, `mart.session` and `plan.standing`.

    To be called inside a transaction.
    """
    weeks = warehouse.rows("weeks_known")
    warehouse.execute(
        "mart_week_rebuild",
        patient_id=[week["patient_id"] for week in weeks],
        week_start=[week["week_start"] for week in weeks],
    )


def write_people(warehouse: Warehouse, histories: Sequence[PersonHistory]) -> None:
    """Write `mart.person` anew. To be called inside a transaction."""
    warehouse.execute("clear_mart_person")
    rows = [_person(history) for history in histories]
    if rows:
        warehouse.insert("mart.person", {n: [r[n] for r in rows] for n in rows[0]})


def _person(history: PersonHistory) -> dict[str, object]:
    at = history.as_of
    today = local_today(history)
    said = history.limits_at(at)
    limits = said[1] if said is not None else None
    baseline = history.baseline_at(today) if today is not None else None
    return {
        "patient_id": history.patient_id,
        "zone": history.zone_at(at),
        "is_consented": history.has_consent(at),
        "is_held": limits.is_held if limits is not None else False,
        "cleared_until": limits.cleared_until if limits is not None else None,
        "standing_approval_until": limits.standing_approval_until
        if limits is not None
        else None,
        "hr_ceiling_bpm": limits.hr_ceiling_bpm if limits is not None else None,
        "session_max_min": limits.session_max_min if limits is not None else None,
        "week_max_min": limits.week_max_min if limits is not None else None,
        "sessions_per_week_max": limits.sessions_per_week_max
        if limits is not None
        else None,
        "stops_cleared_until": max(
            (event.about_at for event, _ in history.of(StopCleared)), default=None
        ),
        "has_baseline": baseline is not None,
        "baseline_valid_until": baseline.valid_until if baseline is not None else None,
    }
