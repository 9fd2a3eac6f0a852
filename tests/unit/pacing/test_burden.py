"""How much heavier than usual a day and a week were, by hand."""

from dataclasses import replace
from datetime import date

import pytest

from pacepipe.domain.plan import DiaryDay
from pacepipe.pacing import DEFAULT_POLICY, day_burden, medians_of, week_burden
from support.pacing import BASELINE, calm_day

USUAL = medians_of(BASELINE)
DAY = calm_day(date(2026, 3, 1))


def burden(**answers: int | None) -> float | None:
    return day_burden(replace(DAY, **answers), USUAL, DEFAULT_POLICY)


def test_a_usual_day_has_no_burden() -> None:
    assert burden() == 0


def test_tiredness_counts_three_fifths_and_the_worst_symptom_two_fifths() -> None:
    assert burden(tiredness=5, pain=2, breathlessness=4) == pytest.approx(2.4)


def test_a_day_on_which_all_is_better_is_below_usual() -> None:
    assert burden(tiredness=2, pain=0, breathlessness=0, sleep=0) == pytest.approx(-1)


def test_a_day_without_tiredness_has_no_known_burden() -> None:
    assert burden(tiredness=None, pain=10) is None


def test_an_unknown_symptom_is_never_taken_to_be_better_than_usual() -> None:
    assert burden(pain=0, breathlessness=0, sleep=None) == 0


def test_an_item_without_a_usual_is_unknown() -> None:
    usual = medians_of(replace(BASELINE, pain=None))
    assert day_burden(replace(DAY, pain=10), usual, DEFAULT_POLICY) == 0


def test_without_a_baseline_no_burden_is_known() -> None:
    assert day_burden(DAY, medians_of(None), DEFAULT_POLICY) is None


def test_bone_pain_and_nausea_are_not_part_of_burden() -> None:
    assert burden(bone_pain=10, nausea=10) == 0


def test_a_week_is_its_worst_three_days_above_the_reference() -> None:
    assert week_burden([0, 1, 2, 3, 0.5], 0.5, DEFAULT_POLICY) == pytest.approx(1.5)


def test_a_week_is_the_days_that_are_known() -> None:
    assert week_burden([3.0], 0.5, DEFAULT_POLICY) == pytest.approx(2.5)


def test_a_good_day_does_not_make_up_for_a_bad_one() -> None:
    assert week_burden([3.0, -9.0], 0.0, DEFAULT_POLICY) == pytest.approx(1.5)


def test_a_week_is_never_below_usual() -> None:
    assert week_burden([0.1, 0.2, 0.3], 1.0, DEFAULT_POLICY) == 0


def test_a_week_without_a_known_day_is_unknown_and_not_zero() -> None:
    assert week_burden([], 0.5, DEFAULT_POLICY) is None


def test_a_threshold_is_met_by_answers_that_meet_it_in_decimals() -> None:
    # 0.6 x 3 + 0.4 x 3 is 3, whatever the last bit of a float says
    day = DiaryDay(DAY.day_date, tiredness=6, pain=4, breathlessness=1, sleep=2)
    assert day_burden(day, USUAL, DEFAULT_POLICY) == 3.0
