"""How fast a heart rate settles: the time constant of one exponential."""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray

TAU_S: Final = (10.0, 300.0)
R2_MIN: Final = 0.8
"""HR = a + b exp(-t / tau), believed from R² 0.8 on and within these seconds:
research/signal.md 3(i)."""
_TAUS: Final = np.exp(np.linspace(np.log(5.0), np.log(600.0), 240))


def time_constant_s(hr_bpm: FloatArray, *, is_rise: bool) -> float | None:
    """Time constant of a rise or a fall; None where no such curve fits.

    Parameters
    ----------
    hr_bpm : (n,) float64, bpm
        One value a second from the start of the change; NaN where not measured.
    is_rise : bool
        Whether the heart rate is to go up; a curve the other way does not fit.

    Notes
    -----
    For each time constant of a fine grid the two other numbers are a straight line,
    so the best of all is found without a start value.

    Examples
    --------
    >>> hr_bpm = 110 - 40 * np.exp(-np.arange(240.0) / 45)
    >>> round(time_constant_s(hr_bpm, is_rise=True))
    45
    >>> time_constant_s(hr_bpm, is_rise=False) is None
    True
    """
    at = np.flatnonzero(np.isfinite(hr_bpm))
    if len(at) == 0:
        return None
    hr = hr_bpm[at]
    curve = np.exp(-at.astype(np.float64)[None, :] / _TAUS[:, None])
    curve_c = curve - curve.mean(axis=1, keepdims=True)
    hr_c = hr - hr.mean()
    total = float(hr_c @ hr_c)
    slope = (curve_c @ hr_c) / np.maximum((curve_c**2).sum(axis=1), 1e-12)
    r2 = slope * (curve_c @ hr_c) / total if total > 0 else np.zeros(len(_TAUS))
    best = int(np.argmax(r2))
    tau_s = float(_TAUS[best])
    is_that_way = slope[best] < 0 if is_rise else slope[best] > 0
    is_fit = r2[best] >= R2_MIN and is_that_way
    return tau_s if is_fit and TAU_S[0] <= tau_s <= TAU_S[1] else None
