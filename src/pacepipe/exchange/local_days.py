"""How long the local days of a file are that shows a wall clock only.

A zone that is known says it. Where the person was elsewhere, an hour that the clock
went over is missing from everything the device wrote on a day that is whole
otherwise. Minutes that are told twice say nothing of the length: a clock may be put
back at any time (research/signal.md 3j).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.exchange.local_time import DAY_MS, MINUTE_MS, midnights

USUAL_MIN: Final = 1440
HOUR_MIN: Final = 60
MIN_TABLES: Final = 2
"""One table may miss an hour because it was not worn, two of them miss it together
(ours)."""


class LengthSource(StrEnum):
    """What a length was taken from."""

    ZONE = "zone"
    MISSING_HOUR = "missing_hour"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class DayLength:
    """Length of one local day, minutes, and what says so."""

    day_minutes: int
    source: LengthSource


def day_length(
    day_ms: int, tables: Sequence[IntArray], zone: ZoneInfo | None
) -> DayLength:
    """Length of one local day of a device.

    Parameters
    ----------
    day_ms : int, ms
        Its midnight, as a wall clock that stood in UTC would show it.
    tables : sequence of (n,) int64, ms
        Wall clocks of everything that the device wrote, a table each: heart rate,
        steps.
    zone : ZoneInfo or None
        Where the person lives; None where nobody knows.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> spring = 1_774_742_400_000  # 29 March 2026
    >>> day_length(spring, [], ZoneInfo("Europe/Berlin")).day_minutes
    1380
    """
    if zone is not None:
        day_minutes = _of_zone(day_ms, zone)
        if day_minutes != USUAL_MIN:
            return DayLength(day_minutes, LengthSource.ZONE)
    if len(tables) >= MIN_TABLES and _has_one_hour_missing(day_ms, tables):
        return DayLength(USUAL_MIN - HOUR_MIN, LengthSource.MISSING_HOUR)
    return DayLength(USUAL_MIN, LengthSource.USUAL)


def _of_zone(day_ms: int, zone: ZoneInfo) -> int:
    day = datetime.fromtimestamp(day_ms / 1000, UTC).replace(tzinfo=zone)
    start_ms = round(day.timestamp() * 1000)
    nights = midnights(zone, start_ms, start_ms + 2 * DAY_MS)
    return int(nights[1] - nights[0]) // MINUTE_MS


def _has_one_hour_missing(day_ms: int, tables: Sequence[IntArray]) -> bool:
    """Whether the day is whole but for one hour that no table shows."""
    is_told = np.zeros(USUAL_MIN, dtype=np.bool_)
    for shown_ms in tables:
        own = shown_ms[(shown_ms >= day_ms) & (shown_ms < day_ms + DAY_MS)]
        if len(own) == 0:
            return False
        is_told[(own - day_ms) // MINUTE_MS] = True
    missing = np.flatnonzero(~is_told)
    return len(missing) == HOUR_MIN and bool(
        missing[0] % HOUR_MIN == 0 and missing[-1] - missing[0] == HOUR_MIN - 1
    )
