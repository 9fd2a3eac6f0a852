"""One step up: sessions a week first, then minutes."""

from collections.abc import Sequence

from pacepipe.domain.plan import Cap
from pacepipe.pacing.caps import Dose, constrain, minutes_down, tightest_sessions
from pacepipe.pacing.policy import PacingPolicy


def progress(last: Dose, caps: Sequence[Cap], policy: PacingPolicy) -> Dose:
    """One more session to 5 a week, then up to 5 minutes more; else the last dose.

    No part is ever smaller than in the held plan, so that being held never gives
    more than going on. A person at a limit on the number of sessions goes on in
    minutes before 5 a week, but only as far as one more session would have brought
    the week, and only where that would have fitted under every other cap.

    Parameters
    ----------
    last : Dose
        The last plan, before this week's caps.
    caps : sequence of Cap
        The clinic's and those on the rise.
    """
    held = constrain(last, caps, last.sessions_per_week, policy)
    allowed = tightest_sessions(caps)
    if allowed is not None and allowed < last.sessions_per_week:
        return held
    if last.sessions_per_week >= policy.sessions_full:
        return _longer(last, held, caps, policy.session_step_min, policy)
    more = Dose(last.session_min, last.sessions_per_week + policy.sessions_step)
    # judged by the last session, not by one that another cap has shortened: a tighter
    # limit must not make room for more sessions
    if any(cap.week_min is not None and cap.week_min < more.week_min for cap in caps):
        return held
    if allowed is None or allowed >= more.sessions_per_week:
        return constrain(more, caps, more.sessions_per_week, policy)
    same_week = minutes_down(more.week_min / last.sessions_per_week)
    step = min(policy.session_step_min, same_week - last.session_min)
    return _longer(last, held, caps, step, policy)


def _longer(
    last: Dose, held: Dose, caps: Sequence[Cap], step_min: int, policy: PacingPolicy
) -> Dose:
    wish = Dose(last.session_min + max(step_min, 0), last.sessions_per_week)
    longer = constrain(wish, caps, last.sessions_per_week, policy)
    is_more = (
        longer.session_min > held.session_min
        and longer.sessions_per_week >= held.sessions_per_week
    )
    return longer if is_more else held
