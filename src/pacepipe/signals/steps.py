"""Steps from the cadence that a foot pod sends.

Steps are the area under the cadence between readings. Where readings stop,
steps stop being known: a gap yields no seconds, and never 0 steps.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.grid import SECOND_MS

HOLD_MS: Final = 3000
"""Two readings at most this far apart bound a measured stretch, and a cadence
repeated at speed 0 is believed no longer than this, ms: research/signal.md 3(e)."""
MEASURED_MIN_MS: Final = 500
"""A second counts as measured with at least this much of it between readings, ms
(ours: half, so that a measured stretch keeps its length on average)."""
MS_PER_MIN: Final = 60_000.0


@dataclass(frozen=True, slots=True, eq=False)
class CadenceGrid:
    """Cadence and steps of the seconds that have them.

    Attributes
    ----------
    second_ms : (n,) int64, ms UTC
        Start of the second; strictly rising multiples of 1000.
    cadence_spm : (n,) float64, steps a minute
        Mean over the measured part of the second; never NaN.
    step_count : (n,) float64, steps
        Steps in the measured part of the second; fractions add up.
    """

    second_ms: IntArray
    cadence_spm: FloatArray
    step_count: FloatArray


def _moving_cadence(
    at_ms: IntArray, cadence_spm: FloatArray, speed_mps: FloatArray
) -> FloatArray:
    """Cadence, set to 0 where a pod repeats the last one after a person has stopped."""
    is_still = speed_mps == 0
    is_repeat = np.zeros(len(at_ms), dtype=np.bool_)
    is_repeat[1:] = is_still[1:] & is_still[:-1] & (cadence_spm[1:] == cadence_spm[:-1])
    run_start = np.maximum.accumulate(np.where(is_repeat, 0, np.arange(len(at_ms))))
    is_stale = is_repeat & (at_ms - at_ms[run_start] > HOLD_MS)
    return np.where(is_stale, 0.0, cadence_spm)


def cadence_grid(
    at_ms: IntArray, cadence_spm: FloatArray, speed_mps: FloatArray
) -> CadenceGrid:
    """Cadence and steps a second from readings of a running speed and cadence pod.

    Parameters
    ----------
    at_ms : (n,) int64, ms UTC
        Arrival of each reading.
    cadence_spm : (n,) float64, steps a minute
        Steps, not strides; whether to double is a matter of the profile.
    speed_mps : (n,) float64, metres a second

    Returns
    -------
    CadenceGrid
        Order and repetition of rows change nothing.

    Notes
    -----
    Between two readings at most 3 s apart the cadence is a line, and steps are
    its integral (trapezoid). A reading that no other follows within 3 s measures
    nothing: holding it would let a lost link add steps. Some pods repeat the
    last cadence after a stop; at speed 0 the same cadence counts as 0 once it
    has been sent for more than 3 s. A pod that never reports a speed would lose
    its steps by this; such a pod needs a profile that says so.

    Examples
    --------
    90 steps a minute for 2 s are 3 steps:

    >>> grid = cadence_grid(
    ...     np.array([0, 1000, 2000]), np.full(3, 90.0), np.full(3, 1.1)
    ... )
    >>> grid.second_ms.tolist(), grid.step_count.tolist()
    ([0, 1000], [1.5, 1.5])
    """
    order = np.lexsort((speed_mps, cadence_spm, at_ms))
    at = at_ms[order]
    cadence = _moving_cadence(at, cadence_spm[order], speed_mps[order])

    apart_ms = np.diff(at)
    stretch = np.flatnonzero((apart_ms > 0) & (apart_ms <= HOLD_MS))
    start, end = at[stretch], at[stretch + 1]
    rise = (cadence[stretch + 1] - cadence[stretch]) / apart_ms[stretch]

    # Cut each stretch at whole seconds, so that a piece lies in one second.
    first_second = start // SECOND_MS
    piece_count = (end - 1) // SECOND_MS - first_second + 1
    of = np.repeat(np.arange(len(stretch)), piece_count)
    nth = np.arange(len(of)) - np.repeat(
        np.cumsum(piece_count) - piece_count, piece_count
    )
    second = first_second[of] + nth
    low = np.maximum(start[of], second * SECOND_MS)
    high = np.minimum(end[of], (second + 1) * SECOND_MS)
    length_ms = (high - low).astype(np.float64)
    midpoint_spm = cadence[stretch][of] + rise[of] * ((low + high) / 2 - start[of])

    seconds, inverse = np.unique(second, return_inverse=True)
    measured_ms = np.bincount(inverse, weights=length_ms, minlength=len(seconds))
    steps: FloatArray = np.bincount(
        inverse, weights=midpoint_spm * length_ms / MS_PER_MIN, minlength=len(seconds)
    ).astype(np.float64)
    kept = measured_ms >= MEASURED_MIN_MS
    return CadenceGrid(
        second_ms=seconds[kept] * SECOND_MS,
        cadence_spm=steps[kept] * MS_PER_MIN / measured_ms[kept],
        step_count=steps[kept],
    )
