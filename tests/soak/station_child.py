"""A station in a process of its own, over virtual straps in real time.

It says on stdout what happens, one JSON document a line: `ready`, each second a
`state`, and at the end, when stdin closes, `end` with what the air delivered.
Run as a script: path, straps, rate in Hz, seconds of stream.
"""

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

from pacepipe.collect import Radio, Station, StrapTarget, SystemClock
from pacepipe.errors import PacepipeError
from pacepipe.journal import FrameJournal
from pacepipe.simulate.air import VirtualAir
from soak.streams import HEART, identity_number, serial_of, strap_number, stream
from support.straps import the_profile


def say(what: str, **more: Any) -> None:
    """One line for the parent, stamped with the boot clock."""
    at_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    print(json.dumps({"what": what, "at_ns": at_ns, **more}), flush=True)


def peak_mib() -> float:
    """Largest resident size of this process; `ru_maxrss` would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(x for x in status.splitlines() if x.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


class Told(logging.Handler):
    """Passes on what the station logs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say one log line."""
        say("log", level=record.levelname, text=record.getMessage())


async def serve(
    journal: FrameJournal, count: int, rate_hz: float, long_s: float
) -> Any:
    """Run a station until stdin closes; what each strap really delivered."""
    # spread over the second, as straps are
    straps = [
        strap_number(n, stream(rate_hz, long_s, start_s=0.2 + n / count / rate_hz))
        for n in range(count)
    ]
    air = VirtualAir(straps)
    targets = [
        StrapTarget(
            identity_number(n).strap_id(strap.address), the_profile(), strap.address
        )
        for n, strap in enumerate(straps)
    ]
    station = Station(
        Radio(air.scanner, air.client), journal, SystemClock(), lambda: targets
    )
    stop = asyncio.Event()

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.25)
            say(
                "state",
                trouble=type(journal.trouble).__name__ if journal.trouble else None,
                waiting=journal.waiting_count,
                linked=sum(air.ledger(s.address).connect_count for s in straps),
                cpu_s=time.process_time(),
                peak_mib=peak_mib(),
            )

    async def end_of_stdin() -> None:
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
        await reader.read()
        stop.set()

    beside = [asyncio.create_task(watch()), asyncio.create_task(end_of_stdin())]
    say("ready", pid=os.getpid())
    try:
        await station.run(stop)
    finally:
        for task in beside:
            task.cancel()
    return {
        strap.address: [
            serial_of(sent.payload)
            for sent in air.ledger(strap.address).delivered
            if sent.characteristic == HEART
        ]
        for strap in straps
    }


def main() -> None:
    """Open the journal, serve, close it."""
    path, count, rate_hz, long_s = Path(sys.argv[1]), *map(float, sys.argv[2:])
    logging.getLogger("pacepipe").addHandler(Told())
    logging.getLogger("pacepipe").setLevel(logging.INFO)
    try:
        with FrameJournal.open(path, "home") as journal:
            delivered = asyncio.run(serve(journal, int(count), rate_hz, long_s))
    except PacepipeError as error:
        say("refused", kind=type(error).__name__, text=error.what, remedy=error.remedy)
        sys.exit(error.exit_code)
    say("end", delivered=delivered)


if __name__ == "__main__":
    main()
