"""Raise what somebody should look at, out of what is known. Never a diagnosis.

First cut of design section 7.2: reported signs, fever, the clinic's heart-rate
limit, and silence. Nothing is raised from a session that could not be judged,
and one cause is one flag.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pacepipe.domain.digest import digest_of
from pacepipe.domain.flag import FlagInputs, FlagKind, FlagRaised
from pacepipe.domain.plan import SessionFact, Stop, StopKind
from pacepipe.domain.vocabulary import RedFlag

FLAG_POLICY_VERSION: Final = "2026.11-1"
ID_LENGTH: Final = 12
NOTE, THIS_WEEK, TODAY = 1, 2, 3


@dataclass(frozen=True, slots=True)
class FlagPolicy:
    """Every threshold of the flags, with unit and source.

    Attributes
    ----------
    session_days : int, days
        How far back sessions are looked at (research/pacing.md 5: "within 10 d"
        of exertional flags, widened to two weeks for people who move rarely).
    recent_sessions : int
        Judged sessions that are compared (ibid.: "2 of last 3").
    repeated_sessions : int
        Of these, over the limit before it asks for a look this week (ibid.).
    above_limit_min : float, minutes
        Measured time above the limit that counts; one whole minute, so that
        a few beats on a stair do not.
    silent_days : int, days
        Days since anything at all was known (house value: a long weekend).
    """

    session_days: int = 14
    recent_sessions: int = 3
    repeated_sessions: int = 2
    above_limit_min: float = 1.0
    silent_days: int = 3
    version: str = FLAG_POLICY_VERSION


DEFAULT: Final = FlagPolicy()

Facts = dict[str, float | str]


def _raised(
    inputs: FlagInputs,
    kind: FlagKind,
    tier: int,
    *,
    about_date: date,
    cause: str,
    facts: Facts,
    observed: tuple[float, str] | None = None,
) -> FlagRaised:
    digest = digest_of((inputs.patient_id, kind, about_date, cause))
    return FlagRaised(
        flag_id=f"flag-{digest[:ID_LENGTH]}",
        kind=kind,
        tier=tier,
        about_date=about_date,
        observed_value=observed[0] if observed is not None else None,
        observed_unit=observed[1] if observed is not None else None,
        facts=tuple(sorted(facts.items())),
    )


def _cause(stop: Stop) -> tuple[FlagKind, str]:
    """A fever by thermometer and a fever that was ticked are one cause."""
    if stop.kind is StopKind.FEVER or stop.red_flag is RedFlag.FEVER:
        return FlagKind.FEVER, RedFlag.FEVER.value
    sign = stop.red_flag if stop.red_flag is not None else RedFlag.SITE_OWN
    return FlagKind.RED_FLAG, sign.value


def _stop_flags(inputs: FlagInputs) -> list[FlagRaised]:
    """One for each uncleared cause and day, however often it was reported."""
    reports = Counter(
        (*_cause(stop), stop.about_at.date())
        for stop in set(inputs.stops)
        if stop.cleared_at is None or stop.cleared_at > inputs.as_of
    )
    return [
        _raised(
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


def _limit_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
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
        _raised(
            inputs,
            FlagKind.LIMIT_CROSSED,
            THIS_WEEK if is_repeated else NOTE,
            about_date=newest.day_date,
            cause="repeated" if is_repeated else "single",
            facts=facts,
            observed=(minutes, "min"),
        )
    ]


def _silence_flags(inputs: FlagInputs, policy: FlagPolicy) -> list[FlagRaised]:
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
        _raised(
            inputs,
            FlagKind.NO_DATA,
            NOTE,
            about_date=first_silent,
            cause="silence",
            facts=facts | {"days_since": days},
            observed=(float(days), "d"),
        )
    ]


def flag(inputs: FlagInputs, policy: FlagPolicy = DEFAULT) -> tuple[FlagRaised, ...]:
    """Everything that somebody should look at, the most pressing first.

    Parameters
    ----------
    inputs : FlagInputs
    policy : FlagPolicy

    Returns
    -------
    tuple of FlagRaised
        Sorted by tier (3 first), kind, day and id. Tier 3 for each uncleared
        sign or fever and day, tier 2 for repeated and tier 1 for single
        crossing of the clinic's heart-rate limit, tier 1 for silence.
    """
    found = [
        *_stop_flags(inputs),
        *_limit_flags(inputs, policy),
        *_silence_flags(inputs, policy),
    ]
    return tuple(
        sorted(found, key=lambda f: (-f.tier, f.kind, f.about_date, f.flag_id))
    )
