"""Totals of a day and of a week."""

from datetime import date, timedelta

import pytest

from pacepipe.load import (
    DayFacts,
    NoLoad,
    SessionFacts,
    day_totals,
    week_totals,
)

MONDAY = date(2024, 5, 6)


def test_a_day_adds_up_its_sessions() -> None:
    day = day_totals([SessionFacts(8.0, 24.0, 1.5), SessionFacts(12.0, 48.0, 0.0)])
    assert day.session_count == 2
    assert day.active_min == 20.0
    assert day.srpe_au == 72.0
    assert day.srpe_null_reason is None
    assert day.above_limit_min == 1.5


def test_one_effort_missing_leaves_the_load_of_the_day_unknown() -> None:
    day = day_totals([SessionFacts(8.0, 24.0, None), SessionFacts(12.0, None, None)])
    assert day.srpe_au is None
    assert day.srpe_null_reason is NoLoad.EFFORT_MISSING
    assert day.above_limit_min is None


def test_a_day_without_a_session_has_no_load_rather_than_0() -> None:
    day = day_totals([])
    assert day.srpe_au is None
    assert day.srpe_null_reason is NoLoad.NO_SESSION
    assert day.active_min == 0.0


def test_time_above_the_limit_is_added_over_the_sessions_that_can_be_judged() -> None:
    day = day_totals([SessionFacts(8.0, 1.0, None), SessionFacts(8.0, 1.0, 2.0)])
    assert day.above_limit_min == 2.0


def test_a_week_counts_what_is_known_and_says_how_much_that_is() -> None:
    days = [
        DayFacts(MONDAY, wear_min=40, step_count=900.0, session_count=1, tiredness=3),
        DayFacts(MONDAY + timedelta(1), tiredness=6, pain=0, has_treatment=True),
        DayFacts(MONDAY + timedelta(4), red_flag_count=1),
    ]
    week = week_totals(days, [SessionFacts(8.0, 24.0, None)])
    assert week.session_count == 1
    assert week.srpe_au == 24.0
    assert week.srpe_session_count == 1
    assert week.above_limit_min is None
    assert week.step_count == 900.0
    assert week.step_day_count == 1
    assert week.wear_min == 40
    assert week.wear_day_count == 1
    assert week.diary_day_count == 2
    assert week.tiredness_median == 4.5
    assert week.pain_median == 0.0
    assert week.sleep_median is None
    assert week.red_flag_count == 1
    assert week.treatment_day_count == 1
    assert week.known_day_count == 2
    assert week.coverage_frac == pytest.approx(2 / 7)


def test_a_week_adds_up_what_was_walked_worn_and_said() -> None:
    days = [
        DayFacts(MONDAY, wear_min=1, breathlessness=2, sleep=5),
        DayFacts(MONDAY + timedelta(1), breathlessness=4, sleep=6),
    ]
    sessions = [SessionFacts(8.0, 24.0, 1.5), SessionFacts(12.5, 48.0, None)]
    week = week_totals(days, sessions)
    assert week.active_min == 20.5
    assert week.above_limit_min == 1.5
    assert week.wear_day_count == 1
    assert (week.breathlessness_median, week.sleep_median) == (3.0, 5.5)


def test_one_effort_missing_leaves_the_load_of_the_week_unknown() -> None:
    sessions = [SessionFacts(8.0, 24.0, None), SessionFacts(8.0, None, None)]
    week = week_totals([DayFacts(MONDAY, session_count=2)], sessions)
    assert week.srpe_au is None
    assert week.srpe_session_count == 1


def test_a_week_of_nothing_is_unknown_and_not_rest() -> None:
    week = week_totals([], [])
    assert week.srpe_au is None
    assert week.step_count is None
    assert week.tiredness_median is None
    assert week.coverage_frac == 0.0


def test_the_order_of_days_and_sessions_changes_nothing() -> None:
    days = [DayFacts(MONDAY + timedelta(n), step_count=0.1 * n) for n in range(7)]
    sessions = [SessionFacts(0.1 * n, 0.1 * n, 0.1 * n) for n in range(7)]
    assert week_totals(days, sessions) == week_totals(days[::-1], sessions[::-1])


def test_a_day_handed_in_twice_or_of_another_week_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        week_totals([DayFacts(MONDAY), DayFacts(MONDAY)], [])
    with pytest.raises(ValueError, match="one week"):
        week_totals([DayFacts(MONDAY), DayFacts(MONDAY + timedelta(7))], [])
