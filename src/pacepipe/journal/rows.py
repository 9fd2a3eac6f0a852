"""The rows of `frames.sqlite`, and the few statements that write them.

A row is made so that SQLite takes it as it is: one that it refused would hold
up every frame behind it.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final, TypeAlias

from pacepipe.domain.frame import Frame, LinkEvent
from pacepipe.journal.disk import transaction

FrameRow: TypeAlias = tuple[int, int, int, int, bytes]
LinkRow: TypeAlias = tuple[int, str, int, int, str]
ConnectionRow: TypeAlias = tuple[str, str, str | None, str, int, int]

INT64_MAX: Final = 2**63 - 1


def frame_row(frame: Frame) -> FrameRow:
    """A frame as a row; its bytes are copied where they could still change."""
    return (
        _plain_int(frame.connection_id),
        _plain_int(frame.characteristic),
        _plain_int(frame.boot_ns),
        _plain_int(frame.utc_us),
        bytes(frame.payload),  # a radio backend may fill its buffer again
    )


def link_row(event: LinkEvent) -> LinkRow:
    """A link event as a row."""
    return (
        _plain_int(event.connection_id),
        event.kind.value,
        _plain_int(event.boot_ns),
        _plain_int(event.utc_us),
        _plain_text(event.detail),
    )


def connection_row(
    *,
    profile_id: str,
    address: str,
    advertised_name: str | None,
    boot_id: str,
    boot_ns: int,
    utc_us: int,
) -> ConnectionRow:
    """A link as a row, without the number that it is going to get."""
    return (
        _plain_text(profile_id),
        _plain_text(address),
        None if advertised_name is None else _plain_text(advertised_name),
        _plain_text(boot_id),
        _plain_int(boot_ns),
        _plain_int(utc_us),
    )


def insert_group(
    connection: sqlite3.Connection,
    frames: Sequence[FrameRow],
    links: Sequence[LinkRow],
) -> None:
    """Commit a group of rows, all or none."""
    with transaction(connection):
        connection.executemany(
            "insert into frame (connection_id, characteristic, t_boot_ns, t_utc_us,"
            " payload) values (?, ?, ?, ?, ?)",
            frames,
        )
        connection.executemany(
            "insert into link_event (connection_id, kind, t_boot_ns, t_utc_us, detail)"
            " values (?, ?, ?, ?, ?)",
            links,
        )


def insert_connection(row: ConnectionRow, connection: sqlite3.Connection) -> int:
    """Commit a link and give its number."""
    with transaction(connection):
        cursor = connection.execute(
            "insert into connection (profile_id, address, advertised_name, boot_id,"
            " t_boot_ns, t_utc_us) values (?, ?, ?, ?, ?, ?)",
            row,
        )
    return int(cursor.lastrowid or 0)


def seq_span(connection: sqlite3.Connection) -> tuple[int, int]:
    """First and last number of the frames in the file; (1, 0) where there is none."""
    first = connection.execute("select min(seq) from frame").fetchone()[0]
    last = connection.execute("select max(seq) from frame").fetchone()[0]
    return (1, 0) if first is None else (first, last)


def delete_old(bounds: tuple[int, int, int], connection: sqlite3.Connection) -> int:
    """Delete frames between two numbers, both included, from before a moment in µs."""
    with transaction(connection):
        return connection.execute(
            "delete from frame where seq between ? and ? and t_utc_us < ?", bounds
        ).rowcount


def _plain_int(value: int) -> int:
    number = int(value)  # of a numpy integer too, which SQLite would not take
    if not -INT64_MAX <= number <= INT64_MAX:
        raise ValueError("a clock or a number does not fit in 64 bits")
    return number


def _plain_text(text: str) -> str:
    # what UTF-8 cannot hold is written out as an escape
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
