"""One key at the terminal, without Enter. Ctrl-C stays what it is."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_BYTES_A_PRESS: Final = 1024


@contextmanager
def _key_by_key(end: int) -> Iterator[None]:
    """Hand over keys as they are pressed; what was typed before is dropped."""
    before = termios.tcgetattr(end)
    tty.setcbreak(end)
    try:
        yield
    finally:
        termios.tcsetattr(end, termios.TCSADRAIN, before)


def one_key(ask: Callable[[], None]) -> str:
    """The key that answers `ask`; nothing where there is no terminal."""
    if not sys.stdin.isatty():
        return ""
    end = sys.stdin.fileno()
    with _key_by_key(end):
        ask()
        return os.read(end, _BYTES_A_PRESS).decode(errors="replace")


@contextmanager
def any_key(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on any key while the block runs; nothing without a terminal.

    To be entered while the event loop runs.
    """
    if not sys.stdin.isatty():
        yield
        return
    loop = asyncio.get_running_loop()
    end = sys.stdin.fileno()

    def pressed() -> None:
        if not os.read(end, _BYTES_A_PRESS):
            loop.remove_reader(end)
        act()

    with _key_by_key(end):
        loop.add_reader(end, pressed)
        try:
            yield
        finally:
            loop.remove_reader(end)
