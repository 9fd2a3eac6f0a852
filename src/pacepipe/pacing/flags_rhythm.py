"""Irregular beats, from intervals that are beats; a note to the team, no diagnosis."""

from datetime import timedelta
from typing import Final

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.pacing.flag_cause import NOTE, episode_date, raised
from pacepipe.pacing.flag_policy import FlagPolicy

LOOK_BACK: Final = timedelta(days=7)


def rhythm_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: irregular on two of the last seven days, in enough windows.

    None where atrial fibrillation or a pacemaker is known: nothing new would be said.
    """
    if inputs.heart.has_atrial_fibrillation or inputs.heart.has_pacemaker:
        return []
    judged = [
        day
        for day in sorted(set(inputs.rhythm), key=lambda day: day.day_date)
        if inputs.today - LOOK_BACK < day.day_date <= inputs.today
        and day.window_count >= policy.rhythm_windows
    ]
    odd = [
        day
        for day in judged
        if day.irregular_count >= policy.rhythm_frac * day.window_count
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
