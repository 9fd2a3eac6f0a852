"""Eight weeks of one virtual patient: what was said, and what the straps sent.

Plain data from a seed. The person is invented; each range has its source beside
it, and none was fitted to the pacing policy.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from pacepipe.domain.events import Diary, LimitsSet, TreatmentAdded
from pacepipe.domain.vocabulary import ActivityKind, DiaryItem, TreatmentKind
from pacepipe.simulate import physiology
from pacepipe.simulate.physiology import Walker
from pacepipe.simulate.story import PatientStory, StorySession, Told

__all__ = ["PatientStory", "StorySession", "Told", "eight_weeks"]

DAY_COUNT: Final = 56
INFUSION_DAYS: Final = (1, 22, 43)
"""A 21-day cycle; counted from the first day."""
WALKING_WEEKDAYS: Final = (0, 2, 4, 5)
"""Days of each week of the story with a walk planned; never an infusion day."""

HR_REST_BPM: Final = (78.0, 85.0)
"""79 ± 14 bpm in advanced cancer (PMID 27910284)."""
HR_REST_AFTER_INFUSION_BPM: Final = 3.0
"""Raised in the first 7 days (Kirkham 2020, doi:10.1249/MSS.0000000000002151)."""
ATTENDANCE: Final = 0.92
ATTENDANCE_AFTER_INFUSION: Final = 0.77
"""77 ± 28 % in the week after chemotherapy where the plan follows the cycle
(Kirkham 2020); 79 % overall and 3 % of sessions ended early (Nilsen 2018,
doi:10.1249/MSS.0000000000001545). A willing person is a little above."""
EARLY_STOP_SHARE: Final = 0.03

USUAL: Final = {
    DiaryItem.TIREDNESS: 3.2,
    DiaryItem.PAIN: 1.6,
    DiaryItem.BONE_PAIN: 0.8,
    DiaryItem.BREATHLESSNESS: 1.2,
    DiaryItem.NAUSEA: 0.5,
    DiaryItem.SLEEP: 2.6,
}
AFTER_INFUSION: Final = {
    DiaryItem.TIREDNESS: 1.9,
    DiaryItem.PAIN: 0.9,
    DiaryItem.BONE_PAIN: 0.4,
    DiaryItem.BREATHLESSNESS: 0.6,
    DiaryItem.NAUSEA: 1.4,
    DiaryItem.SLEEP: 1.0,
}
"""Fatigue 3.2 at baseline and 5.1 on days 3 to 5 (Kirkham 2020). The other items
are judgement, of the same shape."""
ITEM_NOISE: Final = 0.6
ANSWERED: Final = 0.92
ANSWERED_ON_A_BAD_DAY: Final = 0.75
"""91 % of weekly surveys were answered (AFT-39, PMID 38771558); people answer
less when they are worse, and then often with one tap."""
ONE_TAP: Final = 0.15
ONE_TAP_ON_A_BAD_DAY: Final = 0.5
TEMPERATURE_SHARE: Final = 0.15
EFFORT_SAID: Final = 0.92
_WEEK: Final = 7


def eight_weeks(first_day: date, seed: int) -> PatientStory:
    """The story of one virtual patient from `first_day` on.

    Parameters
    ----------
    first_day : date
        Local day; the weeks of the story begin on its weekday.
    seed : int
        The same seed gives the same person and the same bytes; another first
        day moves the story and changes nothing else.
    """
    # one stream of chance each, so that a longer diary never changes a heartbeat
    of_person, of_diary, of_walks = np.random.default_rng(seed).spawn(3)
    person = Walker(
        hr_rest_bpm=float(of_person.uniform(*HR_REST_BPM)),
        rise_bpm_per_spm=float(of_person.uniform(0.27, 0.35)),
        cadence_spm=float(of_person.uniform(86.0, 94.0)),
    )
    days = [first_day + timedelta(days=index) for index in range(DAY_COUNT)]
    diary = (_diary(index, day, of_diary) for index, day in enumerate(days))
    walks = (_walk(person, index, day, of_walks) for index, day in enumerate(days))
    return PatientStory(
        first_day=first_day,
        last_day=days[-1],
        limits=(Told(first_day, 9 * 60, _limits(first_day)),),
        treatments=tuple(
            Told(
                days[index],
                10 * 60,
                TreatmentAdded(days[index], TreatmentKind.INFUSION),
            )
            for index in INFUSION_DAYS
        ),
        diary=tuple(told for told in diary if told is not None),
        sessions=tuple(walk for walk in walks if walk is not None),
    )


def _limits(first_day: date) -> LimitsSet:
    return LimitsSet(
        source="letter of the clinic, virtual",
        decided_by="virtual clinician",
        hr_ceiling_bpm=125,
        session_max_min=15,
        week_max_min=60,
        sessions_per_week_max=4,
        activity_kinds=(ActivityKind.AEROBIC, ActivityKind.CHAIR),
        cleared_until=first_day + timedelta(days=12 * _WEEK),
        standing_approval_until=None,
    )


def _heaviness(index: int) -> float:
    """How much of the infusion is felt on a day: 1 on days 2 to 5, then fading."""
    since = min((index - d for d in INFUSION_DAYS if d <= index), default=DAY_COUNT)
    felt = (0.2, 0.5, 1.0, 1.0, 1.0, 1.0, 0.5, 0.3, 0.15)
    return felt[since] if since < len(felt) else 0.0


def _is_bad(index: int) -> bool:
    return _heaviness(index) >= 1.0


def _diary(index: int, day: date, rng: np.random.Generator) -> Told | None:
    """The evening's diary; None where nothing was said."""
    is_bad = _is_bad(index)
    levels = {
        item: usual + AFTER_INFUSION[item] * _heaviness(index)
        for item, usual in USUAL.items()
    }
    items = {
        item: int(np.clip(round(level + rng.normal(0.0, ITEM_NOISE)), 0, 10))
        for item, level in levels.items()
    }
    temperature_c = float(np.clip(round(rng.normal(36.7, 0.2), 1), 36.0, 37.4))
    chances = rng.random(3)
    minute_of_day = int(rng.integers(19 * 60, 21 * 60 + 30))
    if chances[0] >= (ANSWERED_ON_A_BAD_DAY if is_bad else ANSWERED):
        return None
    said = Diary(day_date=day, items=items)
    if chances[1] < (ONE_TAP_ON_A_BAD_DAY if is_bad else ONE_TAP):
        one_tap = {DiaryItem.TIREDNESS: items[DiaryItem.TIREDNESS]}
        said = replace(said, items=one_tap)
    if chances[2] < TEMPERATURE_SHARE:
        said = replace(said, temperature_c=temperature_c)
    return Told(day, minute_of_day, said)


