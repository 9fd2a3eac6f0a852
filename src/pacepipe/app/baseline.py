"""What is usual for a person, taken from their diary and put before a signature."""

from datetime import date

from pacepipe.app.house import House
from pacepipe.domain.diary import diary_of
from pacepipe.domain.events import BaselineLocked
from pacepipe.errors import NotEnoughData
from pacepipe.pacing import (
    DEFAULT_POLICY,
    BaselineWithheld,
    never_higher,
    propose_baseline,
)


def propose_baseline_now(
    house: House,
    patient_id: str,
    window_end: date,
    signed_by: str,
    *,
    may_be_higher: bool = False,
) -> BaselineLocked:
    """The baseline of the days up to `window_end`, ready to be entered.

    It is never above the last one, unless a clinician confirms that.

    Raises
    ------
    NotEnoughData
        Where the diary is too thin for one.
    """
    history = house.history(patient_id)
    draft = propose_baseline(diary_of(history), window_end, DEFAULT_POLICY)
    if isinstance(draft, BaselineWithheld):
        raise NotEnoughData(
            f"There are {draft.diary_day_count} of {draft.diary_days_needed} "
            "diary days.",
            means="It is too early to say what is usual; nothing was signed.",
            remedy="Come back when there are more; one answer a day is enough.",
        )
    before = history.of(BaselineLocked)
    if before and not may_be_higher:
        _, last = before[-1]
        draft = never_higher(
            draft, last.medians, last.burden_reference, last.burden_median
        )
    return BaselineLocked(
        window_start=draft.window_start,
        window_end=draft.window_end,
        diary_day_count=draft.diary_day_count,
        medians=dict(draft.medians),
        burden_reference=draft.burden_reference,
        burden_median=draft.burden_median,
        valid_until=draft.valid_until,
        signed_by=signed_by,
    )
