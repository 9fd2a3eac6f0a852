"""How the heart rate comes down after a walk, where the person really rests.

A number is given only where somebody stood or sat still and was measured all along;
otherwise the reason is. It is compared within one person and one protocol: the
12-bpm rule belongs to peak tests and is not used (design section 7.2).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray
from pacepipe.signals.dense import dense
from pacepipe.signals.grid import SECOND_MS, SecondGrid
from pacepipe.signals.kinetics import time_constant_s
from pacepipe.signals.steps import CadenceGrid

AFTER_S: Final = (30, 60, 120)
TOLD_S: Final = 60
END_S: Final = 10
AROUND_S: Final = 3
"""End: median of the last 10 s. Recovery: mean of 3 s to either side of the moment:
research/signal.md 3(i). Without the fall at 60 s neither the return nor the time
constant is told (ours)."""
BOUT_MIN_S: Final = 180
RISE_MIN_BPM: Final = 10.0
STILL_SPM: Final = 20.0
STILL_MIN_FRAC: Final = 0.8
VALID_MIN_FRAC: Final = 0.8
BEFORE_S: Final = 15
BEYOND_S: Final = 5
"""A bout of 3 min that raised the heart rate by 10 bpm; still (under 20 spm) for 80 %
of the time after it, and 80 % of the seconds from -15 to +5 s beyond measured, ibid."""
RETURN_BPM: Final = 5.0
RETURN_WINDOW_S: Final = 30
RETURN_MAX_S: Final = 600
"""Back at rest: the 30-s heart rate is within 5 bpm of before; looked for up to ten
minutes (ours), and said to be longer where it has not come by then."""
FIT_S: Final = 180
"""HR = a + b exp(-t / tau) over 3 min, ibid."""
BEFORE_MS: Final = 300_000
BEFORE_MIN_S: Final = 60
BEFORE_STEPS: Final = 10
"""Before a walk: five minutes with under ten steps, ibid. 3(g); a minute of it measured
(ours)."""


class RecoveryNullReason(StrEnum):
    """Why a recovery is not told."""

    TOO_SHORT = "too_short"
    NO_REST_BEFORE = "no_rest_before"
    NO_RISE = "no_rise"
    NOT_STILL = "not_still"
    STILLNESS_UNKNOWN = "stillness_unknown"
    NOT_MEASURED = "not_measured"
    NOT_INTERPRETED = "not_interpreted"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Recovery after one walk, bpm below its end.

    Attributes
    ----------
    hr_pre_bpm, hr_end_bpm : float or None, bpm
    hrr30_bpm, hrr60_bpm, hrr120_bpm : float or None, bpm
    hrr30_null_reason, null_reason, hrr120_null_reason : RecoveryNullReason or None
        Why `hrr30_bpm`, `hrr60_bpm` and `hrr120_bpm` are None.
    t_return_s : float or None, seconds
        From the end until the heart rate is back; None where `hrr60_bpm` is.
    is_return_censored : bool
        True where it had not come back when `t_return_s` was last seen.
    tau_off_s : float or None, seconds
    """

    hr_pre_bpm: float | None
    hr_end_bpm: float | None
    hrr30_bpm: float | None
    hrr60_bpm: float | None
    hrr120_bpm: float | None
    hrr30_null_reason: RecoveryNullReason | None
    null_reason: RecoveryNullReason | None
    hrr120_null_reason: RecoveryNullReason | None
    t_return_s: float | None
    is_return_censored: bool
    tau_off_s: float | None


