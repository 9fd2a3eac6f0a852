"""A heart that beats faster than usual, at rest or in walks; or slower, at rest.

Nights and seated rests are each held against their own kind. What is raised rests on
at least two raised nights, rests or walks; its tier is 2, and 3 only together with a
fever or a sign, or at a sustained absolute level.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised, RestKind, SitePast
from pacepipe.pacing.alarm_budget import budget_within, site_past
from pacepipe.pacing.flag_cause import (
    NOTE,
    THIS_WEEK,
    TODAY,
    Facts,
    episode_date,
    raised,
)
from pacepipe.pacing.flag_days import (
    DAYS,
    HEART,
    Days,
    column_of,
    date_of,
    held,
    laid_out,
)
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.rise_alarm import (
    ABSOLUTE,
    Alarm,
    Watched,
    far_over,
    for_today,
    watch,
)
from pacepipe.pacing.usual import Usual, known_median

RECENT_DAYS: Final = 28
"""Days by which it is decided which kind of rest a person has."""


def rise_flags(inputs: FlagInputs, days: Days, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: what is for today stands for what is to be looked at this week."""
    return _today_flags(inputs, days, policy) or _week_flags(inputs, days, policy)


def _main_kind(days: Days) -> RestKind:
    """The kind of rest that is known on more of the last days; nights where equal."""
    known = {
        kind: int((~np.isnan(values[:, -RECENT_DAYS:])).sum())
        for kind, values in days.rests.items()
    }
    is_spot = known.get(RestKind.SPOT, 0) > known.get(RestKind.NIGHT, 0)
    return RestKind.SPOT if is_spot else RestKind.NIGHT


def _week_flags(inputs: FlagInputs, days: Days, policy: FlagPolicy) -> list[FlagRaised]:
    kind = _main_kind(days)
    if np.isnan(days.rests[kind]).all() and np.isnan(days.walks.hr_bpm).all():
        return []
    alarm = watch(
        _watched(inputs, days, kind),
        policy,
        budget_within(inputs.budget_per_month, policy),
        inputs.site,
    )
    met = np.flatnonzero(alarm.is_met[0]).tolist()
    if not met or met[-1] < DAYS - policy.episode_gap_days:
        return []
    column = met[-1]
    first = _first_of_episode(met, policy)
    if _was_for_today(inputs, date_of(inputs, first), date_of(inputs, column), policy):
        return []
    found, about = _named(
        inputs,
        FlagKind.REST_HIGH if alarm.rests_raised[0, first] else FlagKind.WALK_HIGH,
        tuple(date_of(inputs, each) for each in met),
        policy,
    )
    facts: Facts = {
        "rest": kind.value,
        "pattern": "quick"
        if alarm.odds.quick[0, column] >= alarm.odds.slow[0, column]
        else "slow",
        "log_odds": round(float(alarm.log_odds[0, column]), 2),
        "threshold": round(float(alarm.threshold[0, column]), 2),
        **_site_facts(inputs),
        **_rest_facts(alarm, days, kind, column, policy),
        **_walk_facts(alarm.walk_over_bpm, column, policy),
    }
    tired = float(alarm.tired_over_points[0, column])
    if not np.isnan(tired):
        facts["tired_over_points"] = round(tired, 1)
    fewer = float(alarm.fewer_steps[0, column])
    if policy.steps_speak and not np.isnan(fewer):
        facts["steps_share_of_usual"] = round(float(np.exp(-fewer)), 2)
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


def _site_facts(inputs: FlagInputs) -> Facts:
    """How much the site's own past says about the threshold."""
    site = inputs.site
    return {} if site is None else {"site_months": round(site.months, 1)}


def _watched(inputs: FlagInputs, days: Days, kind: RestKind) -> Watched:
    heart = inputs.heart
    return Watched(
        rest_bpm=days.rests[kind],
        usual=days.usual[kind],
        walks=days.walks,
        tiredness=days.tiredness,
        step_count=days.step_count,
        is_phase=days.is_phase,
        known_from=days.known_from,
        is_excused=days.is_excused,
        is_driven=np.array(
            [[bool(heart.has_pacemaker or heart.has_atrial_fibrillation)]]
        ),
    )


def past_before_month(inputs: FlagInputs, policy: FlagPolicy) -> SitePast | None:
    """One person's part of what the site had before this month began.

    None where nothing of the heart was measured, or the policy reads none.
    """
    days = laid_out(inputs, policy)
    kind = _main_kind(days)
    column = column_of(inputs, inputs.today.replace(day=1))
    is_empty = np.isnan(days.rests[kind]).all() and np.isnan(days.walks.hr_bpm).all()
    if is_empty or column is None or not policy.reads_heart:
        return None
    alarm = watch(_watched(inputs, days, kind), policy, policy.budget_per_month)
    return site_past(alarm.past, column, policy)


def _first_of_episode(met: list[int], policy: FlagPolicy) -> int:
    first = met[-1]
    for column in reversed(met):
        if first - column > policy.episode_gap_days:
            break
        first = column
    return first


def _was_for_today(
    inputs: FlagInputs, first: date, last: date, policy: FlagPolicy
) -> bool:
    """Whether the same episode was raised in tier 3: one cause is one flag."""
    gap = timedelta(days=policy.episode_gap_days)
    return any(
        each.kind is FlagKind.REST_HIGH
        and each.tier == TODAY
        and first - gap <= each.about_date <= last
        for each in inputs.issued
    )


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
    alarm: Alarm, days: Days, kind: RestKind, column: int, policy: FlagPolicy
) -> Facts:
    """Of the last known rests, against what, and how many it rests on."""
    over, usual, hr_bpm = alarm.over_bpm, days.usual[kind], days.rests[kind]
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
    inputs: FlagInputs, days: Days, policy: FlagPolicy
) -> list[FlagRaised]:
    """Far over the usual with a fever or a sign, or at a sustained absolute level."""
    has_sign = held(days.has_sign, policy.sign_days)
    for kind, usual in days.usual.items():
        for cause, is_met in far_over(days.rests[kind], usual, policy).items():
            is_kept = for_today(is_met, cause, has_sign, policy)
            columns = _last_days(is_met, is_kept, policy)
            if columns:
                met = (kind, cause, columns)
                return [_today_flag(inputs, met, days, usual, policy)]
    return []


def _last_days(is_met: BoolArray, is_kept: BoolArray, policy: FlagPolicy) -> list[int]:
    """Columns of the last days on which it was met, empty where too few are.

    They end today, or yesterday before the night of today is known.
    """
    for last in (DAYS - 1, DAYS - 2):
        if is_kept[0, last]:
            first = last - policy.today_of + 1
            return (first + np.flatnonzero(is_met[0, first : last + 1])).tolist()
    return []


def _today_flag(
    inputs: FlagInputs,
    met: tuple[RestKind, str, list[int]],
    days: Days,
    usual: Usual,
    policy: FlagPolicy,
) -> FlagRaised:
    kind, cause, columns = met
    hr_bpm = days.rests[kind]
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


def low_flags(inputs: FlagInputs, days: Days, policy: FlagPolicy) -> list[FlagRaised]:
    """Two of the last three nights far under the usual, and low in themselves."""
    for kind, usual in days.usual.items():
        hr_bpm = days.rests[kind]
        under = -usual.excess(hr_bpm)
        is_low = (hr_bpm < policy.low_bpm) & (under >= policy.low_below_bpm)
        is_kept = for_today(is_low, ABSOLUTE, is_low, policy)
        columns = _last_days(is_low, is_kept, policy)
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
