"""Running quantiles over chains of intervals; no window reaches into another chain."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

_ROWS_AT_ONCE: Final = 16_384
"""Windows sorted at once, so memory does not grow with the input (ours)."""


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
    place = frac * (np.maximum(count, 1) - 1)
    below = place.astype(np.int64)
    row = np.arange(len(ordered))
    low = np.where(count > 0, ordered[row, below], np.nan)
    high = ordered[row, np.minimum(below + 1, np.maximum(count - 1, 0))]
    between: FloatArray = np.where(
        place > below, low + (high - low) * (place - below), low
    )
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
    for start in range(0, len(low), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        inside = low[part, None] + np.arange(size)
        is_inside = inside <= high[part, None]
        window = np.where(
            is_inside, values[np.minimum(inside, len(values) - 1)], np.inf
        )
        window.sort(axis=1)
        count = np.maximum(high[part] - low[part] + 1, 0)
        for of_frac, frac in zip(found, fracs, strict=True):
            of_frac[part] = _interpolated(window, count, frac)
    return found


def _full_windows(
    values: FloatArray, size: int, frac: float, origin: int
) -> FloatArray:
    """Quantile of full windows; right only where the window is inside a chain."""
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

    Returns
    -------
    list of (b,) float64
        One for each of `fracs`. NaN where nothing is in the window.

    Notes
    -----
    Where a window is whole, a rank filter finds its value in time that grows with
    the logarithm of `size`; the shrunk windows at the ends of chains are sorted.

    Examples
    --------
    >>> first, last = np.zeros(5, dtype=np.int64), np.full(5, 4)
    >>> values = np.array([1.0, 9.0, 2.0, 8.0, 3.0])
    >>> running_quantiles(values, first, last, 3, (0.5,))[0].tolist()
    [5.0, 2.0, 8.0, 3.0, 5.5]
    """
    here = np.arange(len(values))
    back = size - 1 if is_trailing else size // 2
    low, high = here - back, here + (size - 1 - back)
    is_whole = (low >= first) & (high <= last)
    found = [np.empty(len(values)) for _ in fracs]
    if is_whole.any():
        origin = size // 2 if is_trailing else 0
        found = [_full_windows(values, size, frac, origin) for frac in fracs]
    edge = np.flatnonzero(~is_whole)
    if len(edge):
        low_in = np.maximum(low, first)[edge]
        high_in = np.minimum(high, last)[edge]
        sorted_at_edge = sorted_windows(values, low_in, high_in, fracs, size)
        for of_frac, at_edge in zip(found, sorted_at_edge, strict=True):
            of_frac[edge] = at_edge
    return found
