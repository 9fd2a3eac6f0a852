"""The collector over the fake `org.bluez`, for tests of faults. Real time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bleak.backends.bluezdbus.manager import get_global_bluez_manager

from pacepipe.collect import (
    Barren,
    Clock,
    LinkPolicy,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    SystemClock,
    run_link,
)
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal
from pacepipe.simulate.bluez import BluezRig
from pacepipe.simulate.bluez.bus import daemon_path
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from support.straps import a_strap, a_target, one_hz

BRISK = LinkPolicy(
    scan_window_s=0.4,
    setup_s=2.0,
    silence_s=0.3,
    quiet_s=0.3,
    pauses_s=(0.02, 0.05, 0.1),
)
"""The station's patience, a hundred times shorter."""
RATE_HZ = 50


def quick(seconds: float = 60.0, *, start_s: float = 0.0) -> tuple[Notification, ...]:
    """Frames like those of `one_hz`, all different, fifty a second."""
    slow = one_hz(round(seconds * RATE_HZ))
    return tuple(replace(n, at_s=start_s + n.at_s / RATE_HZ) for n in slow)


def a_quick_strap(**changes: Any) -> VirtualPeripheral:
    return a_strap(**{"stream": quick(), **changes})


@contextmanager
def bluez(*straps: VirtualPeripheral, **options: float) -> Iterator[BluezRig]:
    """The rig; skip with a reason where there is no D-Bus daemon."""
    if daemon_path() is None:
        pytest.skip("dbus-daemon is not installed (Debian: apt-get install dbus)")
    with BluezRig(straps, **options) as rig:
        yield rig


class Heard:
    """What the collector handed over so far."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.asked_for_help: list[Barren] = []

    def hearts(self) -> list[bytes]:
        return [
            f.payload
            for f in self.frames
            if f.characteristic == number.HEART_RATE_MEASUREMENT
        ]

    async def more(self, count: int = 3, within_s: float = 5.0) -> None:
        """Wait for some more heart-rate frames."""
        target = len(self.hearts()) + count
        await until(lambda: len(self.hearts()) >= target, within_s)


async def until(is_so: Callable[[], bool], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not is_so():  # noqa: ASYNC110 - what is waited for is in other hands
            await asyncio.sleep(0.005)


@asynccontextmanager
async def listening(
    path: Path,
    *,
    target: StrapTarget | None = None,
    policy: LinkPolicy = BRISK,
    scan_silence_s: float = 5.0,
    clock: Clock | None = None,
) -> AsyncIterator[Heard]:
    """One link over the platform's own radio, until the block ends."""
    heard = Heard()
    journal = FrameJournal.open(path, "station-1")
    shared = Listening(
        Lookout(Radio(), silence_s=scan_silence_s),
        journal,
        clock or SystemClock(),
        policy,
        heard.frames.append,
        on_help=lambda _, reason: heard.asked_for_help.append(reason),
    )
    stop = asyncio.Event()
    work = asyncio.create_task(run_link(target or a_target(), shared, stop))
    try:
        yield heard
    finally:
        stop.set()
        try:
            await work
        finally:
            await asyncio.to_thread(journal.close)


def run(main: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine and close bleak's own connection to the bus, which lives on."""

    async def both() -> Any:
        try:
            return await main
        finally:
            try:
                manager = await get_global_bluez_manager()
            except OSError:
                manager = None
            if manager is not None and manager._bus is not None:
                manager._bus.disconnect()
                await asyncio.sleep(0.01)

    return asyncio.run(both())
