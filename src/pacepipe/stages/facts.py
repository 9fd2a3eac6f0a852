"""What people said that touches one local day of one person.

`DayFacts` is the whole of it: two days with equal facts and equal frames have
equal numbers. It is what a day's digest is taken of.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.events import (
    Diary,
    HeartContext,
    LimitsSet,
    RestStarted,
    RestStopped,
    SessionReported,
    SessionStarted,
    SessionStopped,
    TreatmentAdded,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.instant import utc_us

MARGIN_US: Final = 2 * 3600 * 1_000_000
"""How far past midnight a day looks, so that a walk across it stays one walk."""
SILENCE_US: Final = 7 * 24 * 3600 * 1_000_000
"""Longest silence of a counter whose two ends are compared (ours, as for recordings):
what was counted in it belongs to no day, but for a counter that began at midnight."""
FUTURE_US: Final = 24 * 3600 * 1_000_000
"""A frame further ahead of `as_of` than this has a wrong clock (signal.md, 3j)."""
FOREVER_US: Final = utc_us(datetime(9999, 1, 1, tzinfo=UTC))
"""End of what has no end yet."""
OPEN_DAY: Final = timedelta(days=1)
TRAVEL: Final = timedelta(minutes=30)
"""Change of offset over which a day is one of travel: research/signal.md 3(j)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One local day; `end_us` is the start of the next.

    `tz_change`: the person came to a clock that is more than 30 minutes off the one
    before, by travel and not by a change of the clocks. `zone_assumed`: the day was
    over before anything was said of the person's zone, and the first one was taken.
    """

    day_date: date
    zone: str
    start_us: int
    end_us: int
    tz_change: bool = False
    zone_assumed: bool = False

    @property
    def day_minutes(self) -> int:
        """Length in whole minutes: 1380 or 1500 where clocks change."""
        return (self.end_us - self.start_us) // 60_000_000

    def holds_ms(self, at_ms: IntArray) -> BoolArray:
        """Whether each moment, ms UTC, lies in the day."""
        held: BoolArray = (at_ms * 1000 >= self.start_us) & (at_ms * 1000 < self.end_us)
        return held


@dataclass(frozen=True, slots=True)
class Owned:
    """A stretch of time in which a strap was this person's, with consent."""

    strap_id: str
    since_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class DayFacts:
    """Everything said that touches one day, and nothing else."""

    patient_id: str
    day: CalendarDay
    owned: tuple[Owned, ...]
    hr_ceilings: tuple[tuple[int, int | None], ...]
    hearts: tuple[tuple[int, HeartContext], ...]
    starts: tuple[tuple[int, SessionStarted], ...]
    stops: tuple[tuple[int, SessionStopped], ...]
    rest_starts: tuple[int, ...]
    rest_stops: tuple[int, ...]
    reports: tuple[SessionReported, ...]
    diary: tuple[Diary, ...]
    treatments: tuple[TreatmentAdded, ...]

    def hr_ceiling_bpm(self, at_us: int) -> int | None:
        """The clinic's limit of heart rate in force at a moment; None: not set."""
        in_force = [bpm for since_us, bpm in self.hr_ceilings if since_us <= at_us]
        return in_force[-1] if in_force else None

    def heart(self, at_us: int) -> HeartContext | None:
        """What the clinic says of the heart at a moment; None: nothing yet."""
        in_force = [said for since_us, said in self.hearts if since_us <= at_us]
        return in_force[-1] if in_force else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said about the day."""
        rests = (self.rest_starts, self.rest_stops)
        spoken = (self.starts, self.stops, self.reports, self.diary, self.treatments)
        return not any((*rests, *spoken))


def _midnight_us(day: date, history: PersonHistory, fallback: str) -> tuple[int, str]:
    """Midnight of a local day, in the zone that is in force at it."""
    zone = fallback
    at = datetime.combine(day, time(), ZoneInfo(zone))
    in_force = history.zone_at(at) or fallback
    if in_force != zone:
        zone = in_force
        at = datetime.combine(day, time(), ZoneInfo(zone))
    return utc_us(at.astimezone(UTC)), zone


def _said_dates(history: PersonHistory) -> Iterator[date]:
    for event in history.events:
        payload = event.payload
        if isinstance(payload, Diary | TreatmentAdded):
            yield payload.day_date
        elif isinstance(payload, SessionReported):
            yield payload.started_at.date()


def calendar(
    history: PersonHistory, imported_dates: Collection[date] = ()
) -> tuple[CalendarDay, ...]:
    """Local days end to end, from the first that anything was said about to today.

    Parameters
    ----------
    history : PersonHistory
    imported_dates : collection of date
        Days that imported files may tell of. Those before all that was said are
        days too; the time between them is not, because nothing is known of it.

    Returns
    -------
    tuple of CalendarDay
        In order. Empty for a person without a zone.
    """
    if not history.zones:
        return ()
    zone = history.zones[0].value
    known_us = utc_us(history.zones[0].since)
    today = history.as_of.astimezone(ZoneInfo(history.zones[-1].value)).date()
    starts = (span.since.date() - OPEN_DAY for span in history.assignments)
    first = min([*starts, *_said_dates(history), today])
    days: list[CalendarDay] = []
    for day in sorted(day for day in {*imported_dates} if day < first):
        start_us, in_force = _midnight_us(day, history, zone)
        end_us, _ = _midnight_us(day + OPEN_DAY, history, in_force)
        end_us = max(end_us, start_us + 1)
        is_assumed = end_us <= known_us
        days.append(
            CalendarDay(day, in_force, start_us, end_us, zone_assumed=is_assumed)
        )
    travels_us = _travels_us(history)
    start_us, zone = _midnight_us(first, history, zone)
    day = first
    while day <= today:
        end_us, next_zone = _midnight_us(day + OPEN_DAY, history, zone)
        end_us = max(end_us, start_us + 1)
        travels = any(start_us <= at_us < end_us for at_us in travels_us)
        is_assumed = end_us <= known_us
        days.append(CalendarDay(day, zone, start_us, end_us, travels, is_assumed))
        day, start_us, zone = day + OPEN_DAY, end_us, next_zone
    return tuple(days)


def _travels_us(history: PersonHistory) -> tuple[int, ...]:
    """Moments at which the person's zone changed to one with another offset."""
    return tuple(
        utc_us(after.since)
        for before, after in pairwise(history.zones)
        if abs(_offset(after.since, after.value) - _offset(after.since, before.value))
        > TRAVEL
    )


