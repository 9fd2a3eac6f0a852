"""Virtual straps, and one run of the collector over them, for the tests of collect."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pacepipe.assets import folder
from pacepipe.collect import (
    LinkPolicy,
    LinkWord,
    Listening,
    Lookout,
    Radio,
    StrapTarget,
    run_link,
)
from pacepipe.devices import load_profiles
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import Connection, Frame, LinkEvent
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.profile import DeviceProfile
from pacepipe.journal import FrameJournal, FrameReader
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import SimulatedClock, run_accelerated
from pacepipe.simulate.encode import (
    battery_level,
    device_information,
    heart_rate_measurement,
)
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral

ADDRESS = "C0:FF:EE:00:00:01"
NEIGHBOUR = "C0:FF:EE:00:00:02"
IDENTITY = StrapIdentity("Made Up", "Strap", "0001", "1.0")
NEIGHBOUR_IDENTITY = replace(IDENTITY, serial="0002")
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def the_profile(profile_id: str = "heart_rate_strap") -> DeviceProfile:
    profiles = load_profiles(folder("devices"))
    return next(p for p in profiles if p.profile_id == profile_id)


def one_hz(seconds: int, start_s: float = 0.0) -> tuple[Notification, ...]:
    """One heart-rate frame a second; no two of a stream have the same bytes."""
    return tuple(
        Notification(
            start_s + second,
            number.HEART_RATE_MEASUREMENT,
            heart_rate_measurement(
                60 + second % 100, rr_raw=(second % 65_536,), contact=True
            ),
        )
        for second in range(seconds)
    )


def pulse(seconds: int, start_s: float = 0.0) -> tuple[Notification, ...]:
    """Clean beats of 72 a minute, as a worn strap sends them but twenty a second."""
    return tuple(
        Notification(
            start_s + count / 20,
            number.HEART_RATE_MEASUREMENT,
            heart_rate_measurement(72, rr_raw=(853,), contact=True),
        )
        for count in range(seconds * 20)
    )


def a_strap(
    seconds: int = 60, *, identity: StrapIdentity = IDENTITY, **changes: Any
) -> VirtualPeripheral:
    settings: dict[str, Any] = {
        "address": ADDRESS,
        "name": "Strap 0001",
        "services": (
            number.HEART_RATE_SERVICE,
            number.BATTERY_SERVICE,
            number.DEVICE_INFORMATION_SERVICE,
        ),
        "values": {
            **device_information(identity),
            number.BODY_SENSOR_LOCATION: b"\x01",
            number.BATTERY_LEVEL: battery_level(90),
        },
        "stream": one_hz(seconds),
    }
    return VirtualPeripheral(**{**settings, **changes})


def a_target(**changes: Any) -> StrapTarget:
    target = StrapTarget(IDENTITY.strap_id(ADDRESS), the_profile(), ADDRESS)
    return replace(target, **changes)


@dataclass(frozen=True)
class Stored:
    """What the journal holds after a run."""

    connections: tuple[Connection, ...]
    frames: tuple[Frame, ...]
    events: tuple[LinkEvent, ...]

    def of(self, characteristic: int) -> list[bytes]:
        return [f.payload for f in self.frames if f.characteristic == characteristic]

    def kinds(self, connection_id: int | None = None) -> list[str]:
        return [
            event.kind.value
            for event in self.events
            if connection_id in {None, event.connection_id}
        ]


def stored(path: Path) -> Stored:
    with FrameReader.open(path) as reader:
        rows = reader.frames_after(0, 10_000_000)
        frames = tuple(
            Frame(int(c), int(n), int(b), int(u), bytes.fromhex(str(p)))
            for c, n, b, u, p in zip(
                rows.connection_id.tolist(),
                rows.characteristic.tolist(),
                rows.boot_ns.tolist(),
                rows.utc_us.tolist(),
                rows.payload_hex.tolist(),
                strict=True,
            )
        )
        events = tuple(event for _, event in reader.link_events_after(0))
        return Stored(reader.connections_after(0), frames, events)


def with_journal(
    path: Path, work: Callable[[FrameJournal, SimulatedClock], Coroutine[Any, Any, Any]]
) -> Any:
    """Run `work` in accelerated time with a real journal, and close it."""

    async def main() -> Any:
        clock = SimulatedClock(START, asyncio.get_running_loop())
        journal = FrameJournal.open(path, "station-1")
        try:
            return await work(journal, clock)
        finally:
            await asyncio.to_thread(journal.close)

    return run_accelerated(main())


def listened(
    path: Path,
    air: VirtualAir,
    *,
    seconds: float,
    target: StrapTarget | None = None,
    policy: LinkPolicy | None = None,
    on_frame: Callable[[Frame], None] | None = None,
    on_word: Callable[[LinkWord], None] | None = None,
) -> Stored:
    """Run one link for some seconds of strap time; what the journal then holds."""

    async def work(journal: FrameJournal, clock: SimulatedClock) -> None:
        stop = asyncio.Event()
        air.now_s()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        listening = Listening(
            Lookout(Radio(air.scanner, air.client)),
            journal,
            clock,
            policy or LinkPolicy(),
            on_frame,
            on_word,
        )
        await run_link(target or a_target(), listening, stop)

    with_journal(path, work)
    return stored(path)
