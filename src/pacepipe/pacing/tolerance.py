"""How long a session a person tolerates: a posterior on a grid, many people at once.

The one thing it is used for is a ceiling: the length that the person's tolerance is
under with a chance of `tolerance_quantile` (escalation with overdose control, as in
dose finding; Babb, Rogatko and Zacks 1998, Statistics in Medicine 17:1103). It may
lower a plan and never raises one. It says little about the exact limit of one person
(design section 7.1), so nobody is told "your limit".

The shape of the response is fixed on purpose. Both likelihoods have a monotone ratio
in tolerance, so a worse answer can only lower the ceiling, which no fitted shape could
promise.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray

DAYS: Final = 84
"""Days that are looked at; older ones weigh under a third by then."""
GRID_MIN: Final = np.exp(np.linspace(np.log(3.0), np.log(90.0), 44))
"""Tolerated minutes a session, evenly in the logarithm: from under the shortest
session to over the longest walk that a plan has ever asked for."""

LAG_SHARES: Final = (0.40, 0.35, 0.20, 0.05)
"""Share of a response on the same day and the three after it: research 4.6, after
post-exertional symptoms of typically 12 to 48 h."""
LOAD_DAYS: Final = 4.0
"""Time constant of the carried load, days: research 4.6."""
SESSIONS_A_WEEK: Final = 5.0
LOAD_SHARE: Final = 0.5
"""Half of the mark of five sessions a week comes from what they add up to: ADR 12."""
RESPONSE_POWER: Final = 3.0
"""How steeply a mark grows with length. No edge below which length leaves none, since
not everybody has one: ADR 12."""
RESPONSE_MAX: Final = 2.5
CHANGE_RANGE: Final = (-2.0, 4.0)
"""Points of burden beyond which a day says no more: research 4.6."""
EFFORT_LOW: Final = 2.0
EFFORT_HIGH: Final = 4.5
"""CR10: at most 2 is light, from 4.5 on is hard; an early stop is hard."""
EFFORT_CUTS: Final = (0.55, 1.5)
"""Share of the tolerated length at which a session is as often rated light as not,
and as often hard as not: research 4.6."""
EFFORT_SHIFTS: Final = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])
EFFORT_SHIFT_SD: Final = 0.4
"""The personal way of using the scale, in the logarithm of length: research 4.6."""


@dataclass(frozen=True, slots=True)
class Response:
    """The numbers of the model that a policy names.

    Attributes
    ----------
    prior_log_sd : float
        Spread of the logarithm over people who walk as much in a usual day.
    points : float
        Burden of a day, in a week of five sessions of the tolerated length.
    noise_points : float
        Spread of a day's burden that no walk moved.
    effort_slope, effort_weight : float
        Steepness of the answer in the logarithm of length, and how far one answer
        counts as one: efforts of one person repeat each other.
    half_life_days : float
        After so many days evidence counts half.
    """

    prior_log_sd: float
    points: float
    noise_points: float
    effort_slope: float
    effort_weight: float
    half_life_days: float


@dataclass(frozen=True, slots=True, eq=False)
class DoseDays:
    """What was done and said, the last `DAYS` days of p people, oldest first.

    Attributes
    ----------
    minutes : (p, d) float64
        Walked minutes, 0 where none are known.
    change : (p, d) float64, points
        Burden above what is usual for the day; NaN where it is not known.
    effort_cr10 : (p, d) float64
        Hardest effort of the day; NaN where not said.
    is_early_stop : (p, d) bool
    prior_min : (p,) float64, minutes
        Median over people who walk as much in a usual day.
    """

    minutes: FloatArray
    change: FloatArray
    effort_cr10: FloatArray
    is_early_stop: BoolArray
    prior_min: FloatArray


def posterior(days: DoseDays, response: Response) -> FloatArray:
    """Probability of each tolerance of `GRID_MIN`.

    Parameters
    ----------
    days : DoseDays of p people
    response : Response

    Returns
    -------
    (p, g) float64
        Rows sum to 1.

    Notes
    -----
    ``log p(T) = log N(log T; log prior, sd) - 1/2 sum w_t ((y_t - k z_t(T)) / s)^2
    + log sum_j p_j exp(c sum_s w_s log P(category_s | log(e_s / T) - d_j))`` with
    ``z_t(T) = (1 - h) sum_l share_l (e_{t-l} / T)^3 + h (F_t / T)^3``, ``h`` the share
    of the load, and ``F`` the carried load in sessions of a five-session week.
    Research 4.6; the power in place of its edge is ADR 12.
    """
    age = np.arange(days.minutes.shape[1])[::-1]
    weight = 0.5 ** (age / response.half_life_days)
    prior = np.log(GRID_MIN / days.prior_min[:, None]) / response.prior_log_sd
    log_p = (
        -0.5 * prior**2
        + _of_symptoms(days, weight, response)
        + _of_efforts(days, weight, response)
    )
    p = np.exp(log_p - log_p.max(axis=1, keepdims=True))
    normalised: FloatArray = p / p.sum(axis=1, keepdims=True)
    return normalised


def quantile_min(probability: FloatArray, quantile: float) -> FloatArray:
    """Tolerance that is under with this probability, minutes.

    Parameters
    ----------
    probability : (p, g) float64
    quantile : float, 0 to 1

    Returns
    -------
    (p,) float64
        Within a cell of the grid it is evenly in the logarithm.
    """
    step = np.log(GRID_MIN[1] / GRID_MIN[0])
    through = np.cumsum(probability, axis=1)
    cell = np.minimum((through < quantile).sum(axis=1), len(GRID_MIN) - 1)
    rows = np.arange(len(probability))
    inside = probability[rows, cell]
    before = through[rows, cell] - inside
    share = np.clip((quantile - before) / np.maximum(inside, 1e-12), 0.0, 1.0)
    minutes: FloatArray = GRID_MIN[cell] * np.exp(step * (share - 0.5))
    return minutes


def expected_points(minutes: FloatArray) -> FloatArray:
    """The response of each day under each tolerance, in shares of `points`.

    Parameters
    ----------
    minutes : (p, d) float64

    Returns
    -------
    (p, d, g) float64, 0 to `RESPONSE_MAX`
    """
    mark = (minutes[:, :, None] / GRID_MIN) ** RESPONSE_POWER
    shown = np.zeros(mark.shape)
    for lag, share in enumerate(LAG_SHARES):
        shown[:, lag:] += share * mark[:, : mark.shape[1] - lag]
    carried = (_carried(minutes)[:, :, None] / GRID_MIN) ** RESPONSE_POWER
    return np.minimum((1 - LOAD_SHARE) * shown + LOAD_SHARE * carried, RESPONSE_MAX)


def _carried(minutes: FloatArray) -> FloatArray:
    """Carried load, in minutes of one session of a week of five."""
    keep = np.exp(-1.0 / LOAD_DAYS)
    gain = (1.0 - keep) * 7.0 / SESSIONS_A_WEEK
    load = np.zeros(minutes.shape)
    now = np.zeros(len(minutes))
    for day in range(minutes.shape[1]):
        now = keep * now + gain * minutes[:, day]
        load[:, day] = now
    return load


def _of_symptoms(days: DoseDays, weight: FloatArray, response: Response) -> FloatArray:
    is_known = ~np.isnan(days.change)
    change = np.clip(np.where(is_known, days.change, 0.0), *CHANGE_RANGE)
    expected = response.points * expected_points(days.minutes)
    distance = (change[:, :, None] - expected) / response.noise_points
    counts = np.where(is_known, weight, 0.0)
    log_p: FloatArray = -0.5 * np.einsum("pd,pdg->pg", counts, distance**2)
    return log_p


def _of_efforts(days: DoseDays, weight: FloatArray, response: Response) -> FloatArray:
    is_said = (days.minutes > 0) & (~np.isnan(days.effort_cr10) | days.is_early_stop)
    total = np.zeros((len(is_said), len(GRID_MIN), len(EFFORT_SHIFTS)))
    people, first = np.unique(np.nonzero(is_said)[0], return_index=True)
    if len(people) > 0:
        counts = (np.broadcast_to(weight, is_said.shape) * response.effort_weight)[
            is_said
        ]
        said = _log_answers(days, is_said, response)
        total[people] = np.add.reduceat(counts[:, None, None] * said, first, axis=0)
    shares = np.exp(-0.5 * (EFFORT_SHIFTS / EFFORT_SHIFT_SD) ** 2)
    log_share = np.log(shares / shares.sum())
    most = total.max(axis=2, keepdims=True)
    mixed: FloatArray = most[:, :, 0] + np.log(
        np.exp(total - most + log_share).sum(axis=2)
    )
    return mixed


def _log_answers(days: DoseDays, is_said: BoolArray, response: Response) -> FloatArray:
    """Of each answer under each tolerance and way of using the scale, (a, g, j).

    Light or hard, in the cumulative logit of the logarithm of length. An answer between
    them is 0 everywhere: it speaks for no length, so that leaving it unsaid never gives
    a longer plan.
    """
    effort, minutes = days.effort_cr10[is_said], days.minutes[is_said]
    is_hard = (effort >= EFFORT_HIGH) | days.is_early_stop[is_said]
    is_light = ~is_hard & (effort <= EFFORT_LOW)
    low, high = np.log(EFFORT_CUTS)
    ratio = np.log(minutes[:, None] / GRID_MIN)[:, :, None] - EFFORT_SHIFTS
    to_light = response.effort_slope * (low - ratio)
    to_hard = response.effort_slope * (ratio - high)
    said = np.zeros(ratio.shape)
    said[is_light] = _log_logistic(to_light[is_light])
    said[is_hard] = _log_logistic(to_hard[is_hard])
    return said


def _log_logistic(x: FloatArray) -> FloatArray:
    value: FloatArray = -np.log1p(np.exp(-x))
    return value
