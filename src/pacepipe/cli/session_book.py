"""What the events say of sessions and rests: which one is going on.

Nothing is held in memory: whoever asks, after whatever restart, gets the same.
"""

from datetime import timedelta
from typing import Final

from pacepipe.domain.events import (
    Event,
    RestStarted,
    RestStopped,
    SessionStarted,
    SessionStopped,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.signals.marks import UNFINISHED_MAX_MS
from pacepipe.signals.spot_rest import REST_MAX_MS

_SESSION_MAX: Final = timedelta(milliseconds=UNFINISHED_MAX_MS)
_REST_MAX: Final = timedelta(milliseconds=REST_MAX_MS)


def unstopped_session(history: PersonHistory) -> Event | None:
    """The last start, where no stop came after it."""
    started = history.of(SessionStarted)
    if not started:
        return None
    last, _ = started[-1]
    ended = any(stop.about_at > last.about_at for stop, _ in history.of(SessionStopped))
    return None if ended else last


def running_session(history: PersonHistory) -> Event | None:
    """The start of the session that is going on; None where there is none.

    A stop that comes later than 4 h after its start counts as forgotten
    (`signals.marks`), so a start of that age is no running session.
    """
    last = unstopped_session(history)
    is_over = last is not None and history.as_of - last.about_at > _SESSION_MAX
    return None if is_over else last


def running_rest(history: PersonHistory) -> Event | None:
    """The start of the seated rest that is going on; None where there is none."""
    started = history.of(RestStarted)
    if not started:
        return None
    last, _ = started[-1]
    ends = (*history.of(RestStopped), *history.of(SessionStarted))
    is_over = history.as_of - last.about_at > _REST_MAX
    return (
        None if is_over or any(e.about_at >= last.about_at for e, _ in ends) else last
    )
