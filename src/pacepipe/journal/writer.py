"""The thread that owns the writing connection of `frames.sqlite`.

Its rule: what was handed over is held until the disk has it. A group is
committed LINGER_S after its first row, or sooner when somebody waits for it. A
failed commit keeps its rows, says so in `trouble`, and is tried again.
"""

import queue
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any, Final

from pacepipe.errors import DiskTrouble, PacepipeError
from pacepipe.journal.disk import as_trouble, connect_to_write
from pacepipe.journal.rows import FrameRow, LinkRow, insert_group
from pacepipe.journal.shapes import FRAMES

LINGER_S: Final = 0.2
"""A row waits this long for company; 50 ms of the promised 250 are the disk's."""
GROUP_ROWS_MAX: Final = 10_000
"""Rows in one transaction: a few tens of ms, and the step of catching up."""
RETRY_S: Final = 1.0
"""Between attempts while the disk refuses."""
BUSY_TIMEOUT_S: Final = 1.0
"""Nobody else should ever write here; whoever does is waited for briefly."""


class Errand:
    """Something to do between two groups, after all that was handed over before.

    It ends the group, so that whoever waits for it does not wait for the clock.
    """

    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        self.done: Future[Any] = Future()


class Last(Errand):
    """The errand after which the thread ends, whether or not the disk took it all."""


class FrameWriter(Thread):
    """Writes rows in the order in which they were handed over.

    Attributes
    ----------
    trouble : PacepipeError or None
        Why the newest attempt failed; None when it did not.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(name="pacepipe-journal", daemon=True)
        self._path = path
        self._inode = path.stat().st_ino
        self._inbox: queue.SimpleQueue[FrameRow | LinkRow | Errand] = (
            queue.SimpleQueue()
        )
        self._frames: deque[FrameRow] = deque()
        self._links: deque[LinkRow] = deque()
        self.trouble: PacepipeError | None = None
        self.started: Future[None] = Future()

    def hand_over(self, item: FrameRow | LinkRow | Errand) -> None:
        """Take something in; never waits."""
        self._inbox.put(item)

    def waiting_count(self) -> int:
        """Rows that are not on the disk yet, about."""
        return self._inbox.qsize() + len(self._frames) + len(self._links)

    def run(self) -> None:
        """Open the connection, then serve until the last errand."""
        try:
            connection = self._connect()
        except Exception as error:  # noqa: BLE001 - `FrameJournal.open` raises it
            self.started.set_exception(as_trouble(error, self._path))
            return
        try:
            self.started.set_result(None)
            errand: Errand | None = None
            while not isinstance(errand, Last):
                errand = self._gather()
                self._serve(connection, errand)
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        return connect_to_write(
            self._path,
            "synchronous = full",
            # what retention removes is overwritten, not only forgotten
            "secure_delete = on",
            journal_mode=FRAMES.journal_mode,
            busy_timeout_s=BUSY_TIMEOUT_S,
        )

    def _gather(self) -> Errand | None:
        """Take in what belongs to one group; the errand that ended it, if any."""
        is_stuck = self.trouble is not None
        linger_s = RETRY_S if is_stuck else LINGER_S
        deadline: float | None = time.monotonic() + linger_s if is_stuck else None
        count = 0
        while is_stuck or count < GROUP_ROWS_MAX:
            try:
                item = self._inbox.get(timeout=_until(deadline))
            except queue.Empty:
                return None
            if isinstance(item, Errand):
                return item
            self._hold(item)
            count += 1
            if deadline is None:
                deadline = time.monotonic() + linger_s
        return None

    def _hold(self, item: FrameRow | LinkRow) -> None:
        if isinstance(item[4], bytes):
            self._frames.append(item)
        else:
            self._links.append(item)

    def _serve(self, connection: sqlite3.Connection, errand: Errand | None) -> None:
        try:
            self._commit(connection)
        except Exception as error:  # noqa: BLE001 - a frame outlives our own bugs too
            self.trouble = as_trouble(error, self._path)
            if errand is not None:
                errand.done.set_exception(self.trouble)
            return
        self.trouble = None
        if errand is None:
            return
        try:
            errand.done.set_result(errand.work(connection))
        except Exception as error:  # noqa: BLE001 - for whoever waits for the errand
            errand.done.set_exception(as_trouble(error, self._path))

    def _commit(self, connection: sqlite3.Connection) -> None:
        while self._frames or self._links:
            self._refuse_a_file_that_moved()
            frames = list(islice(self._frames, GROUP_ROWS_MAX))
            links = list(islice(self._links, GROUP_ROWS_MAX))
            insert_group(connection, frames, links)
            # only now: they are on the disk
            for _ in frames:
                self._frames.popleft()
            for _ in links:
                self._links.popleft()

    def _refuse_a_file_that_moved(self) -> None:
        """Say so when the path no longer leads to the file that is written."""
        inode: int | None = None
        with suppress(FileNotFoundError):
            inode = self._path.stat().st_ino
        if inode != self._inode:
            raise DiskTrouble(
                f"{self._path.name} was moved or deleted while pacepipe records.",
                means="Frames are kept in memory until it is back or pacepipe ends.",
                remedy=f"Put the file back at {self._path}, or restart pacepipe.",
            )


def _until(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())
