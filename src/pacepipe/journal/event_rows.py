"""What is stored in the journal of what people said: as rows, and as events."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self, TypeAlias

from pacepipe.domain.events import Event, EventKind
from pacepipe.errors import SchemaMismatch
from pacepipe.journal.codec import decode_payload
from pacepipe.journal.disk import told_plainly
from pacepipe.journal.schema import connect_to_read, station_of
from pacepipe.journal.shapes import EVENTS

RawEventRow: TypeAlias = tuple[
    str, int, str, str, int, str | None, str, str, str, str, str | None, str
]
"""As stored: station_id, seq, event_id, kind, schema_version, patient_id, about_at,
zone, entered_at, entered_by, supersedes, payload; moments are ISO 8601 in UTC."""

_AFTER: Final = """
select
    station_id, seq, event_id, kind, schema_version, patient_id, about_at, zone,
    entered_at, entered_by, supersedes, payload
from event
where seq > ?
order by seq
"""


class StoredEvents:
    """What can be asked of `events.sqlite`. May be used from several threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._turn = Lock()
        self.path = path
        self.station_id = station_of(connection, path)

    def raw_rows_after(self, seq: int = 0) -> list[RawEventRow]:
        """Every event whose number is above `seq`, verbatim, oldest first."""
        with self._turn, told_plainly(self.path):
            return self._connection.execute(_AFTER, (seq,)).fetchall()

    def after(self, seq: int = 0) -> tuple[Event, ...]:
        """Every event whose number is above `seq`, oldest first.

        Raises
        ------
        SchemaMismatch
            Where one of them is of a newer version than this pacepipe knows.
        InputRejected
            Where one cannot be read as what it says it is.
        """
        return tuple(event_of(row) for row in self.raw_rows_after(seq))

    def last_seq(self) -> int:
        """The highest number given; 0 where nothing was ever said."""
        with self._turn, told_plainly(self.path):
            found = self._connection.execute("select max(seq) from event").fetchone()
        return found[0] or 0

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class EventReader(StoredEvents):
    """A view of `events.sqlite` that can change nothing."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing journal.

        Raises
        ------
        NotSetUp
            Where there is none yet.
        SchemaMismatch, JournalDamaged, DatabaseBusy, DiskTrouble
        """
        with told_plainly(path):
            connection = connect_to_read(path, EVENTS)
            try:
                return cls(connection, path)
            except BaseException:
                connection.close()
                raise


def event_from_row(  # noqa: PLR0917 - the columns of the table, in its order
    station_id: str,
    seq: int,
    event_id: str,
    kind: str,
    schema_version: int,
    patient_id: str | None,
    about_at: datetime,
    zone: str,
    entered_at: datetime,
    entered_by: str,
    supersedes: str | None,
    payload: str,
) -> Event:
    """The event that a stored row stands for, with its moments in UTC.

    Raises
    ------
    SchemaMismatch
        Where a newer pacepipe wrote it.
    InputRejected
        Where the payload cannot be read.
    """
    try:
        event_kind = EventKind(kind)
    except ValueError as error:
        raise SchemaMismatch(
            f"Event {seq} is of kind {kind}, which this pacepipe does not know.",
            means="A newer pacepipe wrote it; it stays as it is and is not read.",
            remedy="Install that newer pacepipe again, or a later one.",
        ) from error
    return Event(
        station_id=station_id,
        seq=seq,
        event_id=event_id,
        kind=event_kind,
        patient_id=patient_id,
        about_at=about_at.astimezone(UTC),
        zone=zone,
        entered_at=entered_at.astimezone(UTC),
        entered_by=entered_by,
        supersedes=supersedes,
        payload=decode_payload(event_kind, schema_version, payload),
    )


def event_of(row: RawEventRow) -> Event:
    """The event that a row of the file stands for, its moments still text."""
    about_at, zone, entered_at = row[6:9]
    return event_from_row(
        *row[:6],
        datetime.fromisoformat(about_at),
        zone,
        datetime.fromisoformat(entered_at),
        *row[9:],
    )
