"""The house, built from its settings: what a door opens first.

A `House` opens what is asked of it, once, and closes what it opened. It is the
only place that reads the wall clock for the doors and that configures logging.
"""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pacepipe import assets, devices
from pacepipe.collect import Radio
from pacepipe.domain.events import Event, NewEvent, Payload
from pacepipe.domain.history import PersonHistory, histories, people, person_history
from pacepipe.domain.profile import DeviceProfile
from pacepipe.errors import InputRejected, NotPermitted, NotSetUp
from pacepipe.journal import EventJournal, FrameJournal, FrameReader
from pacepipe.settings import Home, Settings, load_settings, read_key
from pacepipe.store import Published, Warehouse, Working

_log = logging.getLogger(__name__)

CLOCK_SLACK: Final = timedelta(minutes=5)
"""A clock that is corrected over the network steps by seconds, not by more."""


def utc_now() -> datetime:
    """The wall clock, aware, UTC."""
    return datetime.now(UTC)


def configure_logging(*, is_debug: bool = False) -> None:
    """Send pacepipe's own log to stderr, and nobody else's anywhere.

    Libraries of the radio write addresses into their logs, so they stay silent.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    own = logging.getLogger("pacepipe")
    own.handlers.clear()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    own.addHandler(handler)
    own.setLevel(logging.DEBUG if is_debug else logging.WARNING)
    own.propagate = False


@dataclass(frozen=True, slots=True)
class Outside:
    """What a house does not build: the wall clock and the radio.

    Tests and the demo hand in others;
    `Radio()` is the machine's own.
    """

    now: Callable[[], datetime] = utc_now
    radio: Radio = field(default_factory=Radio)


class House:
    """Everything of one home, opened on demand.

    Parameters
    ----------
    home : Home
    settings : Settings
    outside : Outside
        The wall clock and the radio.
    """

    def __init__(
        self,
        home: Home,
        settings: Settings,
        outside: Outside | None = None,
    ) -> None:
        outside = Outside() if outside is None else outside
        self.home = home
        self.settings = settings
        self.now = outside.now
        self.radio = outside.radio
        self._opened: list[EventJournal | FrameJournal] = []

    @classmethod
    def open(cls, root: Path, outside: Outside | None = None) -> Self:
        """The house at `root`.

        Raises
        ------
        NotSetUp
            Where there is none, or its settings cannot be.
        """
        home = Home.at(root)
        return cls(home, load_settings(home), outside)

    @cached_property
    def _events(self) -> EventJournal:
        self._refuse_a_lost_journal(self.home.events)
        journal = EventJournal.open(self.home.events, self.settings.station_id)
        self._opened.append(journal)
        return journal

    def _refuse_a_lost_journal(self, file: Path) -> None:
        """A new journal beside an old warehouse would use numbers a second time.

        Ingest knows a row by (station, number), so what is entered then would
        count as known and never arrive.
        """
        if not file.exists() and self.home.warehouse.exists():
            raise NotSetUp(
                f"{file} is gone, and the warehouse knows of it.",
                means="A new one would begin again at number 1, and what is written "
                "into it would be taken for what is known already.",
                remedy="Put the file back from a copy.",
            )

    def events(self) -> EventJournal:
        """The journal of what people said."""
        return self._events

    def frames(self) -> FrameJournal:
        """The journal of what straps send, opened to write: one process at a time.

        Raises
        ------
        DatabaseBusy
            Where another process, the station, writes it already.
        """
        self._refuse_a_lost_journal(self.home.frames)
        journal = FrameJournal.open(self.home.frames, self.settings.station_id)
        self._opened.append(journal)
        return journal

    def frame_reader(self) -> FrameReader:
        """The journal of what straps send, opened to read; the caller closes it."""
        return FrameReader.open(self.home.frames)

    def warehouse(self) -> Warehouse:
        """The working database, opened to write; the caller closes it.

        Hold `writer_lock` around it: one pipeline at a time.
        """
        return Warehouse.open(
            self.home.warehouse, temp_dir=self.home.temp, key=self.key
        )

    def working(self) -> Working:
        """The working database, opened to read; the caller closes it, and soon."""
        return Working.open(self.home.warehouse, key=self.key)

    def published(self) -> Published:
        """The copy that people read, opened to read; the caller closes it."""
        return Published.open(self.home.published, key=self.key)

    @cached_property
    def key(self) -> str | None:
        """Key of the databases at rest; None where they are not encrypted."""
        file = self.settings.key_file
        return None if file is None else read_key(file)

    @cached_property
    def _profiles(self) -> tuple[DeviceProfile, ...]:
        return devices.load_profiles(assets.folder("devices"))

    def profiles(self) -> tuple[DeviceProfile, ...]:
        """What pacepipe knows of wearables, best match first."""
        return self._profiles

    def _moment(self, events: tuple[Event, ...]) -> datetime:
        """Now, where the clock does not contradict what was entered before.

        A machine that lost its clock (a flat battery puts it years back) would
        otherwise hide every entry and misdate the next one.
        """
        moment = self.now()
        latest = max((event.entered_at for event in events), default=moment)
        if latest > moment + CLOCK_SLACK:
            raise InputRejected(
                f"The clock of this machine says {moment:%Y-%m-%d %H:%M} UTC, "
                "which is before the last entry.",
                means="Nobody could say when this was, so nothing was stored.",
                remedy="Set the clock of the machine, then enter it again.",
            )
        return moment

    def said(self) -> tuple[Event, ...]:
        """Every event ever entered, in the order of entry."""
        return self.events().after(0)

    def everyone(self, as_of: datetime | None = None) -> tuple[str, ...]:
        """Ids of everybody who was added by `as_of` (None: by now)."""
        events = self.said()
        return people(events, self._moment(events) if as_of is None else as_of)

    def history(self, patient_id: str, as_of: datetime | None = None) -> PersonHistory:
        """What counts for one person at `as_of` (None: now).

        Raises
        ------
        InputRejected
            Where nobody of that id was added.
        """
        events = self.said()
        moment = self._moment(events) if as_of is None else as_of
        if patient_id not in people(events, moment):
            raise InputRejected(
                f"There is nobody here called {patient_id}.",
                means="Nothing was stored.",
                remedy="See `pacepipe person list`, or add them: "
                f"`pacepipe person add {patient_id}`.",
            )
        return person_history(patient_id, events, moment)

    def histories(self) -> tuple[PersonHistory, ...]:
        """What counts now for everybody here, sorted by id."""
        events = self.said()
        return histories(events, self._moment(events))

    def consenting(self, patient_id: str) -> PersonHistory:
        """What counts for one person, who agrees at this moment to be recorded.

        Raises
        ------
        NotPermitted
            Where the person has not agreed, or no longer does.
        """
        history = self.history(patient_id)
        if not history.has_consent(history.as_of):
            raise NotPermitted(
                f"{patient_id} has not agreed to be recorded.",
                means="Nothing was stored.",
                remedy="When they agree: "
                f"`pacepipe consent give {patient_id} --by NAME`.",
            )
        return history

    def zone_of(self, history: PersonHistory, at: datetime) -> str:
        """IANA zone of a person's day; before the first one told, the first."""
        zone = history.zone_at(at)
        if zone is None and history.zones:
            zone = history.zones[0].value
        return self.settings.zone if zone is None else zone

    def record(
        self,
        payload: Payload,
        *,
        patient_id: str | None,
        by: str,
        zone: str | None = None,
        about_at: datetime | None = None,
        supersedes: str | None = None,
    ) -> Event:
        """Write down what somebody said; it is durable when this returns.

        Parameters
        ----------
        payload : Payload
        patient_id : str or None
            None where it is about the station.
        by : str
            Role or initials of who entered it.
        zone : str or None
            IANA zone it was said in; None means the station's.
        about_at : datetime or None
            Moment that it speaks of; None means now.
        supersedes : str or None
            event_id that it takes the place of.
        """
        entered_at = self.now()
        event = self.events().append(
            NewEvent(
                patient_id=patient_id,
                about_at=entered_at if about_at is None else about_at,
                zone=self.settings.zone if zone is None else zone,
                entered_at=entered_at,
                entered_by=by,
                payload=payload,
                supersedes=supersedes,
            )
        )
        _log.info("event recorded seq=%d kind=%s", event.seq, event.kind.value)
        return event

    def close(self) -> None:
        """Close what was opened; may be called twice."""
        while self._opened:
            self._opened.pop().close()
        self.__dict__.pop("_events", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
