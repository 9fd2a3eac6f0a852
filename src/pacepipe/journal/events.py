"""The journal of what people said: append-only, many writers, few rows.

An event is refused at the door or durable on return; there is nothing between.
A rollback journal with `synchronous = extra` serves it: several processes may
write, and a commit survives a power cut.
"""

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NoReturn, Self
from uuid import uuid4

from pacepipe.domain.events import (
    KIND_OF,
    SCHEMA_VERSION,
    Event,
    NewEvent,
    Retracted,
    StrapPaired,
    ZoneSet,
)
from pacepipe.errors import InputRejected
from pacepipe.journal.codec import encode_payload
from pacepipe.journal.disk import connect_to_write, told_plainly, transaction
from pacepipe.journal.event_rows import StoredEvents, event_of
from pacepipe.journal.schema import prepare
from pacepipe.journal.shapes import EVENTS


class EventJournal(StoredEvents):
    """`events.sqlite`, to read and to add to."""

    @classmethod
    def open(
        cls,
        path: Path,
        station_id: str,
        *,
        used_up: Mapping[str, int] | None = None,
    ) -> Self:
        """Create or open the journal and check it.

        Parameters
        ----------
        path : Path
        station_id : str
        used_up : mapping of str to int, optional
            ``{"event": n}``: a file that has to be created numbers its events
            above n, the highest number that the pipeline knows of this station.

        Raises
        ------
        SchemaMismatch, JournalDamaged, DatabaseBusy, DiskTrouble
        """
        path = path.absolute()
        prepare(path, EVENTS, station_id, used_up=used_up or {})
        connection = connect_to_write(
            path, "synchronous = extra", journal_mode=EVENTS.journal_mode
        )
        try:
            with told_plainly(path):
                return cls(connection, path)
        except BaseException:
            connection.close()
            raise

    def append(self, event: NewEvent) -> Event:
        """Store what a person said; durable on return.

        Returns
        -------
        Event
            As it will be read from now on.

        Raises
        ------
        InputRejected
            Where it cannot be right; nothing was stored.
        DatabaseBusy
            Where another program held the file for 5 s.
        DiskTrouble
            Where it could not be stored.
        """
        _check(event)
        payload = encode_payload(event.payload)
        values = (
            self.station_id,
            uuid4().hex,
            KIND_OF[type(event.payload)].value,
            SCHEMA_VERSION,
            event.patient_id,
            _iso(event.about_at),
            event.zone,
            _iso(event.entered_at),
            event.entered_by,
            event.supersedes,
            payload,
        )
        with self._turn, told_plainly(self.path), transaction(self._connection):
            self._check_supersedes(event)
            seq = self._connection.execute(
                "insert into event (station_id, event_id, kind, schema_version,"
                " patient_id, about_at, zone, entered_at, entered_by, supersedes,"
                " payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
        return event_of((values[0], int(seq or 0), *values[1:]))

    def _check_supersedes(self, event: NewEvent) -> None:
        if event.supersedes is None:
            return
        known = self._connection.execute(
            "select patient_id from event where event_id = ?", (event.supersedes,)
        ).fetchone()
        if known is None:
            _reject("The entry that this one corrects is not here.")
        if known[0] != event.patient_id:
            _reject("The entry that this one corrects is about somebody else.")


def _check(event: NewEvent) -> None:
    for name, moment in (("moment", event.about_at), ("entry", event.entered_at)):
        if moment.utcoffset() is None:
            _reject(f"The time of the {name} has no time zone.")
    _check_zone(event.zone)
    if isinstance(event.payload, ZoneSet):
        _check_zone(event.payload.zone)
    if not event.entered_by.strip():
        _reject("It is not said who entered it.")
    # what is about nobody would never be found again, save a strap of the station
    is_about_station = isinstance(event.payload, StrapPaired | Retracted)
    if event.patient_id is None and not is_about_station:
        _reject("It is not said whom it is about.")
    if event.patient_id is not None and not event.patient_id.strip():
        _reject("The name of the person it is about is empty.")
    if isinstance(event.payload, Retracted) and event.supersedes is None:
        _reject("It is not said which entry is taken back.")


def _check_zone(zone: str) -> None:
    if zone not in _zones():
        _reject(f"{zone!r} is no time zone.", "Use a name such as Europe/Berlin.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _iso(moment: datetime) -> str:
    """ISO 8601 in UTC, always with microseconds, so that text sorts as time."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


def _reject(what: str, remedy: str = "Correct it and enter it again.") -> NoReturn:
    raise InputRejected(what, means="Nothing was stored.", remedy=remedy)
