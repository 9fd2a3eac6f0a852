"""Laws of the flags: research/pacing.md 6, I5, I9, I10, I13 and I17."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised, RestFact, RestKind
from pacepipe.domain.plan import DiaryDay, OpenFlag, PacingInputs
from pacepipe.pacing import DEFAULT_POLICY, plan_week
from pacepipe.pacing.flags import flag
from support.flags import CALM, TODAY, ago, rests, steps, walk, walks
from support.pacing_strategies import well_people

FEW = settings(max_examples=12, deadline=None)
KINDS = st.sampled_from(["rest_high", "few_steps"])
OVER = st.floats(-6.0, 18.0, allow_nan=False)


@st.composite
def last_nights(draw: st.DrawFn) -> Callable[[int], float | None]:
    """The last eight nights go any way, or were not measured."""
    drawn = draw(st.lists(st.one_of(st.none(), OVER), min_size=8, max_size=8))
    return lambda back: drawn[back - 1] if back <= len(drawn) else 0.0


@st.composite
def people_at_rest(draw: st.DrawFn) -> FlagInputs:
    kind = draw(st.sampled_from(RestKind))
    fever = DiaryDay(ago(draw(st.integers(0, 5))), tiredness=5, temperature_c=38.4)
    return replace(
        CALM,
        rests=rests(draw(last_nights()), kind=kind, days=60),
        walks=walks(days=40) if draw(st.booleans()) else (),
        steps=(),
        diary=(fever,) if draw(st.booleans()) else (),
    )


def seen(found: tuple[FlagRaised, ...]) -> list[tuple[FlagKind, int, object]]:
    return [(each.kind, each.tier, each.about_date) for each in found]


@FEW
@given(st.floats(46.0, 99.0), st.sampled_from(RestKind), st.integers(1, 130))
def test_a_constant_heart_rate_never_flags(
    hr_bpm: float, kind: RestKind, days: int
) -> None:
    same = tuple(RestFact(ago(back), kind, hr_bpm) for back in range(1, days + 1))
    assert flag(replace(CALM, rests=same, walks=(), steps=())) == ()


@FEW
@given(people_at_rest(), st.floats(-10.0, 6.0))
def test_shifting_every_rest_changes_no_flag_that_is_not_absolute(
    person: FlagInputs, shift: float
) -> None:
    moved = tuple(replace(each, hr_bpm=each.hr_bpm + shift) for each in person.rests)
    assert seen(flag(replace(person, rests=moved))) == seen(flag(person))


@FEW
@given(people_at_rest(), st.sets(st.integers(1, 4)))
def test_leaving_out_last_nights_never_makes_a_flag_for_today(
    person: FlagInputs, missing: set[int]
) -> None:
    days = {ago(back) for back in missing}
    fewer = tuple(each for each in person.rests if each.day_date not in days)
    if all(each.tier < 3 for each in flag(person)):
        assert all(each.tier < 3 for each in flag(replace(person, rests=fewer)))


@FEW
@given(people_at_rest(), st.sets(st.integers(1, 3), min_size=1), st.floats(0.0, 60.0))
def test_a_still_faster_night_never_silences_a_flag(
    person: FlagInputs, nights: set[int], more: float
) -> None:
    days = {ago(back) for back in nights}
    faster = tuple(
        replace(each, hr_bpm=each.hr_bpm + more) if each.day_date in days else each
        for each in person.rests
    )
    before, after = flag(person), flag(replace(person, rests=faster))
    most = max((each.tier for each in before), default=0)
    assert max((each.tier for each in after), default=0) >= most


@FEW
@given(people_at_rest(), st.integers(1, 6), st.sampled_from(["none", "lock", "heat"]))
def test_a_walk_that_cannot_be_judged_changes_nothing(
    person: FlagInputs, back: int, why: str
) -> None:
    odd = walk(back, 60.0, session_id="odd")
    odd = {
        "none": replace(odd, hr_bpm=None),
        "lock": replace(odd, hr_bpm=odd.cadence_spm),
        "heat": replace(odd, heat_c=34.0),
    }[why]
    alone = replace(person, walks=())
    assert flag(replace(alone, walks=(odd,))) == flag(alone)


@FEW
@given(people_at_rest(), st.randoms(use_true_random=False))
def test_order_and_repeats_change_nothing(person: FlagInputs, chance: object) -> None:
    twice = [*person.rests, *person.rests[:7]]
    chance.shuffle(twice)  # type: ignore[attr-defined]
    again = replace(person, rests=tuple(twice), walks=person.walks[::-1] * 2)
    assert flag(again) == flag(person)


@FEW
@given(people_at_rest(), st.integers(1, 20), st.floats(40.0, 160.0))
def test_what_lies_ahead_never_matters(
    person: FlagInputs, days: int, hr_bpm: float
) -> None:
    ahead = RestFact(TODAY + timedelta(days=days), RestKind.NIGHT, hr_bpm)
    later = walk(-days, 50.0)
    more = replace(person, rests=(*person.rests, ahead), walks=(*person.walks, later))
    assert flag(more) == flag(person)


@FEW
@given(people_at_rest(), st.integers(-900, 900))
def test_shifting_every_date_shifts_the_flags_and_nothing_else(
    person: FlagInputs, days: int
) -> None:
    by = timedelta(days=days)
    moved = replace(
        person,
        as_of=person.as_of + by,
        today=person.today + by,
        last_known_date=ago(1) + by,
        rests=tuple(replace(e, day_date=e.day_date + by) for e in person.rests),
        walks=tuple(
            replace(e, day_date=e.day_date + by, started_at=e.started_at + by)
            for e in person.walks
        ),
        diary=tuple(replace(e, day_date=e.day_date + by) for e in person.diary),
    )
    back = [(kind, tier, day - by) for kind, tier, day in seen(flag(moved))]
    assert back == seen(flag(person))


@FEW
@given(people_at_rest())
def test_no_kind_is_raised_twice_in_one_tier(person: FlagInputs) -> None:
    heart = [each for each in flag(person) if each.kind is not FlagKind.RED_FLAG]
    assert len({each.kind for each in heart}) == len(heart)


@settings(max_examples=25, deadline=None)
@given(
    well_people(), st.sampled_from([2, 3]), st.sampled_from(["rest_high", "few_steps"])
)
def test_an_open_flag_never_lengthens_a_plan(
    person: PacingInputs, tier: int, kind: str
) -> None:
    flagged = replace(person, flags=(OpenFlag("flag-1", kind, tier, ago(1)),))
    free = plan_week(person, DEFAULT_POLICY).plan
    held = plan_week(flagged, DEFAULT_POLICY)
    if free is None or held.plan is None:
        assert free is held.plan is None
        return
    assert held.plan.session_min <= free.session_min
    assert held.plan.sessions_per_week <= free.sessions_per_week
    assert held.plan.week_min <= free.week_min
    last = person.plan_weeks[-1] if person.plan_weeks else None
    if tier == 3:
        assert held.plan.week_min == 0
    elif last is not None and last.session_min and not person.stops:
        assert held.plan.session_min <= last.session_min


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_uncounted_days_never_make_few_steps(share: float) -> None:
    bare = tuple(
        replace(each, step_count=each.step_count * share, counted_min=599.0)
        if each.day_date >= ago(3)
        else each
        for each in steps()
    )
    assert flag(replace(CALM, steps=bare)) == ()
