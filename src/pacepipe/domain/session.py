"""A stretch of movement: as seen, as marked, as told, and as one of these.

Moments are whole milliseconds UTC, because they are compared with arrays of
such; a day and a zone are added where a session is stored.
"""

from dataclasses import dataclass
from enum import StrEnum

from pacepipe.domain.vocabulary import ActivityKind


class SessionLabel(StrEnum):
    """Who says that there was a session.

    `both` is marked by the person and seen by a sensor; its edges are the
    person's. `reported` is told in words, without a strap.
    """

    USER = "user"
    DETECTED = "detected"
    BOTH = "both"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A session as sensors saw it.

    Attributes
    ----------
    start_ms, end_ms : int, ms UTC
        First and last active moment.
    active_s : int, seconds
        Seen to move, quiet of less than 30 s between movement included: the
        length less its pauses and less its unmeasured time.
    pause_count : int
    """

    start_ms: int
    end_ms: int
    active_s: int
    pause_count: int


@dataclass(frozen=True, slots=True)
class MarkedSession:
    """A session as the person pressed start and stop.

    Attributes
    ----------
    start_ms : int, ms UTC
    stop_ms : int or None, ms UTC
        None where stop was never pressed.
    mark_source : str or None
        File in which it stands; None where it was pressed here.
    """

    start_ms: int
    stop_ms: int | None
    activity_kind: ActivityKind = ActivityKind.AEROBIC
    is_early_stop: bool = False
    mark_source: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedSession:
    """A session as told in words.

    Attributes
    ----------
    start_ms : int, ms UTC
    duration_min : float or None, minutes
        None where only the effort was told.
    effort_cr10 : float or None
        Felt effort, Borg CR10; None where it was not told.
    """

    start_ms: int
    duration_min: float | None = None
    activity_kind: ActivityKind = ActivityKind.AEROBIC
    effort_cr10: float | None = None
    is_early_stop: bool = False


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """One session, after what was seen, marked and told has been brought together.

    Attributes
    ----------
    start_ms, end_ms : int, ms UTC
        The person's where the person marked it.
    effort_cr10 : float or None
        None means not told.
    detected : tuple of Span
        What sensors saw of it, kept beside; empty where they saw nothing.
    mark_source : str or None
        File that its start and stop are from; None where they are from no file.
    """

    start_ms: int
    end_ms: int
    label: SessionLabel
    activity_kind: ActivityKind = ActivityKind.AEROBIC
    effort_cr10: float | None = None
    is_early_stop: bool = False
    detected: tuple[Span, ...] = ()
    mark_source: str | None = None
