"""Running quantiles over chains of intervals; no window reaches into another chain."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

_ROWS_AT_ONCE: Final = 1024
"""Windows sorted at once: what they hold stays near the processor (ours)."""
_SORT_COST: Final = 13
"""What it costs to sort one window of 91, in values through one rank filter (ours,
measured; it decides how quantiles are found and never what they are)."""


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Where the chain of each interval begins and ends.

    Attributes
    ----------
    first, last : (b,) int64
        Positions of the first and the last interval of the chain, both included.
    """

    first: IntArray
    last: IntArray

    def lengths(self) -> IntArray:
        """Intervals of each interval's chain, (b,) int64."""
        return self.last - self.first + 1


def chains(is_break: BoolArray) -> Chains:
    """Chains from the places where an interval does not follow the one before.

    Examples
    --------
    >>> told = chains(np.array([True, False, True]))
    >>> told.first.tolist(), told.last.tolist()
    ([0, 0, 2], [1, 1, 2])
    """
    count = len(is_break)
    is_first = is_break.copy()
    is_first[:1] = True
    firsts = np.flatnonzero(is_first)
    lengths = np.diff(np.append(firsts, count))
    first = np.repeat(firsts, lengths)
    return Chains(first, np.repeat(firsts + lengths - 1, lengths))


def _interpolated(ordered: FloatArray, count: IntArray, frac: float) -> FloatArray:
    """Linear quantile of rows in ascending order, of the first `count` values."""
    top = np.maximum(count - 1, 0)
    place = frac * top
    below = place.astype(np.int64)
    row = np.arange(len(ordered))
    low = ordered[row, below]
    high = ordered[row, np.minimum(below + 1, top)]
    low[count == 0] = np.nan
    between: FloatArray = low + (high - low) * (place - below)
    return between


def _of_whole(ordered: FloatArray, frac: float) -> FloatArray:
    """Linear quantile of rows in ascending order, of all of their values."""
    place = frac * (ordered.shape[1] - 1)
    below = int(place)
    low = ordered[:, below]
    if place == below:
        return low
    between: FloatArray = low + (ordered[:, below + 1] - low) * (place - below)
    return between


def sorted_windows(
    values: FloatArray,
    low: IntArray,
    high: IntArray,
    fracs: tuple[float, ...],
    size: int,
) -> list[FloatArray]:
    """Quantiles of windows [low, high] of at most `size` values, each sorted alone."""
    found = [np.empty(len(low)) for _ in fracs]
    beyond = np.full(size, np.inf)
    from_each = sliding_window_view(np.concatenate((values, beyond)), size)
    for start in range(0, len(low), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        window = from_each[low[part]]
        count = np.maximum(high[part] - low[part] + 1, 0)
        shrunk = np.flatnonzero(count < size)
        if len(shrunk):
            is_beyond = np.arange(size) >= count[shrunk, None]
            window[shrunk] = np.where(is_beyond, np.inf, window[shrunk])
        window.sort(axis=1)
        for of_frac, frac in zip(found, fracs, strict=True):
            of_frac[part] = (
                _interpolated(window, count, frac)
                if len(shrunk)
                else _of_whole(window, frac)
            )
    return found


def _full_windows(
    values: FloatArray, size: int, frac: float, origin: int
) -> FloatArray:
    """Quantile of full windows; right only where the window is inside a chain."""
    # a fifth of what every command would wait for at its start, if it stood above
    from scipy import ndimage  # noqa: PLC0415

    place = frac * (size - 1)
    below = int(place)
    low = ndimage.rank_filter(values, below, size=size, origin=origin)
    if place == below:
        return np.asarray(low, dtype=np.float64)
    high = ndimage.rank_filter(values, below + 1, size=size, origin=origin)
    between: FloatArray = low + (high - low) * (place - below)
    return between


def running_quantiles(
    values: FloatArray,
    first: IntArray,
    last: IntArray,
    size: int,
    fracs: tuple[float, ...],
    *,
    is_trailing: bool = False,
    places: IntArray | None = None,
) -> list[FloatArray]:
    """Linear quantiles of the values around each, or up to each.

    Parameters
    ----------
    values : (b,) float64
        Finite.
    first, last : (b,) int64
        Limits, both included, beyond which the window of each value does not reach;
        there it shrinks. A limit may leave out the value itself.
    size : int
        Odd number of values in a window.
    fracs : tuple of float
        Quantiles, 0 to 1.
    is_trailing : bool
        Windows end at their value instead of having it in the middle.
    places : (k,) int64 or None
        Where they are asked for; None is everywhere.

    Returns
    -------
    list of (b,) float64, or of (k,) float64
        One for each of `fracs`. NaN where nothing is in the window.

    Notes
    -----
    Where many are asked for, a rank filter finds those of whole windows in time that
    grows with the logarithm of `size`. The shrunk windows at the ends of chains, and
    few of any kind, are sorted one by one. Both find the same values.

    Examples
    --------
    >>> first, last = np.zeros(5, dtype=np.int64), np.full(5, 4)
    >>> values = np.array([1.0, 9.0, 2.0, 8.0, 3.0])
    >>> running_quantiles(values, first, last, 3, (0.5,))[0].tolist()
    [5.0, 2.0, 8.0, 3.0, 5.5]
    """
    at = slice(None) if places is None else places
    here = np.arange(len(values)) if places is None else places
    back = size - 1 if is_trailing else size // 2
    low = np.maximum(here - back, first[at])
    high = np.minimum(here + (size - 1 - back), last[at])
    is_whole = high - low == size - 1
    rank_count = sum(2 - (frac * (size - 1)).is_integer() for frac in fracs)
    if np.count_nonzero(is_whole) * _SORT_COST < len(values) * rank_count:
        return sorted_windows(values, low, high, fracs, size)
    origin = size // 2 if is_trailing else 0
    found = [_full_windows(values, size, frac, origin)[at] for frac in fracs]
    shrunk = np.flatnonzero(~is_whole)
    if len(shrunk):
        at_ends = sorted_windows(values, low[shrunk], high[shrunk], fracs, size)
        for of_frac, at_end in zip(found, at_ends, strict=True):
            of_frac[shrunk] = at_end
    return found
