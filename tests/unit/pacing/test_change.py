from dataclasses import replace
from datetime import timedelta

import pytest

from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected
from pacepipe.pacing import DEFAULT_POLICY, Dose, changed_week, require_within_limits
from pacepipe.pacing.change import limits_as_dose
from pacepipe.pacing.standing import WeekDose
from support.pacing import GOOD, LIMITS, WEEK_START, infusion, with_limits


def test_a_change_is_placed_like_any_plan_of_the_week():
    week = changed_week(GOOD, Dose(12, 4), DEFAULT_POLICY)
    assert (week.session_min, week.sessions_per_week, week.week_min) == (12, 4, 48)
    assert len(week.sessions) == 4
    assert len(week.rest_dates) == 3


def test_a_changed_week_keeps_to_the_kinds_that_the_clinic_allows():
    seated = with_limits(GOOD, activity_kinds=(ActivityKind.CHAIR,))
    week = changed_week(seated, Dose(12, 4), DEFAULT_POLICY)
    assert week.activity_kinds == (ActivityKind.CHAIR,)
    assert {session.activity_kind for session in week.sessions} == {ActivityKind.CHAIR}


def test_days_around_a_treatment_are_lighter_in_a_changed_week_too():
    treated = replace(GOOD, treatments=(infusion(WEEK_START),))
    week = changed_week(treated, Dose(12, 3), DEFAULT_POLICY)
    assert all(session.duration_min == 9 for session in week.sessions)
    assert all(session.day_date > WEEK_START for session in week.sessions)


@pytest.mark.parametrize("wish", [Dose(31, 3), Dose(10, 6), Dose(30, 5), Dose(3, 3)])
def test_numbers_outside_of_the_limits_are_refused_and_would_be_lowered(wish):
    with pytest.raises(InputRejected, match="do not fit"):
        require_within_limits(wish, LIMITS, DEFAULT_POLICY)
    week = changed_week(GOOD, wish, DEFAULT_POLICY)
    assert week.session_min <= 30
    assert week.sessions_per_week <= 5
    assert week.week_min <= 120


@pytest.mark.parametrize("wish", [Dose(30, 4), Dose(4, 1), Dose(24, 5), Dose(0, 0)])
def test_numbers_within_the_limits_are_taken(wish):
    require_within_limits(wish, LIMITS, DEFAULT_POLICY)
    week = changed_week(GOOD, wish, DEFAULT_POLICY)
    assert (week.session_min, week.sessions_per_week) == (
        wish.session_min,
        wish.sessions_per_week,
    )


def test_a_limit_that_is_not_set_is_the_preset():
    unset = replace(LIMITS, session_max_min=None, sessions_per_week_max=None)
    require_within_limits(Dose(10, 3), unset, DEFAULT_POLICY)
    with pytest.raises(InputRejected, match="10 min a session"):
        require_within_limits(Dose(11, 3), unset, DEFAULT_POLICY)


def test_the_most_that_limits_allow_is_each_limit_and_the_preset_of_what_is_not_set():
    assert limits_as_dose(LIMITS, DEFAULT_POLICY) == WeekDose(30, 5, 120)
    unset = replace(
        LIMITS, session_max_min=None, sessions_per_week_max=None, week_max_min=None
    )
    assert limits_as_dose(unset, DEFAULT_POLICY) == WeekDose(10, 3, 50)


def test_a_refusal_names_every_limit():
    with pytest.raises(
        InputRejected, match="30 min a session, 120 min a week, 5 sessions a week"
    ):
        require_within_limits(Dose(31, 3), LIMITS, DEFAULT_POLICY)


def test_without_limits_there_is_nothing_to_change_it_to():
    with pytest.raises(InputRejected, match="none"):
        require_within_limits(Dose(5, 3), None, DEFAULT_POLICY)
    without = replace(GOOD, limits=None)
    assert changed_week(without, Dose(5, 3), DEFAULT_POLICY).week_min == 0


def test_the_same_change_gives_the_same_week_whatever_came_later():
    later = replace(GOOD, as_of=GOOD.as_of + timedelta(days=3), diary=())
    assert changed_week(later, Dose(9, 4), DEFAULT_POLICY) == changed_week(
        GOOD, Dose(9, 4), DEFAULT_POLICY
    )
