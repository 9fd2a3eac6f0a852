"""What one week, Monday to Sunday, amounts to.

The warehouse counts the same in SQL; a test holds the two together. Only days
about which anything is known are handed in: a day that is not there is unknown,
and `coverage_frac` says how much of the week stands on anything.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from pacepipe.load.day import SessionFacts, srpe_total, sum_of_known

DAYS_PER_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What a week needs to know of one day; names and meaning of `mart.day`.

    Attributes
    ----------
    day_date : date
    wear_min : int, minutes
    step_count : float or None, steps
        None where nothing was measured.
    session_count : int
    tiredness, pain, breathlessness, sleep : int or None, 0 to 10
        None means not asked.
    red_flag_count : int
    has_treatment : bool
    """

    day_date: date
    wear_min: int = 0
    step_count: float | None = None
    session_count: int = 0
    tiredness: int | None = None
    pain: int | None = None
    breathlessness: int | None = None
    sleep: int | None = None
    red_flag_count: int = 0
    has_treatment: bool = False

    @property
    def is_diary_day(self) -> bool:
        """Whether tiredness was answered."""
        return self.tiredness is not None

    @property
    def is_known(self) -> bool:
        """Whether it was worn, has a diary or has a session."""
        return self.wear_min > 0 or self.is_diary_day or self.session_count > 0


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """Columns of `mart.week` that are counted from days and sessions.

    Attributes
    ----------
    srpe_au : float or None
        None where any session has no felt effort, and without a session.
    above_limit_min : float or None, minutes
        Over the sessions that could be judged; None where none could.
    step_count : float or None, steps
        Over the days with measured steps; None where there is none.
    tiredness_median, pain_median, breathlessness_median, sleep_median : float or None
        Over the days on which the item was answered; None without one.
    coverage_frac : float, 0 to 1
        `known_day_count` / 7.
    """

    session_count: int
    active_min: float
    srpe_au: float | None
    srpe_session_count: int
    above_limit_min: float | None
    step_count: float | None
    step_day_count: int
    wear_min: int
    wear_day_count: int
    diary_day_count: int
    tiredness_median: float | None
    pain_median: float | None
    breathlessness_median: float | None
    sleep_median: float | None
    red_flag_count: int
    treatment_day_count: int
    known_day_count: int
    coverage_frac: float


def _median_of_known(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def week_totals(
    days: Sequence[DayFacts], sessions: Sequence[SessionFacts]
) -> WeekTotals:
    """Totals of one week.

    Parameters
    ----------
    days : sequence of DayFacts
        The known days of one Monday-to-Sunday week, each once, in any order.
    sessions : sequence of SessionFacts
        The sessions that start in it, in any order.

    Returns
    -------
    WeekTotals

    Raises
    ------
    ValueError
        Where a day comes twice or the days are not of one week: counting them
        would be wrong without a word.
    """
    dates = {day.day_date for day in days}
    if len(dates) != len(days):
        raise ValueError("a day was handed in twice; a week counts each day once")
    if len({day_date.isocalendar()[:2] for day_date in dates}) > 1:
        raise ValueError("the days are of more than one week")
    known_day_count = sum(day.is_known for day in days)
    return WeekTotals(
        session_count=len(sessions),
        active_min=math.fsum(session.active_min for session in sessions),
        srpe_au=srpe_total(sessions),
        srpe_session_count=sum(session.srpe_au is not None for session in sessions),
        above_limit_min=sum_of_known(s.above_limit_min for s in sessions),
        step_count=sum_of_known(day.step_count for day in days),
        step_day_count=sum(day.step_count is not None for day in days),
        wear_min=sum(day.wear_min for day in days),
        wear_day_count=sum(day.wear_min > 0 for day in days),
        diary_day_count=sum(day.is_diary_day for day in days),
        tiredness_median=_median_of_known(day.tiredness for day in days),
        pain_median=_median_of_known(day.pain for day in days),
        breathlessness_median=_median_of_known(day.breathlessness for day in days),
        sleep_median=_median_of_known(day.sleep for day in days),
        red_flag_count=sum(day.red_flag_count for day in days),
        treatment_day_count=sum(day.has_treatment for day in days),
        known_day_count=known_day_count,
        coverage_frac=known_day_count / DAYS_PER_WEEK,
    )
