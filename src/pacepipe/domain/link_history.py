"""What many links of one strap say together: drops like clockwork, a battery's end."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

REGULAR_DROPS: Final = 4
REGULAR_SPREAD: Final = 0.2
"""So many last links that lived equally long, within this share of their median (ours):
chance drops differ by far more."""
PARAMETER_MAX_S: Final = 75.0
"""A strap whose wish for another connection interval was refused hangs up after 30 to
60 s (research/ble.md fault 14), with a margin of a quarter."""
LEVELS: Final = 3
SPAN_DAYS: Final = 5.0
"""A battery is forecast from so many different levels over so many days (ours)."""
CHANGED_PCT: Final = 10
"""A level that rises by so much is a new battery (ours)."""
EMPTY_PCT: Final = 10.0
"""Straps drop out from about here on (house value)."""
_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class BatteryOutlook:
    """How long a battery may last.

    Attributes
    ----------
    level_pct : int
        The last that the strap said.
    days_left : float or None
        Until 10 %, by the line through the levels of this battery; None where they
        say nothing of it.
    days_known : float
        Since the first level of this battery.
    says_nothing : bool
        The same level all along: a coin cell often says 100 until it stops.
    """

    level_pct: int
    days_left: float | None
    days_known: float
    says_nothing: bool


def regular_drop_s(uptimes_s: Sequence[float]) -> float | None:
    """How long the last links lived, where they all lived equally long.

    Parameters
    ----------
    uptimes_s : sequence of float, seconds
        Of the links that dropped, oldest first.

    Returns
    -------
    float or None
        Their median; None where they differ, or are too few.

    Examples
    --------
    >>> regular_drop_s([700.0, 31.0, 30.0, 32.0, 30.5])
    30.75
    >>> regular_drop_s([31.0, 400.0, 32.0, 30.5]) is None
    True
    """
    last = list(uptimes_s)[-REGULAR_DROPS:]
    if len(last) < REGULAR_DROPS:
        return None
    middle = median(last)
    is_regular = all(abs(each - middle) <= REGULAR_SPREAD * middle for each in last)
    return middle if is_regular else None


def battery_outlook(
    readings: Sequence[tuple[float, int]], now_s: float
) -> BatteryOutlook | None:
    """What the levels of one strap's battery say.

    Parameters
    ----------
    readings : sequence of (at_s, level_pct), oldest first
        Seconds of any clock, the same as `now_s`.
    now_s : float

    Returns
    -------
    BatteryOutlook or None
        None without a reading.

    Examples
    --------
    Ten percent in ten days, from 50: forty days to 10 %.

    >>> day = 86_400.0
    >>> told = battery_outlook([(0, 60), (5 * day, 55), (10 * day, 50)], 10 * day)
    >>> round(told.days_left)
    40
    """
    own = _of_this_battery(readings)
    if not own:
        return None
    first_s, level_pct = own[0][0], own[-1][1]
    days_known = (now_s - first_s) / _DAY_S
    levels = {level for _, level in own}
    slope = _slope_a_day(own)
    has_line = len(levels) >= LEVELS and (own[-1][0] - first_s) / _DAY_S >= SPAN_DAYS
    days_left = None
    if has_line and slope < 0:
        since_last = (now_s - own[-1][0]) / _DAY_S
        days_left = max((level_pct - EMPTY_PCT) / -slope - since_last, 0.0)
    return BatteryOutlook(level_pct, days_left, days_known, len(levels) == 1)


def _of_this_battery(
    readings: Sequence[tuple[float, int]],
) -> list[tuple[float, int]]:
    """Readings since the level last rose."""
    own: list[tuple[float, int]] = []
    for reading in readings:
        if own and reading[1] - own[-1][1] >= CHANGED_PCT:
            own = []
        own.append(reading)
    return own


def _slope_a_day(readings: Sequence[tuple[float, int]]) -> float:
    """Least-squares change of the level, percent a day; 0 where time does not pass."""
    days = [at / _DAY_S for at, _ in readings]
    mean_day = sum(days) / len(days)
    mean_level = sum(level for _, level in readings) / len(readings)
    over = sum((day - mean_day) ** 2 for day in days)
    if over == 0:
        return 0.0
    return (
        sum(
            (day - mean_day) * (level - mean_level)
            for day, (_, level) in zip(days, readings, strict=True)
        )
        / over
    )
