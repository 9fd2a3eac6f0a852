"""A heart that beats faster than usual, at rest or in walks; or slower, at rest.

Nights and seated rests are each held against their own kind. What is raised rests on
at least two raised nights, rests or walks; its tier is 2, and 3 only together with a
fever or a sign, or at a sustained absolute level.
"""

from datetime import date
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised, RestKind
from pacepipe.pacing.alarm_budget import budget_within, thresholds
from pacepipe.pacing.flag_cause import (
    NOTE,
    THIS_WEEK,
    TODAY,
    Facts,
    episode_date,
    raised,
)
from pacepipe.pacing.flag_days import DAYS, HEART, Days, date_of, laid_out
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.rise import Seen, is_repeated, raised_count, rise
from pacepipe.pacing.usual import Usual, known_median, usual_rest, usual_tiredness
from pacepipe.pacing.walk_heart import walk_excess

RECENT_DAYS: Final = 28
"""Days by which it is decided which kind of rest a person has."""


def rise_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: what is for today stands for what is to be looked at this week."""
    days = laid_out(inputs, policy)
    usual = {kind: _usual(days, kind, policy) for kind in RestKind}
    today = _today_flags(inputs, days, usual, policy)
    return today or _week_flags(inputs, days, usual, policy)


def _usual(days: Days, kind: RestKind, policy: FlagPolicy) -> Usual:
    return usual_rest(
        days.rests[kind],
        days.is_phase,
        days.known_from,
        policy,
        spread_bpm=policy.spread_usual_bpm
        if kind is RestKind.NIGHT
        else policy.spread_usual_spot_bpm,
    )


def _main_kind(days: Days) -> RestKind:
    """The kind of rest that is known on more of the last days; nights where equal."""
    known = {
        kind: int((~np.isnan(values[:, -RECENT_DAYS:])).sum())
        for kind, values in days.rests.items()
    }
    is_spot = known[RestKind.SPOT] > known[RestKind.NIGHT]
    return RestKind.SPOT if is_spot else RestKind.NIGHT


def _week_flags(
    inputs: FlagInputs, days: Days, usual: dict[RestKind, Usual], policy: FlagPolicy
) -> list[FlagRaised]:
    kind = _main_kind(days)
    over = usual[kind].excess(days.rests[kind])
    walk_over, walk_spread = walk_excess(days.walks, days.known_from, policy)
    tired = usual_tiredness(days.tiredness, days.is_phase, policy)
    odds = rise(Seen(over, usual[kind].spread, walk_over, walk_spread, tired), policy)
    rests, walks = is_repeated(over, walk_over, policy)
    if inputs.heart.has_pacemaker or inputs.heart.has_atrial_fibrillation:
        rests &= _is_far_over(over, policy)
    is_judged = ~np.isnan(over) | ~np.isnan(walk_over)
    log_odds = np.where(
        rests | walks, odds.either, np.where(is_judged, -np.inf, np.nan)
    )
    budget = budget_within(inputs.budget_per_month, policy)
    threshold = thresholds(log_odds, days.is_excused, policy, budget)
    is_met = np.nan_to_num(log_odds, nan=-np.inf) >= threshold
    met = np.flatnonzero(is_met[0]).tolist()
    if not met or met[-1] < DAYS - policy.episode_gap_days:
        return []
    column = met[-1]
    first = _first_of_episode(met, policy)
    found, about = _named(
        inputs,
        FlagKind.REST_HIGH if rests[0, first] else FlagKind.WALK_HIGH,
        tuple(date_of(inputs, each) for each in met),
        policy,
    )
    facts: Facts = {
        "rest": kind.value,
        "pattern": "quick" if odds.quick[0, column] >= odds.slow[0, column] else "slow",
        "log_odds": round(float(log_odds[0, column]), 2),
        "threshold": round(float(threshold[0, column]), 2),
        **_rest_facts(over, days.rests[kind], usual[kind], column, policy),
        **_walk_facts(walk_over, column, policy),
    }
    if not np.isnan(tired[0, column]):
        facts["tired_over_points"] = round(float(tired[0, column]), 1)
    observed = facts.get("over_bpm" if found is FlagKind.REST_HIGH else "walk_over_bpm")
    return [
        raised(
            inputs,
            found,
            THIS_WEEK,
            about_date=about,
            cause="rise",
            facts=facts,
            observed=None if observed is None else (float(observed), "bpm"),
        )
    ]


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


def _first_of_episode(met: list[int], policy: FlagPolicy) -> int:
    first = met[-1]
    for column in reversed(met):
        if first - column > policy.episode_gap_days:
            break
        first = column
    return first


def _named(
    inputs: FlagInputs, kind: FlagKind, days: tuple[date, ...], policy: FlagPolicy
) -> tuple[FlagKind, date]:
    """Kind and day of the episode; those of the flag that it was issued under."""
    other = HEART[1] if kind is HEART[0] else HEART[0]
    for each in (kind, other):
        about = episode_date(inputs, each, THIS_WEEK, days, policy)
        if any(
            flag.kind is each and flag.tier == THIS_WEEK and flag.about_date == about
            for flag in inputs.issued
        ):
            return each, about
    return kind, episode_date(inputs, kind, THIS_WEEK, days, policy)


def _rest_facts(
    over: FloatArray, hr_bpm: FloatArray, usual: Usual, column: int, policy: FlagPolicy
) -> Facts:
    """Of the last known rests, against what, and how many it rests on."""
    first = max(column - policy.raised_days + 1, 0)
    columns = np.arange(first, column + 1)
    last = columns[~np.isnan(over[0, columns])][-policy.raised_of :]
    if len(last) == 0:
        return {"rests_looked_at": 0}
    return {
        "over_bpm": round(float(np.median(over[0, last])), 1),
        "rest_bpm": round(float(np.median(hr_bpm[0, last])), 1),
        "usual_bpm": round(float(np.median((hr_bpm - over)[0, last])), 1),
        "usual_spread_bpm": round(float(usual.spread[0, last[-1]]), 1),
        "usual_count": int(usual.count[0, last[-1]]),
        "rests_raised": int((over[0, last] >= policy.raised_night_bpm).sum()),
        "rests_looked_at": len(last),
    }


def _walk_facts(over: FloatArray, column: int, policy: FlagPolicy) -> Facts:
    first = max(column - policy.raised_walk_days + 1, 0)
    columns = np.arange(first, column + 1)
    last = columns[~np.isnan(over[0, columns])][-policy.raised_of :]
    if len(last) == 0:
        return {"walks_looked_at": 0}
    return {
        "walk_over_bpm": round(float(known_median(over[0, last])), 1),
        "walks_raised": int((over[0, last] >= policy.raised_walk_bpm).sum()),
        "walks_looked_at": len(last),
    }


def _today_flags(
    inputs: FlagInputs, days: Days, usual: dict[RestKind, Usual], policy: FlagPolicy
) -> list[FlagRaised]:
    """Far over the usual with a fever or a sign, or at a sustained absolute level.

    Counted over days of the calendar, so that a rest that was not measured can never
    be what raises it. The last three days end today, or yesterday before the night of
    today is known.
    """
    has_sign = bool(days.has_sign[0, -policy.sign_days - 1 :].any())
    for kind in RestKind:
        hr_bpm, of_kind = days.rests[kind], usual[kind]
        over = of_kind.excess(hr_bpm)
        is_far = (over >= policy.today_bpm) & (
            over >= policy.today_spreads * of_kind.spread
        )
        is_high = (
            is_far
            & (hr_bpm >= policy.absolute_bpm)
            & (of_kind.level < policy.absolute_usual_bpm)
        )
        is_highest = hr_bpm >= policy.absolute_today_bpm
        for cause, is_met in (
            ("far_with_sign", is_far & has_sign),
            ("absolute", is_high),
            ("absolute", is_highest),
        ):
            columns = _last_days(is_met, policy)
            if columns:
                return [
                    _today_flag(inputs, (kind, cause, columns), days, usual, policy)
                ]
    return []


def _last_days(is_met: BoolArray, policy: FlagPolicy) -> list[int]:
    """Columns of the last days on which it was met, empty where too few are."""
    for end in (DAYS, DAYS - 1):
        first = end - policy.today_of
        met = (first + np.flatnonzero(is_met[0, first:end])).tolist()
        if len(met) >= policy.today_count:
            return met
    return []


def _today_flag(
    inputs: FlagInputs,
    met: tuple[RestKind, str, list[int]],
    days: Days,
    usual_of: dict[RestKind, Usual],
    policy: FlagPolicy,
) -> FlagRaised:
    kind, cause, columns = met
    hr_bpm, usual = days.rests[kind], usual_of[kind]
    facts: Facts = {
        "rest": kind.value,
        "because": cause,
        "rest_bpm": round(float(np.median(hr_bpm[0, columns])), 1),
        "rests_raised": len(columns),
    }
    column = columns[-1]
    over = usual.excess(hr_bpm)[0, columns]
    observed = None
    if not np.isnan(over).all():
        facts["over_bpm"] = round(float(known_median(over)), 1)
        facts["usual_bpm"] = round(float(np.median(hr_bpm[0, columns] - over)), 1)
        facts["usual_count"] = int(usual.count[0, column])
        observed = (float(facts["over_bpm"]), "bpm")
    dates = tuple(date_of(inputs, each) for each in columns)
    return raised(
        inputs,
        FlagKind.REST_HIGH,
        TODAY,
        about_date=episode_date(inputs, FlagKind.REST_HIGH, TODAY, dates, policy),
        cause="today",
        facts=facts,
        observed=observed,
    )


def low_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """Two of the last three nights far under the usual, and low in themselves."""
    days = laid_out(inputs, policy)
    for kind in RestKind:
        hr_bpm = days.rests[kind]
        usual = _usual(days, kind, policy)
        under = -usual.excess(hr_bpm)
        is_low = (hr_bpm < policy.low_bpm) & (under >= policy.low_below_bpm)
        columns = _last_days(is_low, policy)
        if columns:
            dates = tuple(date_of(inputs, each) for each in columns)
            about = episode_date(inputs, FlagKind.REST_LOW, NOTE, dates, policy)
            facts: Facts = {
                "rest": kind.value,
                "rest_bpm": round(float(np.median(hr_bpm[0, columns])), 1),
                "usual_bpm": round(float(usual.level[0, columns[-1]]), 1),
                "usual_count": int(usual.count[0, columns[-1]]),
                "rests_low": len(columns),
            }
            return [
                raised(
                    inputs,
                    FlagKind.REST_LOW,
                    NOTE,
                    about_date=about,
                    cause="low",
                    facts=facts,
                    observed=(float(facts["rest_bpm"]), "bpm"),
                )
            ]
    return []
