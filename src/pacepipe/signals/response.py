"""How the heart answers a walk: what a step costs, how it drifts, when it settles.

Always within one person: a number here is for comparison with the same person's
earlier walks of the same kind and cadence, and says nothing by itself.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.signals.dense import dense
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.kinetics import time_constant_s
from pacepipe.signals.speed import NO_SPEED, SpeedGrid
from pacepipe.signals.steps import CadenceGrid
from pacepipe.signals.theil_sen import theil_sen

STEADY_MIN_S: Final = 180
STEADY_LAST_S: Final = 120
STEADY_CV: Final = 0.10
"""Steady: three minutes at a cadence that varies by under 10 %, of which the last two
count: research/signal.md 3(i)."""
VALID_MIN_FRAC: Final = 0.8
S_PER_MIN: Final = 60.0
WALK_SPM: Final = 40.0
"""Under it a person does not walk: research/signal.md 3(g)."""
SLOPE_WINDOW_S: Final = 30
SLOPE_POINTS: Final = 12
SLOPE_RANGE_SPM: Final = 20.0
SLOPE_LAGS_S: Final = tuple(range(20, 91, 10))
"""Heart rate against cadence: 30-s means, twelve of them over 20 spm, the heart rate
later by the 20 to 90 s that agree best, ibid."""
DRIFT_SKIP_S: Final = 180
DRIFT_MIN_S: Final = 300
"""Drift: after the third minute, over five or more at a steady cadence, ibid."""
DECOUPLING_MIN_S: Final = 600
"""Ten minutes, in halves by time after the first three, ibid."""
PLATEAU_MIN_S: Final = 240
PLATEAU_BPM: Final = 3.0
PLATEAU_WINDOW_S: Final = 30
ONSET_MIN_S: Final = 180
ONSET_MAX_S: Final = 360
"""Onset: HR = a + b exp(-t / tau) over the first three to six minutes, ibid., of
which the person walks 80 % where that is known (ours: a pause is no onset)."""


class ResponseNullReason(StrEnum):
    """Why one number of a response is not told."""

    TOO_SHORT = "too_short"
    NOT_MEASURED = "not_measured"
    NOT_STEADY = "not_steady"
    NO_REST_BEFORE = "no_rest_before"
    NO_SPEED = "no_speed"
    NO_FIT = "no_fit"
    NOT_INTERPRETED = "not_interpreted"


@dataclass(frozen=True, slots=True)
class Response:
    """Of one walk; each number is None where it cannot be told.

    Attributes
    ----------
    hr_steady_bpm : float or None, bpm
        Of the last two of three or more steady minutes.
    cadence_steady_spm : float or None, steps a minute
        Of the same two minutes.
    cadence_cv : float or None
        Standard deviation of the walking cadence by its mean.
    cost_per_step_bpm : float or None, bpm for a step a minute
        (hr_steady - hr_rest) / cadence: the physiological cost index with cadence in
        place of speed (MacGregor 1981).
    speed_steady_mps : float or None, metres a second
        Of the same two minutes.
    pci_beats_per_m : float or None, beats a metre
        (hr_steady - hr_rest) / speed: the physiological cost index (MacGregor 1981).
    pci_null_reason : ResponseNullReason or None
        Why it is None.
    tau_on_s : float or None, seconds
        Time constant of the rise at the start.
    tau_on_null_reason : ResponseNullReason or None
        Why it is None.
    beats_per_step : float or None
        Beats of the walk by its steps.
    hr_cadence_slope : float or None, bpm for a step a minute
        Theil-Sen.
    hr_cadence_lag_s : int or None, seconds
    drift_bpm_per_min : float or None
    decoupling_frac : float or None
        (EF1 - EF2) / EF1, EF = cadence / heart rate.
    t_plateau_s : float or None, seconds
        From when the 30-s heart rate stays within 3 bpm of the last two minutes.
    """

    hr_steady_bpm: float | None
    cadence_steady_spm: float | None
    cadence_cv: float | None
    cost_per_step_bpm: float | None
    speed_steady_mps: float | None
    pci_beats_per_m: float | None
    pci_null_reason: ResponseNullReason | None
    tau_on_s: float | None
    tau_on_null_reason: ResponseNullReason | None
    beats_per_step: float | None
    hr_cadence_slope: float | None
    hr_cadence_lag_s: int | None
    drift_bpm_per_min: float | None
    decoupling_frac: float | None
    t_plateau_s: float | None


def response(
    start_ms: int,
    end_ms: int,
    seconds: SecondGrid,
    cadence: CadenceGrid,
    *,
    hr_rest_bpm: float | None,
    speed: SpeedGrid = NO_SPEED,
    is_interpretable: bool = True,
) -> Response:
    """The answer of the heart to one walk.

    Parameters
    ----------
    start_ms, end_ms : int, ms UTC
    seconds : SecondGrid
        Without the seconds that are only suspected (`NOT_FOR_EXERCISE`).
    cadence : CadenceGrid
    hr_rest_bpm : float or None
        Seated before this walk (`hr_rest_spot_bpm`), or before it (`hr_pre_bpm`).
    speed : SpeedGrid
    is_interpretable : bool
        False with a pacemaker or atrial fibrillation (clinic-entered): then the rise
        at the start is not the heart's own.
    """
    hr, spm, mps = _dense(start_ms, end_ms, seconds, cadence, speed)
    is_walk = spm >= WALK_SPM
    cv = _cv(spm[is_walk])
    last = _steady_last(hr, spm)
    hr_steady, spm_steady = (None, None) if last is None else _means(hr, spm, last)
    speed_steady = _speed(mps, last)
    pci = _pci(hr_steady, hr_rest_bpm, speed_steady)
    onset = _onset(hr, spm, is_interpretable=is_interpretable)
    slope, lag_s = _slope(hr, spm)
    return Response(
        hr_steady_bpm=hr_steady,
        cadence_steady_spm=spm_steady,
        cadence_cv=cv,
        cost_per_step_bpm=None
        if hr_steady is None or spm_steady is None or hr_rest_bpm is None
        else (hr_steady - hr_rest_bpm) / spm_steady,
        speed_steady_mps=speed_steady,
        pci_beats_per_m=pci if isinstance(pci, float) else None,
        pci_null_reason=None if isinstance(pci, float) else pci,
        tau_on_s=onset if isinstance(onset, float) else None,
        tau_on_null_reason=None if isinstance(onset, float) else onset,
        beats_per_step=_beats_per_step(hr, spm),
        hr_cadence_slope=slope,
        hr_cadence_lag_s=lag_s,
        drift_bpm_per_min=_drift(hr, spm),
        decoupling_frac=_decoupling(hr, spm),
        t_plateau_s=_plateau(hr, spm),
    )


def _dense(
    start_ms: int,
    end_ms: int,
    seconds: SecondGrid,
    cadence: CadenceGrid,
    speed: SpeedGrid,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Measured heart rate, cadence and speed of each second, NaN elsewhere."""
    count = max((end_ms - start_ms) // SECOND_MS, 0)
    first_ms = -(-start_ms // SECOND_MS) * SECOND_MS
    measured = ~seconds.is_interpolated
    return (
        dense(seconds.second_ms[measured], seconds.hr_bpm[measured], first_ms, count),
        dense(cadence.second_ms, cadence.cadence_spm, first_ms, count),
        dense(speed.second_ms, speed.speed_mps, first_ms, count),
    )


def _known(values: FloatArray) -> FloatArray:
    known: FloatArray = values[np.isfinite(values)]
    return known


def _is_told(values: FloatArray) -> bool:
    return len(values) > 0 and float(np.isfinite(values).mean()) >= VALID_MIN_FRAC


def _cv(values: FloatArray) -> float | None:
    known = _known(values)
    mean = float(known.mean()) if len(known) else 0.0
    return float(known.std() / mean) if mean > 0 else None


def _is_steady(spm: FloatArray) -> bool:
    cv = _cv(spm)
    is_walk = _is_told(spm) and float(np.nanmin(spm)) >= WALK_SPM
    return is_walk and cv is not None and cv < STEADY_CV


def _steady_last(hr: FloatArray, spm: FloatArray) -> slice | None:
    """The last two minutes of the last stretch of three steady ones."""
    for end in range(len(hr), STEADY_MIN_S - 1, -10):
        last = slice(end - STEADY_LAST_S, end)
        if _is_steady(spm[end - STEADY_MIN_S : end]) and _is_told(hr[last]):
            return last
    return None


def _means(hr: FloatArray, spm: FloatArray, last: slice) -> tuple[float, float]:
    return float(np.nanmean(hr[last])), float(np.nanmean(spm[last]))


def _speed(mps: FloatArray, last: slice | None) -> float | None:
    if last is None or not _is_told(mps[last]):
        return None
    return float(np.nanmean(mps[last]))


def _pci(
    hr_steady: float | None, hr_rest: float | None, speed_mps: float | None
) -> float | ResponseNullReason:
    if hr_steady is None:
        return ResponseNullReason.NOT_STEADY
    if hr_rest is None:
        return ResponseNullReason.NO_REST_BEFORE
    if speed_mps is None:
        return ResponseNullReason.NO_SPEED
    return (hr_steady - hr_rest) / (speed_mps * S_PER_MIN)


def _onset(
    hr: FloatArray, spm: FloatArray, *, is_interpretable: bool
) -> float | ResponseNullReason:
    """Time constant of the first minutes, seconds, or why there is none."""
    if not is_interpretable:
        return ResponseNullReason.NOT_INTERPRETED
    if len(hr) < ONSET_MIN_S:
        return ResponseNullReason.TOO_SHORT
    first = hr[:ONSET_MAX_S]
    if not _is_told(first):
        return ResponseNullReason.NOT_MEASURED
    if float((spm[:ONSET_MAX_S] < WALK_SPM).mean()) > 1 - VALID_MIN_FRAC:
        return ResponseNullReason.NOT_STEADY
    tau_s = time_constant_s(first, is_rise=True)
    return ResponseNullReason.NO_FIT if tau_s is None else tau_s


def _beats_per_step(hr: FloatArray, spm: FloatArray) -> float | None:
    both = np.isfinite(hr) & np.isfinite(spm)
    steps = float(spm[both].sum()) / 60.0
    if len(hr) == 0 or float(both.mean()) < VALID_MIN_FRAC or steps <= 0:
        return None
    return float(hr[both].sum()) / 60.0 / steps


def _windows(values: FloatArray) -> FloatArray:
    """Means of 30 s each, NaN where under 80 % is known."""
    count = len(values) // SLOPE_WINDOW_S
    table = values[: count * SLOPE_WINDOW_S].reshape(count, SLOPE_WINDOW_S)
    known = np.isfinite(table)
    mean = np.where(known, table, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    enough: BoolArray = known.mean(axis=1) >= VALID_MIN_FRAC
    return np.where(enough, mean, np.nan)


def _slope(hr: FloatArray, spm: FloatArray) -> tuple[float | None, int | None]:
    best: tuple[float, float, int] | None = None
    for lag_s in SLOPE_LAGS_S:
        if lag_s >= len(spm):
            break
        x, y = _windows(spm[: len(spm) - lag_s]), _windows(hr[lag_s:])
        both = np.isfinite(x) & np.isfinite(y) & (x > 0)
        x, y = x[both], y[both]
        if len(x) < SLOPE_POINTS or float(np.ptp(x)) < SLOPE_RANGE_SPM:
            continue
        if np.ptp(y) == 0:
            continue
        r = float(np.corrcoef(x, y)[0, 1])
        if best is None or r > best[0]:
            best = r, theil_sen(x, y), lag_s
    return (None, None) if best is None else (best[1], best[2])


def _drift(hr: FloatArray, spm: FloatArray) -> float | None:
    late_hr, late_spm = hr[DRIFT_SKIP_S:], spm[DRIFT_SKIP_S:]
    if len(late_hr) < DRIFT_MIN_S or not _is_told(late_hr) or not _is_steady(late_spm):
        return None
    at = np.flatnonzero(np.isfinite(late_hr))
    minutes = at / 60.0
    return float(np.polyfit(minutes, late_hr[at], 1)[0])


def _decoupling(hr: FloatArray, spm: FloatArray) -> float | None:
    late_hr, late_spm = hr[DRIFT_SKIP_S:], spm[DRIFT_SKIP_S:]
    is_long = len(hr) >= DECOUPLING_MIN_S
    if not is_long or not _is_told(late_hr) or not _is_told(late_spm):
        return None
    half = len(late_hr) // 2
    first, second = (
        float(np.nanmean(late_spm[part]) / np.nanmean(late_hr[part]))
        for part in (slice(0, half), slice(half, None))
    )
    return (first - second) / first if first > 0 else None


def _plateau(hr: FloatArray, spm: FloatArray) -> float | None:
    if len(hr) < PLATEAU_MIN_S or not _is_told(hr) or not _is_steady(spm[30:]):
        return None
    level = float(np.nanmedian(hr[-STEADY_LAST_S:]))
    means = _windows(hr)
    is_near = np.abs(means - level) <= PLATEAU_BPM
    away = np.flatnonzero(~is_near)
    first = int(away[-1]) + 1 if len(away) else 0
    return float(first * PLATEAU_WINDOW_S) if first < len(means) else None