def _walk(
    person: Walker, index: int, day: date, rng: np.random.Generator
) -> StorySession | None:
    """The walk of a day; None where none was planned or it was skipped."""
    if index % _WEEK not in WALKING_WEEKDAYS:
        return None
    is_bad = _is_bad(index)
    is_skipped = rng.random() >= (ATTENDANCE_AFTER_INFUSION if is_bad else ATTENDANCE)
    if is_skipped:
        return None
    planned_min = _planned_min(index)
    is_early_stop = bool(rng.random() < EARLY_STOP_SHARE)
    done_frac = float(rng.uniform(0.6, 0.75) if is_early_stop else 1.0)
    walk_s = round(planned_min * 60 * done_frac)
    today = replace(
        person,
        hr_rest_bpm=person.hr_rest_bpm
        + HR_REST_AFTER_INFUSION_BPM * _heaviness(index)
        + float(rng.normal(0.0, 1.5)),
        cadence_spm=person.cadence_spm - 3.0 * is_bad + float(rng.normal(0.0, 1.5)),
    )
    outing = physiology.outing(today, walk_s, rng)
    return StorySession(
        day_date=day,
        minute_of_day=int(rng.integers(10 * 60, 16 * 60 + 30)),
        planned_min=planned_min,
        walk_offset_s=physiology.REST_BEFORE_S,
        walk_min=walk_s / 60,
        duration_s=outing.duration_s,
        effort_cr10=_effort_cr10(planned_min, is_bad=is_bad, rng=rng),
        is_early_stop=is_early_stop,
        strap=outing.strap,
        pod=outing.pod,
    )


def _planned_min(index: int) -> int:
    """From 7 minutes to 10 over the weeks, three quarters of it on bad days."""
    usual_min = 7 + index // 14
    return max(6, int(0.75 * usual_min)) if _is_bad(index) else usual_min


def _effort_cr10(
    planned_min: int, *, is_bad: bool, rng: np.random.Generator
) -> float | None:
    """Felt effort, in halves; light to moderate, more on a bad day."""
    felt = 2.2 + 0.1 * (planned_min - 8) + 0.8 * is_bad + rng.normal(0.0, 0.4)
    is_said = rng.random() < EFFORT_SAID
    return float(np.clip(round(felt * 2) / 2, 1.0, 5.0)) if is_said else None
