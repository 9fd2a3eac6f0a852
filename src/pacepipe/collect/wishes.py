"""What a person's day asks of a strap beside its stream."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Wishes(Protocol):
    """Asked in the loop's thread every few seconds; answers within milliseconds."""

    @property
    def zone(self) -> str:
        """IANA zone that a watch is set to."""

    def wants_recording(self, strap_id: str) -> bool:
        """Whether the strap should record by itself now: its wearer is moving."""

    def wants_acceleration(self, strap_id: str) -> bool:
        """Whether its accelerometer should run: moving, and nothing counts steps."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Wishes out of plain callables."""

    recording: Callable[[str], bool]
    acceleration: Callable[[str], bool]
    zone: str = "UTC"

    def wants_recording(self, strap_id: str) -> bool:
        """See `Wishes`."""
        return self.recording(strap_id)

    def wants_acceleration(self, strap_id: str) -> bool:
        """See `Wishes`."""
        return self.acceleration(strap_id)
