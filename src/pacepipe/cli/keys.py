"""One key, pressed while something else goes on."""

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
def any_key(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on any key while the block runs; nothing without a terminal.

    Ctrl-C stays what it is. To be entered while the event loop runs.
    """
    if not sys.stdin.isatty():
        yield
        return
    loop = asyncio.get_running_loop()
    end = sys.stdin.fileno()
    before = termios.tcgetattr(end)

    def pressed() -> None:
        if not os.read(end, _BYTES_A_PRESS):
            loop.remove_reader(end)
        act()

    tty.setcbreak(end)
    loop.add_reader(end, pressed)
    try:
        yield
    finally:
        loop.remove_reader(end)
        termios.tcsetattr(end, termios.TCSADRAIN, before)
