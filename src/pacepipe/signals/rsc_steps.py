"""What a running speed and cadence pod counts, and whether a counter agrees.

Some pods send strides where steps are meant. That is decided once for a device and
never by single readings: people under treatment walk at 40 to 60 steps a minute,
which looks like strides to a rule that only sees cadence.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.profile import CadenceUnit

STEP_LENGTH_MAX_M: Final = 1.1
SLOW_MAX_MPS: Final = 2.0
"""Below this speed no step is so long: research/signal.md 3(e)."""
SLOW_MIN_MPS: Final = 0.3
"""Slower is shuffling, whose speed a pod does not measure well (ours)."""
READINGS_MIN: Final = 60
"""Fewest readings of a slow walk that decide, a minute of them (ours)."""
AGREE_RATIO: Final = (0.9, 1.1)
"""Steps by cadence to steps by counter: research/signal.md 3(e)."""
COMPARED_MIN_STEPS: Final = 50.0
"""Fewer steps are not compared (ours): a counter is told in tens of seconds."""


def cadence_unit(speed_mps: FloatArray, cadence_spm: FloatArray) -> CadenceUnit | None:
    """What a pod counts, from all that it sent at walking speed.

    Parameters
    ----------
    speed_mps : (n,) float64, metres a second
    cadence_spm : (n,) float64
        As sent, taken for steps a minute.

    Returns
    -------
    CadenceUnit or None
        By the median step length of readings between 0.3 and 2 m/s; None with fewer
        than 60 of them. The order of rows changes nothing.

    Examples
    --------
    1.2 m/s at 50 a minute would be steps of 1.44 m: these are strides.

    >>> cadence_unit(np.full(60, 1.2), np.full(60, 50.0)).value
    'strides'
    """
    is_walk = (
        (speed_mps >= SLOW_MIN_MPS) & (speed_mps < SLOW_MAX_MPS) & (cadence_spm > 0)
    )
    if is_walk.sum() < READINGS_MIN:
        return None
    length_m = np.median(speed_mps[is_walk] * 60 / cadence_spm[is_walk])
    is_strides = bool(length_m > STEP_LENGTH_MAX_M)
    return CadenceUnit.STRIDES if is_strides else CadenceUnit.STEPS


def cadence_mismatch(cadence_steps: FloatArray, counter_steps: FloatArray) -> BoolArray:
    """Stretches in which cadence and counter tell different steps.

    Parameters
    ----------
    cadence_steps, counter_steps : (n,) float64
        Of the same stretches (minutes, sessions, days); NaN where not known.

    Returns
    -------
    (n,) bool
        True where the ratio is outside 0.9 to 1.1, of stretches in which either
        tells 50 steps or more. Unknown is no mismatch.

    Examples
    --------
    >>> cadence_mismatch(np.array([95.0, 50.0]), np.array([100.0, 100.0])).tolist()
    [False, True]
    """
    low, high = AGREE_RATIO
    is_compared = np.maximum(cadence_steps, counter_steps) >= COMPARED_MIN_STEPS
    is_outside = (cadence_steps < low * counter_steps) | (
        cadence_steps > high * counter_steps
    )
    return is_compared & is_outside
