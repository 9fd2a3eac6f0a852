"""The shape of the two journal files: their tables, and what the tables refuse."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of journal file is.

    Attributes
    ----------
    title : str
        In a sentence to a person.
    application_id : int
        SQLite's mark of whose file it is (four ASCII letters).
    version : int
        The version of `statements`; in the file as `user_version`.
    journal_mode : str
        ``wal`` or ``delete``.
    statements : tuple of str
        Creates every table of an empty file.
    """

    title: str
    application_id: int
    version: int
    journal_mode: str
    statements: tuple[str, ...]


_META: Final = """
create table meta (key text not null primary key, value text not null) strict
"""


def _refuse(operation: str, table: str, reason: str) -> str:
    return f"""
create trigger {table}_refuses_{operation} before {operation} on {table}
begin select raise(abort, '{reason}'); end
"""


# No foreign key from a frame to its connection: a frame whose link was never
# written down is still what a strap sent, and must not be refused.
FRAMES: Final = Shape(
    title="journal of frames",
    application_id=int.from_bytes(b"ppfr"),
    version=1,
    journal_mode="wal",
    statements=(
        _META,
        """
create table connection (
    connection_id integer primary key autoincrement,
    profile_id text not null,
    address text not null,
    advertised_name text,
    boot_id text not null,
    t_boot_ns integer not null,
    t_utc_us integer not null
) strict
""",
        """
create table frame (
    seq integer primary key autoincrement,
    connection_id integer not null,
    characteristic integer not null,
    t_boot_ns integer not null,
    t_utc_us integer not null,
    payload blob not null
) strict
""",
        """
create table link_event (
    seq integer primary key autoincrement,
    connection_id integer not null,
    kind text not null,
    t_boot_ns integer not null,
    t_utc_us integer not null,
    detail text not null
) strict
""",
        _refuse("update", "connection", "a connection is never changed"),
        _refuse("update", "frame", "a frame is never changed"),
        _refuse("update", "link_event", "a link event is never changed"),
    ),
)

EVENTS: Final = Shape(
    title="journal of what people said",
    application_id=int.from_bytes(b"ppev"),
    version=1,
    journal_mode="delete",
    statements=(
        _META,
        """
create table event (
    seq integer primary key autoincrement,
    station_id text not null,
    event_id text not null unique,
    kind text not null,
    schema_version integer not null,
    patient_id text,
    about_at text not null,
    zone text not null,
    entered_at text not null,
    entered_by text not null,
    supersedes text references event (event_id),
    payload text not null
) strict
""",
        _refuse("update", "event", "an event is never changed"),
        _refuse("delete", "event", "an event is never deleted"),
        # `insert or replace` deletes without asking the delete trigger
        """
create trigger event_refuses_replacement before insert on event
when exists (
    select 1 from event as known
    where known.event_id = new.event_id or known.seq = new.seq
)
begin select raise(abort, 'an event is never replaced'); end
""",
    ),
)
