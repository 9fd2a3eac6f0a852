"""From a budget of false alarms to the threshold of one person.

A site says how many false episodes of tier 2 and 3 a patient-month it can look at. How
often a threshold is passed by somebody who is well is known of people (the policy has
it from a virtual cohort) and, more with every month, of this person. The threshold is
the lowest whose rate keeps to the budget, within bounds that no budget and no person
can leave. It looks back alone, never at an episode that something explains, and not
yet at one that goes on.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.pacing.flag_policy import FlagPolicy

STEP: Final = 0.25
"""Between the thresholds that are tried, log odds."""
MONTH_DAYS: Final = 30.0


def budget_within(budget_per_month: float | None, policy: FlagPolicy) -> float:
    """The site's budget within the bounds of the policy; its default where none is.

    Examples
    --------
    >>> budget_within(None, FlagPolicy()), budget_within(9.0, FlagPolicy())
    (0.25, 1.0)
    """
    if budget_per_month is None or not np.isfinite(budget_per_month):
        return policy.budget_per_month
    return float(np.clip(budget_per_month, policy.budget_lowest, policy.budget_highest))


def tried(policy: FlagPolicy) -> FloatArray:
    """Thresholds in rising order, (k,) float64."""
    count = round((policy.rise_highest - policy.rise_lowest) / STEP) + 1
    levels: FloatArray = policy.rise_lowest + STEP * np.arange(count, dtype=np.float64)
    return levels


def usual_rate(threshold: FloatArray, policy: FlagPolicy) -> FloatArray:
    """False episodes a month of people who are well, at each threshold."""
    rate: FloatArray = policy.rate_at_zero * np.exp(-policy.rate_slope * threshold)
    return rate


def thresholds(
    log_odds: FloatArray,
    is_excused: BoolArray,
    policy: FlagPolicy,
    budget_per_month: float,
) -> FloatArray:
    """The threshold of each person on each day, (n, days) float64.

    Parameters
    ----------
    log_odds : (n, days) float64
        Of a rise where it is repeated; -inf elsewhere, NaN where nothing was judged.
    is_excused : (n, days) bool
        Days about which something is known that explains a rise: an episode that
        begins on one is no false one.
    budget_per_month : float
        False episodes of tier 2 and 3 a patient-month, all flags together.
    """
    n, days = log_odds.shape
    levels = tried(policy)
    allowed = max(budget_per_month - policy.other_per_month, policy.budget_lowest / 2)
    usual = policy.own_months * usual_rate(levels, policy)
    count = np.zeros((days + 1, n, len(levels)))
    months = np.zeros(n)
    last = np.full((n, len(levels)), -np.inf)
    found = np.empty((n, days))
    is_judged = ~np.isnan(log_odds)
    known = np.where(is_judged, log_odds, -np.inf)
    for day in range(days):
        past = count[max(day - policy.episode_gap_days, 0)]
        rate = (usual[None, :] + past) / (policy.own_months + months)[:, None]
        is_within = rate <= allowed
        first = np.where(is_within.any(axis=1), np.argmax(is_within, axis=1), -1)
        found[:, day] = levels[first]
        is_passed = known[:, day, None] >= levels[None, :]
        is_new = is_passed & (day - last > policy.episode_gap_days)
        count[day + 1] = count[day] + (is_new & ~is_excused[:, day][:, None])
        last = np.where(is_passed, day, last)
        months += is_judged[:, day] / MONTH_DAYS
    return found
