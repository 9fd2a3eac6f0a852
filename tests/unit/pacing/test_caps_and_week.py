"""A dose under its caps, and on the days of a week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pacepipe.domain.plan import Cap, WeekPlan
from pacepipe.pacing import DEFAULT_POLICY, plan_week
from pacepipe.pacing.caps import (
    REST,
    Dose,
    constrain,
    mark_binding,
    return_caps,
    rise_caps,
    tightest_sessions,
)
from pacepipe.pacing.week import place, treatment_days
from support.pacing import GOOD, infusion, plans, sessions_of, with_limits

MONDAY = date(2026, 3, 2)


def week_cap(minutes: int) -> Cap:
    return Cap("week", None, None, minutes, is_binding=False)


def sessions_cap(count: int) -> Cap:
    return Cap("sessions", None, count, None, is_binding=False)


def under(wish: Dose, *caps: Cap) -> Dose:
    return constrain(wish, caps, wish.sessions_per_week, DEFAULT_POLICY)


def test_a_weekly_cap_shortens_sessions_first() -> None:
    assert under(Dose(20, 5), week_cap(52)) == Dose(10, 5)


def test_a_weekly_cap_takes_sessions_away_where_they_are_at_their_shortest() -> None:
    assert under(Dose(20, 5), week_cap(11)) == Dose(4, 2)


def test_a_weekly_cap_below_one_shortest_session_is_rest() -> None:
    assert under(Dose(20, 5), week_cap(3)) == REST


def test_fewer_sessions_do_not_get_longer_under_a_weekly_cap() -> None:
    assert under(Dose(20, 5), week_cap(50), sessions_cap(3)) == Dose(10, 3)


def test_a_cap_binds_where_the_plan_would_be_larger_without_it() -> None:
    caps = (week_cap(50), sessions_cap(7))
    marked = mark_binding(
        caps, lambda some: constrain(Dose(20, 5), some, 5, DEFAULT_POLICY)
    )
    assert [(cap.name, cap.is_binding) for cap in marked] == [
        ("sessions", False),
        ("week", True),
    ]


def test_weeks_without_known_sessions_hold_a_plan_and_do_not_cut_it() -> None:
    caps = {cap.name: cap for cap in rise_caps(Dose(12, 4), 0.0, DEFAULT_POLICY)}
    assert caps["best_week"].week_min == 48
    assert caps["week_rise"].week_min == 68


@pytest.mark.parametrize(
    ("week_limit", "expected"), [(40, (8, 5)), (39, (8, 4)), (31, (7, 4))]
)
def test_one_more_session_needs_room_for_all_of_it(
    week_limit: int, expected: tuple[int, int]
) -> None:
    person = with_limits(GOOD, week_max_min=week_limit)
    at_four = replace(person, plan_weeks=plans((8, 4)), sessions=sessions_of(4))
    plan = plan_week(at_four, DEFAULT_POLICY).plan
    assert plan is not None
    assert (plan.session_min, plan.sessions_per_week) == expected


def placed(minutes: int, sessions: int, *offsets: int) -> WeekPlan:
    days = [infusion(MONDAY + timedelta(days=offset)) for offset in offsets]
    treatment = treatment_days(days, MONDAY, DEFAULT_POLICY)
    return place(Dose(minutes, sessions), MONDAY, (), treatment, DEFAULT_POLICY)


def on_days(plan: WeekPlan) -> dict[int, int]:
    return {(s.day_date - MONDAY).days: s.duration_min for s in plan.sessions}


def test_rest_days_are_spread_over_the_week() -> None:
    assert list(on_days(placed(8, 3))) == [0, 2, 4]
    assert list(on_days(placed(8, 4))) == [0, 2, 4, 5]
    assert list(on_days(placed(8, 5))) == [0, 1, 3, 4, 5]


def test_the_six_days_after_a_treatment_are_three_quarters() -> None:
    assert on_days(placed(12, 3, -3)) == {0: 9, 2: 9, 4: 12}


def test_a_session_on_a_treatment_day_moves_to_an_ordinary_day() -> None:
    assert on_days(placed(12, 3, 2)) == {0: 12, 1: 12, 4: 9}


def test_a_light_session_under_four_minutes_is_rest() -> None:
    plan = placed(5, 3, -3)
    assert on_days(plan) == {4: 5}
    assert (plan.session_min, plan.sessions_per_week, plan.week_min) == (5, 3, 5)


def test_weekly_treatments_share_the_light_days_of_a_cycle() -> None:
    days = [infusion(MONDAY + timedelta(days=offset)) for offset in (-14, -7, 0)]
    treatment = treatment_days(days, MONDAY, DEFAULT_POLICY)
    assert treatment.rest == {MONDAY}
    assert treatment.light == {MONDAY + timedelta(days=n) for n in (1, 2)}


def test_where_treatment_days_alone_fill_half_of_a_cycle_no_day_is_light() -> None:
    days = [infusion(MONDAY - timedelta(days=back)) for back in range(1, 12)]
    assert not treatment_days(days, MONDAY, DEFAULT_POLICY).is_any


def test_a_rise_gives_the_days_after_a_treatment_no_more_sessions() -> None:
    treatment = treatment_days(
        [infusion(MONDAY - timedelta(days=3))], MONDAY, DEFAULT_POLICY
    )
    held, risen = Dose(12, 4), Dose(12, 5)
    plan = place(risen, MONDAY, (), treatment, DEFAULT_POLICY, in_treatment=held)
    # four would have two of the light days, five would have three
    assert on_days(plan) == {0: 9, 1: 9, 4: 12, 5: 12}


def test_where_every_day_is_treatment_every_day_is_rest() -> None:
    assert placed(8, 5, *range(7)).sessions == ()


def test_three_sessions_never_make_a_smaller_week_than_two() -> None:
    # laid out as three, each would be dropped or fall on a light day
    assert placed(5, 3, -6, 1, 3).week_min >= placed(5, 2, -6, 1, 3).week_min > 0


def test_without_a_limit_of_sessions_none_is_the_tightest() -> None:
    assert tightest_sessions([]) is None


def test_a_way_back_may_use_the_wider_of_the_two_weeks() -> None:
    def week_of(last: Dose) -> int | None:
        (cap,) = (
            cap
            for cap in return_caps(last, 1_000.0, 30.0, DEFAULT_POLICY)
            if cap.name == "week_return"
        )
        return cap.week_min

    # 1.25 x 15 + 8 and 1.5 x 40
    assert (week_of(Dose(5, 3)), week_of(Dose(8, 5))) == (26, 60)


def test_one_session_a_week_is_a_plan_and_is_capped_like_any() -> None:
    assert under(Dose(8, 1)) == Dose(8, 1)
    assert under(Dose(20, 1), week_cap(10)) == Dose(10, 1)


def test_a_dose_exceeds_another_in_any_of_its_parts() -> None:
    assert Dose(20, 1).exceeds(Dose(8, 5))
    assert Dose(4, 5).exceeds(Dose(20, 2))
    assert Dose(6, 3).exceeds(Dose(6, 2))
    assert not Dose(8, 3).exceeds(Dose(8, 3))
