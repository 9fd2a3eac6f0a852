"""Medians and correlations of many rows at once, NaN left out."""

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray


def row_medians(rows: FloatArray) -> tuple[FloatArray, IntArray]:
    """Median of what is known in each row, and how much that is.

    Returns
    -------
    median : (n,) float64
        NaN where nothing is known.
    known : (n,) int64
    """
    ordered = np.sort(rows, axis=1)
    known = (~np.isnan(rows)).sum(axis=1)
    row = np.arange(len(rows))
    low = np.maximum((known - 1) // 2, 0)
    high = np.maximum(known // 2, 0)
    high = np.minimum(high, rows.shape[1] - 1)
    return (ordered[row, low] + ordered[row, high]) / 2, known


def row_correlations(
    one: FloatArray, other: FloatArray, known_min: int, otherwise: float
) -> FloatArray:
    """Correlation of each row over what both know.

    Parameters
    ----------
    one, other : (n, m) float64
    known_min : int
        Fewest pairs.
    otherwise : float
        What stands for a row with fewer, or in which nothing moves.

    Returns
    -------
    (n,) float64
    """
    known = ~(np.isnan(one) | np.isnan(other))
    count = known.sum(axis=1)
    divisor = np.maximum(count, 1)
    a, b = np.where(known, one, 0.0), np.where(known, other, 0.0)
    a = np.where(known, a - (a.sum(axis=1) / divisor)[:, None], 0.0)
    b = np.where(known, b - (b.sum(axis=1) / divisor)[:, None], 0.0)
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    r = (a * b).sum(axis=1) / np.where(size > 0, size, 1.0)
    return np.where((count >= known_min) & (size > 0), r, otherwise)
