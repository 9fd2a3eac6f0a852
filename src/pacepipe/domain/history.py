"""What is known of one person as of a moment, out of everything ever said.

Events are a ledger; this module reads it. An event counts when it was entered
at or before `as_of`, is not superseded by another event that counts, and is not
a second copy of one already seen. The order in which events are handed in
never matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from pacepipe.domain.events import (
    BaselineLocked,
    ConsentGiven,
    ConsentWithdrawn,
    Diary,
    Event,
    HeartContext,
    LimitsSet,
    PersonAdded,
    StopCleared,
    StrapAssigned,
    StrapReleased,
    ZoneSet,
)

P = TypeVar("P")

FEVER_C: Final = 38.0
"""Fever, degrees Celsius: design section 7 (Cancer Exercise Toolkit)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time with a value; `until` None means still open."""

    since: datetime
    until: datetime | None
    value: str

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies in [since, until)."""
        return self.since <= at and (self.until is None or at < self.until)


def in_effect(events: Iterable[Event], as_of: datetime) -> tuple[Event, ...]:
    """Events that count at `as_of`, oldest first by (about_at, entered_at, id)."""
    known = {e.event_id: e for e in events if e.entered_at <= as_of}
    replaced = {e.supersedes for e in known.values() if e.supersedes is not None}
    kept = (e for e in known.values() if e.event_id not in replaced)
    return tuple(sorted(kept, key=lambda e: (e.about_at, e.entered_at, e.event_id)))


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """Everything that counts for one person at `as_of`.

    Attributes
    ----------
    events : tuple of Event
        In effect, of this person, oldest first.
    zones, consents, assignments : tuple of Interval
        Value is the IANA zone, who consented, and the strap_id.
    """

    patient_id: str
    as_of: datetime
    events: tuple[Event, ...]
    zones: tuple[Interval, ...]
    consents: tuple[Interval, ...]
    assignments: tuple[Interval, ...]

    def of(self, payload_type: type[P]) -> tuple[tuple[Event, P], ...]:
        """Pairs of event and payload of one type, oldest first."""
        return tuple(
            (event, event.payload)
            for event in self.events
            if isinstance(event.payload, payload_type)
        )

    def zone_at(self, at: datetime) -> str | None:
        """IANA zone of this person's day at `at`, or None before the first."""
        return next((z.value for z in self.zones if z.holds(at)), None)

    def has_consent(self, at: datetime) -> bool:
        """Whether the person had agreed to be recorded at `at`."""
        return any(c.holds(at) for c in self.consents)

    def limits_at(self, at: datetime) -> tuple[Event, LimitsSet] | None:
        """The limits in force at `at`: the latest set at or before it."""
        past = [pair for pair in self.of(LimitsSet) if pair[0].about_at <= at]
        return past[-1] if past else None

    def heart_at(self, at: datetime) -> HeartContext | None:
        """What is known of the heart at `at`: the latest said at or before it."""
        past = [said for event, said in self.of(HeartContext) if event.about_at <= at]
        return past[-1] if past else None

    def baseline_at(
        self, day: date, *, before: date | None = None
    ) -> BaselineLocked | None:
        """The latest signed baseline that is in date on `day`.

        With `before`, the latest whose window ends earlier than that day: what
        is usual must not be taken from the days that are judged by it.
        """
        end = day if before is None else before
        valid = [
            payload
            for _, payload in self.of(BaselineLocked)
            if payload.window_end < end and day <= payload.valid_until
        ]
        return valid[-1] if valid else None

    def diary_days(self) -> Mapping[date, tuple[Diary, ...]]:
        """Diary entries by local day, oldest day first."""
        days: dict[date, list[Diary]] = {}
        for _, payload in self.of(Diary):
            days.setdefault(payload.day_date, []).append(payload)
        return {day: tuple(days[day]) for day in sorted(days)}

    def cleared_at(self, stopped_at: datetime) -> datetime | None:
        """When a clinician cleared a stop of `stopped_at`, or None."""
        cleared = [
            event.about_at
            for event, _ in self.of(StopCleared)
            if event.about_at >= stopped_at
        ]
        return min(cleared) if cleared else None


