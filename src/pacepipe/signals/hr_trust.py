"""How far the heart rate of a source is to be trusted, ten seconds at a time."""

from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

EPOCH_S: Final = 10
"""Length of an epoch of trust, seconds: research/signal.md 3(c)."""


class Placement(StrEnum):
    """Where and how a source measures."""

    CHEST_ECG = "chest_ecg"
    UPPER_ARM = "upper_arm"
    WRIST = "wrist"
    UNKNOWN = "unknown"


ECG_WITH_RR: Final = 1.0
TRUST: Final = {
    Placement.CHEST_ECG: (0.8, 0.8),
    Placement.UPPER_ARM: (0.7, 0.5),
    Placement.WRIST: (0.6, 0.3),
    Placement.UNKNOWN: (0.5, 0.3),
}
"""At rest and in motion; a chest strap with intervals and contact has 1.0. Judgement
from errors against an ECG (research/signal.md 3(c) and 2; unknown is ours, below all
that is known)."""


def trust_scores(
    placement: Placement,
    second_ms: IntArray,
    *,
    epoch_ms: IntArray,
    is_usable: BoolArray,
    has_rr: BoolArray,
    is_moving: BoolArray,
) -> FloatArray:
    """Trust of one source in each epoch.

    Parameters
    ----------
    placement : Placement
    second_ms : (n,) int64, ms UTC
        Seconds of the source, strictly rising.
    epoch_ms : (e,) int64, ms UTC
        Start of each epoch of 10 s, strictly rising.
    is_usable : (n,) bool
        Measured, and not set aside.
    has_rr : (n,) bool
        Accepted intervals cover the second, with contact where it is told.
    is_moving : (n,) bool

    Returns
    -------
    (e,) float64
        Trust of the usable seconds, times their share of the epoch; 0 without any.

    Examples
    --------
    >>> second_ms = np.arange(5) * 1000
    >>> yes, no = np.ones(5, dtype=bool), np.zeros(5, dtype=bool)
    >>> trust_scores(
    ...     Placement.WRIST,
    ...     second_ms,
    ...     epoch_ms=np.array([0]),
    ...     is_usable=yes,
    ...     has_rr=no,
    ...     is_moving=no,
    ... ).tolist()
    [0.3]
    """
    at_rest, in_motion = TRUST[placement]
    score = np.where(is_moving, in_motion, at_rest)
    if placement is Placement.CHEST_ECG:
        score = np.where(has_rr, ECG_WITH_RR, score)
    place = np.searchsorted(epoch_ms, second_ms, "right") - 1
    is_in = is_usable & (place >= 0)
    is_in[is_in] &= second_ms[is_in] < epoch_ms[place[is_in]] + EPOCH_S * 1000
    total = np.bincount(
        place[is_in], weights=score[is_in], minlength=len(epoch_ms)
    ).astype(np.float64)
    return np.round(total / EPOCH_S, 9)
