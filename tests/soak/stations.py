"""Running a station in another process and listening to what it says."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pacepipe.journal import FrameReader
from soak.streams import HEART, serial_of
from support.child import SRC

TESTS = Path(__file__).resolve().parents[1]


class Spoken:
    """The lines of a station so far, and the next one that matters."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(json.loads(line))
        self._lines.put(None)

    def until(
        self, matters: Callable[[dict[str, Any]], bool], *, within_s: float = 60.0
    ) -> dict[str, Any]:
        """The first line from now on that matters."""
        deadline_s = time.monotonic() + within_s
        while True:
            line = self._lines.get(timeout=max(0.01, deadline_s - time.monotonic()))
            assert line is not None, "the station ended"
            if matters(line):
                return line

    def said(self, what: str, *, within_s: float = 60.0) -> dict[str, Any]:
        """The first line of one kind from now on."""
        return self.until(lambda line: line["what"] == what, within_s=within_s)

    def end(self) -> Mapping[str, list[int]]:
        """Stop the station; what each strap really delivered."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        delivered: Mapping[str, list[int]] = self.said("end")["delivered"]
        return delivered

    def join(self) -> None:
        """Hear it out."""
        self._ear.join()


@contextmanager
def a_station(
    path: Path,
    *,
    straps: int = 1,
    rate_hz: float = 130.0,
    long_s: float = 60.0,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
) -> Iterator[Spoken]:
    """A station that records until the block ends it; gone afterwards."""
    python_path = os.pathsep.join([str(SRC), str(TESTS)])
    numbers = [str(straps), str(rate_hz), str(long_s)]
    process = subprocess.Popen(
        [sys.executable, "-m", "soak.station_child", str(path), *numbers],
        env={**os.environ, "PYTHONPATH": python_path, **(env or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=user,
    )
    with process:
        spoken = Spoken(process)
        try:
            yield spoken
        finally:
            process.kill()
            spoken.join()


def kept(path: Path) -> dict[str, list[int]]:
    """The numbered frames in a journal, by the address they came from."""
    with FrameReader.open(path) as reader:
        rows = reader.frames_after(0, 10_000_000)
        address = {c.connection_id: c.address for c in reader.connections_after(0)}
    found: dict[str, list[int]] = {a: [] for a in address.values()}
    for link, number, payload in zip(
        rows.connection_id.tolist(),
        rows.characteristic.tolist(),
        rows.payload_hex.tolist(),
        strict=True,
    ):
        if number == HEART:
            found[address[link]].append(serial_of(bytes.fromhex(payload)))
    return found
