"""Values and conditions of the clinic: every cut-off from both sides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pacepipe.domain.plan import (
    Action,
    ConditionKnown,
    PacingOutcome,
    Reason,
    ValueKnown,
)
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    ValuePreset,
)
from pacepipe.errors import InputRejected
from pacepipe.pacing import DEFAULT_POLICY, PRESETS, plan_week
from pacepipe.pacing.contraindications import too_old_reason
from support.pacing import GOOD, WEEK_START, red_flag, with_limits

RECENT = WEEK_START - timedelta(days=3)
K = ClinicValueKind


def decided(
    *values: tuple[ClinicValueKind, float],
    preset: ValuePreset = ValuePreset.STRICT,
    on: date = RECENT,
) -> PacingOutcome:
    known = tuple(ValueKnown(kind, value, on) for kind, value in values)
    inputs = replace(with_limits(GOOD, value_preset=preset), clinic_values=known)
    return plan_week(inputs, DEFAULT_POLICY)


@pytest.mark.parametrize("preset", ValuePreset)
@pytest.mark.parametrize("kind", ClinicValueKind)
def test_each_cut_off_forbids_beyond_itself_and_not_before(preset, kind):
    bound = PRESETS[preset].get(kind)
    if bound is None:
        assert decided((kind, 0.0), preset=preset).action is Action.PROGRESS
        return
    assert bound.source
    if bound.low is not None:
        limit, beyond, within = bound.low, bound.low - 0.1, bound.low
    else:
        assert bound.high is not None
        limit, beyond, within = bound.high, bound.high, bound.high - 0.1
    forbidden = decided((kind, beyond), preset=preset)
    assert forbidden.action is Action.REFUSE
    assert forbidden.plan is None
    assert forbidden.reasons == (
        Reason(
            ReasonCode.VALUE_OUT_OF_RANGE,
            (
                ("limit", limit),
                ("preset", preset),
                ("value", beyond),
                ("value_kind", kind),
            ),
        ),
    )
    assert decided((kind, within), preset=preset).action is Action.PROGRESS


@pytest.mark.parametrize("kind", ClinicValueKind)
def test_the_strict_preset_is_nowhere_milder_than_another(kind):
    strict = PRESETS[ValuePreset.STRICT][kind]
    others = [p[kind] for p in PRESETS.values() if kind in p]
    lows = [bound.low for bound in others if bound.low is not None]
    highs = [bound.high for bound in others if bound.high is not None]
    assert strict.low == (max(lows) if lows else None)
    assert strict.high == (min(highs) if highs else None)


def test_a_value_of_fourteen_days_is_known_and_an_older_one_forbids_a_rise():
    fine = (K.PLATELETS, 200.0)
    known = decided(fine, on=WEEK_START - timedelta(days=14))
    too_old = decided(fine, on=WEEK_START - timedelta(days=15))
    assert known.action is Action.PROGRESS
    assert too_old.action is Action.HOLD
    assert too_old.reasons[0] == Reason(
        ReasonCode.VALUE_TOO_OLD, (("days", 14.0), ("value_kind", K.PLATELETS))
    )


def test_an_old_value_that_the_preset_does_not_name_forbids_no_rise():
    old, oxygen = WEEK_START - timedelta(days=15), (K.SPO2_PCT, 99.0)
    heart = decided(oxygen, preset=ValuePreset.AHA_CORE, on=old)
    strict = decided(oxygen, preset=ValuePreset.STRICT, on=old)
    assert (heart.action, strict.action) == (Action.PROGRESS, Action.HOLD)


def test_an_old_value_is_named_where_no_limits_are_set():
    old = ValueKnown(K.SPO2_PCT, 99.0, WEEK_START - timedelta(days=15))
    found = too_old_reason(replace(GOOD, limits=None, clinic_values=(old,)))
    assert found is not None


def test_a_value_that_forbids_does_so_however_old_it_is():
    old = decided((K.PLATELETS, 10.0), on=WEEK_START - timedelta(days=400))
    assert old.action is Action.REFUSE


def test_a_newer_value_takes_its_place_and_the_worse_of_one_day_counts():
    before = ValueKnown(K.PLATELETS, 10.0, RECENT - timedelta(days=1))
    low, fine = (ValueKnown(K.PLATELETS, v, RECENT) for v in (10.0, 90.0))
    for values, action in (
        ((before, fine), Action.PROGRESS),
        ((fine, before), Action.PROGRESS),
        ((low, fine), Action.REFUSE),
        ((fine, low, fine), Action.REFUSE),
    ):
        inputs = replace(GOOD, clinic_values=values)
        assert plan_week(inputs, DEFAULT_POLICY).action is action


def test_a_value_that_nobody_ever_entered_says_nothing():
    assert decided().action is Action.PROGRESS


def test_a_value_that_forbids_is_named_beside_an_open_stop():
    inputs = replace(
        GOOD,
        clinic_values=(ValueKnown(K.PLATELETS, 10.0, RECENT),),
        stops=(red_flag(RECENT),),
    )
    codes = [reason.code for reason in plan_week(inputs, DEFAULT_POLICY).reasons]
    assert codes == [ReasonCode.VALUE_OUT_OF_RANGE, ReasonCode.RED_FLAG]


@pytest.mark.parametrize("value", [float("nan"), -1.0, float("inf")])
def test_a_value_that_cannot_be_is_refused(value):
    with pytest.raises(InputRejected, match="platelets"):
        decided((K.PLATELETS, value))


WALK, CHAIR, BREATH = ActivityKind.AEROBIC, ActivityKind.CHAIR, ActivityKind.BREATHING
ALLOWED = with_limits(GOOD, activity_kinds=(WALK, CHAIR, BREATH))


def test_a_condition_leaves_the_kinds_that_the_clinic_named_with_it():
    bones = ConditionKnown(Condition.BONE_METASTASES, (BREATH, CHAIR))
    nerves = ConditionKnown(Condition.NEUROPATHY, (CHAIR,))
    one = plan_week(replace(ALLOWED, conditions=(bones,)), DEFAULT_POLICY)
    both = plan_week(replace(ALLOWED, conditions=(bones, nerves)), DEFAULT_POLICY)
    assert one.plan is not None
    assert both.plan is not None
    assert one.plan.activity_kinds == (CHAIR, BREATH)
    assert {session.activity_kind for session in both.plan.sessions} == {CHAIR}


def test_a_condition_never_offers_a_kind_that_the_limits_do_not():
    strength = ConditionKnown(Condition.NEUROPATHY, (ActivityKind.STRENGTH,))
    bones = replace(strength, condition=Condition.BONE_METASTASES)
    refused = plan_week(replace(ALLOWED, conditions=(strength, bones)), DEFAULT_POLICY)
    assert refused.action is Action.REFUSE
    assert refused.reasons == (
        Reason(ReasonCode.NO_KIND_LEFT, (("condition", Condition.BONE_METASTASES),)),
    )


def test_where_no_limits_are_set_no_condition_is_blamed():
    strength = ConditionKnown(Condition.NEUROPATHY, (ActivityKind.STRENGTH,))
    person = replace(GOOD, limits=None, conditions=(strength,))
    codes = [reason.code for reason in plan_week(person, DEFAULT_POLICY).reasons]
    assert codes == [ReasonCode.NO_LIMITS]
