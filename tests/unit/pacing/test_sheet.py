import re
from datetime import UTC, date, datetime, timedelta

import pytest

from pacepipe.domain.plan import (
    Action,
    Coverage,
    PacingOutcome,
    PlannedSession,
    PlanWeek,
    Reason,
    WeekPlan,
)
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected
from pacepipe.pacing.sheet import printed_plan
from pacepipe.pacing.shown import shown_sessions
from pacepipe.pacing.standing import (
    Change,
    Hold,
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    standing,
)
from support.words import forbidden_words

MONDAY = date(2026, 11, 2)
AS_OF = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
SAND = {"plan-1": Signature("Dr Sand", AS_OF)}
LAST_WEEK = PlanWeek(MONDAY - timedelta(days=7), Action.HOLD, 31, 3)


def outcome(
    action: Action, code: ReasonCode, minutes: int = 37, *, up: bool = False
) -> PacingOutcome:
    """A week of five days, which is 185 minutes where a session has 37."""
    days = tuple(MONDAY + timedelta(days=n) for n in (0, 1, 3, 4, 5))
    planned = tuple(PlannedSession(d, ActivityKind.AEROBIC, minutes) for d in days)
    plan = WeekPlan(
        week_start=MONDAY,
        session_min=minutes,
        sessions_per_week=5 if minutes else 0,
        week_min=minutes * 5,
        effort_max_cr10=4,
        activity_kinds=(ActivityKind.AEROBIC,),
        sessions=planned if minutes else (),
        rest_dates=(),
    )
    return PacingOutcome(
        action=action,
        plan=None if action is Action.REFUSE else plan,
        reasons=(Reason(code, (("session_min", 37.0),)),),
        caps=(),
        coverage=Coverage(7, 7, 0, 3, 3, 3),
        is_increase=up,
        policy_version="test",
    )


UP = outcome(Action.PROGRESS, ReasonCode.MORE_SESSIONS, up=True)


def stands(found: PacingOutcome, **changes) -> StandingPlan:
    world = {
        "previous": LAST_WEEK,
        "standing_approval_until": None,
        "is_stopped_now": False,
    }
    signatures = changes.pop("signatures", {})
    fact = ProposalFact("plan-1", 1, AS_OF, found)
    return standing(MONDAY, [fact], signatures, **(world | changes))


def page_of(found: PacingOutcome, plan: StandingPlan, **changes: str) -> str:
    labels = {
        "patient_label": "Ada",
        "contact_name": "Nurse Lind",
        "contact_phone": "555 0123",
        "emergency_number": "112",
    }
    return printed_plan(found, plan, **(labels | changes))


def minutes_on(page: str) -> list[int]:
    """Every "N minutes" anywhere on the page."""
    return [int(number) for number in re.findall(r"(\d+) minutes?", page)]


def days_with_minutes(page: str) -> int:
    return len(re.findall(r"^  \[ \] .*minutes?", page, re.MULTILINE))


PAGES = {
    Status.SIGNED: (UP, stands(UP, signatures=SAND)),
    Status.CHANGED: (
        UP,
        stands(UP, changes={"plan-1": Change("Dr Sand", AS_OF, UP.plan)}),
    ),
    Status.HELD: (
        UP,
        stands(UP, signatures=SAND, holds={"plan-1": Hold("Dr Sand", AS_OF)}),
    ),
    Status.STANDING_APPROVAL: (UP, stands(UP, standing_approval_until=MONDAY)),
    Status.WAITING: (UP, stands(UP)),
    Status.FROZEN: (UP, stands(UP, is_stopped_now=True, signatures=SAND)),
    Status.IN_FORCE: (
        found := outcome(Action.REDUCE, ReasonCode.BURDEN_HIGH, 23),
        stands(found),
    ),
    Status.REFUSED: (
        found := outcome(Action.REFUSE, ReasonCode.NO_LIMITS),
        stands(found),
    ),
}


@pytest.mark.parametrize("status", Status)
def test_every_status_prints_on_one_page_with_people_to_call(status):
    found, plan = PAGES[status]
    assert plan.status is status
    page = page_of(found, plan)
    lines = page.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert len(lines) <= 66
    assert "{" not in page
    assert forbidden_words(page) == []
    for part in ("Ada", "Nurse Lind 555 0123", "112", "Nobody is watching live."):
        assert part in page
    assert "chest pressure or pain" in page
    assert "fever or chills" in " ".join(page.split())


def test_the_goal_stands_on_the_page_in_the_own_words():
    page = page_of(*PAGES[Status.SIGNED], goal="to walk  to the {bakery}")
    assert "What I want: to walk to the {bakery}" in page
    assert "What I want" not in page_of(*PAGES[Status.SIGNED])


def test_a_held_week_is_rest_that_the_team_asked_for():
    page = page_of(*PAGES[Status.HELD])
    assert minutes_on(page) == []
    assert "Your team asked for a week of rest." in page
    assert "Rest asked for by Dr Sand on Sun 1 Nov 2026" in page


def test_a_changed_week_says_that_the_team_chose_it():
    page = page_of(*PAGES[Status.CHANGED])
    assert "Your team chose the numbers of this week for you." in page
    assert "Changed by Dr Sand on Sun 1 Nov 2026" in page


