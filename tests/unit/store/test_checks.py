"""Each check holds on sound rows, and finds the row that is not sound."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.errors import CheckFailed
from pacepipe.store import Warehouse
from support.clinic_rows import (
    MONDAY,
    add,
    consistent,
    proposal,
    reason,
    session,
    standing,
)
from support.warehouse import a_warehouse

CHECKS = Path(__file__).resolve().parents[3] / "sql" / "checks"

FRAME = "insert into raw.frame values ('s', 1, 1, 10807, 0, 0, '\\x00'::blob)"
LINK = "insert into raw.connection values ('s', 1, 'p', 'AA', null, 'b', 0, 0)"
STREAM = "insert into clean.stream values (1, 'p-1', '2026-03-09', 's', 'strap')"
HEART = (
    "insert into clean.heart_rate_row values "
    "(1, '2026-03-09 10:00:00', 1, 80, 'ok', null, 'ok', 0, 0, 0)"
)
SECOND = (
    "insert into clean.hr_second_row values "
    "(1, '2026-03-09 10:00:00', 80, false, false)"
)
MINUTE = (
    "insert into clean.minute values "
    "('p-1', '2026-03-09', '2026-03-09 10:00:00', 80, 60, 0, 0, null, 0, true, null, "
    "0, null)"
)
MINUTE_CLASS = (
    "insert into clean.minute_class values "
    "('p-1', '2026-03-09', '2026-03-09 10:00:00', 'worn_good', 1, false)"
)
MINUTE_FLAG = (
    "insert into clean.minute_flag values "
    "('p-1', '2026-03-09', '2026-03-09 10:00:00', 'spike', 3)"
)
CADENCE = (
    "insert into clean.cadence values ('p-1', '2026-03-09', '2026-03-09 10:00:00', "
    "'s', 1, 'strap', 1, 100, null, null, false)"
)
BATTERY = (
    "insert into clean.battery values ('p-1', '2026-03-09', '2026-03-09 10:00:00', "
    "'s', 1, 'strap', 90)"
)
REJECT = (
    "insert into clean.reject values ('p-1', '2026-03-09', '2026-03-09 10:00:00', "
    "'s', 1, 10807, 'truncated')"
)
INTERVAL_STEPS = (
    "insert into clean.interval_steps values ('p-1', '2026-03-09', "
    "'2026-03-09 10:00:00', '2026-03-09 10:15:00', 's', 1, 'ring', 'stored', 300, "
    "'ok', false, 900, 300, null, null)"
)
INTERVAL_HR = (
    "insert into clean.interval_hr values ('p-1', '2026-03-09', "
    "'2026-03-09 10:00:00', 's', 1, 'ring', 62, 'ok', null, null)"
)


BEAT = (
    "insert into clean.beat_row values "
    "(1, '2026-03-09 10:00:{second:02d}', 1, {index}, 1024, 1000, 'ok', false, "
    "null, null)"
)


REST = (
    "insert into mart.rest_spot values ('p-1', '2026-03-03', "
    "'2026-03-03 10:00:00+00', 72, {coverage_frac}, null, 'i', 'm')"
)

HRV = (
    "insert into mart.hrv values ('p-1', '2026-03-03', 'spot', "
    "'2026-03-03 10:00:00+00', 30, 0.15, 60, 'ok', 'i', 'm', false)"
)
RESPONSE = (
    "insert into mart.session_response by name select 's-1' as session_id, "
    "'p-1' as patient_id, '2026-03-03'::date as day_date, "
    "'2026-03-03 10:00:00+00'::timestamptz as started_at, 9.0 as hrr30_bpm, "
    "'not_still' as recovery_null_reason, 'not_still' as hrr120_null_reason, "
    "'no_speed' as pci_null_reason, 40.0 as tau_on_s, "
    "false as is_return_censored, 'no_limits' as trimp_null_reason, "
    "'i' as input_digest, 'm' as method_digest"
)
RR_QUALITY = (
    "insert into clean.rr_quality values ('p-1', '2026-03-09', 'strap', "
    "'2026-03-09 10:00:00', 370, 1, 0, 0, 0, 0, 0, null, null, false, false, false, "
    "369, 30, 'ok')"
)


IMPORTED_BEAT = (
    "insert into clean.imported_beat values ('p-1', '2026-03-09', "
    "'2026-03-09 10:00:00', 1, 7, 9, 'import-1-0', 812, 'ok', false, null, null, null)"
)


def beat(index: int, second: int) -> str:
    return BEAT.format(index=index, second=second)


# check, statements that are fine, one more that is not
A_GATE = """
insert into plan.gate values (
    'gate-1', 1, 'P-001', date '2026-11-02', '2026-11-02 05:00:00+00', 8, 8, null,
    'v', 'd', '{}', '{}'
)
"""
BROKEN = [
    ("raw_frame_once", [LINK, FRAME], FRAME),
    ("raw_frame_has_connection", [], FRAME),
    ("clean_heart_rate_once", [STREAM, HEART], HEART),
    ("clean_cadence_once", [CADENCE], CADENCE),
    ("clean_battery_once", [BATTERY], BATTERY),
    ("clean_reject_once", [REJECT], REJECT),
    ("clean_beat_once", [STREAM, beat(0, 1)], beat(0, 1)),
    ("clean_beat_order", [STREAM, beat(0, 1), beat(1, 2)], beat(3, 3)),
    ("clean_beat_order", [STREAM, beat(0, 5)], beat(1, 4)),
    ("clean_hr_second_once", [STREAM, SECOND], SECOND),
    ("clean_minute_once", [MINUTE], MINUTE),
    ("clean_minute_class_once", [MINUTE_CLASS], MINUTE_CLASS),
    ("clean_minute_flag_once", [MINUTE_FLAG], MINUTE_FLAG),
    ("clean_rr_quality_once", [RR_QUALITY], RR_QUALITY),
    ("clean_interval_hr_once", [INTERVAL_HR], INTERVAL_HR),
    ("clean_imported_beat_once", [IMPORTED_BEAT], IMPORTED_BEAT),
    (
        "clean_minute_coverage",
        [INTERVAL_HR],
        MINUTE.replace("80, 60", "null, 0"),
    ),
    (
        "clean_interval_steps_apart",
        [INTERVAL_STEPS],
        "update clean.interval_steps set chosen_step_count = 301",
    ),
    (
        "clean_interval_steps_apart",
        [INTERVAL_STEPS],
        "update clean.interval_steps set own_s = 901",
    ),
    ("clean_row_has_stream", [STREAM, HEART], HEART.replace("(1,", "(2,")),
    ("clean_row_has_stream", [STREAM], beat(0, 1).replace("(1,", "(2,")),
    ("clean_row_has_stream", [STREAM], SECOND.replace("(1,", "(2,")),
    ("clean_row_has_stream", [STREAM], STREAM),
    ("clean_frame_judged_once", [STREAM, HEART], REJECT),
    ("clean_hr_range", [MINUTE], "update clean.minute set hr_bpm = 250"),
    ("clean_minute_coverage", [MINUTE], "update clean.minute set hr_measured_s = 29"),
    ("mart_hr_range", [], "update mart.session set hr_mean_bpm = 20"),
    ("mart_hr_range", [], "update mart.day set hr_median_bpm = 221"),
    (
        "mart_rest_spot_null_has_reason",
        [REST.format(coverage_frac=0.8)],
        REST.format(coverage_frac=0.79).replace("10:00", "11:00"),
    ),
    (
        "mart_rest_spot_has_day",
        [REST.format(coverage_frac=0.8)],
        "update mart.rest_spot set day_date = '2026-04-01'",
    ),
    *(
        ("mart_response_null_has_reason", [RESPONSE], f"update mart.{change}")
        for change in (
            "session_response set hrr30_bpm = null",
            "session_response set hrr120_bpm = 30",
            "session_response set pci_null_reason = null",
            "session_response set tau_on_null_reason = 'no_fit'",
        )
    ),
    (
        "mart_hrv_has_day",
        [HRV],
        "update mart.hrv set day_date = '2026-04-01'",
    ),
    (
        "mart_session_has_day",
        [],
        "update mart.session set day_date = '2026-04-01'",
    ),
    ("mart_day_counts_sessions", [], "update mart.day set active_min = 11"),
    ("mart_day_counts_sessions", [], "update mart.session set srpe_au = null"),
    ("mart_week_counts_days", [], "update mart.week set session_count = 9"),
    ("mart_week_counts_days", [], "update mart.week set step_count = 0"),
    (
        "mart_week_starts_monday",
        [],
        "update mart.week set week_start = week_start + 1",
    ),
    (
        "mart_day_null_has_reason",
        [],
        "update mart.day set step_count = null",
    ),
    (
        "mart_day_null_has_reason",
        [],
        "update mart.day set srpe_null_reason = null",
    ),
    (
        "mart_day_null_has_reason",
        [],
        "update mart.day set whole_day_step_count = 0, step_day_validity = 'not_worn'",
    ),
    ("plan_within_ceiling", [], "update plan.proposal set session_min = 31"),
    ("plan_within_ceiling", [], "update plan.standing set session_min = 31"),
    (
        "plan_gate_only_lowers",
        [A_GATE],
        "update plan.gate set allowed_min = 9",
    ),
    ("plan_no_minutes_when_stopped", [], "update plan.proposal set action = 'stop'"),
    ("plan_no_minutes_when_stopped", [], "update plan.proposal set action = 'refuse'"),
    ("plan_no_minutes_when_stopped", [], "update plan.standing set status = 'frozen'"),
    ("plan_no_minutes_when_stopped", [], "update plan.standing set status = 'held'"),
    ("plan_increase_is_approved", [], "update plan.proposal set is_increase = true"),
    ("plan_has_reason", [], "delete from plan.reason"),
    ("plan_has_reason", [], "update plan.standing set latest_plan_id = 'none'"),
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with a_warehouse(tmp_path, consistent) as opened:
        yield opened


@pytest.mark.parametrize(("check", "sound", "fault"), BROKEN)
def test_the_fault_is_found(
    warehouse: Warehouse, check: str, sound: list[str], fault: str
) -> None:
    with warehouse.cursor() as cursor:
        for statement in sound:
            cursor.execute(statement)
    assert not _found(warehouse, check)
    with warehouse.cursor() as cursor:
        cursor.execute(fault)
    assert _found(warehouse, check)


def _found(warehouse: Warehouse, check: str) -> bool:
    try:
        warehouse.check()
    except CheckFailed as failed:
        return f"{check} (" in failed.what
    return False


def test_every_check_of_the_warehouse_is_broken_here() -> None:
    shipped = {path.stem for path in CHECKS.glob("*.sql")}
    tested = {check for check, _, _ in BROKEN}
    assert {name for name in shipped if not name.startswith("published_")} == tested


@pytest.mark.parametrize(
    "grow",
    [
        lambda w: add(
            w,
            "plan.proposal",
            proposal(
                MONDAY,
                number=2,
                action="refuse",
                session_min=None,
                sessions_per_week=None,
                week_min=None,
            ),
        ),
        lambda w: add(w, "plan.proposal", proposal(MONDAY, number=2, inputs="{}")),
        lambda w: add(
            w,
            "plan.proposal",
            proposal(MONDAY, number=2, action="stop", session_min=0, week_min=0),
        ),
    ],
)
def test_a_refusal_a_stop_and_an_unlimited_plan_are_sound(
    warehouse: Warehouse, grow: Callable[[Warehouse], None]
) -> None:
    grow(warehouse)
    add(warehouse, "plan.reason", reason("plan-2"))
    warehouse.check()


def test_a_signed_increase_is_sound(warehouse: Warehouse) -> None:
    later = MONDAY + timedelta(days=7)
    add(warehouse, "plan.proposal", proposal(later, number=2, is_increase=True))
    add(warehouse, "plan.reason", reason("plan-2"))
    add(
        warehouse,
        "plan.standing",
        standing(later, plan_id="plan-2", status="signed", signed_by="Dr"),
    )
    warehouse.check()


def test_a_session_without_its_day_stops_the_night(warehouse: Warehouse) -> None:
    add(warehouse, "mart.session", session(MONDAY + timedelta(days=30)))
    with pytest.raises(CheckFailed, match="mart_session_has_day"):
        warehouse.check()
