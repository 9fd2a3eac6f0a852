"""What is usual for this person, as a draft that a clinician may sign."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from pacepipe.domain.plan import DiaryDay
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.pacing.burden import Medians, answer, day_burden, worst_days_mean
from pacepipe.pacing.evidence import worst_of_each_day
from pacepipe.pacing.policy import PacingPolicy


@dataclass(frozen=True, slots=True)
class BaselineDraft:
    """A proposal; it counts only once it is signed.

    Attributes
    ----------
    window_start, window_end : date
        First and last day that it rests on, both inclusive.
    valid_until : date
        Last day that it may be used on.
    diary_day_count : int
        Days of the window with tiredness answered.
    medians : mapping of DiaryItem to float
        Over the answered days of each item; an item never answered is absent.
    burden_reference : float
        Mean of the worst three days of the window against those medians.
    burden_median : float
        Of the days of the window: a usual day, which is above 0 since the largest of
        three symptoms counts.
    """

    window_start: date
    window_end: date
    valid_until: date
    diary_day_count: int
    medians: Medians
    burden_reference: float
    burden_median: float


class WithheldBecause(StrEnum):
    """Why there is no draft."""

    FEW_DIARY_DAYS = "few_diary_days"


@dataclass(frozen=True, slots=True)
class BaselineWithheld:
    """There is too little diary to say what is usual."""

    because: WithheldBecause
    diary_day_count: int
    diary_days_needed: int


def propose_baseline(
    diary: Sequence[DiaryDay], window_end: date, policy: PacingPolicy
) -> BaselineDraft | BaselineWithheld:
    """Propose a baseline from the days that end at `window_end`, inclusive.

    Days outside of the window are ignored; several entries of a day count as one
    with the worst answers. Sources: design section 7, "Burden".
    """
    window_start = window_end - timedelta(days=policy.baseline_window_days - 1)
    days = [
        day
        for day in worst_of_each_day(diary)
        if window_start <= day.day_date <= window_end
    ]
    counted = sum(day.tiredness is not None for day in days)
    if counted < policy.baseline_diary_days:
        return BaselineWithheld(
            WithheldBecause.FEW_DIARY_DAYS, counted, policy.baseline_diary_days
        )
    medians = _medians(days)
    # never empty: every counted day has tiredness, and so a burden
    known = [
        burden
        for day in days
        if (burden := day_burden(day, medians, policy)) is not None
    ]
    return BaselineDraft(
        window_start=window_start,
        window_end=window_end,
        valid_until=window_end + timedelta(days=policy.baseline_valid_days),
        diary_day_count=counted,
        medians=medians,
        burden_reference=worst_days_mean(known, policy) or 0.0,
        burden_median=max(0.0, median(known)),
    )


def never_higher(
    draft: BaselineDraft,
    usual: Medians,
    burden_reference: float,
    burden_median: float | None,
) -> BaselineDraft:
    """The draft with nothing in it above what was usual before.

    A baseline goes down by itself and up only where a clinician confirms it, so that
    illness, or sessions that are too long, do not become usual in silence (design 7,
    "Burden"). An item that was never usual before is taken from the draft.

    Parameters
    ----------
    draft : BaselineDraft
    usual : mapping of DiaryItem to float
        Medians of the last baseline, in date or not.
    burden_reference : float
        Its reference of a week.
    burden_median : float or None
        Its usual burden of a day; None where it was locked without one.
    """
    known = {**usual, **draft.medians}
    median_before = draft.burden_median if burden_median is None else burden_median
    return replace(
        draft,
        medians={item: min(new, usual.get(item, new)) for item, new in known.items()},
        burden_reference=min(draft.burden_reference, burden_reference),
        burden_median=min(draft.burden_median, median_before),
    )


def _medians(days: Sequence[DiaryDay]) -> Medians:
    answers = {
        item: [value for day in days if (value := answer(day, item)) is not None]
        for item in DiaryItem
    }
    return {item: float(median(known)) for item, known in answers.items() if known}