def _intervals(marks: list[tuple[datetime, bool]], value: str) -> list[Interval]:
    found: list[Interval] = []
    since: datetime | None = None
    for at, is_on in marks:
        if is_on and since is None:
            since = at
        elif not is_on and since is not None:
            found.append(Interval(since, at, value))
            since = None
    if since is not None:
        found.append(Interval(since, None, value))
    return found


def _zones(events: Iterable[Event]) -> tuple[Interval, ...]:
    changes = [
        (e.about_at, e.payload.zone) for e in events if isinstance(e.payload, ZoneSet)
    ]
    ends = (at for at, _ in changes[1:])
    return tuple(Interval(at, next(ends, None), zone) for at, zone in changes)


def _assignments(patient_id: str, events: Iterable[Event]) -> tuple[Interval, ...]:
    """Straps of this person; a strap given to somebody else ends it too."""
    marks: dict[str, list[tuple[datetime, bool]]] = {}
    for event in events:
        payload = event.payload
        if isinstance(payload, StrapAssigned | StrapReleased):
            mine = event.patient_id == patient_id
            if isinstance(payload, StrapReleased) and not mine:
                continue
            is_on = mine and isinstance(payload, StrapAssigned)
            marks.setdefault(payload.strap_id, []).append((event.about_at, is_on))
    spans = [
        span
        for strap_id in sorted(marks)
        for span in _intervals(marks[strap_id], strap_id)
    ]
    return tuple(sorted(spans, key=lambda s: (s.since, s.value)))


def person_history(
    patient_id: str, events: Iterable[Event], as_of: datetime
) -> PersonHistory:
    """What counts for `patient_id` at `as_of`.

    Parameters
    ----------
    patient_id : str
    events : iterable of Event
        Of every person: a strap assigned to somebody else ends an assignment.
    as_of : datetime, aware

    Returns
    -------
    PersonHistory
    """
    everyone = in_effect(events, as_of)
    own = tuple(e for e in everyone if e.patient_id == patient_id)
    return _history(patient_id, own, everyone, as_of)


def histories(events: Iterable[Event], as_of: datetime) -> tuple[PersonHistory, ...]:
    """What counts for everybody who was added by `as_of`, sorted by id.

    The same as `person_history` for each, at the cost of one pass.
    """
    everyone = in_effect(events, as_of)
    own: dict[str | None, list[Event]] = {}
    for event in everyone:
        own.setdefault(event.patient_id, []).append(event)
    about_straps = tuple(
        e for e in everyone if isinstance(e.payload, StrapAssigned | StrapReleased)
    )
    return tuple(
        _history(patient_id, tuple(said), about_straps, as_of)
        for patient_id, said in sorted(
            (who, said) for who, said in own.items() if who is not None
        )
        if any(isinstance(event.payload, PersonAdded) for event in said)
    )


def _history(
    patient_id: str,
    own: tuple[Event, ...],
    about_straps: Iterable[Event],
    as_of: datetime,
) -> PersonHistory:
    """Out of events in effect: the person's own, and everybody's about straps."""
    consent = [
        (e.about_at, isinstance(e.payload, ConsentGiven))
        for e in own
        if isinstance(e.payload, ConsentGiven | ConsentWithdrawn)
    ]
    return PersonHistory(
        patient_id=patient_id,
        as_of=as_of,
        events=own,
        zones=_zones(own),
        consents=tuple(_intervals(consent, "recording")),
        assignments=_assignments(patient_id, about_straps),
    )


def people(events: Iterable[Event], as_of: datetime) -> tuple[str, ...]:
    """Ids of everybody who was added by `as_of`, sorted."""
    return tuple(
        sorted(
            {
                e.patient_id
                for e in in_effect(events, as_of)
                if isinstance(e.payload, PersonAdded) and e.patient_id is not None
            }
        )
    )
