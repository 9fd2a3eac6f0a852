"""How far one source's heart rate lags behind another's.

Wrist sensors smooth, and smoothing delays. The lag is found and kept; no value is
moved in time, for recovery after walking is a matter of seconds.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.rows import row_correlations

LAG_MAX_S: Final = 15
BLOCK_S: Final = 300
RANGE_MIN_BPM: Final = 8.0
"""From -15 to 15 s, in blocks of 5 min in which heart rate ranges over 8 bpm:
research/signal.md 3(c)."""
R_MIN: Final = 0.7
PAIRS_MIN: Final = 150
"""A lag is known from this correlation on, over half of the block (ours)."""


def lags_s(one_bpm: FloatArray, other_bpm: FloatArray) -> FloatArray:
    """Lag of the other source behind the first, for each second.

    Parameters
    ----------
    one_bpm, other_bpm : (n,) float64
        Heart rates of the same consecutive seconds, NaN where there is none.

    Returns
    -------
    (n,) float64, seconds
        Positive where the other is late: ``other(t + lag)`` goes with ``one(t)``.
        One value a block of 5 min; NaN where nothing moved enough to tell. Of lags
        that fit equally well the one nearest 0.
    """
    count = len(one_bpm)
    blocks = -(-count // BLOCK_S)
    padded = np.full(blocks * BLOCK_S + 2 * LAG_MAX_S, np.nan)
    padded[LAG_MAX_S : LAG_MAX_S + count] = other_bpm
    filled = np.full(blocks * BLOCK_S, np.nan)
    filled[:count] = one_bpm
    own = filled.reshape(blocks, BLOCK_S)
    candidates = sorted(
        range(-LAG_MAX_S, LAG_MAX_S + 1), key=lambda lag: (abs(lag), lag)
    )
    best_r = np.full(blocks, R_MIN)
    best_lag = np.full(blocks, np.nan)
    is_ranging = _range(own) >= RANGE_MIN_BPM
    for lag in candidates:
        start = LAG_MAX_S + lag
        moved = padded[start : start + blocks * BLOCK_S].reshape(blocks, BLOCK_S)
        r = row_correlations(own, moved, PAIRS_MIN, otherwise=-1.0)
        is_better = is_ranging & (r > best_r + 1e-9)
        best_r[is_better] = r[is_better]
        best_lag[is_better] = lag
    return np.repeat(best_lag, BLOCK_S)[:count]


def _range(rows: FloatArray) -> FloatArray:
    is_known = ~np.isnan(rows)
    high = np.where(is_known, rows, -np.inf).max(axis=1, initial=-np.inf)
    low = np.where(is_known, rows, np.inf).min(axis=1, initial=np.inf)
    return np.where(is_known.any(axis=1), high, 0.0) - np.where(
        is_known.any(axis=1), low, 0.0
    )


def carried_lag_s(lag_s: FloatArray) -> IntArray:
    """Lag to align with: the last that was known, 0 before any was."""
    known = np.maximum.accumulate(np.where(np.isnan(lag_s), -1, np.arange(len(lag_s))))
    carried = np.where(known >= 0, lag_s[np.maximum(known, 0)], 0.0)
    return carried.astype(np.int64)
