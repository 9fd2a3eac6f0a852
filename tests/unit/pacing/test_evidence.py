"""What a decision looks at, where rows repeat, contradict or stand at an edge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pacepipe.domain.plan import DiaryDay, PacingInputs, SessionFact
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing.evidence import Evidence, gather, one_of_each, worst_of_each_day
from pacepipe.pacing.policy import DEFAULT_POLICY
from support.pacing import (
    BASELINE,
    GOOD,
    WEEK_START,
    WINDOW_END,
    calm_day,
    plans,
    session_on,
)

MILD = DiaryDay(
    WINDOW_END,
    tiredness=1,
    pain=2,
    bone_pain=3,
    breathlessness=4,
    nausea=5,
    sleep=6,
    temperature_c=36.5,
    soreness_48h=False,
)
SEVERE = DiaryDay(
    WINDOW_END,
    tiredness=7,
    pain=8,
    bone_pain=9,
    breathlessness=10,
    nausea=9,
    sleep=8,
    temperature_c=38.5,
    soreness_48h=True,
)
UNTOLD = DiaryDay(
    WINDOW_END,
    tiredness=None,
    pain=None,
    bone_pain=None,
    breathlessness=None,
    nausea=None,
    sleep=None,
)
EASY = replace(
    session_on(WINDOW_END, effort=2.0),
    activity_kind=ActivityKind.CHAIR,
    above_limit_min=1.0,
)
HARD = replace(EASY, effort_cr10=6.0, above_limit_min=3.0)
UNSAID = replace(EASY, effort_cr10=None, above_limit_min=None)


def seen(inputs: PacingInputs) -> Evidence:
    return gather(inputs, DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ((MILD, SEVERE), SEVERE),
        ((SEVERE, MILD), SEVERE),
        ((UNTOLD, MILD), MILD),
        ((MILD, UNTOLD), MILD),
    ],
    ids=["worse_later", "worse_first", "told_later", "told_first"],
)
def test_of_two_diaries_of_a_day_the_worse_answer_counts_and_none_is_lost(
    rows: tuple[DiaryDay, ...], counts: DiaryDay
) -> None:
    assert worst_of_each_day(rows) == (counts,)


@pytest.mark.parametrize(
    ("copies", "counts"),
    [
        ((EASY, HARD), HARD),
        ((HARD, EASY), HARD),
        ((UNSAID, EASY), EASY),
        ((EASY, UNSAID), EASY),
    ],
    ids=["harder_later", "harder_first", "said_later", "said_first"],
)
def test_of_two_copies_of_a_session_the_harder_counts_and_nothing_is_lost(
    copies: tuple[SessionFact, ...], counts: SessionFact
) -> None:
    assert one_of_each(copies) == (counts,)


def test_rules_look_back_42_days_the_window_included() -> None:
    days = [calm_day(WINDOW_END - timedelta(days=back)) for back in (42, 41)]
    assert seen(replace(GOOD, diary=tuple(days))).diary == (days[1],)


def test_a_baseline_is_in_date_to_the_first_day_of_the_planned_week() -> None:
    last = replace(BASELINE, valid_until=WEEK_START)
    over = replace(BASELINE, valid_until=WEEK_START - timedelta(days=1))
    assert seen(replace(GOOD, baseline=last)).baseline == last
    assert seen(replace(GOOD, baseline=over)).baseline is None


@pytest.mark.parametrize("doses", [((8, 3), (12, 5)), ((12, 5), (8, 3))])
def test_of_two_plans_that_claim_a_week_the_smaller_stood(
    doses: tuple[tuple[int, int], ...],
) -> None:
    claims = tuple(week for dose in doses for week in plans(dose))
    assert seen(replace(GOOD, plan_weeks=claims)).plan_weeks == plans((8, 3))
