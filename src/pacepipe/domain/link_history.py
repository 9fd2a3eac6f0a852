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
OLD_DAYS: Final = 180.0
"""A coin cell that is known for so long may stop without a word (ours: half of the year
that one lasts at an hour of wear a day)."""
LATELY_DAYS: Final = 7.0
LATELY_DROPS: Final = 4
OFTENER: Final = 2.0
KNOWN_H: Final = 10.0
"""Drops of the last week are more than before where there are so many, and so many
times as many an hour as in so many linked hours before (ours)."""
_DAY_S: Final = 86_400.0
_HOUR_S: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class LinkLife:
    """One link of the past; `ended_s` is of any clock, UTC seconds say."""

    ended_s: float
    uptime_s: float
    is_drop: bool


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
    drops_oftener : bool
        The strap drops out more often than earlier with this battery.
    """

    level_pct: int
    days_left: float | None
    days_known: float
    says_nothing: bool
    drops_oftener: bool = False

    @property
    def is_old(self) -> bool:
        """Whether its age alone is a reason to have a spare one."""
        return self.days_known >= OLD_DAYS

    @property
    def is_due(self) -> bool:
        """Whether to change it: near its end by its levels, or old and dropping out.

        Levels alone do not do: 100 % is said until death (research/ble.md fault 31).
        """
        by_level = self.level_pct <= EMPTY_PCT or (
            self.days_left is not None and self.days_left < 1
        )
        return by_level or (self.is_old and self.drops_oftener)


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


def drops_oftener(lives: Sequence[LinkLife]) -> bool:
    """Whether the last week has more drops an hour than the time before it.

    Parameters
    ----------
    lives : sequence of LinkLife, oldest first
        Links of one strap; the last week is that before the last of them ended.

    Returns
    -------
    bool
        False where too little is known.

    Examples
    --------
    >>> day = 86_400.0
    >>> calm = [LinkLife(n * day, 3600.0, is_drop=False) for n in range(30)]
    >>> worse = [LinkLife((30 + n) * day, 900.0, is_drop=True) for n in range(5)]
    >>> drops_oftener(calm), drops_oftener([*calm, *worse]), drops_oftener(worse)
    (False, True, False)
    """
    if not lives:
        return False
    border_s = lives[-1].ended_s - LATELY_DAYS * _DAY_S
    before = [life for life in lives if life.ended_s <= border_s]
    lately = [life for life in lives if life.ended_s > border_s]
    before_h = sum(life.uptime_s for life in before) / _HOUR_S
    lately_h = sum(life.uptime_s for life in lately) / _HOUR_S
    before_count = sum(life.is_drop for life in before)
    lately_count = sum(life.is_drop for life in lately)
    if before_h < KNOWN_H or lately_count < LATELY_DROPS:
        return False
    return lately_count * before_h >= OFTENER * before_count * lately_h


def battery_outlook(
    readings: Sequence[tuple[float, int]],
    now_s: float,
    lives: Sequence[LinkLife] = (),
) -> BatteryOutlook | None:
    """What the levels and the links of one strap say of its battery.

    Parameters
    ----------
    readings : sequence of (at_s, level_pct), oldest first
        Seconds of any clock, the same as `now_s`.
    now_s : float
    lives : sequence of LinkLife, oldest first
        By the same clock; those before this battery are left out.

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
    return BatteryOutlook(
        level_pct,
        days_left,
        days_known,
        says_nothing=len(levels) == 1,
        drops_oftener=drops_oftener([e for e in lives if e.ended_s >= first_s]),
    )


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
