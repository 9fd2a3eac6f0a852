"""A process that forks one recording collector after another, for killing.

It has imported everything before it forks, so that a kill falls into the
recording and not into Python's start. Run as a script: one request a line on
stdin, the process id of each recorder on stdout. What a recorder was handed by the
radio it tells on a pipe of its own, 17 bytes a time, after the journal has it.
"""

import asyncio
import json
import os
import struct
import sys
import time
from pathlib import Path

from pacepipe.collect import (
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    SystemClock,
    run_link,
)
from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal, writer
from pacepipe.simulate.air import VirtualAir
from soak.streams import HEART, serial_of, stream
from support.straps import a_strap, a_target

TOLD = struct.Struct("<cqq")
"""What (D delivered, F flushed), which number, at which ns of the boot clock."""
LONG_S = 8.0


def record(path: Path, pipe: int, first: int, rate_hz: float, flush_s: float) -> None:
    """Record until killed."""
    newest = first - 1

    def tell(what: bytes, serial: int) -> None:
        now_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        os.write(pipe, TOLD.pack(what, serial, now_ns))

    async def work() -> None:
        air = VirtualAir([a_strap(stream=stream(rate_hz, LONG_S, first=first))])
        journal = FrameJournal.open(path, "home")

        def on_frame(frame: Frame) -> None:
            nonlocal newest
            if frame.characteristic == HEART:
                newest = serial_of(frame.payload)
                tell(b"D", newest)

        async def flush_often() -> None:
            while flush_s:
                await asyncio.sleep(flush_s)
                handed_over = newest
                await asyncio.to_thread(journal.flush)
                tell(b"F", handed_over)

        listening = Listening(
            Lookout(Radio(air.scanner, air.client)),
            journal,
            SystemClock(),
            LinkPolicy(),
            on_frame,
        )
        link = run_link(a_target(), listening, asyncio.Event())
        await asyncio.gather(link, flush_often())

    asyncio.run(work())


def slow_down(seconds: float) -> None:
    """Hold every commit up, where syncs themselves cannot be slowed."""
    commit = writer.insert_group

    def slowly(*group: object) -> None:
        time.sleep(seconds)
        commit(*group)  # type: ignore[arg-type]

    writer.insert_group = slowly


def main() -> None:
    """Serve requests until stdin ends."""
    if "SOAK_COMMIT_MS" in os.environ:
        slow_down(float(os.environ["SOAK_COMMIT_MS"]) / 1000)
    for line in sys.stdin:
        request = json.loads(line)
        pipe = os.open(request["pipe"], os.O_WRONLY)
        process_id = os.fork()
        if process_id == 0:
            try:
                record(
                    Path(request["path"]),
                    pipe,
                    request["first"],
                    request["rate_hz"],
                    request["flush_s"],
                )
            finally:
                os._exit(1)
        os.close(pipe)
        print(process_id, flush=True)
        os.waitpid(process_id, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
