from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest

from pacepipe.domain.plan import (
    Action,
    Coverage,
    PacingOutcome,
    PlanWeek,
    WeekPlan,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import InputRejected, NotEnoughData
from pacepipe.pacing.standing import (
    Change,
    Hold,
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    WeekDose,
    standing,
)

MONDAY = date(2026, 11, 2)
AS_OF = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
SAND = Signature("Dr Sand", AS_OF + timedelta(hours=6))
LAST_WEEK = PlanWeek(MONDAY - timedelta(days=7), Action.HOLD, 8, 3)


def proposal(
    number: int,
    action: Action,
    minutes: int = 0,
    sessions: int = 0,
    *,
    up: bool = False,
) -> ProposalFact:
    plan = WeekPlan(
        week_start=MONDAY,
        session_min=minutes,
        sessions_per_week=sessions,
        week_min=minutes * sessions,
        effort_max_cr10=4,
        activity_kinds=(ActivityKind.AEROBIC,),
        sessions=(),
        rest_dates=(),
    )
    outcome = PacingOutcome(
        action=action,
        plan=None if action is Action.REFUSE else plan,
        reasons=(),
        caps=(),
        coverage=Coverage(7, 7, 0, 3, 3, 3),
        is_increase=up,
        policy_version="test",
    )
    return ProposalFact(f"plan-{number}", number, AS_OF, outcome)


def stands(
    *proposals: ProposalFact,
    signed: tuple[int, ...] = (),
    previous: PlanWeek | None = LAST_WEEK,
    approved_until: date | None = None,
    stopped: bool = False,
    changed: Mapping[str, Change] = MappingProxyType({}),
    held: Mapping[str, Hold] = MappingProxyType({}),
    limit: WeekDose | None = None,
) -> StandingPlan:
    return standing(
        MONDAY,
        proposals,
        {f"plan-{number}": SAND for number in signed},
        previous=previous,
        standing_approval_until=approved_until,
        is_stopped_now=stopped,
        changes=changed,
        holds=held,
        limit=limit,
    )


def change(number: int, minutes: int, sessions: int, *, hours: int = 7) -> dict:
    plan = proposal(0, Action.HOLD, minutes, sessions).outcome.plan
    return {f"plan-{number}": Change("Dr Oak", AS_OF + timedelta(hours=hours), plan)}


def hold(number: int, *, hours: int = 7, by: str = "Dr Oak") -> dict:
    return {f"plan-{number}": Hold(by, AS_OF + timedelta(hours=hours))}


def numbers(found: StandingPlan) -> tuple[int, int, int]:
    return found.session_min, found.sessions_per_week, found.week_min


AT_SEVEN = ("Dr Oak", AS_OF + timedelta(hours=7))
UP = proposal(1, Action.PROGRESS, 10, 4, up=True)


def test_a_decrease_acts_at_once():
    found = stands(proposal(1, Action.REDUCE, 6, 3))
    assert (found.status, found.plan_id) == (Status.IN_FORCE, "plan-1")
    assert numbers(found) == (6, 3, 18)
    assert found.signed_by is None


def test_an_increase_waits_and_last_week_stands():
    found = stands(UP)
    assert (found.status, found.plan_id) == (Status.WAITING, None)
    assert found.latest_plan_id == "plan-1"
    assert numbers(found) == (8, 3, 24)


def test_a_signature_on_the_newest_lets_it_stand():
    found = stands(UP, signed=(1,))
    assert (found.status, found.plan_id) == (Status.SIGNED, "plan-1")
    assert numbers(found) == (10, 4, 40)
    assert (found.signed_by, found.signed_at) == ("Dr Sand", SAND.signed_at)


def test_a_first_plan_waits_and_nothing_stands_before_it():
    found = stands(proposal(1, Action.START, 8, 3, up=True), previous=None)
    assert found.status is Status.WAITING
    assert numbers(found) == (0, 0, 0)


def test_a_standing_approval_covers_a_first_plan_too():
    start = proposal(1, Action.START, 8, 3, up=True)
    found = stands(start, previous=None, approved_until=MONDAY)
    assert (found.status, found.plan_id) == (Status.STANDING_APPROVAL, "plan-1")
    assert numbers(found) == (8, 3, 24)


def test_a_standing_approval_that_ended_before_the_week_covers_nothing():
    found = stands(UP, approved_until=MONDAY - timedelta(days=1))
    assert found.status is Status.WAITING


def test_an_older_signed_plan_stands_while_a_larger_one_waits():
    larger = proposal(2, Action.PROGRESS, 12, 4, up=True)
    found = stands(UP, larger, signed=(1,))
    assert (found.status, found.plan_id) == (Status.WAITING, "plan-1")
    assert found.latest_plan_id == "plan-2"
    assert numbers(found) == (10, 4, 40)
    assert found.signed_by == "Dr Sand"


def test_an_older_signature_never_lifts_above_a_smaller_newest_plan():
    smaller = proposal(2, Action.PROGRESS, 9, 3, up=True)
    assert numbers(stands(UP, smaller, signed=(1,))) == (9, 3, 27)


def test_a_signature_from_before_a_stop_says_nothing_after_it():
    stop = proposal(2, Action.STOP)
    again = proposal(3, Action.RESTART, 5, 3, up=True)
    found = stands(UP, stop, again, signed=(1,))
    assert (found.status, found.plan_id) == (Status.WAITING, None)
    assert numbers(found) == (0, 0, 0)


def test_a_restart_waits_even_where_it_is_smaller_than_the_last_plan():
    found = stands(proposal(1, Action.RESTART, 5, 3))
    assert found.status is Status.WAITING
    assert numbers(found) == (5, 3, 15)


def test_a_plan_that_nobody_signed_is_passed_over_while_a_newer_one_waits():
    unsigned = proposal(2, Action.PROGRESS, 9, 4, up=True)
    newest = proposal(3, Action.PROGRESS, 12, 4, up=True)
    found = stands(UP, unsigned, newest, signed=(1,))
    assert (found.plan_id, numbers(found)) == ("plan-1", (10, 4, 40))


@pytest.mark.parametrize("signed", [(), (1,), (1, 2)])
def test_a_stop_freezes_whatever_was_signed(signed):
    found = stands(UP, proposal(2, Action.STOP), signed=signed, approved_until=MONDAY)
    assert (found.status, numbers(found)) == (Status.FROZEN, (0, 0, 0))
    assert (found.plan_id, found.signed_by) == ("plan-2", None)


def test_a_stop_reported_after_a_signature_freezes():
    found = stands(UP, signed=(1,), stopped=True)
    assert (found.status, found.plan_id) == (Status.FROZEN, None)
    assert numbers(found) == (0, 0, 0)


def test_a_refusal_has_no_minutes():
    found = stands(UP, proposal(2, Action.REFUSE), signed=(1, 2))
    assert (found.status, numbers(found)) == (Status.REFUSED, (0, 0, 0))


def test_a_change_of_a_refusal_lifts_nothing():
    found = stands(proposal(1, Action.REFUSE), changed=change(1, 6, 3))
    assert (found.status, numbers(found)) == (Status.REFUSED, (0, 0, 0))


def test_a_change_stands_at_once_smaller_or_larger():
    for minutes, sessions in ((6, 3), (12, 5)):
        found = stands(UP, changed=change(1, minutes, sessions))
        assert (found.status, found.plan_id) == (Status.CHANGED, "plan-1")
        assert numbers(found) == (minutes, sessions, minutes * sessions)
        assert (found.signed_by, found.signed_at) == AT_SEVEN


def test_a_change_to_rest_is_a_week_of_rest():
    found = stands(UP, signed=(1,), changed=change(1, 0, 0))
    assert (found.status, numbers(found)) == (Status.CHANGED, (0, 0, 0))


def test_a_change_holds_down_what_is_decided_after_it():
    held = proposal(2, Action.HOLD, 8, 3)
    found = stands(UP, held, changed=change(1, 6, 3))
    assert (found.status, found.plan_id) == (Status.IN_FORCE, "plan-2")
    assert numbers(found) == (6, 3, 18)


def test_a_larger_change_never_lifts_a_plan_that_is_decided_after_it():
    found = stands(UP, proposal(2, Action.REDUCE, 6, 3), changed=change(1, 12, 5))
    assert numbers(found) == (6, 3, 18)


def test_a_change_stands_while_a_newer_increase_waits():
    found = stands(UP, proposal(2, Action.PROGRESS, 12, 4, up=True),
                   changed=change(1, 9, 4))  # fmt: skip
    assert (found.status, found.plan_id) == (Status.WAITING, "plan-1")
    assert numbers(found) == (9, 4, 36)


def test_a_later_signature_takes_the_place_of_a_change():
    found = stands(UP, signed=(1,), changed=change(1, 6, 3, hours=5))
    assert (found.status, numbers(found)) == (Status.SIGNED, (10, 4, 40))


def test_a_hold_is_rest_at_once_and_outlives_a_newer_plan():
    for proposals in ((UP,), (UP, proposal(2, Action.HOLD, 8, 3))):
        found = stands(*proposals, signed=(1,), held=hold(1), approved_until=MONDAY)
        assert (found.status, found.plan_id) == (Status.HELD, None)
        assert numbers(found) == (0, 0, 0)
        assert (found.signed_by, found.signed_at) == AT_SEVEN


def test_a_later_signature_or_change_lifts_a_hold():
    signed = stands(UP, signed=(1,), held=hold(1, hours=5))
    changed = stands(UP, held=hold(1), changed=change(1, 6, 3, hours=8))
    assert (signed.status, changed.status) == (Status.SIGNED, Status.CHANGED)


def test_of_words_at_one_moment_a_hold_counts_before_a_change_and_that_before_all():
    at_once = {"changed": change(1, 6, 3, hours=6), "signed": (1,)}
    assert stands(UP, **at_once).status is Status.CHANGED
    assert stands(UP, **at_once, held=hold(1, hours=6)).status is Status.HELD
    assert stands(UP, signed=(1,), held=hold(1, hours=6)).status is Status.HELD


def test_the_later_of_two_words_counts_whichever_plan_it_is_about():
    held = hold(1, hours=8, by="Dr Fir") | hold(2, hours=7)
    changed = change(1, 6, 3, hours=8) | change(2, 7, 3, hours=7)
    twice = UP, proposal(2, Action.HOLD, 8, 3)
    assert stands(*twice, held=held).signed_by == "Dr Fir"
    assert numbers(stands(*twice, changed=changed)) == (6, 3, 18)


def test_a_word_about_another_week_says_nothing_here():
    found = stands(UP, signed=(1,), held=hold(9), changed=change(8, 4, 1))
    assert (found.status, numbers(found)) == (Status.SIGNED, (10, 4, 40))


def test_a_stop_freezes_a_changed_and_a_held_week():
    for words in ({"changed": change(1, 6, 3)}, {"held": hold(1)}):
        assert stands(UP, stopped=True, **words).status is Status.FROZEN


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        ((9, 9, 999), (9, 4, 36)),
        ((99, 2, 999), (10, 2, 20)),
        ((99, 9, 30), (10, 4, 30)),
    ],
)
def test_a_limit_of_this_moment_lowers_what_was_signed_before_it(limit, shown):
    found = stands(UP, signed=(1,), limit=WeekDose(*limit))
    assert (found.status, numbers(found)) == (Status.SIGNED, shown)


@pytest.mark.parametrize(
    ("dose", "other", "lower"),
    [
        ((10, 4, 35), (9, 4, 99), (9, 4, 35)),
        ((10, 4, 40), (0, 4, 40), (0, 0, 0)),
        ((1, 1, 1), (5, 5, 25), (1, 1, 1)),
    ],
)
def test_a_week_is_lowered_part_by_part_and_a_part_of_zero_is_rest(dose, other, lower):
    assert WeekDose(*dose).lowered_to(WeekDose(*other)) == WeekDose(*lower)


def test_a_week_without_a_decision_has_no_standing_plan():
    with pytest.raises(NotEnoughData):
        stands()


def test_a_proposal_for_another_week_is_refused():
    with pytest.raises(InputRejected, match="plan-1"):
        standing(
            MONDAY + timedelta(days=7),
            [UP],
            {},
            previous=None,
            standing_approval_until=None,
            is_stopped_now=False,
        )
