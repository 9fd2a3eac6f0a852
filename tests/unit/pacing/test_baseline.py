"""What is proposed as usual, and when nothing is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.pacing import (
    DEFAULT_POLICY,
    BaselineDraft,
    BaselineWithheld,
    WithheldBecause,
    never_higher,
    propose_baseline,
)
from support.pacing import calm_day

END = date(2026, 2, 8)


def day(back: int, **answers: int | None):
    return replace(calm_day(END - timedelta(days=back)), **answers)


def proposed(diary: list) -> BaselineDraft:
    draft = propose_baseline(diary, END, DEFAULT_POLICY)
    assert isinstance(draft, BaselineDraft)
    return draft


def test_six_days_are_too_few() -> None:
    answer = propose_baseline([day(b) for b in range(6)], END, DEFAULT_POLICY)
    assert answer == BaselineWithheld(WithheldBecause.FEW_DIARY_DAYS, 6, 7)


def test_a_day_without_tiredness_does_not_count() -> None:
    diary = [day(b) for b in range(6)] + [day(6, tiredness=None)]
    answer = propose_baseline(diary, END, DEFAULT_POLICY)
    assert isinstance(answer, BaselineWithheld)


def test_days_outside_of_the_fourteen_do_not_count() -> None:
    diary = [day(b) for b in (*range(6), 14, -1)]
    answer = propose_baseline(diary, END, DEFAULT_POLICY)
    assert isinstance(answer, BaselineWithheld)
    assert proposed([*diary, day(13)]).diary_day_count == 7


def test_seven_days_give_medians_over_the_answers_of_each_item() -> None:
    diary = [day(b, pain=b, sleep=None if b else 5) for b in range(7)]
    draft = proposed(diary)
    assert draft.medians[DiaryItem.PAIN] == 3.0
    assert draft.medians[DiaryItem.SLEEP] == 5.0
    assert draft.diary_day_count == 7


def test_the_median_burden_of_the_days_is_kept_and_never_below_zero() -> None:
    draft = proposed([day(b, tiredness=b) for b in range(7)])
    assert draft.burden_median == pytest.approx(0.0)
    heavier = proposed([day(b, pain=3 if b % 2 else 1, sleep=b % 3) for b in range(7)])
    assert heavier.burden_median == pytest.approx(0.4)


def test_an_item_never_answered_has_no_median() -> None:
    draft = proposed([day(b, nausea=None) for b in range(7)])
    assert DiaryItem.NAUSEA not in draft.medians


def test_the_reference_is_the_worst_three_days_of_the_window() -> None:
    worse = {0: 6, 1: 5, 2: 4}
    draft = proposed([day(b, tiredness=worse.get(b, 3)) for b in range(14)])
    assert draft.burden_reference == pytest.approx(0.6 * (3 + 2 + 1) / 3)


def test_days_that_are_all_alike_have_a_reference_of_zero() -> None:
    assert proposed([day(b) for b in range(7)]).burden_reference == 0.0


def test_it_lasts_for_six_weeks_after_a_window_of_two() -> None:
    draft = proposed([day(b) for b in range(14)])
    assert draft.window_start == date(2026, 1, 26)
    assert draft.window_end == END
    assert draft.valid_until == date(2026, 3, 22)


def test_several_entries_of_a_day_are_one_with_the_worst_answers() -> None:
    diary = [day(b) for b in range(7)]
    draft = proposed([*diary, *diary])
    assert draft == proposed(diary)


def test_a_new_baseline_is_never_above_the_last_in_any_part() -> None:
    draft = proposed([day(b, tiredness=6, pain=1, sleep=4) for b in range(7)])
    before = {DiaryItem.TIREDNESS: 3.0, DiaryItem.PAIN: 2.0, DiaryItem.NAUSEA: 1.0}

    kept = never_higher(draft, before, burden_reference=0.0, burden_median=0.1)

    assert kept.medians[DiaryItem.TIREDNESS] == 3.0
    assert kept.medians[DiaryItem.PAIN] == 1.0
    assert kept.medians[DiaryItem.SLEEP] == 4.0
    assert kept.medians[DiaryItem.NAUSEA] <= 1.0
    assert kept.burden_reference == 0.0
    assert kept.burden_median <= 0.1


@pytest.mark.parametrize(
    ("reference", "median", "kept"),
    # the draft's own are 0.8 and 0.4
    [
        (0.5, 0.1, (0.5, 0.1)),
        (2.0, 2.0, (0.8, 0.4)),
        (2.0, None, (0.8, 0.4)),
    ],
)
def test_the_burdens_of_a_baseline_go_down_and_not_up(
    reference: float, median: float | None, kept: tuple[float, float]
) -> None:
    draft = proposed([day(b, pain=3 if b % 2 else 1, sleep=b % 3) for b in range(7)])
    found = never_higher(draft, {}, reference, median)
    assert (found.burden_reference, found.burden_median) == pytest.approx(kept)
