"""Reading the journal of frames, beside its living writer, without disturbing it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.frame import Connection, LinkEvent, LinkEventKind
from pacepipe.journal.disk import told_plainly
from pacepipe.journal.schema import connect_to_read, station_of
from pacepipe.journal.shapes import FRAMES


@dataclass(frozen=True, slots=True, eq=False)
class FrameRows:
    """Stored frames, column by column, in the order of their numbers.

    Attributes
    ----------
    seq : (n,) int64
        Number in this journal: rises by one, and is never used a second time.
    connection_id : (n,) int64
    characteristic : (n,) int64
        Assigned number.
    boot_ns : (n,) int64
        Monotonic clock at arrival, ns since the station's boot.
    utc_us : (n,) int64
        Wall clock at arrival, µs since 1970-01-01 UTC.
    payload_hex : (n,) str
        Bytes of the value as hexadecimal text; empty for an empty value.
    """

    seq: IntArray
    connection_id: IntArray
    characteristic: IntArray
    boot_ns: IntArray
    utc_us: IntArray
    payload_hex: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.seq)


class FrameReader:
    """A view of `frames.sqlite` that can change nothing, not even its log.

    Each call sees one moment of the file. May be used from several threads, one
    at a time.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.station_id = station_of(connection, path)

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
            connection = connect_to_read(path, FRAMES)
            try:
                return cls(connection, path)
            except BaseException:
                connection.close()
                raise

    def frames_after(self, seq: int, limit: int) -> FrameRows:
        """The first `limit` frames whose number is above `seq`.

        Parameters
        ----------
        seq : int
            0 starts at the beginning.
        limit : int

        Returns
        -------
        FrameRows
            Of length 0 where there is nothing newer.
        """
        rows = self._rows(
            "select seq, connection_id, characteristic, t_boot_ns, t_utc_us,"
            " hex(payload) from frame where seq > ? order by seq limit ?",
            (seq, limit),
        )
        columns = list(zip(*rows, strict=True)) or [()] * 6
        return FrameRows(
            seq=np.array(columns[0], dtype=np.int64),
            connection_id=np.array(columns[1], dtype=np.int64),
            characteristic=np.array(columns[2], dtype=np.int64),
            boot_ns=np.array(columns[3], dtype=np.int64),
            utc_us=np.array(columns[4], dtype=np.int64),
            payload_hex=np.array(columns[5], dtype=np.str_),
        )

    def connections_after(self, connection_id: int) -> tuple[Connection, ...]:
        """Every link whose number is above `connection_id`, oldest first."""
        rows = self._rows(
            "select connection_id, profile_id, address, advertised_name, boot_id,"
            " t_boot_ns, t_utc_us from connection where connection_id > ?"
            " order by connection_id",
            (connection_id,),
        )
        return tuple(Connection(*row) for row in rows)

    def link_events_after(self, seq: int) -> tuple[tuple[int, LinkEvent], ...]:
        """Every link event whose number is above `seq`, with its number."""
        rows = self._rows(
            "select seq, connection_id, kind, t_boot_ns, t_utc_us, detail"
            " from link_event where seq > ? order by seq",
            (seq,),
        )
        return tuple(
            (number, LinkEvent(link, LinkEventKind(kind), boot_ns, utc_us, detail))
            for number, link, kind, boot_ns, utc_us, detail in rows
        )

    def last_seq(self) -> int:
        """The highest number that a frame was ever given here, pruned ones too.

        0 where there was none.
        """
        rows = self._rows("select seq from sqlite_sequence where name = 'frame'", ())
        return int(rows[0][0]) if rows else 0

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

    def _rows(self, sql: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
        with told_plainly(self.path):
            return self._connection.execute(sql, values).fetchall()
