"""The family of errors, sorted by who must act.

Every error says what happened, what it means, and one thing to do, and carries
the exit code of the command line. An expected outcome (an undecodable frame, a
withheld plan) is a value, never an exception.
"""

from typing import ClassVar


class PacepipeError(Exception):
    """Something a person can act on.

    Parameters
    ----------
    what : str
        What happened, in plain words.
    means : str
        What that means for the person or the data.
    remedy : str
        One thing to do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, means: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.means = means
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.means} {self.remedy}"


class UsageProblem(PacepipeError):
    """The command was called in a way that cannot be right."""

    exit_code = 2


class NotSetUp(PacepipeError):
    """There is no home yet, or its configuration is invalid."""

    exit_code = 3


class ProfileError(NotSetUp):
    """A device profile says something impossible."""


class SchemaMismatch(NotSetUp):
    """A database or journal was written by a newer or a different program."""


class BluetoothUnavailable(PacepipeError):
    """No adapter, switched off, or no permission."""

    exit_code = 4


class BluetoothDenied(BluetoothUnavailable):
    """There is Bluetooth, and this program may not use it."""


class StrapNotFound(PacepipeError):
    """The strap was not found, or was lost and did not come back."""

    exit_code = 5


class NotEnoughData(PacepipeError):
    """An answer, not a crash: there is too little to say it."""

    exit_code = 6


class DatabaseBusy(PacepipeError):
    """Another process holds the file or the lock."""

    exit_code = 7


class InputRejected(PacepipeError):
    """What was entered cannot be right; nothing was stored."""

    exit_code = 8


class CheckFailed(PacepipeError):
    """A check found problems; nothing was published or replaced."""

    exit_code = 9


class JournalDamaged(CheckFailed):
    """A journal file does not pass its integrity check."""


class DiskTrouble(PacepipeError):
    """The disk is full, read-only or failing; what was stored before stays."""


class RestartNeeded(PacepipeError):
    """The process itself stands in the way; whoever supervises starts a new one.

    75 is EX_TEMPFAIL of sysexits.h: try again.
    """

    exit_code = 75


class NotPermitted(PacepipeError):
    """Consent or a role is missing."""

    exit_code = 10
