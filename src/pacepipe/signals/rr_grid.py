"""Heart rate on whole seconds from intervals, without moving anything in time.

A strap that sends intervals is best read from them: its own heart rate is smoothed,
by each maker differently.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS, SecondGrid, filled_grid

HALF_WINDOW_MS: Final = 2500
"""Half of the window around the middle of a second, ms: research/signal.md 3(d)."""
EXPLAINED_MIN_MS: Final = 2500
"""A second is measured where accepted intervals explain half of its window (ours)."""
MS_PER_MIN: Final = 60_000.0


def rr_second_grid(
    beat_at_ms: IntArray | FloatArray, rr_ms: FloatArray, is_ok: BoolArray
) -> SecondGrid:
    """Grid of one second from RR intervals.

    Parameters
    ----------
    beat_at_ms : (b,) ms UTC
        End of each interval; see `beat_times_ms`.
    rr_ms : (b,) float64, ms
    is_ok : (b,) bool
        Whether the interval is accepted.

    Returns
    -------
    SecondGrid
        Order of rows changes nothing.

    Notes
    -----
    Within 2.5 s of the middle t of a second, each accepted interval counts by the
    time o that it lies in there::

        HR(t) = 60000 * sum(o / RR) / sum(o)

    that is the beats in the window by the time that is explained. The window is
    symmetric and nothing else smooths, so neither rise nor recovery moves.

    Examples
    --------
    Ten intervals of 750 ms are a heart rate of 80:

    >>> ends = np.arange(1, 11) * 750
    >>> grid = rr_second_grid(ends, np.full(10, 750.0), np.full(10, True))
    >>> grid.hr_bpm.round(6).tolist()
    [80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0]
    """
    end, rr = np.asarray(beat_at_ms, dtype=np.float64)[is_ok], rr_ms[is_ok]
    if not (np.diff(end) > 0).all():
        order = np.lexsort((rr, end))
        end, rr = end[order], rr[order]
    start = end - rr
    second = _reached(start, end)
    explained, beats = _in_windows(start, end, rr, second)
    kept = explained >= EXPLAINED_MIN_MS
    hr_bpm = MS_PER_MIN * beats[kept] / explained[kept]
    return filled_grid(second[kept], hr_bpm)


def _reached(start: FloatArray, end: FloatArray) -> IntArray:
    """Seconds whose middle lies within 2.5 s of an interval, rising."""
    low = ((start - HALF_WINDOW_MS) // SECOND_MS).astype(np.int64)
    high = ((end + HALF_WINDOW_MS) // SECOND_MS).astype(np.int64)
    # ends rise: what is new of an interval lies after all those before it
    until = np.maximum.accumulate(high)
    low[1:] = np.maximum(low[1:], until[:-1] + 1)
    count = np.maximum(high - low + 1, 0)
    nth = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    reached: IntArray = np.repeat(low, count) + nth
    return reached


def _in_windows(
    start: FloatArray, end: FloatArray, rr: FloatArray, second: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Explained time and beats in the window of each second."""
    if len(rr) == 0:
        return np.zeros(len(second)), np.zeros(len(second))
    edge = np.concatenate((start, end))
    order = np.argsort(edge, kind="stable")
    edge = edge[order]
    is_open = np.concatenate((np.ones(len(rr)), -np.ones(len(rr))))[order]
    rate = np.concatenate((1 / rr, -1 / rr))[order]
    length = np.diff(edge, append=edge[-1:])
    middle = second * float(SECOND_MS) + SECOND_MS / 2

    def within(slope: FloatArray) -> FloatArray:
        total = np.concatenate((np.zeros(1), np.cumsum(slope * length)))[:-1]
        until = np.interp(middle + HALF_WINDOW_MS, edge, total)
        before = np.interp(middle - HALF_WINDOW_MS, edge, total)
        return np.asarray(until - before, dtype=np.float64)

    # intervals may overlap where packets came twice: slopes add up
    return within(np.rint(np.cumsum(is_open))), within(np.cumsum(rate))


def merged_grid(from_rr: SecondGrid, from_device: SecondGrid) -> SecondGrid:
    """One grid: intervals where they measure, the device's own number elsewhere.

    Parameters
    ----------
    from_rr, from_device : SecondGrid
        Of the same strap.

    Returns
    -------
    SecondGrid
        A second that either measures is measured; what lies between is filled anew.
    """
    device = ~from_device.is_interpolated
    beats = ~from_rr.is_interpolated
    rr_second = from_rr.second_ms[beats]
    alone = device & ~np.isin(from_device.second_ms, rr_second)
    second_ms = np.concatenate((rr_second, from_device.second_ms[alone]))
    value = np.concatenate((from_rr.hr_bpm[beats], from_device.hr_bpm[alone]))
    order = np.argsort(second_ms, kind="stable")
    return filled_grid(second_ms[order] // SECOND_MS, value[order])
