"""Second opinion on an interval: how far it is from the mean of its two neighbours."""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray

NEIGHBOUR_FRAC: Final = 0.20
"""Largest believable distance from the neighbours' mean, as a share of it:
Karlsson et al. 2012."""
_MIN_MS: Final = 300.0
_MAX_MS: Final = 2000.0
"""Neighbours that count, ms: research/signal.md 3(a) A2."""


def is_karlsson_outlier(rr_ms: FloatArray, is_break: BoolArray) -> BoolArray:
    """Whether an interval is more than 20 % away from the mean of its neighbours.

    A neighbour counts when it is in range and in the same chain; at the edge of a
    chain the one neighbour stands alone, and an interval without any is no outlier.

    Parameters
    ----------
    rr_ms : (b,) float64, ms
    is_break : (b,) bool
        True where interval i does not follow interval i - 1.

    Returns
    -------
    (b,) bool

    Notes
    -----
    ``|rr_i - m_i| > 0.20 m_i`` with ``m_i = (rr_{i-1} + rr_{i+1}) / 2``.

    Why the neighbours and not the last accepted interval: a rule that compares
    with what it accepted last has no way back. After a true change of rate, or
    a few rejections in a row, it rejects everything that follows (one such
    filter rejected 99.4 % of a clean 24-h record: research/signal.md, fact 11).
    Here every interval is judged by what was sent beside it, so one judgement
    never depends on another. The price: a beat beside an ectopic one is often
    flagged with it.

    References
    ----------
    Karlsson M, Hörnsten R, Rydberg A, Wiklund U. Automatic filtering of
    outliers in RR intervals before analysis of heart rate variability in
    Holter recordings. BioMedical Engineering OnLine 2012;11:2.

    Examples
    --------
    600 against (800 + 810) / 2 = 805 is 25 % away; 800 stands at the edge,
    against 600 alone, and is 33 % away:

    >>> is_karlsson_outlier(
    ...     np.array([800.0, 600.0, 810.0, 805.0]),
    ...     np.array([True, False, False, False]),
    ... ).tolist()
    [True, True, False, False]
    """
    is_in_range = (rr_ms >= _MIN_MS) & (rr_ms <= _MAX_MS)
    is_joined = ~is_break[1:]
    has_before = np.zeros(len(rr_ms), dtype=np.bool_)
    has_after = np.zeros(len(rr_ms), dtype=np.bool_)
    has_before[1:] = is_joined & is_in_range[:-1]
    has_after[:-1] = is_joined & is_in_range[1:]

    total_ms = np.zeros(len(rr_ms))
    total_ms[1:] += np.where(has_before[1:], rr_ms[:-1], 0.0)
    total_ms[:-1] += np.where(has_after[:-1], rr_ms[1:], 0.0)
    neighbour_count = has_before.astype(np.int64) + has_after
    mean_ms = total_ms / np.maximum(neighbour_count, 1)
    is_far = np.abs(rr_ms - mean_ms) > NEIGHBOUR_FRAC * mean_ms
    found: BoolArray = is_far & (neighbour_count > 0)
    return found
