"""Heart rate on whole UTC seconds.

A second that is not in the grid was not measured. Nothing longer than 5 s is
filled, and what is filled says so.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

SECOND_MS: Final = 1000
MEASURED_AGE_S: Final = 2
"""A second is measured by a reading at most this old at its end, seconds:
research/signal.md 3(d)."""
FILL_MAX_S: Final = 5
"""Measured seconds at most this far apart are joined by a line, seconds:
research/signal.md 3(d)."""


@dataclass(frozen=True, slots=True, eq=False)
class SecondGrid:
    """Heart rate of the seconds that have one.

    Attributes
    ----------
    second_ms : (n,) int64, ms UTC
        Start of the second; strictly rising multiples of 1000.
    hr_bpm : (n,) float64, bpm
        Never NaN.
    is_interpolated : (n,) bool
        True where the value lies on a line between two measured seconds.
    """

    second_ms: IntArray
    hr_bpm: FloatArray
    is_interpolated: BoolArray


def _measured(
    at_ms: IntArray, hr_bpm: IntArray | FloatArray, is_ok: BoolArray
) -> tuple[IntArray, FloatArray]:
    """Whole seconds that a usable reading measures, with its value."""
    if not (np.diff(at_ms) > 0).all():
        # Ties in time go to the unusable reading, so that the order of rows is nothing.
        order = np.lexsort((hr_bpm, ~is_ok, at_ms))
        at_ms, hr_bpm, is_ok = at_ms[order], hr_bpm[order], is_ok[order]
    second = at_ms // SECOND_MS
    is_last = np.ones(len(second), dtype=np.bool_)
    is_last[:-1] = second[1:] != second[:-1]
    last = np.flatnonzero(is_last)
    second, value, ok = second[last], hr_bpm[last], is_ok[last]

    age_s = np.arange(MEASURED_AGE_S)
    until = np.append(second[1:], second[-1:] + MEASURED_AGE_S)
    candidate = second[:, None] + age_s
    is_measured = ok[:, None] & (candidate < until[:, None])
    held = np.broadcast_to(value[:, None], candidate.shape)
    return candidate[is_measured], held[is_measured].astype(np.float64)


def second_grid(
    at_ms: IntArray, hr_bpm: IntArray | FloatArray, is_ok: BoolArray
) -> SecondGrid:
    """Grid of one second from readings of any rhythm.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        Arrival of each reading.
    hr_bpm : (n,) bpm
    is_ok : (n,) bool
        Whether the reading may be used; see `judge_hr`.

    Returns
    -------
    SecondGrid
        Order and repetition of rows change nothing.

    Notes
    -----
    The last reading at or before the end of a second speaks for it, when it is
    usable and at most 2 s old then: a reading holds for its own second and the
    next. An unusable reading that came later (a lost contact, a sentinel) ends
    that at once. Between measured seconds at most 5 s apart:
    ``hr(t) = a + (b - a) (t - t_a) / (t_b - t_a)``, which never leaves [a, b].

    Examples
    --------
    Readings at 0.2 s and 4.9 s measure seconds 0, 1 and 4, 5; 2 and 3 are filled:

    >>> grid = second_grid(
    ...     np.array([200, 4900]), np.array([60, 66]), np.array([True, True])
    ... )
    >>> grid.second_ms.tolist()
    [0, 1000, 2000, 3000, 4000, 5000]
    >>> grid.hr_bpm.tolist()
    [60.0, 60.0, 62.0, 64.0, 66.0, 66.0]
    """
    return filled_grid(*_measured(at_ms, hr_bpm, is_ok))


def filled_grid(second: IntArray, value: FloatArray) -> SecondGrid:
    """Grid of measured seconds, with lines between those at most 5 s apart.

    Parameters
    ----------
    second : (m,) int64
        Measured seconds since the epoch, strictly rising.
    value : (m,) float64, bpm

    Returns
    -------
    SecondGrid
    """
    apart_s = np.diff(second)
    rise = np.append(np.diff(value) / np.maximum(apart_s, 1), np.zeros(len(value[:1])))
    count = np.append(
        np.where(apart_s <= FILL_MAX_S, apart_s, 1),
        np.ones(len(second[:1]), dtype=np.int64),
    )
    first = np.cumsum(count) - count
    step = np.arange(int(count.sum())) - np.repeat(first, count)
    return SecondGrid(
        second_ms=(np.repeat(second, count) + step) * SECOND_MS,
        hr_bpm=np.repeat(value, count) + step * np.repeat(rise, count),
        is_interpolated=step > 0,
    )
