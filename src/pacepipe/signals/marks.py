"""Sessions as the person pressed start and stop.

The person's edges are taken as they are. Where stop was never pressed, the
session ends with the last sign of it: the shorter answer, because a doubt must
never make a longer plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.session import (
    MarkedSession,
    SessionLabel,
    SessionSpan,
    Span,
)
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.signals.grid import SECOND_MS

MINUTE_MS: Final = 60_000
UNFINISHED_MAX_MS: Final = 240 * MINUTE_MS
"""No session is longer, ms (ours; the longest that a person may report). A stop
that comes later than this was forgotten and is taken as missing."""
USER_PAUSE_MAX_MS: Final = 300_000
"""Pause that a session started by the person may hold, ms: research/signal.md 3(g)."""
NEAR_MS: Final = 10 * MINUTE_MS
"""What people say of a time is good to about ten minutes, ms (ours)."""


def pair_marks(
    starts: Iterable[tuple[int, ActivityKind]], stops: Iterable[tuple[int, bool]]
) -> tuple[MarkedSession, ...]:
    """Sessions out of single presses of start and stop.

    Parameters
    ----------
    starts : iterable of (int ms UTC, ActivityKind)
    stops : iterable of (int ms UTC, bool)
        The second says whether the person stopped before they had meant to.

    Returns
    -------
    tuple of MarkedSession
        Each start with the first stop after it and before the next start; a
        stop without a start is nothing.
    """
    begun = sorted(set(starts))
    ended = sorted(set(stops))
    bounds: list[int | None] = [at for at, _ in begun[1:]]
    marked = []
    for (start_ms, kind), bound in zip(begun, [*bounds, None], strict=False):
        stop = next(
            (s for s in ended if s[0] > start_ms and (bound is None or s[0] <= bound)),
            None,
        )
        marked.append(
            MarkedSession(
                start_ms=start_ms,
                stop_ms=None if stop is None else stop[0],
                activity_kind=kind,
                is_early_stop=stop is not None and stop[1],
            )
        )
    return tuple(marked)


def _last_evidence(
    start_ms: int, bound_ms: int, detected: Sequence[Span], measured_ms: IntArray
) -> int | None:
    """Where an unfinished session ended, or None where nothing shows it.

    The end of the movement seen from about the start on, with pauses of at most
    300 s; without any, the end of the first unbroken stretch of measurement.
    """
    end_ms: int | None = None
    for span in detected:
        reach_ms = start_ms + NEAR_MS if end_ms is None else end_ms + USER_PAUSE_MAX_MS
        if span.end_ms > start_ms and span.start_ms < min(reach_ms, bound_ms):
            end_ms = span.end_ms
    if end_ms is None:
        low, high = np.searchsorted(measured_ms, (start_ms, bound_ms))
        seen_ms = np.append(start_ms, measured_ms[low:high])
        is_broken = np.append(np.diff(seen_ms) > USER_PAUSE_MAX_MS, True)
        last_ms = int(seen_ms[int(np.argmax(is_broken))])
        end_ms = last_ms + SECOND_MS if last_ms > start_ms else None
    return None if end_ms is None else min(end_ms, bound_ms)


def _mark_key(mark: MarkedSession) -> tuple[int, int, str, bool]:
    stop_ms = -1 if mark.stop_ms is None else mark.stop_ms
    return mark.start_ms, stop_ms, mark.activity_kind.value, mark.is_early_stop


def said_kind(held: ActivityKind, said: ActivityKind) -> ActivityKind:
    """Aerobic is what is stored when nobody chose; it replaces nothing."""
    return held if said is ActivityKind.AEROBIC else said


def user_sessions(
    detected: Sequence[Span], marked: Iterable[MarkedSession], measured_ms: IntArray
) -> list[SessionSpan]:
    """Marked sessions, each with an end, in order and not overlapping.

    Parameters
    ----------
    detected : sequence of Span, in order
    marked : iterable of MarkedSession
        Marks that overlap are one session. One without an end that can be found
        is no session: nothing is known of it.
    measured_ms : (n,) int64, ms UTC
        Seconds in which anything was measured, rising.

    Returns
    -------
    list of SessionSpan
        Label `user`; what was seen of them is not looked at here.
    """
    marks = sorted(set(marked), key=_mark_key)
    sessions: list[SessionSpan] = []
    for mark in marks:
        longest_ms = mark.start_ms + UNFINISHED_MAX_MS
        end_ms = mark.stop_ms
        if end_ms is None or end_ms > longest_ms:
            later = [m.start_ms for m in marks if m.start_ms > mark.start_ms]
            bound_ms = min([longest_ms, *later])
            end_ms = _last_evidence(mark.start_ms, bound_ms, detected, measured_ms)
        if end_ms is None or end_ms <= mark.start_ms:
            continue
        if sessions and mark.start_ms < sessions[-1].end_ms:
            held = sessions[-1]
            sessions[-1] = replace(
                held,
                end_ms=max(held.end_ms, end_ms),
                activity_kind=said_kind(held.activity_kind, mark.activity_kind),
                is_early_stop=held.is_early_stop or mark.is_early_stop,
            )
        else:
            sessions.append(
                SessionSpan(
                    start_ms=mark.start_ms,
                    end_ms=end_ms,
                    label=SessionLabel.USER,
                    activity_kind=mark.activity_kind,
                    is_early_stop=mark.is_early_stop,
                )
            )
    return sessions
