"""What a clinician reads says what happened, and what was looked at."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.store import Warehouse
from support.clinic_rows import (
    MONDAY,
    add,
    ask,
    at,
    consistent,
    day_row,
    flag,
    night_run,
    person,
    proposal,
    reason,
    session,
    silent,
    standing,
    walked,
)
from support.warehouse import a_warehouse


def days_before(count: int) -> date:
    return MONDAY - timedelta(days=count)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    opened = a_warehouse(tmp_path)
    add(opened, "ops.night_run", night_run(MONDAY))
    return opened


def worklist(warehouse: Warehouse) -> list[dict[str, Any]]:
    return ask(warehouse, "from clinic.v_worklist_today")


def look(warehouse: Warehouse) -> dict[str, Any]:
    (row,) = worklist(warehouse)
    return row


class TestWorklist:
    def test_a_person_whom_nobody_has_seen_is_no_data_and_not_fine(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        row = look(warehouse)
        assert row["priority"] == "no_data"
        assert row["reason_text"] == (
            "Nothing has come yet. 0 of 7 days known, 0 min worn."
        )
        assert row["sessions_7d"] is None
        assert row["tiredness_last"] is None
        assert row["days_since_data"] is None
        assert row["plan_status"] == "none"

    def test_no_flag_says_what_was_looked_at(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(1)), day_row(days_before(2)))
        row = look(warehouse)
        assert row["priority"] == "fine"
        assert row["reason_text"] == ("No open flag. 2 of 7 days known, 40 min worn.")
        assert row["sessions_7d"] == 0
        assert row["days_since_data"] == 1

    def test_today_is_the_day_of_the_last_night_run_that_did_not_fail(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        later = MONDAY + timedelta(days=3)
        add(warehouse, "ops.night_run", night_run(later, status="failed"))
        assert look(warehouse)["as_of_date"] == MONDAY
        add(warehouse, "ops.night_run", night_run(later, run_id="r", status="running"))
        assert look(warehouse)["as_of_date"] == later

    def test_today_is_local_to_the_person(self, warehouse: Warehouse) -> None:
        add(
            warehouse,
            "mart.person",
            person("east", zone="Pacific/Auckland"),
            person("west", zone="America/Los_Angeles"),
        )
        found = {r["patient_id"]: r["as_of_date"] for r in worklist(warehouse)}
        # 2026-03-09 03:30 UTC is 16:30 in Auckland, and the evening before in the west
        assert found == {"east": MONDAY, "west": days_before(1)}

    def test_before_the_first_night_nothing_is_claimed(self, tmp_path: Path) -> None:
        with a_warehouse(tmp_path) as fresh:
            assert worklist(fresh) == []
            add(fresh, "mart.person", person())
            assert look(fresh)["as_of_date"] is None
            assert look(fresh)["priority"] == "no_data"

    @pytest.mark.parametrize("kind", ["red_flag", "fever"])
    def test_a_stop_comes_first_until_it_is_cleared(
        self, warehouse: Warehouse, kind: str
    ) -> None:
        reported = days_before(30)
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(1)))
        add(warehouse, "plan.flag", flag(reported, kind, 3))
        row = look(warehouse)
        assert row["priority"] == "now"
        assert row["oldest_open_flag_days"] == 30
        assert "Stop reported, not cleared: 1" in row["reason_text"]
        _clear(warehouse, reported - timedelta(days=1))
        assert look(warehouse)["priority"] == "now"
        _clear(warehouse, reported + timedelta(days=1))
        assert look(warehouse)["priority"] == "fine"
        assert look(warehouse)["open_flag_count"] == 0

    def test_cleared_on_its_own_day_it_is_open_while_the_plan_is_frozen(
        self, warehouse: Warehouse
    ) -> None:
        reported = days_before(1)
        add(warehouse, "mart.person", person(stops_cleared_until=at(reported, 12)))
        add(warehouse, "plan.flag", flag(reported, "red_flag", 3))
        assert look(warehouse)["open_flag_count"] == 0
        add(warehouse, "plan.standing", standing(MONDAY, status="frozen"))
        assert look(warehouse)["open_flag_count"] == 1
        assert look(warehouse)["priority"] == "now"

    def test_a_frozen_plan_is_now_and_an_old_one_is_over(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(1)))
        add(warehouse, "plan.standing", standing(days_before(7), status="frozen"))
        assert look(warehouse)["priority"] == "fine"
        add(warehouse, "plan.standing", standing(MONDAY, status="frozen"))
        assert look(warehouse)["priority"] == "now"

    def test_a_plan_that_waits_and_one_refused_are_for_this_week(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person("p-1"), person("p-2"))
        add(
            warehouse,
            "plan.standing",
            standing(MONDAY, "p-1", status="waiting"),
            standing(MONDAY, "p-2", "plan-2", status="refused"),
        )
        add(warehouse, "plan.reason", reason("plan-2", reason_code="no_clearance"))
        first, second = worklist(warehouse)
        assert (first["priority"], second["priority"]) == ("this_week", "this_week")
        assert "waits for a signature" in first["reason_text"]
        assert "(no_clearance)" in second["reason_text"]
        assert second["plan_status"] == "refused"

    def test_a_limit_crossed_is_open_for_seven_days(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person("p-1"), person("p-2"))
        add(
            warehouse,
            "mart.day",
            day_row(days_before(1), "p-1"),
            day_row(days_before(1), "p-2"),
        )
        add(
            warehouse,
            "plan.flag",
            flag(days_before(6), "limit_crossed", 1, "p-1", issue_number=1),
            flag(days_before(7), "limit_crossed", 1, "p-2", issue_number=2),
        )
        first, second = worklist(warehouse)
        assert (first["patient_id"], first["open_flag_count"]) == ("p-1", 1)
        assert (second["patient_id"], second["open_flag_count"]) == ("p-2", 0)

    @pytest.mark.parametrize("kind", ["rest_high", "walk_high", "few_steps"])
    def test_a_look_is_open_until_it_is_answered(
        self, warehouse: Warehouse, kind: str
    ) -> None:
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(1)))
        raised = flag(days_before(20), kind, 2)
        add(warehouse, "plan.flag", raised)
        row = look(warehouse)
        assert row["priority"] == "this_week"
        assert "the own usual, about" in row["reason_text"]
        add(
            warehouse,
            "plan.flag_answer",
            {
                "flag_id": raised["flag_id"],
                "patient_id": "p-1",
                "answer": "useful",
                "answered_by": "Dr Sand",
                "answered_at": raised["as_of"],
            },
        )
        assert look(warehouse)["open_flag_count"] == 0

    def test_a_heart_far_over_its_usual_is_open_until_cleared(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(1)))
        add(warehouse, "plan.flag", flag(days_before(12), "rest_high", 3))
        row = look(warehouse)
        assert row["priority"] == "today"
        assert "far over the own usual" in row["reason_text"]
        _clear(warehouse, days_before(11))
        assert look(warehouse)["open_flag_count"] == 0

    def test_silence_is_open_until_something_comes(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person())
        add(warehouse, "mart.day", day_row(days_before(6)))
        add(warehouse, "plan.flag", flag(days_before(2), "no_data", 2))
        row = look(warehouse)
        assert row["priority"] == "no_data"
        assert f"Nothing has come since {days_before(6)}." in row["reason_text"]
        add(warehouse, "mart.day", day_row(days_before(1)))
        assert look(warehouse)["priority"] == "fine"

    def test_a_treatment_alone_is_no_sign_of_life(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person())
        add(
            warehouse,
            "mart.day",
            silent(days_before(4), treatment_kind="infusion"),
            silent(days_before(2), treatment_kind="transfusion"),
            silent(MONDAY + timedelta(days=17), treatment_kind="infusion"),
        )
        row = look(warehouse)
        assert row["last_seen_date"] is None
        assert row["known_days_7d"] == 0
        assert row["cycle_day"] == 5
        assert row["days_since_treatment"] == 2
        assert row["days_to_next_treatment"] == 17

    def test_tiredness_is_the_last_answer_and_its_change_needs_both_weeks(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        add(
            warehouse,
            "mart.day",
            day_row(days_before(6), tiredness=5),
            day_row(days_before(3), tiredness=7),
            day_row(days_before(1), tiredness=None, is_diary_day=False),
        )
        row = look(warehouse)
        assert row["tiredness_last"] == 7
        assert row["tiredness_last_date"] == days_before(3)
        assert row["tiredness_change_7d"] is None
        add(warehouse, "mart.day", day_row(days_before(7), tiredness=4))
        add(warehouse, "mart.day", day_row(days_before(14), tiredness=0))
        # median(5, 7) - 4; the day 14 days ago is in neither week
        assert look(warehouse)["tiredness_change_7d"] == 2.0

    def test_the_most_urgent_comes_first_and_everybody_is_there_once(
        self, warehouse: Warehouse
    ) -> None:
        names = ["fine", "silent", "waiting", "limit", "stopped", "stopped-long"]
        add(warehouse, "mart.person", *(person(name) for name in names))
        add(
            warehouse,
            "mart.day",
            *(day_row(days_before(1), name) for name in names if name != "silent"),
        )
        add(warehouse, "plan.standing", standing(MONDAY, "waiting", status="waiting"))
        add(warehouse, "plan.standing", standing(MONDAY, "fine", status="held"))
        add(
            warehouse,
            "plan.flag",
            flag(days_before(1), "red_flag", 3, "stopped", issue_number=1),
            flag(days_before(9), "fever", 3, "stopped-long", issue_number=2),
            flag(days_before(8), "red_flag", 3, "stopped-long", issue_number=3),
            flag(days_before(1), "limit_crossed", 3, "limit", issue_number=4),
        )
        rows = worklist(warehouse)
        assert [(r["rank"], r["patient_id"], r["priority"]) for r in rows] == [
            (1, "stopped-long", "now"),
            (2, "stopped", "now"),
            (3, "limit", "today"),
            (4, "waiting", "this_week"),
            (5, "silent", "no_data"),
            (6, "fine", "fine"),
        ]
        assert "The clinic holds the week of" in rows[-1]["reason_text"]

    def test_without_consent_it_is_said(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person(is_consented=False))
        row = look(warehouse)
        assert row["priority"] == "no_data"
        assert "no consent in force" in row["reason_text"]


def _clear(warehouse: Warehouse, day: date) -> None:
    with warehouse.cursor() as cursor:
        cursor.execute(
            "update mart.person set stops_cleared_until = $at", {"at": at(day, 12)}
        )


def weeks(warehouse: Warehouse) -> dict[date, dict[str, Any]]:
    rows = ask(warehouse, "from clinic.v_week_person")
    return {row["week_start"]: row for row in rows}


def rebuild(warehouse: Warehouse, *week_starts: date) -> None:
    warehouse.execute(
        "mart_week_rebuild",
        patient_id=["p-1"] * len(week_starts),
        week_start=list(week_starts),
    )


class TestWeek:
    def test_its_numbers_are_counted_from_its_days(self, warehouse: Warehouse) -> None:
        consistent_week = days_before(7)
        with warehouse.cursor() as cursor:
            cursor.execute("delete from ops.night_run")
        consistent(warehouse)
        row = weeks(warehouse)[consistent_week]
        assert row["session_count"] == 2
        assert row["active_min"] == 20.0
        assert row["srpe_au"] == 72.0
        assert row["above_limit_min"] == 3.0
        assert row["above_limit_session_count"] == 2
        assert row["step_count"] == 7000.0
        assert row["step_day_count"] == 7
        assert row["wear_min"] == 140
        assert row["rest_day_count"] == 5
        assert row["coverage_frac"] == 1.0
        assert row["planned_min"] is None
        assert row["is_complete"] is True
        assert row["is_comparable"] is False
        warehouse.check()

    def test_a_load_with_an_unknown_effort_is_unknown(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        add(
            warehouse,
            "mart.session",
            session(days_before(7)),
            session(days_before(6), effort_cr10=None, srpe_au=None),
        )
        add(
            warehouse,
            "mart.day",
            walked(days_before(7)),
            walked(days_before(6), srpe_au=None, srpe_null_reason="effort_missing"),
        )
        rebuild(warehouse, days_before(7))
        row = weeks(warehouse)[days_before(7)]
        assert row["srpe_au"] is None
        assert row["srpe_session_count"] == 1
        assert row["session_count"] == 2
        warehouse.check()

    def test_silent_days_are_not_rest_and_missing_is_not_zero(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        add(
            warehouse,
            "mart.day",
            silent(days_before(7), treatment_kind="infusion"),
            silent(days_before(6)),
            day_row(days_before(5)),
        )
        rebuild(warehouse, days_before(7))
        row = weeks(warehouse)[days_before(7)]
        assert row["rest_day_count"] == 1
        assert row["known_day_count"] == 1
        assert row["treatment_day_count"] == 1
        assert row["srpe_au"] is None
        assert row["above_limit_min"] is None
        assert row["tiredness_median"] == 4.0

    def test_the_plan_that_stood_is_beside_it_and_a_refusal_is_no_plan(
        self, warehouse: Warehouse
    ) -> None:
        add(
            warehouse,
            "plan.standing",
            standing(days_before(7)),
            standing(MONDAY, status="refused", session_min=0, week_min=0),
            standing(days_before(14), plan_id=None, latest_plan_id="x"),
        )
        rebuild(warehouse, days_before(14), days_before(7), MONDAY)
        found = weeks(warehouse)
        assert list(found) == [days_before(7)]
        assert found[days_before(7)]["planned_min"] == 30
        assert found[days_before(7)]["planned_sessions"] == 3
        assert found[days_before(7)]["known_day_count"] == 0

    def test_a_week_that_lost_its_days_is_gone(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.day", day_row(days_before(7)))
        rebuild(warehouse, days_before(7))
        with warehouse.cursor() as cursor:
            cursor.execute("delete from mart.day")
        rebuild(warehouse, days_before(7))
        assert weeks(warehouse) == {}

    def test_only_the_weeks_and_people_asked_for_are_touched(
        self, warehouse: Warehouse
    ) -> None:
        for patient in ("p-1", "p-2"):
            add(
                warehouse,
                "mart.day",
                day_row(days_before(7), patient),
                day_row(MONDAY, patient),
            )
        warehouse.execute(
            "mart_week_rebuild",
            patient_id=["p-1", "p-2"],
            week_start=[days_before(7), MONDAY],
        )
        found = ask(
            warehouse, "select patient_id, week_start from mart.week order by all"
        )
        assert [(row["patient_id"], row["week_start"]) for row in found] == [
            ("p-1", days_before(7)),
            ("p-2", MONDAY),
        ]

    def test_it_is_compared_with_its_own_four_weeks_before(
        self, warehouse: Warehouse
    ) -> None:
        add(warehouse, "mart.person", person())
        starts = [days_before(7 * n) for n in range(6, 0, -1)]
        for place, start in enumerate(starts):
            known = 3 if place == 3 else 4
            add(
                warehouse,
                "mart.day",
                *(
                    day_row(start + timedelta(days=n), tiredness=place)
                    for n in range(known)
                ),
            )
        rebuild(warehouse, *starts)
        last = weeks(warehouse)[days_before(7)]
        # the four before it are places 1 to 4; place 3 has only 3 known days
        assert last["covered_week_count"] == 3
        assert last["tiredness_median"] == 5.0
        assert last["tiredness_median_4w_median"] == 2.0
        assert last["session_count_4w_median"] == 0.0
        assert last["is_comparable"] is True
        first = weeks(warehouse)[starts[0]]
        assert first["covered_week_count"] == 0
        assert first["tiredness_median_4w_median"] is None
        assert first["is_comparable"] is False

    def test_a_missing_week_is_not_skipped(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person())
        starts = [days_before(7 * n) for n in (7, 6, 1)]
        for start in starts:
            add(
                warehouse,
                "mart.day",
                *(day_row(start + timedelta(days=n)) for n in range(5)),
            )
        rebuild(warehouse, *starts)
        assert weeks(warehouse)[days_before(7)]["covered_week_count"] == 0

    def test_the_running_week_is_not_compared(self, warehouse: Warehouse) -> None:
        add(warehouse, "mart.person", person())
        starts = [days_before(7 * n) for n in range(4, -1, -1)]
        for start in starts:
            add(
                warehouse,
                "mart.day",
                *(day_row(start + timedelta(days=n)) for n in range(5)),
            )
        rebuild(warehouse, *starts)
        row = weeks(warehouse)[MONDAY]
        assert row["covered_week_count"] == 4
        assert row["is_complete"] is False
        assert row["is_comparable"] is False


def test_the_plan_view_shows_the_newest_decision_beside_what_stands(
    warehouse: Warehouse,
) -> None:
    add(
        warehouse,
        "plan.proposal",
        proposal(MONDAY, number=1),
        proposal(MONDAY, number=2, action="progress", is_increase=True, session_min=12),
    )
    for ordinal, code in enumerate(["tested", "minutes", "third", "fourth"]):
        add(
            warehouse,
            "plan.reason",
            reason("plan-2", ordinal=ordinal, reason_code=code),
        )
    add(
        warehouse,
        "plan.cap",
        {"plan_id": "plan-2", "cap_name": "week", "week_min": 30, "is_binding": True},
        {"plan_id": "plan-2", "cap_name": "loose", "week_min": 90, "is_binding": False},
    )
    add(
        warehouse,
        "plan.standing",
        standing(MONDAY, plan_id="plan-1", latest_plan_id="plan-2", status="waiting"),
    )
    (row,) = ask(warehouse, "from clinic.v_plan")
    assert row["plan_id"] == "plan-2"
    assert row["proposed_session_min"] == 12
    assert row["shown_session_min"] == 10
    assert row["plan_status"] == "waiting"
    assert row["reason_codes"] == "tested, minutes, third"
    assert row["binding_caps"] == "week"


class TestResponse:
    """What a heart answered stands beside how much of it was seen."""

    def answered(self, warehouse: Warehouse, **changes: Any) -> dict[str, Any]:
        day = days_before(1)
        add(warehouse, "mart.session", session(day, hr_coverage_frac=0.85))
        row = {
            "session_id": f"p-1-{day}",
            "patient_id": "p-1",
            "day_date": day,
            "started_at": at(day, 10),
            "recovery_null_reason": "not_still",
            "is_return_censored": False,
            "trimp_null_reason": "no_limits",
            "input_digest": "i",
            "method_digest": "m",
        }
        add(warehouse, "mart.session_response", row | changes)
        (found,) = ask(warehouse, "from clinic.v_response")
        return found

    def test_the_share_that_was_seen_comes_with_the_number(
        self, warehouse: Warehouse
    ) -> None:
        row = self.answered(warehouse, hr_steady_bpm=104.0, cadence_steady_spm=92.0)
        shown = ("hr_steady_bpm", "cadence_steady_spm", "hr_coverage_frac")
        assert [row[name] for name in shown] == [104.0, 92.0, 0.85]
        assert row["session_label"] == "user"

    def test_a_recovery_that_was_not_seen_says_why(self, warehouse: Warehouse) -> None:
        row = self.answered(warehouse)
        assert (row["hrr60_bpm"], row["recovery_null_reason"]) == (None, "not_still")
        assert (row["t_return_s"], row["is_return_censored"]) == (None, None)

    def test_each_fall_and_cost_has_its_own_reason(self, warehouse: Warehouse) -> None:
        row = self.answered(
            warehouse,
            hrr30_bpm=8.0,
            hrr120_null_reason="not_measured",
            pci_null_reason="no_speed",
            tau_on_s=41.0,
        )
        assert (row["hrr30_bpm"], row["hrr30_null_reason"]) == (8.0, None)
        assert (row["hrr120_bpm"], row["hrr120_null_reason"]) == (None, "not_measured")
        assert (row["pci_beats_per_m"], row["pci_null_reason"]) == (None, "no_speed")
        assert (row["tau_on_s"], row["tau_on_null_reason"]) == (41.0, None)

    def test_a_return_that_was_not_reached_is_told_from_one_that_was(
        self, warehouse: Warehouse
    ) -> None:
        row = self.answered(warehouse, t_return_s=240.0, is_return_censored=True)
        assert (row["t_return_s"], row["is_return_censored"]) == (240.0, True)


class TestHrTrend:
    """A trend stands behind the walks it rests on, and beside what slows a heart."""

    def test_a_trend_that_is_not_told_says_why_and_how_much_there_was(
        self, warehouse: Warehouse
    ) -> None:
        row = {
            "patient_id": "p-1",
            "since_date": days_before(83),
            "until_date": days_before(0),
            "null_reason": "too_few",
            "walk_count": 3,
            "session_count": 12,
            "coverage_frac": 0.25,
            "span_days": 40,
            "rate_limiting_change_count": 1,
        }
        add(warehouse, "mart.hr_trend", row)
        (found,) = ask(warehouse, "from clinic.v_hr_trend")
        assert (found["slope_bpm_per_week"], found["slope_null_reason"]) == (
            None,
            "too_few",
        )
        assert (found["walk_count"], found["walk_coverage_frac"]) == (3, 0.25)
        assert (found["on_beta_blocker"], found["rate_limiting_change_count"]) == (
            None,
            1,
        )
