"""A command at a pseudo-terminal, so that it takes somebody for present."""

import os
import pty
import re
import select
import subprocess
import sys
import time

from support.child import SRC


class AtATerminal:
    """Python code at a terminal: what it shows is read, and keys are pressed."""

    def __init__(self, code: str, *arguments: object) -> None:
        self._end, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=other,
            stdout=other,
            stderr=other,
            env={**os.environ, "PYTHONPATH": str(SRC)},
        )
        os.close(other)
        self._read = b""

    @property
    def shown(self) -> str:
        return self._read.decode(errors="replace")

    def until(self, pattern: str, within_s: float = 40.0) -> None:
        deadline = time.monotonic() + within_s
        while re.search(pattern, self.shown) is None:
            left_s = deadline - time.monotonic()
            ready, _, _ = select.select([self._end], [], [], max(left_s, 0))
            assert ready, f"{pattern} was never shown: {self.shown}"
            self._read += os.read(self._end, 4096)

    def types(self, text: str) -> None:
        os.write(self._end, text.encode())

    def close(self) -> int:
        code = self.process.wait(20)
        os.close(self._end)
        return code
