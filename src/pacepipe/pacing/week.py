"""Puts a dose on the days of a week, lighter or not at all around a treatment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import floor
from typing import Final

from pacepipe.domain.plan import PlannedSession, TreatmentDay, WeekPlan
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing.caps import Dose
from pacepipe.pacing.policy import PacingPolicy

WEEK_DAYS: Final = 7
LOOK_BACK_DAYS: Final = 21
"""Days before the week whose treatments count in it: the commonest cycle."""

# rest days spread as widely as may be; days after Monday (research 4.7)
_PATTERNS: Final = (
    (),
    (0,),
    (0, 3),
    (0, 2, 4),
    (0, 2, 4, 5),
    (0, 1, 3, 4, 5),
    (0, 1, 2, 3, 4, 5),
    (0, 1, 2, 3, 4, 5, 6),
)


@dataclass(frozen=True, slots=True)
class TreatmentDays:
    """The days of one week that treatment makes rest days, or lighter ones."""

    rest: frozenset[date]
    light: frozenset[date]

    @property
    def is_any(self) -> bool:
        """Whether treatment touches the week at all."""
        return bool(self.rest or self.light)


def treatment_days(
    treatments: Iterable[TreatmentDay], week_start: date, policy: PacingPolicy
) -> TreatmentDays:
    """Rest on a treatment day, light on the next six, at most half of a cycle.

    Only treatments that the clinic wants this for count. Half of 21 days are 10; the
    treatments of the 21 days that end at one share these, each its own day first:
    one has 6 light days, two have 4 each, three (every week) have 2 each. So the
    days right after a treatment are the light ones, also where it comes every week.
    Treatments from before the 21 days are not asked for, which can only leave more
    light days.
    """
    week_end = week_start + timedelta(days=WEEK_DAYS - 1)
    first = week_start - timedelta(days=LOOK_BACK_DAYS)
    on = {
        t.day_date
        for t in treatments
        if t.is_deload and first <= t.day_date <= week_end
    }
    spared = {
        day + timedelta(days=after)
        for day in on
        for after in range(_light_days(day, on, policy) + 1)
    }
    in_week = {day for day in spared if week_start <= day <= week_end}
    return TreatmentDays(rest=frozenset(in_week & on), light=frozenset(in_week - on))


def _light_days(day: date, on: Collection[date], policy: PacingPolicy) -> int:
    cycle_start = day - timedelta(days=policy.cycle_days - 1)
    sharing = sum(cycle_start <= other <= day for other in on)
    share = floor(policy.cycle_days * policy.cycle_frac) // sharing
    return max(0, min(policy.light_days, share - 1))


def place(
    dose: Dose,
    week_start: date,
    activity_kinds: tuple[ActivityKind, ...],
    treatment: TreatmentDays,
    policy: PacingPolicy,
    *,
    in_treatment: Dose | None = None,
) -> WeekPlan:
    """The dose on its days.

    `session_min` and `sessions_per_week` are the dose; where treatment makes some
    sessions shorter or fewer, `sessions` and `week_min` say what is really planned,
    and the next week starts from the dose again. A session that would fall on a
    treatment day moves to the nearest free day, an ordinary one before a light one
    and a later one before an earlier; it is left out where there is none. A session
    under 4 minutes is rest. With `in_treatment`, the days that treatment touches get
    no more sessions and no longer ones than that dose would give them (ADR 0009).
    """
    kinds = activity_kinds or (ActivityKind.AEROBIC,)
    # around treatment a layout of fewer sessions can come out fuller, where short ones
    # are left out; it is taken then, so that fewer sessions never make a larger week
    layouts = (
        _layout(Dose(dose.session_min, count), week_start, kinds[0], treatment, policy)
        for count in range(dose.sessions_per_week, -1, -1)
    )
    if in_treatment is not None and treatment.is_any:
        usual = place(in_treatment, week_start, kinds, treatment, policy).sessions
        layouts = (_spared(layout, usual, treatment) for layout in list(layouts))
    sessions = max(layouts, key=_minutes)
    days = {session.day_date for session in sessions}
    week = [week_start + timedelta(days=offset) for offset in range(WEEK_DAYS)]
    return WeekPlan(
        week_start=week_start,
        session_min=dose.session_min,
        sessions_per_week=dose.sessions_per_week,
        week_min=_minutes(sessions),
        effort_max_cr10=policy.effort_max_cr10,
        activity_kinds=kinds,
        sessions=sessions,
        rest_dates=tuple(day for day in week if day not in days),
    )


def open_session_count(
    session_count: int, week_start: date, treatment: TreatmentDays
) -> int:
    """Of so many sessions a week, those on days that treatment does not touch."""
    days = _days(session_count, week_start, treatment)
    return sum(day not in treatment.light for day in days)


def _layout(
    dose: Dose,
    week_start: date,
    kind: ActivityKind,
    treatment: TreatmentDays,
    policy: PacingPolicy,
) -> tuple[PlannedSession, ...]:
    sessions = []
    for day in _days(dose.sessions_per_week, week_start, treatment):
        minutes = dose.session_min
        if day in treatment.light:
            minutes = floor(minutes * policy.light_factor)
        if minutes >= policy.shortest_session_min:
            sessions.append(PlannedSession(day, kind, minutes))
    return tuple(sessions)


def _spared(
    sessions: tuple[PlannedSession, ...],
    usual: tuple[PlannedSession, ...],
    treatment: TreatmentDays,
) -> tuple[PlannedSession, ...]:
    """The sessions, those on light days no more and no longer than the usual ones."""
    light = [session for session in usual if session.day_date in treatment.light]
    longest = max((session.duration_min for session in light), default=0)
    kept, room = [], len(light)
    for session in sessions:
        if session.day_date in treatment.light:
            if room == 0:
                continue
            room -= 1
            minutes = min(session.duration_min, longest)
            kept.append(replace(session, duration_min=minutes))
        else:
            kept.append(session)
    return tuple(kept)


def _minutes(sessions: Iterable[PlannedSession]) -> int:
    return sum(session.duration_min for session in sessions)


def _days(count: int, week_start: date, treatment: TreatmentDays) -> list[date]:
    week = [week_start + timedelta(days=offset) for offset in range(WEEK_DAYS)]
    wanted = [week[offset] for offset in _PATTERNS[min(count, WEEK_DAYS)]]
    free = [day for day in week if day not in treatment.rest and day not in wanted]
    days = [day for day in wanted if day not in treatment.rest]
    for day in wanted:
        if day in treatment.rest and free:
            nearest = min(
                free,
                key=lambda d: (d in treatment.light, abs((d - day).days), d < day),
            )
            free.remove(nearest)
            days.append(nearest)
    return sorted(days)
