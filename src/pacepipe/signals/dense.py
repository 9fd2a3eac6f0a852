"""Values of single seconds, laid out so that every second has a place."""

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS


def dense(
    second_ms: IntArray, value: FloatArray, first_ms: int, count: int
) -> FloatArray:
    """The values of `count` seconds from `first_ms` on, NaN where there is none.

    Parameters
    ----------
    second_ms : (n,) int64, ms UTC
        Starts of seconds, strictly rising multiples of 1000.
    value : (n,) float64
    first_ms : int, ms UTC
        A multiple of 1000.
    count : int

    Examples
    --------
    >>> dense(np.array([2000, 4000]), np.array([7.0, 9.0]), 1000, 3)
    array([nan,  7., nan])
    """
    laid = np.full(count, np.nan)
    low, high = np.searchsorted(second_ms, (first_ms, first_ms + count * SECOND_MS))
    laid[(second_ms[low:high] - first_ms) // SECOND_MS] = value[low:high]
    return laid
