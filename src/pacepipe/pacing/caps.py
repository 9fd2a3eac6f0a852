"""Upper bounds: each is looked at and kept, and the plan is their minimum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Final

from pacepipe.domain.plan import Cap, Limits
from pacepipe.pacing.policy import PacingPolicy

# a product that is a whole number must not lose a minute to the last bit of a float
_LAST_BIT: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Dose:
    """Minutes a session and sessions a week; both 0 for rest."""

    session_min: int
    sessions_per_week: int

    @property
    def week_min(self) -> int:
        """Minutes a week."""
        return self.session_min * self.sessions_per_week

    def exceeds(self, other: "Dose") -> bool:
        """Whether any part is larger: the session, their number, or the week."""
        return (
            self.session_min > other.session_min
            or self.sessions_per_week > other.sessions_per_week
            or self.week_min > other.week_min
        )

    def lesser(self, other: "Dose") -> "Dose":
        """The smaller of each part; rest where either is rest."""
        return Dose(
            min(self.session_min, other.session_min),
            min(self.sessions_per_week, other.sessions_per_week),
        )


REST: Final = Dose(0, 0)


def minutes_down(value: float) -> int:
    """Whole minutes, down."""
    return floor(value + _LAST_BIT)


def clinic_caps(limits: Limits, policy: PacingPolicy) -> tuple[Cap, ...]:
    """The clinic's limits; a preset, named so, takes the place of one not set."""
    return (
        _cap(
            "clinic_session"
            if limits.session_max_min is not None
            else "preset_session",
            session_min=_or(limits.session_max_min, policy.preset_session_min),
        ),
        _cap(
            "clinic_week" if limits.week_max_min is not None else "preset_week",
            week_min=_or(limits.week_max_min, policy.preset_week_min),
        ),
        _cap(
            "clinic_sessions"
            if limits.sessions_per_week_max is not None
            else "preset_sessions",
            sessions_per_week=_or(limits.sessions_per_week_max, policy.preset_sessions),
        ),
    )


def rise_caps(
    last: Dose, best_week_min: float, policy: PacingPolicy
) -> tuple[Cap, ...]:
    """How far a plan may rise above the last one.

    Week: 1.25 x last + 8 min, and 1.4 x the best completed week of the last four
    + 5 min. The second is never under the last plan: it bounds rises only, so that
    missing sessions hold a plan and do not cut it down.
    """
    by_plan = policy.week_rise_factor * last.week_min + policy.week_rise_min
    by_done = policy.best_week_factor * best_week_min + policy.best_week_min
    return (
        _cap("week_rise", week_min=minutes_down(by_plan)),
        _cap("best_week", week_min=max(minutes_down(by_done), last.week_min)),
        _cap(
            "step",
            session_min=last.session_min + policy.session_step_min,
            sessions_per_week=last.sessions_per_week + policy.sessions_step,
        ),
    )


def return_caps(
    last: Dose, best_week_min: float, tolerated_min: float, policy: PacingPolicy
) -> tuple[Cap, ...]:
    """How far a plan may go back to what went well before.

    As `rise_caps`, but the week may be 1.5 x the last where that is more, and a
    session as long as one that went well, at most 1.5 x the last.
    """
    by_name = {cap.name: cap for cap in rise_caps(last, best_week_min, policy)}
    week, step = by_name["week_rise"], by_name["step"]
    wide = minutes_down(policy.return_factor * last.week_min)
    back = minutes_down(min(tolerated_min, policy.return_factor * last.session_min))
    return (
        replace(week, name="week_return", week_min=max(_or(week.week_min, 0), wide)),
        by_name["best_week"],
        replace(step, name="tolerated", session_min=max(last.session_min, back)),
    )


def dose_cap(name: str, dose: Dose) -> Cap:
    """A cap at the parts of a dose."""
    return _cap(
        name, session_min=dose.session_min, sessions_per_week=dose.sessions_per_week
    )


def constrain(
    wish: Dose, caps: Sequence[Cap], spread_over: int, policy: PacingPolicy
) -> Dose:
    """The wish under all caps; rest where a session would be under 4 minutes.

    A weekly cap shortens sessions first, and only where they are at their shortest
    takes sessions away. It is shared among `spread_over` sessions, at least as many
    as wished, and not among those that other caps leave: otherwise a tighter limit
    on the number of sessions would make each of them longer.
    """
    session_min, sessions = wish.session_min, wish.sessions_per_week
    for cap in caps:
        session_min = min(session_min, _or(cap.session_min, session_min))
        sessions = min(sessions, _or(cap.sessions_per_week, sessions))
        if cap.week_min is not None and spread_over > 0:
            share = max(cap.week_min // spread_over, policy.shortest_session_min)
            session_min = min(session_min, share)
            if share * spread_over > cap.week_min:
                sessions = min(sessions, cap.week_min // share)
    if session_min < policy.shortest_session_min or sessions < 1:
        return REST
    return Dose(session_min, sessions)


def tightest_sessions(caps: Sequence[Cap]) -> int | None:
    """The smallest number of sessions a week that any of these caps allows."""
    bounds = [c.sessions_per_week for c in caps if c.sessions_per_week is not None]
    return min(bounds, default=None)


def mark_binding(
    caps: Sequence[Cap], choose: Callable[[Sequence[Cap]], Dose]
) -> tuple[Cap, ...]:
    """The caps by name, each with whether the plan would be larger without it."""
    chosen = choose(caps)
    return tuple(
        replace(
            cap,
            is_binding=choose([c for c in caps if c is not cap]).exceeds(chosen),
        )
        for cap in sorted(caps, key=lambda c: c.name)
    )


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _cap(
    name: str,
    *,
    session_min: int | None = None,
    sessions_per_week: int | None = None,
    week_min: int | None = None,
) -> Cap:
    return Cap(name, session_min, sessions_per_week, week_min, is_binding=False)
