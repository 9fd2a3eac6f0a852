"""Rows of mart, plan and ops with harmless values, to be changed one at a time."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from numpy.typing import NDArray

from pacepipe.store import Warehouse
from pacepipe.store.answers import as_columns, as_rows, run

MONDAY = date(2026, 3, 9)
"""A Monday without a change of clocks nearby."""


def at(day: date, hour: int = 3, minute: int = 30) -> datetime:
    """A moment of a day, UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def add(warehouse: Warehouse, table: str, *rows: Mapping[str, Any]) -> None:
    """Insert rows of equal shape."""
    warehouse.insert(table, {name: [row[name] for row in rows] for name in rows[0]})


def ask(warehouse: Warehouse, sql: str) -> list[dict[str, Any]]:
    """Rows of a statement that is on no shelf."""
    with warehouse.cursor() as cursor:
        return as_rows(run(cursor, sql, {}, doing="a test"))


def ask_columns(warehouse: Warehouse, sql: str) -> dict[str, NDArray[Any]]:
    """The same, column by column."""
    with warehouse.cursor() as cursor:
        return as_columns(run(cursor, sql, {}, doing="a test"))


def night_run(day: date, **changes: Any) -> dict[str, Any]:
    return {
        "run_id": f"run-{day}",
        "as_of": at(day),
        "started_at": at(day),
        "ended_at": at(day, 4),
        "status": "done",
        "frames_ingested": 0,
        "events_ingested": 0,
        "days_rewritten": 0,
        "plans_issued": 0,
        "flags_issued": 0,
        "problem": None,
    } | changes


def person(patient_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "zone": "Europe/Berlin",
        "is_consented": True,
        "is_held": False,
        "has_baseline": True,
        "session_max_min": 30,
        "stops_cleared_until": None,
    } | changes


def day_row(day: date, patient_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "day_date": day,
        "zone": "Europe/Berlin",
        "day_minutes": 1440,
        "wear_min": 20,
        "wear_frac": 20 / 1440,
        "hr_median_bpm": 90.0,
        "step_count": 1000.0,
        "step_measured_min": 12.0,
        "step_null_reason": None,
        "session_count": 0,
        "active_min": 0.0,
        "srpe_au": None,
        "srpe_null_reason": "no_session",
        "above_limit_min": None,
        "tiredness": 4,
        "pain": 2,
        "breathlessness": None,
        "sleep": None,
        "red_flag_count": 0,
        "is_diary_day": True,
        "treatment_kind": None,
        "reject_count": 0,
        "input_digest": "i",
        "method_digest": "m",
    } | changes


def silent(day: date, patient_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    """A day that is known only for its treatment."""
    nothing = {
        "wear_min": 0,
        "wear_frac": 0.0,
        "hr_median_bpm": None,
        "step_count": None,
        "step_measured_min": 0.0,
        "step_null_reason": "no_cadence",
        "tiredness": None,
        "pain": None,
        "is_diary_day": False,
    }
    return day_row(day, patient_id, **(nothing | changes))


def session(day: date, patient_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    return {
        "session_id": f"{patient_id}-{day}",
        "patient_id": patient_id,
        "day_date": day,
        "started_at": at(day, 10),
        "ended_at": at(day, 10) + timedelta(minutes=12),
        "label": "user",
        "activity_kind": "aerobic",
        "duration_min": 12.0,
        "active_min": 10.0,
        "pause_count": 1,
        "hr_mean_bpm": 95.0,
        "hr_coverage_frac": 1.0,
        "above_limit_min": 1.5,
        "step_coverage_frac": 1.0,
        "effort_cr10": 3.0,
        "srpe_au": 36.0,
        "is_early_stop": False,
        "input_digest": "i",
        "method_digest": "m",
    } | changes


def walked(day: date, patient_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    """The day of one `session`."""
    sums = {
        "session_count": 1,
        "active_min": 10.0,
        "srpe_au": 36.0,
        "srpe_null_reason": None,
        "above_limit_min": 1.5,
    }
    return day_row(day, patient_id, **(sums | changes))


def proposal(
    week_start: date, patient_id: str = "p-1", number: int = 1, **changes: Any
) -> dict[str, Any]:
    return {
        "plan_id": f"plan-{number}",
        "issue_number": number,
        "patient_id": patient_id,
        "week_start": week_start,
        "as_of": at(week_start - timedelta(days=1)),
        "action": "hold",
        "session_min": 10,
        "sessions_per_week": 3,
        "week_min": 30,
        "is_increase": False,
        "policy_version": "1",
        "input_digest": "d",
        "inputs": json.dumps({"limits": {"session_max_min": 30}}),
        "outcome": "{}",
    } | changes


def reason(plan_id: str = "plan-1", ordinal: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "ordinal": ordinal,
        "reason_code": "few_diary_days",
        "facts": "{}",
    } | changes


def standing(
    week_start: date, patient_id: str = "p-1", plan_id: str = "plan-1", **changes: Any
) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "week_start": week_start,
        "plan_id": plan_id,
        "latest_plan_id": plan_id,
        "status": "in_force",
        "session_min": 10,
        "sessions_per_week": 3,
        "week_min": 30,
        "signed_by": None,
        "signed_at": None,
    } | changes


def flag(
    day: date, kind: str, tier: int, patient_id: str = "p-1", **changes: Any
) -> dict[str, Any]:
    return {
        "flag_id": f"{patient_id}-{kind}-{day}",
        "issue_number": changes.pop("issue_number", 1),
        "patient_id": patient_id,
        "kind": kind,
        "tier": tier,
        "about_date": day,
        "as_of": at(day + timedelta(days=1)),
        "facts": "{}",
        "policy_version": "1",
        "input_digest": "d",
        "inputs": "{}",
    } | changes


def consistent(warehouse: Warehouse, today: date = MONDAY) -> None:
    """One person with a walked week, a plan and its reason: every check holds."""
    first = MONDAY - timedelta(days=7)
    days = [first + timedelta(days=n) for n in range(7)]
    add(warehouse, "ops.night_run", night_run(today))
    add(warehouse, "mart.person", person())
    add(warehouse, "mart.session", session(days[1]), session(days[3]))
    add(
        warehouse,
        "mart.day",
        *(walked(day) if day in (days[1], days[3]) else day_row(day) for day in days),
    )
    add(warehouse, "plan.proposal", proposal(MONDAY))
    add(warehouse, "plan.reason", reason())
    add(warehouse, "plan.standing", standing(MONDAY))
    warehouse.execute(
        "mart_week_rebuild", patient_id=["p-1", "p-1"], week_start=[first, MONDAY]
    )
