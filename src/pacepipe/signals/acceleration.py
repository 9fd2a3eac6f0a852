"""Cadence from the acceleration of the trunk: derived, never measured as a step.

A step shakes the trunk once, whichever foot, so the length of the acceleration
vector repeats with the step. Its autocorrelation gives the step time without knowing
how the strap sits.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import FloatArray, IntArray

WINDOW_S: Final = 5.0
"""Stretch that one value is taken from: six steps even of a slow walk (ours)."""
HOP_S: Final = 1.0
STEP_MIN_S: Final = 0.3
STEP_MAX_S: Final = 1.5
"""Step times looked for, 200 to 40 a minute: running, and a very slow
walk (ours)."""
STILL_MG: Final = 15.0
"""Standard deviation of the length below which nobody walks, thousandths of g
(ours; not checked on a worn strap yet)."""
PEAK_MIN: Final = 0.4
"""Autocorrelation that a gait needs; below, the value is null (ours; not checked on
a worn strap yet)."""
FIRST_PEAK_FRAC: Final = 0.8
"""The shortest time whose peak is this share of the highest is the step; the highest
may be the stride, two steps long."""
GAP_PERIODS: Final = 1.5
"""Samples further apart than this many periods do not follow each other."""
STEPS_IN_MIN: Final = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class DerivedCadence:
    """Cadence of n windows, from acceleration.

    Attributes
    ----------
    at_ns : (n,) int64
        End of each window, on the clock of the samples.
    cadence_spm : (n,) float64, steps a minute
        0 where the trunk was still; NaN where it moved without a rhythm.
    regularity : (n,) float64, 0 to 1
        The autocorrelation at the step; NaN where there is no step.
    """

    at_ns: IntArray
    cadence_spm: FloatArray
    regularity: FloatArray


def sample_times_ns(
    device_ns: IntArray, sample_frame: IntArray, rate_hz: float
) -> IntArray:
    """Time of each sample, the last one of a frame standing at the frame's time.

    Parameters
    ----------
    device_ns : (f,) int64
    sample_frame : (s,) int64
        Position in `device_ns` of the frame of each sample; rising.
    rate_hz : float

    Examples
    --------
    >>> sample_times_ns(np.array([10**9]), np.array([0, 0, 0]), 25.0).tolist()
    [920000000, 960000000, 1000000000]
    """
    count = np.bincount(sample_frame, minlength=len(device_ns))
    later = np.cumsum(count)[sample_frame] - 1 - np.arange(len(sample_frame))
    back_ns = np.rint(later * (1e9 / rate_hz)).astype(np.int64)
    times: IntArray = device_ns[sample_frame] - back_ns
    return times


def derived_cadence(
    at_ns: IntArray,
    x_mg: IntArray,
    y_mg: IntArray,
    z_mg: IntArray,
    rate_hz: float,
) -> DerivedCadence:
    """Cadence once a second from acceleration at 25 to 200 Hz.

    Parameters
    ----------
    at_ns : (s,) int64
        Time of each sample, rising, on any one clock.
    x_mg, y_mg, z_mg : (s,) int64, thousandths of g
    rate_hz : float

    Returns
    -------
    DerivedCadence
        Windows lie within stretches without a gap; a gap yields no window.

    Notes
    -----
    Unbiased autocorrelation of the length of the vector less its mean; the first
    peak of at least 0.8 of the highest one between 0.3 and 1.5 s, refined by a
    parabola through its neighbours; null below 0.4.

    References
    ----------
    Moe-Nilssen R, Helbostad JL. Estimation of gait cycle characteristics by trunk
    accelerometry. Journal of Biomechanics 2004;37:121-126.
    """
    length_mg = np.sqrt(
        x_mg.astype(np.float64) ** 2
        + y_mg.astype(np.float64) ** 2
        + z_mg.astype(np.float64) ** 2
    )
    size, hop = round(WINDOW_S * rate_hz), max(round(HOP_S * rate_hz), 1)
    is_gap = np.diff(at_ns) > GAP_PERIODS * 1e9 / rate_hz
    bounds = [0, *(np.flatnonzero(is_gap) + 1).tolist(), len(at_ns)]
    ends, windows = [np.zeros(0, dtype=np.int64)], [np.zeros((0, size))]
    for low, high in pairwise(bounds):
        if high - low >= size:
            windows.append(sliding_window_view(length_mg[low:high], size)[::hop])
            ends.append(at_ns[low + size - 1 : high : hop])
    cadence_spm, regularity = _rhythm(np.concatenate(windows), rate_hz)
    return DerivedCadence(np.concatenate(ends), cadence_spm, regularity)


def _rhythm(windows: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    size = windows.shape[1]
    moved = windows - windows.mean(axis=1, keepdims=True)
    first = int(np.floor(STEP_MIN_S * rate_hz))
    last = int(np.ceil(STEP_MAX_S * rate_hz)) + 1
    spectrum = np.fft.rfft(moved, n=2 * size, axis=1)
    power = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * size, axis=1)[:, : last + 1]
    unbiased = power / (size - np.arange(last + 1))
    variance = unbiased[:, :1]
    is_moving = np.sqrt(np.maximum(variance[:, 0], 0.0)) >= STILL_MG
    shape = unbiased / np.where(variance > 0, variance, 1.0)

    middle = shape[:, first:last]
    before, after = shape[:, first - 1 : last - 1], shape[:, first + 1 : last + 1]
    is_peak = (middle >= before) & (middle > after)
    height = np.where(is_peak, middle, -np.inf)
    highest = height.max(axis=1, initial=-np.inf)
    is_good = highest >= PEAK_MIN
    at = (height >= FIRST_PEAK_FRAC * highest[:, None]).argmax(axis=1)
    rows = np.arange(len(windows))
    left, top, right = before[rows, at], middle[rows, at], after[rows, at]
    bend = left - 2 * top + right
    shift = np.where(bend < 0, (left - right) / np.where(bend < 0, 2 * bend, 1.0), 0.0)
    step_s = (first + at + shift) / rate_hz
    has_step = is_moving & is_good
    cadence_spm = np.where(has_step, STEPS_IN_MIN / step_s, np.nan)
    return (
        np.where(is_moving, cadence_spm, 0.0),
        np.where(has_step, np.minimum(top, 1.0), np.nan),
    )
