"""One writer, held by the operating system: free at once when its process dies."""

import fcntl
import os
from pathlib import Path

from pacepipe.errors import DatabaseBusy, DiskTrouble


class WriterLock:
    """An exclusive `flock` on a file beside the one it guards.

    The guarded file itself is never locked this way: closing any descriptor of
    it would drop the POSIX locks of SQLite. The lock file stays when the lock
    is released, because deleting it would let two processes hold "the" lock.
    """

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor: int | None = descriptor
        self.path = path

    @classmethod
    def take(cls, guarded: Path) -> "WriterLock":
        """Hold the lock of `guarded` until `release` or the end of the process.

        Raises
        ------
        DatabaseBusy
            Where somebody holds it; names the process.
        DiskTrouble
            Where the lock file cannot be written.
        """
        path = guarded.with_name(f"{guarded.name}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DiskTrouble(
                f"{path.name} could not be written ({error.strerror}).",
                means="Without it nobody may write the journal; nothing was changed.",
                remedy=f"See that this user may write in {path.parent}.",
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise DatabaseBusy(
                f"Another pacepipe (process {holder or 'unknown'}) is recording into "
                f"{guarded.name}.",
                means="Only one at a time may write it; that one goes on undisturbed.",
                remedy="Stop that one first, or let it do the recording.",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor, path)

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
