"""What answers inside a virtual device: its side of a conversation.

A strap that only streams needs none. Times are strap time, in seconds.
"""

from typing import Protocol

from pacepipe.simulate.notification import Notification


class Firmware(Protocol):
    """Answers writes and makes up values when they are read.

    Attributes
    ----------
    writable, readable, notifying : frozenset of int
        Characteristics that it has to do with, each way.
    """

    writable: frozenset[int]
    readable: frozenset[int]
    notifying: frozenset[int]

    def write(
        self, at_s: float, characteristic: int, payload: bytes
    ) -> tuple[Notification, ...]:
        """Take a write; what it answers, each at its moment, none before `at_s`."""

    def read(self, at_s: float, characteristic: int) -> bytes | None:
        """Value at this moment; None where it will not say."""

    def is_sending(self, characteristic: int) -> bool:
        """Whether the stream of a characteristic is switched on now."""

    def unlinked(self) -> None:
        """The link ended: what was half said or half heard is forgotten."""
