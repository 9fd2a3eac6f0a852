"""The days of a plan, lowered to what stands."""

from typing import Final

from pacepipe.domain.plan import PlannedSession, WeekPlan
from pacepipe.pacing.standing import StandingPlan

SHORTEST_MIN: Final = 4
"""Under it a session is rest: design section 7.1, whole minutes, down."""


def shown_sessions(plan: WeekPlan, stands: StandingPlan) -> tuple[PlannedSession, ...]:
    """The sessions of a plan, lowered to what stands; oldest first.

    Where fewer sessions stand than were planned, those that stay are spread
    over the planned days. A session is never longer than what stands, the week
    never larger, and what would be left of a session under 4 minutes is rest.
    """
    planned = sorted(plan.sessions, key=lambda session: session.day_date)
    count = min(len(planned), stands.sessions_per_week)
    kept = [planned[index * len(planned) // count] for index in range(count)]
    left, shown = stands.week_min, []
    for session in kept:
        minutes = min(session.duration_min, stands.session_min, left)
        if minutes >= min(SHORTEST_MIN, session.duration_min) > 0:
            left -= minutes
            shown.append(
                PlannedSession(session.day_date, session.activity_kind, minutes)
            )
    return tuple(shown)
