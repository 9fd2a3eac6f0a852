"""A second process, for what one process cannot show about itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pacepipe

SRC = Path(pacepipe.__file__).resolve().parents[1]


@contextmanager
def running(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run Python code in a process of its own; it is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def said(code: str, *arguments: object) -> list[str]:
    """Run Python code to its end and give the lines that it printed."""
    with running(code, *arguments) as process:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    return out.splitlines()
