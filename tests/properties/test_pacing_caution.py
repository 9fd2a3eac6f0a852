"""Caution is monotone: a worse sign or a tighter limit never lengthens a plan."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pacepipe.domain.plan import DiaryDay, PacingInputs, SessionFact, Stop
from pacepipe.domain.vocabulary import FULL_DIARY, DiaryItem
from pacepipe.pacing import (
    CAREFUL,
    DEFAULT_POLICY,
    Careful,
    day_burden,
    medians_of,
    plan_week,
)
from pacepipe.pacing.policy import FIRST_POLICY, PacingPolicy
from support.pacing import infusion, red_flag
from support.pacing_strategies import RECENT, cleared_stops, people

every_policy = pytest.mark.parametrize(
    "policy", [FIRST_POLICY, DEFAULT_POLICY], ids=["first", "in_force"]
)
slower = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)


def parts(inputs: PacingInputs, policy: PacingPolicy) -> tuple[int, int, int]:
    """Minutes a session, sessions a week, minutes a week; 0 without a plan."""
    plan = plan_week(inputs, policy).plan
    if plan is None:
        return 0, 0, 0
    return plan.session_min, plan.sessions_per_week, plan.week_min


def is_no_longer(
    careful: PacingInputs, other: PacingInputs, policy: PacingPolicy
) -> bool:
    pairs = zip(parts(careful, policy), parts(other, policy), strict=True)
    return all(part <= than for part, than in pairs)


def replaced(entries: tuple, number: int, **changes: object) -> tuple:
    changed = replace(entries[number], **changes)
    return (*entries[:number], changed, *entries[number + 1 :])


def without(entries: tuple, number: int) -> tuple:
    return (*entries[:number], *entries[number + 1 :])


@every_policy
@slower
@given(people(), st.data())
def test_a_worse_answer_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(person.diary) - 1))
    day = person.diary[number]
    item = data.draw(st.sampled_from(DiaryItem))
    value = getattr(day, item.value)
    assume(value is not None and value < 10)
    more = data.draw(st.integers(value + 1, 10))
    worse = replaced(person.diary, number, **{item.value: more})
    assert is_no_longer(replace(person, diary=worse), person, policy)


@every_policy
@slower
@given(people(), st.none() | st.floats(0.0, 20_000.0))
def test_fewer_usual_steps_or_unknown_ones_never_give_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, fewer: float | None
) -> None:
    assume(fewer is None or fewer <= (person.usual_step_count or 0.0))
    walks_less = replace(person, usual_step_count=fewer)
    assert is_no_longer(walks_less, person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_soreness_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(person.diary) - 1))
    sore = replaced(person.diary, number, soreness_48h=True)
    assert is_no_longer(replace(person, diary=sore), person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_a_harder_effort_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    assume(person.sessions)
    number = data.draw(st.integers(0, len(person.sessions) - 1))
    effort = person.sessions[number].effort_cr10
    assume(effort is not None)
    harder = data.draw(st.floats(effort or 0.0, 10.0))
    sessions = replaced(person.sessions, number, effort_cr10=harder)
    assert is_no_longer(replace(person, sessions=sessions), person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_an_early_stop_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    assume(person.sessions)
    number = data.draw(st.integers(0, len(person.sessions) - 1))
    sessions = replaced(person.sessions, number, is_early_stop=True)
    assert is_no_longer(replace(person, sessions=sessions), person, policy)


@every_policy
@slower
@given(people(), cleared_stops())
def test_one_more_stop_never_gives_a_longer_plan_even_when_cleared(
    policy: PacingPolicy, person: PacingInputs, stop: Stop
) -> None:
    # a stop that a restart has already met is not news
    assert is_no_longer(replace(person, stops=(*person.stops, stop)), person, policy)


@every_policy
@slower
@given(people(), RECENT)
def test_a_red_flag_that_nobody_cleared_never_gives_minutes(
    policy: PacingPolicy, person: PacingInputs, day: object
) -> None:
    outcome = plan_week(replace(person, stops=(red_flag(day),)), policy)
    assert outcome.plan is not None
    assert (outcome.plan.week_min, outcome.plan.sessions) == (0, ())
    assert not outcome.is_increase


@every_policy
@slower
@given(people(), st.sampled_from(("session_max_min", "week_max_min")), st.data())
def test_a_tighter_session_or_week_limit_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, name: str, data: st.DataObject
) -> None:
    now = in_force(person, name)
    tighter = limited(person, name, data.draw(st.integers(1, now)))
    assert is_no_longer(tighter, person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_a_tighter_limit_of_sessions_never_gives_more_of_them_nor_a_larger_week(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    now = in_force(person, "sessions_per_week_max")
    fewer = data.draw(st.integers(1, now))
    tighter = parts(limited(person, "sessions_per_week_max", fewer), policy)
    assert tighter[1] <= parts(person, policy)[1]
    assert tighter[2] <= parts(person, policy)[2]


def in_force(person: PacingInputs, name: str) -> int:
    preset = {
        "session_max_min": DEFAULT_POLICY.preset_session_min,
        "week_max_min": DEFAULT_POLICY.preset_week_min,
        "sessions_per_week_max": DEFAULT_POLICY.preset_sessions,
    }
    value = getattr(person.limits, name)
    return preset[name] if value is None else value


def limited(person: PacingInputs, name: str, value: int) -> PacingInputs:
    return replace(person, limits=replace(person.limits, **{name: value}))


@every_policy
@slower
@given(people(), st.integers(0, 6))
def test_a_first_treatment_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, offset: int
) -> None:
    untreated = replace(person, treatments=())
    day = person.week_start + timedelta(days=offset)
    treated = replace(person, treatments=(infusion(day),))
    assert is_no_longer(treated, untreated, policy)


@every_policy
@slower
@given(people())
def test_the_frail_never_get_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    frail, other = replace(person, is_frail=True), replace(person, is_frail=False)
    assert is_no_longer(frail, other, policy)


# -- less data, of the kind that carries no harm ------------------------------


def is_harmless(day: DiaryDay, person: PacingInputs) -> bool:
    burden = day_burden(day, medians_of(person.baseline), DEFAULT_POLICY)
    items = [getattr(day, item.value) for item in DiaryItem]
    is_mild = all(value is None or value < 7 for value in items)
    return is_mild and (burden is None or burden <= 0) and not day.soreness_48h


def is_calm(session: SessionFact) -> bool:
    effort = session.effort_cr10
    return effort is not None and effort <= 4 and not session.is_early_stop


@every_policy
@slower
@given(people(), st.data())
def test_a_missing_diary_day_without_harm_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    assume(person.plan_weeks)
    number = data.draw(st.integers(0, len(person.diary) - 1))
    assume(is_harmless(person.diary[number], person))
    fewer = replace(person, diary=without(person.diary, number))
    assert is_no_longer(fewer, person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_a_missing_answer_without_harm_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(person.diary) - 1))
    day = person.diary[number]
    item = data.draw(st.sampled_from(FULL_DIARY[1:]))
    value, usual = getattr(day, item.value), medians_of(person.baseline).get(item)
    assume(value is not None and value < 7)
    assume(usual is None or value <= usual)
    fewer = replaced(person.diary, number, **{item.value: None})
    assert is_no_longer(replace(person, diary=fewer), person, policy)


@every_policy
@slower
@given(people(), st.data())
def test_a_missing_calm_session_never_gives_a_longer_plan(
    policy: PacingPolicy, person: PacingInputs, data: st.DataObject
) -> None:
    assume(person.sessions)
    number = data.draw(st.integers(0, len(person.sessions) - 1))
    assume(is_calm(person.sessions[number]))
    assume(is_as_asked(person.sessions[number], person))
    heavy_first = replace(person, diary=tuple(d for d in person.diary if not _bad(d)))
    fewer = replace(heavy_first, sessions=without(person.sessions, number))
    assert is_no_longer(fewer, heavy_first, policy)


def is_as_asked(session: SessionFact, person: PacingInputs) -> bool:
    """Not longer than the plan of its week by more than people differ (ADR 16)."""
    asked = [
        week.session_min
        for week in person.plan_weeks
        if 0 <= (session.day_date - week.week_start).days < 7
    ]
    return all(
        session.duration_min <= minutes * DEFAULT_POLICY.overrun_from
        for minutes in asked
    )


def _bad(day: DiaryDay) -> bool:
    """A day that makes the sessions before it heavy ones, calm as they were."""
    values = [getattr(day, item.value) for item in FULL_DIARY]
    return any(value is not None and value > 4 for value in values)


@every_policy
@slower
@given(people())
def test_without_a_diary_nothing_rises(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    assume(person.plan_weeks)
    outcome = plan_week(replace(person, diary=()), policy)
    assert not outcome.is_increase


@every_policy
@slower
@given(people())
def test_without_full_diaries_nothing_rises(
    policy: PacingPolicy, person: PacingInputs
) -> None:
    assume(person.plan_weeks)
    thin = tuple(replace(day, sleep=None) for day in person.diary)
    outcome = plan_week(replace(person, diary=thin), policy)
    assert not outcome.is_increase


# -- the table of careful directions says the truth ---------------------------

# fewer sessions share a weekly cap among fewer, and a limit of sessions turns a rise
# into minutes: the same exception as for the clinic's own limit of sessions
_SESSIONS = {
    "start_sessions",
    "start_lowest_sessions",
    "restart_sessions",
    "preset_sessions",
    "sessions_step",
}
_MONOTONE = [
    field.name
    for field in fields(PacingPolicy)
    if CAREFUL.get(field.name, Careful.NEITHER) is not Careful.NEITHER
    and field.name not in _SESSIONS
]


@pytest.mark.parametrize("name", _MONOTONE)
@settings(max_examples=20, deadline=None)
@given(person=people())
def test_the_careful_side_of_a_number_never_gives_a_longer_plan(
    name: str, person: PacingInputs
) -> None:
    now = getattr(DEFAULT_POLICY, name)
    by = 1 if isinstance(now, int) else now / 4
    value = now - by if CAREFUL[name] is Careful.LOWER else now + by
    careful = replace(DEFAULT_POLICY, **{name: value})
    pairs = zip(parts(person, careful), parts(person, DEFAULT_POLICY), strict=True)
    assert all(part <= than for part, than in pairs)
