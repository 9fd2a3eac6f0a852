"""Flags out of nights, walks, steps and rhythm: what raises them, what never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pacepipe.domain.flag import (
    AnsweredFlag,
    FlagKind,
    HeartKnown,
    IssuedFlag,
    RestKind,
    RhythmDay,
    Snooze,
    StepDay,
)
from pacepipe.domain.plan import DiaryDay
from pacepipe.domain.vocabulary import FlagAnswer
from pacepipe.pacing.flag_policy import FIRST
from pacepipe.pacing.flags import flag
from support.flags import (
    AS_OF,
    CALM,
    TODAY,
    ago,
    last_days,
    of,
    rests,
    steps,
    walk,
    walks,
    without,
)

ILL = replace(CALM, rests=rests(last_days(11.0, 3)))
FEVER = (DiaryDay(ago(1), tiredness=6, temperature_c=38.6),)


def test_a_calm_person_has_no_flags():
    assert flag(CALM) == ()


def test_three_fast_nights_ask_for_a_look_and_say_against_what():
    (found,) = of(ILL, FlagKind.REST_HIGH)
    assert (found.tier, found.about_date, found.observed_unit) == (2, ago(2), "bpm")
    facts = dict(found.facts)
    assert facts["rest"] == "night"
    assert facts["pattern"] == "quick"
    assert facts["usual_bpm"] == pytest.approx(70, abs=2)
    assert facts["over_bpm"] == found.observed_value == pytest.approx(11, abs=3)
    assert facts["usual_count"] >= 40
    assert facts["rests_raised"] == facts["rests_looked_at"] == 3


def test_one_fast_night_is_none_however_fast():
    assert flag(replace(CALM, rests=rests(last_days(40.0, 1)))) == ()


def test_fewer_steps_speak_for_a_rise_and_usual_ones_not_against_it():
    def raised(over, **changes):
        person = replace(CALM, rests=rests(last_days(over, 2)), **changes)
        return [each.kind for each in flag(person)]

    fewer = steps(lambda back: 0.55 if back < 4 else 1.0)
    assert raised(4.5, steps=fewer) == [FlagKind.REST_HIGH]
    assert raised(4.5) == raised(4.5, steps=()) == []
    assert raised(9.0) == raised(9.0, steps=()) == [FlagKind.REST_HIGH]
    assert raised(0.0, steps=fewer) == []


def test_one_night_says_no_more_than_the_next_however_fast():
    def raised(last, before):
        nights = rests(lambda back: {1: last, 2: before}.get(back, 0.0))
        return of(replace(CALM, rests=nights), FlagKind.REST_HIGH)

    assert raised(9.0, 9.0)
    assert raised(25.0, 9.0)
    assert raised(25.0, 25.0)
    assert not raised(25.0, 4.0)


def test_one_fast_walk_is_none_however_fast():
    assert flag(replace(CALM, walks=walks(last_days(40.0, 1)))) == ()


def test_a_fast_night_and_a_fast_walk_are_none_together():
    both = replace(
        CALM, rests=rests(last_days(40.0, 1)), walks=walks(last_days(40.0, 1))
    )
    assert flag(both) == ()


def test_fewer_than_ten_usual_nights_say_nothing():
    young = replace(ILL, rests=rests(last_days(11.0, 3), days=12), walks=())
    assert flag(young) == ()
    assert flag(replace(young, rests=rests(last_days(11.0, 3), days=15))) != ()


def test_a_slow_rise_over_four_weeks_is_found():
    rise = rests(lambda back: max(0.0, 7.0 * (1 - back / 28)))
    (found,) = of(replace(CALM, rests=rise), FlagKind.REST_HIGH)
    assert dict(found.facts)["pattern"] == "slow"


def test_a_faster_heart_in_the_same_walks_is_found_without_any_night():
    (found,) = of(
        replace(CALM, rests=(), walks=walks(last_days(14.0, 7))), FlagKind.WALK_HIGH
    )
    assert found.tier == 2
    assert dict(found.facts)["walks_raised"] == 3
    assert found.observed_value == pytest.approx(14, abs=5)


def test_a_heart_rate_that_is_the_cadence_is_not_read():
    locked = tuple(
        replace(each, hr_bpm=each.cadence_spm + 1.0, cadence_spm=each.cadence_spm)
        if each.day_date >= ago(7)
        else each
        for each in walks()
    )
    slow = tuple(
        replace(each, hr_bpm=(each.hr_bpm or 0) - 40)
        if each.day_date < ago(7)
        else each
        for each in locked
    )
    assert flag(replace(CALM, rests=(), walks=slow)) == ()


def test_walks_in_great_heat_are_not_read():
    hot = tuple(
        replace(each, heat_c=35.0) if each.day_date >= ago(7) else each
        for each in walks(last_days(14.0, 7))
    )
    assert flag(replace(CALM, rests=(), walks=hot)) == ()


def test_nights_and_seated_rests_are_never_mixed():
    spots = rests(kind=RestKind.SPOT, usual_bpm=84.0)
    assert flag(replace(CALM, rests=rests(days=40) + spots)) == ()
    (found,) = of(
        replace(CALM, rests=rests(last_days(12.0, 3), kind=RestKind.SPOT)),
        FlagKind.REST_HIGH,
    )
    assert dict(found.facts)["rest"] == "spot"


def test_the_rise_after_an_infusion_is_learned():
    infusions = tuple(ago(back) for back in (5, 33, 61))

    def after(back: int) -> float:
        is_after = any((ago(back) - day).days in range(1, 8) for day in infusions)
        return 5.0 if is_after else 0.0

    treated = replace(CALM, rests=rests(after), walks=(), budget_per_month=1.0)
    assert of(treated, FlagKind.REST_HIGH) != []
    assert of(replace(treated, infusions=infusions), FlagKind.REST_HIGH) == []


def test_what_is_usual_starts_anew_with_a_new_medicine():
    stepped = replace(CALM, rests=rests(last_days(9.0, 3)), walks=())
    assert of(stepped, FlagKind.REST_HIGH) != []
    assert of(replace(stepped, relearn_from=(ago(4),)), FlagKind.REST_HIGH) == []
    later = replace(
        CALM, rests=rests(last_days(-12.0, 30)), walks=(), relearn_from=(ago(30),)
    )
    raised = rests(lambda back: -12.0 + (10.0 if back <= 3 else 0) if back <= 30 else 0)
    assert of(replace(later, rests=raised), FlagKind.REST_HIGH) != []


def test_far_over_together_with_a_fever_is_for_today():
    found = flag(replace(ILL, rests=rests(last_days(15.0, 3)), diary=FEVER))
    heart = [each for each in found if each.kind is FlagKind.REST_HIGH]
    assert [each.tier for each in heart] == [3]
    assert dict(heart[0].facts)["because"] == "far_with_sign"


@pytest.mark.parametrize("missing", [(1,), (2,), (3,), (1, 2), (1, 2, 3)])
def test_nights_that_are_not_measured_never_raise_a_flag_for_today(missing):
    one = replace(CALM, diary=FEVER, rests=rests(without(missing, last_days(15.0, 1))))
    assert [each.tier for each in flag(one) if each.tier == 3] == []


def test_a_sustained_absolute_level_is_for_today_without_any_sign():
    (found,) = of(
        replace(CALM, rests=rests(last_days(34.0, 2)), walks=()), FlagKind.REST_HIGH
    )
    assert (found.tier, dict(found.facts)["because"]) == (3, "absolute")
    quick = replace(CALM, rests=rests(days=3, usual_bpm=126.0), walks=())
    assert [each.tier for each in of(quick, FlagKind.REST_HIGH)] == [3]


def test_two_very_slow_nights_are_a_note():
    slow = rests(last_days(-22.0, 2), usual_bpm=64.0)
    (found,) = of(replace(CALM, rests=slow), FlagKind.REST_LOW)
    assert found.tier == 1


@pytest.mark.parametrize("which", ["has_pacemaker", "has_atrial_fibrillation"])
def test_a_driven_heart_is_not_read_in_walks_and_less_at_rest(which):
    driven = replace(CALM.heart, **{which: True})
    walked = replace(CALM, rests=(), walks=walks(last_days(20.0, 7)), heart=driven)
    assert flag(walked) == ()
    two = replace(ILL, rests=rests(last_days(14.0, 2)), heart=driven)
    assert of(two, FlagKind.REST_HIGH) == []
    three = replace(two, rests=rests(last_days(14.0, 4)))
    assert of(three, FlagKind.REST_HIGH) != []


def test_a_slower_recovery_after_walks_alike_is_a_note():
    slow = tuple(
        replace(each, hrr60_bpm=9.0) if each.day_date >= ago(7) else each
        for each in walks()
    )
    (found,) = of(replace(CALM, walks=slow), FlagKind.SLOW_RECOVERY)
    assert found.tier == 1
    assert dict(found.facts)["walks_so"] >= 3
    faster = tuple(
        replace(each, hr_end_bpm=150.0) if each.day_date >= ago(7) else each
        for each in slow
    )
    assert of(replace(CALM, walks=faster), FlagKind.SLOW_RECOVERY) == []


@pytest.mark.parametrize("limiting", [None, True])
def test_a_flat_answer_is_told_of_nobody_who_may_take_a_limiting_drug(limiting):
    flat = tuple(
        replace(each, hr_bpm=80.0) if each.day_date >= ago(7) else each
        for each in walks()
    )
    quiet = replace(CALM, walks=flat)
    assert [each.tier for each in of(quiet, FlagKind.FLAT_ANSWER)] == [1]
    known = replace(CALM.heart, on_rate_limiting=limiting)
    assert of(replace(quiet, heart=known), FlagKind.FLAT_ANSWER) == []


def test_steps_at_half_of_the_usual_for_three_days_ask_for_a_look():
    halved = replace(CALM, steps=steps(lambda back: 0.4 if back <= 3 else 1.0))
    (found,) = of(halved, FlagKind.FEW_STEPS)
    assert (found.tier, found.observed_unit) == (2, "steps")
    noted = replace(halved, infusions=(ago(2),))
    assert [each.tier for each in of(noted, FlagKind.FEW_STEPS)] == [1]


@pytest.mark.parametrize("counted_min", [0.0, 599.0])
def test_days_that_were_not_counted_are_not_days_without_steps(counted_min):
    bare = tuple(
        StepDay(each.day_date, 0.0, counted_min) if each.day_date >= ago(3) else each
        for each in steps()
    )
    assert flag(replace(CALM, steps=bare)) == ()


def test_irregular_beats_on_two_days_are_a_note():
    days = tuple(RhythmDay(ago(back), 40, 30) for back in (1, 3))
    (found,) = of(replace(CALM, rhythm=days), FlagKind.IRREGULAR)
    assert found.tier == 1
    assert of(replace(CALM, rhythm=days[:1]), FlagKind.IRREGULAR) == []
    known = HeartKnown(has_atrial_fibrillation=True)
    assert of(replace(CALM, rhythm=days, heart=known), FlagKind.IRREGULAR) == []


def test_an_episode_keeps_its_name_and_is_raised_once():
    (first,) = of(ILL, FlagKind.REST_HIGH)
    (again,) = of(replace(ILL, today=TODAY + timedelta(days=1)), FlagKind.REST_HIGH)
    assert again.flag_id == first.flag_id
    issued = (IssuedFlag(FlagKind.REST_HIGH, 2, first.about_date + timedelta(days=1)),)
    (known,) = of(replace(ILL, issued=issued), FlagKind.REST_HIGH)
    assert known.about_date == issued[0].about_date
    handled = (IssuedFlag(FlagKind.REST_HIGH, 3, first.about_date),)
    assert of(replace(ILL, issued=handled), FlagKind.REST_HIGH) == []


def test_an_episode_of_last_week_is_not_raised_anew():
    assert (
        flag(replace(ILL, today=TODAY + timedelta(days=9), last_known_date=None)) == ()
    )


def test_a_snooze_is_silence_but_never_about_today():
    snoozed = (Snooze(FlagKind.REST_HIGH, TODAY),)
    assert of(replace(ILL, snoozes=snoozed), FlagKind.REST_HIGH) == []
    over = replace(ILL, snoozes=(Snooze(FlagKind.REST_HIGH, ago(1)),))
    assert of(over, FlagKind.REST_HIGH) != []
    today = replace(ILL, rests=rests(last_days(15.0, 3)), diary=FEVER, snoozes=snoozed)
    assert [each.tier for each in of(today, FlagKind.REST_HIGH)] == [3]


def test_a_smaller_budget_asks_for_more_and_bounds_hold():
    mild = replace(CALM, rests=rests(last_days(6.0, 2)), walks=())
    needed = []
    for budget in (0.05, 0.25, 1.0, 50.0):
        found = of(replace(ILL, budget_per_month=budget), FlagKind.REST_HIGH)
        needed.append(dict(found[0].facts)["threshold"])
    assert needed == sorted(needed, reverse=True)
    assert needed[2] == needed[3] >= -2.0
    assert of(replace(mild, budget_per_month=0.05), FlagKind.REST_HIGH) == []
    assert of(replace(mild, budget_per_month=1.0), FlagKind.REST_HIGH) != []


def test_alarms_for_nothing_make_a_person_listened_to_less():
    noisy = rests(lambda back: 9.0 if back <= 2 or back % 20 in (8, 9) else 0.0)
    told = replace(CALM, rests=noisy, walks=())
    (found,) = of(replace(told, budget_per_month=0.5), FlagKind.REST_HIGH)
    right = tuple(
        AnsweredFlag(FlagKind.REST_HIGH, ago(back), FlagAnswer.ACTED)
        for back in (8, 9, 28, 29, 48, 49)
    )
    (answered,) = of(
        replace(told, budget_per_month=0.5, answered=right), FlagKind.REST_HIGH
    )
    assert dict(answered.facts)["threshold"] < dict(found.facts)["threshold"]


def test_the_first_policy_reads_no_heart():
    assert flag(ILL, FIRST) == ()


def test_what_is_ahead_or_out_of_range_is_not_looked_at():
    ahead = replace(
        CALM,
        rests=CALM.rests + rests(last_days(40.0, 3))[:0],
        walks=(*CALM.walks, walk(-1, 60.0), walk(-2, 60.0)),
    )
    assert ahead.as_of == AS_OF
    assert flag(ahead) == ()
