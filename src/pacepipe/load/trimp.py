"""Training impulse from heart rate: descriptive, and only where the clinic lets it be.

It needs a resting and a highest heart rate that were measured, not computed from age,
and a heart that answers: nothing is said under beta blockers, with a pacemaker or in
atrial fibrillation (design section 7, issue of the load model).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray

WEIGHTS: Final = {"men": (0.64, 1.92), "women": (0.86, 1.67)}
"""a and b of ``a exp(b x)``: Banister 1991, in Physiological Testing of the
High-Performance Athlete. One pair for both would be 16 to 26 % low in women."""
COVERAGE_MIN_FRAC: Final = 0.8
"""Share of a session with a measured heart rate (ours: a missing minute is not an easy
one, and a load of half a walk is not its load)."""


class NoTrimp(StrEnum):
    """Why there is none."""

    NO_LIMITS = "no_limits"
    RATE_LIMITING = "rate_limiting"
    IRREGULAR = "irregular"
    PACEMAKER = "pacemaker"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class HeartFacts:
    """What the clinic entered of a heart, in force at a moment; None is not known.

    Attributes
    ----------
    hr_rest_bpm, hr_max_bpm : float or None, bpm
        Measured, each with the clinic's source.
    weighting : str or None
        ``men`` or ``women``: the pair of weights.
    on_beta_blocker, has_pacemaker, has_atrial_fibrillation : bool or None
    """

    hr_rest_bpm: float | None = None
    hr_max_bpm: float | None = None
    weighting: str | None = None
    on_beta_blocker: bool | None = None
    has_pacemaker: bool | None = None
    has_atrial_fibrillation: bool | None = None


@dataclass(frozen=True, slots=True)
class Trimp:
    """`trimp_au` of a session, or why there is none."""

    trimp_au: float | None
    null_reason: NoTrimp | None


def hr_reserve_frac(
    hr_bpm: FloatArray, hr_rest_bpm: float, hr_max_bpm: float
) -> FloatArray:
    """Share of the heart-rate reserve, 0 to 1.

    Examples
    --------
    >>> hr_reserve_frac(np.array([60.0, 110.0, 200.0]), 60.0, 160.0)
    array([0. , 0.5, 1. ])
    """
    share = (hr_bpm - hr_rest_bpm) / (hr_max_bpm - hr_rest_bpm)
    return np.clip(share, 0.0, 1.0)


def trimp(hr_bpm: FloatArray, coverage_frac: float, facts: HeartFacts) -> Trimp:
    """Training impulse of one session.

    Parameters
    ----------
    hr_bpm : (n,) float64
        Measured seconds of the session.
    coverage_frac : float, 0 to 1
        Their share of it.
    facts : HeartFacts
        In force at its start.

    Returns
    -------
    Trimp
        ``sum over seconds of x a exp(b x) / 60`` with x the share of the reserve. It
        is that of the measured seconds: up to a fifth low, and nothing is filled in.
    """
    reason = _unreadable(facts)
    if reason is not None:
        return Trimp(None, reason)
    if coverage_frac < COVERAGE_MIN_FRAC or len(hr_bpm) == 0:
        return Trimp(None, NoTrimp.NOT_MEASURED)
    if (
        facts.hr_rest_bpm is None
        or facts.hr_max_bpm is None
        or facts.weighting not in WEIGHTS
    ):
        return Trimp(None, NoTrimp.NO_LIMITS)
    a, b = WEIGHTS[facts.weighting]
    x = hr_reserve_frac(hr_bpm, facts.hr_rest_bpm, facts.hr_max_bpm)
    return Trimp(float((x * a * np.exp(b * x)).sum() / 60.0), None)


def _unreadable(facts: HeartFacts) -> NoTrimp | None:
    """Nothing is said unless the clinic has said that nothing stands against it."""
    if facts.has_pacemaker is not False:
        return NoTrimp.PACEMAKER if facts.has_pacemaker else NoTrimp.NO_LIMITS
    if facts.has_atrial_fibrillation is not False:
        return NoTrimp.IRREGULAR if facts.has_atrial_fibrillation else NoTrimp.NO_LIMITS
    if facts.on_beta_blocker is not False:
        return NoTrimp.RATE_LIMITING if facts.on_beta_blocker else NoTrimp.NO_LIMITS
    return None
