"""What is usual for a person, taken from their diary and put before a signature."""

from datetime import date

from pacepipe.app.house import House
from pacepipe.domain.diary import diary_of
from pacepipe.domain.events import BaselineLocked
from pacepipe.errors import NotEnoughData
from pacepipe.pacing import DEFAULT_POLICY, BaselineDraft, propose_baseline


def propose_baseline_now(
    house: House, patient_id: str, window_end: date, signed_by: str
) -> BaselineLocked:
    """The baseline of the days up to `window_end`, ready to be entered.

    Raises
    ------
    NotEnoughData
        Where the diary is too thin for one.
    """
    history = house.history(patient_id)
    draft = propose_baseline(diary_of(history), window_end, DEFAULT_POLICY)
    if not isinstance(draft, BaselineDraft):
        raise NotEnoughData(
            f"The diary of {patient_id} is too thin for a baseline.",
            means="Nothing was locked; increases wait until there is one.",
            remedy="Try again after a few more days of diary.",
        )
    return BaselineLocked(
        window_start=draft.window_start,
        window_end=draft.window_end,
        diary_day_count=draft.diary_day_count,
        medians=draft.medians,
        burden_reference=draft.burden_reference,
        valid_until=draft.valid_until,
        signed_by=signed_by,
    )
