"""The shape of a virtual patient's weeks: plain data, no chance and no clock.

Times are a local day and a minute of it: whose zone that is, and when it was
entered, is for the caller to say.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pacepipe.domain.events import Diary, LimitsSet, SessionReported, TreatmentAdded
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.simulate.notification import Notification


@dataclass(frozen=True, slots=True)
class Told:
    """Something said, with the local day and minute it was said."""

    day_date: date
    minute_of_day: int
    payload: Diary | TreatmentAdded | LimitsSet


@dataclass(frozen=True, slots=True)
class StorySession:
    """One walk: what was planned, what the straps sent, how it felt.

    Attributes
    ----------
    day_date, minute_of_day
        Local moment at which the streams begin, with a seated rest.
    planned_min : int
    walk_offset_s : int
        The walk begins so long after the streams.
    walk_min : float
        Length of the walk, pauses included.
    effort_cr10 : float or None
        None means that it was not said.
    strap, pod : tuple of Notification
        Seconds from the beginning of the streams.
    """

    day_date: date
    minute_of_day: int
    planned_min: int
    walk_offset_s: int
    walk_min: float
    duration_s: int
    effort_cr10: float | None
    is_early_stop: bool
    strap: tuple[Notification, ...]
    pod: tuple[Notification, ...]

    def report(self, stream_started_at: datetime) -> SessionReported:
        """What the person says of it, once the zone of the day is known."""
        return SessionReported(
            started_at=stream_started_at + timedelta(seconds=self.walk_offset_s),
            duration_min=self.walk_min,
            activity_kind=ActivityKind.AEROBIC,
            effort_cr10=self.effort_cr10,
            is_early_stop=self.is_early_stop,
        )


@dataclass(frozen=True, slots=True)
class PatientStory:
    """Some weeks; each tuple is in order of time."""

    first_day: date
    last_day: date
    limits: tuple[Told, ...]
    treatments: tuple[Told, ...]
    diary: tuple[Told, ...]
    sessions: tuple[StorySession, ...]
