"""pacepipe's own flags on a virtual cohort: the code that decides them in the product.

The clinic of this cohort knows of four in five new rate-limiting drugs; the others come
unsaid, as they do.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.history import FEVER_C
from pacepipe.pacing.alarm_budget import (
    Past,
    past_of,
    rate_at_site,
    site_past,
    thresholds_after,
)
from pacepipe.pacing.few_steps import few_steps
from pacepipe.pacing.flag_days import EXCUSED_DAYS, held
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.rise_alarm import Watched, far_over, for_today, watch
from pacepipe.pacing.usual import usual_rest
from pacepipe.pacing.walk_heart import Walks
from pacepipe.simulate.cohort.heart import NEVER, Hearts
from pacepipe.simulate.cohort.seen import Seen

TOLD_OF_DRUGS: Final = 0.8


MONTH: Final = 30
"""Days from one look at a site's past to the next."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site, and how those who work there answer (J)."""

    people: int = 30
    answered_share: float = 0.6
    seed: int = 5


@dataclass(frozen=True, slots=True, eq=False)
class OurFlags:
    """Days with a flag, (n, days) bool, by family; `today` is tier 3, the others 2.

    `past` and `log_odds` are what another budget would be judged by.
    """

    rise: BoolArray
    steps: BoolArray
    today: BoolArray
    log_odds: FloatArray
    is_excused: BoolArray
    past: Past

    @property
    def any_look(self) -> BoolArray:
        """Tier 2 or 3, whatever the family."""
        return self.rise | self.steps | self.today


def our_flags(
    hearts: Hearts, seen: Seen, policy: FlagPolicy, budget_per_month: float
) -> OurFlags:
    """Watch a cohort, without looking ahead."""
    has_sign = _fevers(seen)
    watched = _watched(hearts, seen, has_sign, policy)
    alarm = watch(watched, policy, budget_per_month)
    causes = far_over(hearts.night_bpm, watched.usual, policy)
    is_told = held(has_sign, policy.sign_days)
    today = np.zeros_like(has_sign)
    for cause, is_met in causes.items():
        today |= for_today(is_met, cause, is_told, policy)
    is_few = few_steps(hearts.step_count, policy).is_few
    is_noted = hearts.days_since_infusion <= policy.steps_infusion_days
    return OurFlags(
        rise=alarm.is_met,
        steps=is_few & ~is_noted,
        today=today,
        log_odds=alarm.log_odds,
        is_excused=watched.is_excused,
        past=alarm.past,
    )


def at_budget(flags: OurFlags, policy: FlagPolicy, budget_per_month: float) -> OurFlags:
    """The same cohort under another budget."""
    needed = thresholds_after(flags.past, policy, budget_per_month)
    return _needing(flags, needed)


def _needing(flags: OurFlags, needed: FloatArray) -> OurFlags:
    return replace(flags, rise=np.nan_to_num(flags.log_odds, nan=-np.inf) >= needed)


def of_sites(
    flags: OurFlags,
    hearts: Hearts,
    policy: FlagPolicy,
    budget_per_month: float,
    site: Site,
) -> OurFlags:
    """The same cohort parted into sites, each with a past of its own by months.

    Who answers says of a flag about an illness that it was right, which explains the
    days after it; of any other that it was not. What is not answered counts as false,
    as it does in the product.
    """
    excused = flags.is_excused | held(_said_right(flags, hearts, site), EXCUSED_DAYS)
    past = past_of(flags.log_odds, excused, policy)
    n, days = flags.log_odds.shape
    needed = np.empty((n, days))
    for first in range(0, n, site.people):
        rows = slice(first, first + site.people)
        theirs = Past(past.false[:, rows], past.months[:, rows])
        rates = np.stack(
            [
                rate_at_site(site_past(theirs, day - day % MONTH, policy), policy)
                for day in range(days)
            ]
        )
        needed[rows] = thresholds_after(theirs, policy, budget_per_month, rates[None])
    return _needing(flags, needed)


def _said_right(flags: OurFlags, hearts: Hearts, site: Site) -> BoolArray:
    """First days of flags about an illness that somebody answered."""
    starts = np.zeros_like(flags.rise)
    last = np.full(len(starts), -NEVER)
    for day in range(starts.shape[1]):
        now = flags.rise[:, day]
        starts[:, day] = now & (day - last > EXCUSED_DAYS)
        last = np.where(now, day, last)
    chance = np.random.default_rng(site.seed)
    found: BoolArray = (
        starts & hearts.is_ill & (chance.random(starts.shape) < site.answered_share)
    )
    return found


def without_diary(seen: Seen) -> Seen:
    """The same people, who told nothing: for a comparison by the heart alone."""
    items = {name: np.full_like(each, np.nan) for name, each in seen.items.items()}
    return Seen(
        items=items,
        planned_min=seen.planned_min,
        done_min=seen.done_min,
        effort_cr10=seen.effort_cr10,
        is_early_stop=seen.is_early_stop,
        temperature_c=np.full_like(seen.temperature_c, np.nan),
        is_infusion=seen.is_infusion,
    )


def without_made_up(hearts: Hearts) -> Hearts:
    """The same people, where a value that the strap made up was not measured."""
    return replace(
        hearts,
        night_bpm=np.where(hearts.is_wrong_night, np.nan, hearts.night_bpm),
        walk_bpm=np.where(hearts.is_wrong_walk, np.nan, hearts.walk_bpm),
    )


def _fevers(seen: Seen) -> BoolArray:
    told: BoolArray = np.nan_to_num(seen.temperature_c, nan=0.0) >= FEVER_C
    return told


def _watched(
    hearts: Hearts, seen: Seen, has_sign: BoolArray, policy: FlagPolicy
) -> Watched:
    since = hearts.days_since_infusion
    is_phase = (since >= 1) & (since <= policy.phase_days)
    known_from = _known_from(hearts.limited_from, hearts.night_bpm, policy)
    return Watched(
        rest_bpm=hearts.night_bpm,
        usual=usual_rest(
            hearts.night_bpm,
            is_phase,
            known_from,
            policy,
            spread_bpm=policy.spread_usual_bpm,
        ),
        walks=Walks(
            hearts.walk_bpm, hearts.cadence_spm, hearts.walk_min, hearts.heat_c
        ),
        tiredness=seen.items["tiredness"],
        step_count=hearts.step_count,
        is_phase=is_phase,
        known_from=known_from,
        is_excused=held(has_sign, EXCUSED_DAYS),
        is_driven=np.zeros((len(since), 1), dtype=np.bool_),
    )


def _known_from(
    limited_from: IntArray, like: FloatArray, policy: FlagPolicy
) -> FloatArray:
    """From a new drug on, what is usual starts anew, where anybody was told of it."""
    n, days = like.shape
    is_told = (limited_from >= 0) & (np.arange(n) % 5 < TOLD_OF_DRUGS * 5)
    begun = is_told[:, None] & (np.arange(days)[None, :] >= limited_from[:, None])
    first = (limited_from + policy.relearn_skip_days)[:, None].astype(np.float64)
    return np.where(begun, first, -np.inf)
