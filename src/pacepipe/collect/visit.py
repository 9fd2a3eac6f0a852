"""One conversation with one strap: find it, be sure of it, talk, hang up.

For what is done once and not held: fetching a recording, setting a clock. Every
packet of either side is journalled before it is used.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from bleak import BleakClient

from pacepipe.collect.identity import identity_of, is_certain, read_values, to_read
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.lookout import Sighting, connected_sighting
from pacepipe.collect.radio import (
    LinkFailed,
    already_connected,
    connect,
    hang_up,
    radio_errors,
)
from pacepipe.collect.session import Listening, StrapTarget
from pacepipe.domain.frame import LinkEventKind

SEARCH_S: Final = 20.0
"""How long a strap is looked for; most advertise within one to three seconds, a ring
within ten (research/ble.md 2.2)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that stands, with whom it was meant for."""

    client: BleakClient
    log: LinkLog
    listening: Listening


async def visit(
    strap: StrapTarget,
    listening: Listening,
    talk: Callable[[Visit], Awaitable[T]],
    *,
    search_s: float = SEARCH_S,
) -> T:
    """Find a strap, hold one conversation with it, and hang up.

    Parameters
    ----------
    strap : StrapTarget
        Whose identity is compared before anything is asked.
    listening : Listening
    talk : callable
        What to say on the link.
    search_s : float

    Returns
    -------
    What `talk` returns. Everything that was said is durable then.

    Raises
    ------
    BluetoothUnavailable
    LinkFailed
        It is not in reach, another strap answered, or the conversation broke off.
    DiskTrouble
    """
    sighting = await find(strap, listening, search_s)
    if sighting is None:
        raise LinkFailed("it was not heard")
    lost = asyncio.Event()
    async with listening.lookout.connecting(strap.strap_id):
        client = await connect(listening.lookout.radio, sighting.device, lost.set)
    log: LinkLog | None = None
    detail = "the conversation broke off"
    try:
        log = await LinkLog.open(
            strap.profile.profile_id, sighting, listening.journal, listening.clock
        )
        with radio_errors():
            await be_sure(client, strap, sighting, log)
            said = await _unless_lost(talk(Visit(client, log, listening)), lost)
        detail = "the conversation ended"
    finally:
        was_dropped = lost.is_set()
        await hang_up(client)
        if log is not None:
            kind = LinkEventKind.LOST if was_dropped else LinkEventKind.CLOSED
            log.note(kind, detail)
    await asyncio.to_thread(listening.journal.flush)
    return said


async def _unless_lost(work: Awaitable[T], lost: asyncio.Event) -> T:
    """What work comes to, and LinkFailed as soon as the link is lost before."""
    talking = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(lost.wait())
    try:
        await asyncio.wait({talking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not talking.done():
            raise LinkFailed("the link broke off")
        return talking.result()
    finally:
        for task in (talking, waiting):
            task.cancel()
        await asyncio.gather(talking, waiting, return_exceptions=True)


async def find(
    strap: StrapTarget, listening: Listening, search_s: float
) -> Sighting | None:
    """The strap where it was last heard, else one that has its name or services."""
    services = frozenset(strap.profile.services)
    for device in await already_connected(listening.lookout.radio, services):
        if device.address == strap.address:
            return connected_sighting(device, strap.profile)
    found: dict[str, Sighting] = {}
    is_there = asyncio.Event()

    def heard(sighting: Sighting) -> None:
        found[sighting.address] = sighting
        if sighting.address == strap.address:
            is_there.set()

    async with listening.lookout.watch(heard):
        try:
            async with asyncio.timeout(search_s):
                await is_there.wait()
        except TimeoutError:
            pass
    if strap.address in found:
        return found[strap.address]
    like_it = [
        sighting
        for sighting in found.values()
        if sighting.services >= services
        and (sighting.name or "").startswith(strap.profile.name_prefixes)
    ]
    return max(like_it, key=lambda s: s.rssi_dbm or 0, default=None)


async def be_sure(
    client: BleakClient, strap: StrapTarget, sighting: Sighting, log: LinkLog
) -> None:
    """Compare who answers with who was meant.

    Raises
    ------
    LinkFailed
        Another strap, or one that would not say.
    """
    values, refused = await read_values(client, to_read(strap.profile), log.keep)
    found_id = identity_of(values).strap_id(sighting.address)
    if found_id != strap.strap_id:
        if not is_certain(refused):
            raise LinkFailed("it would not say who it is")
        log.note(LinkEventKind.REFUSED, f"another strap: {found_id}")
        raise LinkFailed("another one answered")
    log.note(LinkEventKind.IDENTIFIED, found_id)
