"""The journal of what straps sent: written by one process, the collector.

`append` and `note` never wait for the disk; `flush` and `open_connection` do,
and return when it is durable.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Final, Self

from pacepipe.domain.frame import Frame, LinkEvent
from pacepipe.errors import DiskTrouble, PacepipeError
from pacepipe.journal.lock import WriterLock
from pacepipe.journal.rows import (
    connection_row,
    delete_old,
    frame_row,
    insert_connection,
    link_row,
    seq_span,
)
from pacepipe.journal.schema import prepare
from pacepipe.journal.shapes import FRAMES
from pacepipe.journal.writer import RETRY_S, Errand, FrameWriter, Last

PRUNE_STEP: Final = 20_000
"""Frames looked at in one transaction of a prune; new frames get in between."""


class FrameJournal:
    """The one writer of `frames.sqlite`. Open it with `open`, and `close` it.

    Attributes
    ----------
    path : Path
    station_id : str
    """

    def __init__(
        self, path: Path, station_id: str, lock: WriterLock, writer: FrameWriter
    ) -> None:
        self.path = path
        self.station_id = station_id
        self._lock = lock
        self._writer = writer
        self._door = Lock()
        self._is_closed = False

    @classmethod
    def open(
        cls,
        path: Path,
        station_id: str,
        *,
        used_up: Mapping[str, int] | None = None,
    ) -> Self:
        """Create or open the journal, check it, and become its writer.

        Parameters
        ----------
        path : Path
        station_id : str
        used_up : mapping of str to int, optional
            The highest numbers of this station that the pipeline has taken in,
            by table (``frame``, ``connection``, ``link_event``). A file that has
            to be created starts above them, so that a journal which was set
            aside or lost is not continued with numbers that count as known.

        Raises
        ------
        DatabaseBusy
            Where another process writes it.
        SchemaMismatch
            Where it is of a newer version, of another station, or not ours.
        JournalDamaged
            Where it fails its check; the file is left as it is.
        DiskTrouble
            Where it cannot be written.
        """
        path = path.absolute()
        lock = WriterLock.take(path)
        try:
            prepare(path, FRAMES, station_id, used_up=used_up or {})
            writer = FrameWriter(path)
            writer.start()
            writer.started.result()
        except BaseException:
            lock.release()
            raise
        return cls(path, station_id, lock, writer)

    @property
    def trouble(self) -> PacepipeError | None:
        """Why the disk does not take what waits; None while it does."""
        return self._writer.trouble

    @property
    def waiting_count(self) -> int:
        """Frames and notes that are not on the disk yet, about."""
        return self._writer.waiting_count()

    def open_connection(
        self,
        *,
        profile_id: str,
        address: str,
        advertised_name: str | None,
        boot_id: str,
        boot_ns: int,
        utc_us: int,
    ) -> int:
        """Write down a new link and give its number; durable on return.

        Raises
        ------
        PacepipeError
            Where the disk does not take it.
        """
        row = connection_row(
            profile_id=profile_id,
            address=address,
            advertised_name=advertised_name,
            boot_id=boot_id,
            boot_ns=boot_ns,
            utc_us=utc_us,
        )
        return int(self._send(Errand(partial(insert_connection, row))).result())

    def append(self, frame: Frame) -> None:
        """Hand a frame over; it is durable at most 250 ms later on a sound disk."""
        row = frame_row(frame)
        with self._door:
            self._refuse_when_closed()
            self._writer.hand_over(row)

    def note(self, event: LinkEvent) -> None:
        """Hand over something that happened to a link, likewise."""
        row = link_row(event)
        with self._door:
            self._refuse_when_closed()
            self._writer.hand_over(row)

    def flush(self) -> None:
        """Return when everything that was handed over is durable.

        Raises
        ------
        PacepipeError
            Where the disk does not take it; it is kept and tried again.
        """
        self._send(Errand(lambda _: None)).result()

    def prune(self, up_to_seq: int, older_than_utc_us: int) -> int:
        """Delete frames that are taken in and past their retention.

        Parameters
        ----------
        up_to_seq : int
            The mark that the pipeline left; no frame above it is touched.
        older_than_utc_us : int
            No frame that arrived at or after this moment is touched.

        Returns
        -------
        int
            Count of frames deleted. Their numbers are never used again.
        """
        first, last = self._send(Errand(seq_span)).result()
        count = 0
        for low in range(first, min(up_to_seq, last) + 1, PRUNE_STEP):
            high = min(low + PRUNE_STEP - 1, up_to_seq)
            step = partial(delete_old, (low, high, older_than_utc_us))
            count += self._send(Errand(step)).result()
        return count

    def close(self, *, patience_s: float = 3.0) -> None:
        """Store what waits, let go of the file. A second call does nothing.

        Parameters
        ----------
        patience_s : float
            How long to go on trying when the disk does not take it.

        Raises
        ------
        PacepipeError
            Where the disk did not take it to the end: what still waited is lost
            with this object, and the journal is closed all the same.
        """
        with self._door:
            if self._is_closed:
                return
            self._is_closed = True
        last = Last(lambda _: None)
        deadline = monotonic() + patience_s
        try:
            while self._is_refused() and monotonic() < deadline:
                sleep(RETRY_S)
        finally:  # also when a person interrupts the waiting
            self._writer.hand_over(last)
            self._writer.join()
            self._lock.release()
        self._tell_what_is_lost(last)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _tell_what_is_lost(self, last: Last) -> None:
        error = last.done.exception()
        if isinstance(error, PacepipeError):
            raise DiskTrouble(
                f"{self.waiting_count} frames and notes could not be stored before "
                f"{self.path.name} was closed. {error.what}",
                means="Those are lost; all that was stored before stays.",
                remedy=error.remedy,
            ) from error

    def _is_refused(self) -> bool:
        errand = Errand(lambda _: None)
        self._writer.hand_over(errand)
        return errand.done.exception() is not None

    def _send(self, errand: Errand) -> "Future[Any]":
        with self._door:
            self._refuse_when_closed()
            self._writer.hand_over(errand)
        return errand.done

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise ValueError("the journal is closed")
