from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.plan import (
    Action,
    Coverage,
    PacingOutcome,
    PlanWeek,
    WeekPlan,
)
from pacepipe.pacing.standing import (
    Change,
    Hold,
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    standing,
)

MONDAY = date(2026, 11, 2)
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
Numbers = tuple[int, int, int]


@st.composite
def proposals(draw: st.DrawFn) -> list[ProposalFact]:
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        action = draw(st.sampled_from(Action))
        minutes, sessions = draw(st.integers(4, 40)), draw(st.integers(1, 5))
        if action is Action.STOP:
            minutes = sessions = 0
        lighter = draw(st.integers(0, 3)) if minutes else 0
        plan = WeekPlan(
            MONDAY, minutes, sessions, minutes * sessions - lighter, 4, (), (), ()
        )
        outcome = PacingOutcome(
            action=action,
            plan=None if action is Action.REFUSE else plan,
            reasons=(),
            caps=(),
            coverage=Coverage(7, 7, 0, 3, 3, 3),
            is_increase=draw(st.booleans()),
            policy_version="test",
        )
        found.append(ProposalFact(f"plan-{number}", number, AS_OF, outcome))
    return found


WORLDS = st.fixed_dictionaries(
    {
        "previous": st.none()
        | st.builds(
            PlanWeek,
            st.just(MONDAY - timedelta(days=7)),
            st.just(Action.HOLD),
            st.integers(0, 40),
            st.integers(0, 5),
        ),
        "standing_approval_until": st.none()
        | st.dates(MONDAY - timedelta(days=9), MONDAY + timedelta(days=9)),
        "is_stopped_now": st.booleans(),
    }
)
SIGNED = st.sets(st.sampled_from([f"plan-{number}" for number in range(1, 5)]))


def stands(found: list[ProposalFact], signed: set[str], world: dict) -> StandingPlan:
    signatures = {plan_id: Signature("Dr Sand", AS_OF) for plan_id in signed}
    return standing(MONDAY, found, signatures, **world)


def numbers(plan: StandingPlan | WeekPlan) -> Numbers:
    return plan.session_min, plan.sessions_per_week, plan.week_min


def at_most(low: Numbers, high: Numbers) -> bool:
    return all(a <= b for a, b in zip(low, high, strict=True))


@given(proposals(), SIGNED, WORLDS)
def test_nothing_stands_above_the_newest_proposal(found, signed, world):
    plan = found[-1].outcome.plan
    high = (0, 0, 0) if plan is None else numbers(plan)
    assert at_most(numbers(stands(found, signed, world)), high)


@given(proposals(), SIGNED, WORLDS)
def test_a_signature_on_an_older_proposal_never_lifts_above_what_it_signed(
    found, signed, world
):
    """Each part is within what stood without it, or within what was signed."""
    signed -= {found[-1].plan_id}
    with_it = numbers(stands(found, signed, world))
    bounds = [numbers(stands(found, set(), world))] + [
        numbers(p.outcome.plan)
        for p in found[:-1]
        if p.plan_id in signed and p.outcome.plan is not None
    ]
    assert any(at_most(with_it, bound) for bound in bounds)


@given(proposals(), SIGNED, WORLDS)
def test_a_signature_counts_no_more_than_one_on_the_newest(found, signed, world):
    newest = {found[-1].plan_id}
    older = numbers(stands(found, signed - newest, world))
    assert at_most(older, numbers(stands(found, signed | newest, world)))


@given(proposals(), SIGNED, WORLDS)
def test_frozen_beats_everything(found, signed, world):
    plan = stands(found, signed, world | {"is_stopped_now": True})
    assert plan.status is Status.FROZEN
    assert numbers(plan) == (0, 0, 0)


@given(st.data(), proposals(), SIGNED, WORLDS)
def test_the_order_of_proposals_is_irrelevant(data, found, signed, world):
    shuffled = data.draw(st.permutations(found))
    again = stands([*shuffled, shuffled[0]], signed, world)
    assert again == stands(found, signed, world)


@given(proposals(), SIGNED, WORLDS)
def test_a_week_fits_its_sessions_and_zero_is_zero_throughout(found, signed, world):
    minutes, sessions, week = numbers(stands(found, signed, world))
    assert week <= minutes * sessions
    assert (week > 0) == (minutes > 0) == (sessions > 0)


MOMENTS = st.integers(-2, 2).map(lambda hours: AS_OF + timedelta(hours=hours))
IDS = st.sampled_from([f"plan-{number}" for number in range(1, 5)])


@st.composite
def changed(draw: st.DrawFn) -> Change:
    minutes, sessions = draw(st.integers(4, 60)), draw(st.integers(1, 7))
    week = WeekPlan(MONDAY, minutes, sessions, minutes * sessions, 3, (), (), ())
    return Change("Dr Oak", draw(MOMENTS), week)


CHANGES = st.dictionaries(IDS, changed(), max_size=2)
HOLDS = st.dictionaries(IDS, st.builds(Hold, st.just("Dr Oak"), MOMENTS), max_size=2)


@given(proposals(), SIGNED, WORLDS, CHANGES, HOLDS)
def test_nothing_stands_above_the_newest_plan_and_its_change(
    found, signed, world, changes, holds
):
    newest = found[-1]
    change = changes.get(newest.plan_id)
    plan = newest.outcome.plan
    bounds = [(0, 0, 0) if plan is None else numbers(plan)]
    if change is not None:
        bounds.append(numbers(change.plan))
    stood = numbers(stands(found, signed, world | {"changes": changes, "holds": holds}))
    assert any(at_most(stood, bound) for bound in bounds)


@given(proposals(), SIGNED, WORLDS, CHANGES, HOLDS)
def test_a_hold_never_gives_more(found, signed, world, changes, holds):
    without = stands(found, signed, world | {"changes": changes})
    held = stands(found, signed, world | {"changes": changes, "holds": holds})
    assert at_most(numbers(held), numbers(without))
