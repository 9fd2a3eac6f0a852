"""How far a file has been read."""

from collections.abc import Callable
from typing import Final, TypeAlias

Watch: TypeAlias = Callable[[int], None]
"""Told, now and then, how many bytes have been read so far."""

WATCH_EVERY: Final = 4096
"""Rows between two words about progress."""


def unwatched(_read_bytes: int) -> None:
    """Nobody looks."""
