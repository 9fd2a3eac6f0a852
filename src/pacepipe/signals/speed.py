"""Speed of the seconds that have one, as a running speed and cadence pod sends it."""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS


@dataclass(frozen=True, slots=True, eq=False)
class SpeedGrid:
    """Speed of the seconds in which it was sent.

    Attributes
    ----------
    second_ms : (n,) int64, ms UTC
        Start of the second; strictly rising multiples of 1000.
    speed_mps : (n,) float64, metres a second
        Mean of what was sent in the second; above 0 and never NaN.
    """

    second_ms: IntArray
    speed_mps: FloatArray


def speed_grid(at_ms: IntArray, speed_mps: FloatArray) -> SpeedGrid:
    """Speed a second from readings of a pod.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
    speed_mps : (n,) float64, metres a second
        0 is left out: it is a person who stands, or a pod that knows no speed, and
        what a metre costs is known in neither case.

    Examples
    --------
    >>> told = speed_grid(np.array([0, 500, 1000]), np.array([1.0, 1.5, 0.0]))
    >>> told.second_ms.tolist(), told.speed_mps.tolist()
    ([0], [1.25])
    """
    is_known = np.isfinite(speed_mps) & (speed_mps > 0)
    order = np.lexsort((speed_mps[is_known], at_ms[is_known]))
    seconds, place = np.unique(at_ms[is_known][order] // SECOND_MS, return_inverse=True)
    total = np.bincount(
        place, weights=speed_mps[is_known][order], minlength=len(seconds)
    )
    count = np.bincount(place, minlength=len(seconds))
    return SpeedGrid(seconds * SECOND_MS, total / np.maximum(count, 1))


NO_SPEED = SpeedGrid(np.zeros(0, dtype=np.int64), np.zeros(0))
"""Nothing sent a speed."""
