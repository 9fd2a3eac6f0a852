"""Irregular beats, from intervals that are beats; a note to the team, no diagnosis."""

from datetime import timedelta
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.pacing.flag_cause import NOTE, episode_date, raised
from pacepipe.pacing.flag_policy import FlagPolicy

LOOK_BACK: Final = 7
"""Days, today included."""


def is_odd_day(windows: IntArray, irregular: IntArray, policy: FlagPolicy) -> BoolArray:
    """Whether enough windows were judged, and enough of these irregular."""
    is_odd: BoolArray = (windows >= policy.rhythm_windows) & (
        irregular >= policy.rhythm_frac * windows
    )
    return is_odd


def is_irregular(
    windows: IntArray, irregular: IntArray, policy: FlagPolicy
) -> BoolArray:
    """The rule for many people at once, (n, days); what `rhythm_flags` tells of today.

    Parameters
    ----------
    windows, irregular : (n, days) int64
        0 where nothing was judged.
    """
    odd = is_odd_day(windows, irregular, policy)
    through: IntArray = np.cumsum(np.pad(odd, ((0, 0), (LOOK_BACK, 0))), axis=1)
    enough: BoolArray = (
        through[:, LOOK_BACK:] - through[:, :-LOOK_BACK] >= policy.rhythm_days
    )
    return enough


def rhythm_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: irregular on two of the last seven days, in enough windows.

    None where atrial fibrillation or a pacemaker is known: nothing new would be said.
    """
    if inputs.heart.has_atrial_fibrillation or inputs.heart.has_pacemaker:
        return []
    judged = [
        day
        for day in sorted(set(inputs.rhythm), key=lambda day: day.day_date)
        if inputs.today - timedelta(days=LOOK_BACK) < day.day_date <= inputs.today
        and day.window_count >= policy.rhythm_windows
    ]
    odd = [
        day
        for day in judged
        if is_odd_day(np.array(day.window_count), np.array(day.irregular_count), policy)
    ]
    days = tuple(dict.fromkeys(day.day_date for day in odd))
    if len(days) < policy.rhythm_days:
        return []
    windows = sum(day.irregular_count for day in odd)
    return [
        raised(
            inputs,
            FlagKind.IRREGULAR,
            NOTE,
            about_date=episode_date(inputs, FlagKind.IRREGULAR, NOTE, days, policy),
            cause="rhythm",
            facts={
                "days_irregular": len(days),
                "days_judged": len({day.day_date for day in judged}),
                "windows_judged": sum(day.window_count for day in judged),
            },
            observed=(float(windows), "windows"),
        )
    ]