def test_a_signed_increase_is_shown_with_who_signed_it():
    page = page_of(*PAGES[Status.SIGNED])
    assert days_with_minutes(page) == 5
    assert set(minutes_on(page)) == {37, 185}
    assert "Week from Mon 2 Nov to Sun 8 Nov 2026" in page
    assert "5 sessions this week" in page
    assert "up to 4 of 10; you can talk while you move" in page
    assert "asks for 185 minutes in all and holds 2 days of rest" in page
    assert page.count("rest\n") == 2
    assert "You may always do less." in page
    assert page.endswith("Signed by Dr Sand on Sun 1 Nov 2026\n")


def test_a_standing_approval_is_named_as_such():
    page = page_of(*PAGES[Status.STANDING_APPROVAL])
    assert set(minutes_on(page)) == {37, 185}
    assert "Approved ahead by your team" in page
    assert "Signed by" not in page


def test_the_numbers_of_an_unsigned_increase_are_nowhere_on_the_page():
    page = page_of(*PAGES[Status.WAITING])
    assert set(minutes_on(page)) == {31, 93}
    assert days_with_minutes(page) == 3
    assert "3 sessions this week" in page
    assert not re.search(r"\b(37|185|5 sessions)\b", page)
    assert "Until they sign, the plan on this page stands." in page
    assert "Waiting for your team" in page
    assert "step is a small one" not in page


def test_an_unsigned_first_plan_shows_no_minutes():
    start = outcome(Action.START, ReasonCode.FIRST_PLAN, up=True)
    page = page_of(start, stands(start, previous=None))
    assert minutes_on(page) == []
    assert "[ ]" not in page
    assert "Your plan is not signed yet." in page
    assert "Until they sign, the plan on this page" not in page


def test_an_older_signature_is_named_while_an_increase_waits():
    older = outcome(Action.PROGRESS, ReasonCode.MORE_SESSIONS, 33, up=True)
    facts = [ProposalFact("plan-1", 1, AS_OF, older), ProposalFact("p", 2, AS_OF, UP)]
    plan = standing(
        MONDAY,
        facts,
        SAND,
        previous=LAST_WEEK,
        standing_approval_until=None,
        is_stopped_now=False,
    )
    page = page_of(UP, plan)
    assert set(minutes_on(page)) == {33, 165}
    assert "This plan was signed by Dr Sand on Sun 1 Nov 2026" in page


def test_a_decrease_is_in_force_at_once_and_blames_nobody():
    page = page_of(*PAGES[Status.IN_FORCE])
    assert set(minutes_on(page)) == {23, 115}
    assert "This week is a lighter one." in page
    assert "Some days were much heavier than your usual." in page
    assert "no signature is needed" in page


def test_a_frozen_page_shows_whom_to_call_first_and_no_minutes():
    page = page_of(*PAGES[Status.FROZEN])
    assert minutes_on(page) == []
    assert page.index("Nurse Lind") < page.index("Please rest for now.")
    assert "Signed by" not in page
    assert "37" not in page


def test_a_stop_says_what_was_reported():
    found = outcome(Action.STOP, ReasonCode.FEVER, 0)
    page = page_of(found, stands(found))
    assert "You told us about a fever." in page
    assert minutes_on(page) == []


def test_a_refusal_says_what_is_missing_and_whom_to_ask():
    page = page_of(*PAGES[Status.REFUSED])
    assert minutes_on(page) == []
    assert "Your team has not set your limits yet." in page
    assert "Please ask Nurse Lind 555 0123." in page


def test_a_week_of_rest_is_a_plan_like_any_other():
    found = outcome(Action.HOLD, ReasonCode.TREATMENT_WEEK, 0)
    page = page_of(found, stands(found))
    assert "This week asks for rest. Resting counts." in page
    assert page.count("rest\n") == 7
    assert minutes_on(page) == []


@pytest.mark.parametrize("sessions", range(6))
@pytest.mark.parametrize("week_min", [0, 20, 64, 65, 400])
def test_shown_sessions_keep_within_what_stands(sessions, week_min):
    plan = StandingPlan(None, "p", Status.WAITING, 31, sessions, week_min, None, None)
    assert UP.plan is not None
    shown = shown_sessions(UP.plan, plan)
    assert len(shown) <= sessions
    assert all(4 <= session.duration_min <= 31 for session in shown)
    assert sum(session.duration_min for session in shown) <= week_min
    assert {s.day_date for s in shown} <= {s.day_date for s in UP.plan.sessions}


def test_long_names_and_line_breaks_do_not_break_the_page():
    page = page_of(
        *PAGES[Status.SIGNED],
        patient_label="Ada\n\nSIGNED " + "long " * 40,
        contact_name="",
        contact_phone="",
    )
    assert max(len(line) for line in page.splitlines()) <= 80
    assert "call your team today" in page


def test_a_refusal_can_be_given_its_week():
    found, plan = PAGES[Status.REFUSED]
    page = printed_plan(
        found,
        plan,
        patient_label="Ada",
        contact_name="Nurse Lind",
        contact_phone="",
        emergency_number="112",
        week_start=MONDAY,
    )
    assert "Week from Mon 2 Nov" in page


def test_a_language_without_words_is_refused():
    with pytest.raises(InputRejected):
        page_of(*PAGES[Status.SIGNED], language="xx")
