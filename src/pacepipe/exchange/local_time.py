"""From a wall clock to instants, with the zone of the person and nothing guessed.

In the hour that autumn repeats, the order of the rows says which one it is. Minutes
that a file tells twice for another reason (a journey, a clock that was set) are
marked and belong to nobody's sum: research/signal.md 3(j).
"""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.imported_readings import TIME_FLAGS, TimeFlag

DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
EARLIEST_MS: Final = 1_104_537_600_000
"""2005-01-01: no device whose files are read here is older, and clocks that were never
set show 1970, 1989 or 2000. (What a strap sends live may not be from before 2015,
research/signal.md 3(j); a file may be older and right.)"""
AHEAD_MS: Final = DAY_MS
"""How far ahead a clock may be and still be believed: research/signal.md 3(j)."""
_CODE: Final = {flag: code for code, flag in enumerate(TIME_FLAGS)}
_AMBIGUOUS: Final = _CODE[TimeFlag.AMBIGUOUS]


def bad_clock(at_ms: IntArray, as_of_ms: int) -> BoolArray:
    """True where no clock that was right can have shown that time."""
    wrong: BoolArray = (at_ms < EARLIEST_MS) | (at_ms > as_of_ms + AHEAD_MS)
    return wrong


def changes(zone: ZoneInfo, since_ms: int, until_ms: int) -> list[tuple[int, int, int]]:
    """Instants at which the zone's offset changes, with the offsets, all in ms.

    Examples
    --------
    >>> changes(ZoneInfo("Europe/Berlin"), 1_711_000_000_000, 1_712_000_000_000)
    [(1711846800000, 3600000, 7200000)]
    """
    found: list[tuple[int, int, int]] = []
    at_ms, before = since_ms, _offset_ms(zone, since_ms)
    while at_ms < until_ms:
        next_ms = min(at_ms + DAY_MS, until_ms)
        after = _offset_ms(zone, next_ms)
        if after != before:
            low, high = at_ms, next_ms
            while high - low > 1000:  # noqa: PLR2004 - to the second
                middle = (low + high) // 2000 * 1000
                if middle <= low:
                    break
                if _offset_ms(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append((high, before, after))
        at_ms, before = next_ms, after
    return found


def _offset_ms(zone: ZoneInfo, at_ms: int) -> int:
    at = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(zone)
    return round((at.utcoffset() or timedelta()).total_seconds() * 1000)


def to_utc(
    local_ms: IntArray, zone: ZoneInfo, as_of_ms: int, *, has_packets: bool = False
) -> tuple[IntArray, IntArray]:
    """Instants of wall-clock times of one device.

    Parameters
    ----------
    local_ms : (n,) int64, ms
        In the order of the file, which matters where the clock went back.
    zone : ZoneInfo
    as_of_ms : int, ms UTC
    has_packets : bool
        Whether rows that follow each other may share a time because they arrived
        together. Where they may not, a time that comes again is told twice.

    Returns
    -------
    at_ms : (n,) int64, ms UTC
    code : (n,) int64, in `TIME_FLAGS`
    """
    codes = np.zeros(len(local_ms), dtype=np.int64)
    low_ms, high_ms = EARLIEST_MS - DAY_MS, as_of_ms + 2 * DAY_MS
    is_far = (local_ms < low_ms) | (local_ms > high_ms)
    shown = np.where(is_far, low_ms, local_ms)
    if len(local_ms) == 0 or is_far.all():
        codes[:] = _CODE[TimeFlag.BAD_CLOCK]
        return local_ms.copy(), codes
    first, last = int(shown.min()) - DAY_MS, int(shown.max()) + DAY_MS
    steps = changes(zone, first, last)
    edges = np.array([at + max(a, b) for at, a, b in steps], dtype=np.int64)
    offsets = np.array([_offset_ms(zone, first), *(b for _, _, b in steps)])
    at_ms = shown - offsets[np.searchsorted(edges, shown, "right")]
    for change_ms, before, after in steps:
        start, end = sorted((change_ms + before, change_ms + after))
        inside = np.flatnonzero((shown >= start) & (shown < end))
        if before < after:
            codes[inside] = _CODE[TimeFlag.NO_SUCH_TIME]
        else:
            _say_which(shown, at_ms, codes, inside, before - after)
    codes[_told_twice(at_ms, has_packets=has_packets)] = _AMBIGUOUS
    at_ms = np.where(is_far, local_ms, at_ms)
    codes[bad_clock(at_ms, as_of_ms)] = _CODE[TimeFlag.BAD_CLOCK]
    return at_ms, codes


def _say_which(
    shown: IntArray, at_ms: IntArray, codes: IntArray, inside: IntArray, later_ms: int
) -> None:
    """Rows of an hour that is there twice: those after the step back are later."""
    back = np.flatnonzero(np.diff(shown[inside]) < 0)
    if len(back) == 1:
        at_ms[inside[back[0] + 1 :]] += later_ms
    else:
        codes[inside] = _AMBIGUOUS


def _told_twice(at_ms: IntArray, *, has_packets: bool) -> BoolArray:
    """Rows of minutes that two runs of rising times both have."""
    run = np.zeros(len(at_ms), dtype=np.int64)
    run[1:] = np.cumsum(np.diff(at_ms) < (0 if has_packets else 1))
    twice = np.zeros(len(at_ms), dtype=np.bool_)
    if run[-1] == 0:
        return twice
    minute = at_ms // MINUTE_MS
    pairs = np.unique(np.stack([minute, run], axis=1), axis=0)
    minutes, counts = np.unique(pairs[:, 0], return_counts=True)
    twice |= np.isin(minute, minutes[counts > 1])
    return twice


def midnights(zone: tzinfo, since_ms: int, until_ms: int) -> IntArray:
    """Local midnights from the one at or before `since_ms`, rising, ms UTC."""
    day = datetime.fromtimestamp(since_ms / 1000, zone).date()
    found: list[int] = []
    while True:
        at = datetime(day.year, day.month, day.day, tzinfo=zone)
        at_ms = round(at.timestamp() * 1000)
        if at_ms > until_ms:
            return np.array(found, dtype=np.int64)
        found.append(at_ms)
        day += timedelta(days=1)
