"""What a person's day asks of a strap beside its stream."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol


class Wish(StrEnum):
    """What is asked of a strap that can record by itself."""

    RECORD = "record"
    FETCH = "fetch"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class RecordingWish:
    """What is asked of a strap's own recording, and which recording is over.

    Attributes
    ----------
    wish : Wish
        RECORD: its wearer moves, so a recording is to run. FETCH: nobody moves, so
        what is over is taken off the strap. LEAVE: the strap is asked nothing.
    border : datetime or None, aware
        Start of the session that goes on (RECORD) or end of the last one (FETCH).
        What began before it is over; what runs and began later goes on, because it
        is the session's own, or was started by hand. None: nothing is over.
    """

    wish: Wish
    border: datetime | None = None

    def is_over(self, started_at: datetime) -> bool:
        """Whether a running recording of ours is to be stopped and taken.

        A name holds whole seconds, so a recording of the second in which a session
        started is the session's own.

        Examples
        --------
        >>> from datetime import UTC
        >>> since = datetime(2026, 3, 2, 8, 0, 0, 500_000, UTC)
        >>> RecordingWish(Wish.RECORD, since).is_over(since.replace(microsecond=0))
        False
        >>> RecordingWish(Wish.FETCH, since).is_over(since.replace(microsecond=0))
        True
        """
        if self.border is None:
            return False
        is_session = self.wish is Wish.RECORD
        border = self.border.replace(microsecond=0) if is_session else self.border
        return started_at < border


LEFT_ALONE: Final = RecordingWish(Wish.LEAVE)
"""Of a strap that is asked nothing."""


class Wishes(Protocol):
    """Asked in the loop's thread every few seconds; answers within milliseconds."""

    @property
    def zone(self) -> str:
        """IANA zone that a watch is set to."""

    def wants_recording(self, strap_id: str) -> RecordingWish:
        """What is to become of the strap's own recording."""

    def wants_acceleration(self, strap_id: str) -> bool:
        """Whether its accelerometer should run: moving, and nothing counts steps."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Wishes out of plain callables."""

    recording: Callable[[str], RecordingWish]
    acceleration: Callable[[str], bool]
    zone: str = "UTC"

    def wants_recording(self, strap_id: str) -> RecordingWish:
        """See `Wishes`."""
        return self.recording(strap_id)

    def wants_acceleration(self, strap_id: str) -> bool:
        """See `Wishes`."""
        return self.acceleration(strap_id)
