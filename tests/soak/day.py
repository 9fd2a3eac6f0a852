"""A long accelerated listening, in this process or in one that tells its size.

As a script: path, seconds, outages as JSON; one JSON document on stdout.
"""

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pacepipe.collect import (
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    run_link,
)
from pacepipe.journal import FrameJournal
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import SimulatedClock, run_accelerated
from soak.streams import HEART, serial_of, stream
from support.child import said
from support.straps import ADDRESS, START, a_strap, a_target

Outage = tuple[float, float]
DROPS = 144
"""In 24 hours: one every ten minutes."""


@dataclass(frozen=True)
class Size:
    """What a process takes at one moment."""

    drop: int
    descriptors: int
    rss_mib: float


@dataclass(frozen=True)
class Day:
    """What came of a long listening."""

    drops: int
    delivered: list[int]
    sizes: list[Size]

    def at_drop(self, number: int) -> Size:
        """The process soon after one drop."""
        return next(size for size in self.sizes if size.drop >= number)


async def listened_through(
    air: VirtualAir,
    journal: FrameJournal,
    target: StrapTarget,
    seconds: float,
    begins: datetime = START,
) -> None:
    """Listen to one strap for some seconds of strap time."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    air.now_s()
    loop.call_later(seconds, stop.set)
    clock = SimulatedClock(begins, loop)
    lookout = Lookout(Radio(air.scanner, air.client))
    await run_link(target, Listening(lookout, journal, clock, LinkPolicy()), stop)


def in_a_process(path: Path, outages: tuple[Outage, ...], seconds: float) -> Day:
    """The same over numbered frames at 1 Hz, in a process of its own."""
    tests = Path(__file__).resolve().parents[1]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from soak.day import main; main(sys.argv[2:])"
    )
    (line,) = said(code, tests, path, seconds, json.dumps(outages))
    told = json.loads(line)
    sizes = [Size(*size) for size in told["sizes"]]
    return Day(told["drops"], told["delivered"], sizes)


def _rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(arguments: list[str]) -> None:
    """Listen, and print what the air and the system say."""
    path, seconds = Path(arguments[0]), float(arguments[1])
    outages = tuple((a, b) for a, b in json.loads(arguments[2]))
    air = VirtualAir([a_strap(stream=stream(1.0, seconds), outages=outages)])
    ledger = air.ledger(ADDRESS)
    sizes: list[tuple[int, int, float]] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()

        def look() -> None:
            descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
            sizes.append((ledger.drop_count, descriptors, _rss_mib()))
            loop.call_later(10.0, look)

        look()
        with FrameJournal.open(path, "home") as journal:
            await listened_through(air, journal, a_target(), seconds)

    run_accelerated(work())
    serials = [
        serial_of(n.payload) for n in ledger.delivered if n.characteristic == HEART
    ]
    document = {"drops": ledger.drop_count, "delivered": serials, "sizes": sizes}
    print(json.dumps(document))
