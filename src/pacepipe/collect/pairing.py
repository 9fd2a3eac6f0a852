"""Meeting a strap for the first time: scan, choose, ask who it is, try it on."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bleak import BleakClient

from pacepipe import devices
from pacepipe.collect.clock import Clock
from pacepipe.collect.identity import identity_of, is_certain, read_values, to_read
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.live import LiveStatus
from pacepipe.collect.lookout import Sighting, scan
from pacepipe.collect.radio import LinkFailed, Radio, connect, hang_up, radio_errors
from pacepipe.collect.recording import record
from pacepipe.collect.session import LinkPolicy, StrapTarget
from pacepipe.domain.events import StrapPaired
from pacepipe.domain.frame import LinkEventKind
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.profile import DeviceProfile
from pacepipe.errors import StrapNotFound, UsageProblem
from pacepipe.journal import FrameJournal

ASK_S: Final = 30.0
"""Longest time to ask a strap who it is; ten short reads take about one second."""

TRY_TICK_S: Final = 0.25
"""How often a strap is looked at while it is tried on."""

Choose = Callable[[Sequence[Sighting]], Sighting]


def the_only_one(sightings: Sequence[Sighting]) -> Sighting:
    """The one strap in reach.

    Raises
    ------
    UsageProblem
        Where there are several: a neighbour's strap must not be paired by guess.
    """
    if len(sightings) == 1:
        return sightings[0]
    raise unclear(sightings)


def unclear(sightings: Sequence[Sighting]) -> UsageProblem:
    """Words for several straps of which none was chosen."""
    names = ", ".join(sorted(s.name or "a strap without a name" for s in sightings))
    return UsageProblem(
        f"There are {len(sightings)} straps in reach: {names}.",
        means="It is not clear which one is meant, so none was paired.",
        remedy="Name the one you want, or take the others out of reach.",
    )


async def pair(
    radio: Radio,
    profiles: Sequence[DeviceProfile],
    journal: FrameJournal,
    clock: Clock,
    *,
    duration_s: float = 8.0,
    choose: Choose = the_only_one,
) -> StrapPaired:
    """Scan, choose one strap, and ask it who it is.

    Parameters
    ----------
    radio : Radio
    profiles : sequence of DeviceProfile, sorted by priority
    journal : FrameJournal
        What the strap says is journalled before it is used.
    clock : Clock
    duration_s : float
        How long to scan.
    choose : callable
        Given the sightings, the strongest first and never none, picks one.

    Returns
    -------
    StrapPaired
        The payload of an event; it is not stored here.

    Raises
    ------
    BluetoothUnavailable
        No adapter, switched off, or no permission.
    StrapNotFound
        Nothing that a profile knows is in reach, or it took no connection.
    """
    try:
        sightings = await scan(radio, profiles, duration_s)
    except LinkFailed as failed:
        raise _no_answer(failed) from failed
    if not sightings:
        raise StrapNotFound(
            f"No strap was heard in {duration_s:g} s.",
            means="Nothing was paired.",
            remedy="Wear the strap and moisten its electrodes, so that it wakes up; "
            "come within two metres; and see that no other app or watch holds it.",
        )
    return await identify(radio, profiles, choose(sightings), journal, clock)


@dataclass(frozen=True, slots=True)
class Met:
    """A device in reach, and who it said it is; `paired` None: it took no link."""

    sighting: Sighting
    paired: StrapPaired | None


async def meet(
    radio: Radio,
    profiles: Sequence[DeviceProfile],
    sightings: Sequence[Sighting],
    journal: FrameJournal,
    clock: Clock,
) -> tuple[Met, ...]:
    """Ask each device who it is, one after the other, in the order given.

    Raises
    ------
    BluetoothUnavailable
    """
    found: list[Met] = []
    for sighting in sightings:
        paired = None
        with suppress(StrapNotFound):
            paired = await identify(radio, profiles, sighting, journal, clock)
        found.append(Met(sighting, paired))
    return tuple(found)


async def try_on(
    strap: StrapTarget,
    radio: Radio,
    journal: FrameJournal,
    clock: Clock,
    on_status: Callable[[LiveStatus], bool],
    *,
    wait_s: float,
) -> bool:
    """Listen to a strap that is nobody's yet, until it shows whose it is.

    What it sends is journalled and belongs to nobody until it is assigned.

    Parameters
    ----------
    on_status : callable
        Called four times a second; True says that enough was seen.
    wait_s : float
        Longest time, in seconds.

    Returns
    -------
    bool
        Whether enough was seen.

    Raises
    ------
    BluetoothUnavailable, StrapNotFound
    """
    stop = asyncio.Event()
    is_seen = False

    def look(status: LiveStatus) -> None:
        nonlocal is_seen
        if not is_seen and on_status(status):
            is_seen = True
            stop.set()

    await record(
        strap,
        radio,
        journal,
        clock,
        stop=stop,
        duration_s=wait_s,
        on_status=look,
        tick_s=TRY_TICK_S,
        policy=LinkPolicy(patience_s=wait_s),
    )
    return is_seen


async def identify(
    radio: Radio,
    profiles: Sequence[DeviceProfile],
    sighting: Sighting,
    journal: FrameJournal,
    clock: Clock,
) -> StrapPaired:
    """Connect to one device, read its Device Information, and hang up.

    Raises
    ------
    BluetoothUnavailable, StrapNotFound
    UsageProblem
        Where no profile recognises the device.
    """
    profile = sighting.profile
    if profile is None:
        raise UsageProblem(
            "No device profile recognises this device.",
            means="pacepipe would not know what to take from it; nothing was paired.",
            remedy="Pair a strap that speaks the standard Heart Rate or Running "
            "Speed and Cadence service.",
        )
    try:
        client = await connect(radio, sighting.device, lambda: None)
        try:
            log = await LinkLog.open(profile.profile_id, sighting, journal, clock)
            try:
                identity = await _ask(client, log, profile)
                strap_id = identity.strap_id(sighting.address)
                log.note(LinkEventKind.IDENTIFIED, strap_id)
            finally:
                log.note(LinkEventKind.CLOSED, "asked who it is")
        finally:
            await hang_up(client)
    except LinkFailed as failed:
        raise _no_answer(failed) from failed
    refined = devices.refine(profiles, profile, identity)
    return StrapPaired(
        strap_id=strap_id,
        profile_id=refined.profile_id,
        manufacturer=identity.manufacturer,
        model=identity.model,
        serial=identity.serial,
        advertised_name=sighting.name,
        address=sighting.address,
    )


async def _ask(
    client: BleakClient, log: LinkLog, profile: DeviceProfile
) -> StrapIdentity:
    with radio_errors():
        async with asyncio.timeout(ASK_S):
            values, refused = await read_values(client, to_read(profile), log.keep)
    if not is_certain(refused):
        raise LinkFailed("the strap would not say who it is")
    return identity_of(values)


def _no_answer(failed: LinkFailed) -> StrapNotFound:
    return StrapNotFound(
        f"The strap did not answer ({failed.reason}).",
        means="Nothing was paired.",
        remedy="Come closer, see that no other app or watch holds the strap, and try "
        "again.",
    )
