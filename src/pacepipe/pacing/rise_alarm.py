"""When a rise is worth a look: many people at once, one row each, one column a day.

The same code decides a flag of one person and is judged on a virtual cohort.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.flag import SitePast
from pacepipe.pacing.alarm_budget import (
    Past,
    past_of,
    rate_at_site,
    thresholds_after,
)
from pacepipe.pacing.few_steps import fall_of_steps
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.rise import Rise, Seen, is_repeated, raised_count, rise
from pacepipe.pacing.usual import Usual, usual_tiredness
from pacepipe.pacing.walk_heart import Walks, walk_excess


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What is watched; arrays are (n, days), NaN where not known.

    Attributes
    ----------
    rest_bpm : float64
        Nights or seated rests, never both.
    usual : Usual
        Of these.
    walks : Walks
    tiredness : float64, 0 to 10
    step_count : float64
        NaN where a day was not counted for long enough.
    is_phase : bool
        Days after an infusion with a usual of their own.
    known_from : float64
        First column that may be usual on each day.
    is_excused : bool
        Days about which something explains a rise.
    is_driven : (n, 1) bool
        People whose heart a pacemaker or atrial fibrillation drives.
    """

    rest_bpm: FloatArray
    usual: Usual
    walks: Walks
    tiredness: FloatArray
    step_count: FloatArray
    is_phase: BoolArray
    known_from: FloatArray
    is_excused: BoolArray
    is_driven: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """Arrays are (n, days).

    Attributes
    ----------
    over_bpm, walk_over_bpm, tired_over_points : float64
    fewer_steps : float64
        Logarithm of the usual steps over those of the day before.
    odds : Rise
    log_odds : float64
        Of a rise that is repeated; -inf where it is not, NaN where nothing was judged.
    past : Past
        Of these people alone.
    threshold : float64
        Of this person on this day.
    rests_raised, walks_raised : bool
        Which of the two is repeated.
    is_met : bool
    """

    over_bpm: FloatArray
    walk_over_bpm: FloatArray
    tired_over_points: FloatArray
    fewer_steps: FloatArray
    odds: Rise
    log_odds: FloatArray
    past: Past
    threshold: FloatArray
    rests_raised: BoolArray
    walks_raised: BoolArray
    is_met: BoolArray


def watch(
    watched: Watched,
    policy: FlagPolicy,
    budget_per_month: float,
    site: SitePast | None = None,
) -> Alarm:
    """Where a rise, repeated, is likelier than the budget lets pass.

    Nothing is judged on a day on which neither a rest nor a walk was measured.
    """
    usual = watched.usual
    over = usual.excess(watched.rest_bpm)
    walk_over, walk_spread = walk_excess(watched.walks, watched.known_from, policy)
    walk_over = np.where(watched.is_driven, np.nan, walk_over)
    tired = usual_tiredness(watched.tiredness, watched.is_phase, policy)
    fewer, fewer_spread = fall_of_steps(watched.step_count, watched.is_phase, policy)
    odds = rise(
        Seen(
            rest_bpm=over,
            rest_spread_bpm=usual.spread,
            walk_bpm=walk_over,
            walk_spread_bpm=walk_spread,
            tired_points=tired,
            fewer_steps=fewer,
            fewer_spread=fewer_spread,
        ),
        policy,
    )
    rests, walks = is_repeated(over, walk_over, policy)
    rests &= ~watched.is_driven | _is_far_over(over, policy)
    is_judged = ~np.isnan(over) | ~np.isnan(walk_over)
    unmet = np.where(is_judged, -np.inf, np.nan)
    log_odds = np.where(rests | walks, odds.either, unmet)
    past = past_of(log_odds, watched.is_excused, policy)
    rates = rate_at_site(site, policy)
    threshold = thresholds_after(past, policy, budget_per_month, rates)
    return Alarm(
        over_bpm=over,
        walk_over_bpm=walk_over,
        tired_over_points=tired,
        fewer_steps=fewer,
        odds=odds,
        log_odds=log_odds,
        past=past,
        threshold=threshold,
        rests_raised=rests,
        walks_raised=walks,
        is_met=np.nan_to_num(log_odds, nan=-np.inf) >= threshold,
    )


def _is_far_over(over: FloatArray, policy: FlagPolicy) -> BoolArray:
    """Where single beats are not the heart's own: three of four nights far over."""
    count = raised_count(
        over,
        policy.fibrillation_night_bpm,
        last=policy.fibrillation_count + 1,
        within_days=policy.raised_days + 1,
    )
    is_far: BoolArray = count >= policy.fibrillation_count
    return is_far


FAR_WITH_SIGN: Final = "far_with_sign"
ABSOLUTE: Final = "absolute"


def far_over(
    rest_bpm: FloatArray, usual: Usual, policy: FlagPolicy
) -> dict[str, BoolArray]:
    """Rests that are for today if they are sustained, by cause, (n, days) each.

    Far over the usual, which takes a fever or a sign besides, or at an absolute level.
    """
    over = usual.excess(rest_bpm)
    is_far = (over >= policy.today_bpm) & (over >= policy.today_spreads * usual.spread)
    is_high = (
        is_far
        & (rest_bpm >= policy.absolute_bpm)
        & (usual.level < policy.absolute_usual_bpm)
    )
    return {
        FAR_WITH_SIGN: is_far,
        ABSOLUTE: is_high | (rest_bpm >= policy.absolute_today_bpm),
    }


def for_today(
    is_met: BoolArray, cause: str, has_sign: BoolArray, policy: FlagPolicy
) -> BoolArray:
    """Met on `today_count` of the last `today_of` days of the calendar, (n, days).

    A day that was not measured counts as not met, so that what is missing never
    raises anything.

    Parameters
    ----------
    has_sign : (n, days) bool
        A fever or a reported sign on the day or in the `sign_days` before it.
    """
    count = np.zeros(is_met.shape, dtype=np.int64)
    for back in range(policy.today_of):
        count[:, back:] += is_met[:, : is_met.shape[1] - back]
    found: BoolArray = count >= policy.today_count
    return found & has_sign if cause == FAR_WITH_SIGN else found
