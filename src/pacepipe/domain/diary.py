"""A local day of diary, all that was said about it taken together."""

from collections.abc import Sequence
from datetime import date

from pacepipe.domain.events import Diary
from pacepipe.domain.history import FEVER_C, PersonHistory
from pacepipe.domain.plan import DiaryDay
from pacepipe.domain.vocabulary import DiaryItem, RedFlag


def diary_day(day_date: date, entries: Sequence[Diary]) -> DiaryDay:
    """The worst answer to each item; None where it was not asked.

    The order of the entries changes nothing.
    """
    temperatures = [e.temperature_c for e in entries if e.temperature_c is not None]
    soreness = [e.soreness_48h for e in entries if e.soreness_48h is not None]
    return DiaryDay(
        day_date=day_date,
        tiredness=_worst(entries, DiaryItem.TIREDNESS),
        pain=_worst(entries, DiaryItem.PAIN),
        bone_pain=_worst(entries, DiaryItem.BONE_PAIN),
        breathlessness=_worst(entries, DiaryItem.BREATHLESSNESS),
        nausea=_worst(entries, DiaryItem.NAUSEA),
        sleep=_worst(entries, DiaryItem.SLEEP),
        temperature_c=max(temperatures) if temperatures else None,
        soreness_48h=any(soreness) if soreness else None,
    )


def _worst(entries: Sequence[Diary], item: DiaryItem) -> int | None:
    answers = [entry.items[item] for entry in entries if item in entry.items]
    return max(answers) if answers else None


def red_flags(entries: Sequence[Diary]) -> frozenset[RedFlag]:
    """Different red flags of a day; a measured fever is one of them."""
    flags = {flag for entry in entries for flag in entry.red_flags}
    if any(e.temperature_c is not None and e.temperature_c >= FEVER_C for e in entries):
        flags.add(RedFlag.FEVER)
    return frozenset(flags)


def diary_of(history: PersonHistory) -> tuple[DiaryDay, ...]:
    """Every diary day of one person, oldest first."""
    return tuple(
        diary_day(day_date, entries)
        for day_date, entries in history.diary_days().items()
    )
