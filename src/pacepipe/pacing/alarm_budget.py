"""From a budget of false alarms to the threshold of one person.

A site says how many false episodes of tier 2 and 3 a patient-month it can look at. How
often a threshold is passed by somebody who is well is known of people (the policy has
it from a virtual cohort), of this site's people, and, more with every month, of this
person: each is weighed against the one before by months. The threshold is
the lowest whose rate keeps to the budget, within bounds that no budget and no person
can leave. It looks back alone, never at an episode that something explains, and not
yet at one that goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.flag import SitePast
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


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What there would have been at each threshold before each day.

    Attributes
    ----------
    false : (days + 1, n, k) float64
        Episodes at each of the k thresholds that nothing explains.
    months : (days + 1, n) float64
        Months that were judged.
    """

    false: FloatArray
    months: FloatArray


def past_of(log_odds: FloatArray, is_excused: BoolArray, policy: FlagPolicy) -> Past:
    """Count the episodes of each person at every threshold.

    Parameters
    ----------
    log_odds, is_excused : (n, days)
        As of `thresholds`.
    """
    n, days = log_odds.shape
    levels = tried(policy)
    is_judged = ~np.isnan(log_odds)
    known = np.where(is_judged, log_odds, -np.inf)
    false = np.zeros((days + 1, n, len(levels)))
    last = np.full((n, len(levels)), -np.inf)
    for day in range(days):
        is_passed = known[:, day, None] >= levels[None, :]
        is_new = is_passed & (day - last > policy.episode_gap_days)
        false[day + 1] = false[day] + (is_new & ~is_excused[:, day][:, None])
        last = np.where(is_passed, day, last)
    months = np.zeros((days + 1, n))
    months[1:] = np.cumsum(is_judged, axis=1).T / MONTH_DAYS
    return Past(false, months)


def site_past(past: Past, day: int, policy: FlagPolicy) -> SitePast:
    """What all people of a site had before one day, an episode that goes on not."""
    ended = max(day - policy.episode_gap_days, 0)
    counts = past.false[ended].sum(axis=0)
    return SitePast(float(past.months[day].sum()), tuple(counts.tolist()))


def joined(pasts: Iterable[SitePast]) -> SitePast | None:
    """Of several people together; None of nobody."""
    every = tuple(pasts)
    if not every:
        return None
    counts = np.sum([each.false_counts for each in every], axis=0)
    return SitePast(sum(each.months for each in every), tuple(counts.tolist()))


def rate_at_site(site: SitePast | None, policy: FlagPolicy) -> FloatArray:
    """False episodes a month at each threshold, as this site has them, (k,) float64.

    The cohort's curve counts as `site_months` of patients, so that a young site starts
    from it. More false episodes never make it lower, nor do months without any make it
    higher; the bounds of the threshold are bounds here too.
    """
    usual = usual_rate(tried(policy), policy)
    if site is None or len(site.false_counts) != len(usual):
        return usual
    weight = policy.site_months
    rate: FloatArray = (weight * usual + np.array(site.false_counts)) / (
        weight + site.months
    )
    return rate


def thresholds(
    log_odds: FloatArray,
    is_excused: BoolArray,
    policy: FlagPolicy,
    budget_per_month: float,
    rates: FloatArray | None = None,
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
    rates : (n, days, k) float64, or what has that shape with fewer, or None
        False episodes a month at each threshold before anything is known of a person;
        None is the cohort's.
    """
    past = past_of(log_odds, is_excused, policy)
    return thresholds_after(past, policy, budget_per_month, rates)


def thresholds_after(
    past: Past,
    policy: FlagPolicy,
    budget_per_month: float,
    rates: FloatArray | None = None,
) -> FloatArray:
    """The same where the past is counted already."""
    levels = tried(policy)
    usual = usual_rate(levels, policy) if rates is None else rates
    allowed = max(budget_per_month - policy.other_per_month, policy.budget_lowest / 2)
    days = len(past.months) - 1
    ended = np.maximum(np.arange(days) - policy.episode_gap_days, 0)
    own = np.swapaxes(past.false[ended], 0, 1)
    months = past.months[:-1].T[:, :, None]
    rate = (policy.own_months * usual + own) / (policy.own_months + months)
    is_within = rate <= allowed
    first = np.where(is_within.any(axis=2), np.argmax(is_within, axis=2), -1)
    found: FloatArray = levels[first]
    return found
