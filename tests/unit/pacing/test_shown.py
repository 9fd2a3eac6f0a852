"""The sessions of a plan, one by one, beside what stands."""

from datetime import date, timedelta

import pytest

from pacepipe.domain.plan import PlannedSession, WeekPlan
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing.shown import shown_sessions
from pacepipe.pacing.standing import StandingPlan, Status

MONDAY = date(2026, 11, 2)


def shown_min(planned_min: list[int], *, session_min: int, week_min: int) -> list[int]:
    plan = WeekPlan(
        week_start=MONDAY,
        session_min=max(planned_min),
        sessions_per_week=len(planned_min),
        week_min=sum(planned_min),
        effort_max_cr10=4,
        activity_kinds=(ActivityKind.AEROBIC,),
        sessions=tuple(
            PlannedSession(MONDAY + timedelta(days=n), ActivityKind.AEROBIC, minutes)
            for n, minutes in enumerate(planned_min)
        ),
        rest_dates=(),
    )
    stands = StandingPlan(
        "p", "p", Status.SIGNED, session_min, len(planned_min), week_min, None, None
    )
    return [session.duration_min for session in shown_sessions(plan, stands)]


@pytest.mark.parametrize(
    ("planned_min", "session_min", "week_min", "shown"),
    [
        ([37, 10, 37], 31, 99, [31, 10, 31]),
        ([9, 9], 9, 13, [9, 4]),
        ([9, 9], 9, 12, [9]),
        ([9, 9], 3, 18, []),
        ([3, 9, 1], 9, 13, [3, 9, 1]),
        ([9, 0], 9, 9, [9]),
    ],
    ids=[
        "a shorter day stays shorter",
        "four minutes are left",
        "three are rest",
        "three stand, which is rest",
        "planned so short, they stay",
        "none planned, none shown",
    ],
)
def test_a_session_is_shown_under_four_minutes_only_where_it_was_planned_so(
    planned_min: list[int], session_min: int, week_min: int, shown: list[int]
) -> None:
    found = shown_min(planned_min, session_min=session_min, week_min=week_min)
    assert found == shown
