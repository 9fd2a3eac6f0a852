"""Lines that end where the data end, and times on an axis."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

_STEPS_MIN: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240)
_MOST_TICKS: Final = 9


def broken(
    x: FloatArray, y: FloatArray, is_start: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """The line with a NaN before each point that does not follow the one before.

    Parameters
    ----------
    x, y : (n,) float64
    is_start : (n,) bool
        True where nothing may be drawn from the point before to this one.

    Returns
    -------
    (x, y) : arrays of n values and one NaN a start

    Examples
    --------
    >>> x, y = np.array([0.0, 1.0, 9.0]), np.array([70.0, 71.0, 90.0])
    >>> broken(x, y, np.array([True, False, True]))[1].tolist()
    [nan, 70.0, 71.0, nan, 90.0]
    """
    at = np.flatnonzero(is_start)
    return np.insert(x, at, np.nan), np.insert(y, at, np.nan)


def starts_after_gap(at_ms: IntArray, joined_up_to_ms: int) -> BoolArray:
    """True at the first point, and at each that comes later than that after one."""
    is_start = np.ones(len(at_ms), dtype=np.bool_)
    is_start[1:] = np.diff(at_ms) > joined_up_to_ms
    return is_start


def alone(is_start: BoolArray) -> BoolArray:
    """Points that no line reaches, from either side: they need a dot of their own.

    Examples
    --------
    >>> alone(np.array([True, False, True, True])).tolist()
    [False, False, True, True]
    """
    found: BoolArray = is_start & np.append(is_start[1:], np.ones(1, dtype=np.bool_))
    return found


def runs(at_ms: IntArray, step_ms: int) -> list[tuple[int, int]]:
    """Stretches of points that follow each other, as (start, length), ms.

    Examples
    --------
    >>> runs(np.array([0, 60, 120, 300]), 60)
    [(0, 180), (300, 60)]
    """
    first = np.flatnonzero(starts_after_gap(at_ms, step_ms))
    last = np.append(first[1:], len(at_ms)) - 1
    return [
        (int(at_ms[a]), int(at_ms[b] - at_ms[a]) + step_ms)
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]


def clock_ticks(start_ms: int, end_ms: int, zone: str) -> tuple[list[int], list[str]]:
    """Where the axis is marked, ms UTC, and the local time there.

    They count from local midnight, so that they are round; after a change of the
    clocks they may be an hour off round, and say the time that the clock showed.

    Examples
    --------
    >>> clock_ticks(1_790_000_000_000, 1_790_000_600_000, "UTC")[1][:3]
    ['14:14', '14:16', '14:18']
    """
    length_min = (end_ms - start_ms) / 60_000
    step_min = next(
        (step for step in _STEPS_MIN if length_min / step <= _MOST_TICKS),
        _STEPS_MIN[-1],
    )
    place = ZoneInfo(zone)
    local = datetime.fromtimestamp(start_ms / 1000, UTC).astimezone(place)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    origin_ms = int(midnight.timestamp() * 1000)
    step_ms = step_min * 60_000
    first = origin_ms + -(-(start_ms - origin_ms) // step_ms) * step_ms
    ticks = list(range(first, end_ms + 1, step_ms))
    words = [
        f"{datetime.fromtimestamp(tick / 1000, UTC).astimezone(place):%H:%M}"
        for tick in ticks
    ]
    return ticks, words
