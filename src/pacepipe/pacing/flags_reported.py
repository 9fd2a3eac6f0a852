"""What was reported, the clinic's limit of heart rate, and silence.

Nothing is raised from a session that could not be judged, and one cause is one flag.
"""

import math
from collections import Counter
from datetime import timedelta

from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.domain.plan import SessionFact, Stop, StopKind
from pacepipe.domain.vocabulary import RedFlag
from pacepipe.pacing.flag_cause import NOTE, THIS_WEEK, TODAY, Facts, raised
from pacepipe.pacing.flag_policy import FlagPolicy


def _cause(stop: Stop) -> tuple[FlagKind, str]:
    """A fever by thermometer and a fever that was ticked are one cause."""
    if stop.kind is StopKind.FEVER or stop.red_flag is RedFlag.FEVER:
        return FlagKind.FEVER, RedFlag.FEVER.value
    sign = stop.red_flag if stop.red_flag is not None else RedFlag.SITE_OWN
    return FlagKind.RED_FLAG, sign.value


def stop_flags(inputs: FlagInputs) -> list[FlagRaised]:
    """One for each uncleared cause and day, however often it was reported."""
    reports = Counter(
        (*_cause(stop), stop.about_at.date())
        for stop in set(inputs.stops)
        if stop.cleared_at is None or stop.cleared_at > inputs.as_of
    )
    return [
        raised(
            inputs,
            kind,
            TODAY,
            about_date=day,
            cause=cause,
            facts={"reports": count, "sign": cause},
        )
        for (kind, cause, day), count in reports.items()
    ]


def _judged(session: SessionFact) -> float | None:
    """Minutes above the limit, or None where it could not be judged."""
    minutes = session.above_limit_min
    return minutes if minutes is not None and math.isfinite(minutes) else None


def limit_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """At most one: repeated crossing, or a single one in the last judged session.

    Its day is that of the newest crossing, and its cause is single or repeated,
    so that a second crossing on the same day is a new flag and not a hidden one.
    """
    oldest = inputs.today - timedelta(days=policy.session_days)
    known = sorted(
        {
            session
            for session in inputs.sessions
            if oldest < session.day_date <= inputs.today
            and session.started_at <= inputs.as_of
        },
        key=lambda session: (session.started_at, session.session_id),
    )
    judged = [
        (session, minutes)
        for session in known
        if (minutes := _judged(session)) is not None
    ]
    recent = judged[-policy.recent_sessions :]
    crossed = [pair for pair in recent if pair[1] >= policy.above_limit_min]
    is_repeated = len(crossed) >= policy.repeated_sessions
    if not crossed or not (is_repeated or crossed[-1] == recent[-1]):
        return []
    newest, minutes = crossed[-1]
    facts: Facts = {
        "sessions_above": len(crossed),
        "sessions_judged": len(judged),
        "sessions_known": len(known),
        "sessions_recent": len(recent),
    }
    if inputs.hr_ceiling_bpm is not None:
        facts["hr_ceiling_bpm"] = inputs.hr_ceiling_bpm
    return [
        raised(
            inputs,
            FlagKind.LIMIT_CROSSED,
            THIS_WEEK if is_repeated else NOTE,
            about_date=newest.day_date,
            cause="repeated" if is_repeated else "single",
            facts=facts,
            observed=(minutes, "min"),
        )
    ]


def silence_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
    """One for each spell of silence, named after its first day."""
    if inputs.is_paused:
        return []
    facts: Facts = {}
    if inputs.last_known_date is not None:
        first_silent = inputs.last_known_date + timedelta(days=1)
        facts["last_known_date"] = inputs.last_known_date.isoformat()
    elif inputs.first_known_date is not None:
        first_silent = inputs.first_known_date
    else:
        return []
    days = (inputs.today - first_silent).days + (inputs.last_known_date is not None)
    if days < policy.silent_days:
        return []
    return [
        raised(
            inputs,
            FlagKind.NO_DATA,
            NOTE,
            about_date=first_silent,
            cause="silence",
            facts=facts | {"days_since": days},
            observed=(float(days), "d"),
        )
    ]
