"""A last value that a device repeats when it is connected again.

A watch whose sensor was stopped answers with the last heart rate it measured, maybe
hours ago (InfiniTime issue 682). Such a value is not a measurement.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray

STALE_MAX_MS: Final = 30_000
"""How long after connecting an unchanged value is doubted: research/signal.md 3(b)4."""


def stale_after_connect(
    at_ms: IntArray,
    hr_bpm: IntArray,
    has_rr: BoolArray,
    link: IntArray,
    source: IntArray | None = None,
) -> BoolArray:
    """Which heart rates may be left over from before the link.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC, rising
        Readings of one device, or of each device one after the other.
    hr_bpm : (n,) int64
    has_rr : (n,) bool
        Whether RR intervals came with it: then something was measured.
    link : (n,) int64
        Connection of each reading; a change begins a new link.
    source : (n,) int64, optional
        Device of each reading, whose rows stand together. The first link of a
        device has nothing before it.

    Returns
    -------
    (n,) bool
        True from the first reading of a link on, as long as the value is that of
        the last reading before the link, no RR came, and 30 s have not passed.

    Examples
    --------
    >>> stale_after_connect(
    ...     np.array([0, 60_000, 61_000, 62_000, 63_000]),
    ...     np.array([72, 72, 72, 75, 72]),
    ...     np.zeros(5, dtype=bool),
    ...     np.array([1, 2, 2, 2, 2]),
    ... ).tolist()
    [False, True, True, False, False]
    """
    is_stale = np.zeros(len(at_ms), dtype=np.bool_)
    is_start = np.zeros(len(at_ms), dtype=np.bool_)
    is_start[1:] = np.diff(link) != 0
    is_other = np.zeros(len(at_ms), dtype=np.bool_)
    if source is not None:
        is_other[1:] = np.diff(source) != 0
    bounds = np.append(np.flatnonzero(is_start | is_other), len(at_ms))
    is_judged = ~is_other[bounds[:-1]]
    starts, ends = bounds[:-1][is_judged], bounds[1:][is_judged]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        own = slice(start, end)
        doubted = (
            (hr_bpm[own] == hr_bpm[start - 1])
            & ~has_rr[own]
            & (at_ms[own] - at_ms[start] <= STALE_MAX_MS)
        )
        is_stale[own] = np.logical_and.accumulate(doubted)
    return is_stale
