"""One list of sessions out of what was seen, what was marked and what was told.

The person's start and stop win over what a sensor saw, and words add what no
sensor knows. The order in which things are handed in never matters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.session import (
    MarkedSession,
    ReportedSession,
    SessionLabel,
    SessionSpan,
    Span,
)
from pacepipe.signals.file_sessions import with_file_sessions
from pacepipe.signals.marks import user_sessions
from pacepipe.signals.reports import overlap_ms, told


def _recorded(
    detected: Sequence[Span], users: Sequence[SessionSpan]
) -> list[SessionSpan]:
    """The person's sessions with what was seen of them, and what was seen besides."""
    recorded: list[SessionSpan] = []
    for user in users:
        seen = tuple(s for s in detected if overlap_ms(user, s.start_ms, s.end_ms) > 0)
        label = SessionLabel.BOTH if seen else SessionLabel.USER
        recorded.append(replace(user, label=label, detected=seen))
    taken = {span for session in recorded for span in session.detected}
    recorded.extend(
        SessionSpan(s.start_ms, s.end_ms, SessionLabel.DETECTED, detected=(s,))
        for s in detected
        if s not in taken
    )
    return recorded


def combine(
    detected: Iterable[Span],
    marked: Iterable[MarkedSession],
    reported: Iterable[ReportedSession],
    *,
    measured_ms: IntArray,
    of_files: Iterable[MarkedSession] = (),
) -> tuple[SessionSpan, ...]:
    """All sessions of a stretch, each once.

    Parameters
    ----------
    detected : iterable of Span
        From `detect`.
    marked : iterable of MarkedSession
        The person's start and stop, see `pair_marks`. Marks that overlap are
        one session. One without a stop ends with the last evidence, before the
        next start, and at most 4 h after its own; without any evidence it is no
        session, for nothing is known of it.
    reported : iterable of ReportedSession
        In words. A report that overlaps a session, or whose start lies within
        10 min of a recorded one, gives that one its effort, kind and early stop
        (the most overlapping, then the nearest). One with a length of its own is
        else a session, label `reported`. One with an effort alone goes to the
        latest session that started within 24 h before it, or is not used.
    measured_ms : (n,) int64, ms UTC
        Seconds in which anything was measured, rising.
    of_files : iterable of MarkedSession
        Starts and stops in imported files, used like the person's where they overlap
        none of hers, see `with_file_sessions`.

    Returns
    -------
    tuple of SessionSpan
        By start, then label. A detected session that overlaps a marked one is
        part of it: label `both`, the person's edges, the seen ones beside.
    """
    seen = sorted(set(detected))
    pressed = user_sessions(seen, marked, measured_ms)
    users = with_file_sessions(pressed, of_files)
    sessions = told(_recorded(seen, users), reported)
    return tuple(sorted(sessions, key=lambda s: (s.start_ms, s.label.value, s.end_ms)))
