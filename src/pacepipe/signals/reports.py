"""What people tell in words, given to the session that they speak of.

Words never move an edge that was marked or seen. Where two efforts were told for
one session the higher counts, because a doubt must never make a longer plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pacepipe.domain.session import ReportedSession, SessionLabel, SessionSpan
from pacepipe.signals.marks import MINUTE_MS, NEAR_MS, said_kind

EFFORT_MAX_AGE_MS: Final = 24 * 60 * MINUTE_MS
"""An effort alone belongs to a session that started at most so long before, ms
(ours: the day that one entry of the diary speaks of)."""


def overlap_ms(session: SessionSpan, start_ms: int, end_ms: int) -> int:
    """Time that a session shares with a stretch, ms; not over 0 where there is none."""
    return min(session.end_ms, end_ms) - max(session.start_ms, start_ms)


def _report_key(report: ReportedSession) -> tuple[int, float, float, str, bool]:
    return (
        report.start_ms,
        -1.0 if report.duration_min is None else report.duration_min,
        -1.0 if report.effort_cr10 is None else report.effort_cr10,
        report.activity_kind.value,
        report.is_early_stop,
    )


def _same_session(
    report: ReportedSession, duration_min: float, sessions: Sequence[SessionSpan]
) -> int | None:
    """Place of the session that a told stretch speaks of, or None."""
    end_ms = report.start_ms + round(duration_min * MINUTE_MS)

    def closeness(place: int) -> tuple[int, int, int]:
        session = sessions[place]
        return (
            -max(overlap_ms(session, report.start_ms, end_ms), 0),
            abs(session.start_ms - report.start_ms),
            session.start_ms,
        )

    candidates = [
        place
        for place, session in enumerate(sessions)
        if overlap_ms(session, report.start_ms, end_ms) > 0
        or (
            session.label is not SessionLabel.REPORTED
            and abs(session.start_ms - report.start_ms) <= NEAR_MS
        )
    ]
    return min(candidates, key=closeness, default=None)


def _session_before(
    report: ReportedSession, sessions: Sequence[SessionSpan]
) -> int | None:
    """Place of the session that an effort alone speaks of, or None.

    The latest that started before it within a day; failing that, one that
    starts within the ten minutes that a told time may be wrong by.
    """

    def closeness(place: int) -> tuple[bool, int]:
        wait_ms = report.start_ms - sessions[place].start_ms
        return wait_ms < 0, abs(wait_ms)

    candidates = [
        place
        for place, session in enumerate(sessions)
        if -NEAR_MS <= report.start_ms - session.start_ms <= EFFORT_MAX_AGE_MS
    ]
    return min(candidates, key=closeness, default=None)


def _with_words(session: SessionSpan, report: ReportedSession) -> SessionSpan:
    efforts = [e for e in (session.effort_cr10, report.effort_cr10) if e is not None]
    return replace(
        session,
        effort_cr10=max(efforts, default=None),
        activity_kind=said_kind(session.activity_kind, report.activity_kind),
        is_early_stop=session.is_early_stop or report.is_early_stop,
    )


def told(
    recorded: Sequence[SessionSpan], reported: Iterable[ReportedSession]
) -> list[SessionSpan]:
    """Recorded sessions with what was said of them, and those that words alone know.

    Parameters
    ----------
    recorded : sequence of SessionSpan
        Marked and seen ones.
    reported : iterable of ReportedSession

    Returns
    -------
    list of SessionSpan
        The rule is in `combine`.
    """
    sessions = list(recorded)
    reports = sorted(set(reported), key=_report_key)
    for report in reports:
        if report.duration_min is None:
            continue
        place = _same_session(report, report.duration_min, sessions)
        if place is not None:
            sessions[place] = _with_words(sessions[place], report)
        else:
            sessions.append(
                SessionSpan(
                    start_ms=report.start_ms,
                    end_ms=report.start_ms + round(report.duration_min * MINUTE_MS),
                    label=SessionLabel.REPORTED,
                    activity_kind=report.activity_kind,
                    effort_cr10=report.effort_cr10,
                    is_early_stop=report.is_early_stop,
                )
            )
    for report in reports:
        if report.duration_min is None:
            place = _session_before(report, sessions)
            if place is not None:
                sessions[place] = _with_words(sessions[place], report)
    return sessions
