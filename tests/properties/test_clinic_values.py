"""What a clinic measures or says can take minutes away, and gives none."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pacepipe.domain.events import CLINIC_VALUE_RANGE
from pacepipe.domain.plan import ConditionKnown, PacingInputs, ValueKnown
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    ValuePreset,
)
from pacepipe.pacing import DEFAULT_POLICY, plan_week
from support.pacing import WEEK_START
from support.pacing_strategies import people

law = settings(max_examples=40, deadline=None)
PRESETS = st.sampled_from(ValuePreset)


def parts(inputs: PacingInputs) -> tuple[int, int, int]:
    plan = plan_week(inputs, DEFAULT_POLICY).plan
    if plan is None:
        return 0, 0, 0
    return plan.session_min, plan.sessions_per_week, plan.week_min


def is_no_longer(careful: PacingInputs, other: PacingInputs) -> bool:
    return all(a <= b for a, b in zip(parts(careful), parts(other), strict=True))


@st.composite
def values(draw: st.DrawFn) -> ValueKnown:
    kind = draw(st.sampled_from(ClinicValueKind))
    day = WEEK_START - timedelta(days=draw(st.integers(1, 30)))
    return ValueKnown(kind, draw(st.floats(*CLINIC_VALUE_RANGE[kind])), day)


KNOWN = st.lists(values(), max_size=4, unique_by=lambda known: known.kind)


@law
@given(people(), KNOWN, values(), PRESETS)
def test_a_value_of_a_new_kind_never_gives_more(person, known, added, preset):
    assert person.limits is not None
    person = replace(
        person,
        limits=replace(person.limits, value_preset=preset),
        clinic_values=tuple(k for k in known if k.kind is not added.kind),
    )
    more = replace(person, clinic_values=(*person.clinic_values, added))
    assert is_no_longer(more, person)


@law
@given(people(), KNOWN, PRESETS)
def test_the_strict_preset_never_gives_more_than_another(person, known, preset):
    assert person.limits is not None
    person = replace(person, clinic_values=tuple(known))
    other = replace(person, limits=replace(person.limits, value_preset=preset))
    assert is_no_longer(person, other)


@law
@given(people(), st.sets(st.sampled_from(ActivityKind), min_size=1))
def test_a_condition_never_gives_more_nor_another_kind(person, kinds):
    assert person.limits is not None
    known = ConditionKnown(Condition.NEUROPATHY, tuple(sorted(kinds)))
    careful = replace(person, conditions=(known,))
    assert is_no_longer(careful, person)
    plan = plan_week(careful, DEFAULT_POLICY).plan
    if plan is not None and plan.sessions:
        offered = {session.activity_kind for session in plan.sessions}
        assert offered <= kinds & set(person.limits.activity_kinds)