class _Dense:
    """Measured heart rate and cadence of each second around a walk, NaN elsewhere."""

    def __init__(
        self, seconds: SecondGrid, cadence: CadenceGrid, from_ms: int, until_ms: int
    ) -> None:
        from_ms = -(-from_ms // SECOND_MS) * SECOND_MS
        until_ms = until_ms // SECOND_MS * SECOND_MS
        count = max((until_ms - from_ms) // SECOND_MS, 0)
        self.first_ms = from_ms
        measured = ~seconds.is_interpolated
        self.hr_bpm = dense(
            seconds.second_ms[measured], seconds.hr_bpm[measured], from_ms, count
        )
        self.cadence_spm = dense(cadence.second_ms, cadence.cadence_spm, from_ms, count)

    def hr(self, from_s: float, until_s: float, origin_ms: int) -> FloatArray:
        """Heart rates of a stretch, seconds from an origin, end excluded."""
        return self.hr_bpm[self._rows(from_s, until_s, origin_ms)]

    def cadence(self, from_s: float, until_s: float, origin_ms: int) -> FloatArray:
        """Cadences of a stretch."""
        return self.cadence_spm[self._rows(from_s, until_s, origin_ms)]

    def _rows(self, from_s: float, until_s: float, origin_ms: int) -> slice:
        base = (origin_ms - self.first_ms) / SECOND_MS
        low = int(np.clip(round(base + from_s), 0, len(self.hr_bpm)))
        high = int(np.clip(round(base + until_s), 0, len(self.hr_bpm)))
        return slice(low, high)


def recovery(
    start_ms: int,
    end_ms: int,
    seconds: SecondGrid,
    cadence: CadenceGrid,
    *,
    hr_pre_bpm: float | None,
    next_start_ms: int | None = None,
    is_interpretable: bool = True,
    was_still: bool = False,
) -> Recovery:
    """Recovery after one walk.

    Parameters
    ----------
    start_ms, end_ms : int, ms UTC
        The walk, to its last active second.
    seconds : SecondGrid
        Without the seconds that are only suspected (`NOT_FOR_EXERCISE`).
    cadence : CadenceGrid
    hr_pre_bpm : float or None
        Before the walk; see `hr_before_bpm`.
    next_start_ms : int or None
        The next walk: nothing past it counts.
    is_interpretable : bool
        False with a pacemaker or atrial fibrillation (clinic-entered): then the
        heart rate does not say how a person recovers.
    was_still : bool
        True where somebody watched that the person rested, as in a test; otherwise
        the cadence has to show it: unknown steps are not rest.
    """
    span = _Dense(
        seconds, cadence, start_ms - 60_000, end_ms + (RETURN_MAX_S + 60) * SECOND_MS
    )
    ending = span.hr(-END_S, 0, end_ms)
    hr_end = float(np.nanmedian(ending)) if np.isfinite(ending).any() else None
    reason = _reason(start_ms, end_ms, hr_pre_bpm, hr_end, is_interpretable)
    if reason is not None or hr_end is None or hr_pre_bpm is None:
        return Recovery(
            hr_pre_bpm,
            hr_end,
            *(None, None, None),
            *(reason, reason, reason),
            t_return_s=None,
            is_return_censored=False,
            tau_off_s=None,
        )
    limit_s = (
        float(RETURN_MAX_S)
        if next_start_ms is None
        else min((next_start_ms - end_ms) / SECOND_MS, RETURN_MAX_S)
    )
    drops = {
        at: _drop(span, end_ms, at, hr_end=hr_end, limit_s=limit_s, was_still=was_still)
        for at in AFTER_S
    }
    told = {at: drop for at, drop in drops.items() if isinstance(drop, float)}
    why_not = {at: drop for at, drop in drops.items() if not isinstance(drop, float)}
    is_told = TOLD_S in told
    back_s, is_censored = (
        _return(span, end_ms, hr_pre_bpm, limit_s) if is_told else (None, False)
    )
    return Recovery(
        hr_pre_bpm=hr_pre_bpm,
        hr_end_bpm=hr_end,
        hrr30_bpm=told.get(30),
        hrr60_bpm=told.get(60),
        hrr120_bpm=told.get(120),
        hrr30_null_reason=why_not.get(30),
        null_reason=why_not.get(60),
        hrr120_null_reason=why_not.get(120),
        t_return_s=back_s,
        is_return_censored=is_censored,
        tau_off_s=_tau(span.hr(0, min(FIT_S, limit_s), end_ms)) if is_told else None,
    )


def hr_before_bpm(
    start_ms: int, seconds: SecondGrid, cadence: CadenceGrid
) -> float | None:
    """Median heart rate of the five minutes before a walk.

    None under a minute of measured seconds, with ten steps or more (research/signal.md
    3(g)), or where the steps of four fifths of the measured seconds are not known.
    """
    span = _Dense(seconds, cadence, start_ms - BEFORE_MS, start_ms)
    known = span.hr_bpm[np.isfinite(span.hr_bpm)]
    is_measured = np.isfinite(span.hr_bpm)
    is_counted = np.isfinite(span.cadence_spm)
    steps = np.nansum(span.cadence_spm) / 60.0
    if len(known) < BEFORE_MIN_S or steps >= BEFORE_STEPS:
        return None
    if float(is_counted[is_measured].mean()) < STILL_MIN_FRAC:
        return None
    return float(np.median(known))


def _reason(
    start_ms: int,
    end_ms: int,
    hr_pre_bpm: float | None,
    hr_end: float | None,
    is_interpretable: bool,
) -> RecoveryNullReason | None:
    if not is_interpretable:
        return RecoveryNullReason.NOT_INTERPRETED
    if end_ms - start_ms < BOUT_MIN_S * SECOND_MS:
        return RecoveryNullReason.TOO_SHORT
    if hr_pre_bpm is None:
        return RecoveryNullReason.NO_REST_BEFORE
    if hr_end is None:
        return RecoveryNullReason.NOT_MEASURED
    if hr_end - hr_pre_bpm < RISE_MIN_BPM:
        return RecoveryNullReason.NO_RISE
    return None


def _drop(
    span: _Dense,
    end_ms: int,
    at_s: int,
    *,
    hr_end: float,
    limit_s: float,
    was_still: bool,
) -> float | RecoveryNullReason:
    if limit_s < at_s + AROUND_S:
        return RecoveryNullReason.NOT_STILL
    cadence = span.cadence(0, at_s, end_ms)
    if not was_still:
        moved = float((cadence >= STILL_SPM).mean())
        if moved > 1 - STILL_MIN_FRAC:
            return RecoveryNullReason.NOT_STILL
        if float((cadence < STILL_SPM).mean()) < STILL_MIN_FRAC:
            return RecoveryNullReason.STILLNESS_UNKNOWN
    measured = span.hr(-BEFORE_S, at_s + BEYOND_S, end_ms)
    if float(np.isfinite(measured).mean()) < VALID_MIN_FRAC:
        return RecoveryNullReason.NOT_MEASURED
    around = span.hr(at_s - AROUND_S, at_s + AROUND_S + 1, end_ms)
    if not np.isfinite(around).any():
        return RecoveryNullReason.NOT_MEASURED
    return hr_end - float(np.nanmean(around))


def _return(
    span: _Dense, end_ms: int, hr_pre_bpm: float, limit_s: float
) -> tuple[float | None, bool]:
    """When the 30-s heart rate is back, or how long it was seen not to be."""
    hr = span.hr(0, limit_s, end_ms)
    last = None
    for at in range(RETURN_WINDOW_S, len(hr) + 1):
        window = hr[at - RETURN_WINDOW_S : at]
        if float(np.isfinite(window).mean()) < VALID_MIN_FRAC:
            break
        last = float(at)
        if float(np.nanmean(window)) <= hr_pre_bpm + RETURN_BPM:
            return float(at), False
    return last, last is not None


def _tau(hr_bpm: FloatArray) -> float | None:
    """Time constant of the fall, seconds; None also where too little was measured."""
    if int(np.isfinite(hr_bpm).sum()) < VALID_MIN_FRAC * FIT_S:
        return None
    return time_constant_s(hr_bpm, is_rise=False)