def _offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def ownership(history: PersonHistory, earliest_us: int) -> tuple[Owned, ...]:
    """When each strap was this person's: assignments cut to the times of consent."""
    found: list[Owned] = []
    for span in history.assignments:
        for consent in history.consents:
            since = max(utc_us(span.since), utc_us(consent.since), earliest_us)
            ends = [
                utc_us(end) for end in (span.until, consent.until) if end is not None
            ]
            until = min(ends, default=FOREVER_US)
            if until > since:
                found.append(Owned(span.value, since, until))
    return tuple(sorted(found, key=lambda o: (o.since_us, o.strap_id)))


def _in_force(said: list[tuple[int, T]], day: CalendarDay) -> tuple[tuple[int, T], ...]:
    """What a day begins with, and each that was said on it."""
    before = [each for each in said if each[0] <= day.start_us][-1:]
    return (*before, *(s for s in said if day.start_us < s[0] < day.end_us))


def day_facts(
    history: PersonHistory, days: tuple[CalendarDay, ...], owned: tuple[Owned, ...]
) -> dict[date, DayFacts]:
    """Facts of each local day, by day; one pass over what was said.

    A start, stop, report or seated rest within the margin of a day belongs to the
    facts of that day too, because a session there may reach into it.
    """
    starts = [(utc_us(e.about_at), p) for e, p in history.of(SessionStarted)]
    stops = [(utc_us(e.about_at), p) for e, p in history.of(SessionStopped)]
    rest_starts = [utc_us(e.about_at) for e, _ in history.of(RestStarted)]
    rest_stops = [utc_us(e.about_at) for e, _ in history.of(RestStopped)]
    reports = [(utc_us(p.started_at), p) for _, p in history.of(SessionReported)]
    ceilings = [
        (utc_us(e.about_at), p.hr_ceiling_bpm) for e, p in history.of(LimitsSet)
    ]
    hearts = [(utc_us(e.about_at), p) for e, p in history.of(HeartContext)]
    diary = history.diary_days()
    treatments = [p for _, p in history.of(TreatmentAdded)]
    found: dict[date, DayFacts] = {}
    for day in days:
        low, high = day.start_us - MARGIN_US, day.end_us + MARGIN_US
        found[day.day_date] = DayFacts(
            patient_id=history.patient_id,
            day=day,
            owned=tuple(
                Owned(o.strap_id, max(o.since_us, low), min(o.until_us, high))
                for o in owned
                if o.since_us < high and o.until_us > low
            ),
            hr_ceilings=_in_force(ceilings, day),
            hearts=_in_force(hearts, day),
            starts=tuple((at, p) for at, p in starts if low <= at < high),
            stops=tuple((at, p) for at, p in stops if low <= at < high),
            rest_starts=tuple(at for at in rest_starts if low <= at < high),
            rest_stops=tuple(at for at in rest_stops if low <= at < high),
            reports=tuple(p for at, p in reports if low <= at < high),
            diary=diary.get(day.day_date, ()),
            treatments=tuple(p for p in treatments if p.day_date == day.day_date),
        )
    return found
