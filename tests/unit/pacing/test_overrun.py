"""Walks that came out longer than asked, and what the plan makes of them."""

from dataclasses import replace

import pytest

from pacepipe.pacing import plan_week
from pacepipe.pacing.evidence import gather
from pacepipe.pacing.overrun import overrun_ratio
from pacepipe.pacing.policy import DEFAULT_POLICY
from support.pacing import GOOD, plans, sessions_of

ASKED = replace(GOOD, plan_weeks=plans((10, 5), (10, 5)))


def walked(*minutes: float):
    sessions = sessions_of(len(minutes), effort=3.0)
    return replace(
        ASKED,
        sessions=tuple(
            replace(session, duration_min=length)
            for session, length in zip(sessions, minutes, strict=True)
        ),
    )


def ratio(inputs) -> float:
    return overrun_ratio(gather(inputs, DEFAULT_POLICY), DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("minutes", "over"),
    [
        ((), 1.0),
        ((10, 10, 10), 1.0),
        ((12, 12, 12), 1.0),
        ((5, 6, 7), 1.0),
        ((15, 10, 10), 3.5 / 3),
        ((15, 4, 10), 3.5 / 3),
        ((15, 15, 15), 1.5),
        ((30,), 3.0),
    ],
    ids=[
        "no_walk",
        "as_asked",
        "as_people_differ",
        "shorter",
        "one_of_three",
        "a_short_one_makes_no_room",
        "all",
        "three_times_as_long",
    ],
)
def test_it_is_the_mean_of_what_was_walked_over_what_was_asked(
    minutes: tuple[float, ...], over: float
) -> None:
    assert ratio(walked(*minutes)) == pytest.approx(over)


def test_walks_of_weeks_without_a_plan_say_nothing_of_it() -> None:
    assert ratio(replace(walked(15, 15, 15), plan_weeks=())) == 1.0


def test_walks_of_a_week_of_rest_say_nothing_of_it() -> None:
    assert ratio(replace(walked(15, 15), plan_weeks=plans((0, 0), (0, 0)))) == 1.0


def test_a_walk_is_held_against_the_plan_of_its_own_week() -> None:
    raised = replace(walked(20), plan_weeks=plans((10, 5), (20, 5)))
    assert ratio(raised) == 1.0


def test_walks_of_longer_ago_than_four_weeks_are_forgotten() -> None:
    now = walked(15, 15, 15)
    days = [(now.window_end - session.day_date).days for session in now.sessions]
    narrow = replace(DEFAULT_POLICY, overrun_days=min(days) + 1)
    wide = replace(DEFAULT_POLICY, overrun_days=max(days) + 1)
    none = replace(DEFAULT_POLICY, overrun_days=min(days))
    found = [
        overrun_ratio(gather(now, policy), policy) for policy in (none, narrow, wide)
    ]
    assert found == [1.0, 1.5, 1.5]


def test_who_walks_longer_than_asked_is_asked_for_less() -> None:
    as_asked, over = (
        plan_week(walked(*minutes), DEFAULT_POLICY)
        for minutes in ((12, 12, 12, 12, 12), (12.1, 12.1, 12.1, 12.1, 12.1))
    )
    assert as_asked.tolerance is not None
    assert over.tolerance is not None
    assert over.tolerance.overrun_ratio == 1.21
    caps = {cap.name: cap for cap in over.caps}
    room = over.tolerance.ceiling_min / 1.21
    assert caps["tolerance"].session_min == int(room)
    assert caps["tolerance"].week_min == int(
        DEFAULT_POLICY.tolerance_week_sessions * room
    )
    assert over.plan is not None
    assert as_asked.plan is not None
    assert over.plan.week_min < as_asked.plan.week_min
