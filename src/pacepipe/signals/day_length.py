"""How long a local day was.

The calendar of the person says it, with changes of clocks and journeys that were told.
Where a person was elsewhere and said nothing, an hour that the clock of a device went
over is missing from everything it wrote on a day that is whole otherwise. Minutes that
are told twice say nothing of the length: a clock may be put back at any time
(research/signal.md 3j).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray

USUAL_MIN: Final = 1440
HOUR_MIN: Final = 60
MINUTE_MS: Final = 60_000
DAY_MS: Final = USUAL_MIN * MINUTE_MS
MIN_TABLES: Final = 2
"""One table may miss an hour because it was not worn, two of them miss it together
(ours)."""


class LengthSource(StrEnum):
    """What a length was taken from."""

    CALENDAR = "calendar"
    MISSING_HOUR = "missing_hour"


@dataclass(frozen=True, slots=True)
class DayLength:
    """Length of one local day, minutes, and what says so."""

    day_minutes: int
    source: LengthSource


def day_length(
    day_ms: int, tables: Sequence[IntArray], calendar_min: int = USUAL_MIN
) -> DayLength:
    """Length of one local day of a device.

    Parameters
    ----------
    day_ms : int, ms
        Its midnight.
    tables : sequence of (n,) int64, ms
        Moments of everything that files tell of the day, a table each: heart rate,
        steps. Wall clocks, or instants if midnight is one.
    calendar_min : int, minutes
        Length by the zones of the person; one that is not usual is believed.

    Examples
    --------
    >>> day_length(0, [], 1380).day_minutes
    1380
    """
    is_usual = calendar_min == USUAL_MIN
    if is_usual and len(tables) >= MIN_TABLES and _misses_an_hour(day_ms, tables):
        return DayLength(USUAL_MIN - HOUR_MIN, LengthSource.MISSING_HOUR)
    return DayLength(calendar_min, LengthSource.CALENDAR)


def _misses_an_hour(day_ms: int, tables: Sequence[IntArray]) -> bool:
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
