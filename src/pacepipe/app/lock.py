"""One pipeline at a time: a lock on the state folder that dies with its holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pacepipe.errors import DatabaseBusy
from pacepipe.settings import Home


@contextmanager
def writer_lock(home: Home) -> Iterator[None]:
    """Hold the right to write the warehouse.

    A file lock and not the orchestrator's: that one stays taken for minutes
    after its holder was killed, this one is free at once (platform.md, section 5).

    Raises
    ------
    DatabaseBusy
        Where another process holds it.
    """
    home.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home.writer_lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseBusy(
                "Another run of the pipeline is at work.",
                means="Two at once would write over each other; this one did nothing.",
                remedy="Wait until it has ended, then try again.",
            ) from None
        yield
    finally:
        os.close(handle)
