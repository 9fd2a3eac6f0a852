"""Single decisions that a scenario on file does not make plain."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pacepipe.domain.plan import Action, PacingInputs, PlanWeek, Stop, StopKind
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected
from pacepipe.pacing import DEFAULT_POLICY, plan_week
from pacepipe.pacing.evidence import gather
from pacepipe.pacing.restart import tolerated_lately_min, tolerated_session_min
from support.pacing import (
    BASELINE,
    GOOD,
    LIMITS,
    WEEK_START,
    WINDOW_END,
    WINDOW_START,
    infusion,
    moment,
    plans,
    red_flag,
    session_on,
    sessions_of,
    with_day,
    with_days,
    with_limits,
)


def codes(inputs: PacingInputs) -> list[str]:
    return [reason.code for reason in plan_week(inputs, DEFAULT_POLICY).reasons]


def dose(inputs: PacingInputs) -> tuple[int, int]:
    plan = plan_week(inputs, DEFAULT_POLICY).plan
    assert plan is not None
    return plan.session_min, plan.sessions_per_week


def test_a_hold_tells_everything_that_forbids_a_rise() -> None:
    # at 5 minutes, which even nothing known leaves under the ceiling
    person = replace(
        GOOD, plan_weeks=plans((5, 3)), diary=(), sessions=(), baseline=None
    )
    assert codes(person) == [
        ReasonCode.FEW_DIARY_DAYS,
        ReasonCode.NO_RECENT_DIARY,
        ReasonCode.FEW_FULL_DIARIES,
        ReasonCode.NO_BASELINE,
        ReasonCode.FEW_SESSIONS,
    ]


def test_a_refusal_tells_the_red_flag_too() -> None:
    person = with_limits(replace(GOOD, stops=(red_flag(WINDOW_END),)))
    person = replace(person, limits=replace(LIMITS, cleared_until=None))
    assert codes(person) == [ReasonCode.NO_CLEARANCE, ReasonCode.RED_FLAG]


def test_a_refusal_has_no_plan_and_is_no_increase() -> None:
    outcome = plan_week(replace(GOOD, limits=None), DEFAULT_POLICY)
    assert outcome.plan is None
    assert not outcome.is_increase


def test_a_stop_lasts_until_it_is_cleared_however_long_that_takes() -> None:
    person = replace(GOOD, stops=(red_flag(WINDOW_END - timedelta(days=400)),))
    assert plan_week(person, DEFAULT_POLICY).action is Action.STOP


def test_clearance_counts_to_its_last_day() -> None:
    person = with_limits(GOOD, cleared_until=WEEK_START)
    assert plan_week(person, DEFAULT_POLICY).action is Action.PROGRESS


def test_a_severe_symptom_after_a_cleared_stop_takes_the_smaller_of_each() -> None:
    stopped = replace(
        GOOD,
        plan_weeks=plans((12, 4)),
        sessions=sessions_of(4, minutes=30),
        stops=(red_flag(WINDOW_END, cleared=WINDOW_END),),
        usual_step_count=6000.0,
    )
    ill = with_days(stopped, (0, 1, 2), nausea=9)
    assert dose(stopped) == (12, 3)
    assert dose(ill) == (9, 3)
    assert plan_week(ill, DEFAULT_POLICY).action is Action.REDUCE


def test_an_age_old_baseline_does_not_excuse_a_reduction() -> None:
    heavy = with_days(GOOD, (0, 1, 2), tiredness=6, pain=5)
    old = replace(heavy, baseline=replace(BASELINE, valid_until=WINDOW_END))
    assert codes(old)[0] == ReasonCode.BURDEN_HIGH


def test_a_session_before_the_window_counts_where_its_heavy_day_is_inside() -> None:
    sessions = (
        session_on(WINDOW_START - timedelta(days=1)),
        session_on(WINDOW_START - timedelta(days=2)),
        session_on(WINDOW_START - timedelta(days=3)),
    )
    heavy = with_day(replace(GOOD, sessions=sessions), 6, tiredness=6, pain=3)
    reason = plan_week(heavy, DEFAULT_POLICY).reasons[0]
    assert reason.code == ReasonCode.HEAVY_AFTER_SESSIONS
    assert dict(reason.facts) == {"sessions": 2.0}


def test_a_restart_is_met_once_and_then_held_for_two_weeks() -> None:
    stop = red_flag(
        WINDOW_END - timedelta(days=9), cleared=WINDOW_END - timedelta(days=5)
    )
    person = replace(GOOD, stops=(stop,), plan_weeks=plans((8, 3), action=Action.HOLD))
    assert plan_week(person, DEFAULT_POLICY).action is Action.RESTART
    met = replace(person, plan_weeks=plans((8, 3), action=Action.RESTART))
    outcome = plan_week(met, DEFAULT_POLICY)
    assert outcome.action is Action.HOLD
    assert outcome.reasons[0].code == ReasonCode.COOL_OFF


def test_a_session_of_unknown_effort_shows_no_tolerance() -> None:
    stopped = replace(
        GOOD,
        plan_weeks=plans((30, 3)),
        sessions=sessions_of(3, minutes=30, effort=None),
        stops=(red_flag(WINDOW_END, cleared=WINDOW_END),),
    )
    assert dose(stopped) == (5, 3)


def test_a_session_that_a_heavy_day_followed_shows_no_tolerance() -> None:
    stopped = replace(
        GOOD,
        plan_weeks=plans((30, 3)),
        sessions=(session_on(WINDOW_START, minutes=30),),
        stops=(red_flag(WINDOW_END, cleared=WINDOW_END),),
    )
    assert dose(stopped) == (15, 3)
    assert dose(with_day(stopped, 5, tiredness=6, pain=3)) == (5, 3)


def test_a_treatment_the_clinic_wants_no_rest_for_changes_nothing() -> None:
    tablets = replace(infusion(WEEK_START), is_deload=False)
    person = replace(GOOD, treatments=(tablets,))
    usual = plan_week(GOOD, DEFAULT_POLICY)
    assert plan_week(person, DEFAULT_POLICY) == usual


def test_the_first_kind_that_the_clinic_allows_is_planned() -> None:
    kinds = (ActivityKind.CHAIR, ActivityKind.AEROBIC)
    plan = plan_week(with_limits(GOOD, activity_kinds=kinds), DEFAULT_POLICY).plan
    assert plan is not None
    assert {s.activity_kind for s in plan.sessions} == {ActivityKind.CHAIR}


def test_a_first_plan_waits_for_a_signature() -> None:
    person = replace(GOOD, plan_weeks=(), sessions=())
    assert plan_week(person, DEFAULT_POLICY).is_increase


def test_a_first_plan_after_a_first_stop_is_the_shortest() -> None:
    only_stopped = plans((0, 0), action=Action.STOP)
    flag = red_flag(WINDOW_END - timedelta(days=8), cleared=WINDOW_END)
    person = replace(GOOD, plan_weeks=only_stopped, sessions=(), stops=(flag,))
    assert dose(person) == (5, 3)
    assert dose(replace(person, plan_weeks=())) == (5, 3)


def test_fever_and_a_red_flag_are_both_told() -> None:
    fever = Stop(StopKind.FEVER, None, moment(WINDOW_END), None)
    person = replace(GOOD, stops=(fever, red_flag(WINDOW_END), red_flag(WINDOW_END)))
    assert codes(person) == [ReasonCode.RED_FLAG, ReasonCode.FEVER]


def test_conflicting_copies_of_a_session_count_as_the_harder_one() -> None:
    easy = GOOD.sessions[0]
    hard = replace(easy, is_early_stop=True, effort_cr10=None)
    person = replace(GOOD, sessions=(hard, *GOOD.sessions))
    assert codes(person)[0] == ReasonCode.EARLY_STOP


def test_a_plan_of_the_planned_week_itself_is_not_the_last_plan() -> None:
    future = PlanWeek(WEEK_START, Action.PROGRESS, 30, 5)
    person = replace(GOOD, plan_weeks=(*GOOD.plan_weeks, future))
    assert dose(person) == (8, 4)


def test_coverage_counts_what_was_looked_at() -> None:
    person = with_day(replace(GOOD, diary=GOOD.diary[:5]), 3, sleep=None)
    coverage = plan_week(person, DEFAULT_POLICY).coverage
    assert (coverage.diary_days, coverage.full_diary_days) == (5, 4)
    assert coverage.days_since_diary == 2
    assert (coverage.sessions_done, coverage.sessions_planned) == (3, 3)
    assert coverage.sessions_with_effort == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 11.0])
def test_an_effort_that_cannot_be_compared_makes_no_plan(value: float) -> None:
    sessions = (replace(GOOD.sessions[0], effort_cr10=value),)
    with pytest.raises(InputRejected):
        plan_week(replace(GOOD, sessions=sessions), DEFAULT_POLICY)


def test_a_baseline_that_cannot_be_compared_makes_no_plan() -> None:
    baseline = replace(BASELINE, burden_reference=float("nan"))
    with pytest.raises(InputRejected):
        plan_week(replace(GOOD, baseline=baseline), DEFAULT_POLICY)


def done_before(last_min: int, before_min: int) -> PacingInputs:
    """Two weeks of five sessions at 8 minutes planned; the week before was longer."""
    return replace(
        with_limits(GOOD, session_max_min=60, week_max_min=300),
        plan_weeks=plans((before_min, 5), (8, 5)),
        sessions=tuple(
            session_on(WINDOW_END - timedelta(days=back), minutes=minutes, effort=1)
            for minutes, first in ((last_min, 0), (before_min, 7))
            for back in range(first, first + 5)
        ),
    )


def test_the_way_back_goes_to_what_went_well_and_not_beyond() -> None:
    outcome = plan_week(done_before(8, 12), DEFAULT_POLICY)
    assert outcome.action is Action.RETURN
    assert outcome.plan is not None
    assert outcome.plan.session_min == 12


def test_a_tighter_limit_on_the_week_makes_no_way_back_longer() -> None:
    person = replace(
        GOOD, plan_weeks=plans((17, 2)), sessions=sessions_of(2, minutes=25, effort=1)
    )
    free, tight = (
        dose(with_limits(person, week_max_min=minutes)) for minutes in (65, 40)
    )
    assert tight[0] <= free[0]


def test_without_a_longer_session_there_is_no_way_back_only_a_step() -> None:
    outcome = plan_week(done_before(8, 8), DEFAULT_POLICY)
    assert outcome.action is Action.PROGRESS
    assert outcome.plan is not None
    # 1.25 x 40 + 8 minutes among five: the wider week of a return is not for a step
    assert outcome.plan.session_min == 11


def test_more_sessions_than_are_allowed_now_are_no_reason_for_longer_ones() -> None:
    person = replace(
        with_limits(GOOD, sessions_per_week_max=3, week_max_min=None),
        plan_weeks=plans((8, 5)),
        sessions=sessions_of(5),
    )
    assert dose(person) == (8, 3)


# -- which stops and which sessions a restart looks at --------------------------

FIRST_MOMENT = moment(WINDOW_START - timedelta(days=1))
"""10:00 UTC of the day before is when the window begins in the earliest zone."""


def stopped(about_at: datetime) -> PacingInputs:
    stop = Stop(StopKind.FEVER, None, about_at, about_at)
    return replace(GOOD, plan_weeks=plans((12, 4)), stops=(stop,))


def test_a_stop_from_the_first_moment_of_the_window_on_is_met_with_a_restart() -> None:
    before = FIRST_MOMENT - timedelta(minutes=1)
    assert plan_week(stopped(FIRST_MOMENT), DEFAULT_POLICY).action is Action.RESTART
    assert plan_week(stopped(before), DEFAULT_POLICY).action is not Action.RESTART


def test_a_stop_is_met_by_the_restart_of_the_week_that_had_not_begun() -> None:
    """Anywhere: a stop at the first moment of that week is a new one."""
    last_week = WEEK_START - timedelta(weeks=1)
    began = moment(last_week - timedelta(days=1))
    met = {
        about_at: plan_week(
            replace(
                stopped(about_at), plan_weeks=plans((12, 3), action=Action.RESTART)
            ),
            DEFAULT_POLICY,
        ).action
        for about_at in (began, began - timedelta(minutes=1))
    }
    assert list(met.values()) == [Action.RESTART, Action.HOLD]


def tolerated(inputs: PacingInputs) -> float:
    return tolerated_session_min(gather(inputs, DEFAULT_POLICY), DEFAULT_POLICY)


def test_only_sessions_that_began_before_the_stop_show_what_went_well() -> None:
    walks = (
        session_on(WINDOW_START, minutes=8.0),
        session_on(WINDOW_START + timedelta(days=1), minutes=20.0),
    )
    stop = Stop(StopKind.FEVER, None, walks[1].started_at, moment(WINDOW_END, 18))
    assert tolerated(replace(GOOD, sessions=walks, stops=(stop,))) == 8.0
    later = replace(stop, about_at=stop.about_at + timedelta(minutes=1))
    assert tolerated(replace(GOOD, sessions=walks, stops=(later,))) == 20.0


@pytest.mark.parametrize(("days_after", "expected"), [(2, 0.0), (3, 20.0)])
def test_a_heavy_day_counts_against_a_session_until_the_second_day_after(
    days_after: int, expected: float
) -> None:
    walks = (session_on(WINDOW_START, minutes=20.0),)
    heavy = 6 - days_after
    # 0.6 x 2.5 + 0.4 x 2.5 points: just heavy
    usual = replace(BASELINE, tiredness=2.5, pain=0.5)
    person = replace(
        with_day(GOOD, heavy, tiredness=5, pain=3), sessions=walks, baseline=usual
    )
    assert tolerated(person) == expected


def test_nothing_done_lately_is_nothing_tolerated() -> None:
    evidence = gather(replace(GOOD, sessions=()), DEFAULT_POLICY)
    assert tolerated_lately_min(evidence, DEFAULT_POLICY) == 0.0


def test_a_restart_without_any_plan_that_had_minutes_is_a_first_plan_of_the_frail() -> (
    None
):
    rested = replace(
        GOOD,
        plan_weeks=plans((0, 0), (0, 0), action=Action.STOP),
        sessions=(session_on(WINDOW_START, minutes=30.0),),
    )
    assert plan_week(rested, DEFAULT_POLICY).action is Action.RESTART
    assert dose(rested) == (5, 3)


# -- exactly on a threshold ----------------------------------------------------


def test_a_week_exactly_a_point_heavier_than_usual_is_held() -> None:
    # 0.6 x 1 + 0.4 x 2 - 0.4 points
    heavier = with_days(GOOD, (0, 1, 2), tiredness=4, pain=3)
    assert codes(heavier) == [ReasonCode.BURDEN_RAISED]


def test_a_day_exactly_heavy_after_two_sessions_reduces() -> None:
    usual = replace(BASELINE, tiredness=2.5, pain=0.5, burden_reference=2.0)
    person = replace(
        with_days(GOOD, (4, 6), tiredness=5, pain=3),
        baseline=usual,
        sessions=sessions_of(3),
    )
    assert ReasonCode.HEAVY_AFTER_SESSIONS in codes(person)


def test_a_red_flag_without_a_name_stops_too() -> None:
    stop = Stop(StopKind.RED_FLAG, None, moment(WINDOW_END), None)
    (because,) = plan_week(replace(GOOD, stops=(stop,)), DEFAULT_POLICY).reasons
    assert (because.code, dict(because.facts)) == (ReasonCode.RED_FLAG, {"flag": ""})
