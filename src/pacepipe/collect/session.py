"""One link, from the connection to its end.

Its order is fixed: connect, journal the connection, read the identity, compare
it, subscribe, listen, hang up. The notification callback stamps two clocks and
hands the bytes to the journal, and does nothing else before that. It knows
nothing of finding a strap or of trying again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from pacepipe.collect.clock import Clock
from pacepipe.collect.identity import (
    identity_of,
    is_certain,
    offered,
    read_values,
    to_read,
)
from pacepipe.collect.ladder import Barren, LadderPolicy
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.live import LinkWord
from pacepipe.collect.lookout import Lookout, Sighting
from pacepipe.collect.radio import LinkFailed, connect, hang_up, radio_errors
from pacepipe.collect.repair import OFF_S
from pacepipe.domain.characteristic import (
    BATTERY_LEVEL,
    DEVICE_INFORMATION_TEXT,
    HEART_RATE_MEASUREMENT,
)
from pacepipe.domain.epitaph import Ending
from pacepipe.domain.frame import Frame, LinkEventKind
from pacepipe.domain.profile import Access, DeviceProfile
from pacepipe.errors import BluetoothUnavailable
from pacepipe.journal import FrameJournal

_LOG: Final = logging.getLogger("pacepipe.collect")


@dataclass(frozen=True, slots=True)
class StrapTarget:
    """A strap to listen to. `address` is where it was last heard: a hint."""

    strap_id: str
    profile: DeviceProfile
    address: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """How patient a link is.

    Attributes
    ----------
    scan_window_s : float
        How long the known address is waited for before another strap of the
        same kind is asked who it is.
    setup_s : float
        Longest time from the connection to the last subscription.
    silence_s : float
        A heart-rate stream without a frame for this long is dead, whatever the
        system says about the link: straps send once a second, and a killed
        bluetoothd leaves a link "connected" for ever.
    quiet_s : float
        The same for streams that may pause by themselves (a resting foot pod);
        meanwhile they are asked every `silence_s` whether they are still there.
    pauses_s : tuple of float
        Waits between attempts; the last one repeats. Nothing is heard in them, so
        the longest is half of the 10 s within which a strap is to be back.
    patience_s : float or None
        Give up after this long without a frame; None means never.
    ladder : LadderPolicy
    restart_count : int or None
        How often in a row this process was started anew at its own wish; None
        means that nobody would start it, so it does not ask.
    off_s : float
        How long an adapter that is reset stays off.
    """

    scan_window_s: float = 8.0
    setup_s: float = 30.0
    silence_s: float = 10.0
    quiet_s: float = 120.0
    pauses_s: tuple[float, ...] = (0.25, 1.0, 2.0, 5.0)
    patience_s: float | None = None
    ladder: LadderPolicy = field(default_factory=LadderPolicy)
    restart_count: int | None = None
    off_s: float = OFF_S


@dataclass(frozen=True, slots=True)
class Listening:
    """What the links of one collector have in common."""

    lookout: Lookout
    journal: FrameJournal
    clock: Clock
    policy: LinkPolicy
    on_frame: Callable[[Frame], None] | None = None
    on_word: Callable[[LinkWord], None] | None = None
    on_help: Callable[[str, Barren], None] | None = None
    on_heard: Callable[[str], None] | None = None
    beside: "Beside | None" = None

    def say(self, word: LinkWord) -> None:
        """Tell the live line about the link."""
        if self.on_word is not None:
            self.on_word(word)

    def ask_for_help(self, strap_id: str, reason: Barren) -> None:
        """Tell a person that a strap stays silent whatever is tried."""
        if self.on_help is not None:
            self.on_help(strap_id, reason)

    def heard(self, strap_id: str) -> None:
        """Tell that a new link of a strap delivers."""
        if self.on_heard is not None:
            self.on_heard(strap_id)


Beside = Callable[[StrapTarget, BleakClient, LinkLog, Listening], Awaitable[None]]
"""What is done on a link beside listening, until it is cancelled; it raises nothing
that a link should end for."""


class EndedBy(StrEnum):
    """Why a link is over."""

    DROP = "drop"
    SILENCE = "silence"
    REFUSAL = "refusal"
    FAILURE = "failure"


async def hold_link(
    strap: StrapTarget, sighting: Sighting, listening: Listening, because: str = ""
) -> tuple[EndedBy, int]:
    """Hold one link until it ends; cancel it to end it from our side.

    `because` is journalled with it: what the ladder did before.

    Returns
    -------
    ended_by : EndedBy
    notified_count : int
        Notifications that were journalled.

    Raises
    ------
    BluetoothUnavailable, LinkFailed
        Where no link came about.
    DiskTrouble
        Where the journal could not write down that the link is open.
    """
    session = _Session(strap, sighting, listening)
    async with listening.lookout.connecting(strap.strap_id):
        client = await connect(
            listening.lookout.radio, sighting.device, session.dropped
        )
    log: LinkLog | None = None
    ended_by = EndedBy.FAILURE
    ending = Ending.FAILURE
    try:
        log = await LinkLog.open(
            strap.profile.profile_id,
            sighting,
            listening.journal,
            listening.clock,
            because,
        )
        ended_by = await session.run(client, log)
        ending = Ending(ended_by)
    except asyncio.CancelledError:
        ending = Ending.STOPPED
        raise
    finally:
        was_dropped = session.is_dropped
        await hang_up(client)
        if session.is_ours:
            listening.say(LinkWord.LOST)
        if log is not None:
            kind = LinkEventKind.LOST if was_dropped else LinkEventKind.CLOSED
            log.note(kind, log.epitaph(ending, session.trouble, sighting.rssi_dbm))
            _LOG.info("link %d %s, %d frames", log.connection_id, kind, log.frame_count)
    return ended_by, session.notified_count


class _Session:
    """The moving parts of one link."""

    def __init__(
        self, strap: StrapTarget, sighting: Sighting, listening: Listening
    ) -> None:
        self.is_dropped = False
        self.is_ours = False
        self.notified_count = 0
        self.trouble = ""
        self._strap = strap
        self._address = sighting.address
        self._listening = listening
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._pulse: frozenset[int] = frozenset()
        self._pulse_s = self._loop.time()

    def dropped(self) -> None:
        """The link ended: by the strap, or by our own hanging up."""
        self.is_dropped = True
        self._over.set()

    async def run(self, client: BleakClient, log: LinkLog) -> EndedBy:
        """Everything between connecting and hanging up."""
        try:
            with radio_errors():
                async with asyncio.timeout(self._listening.policy.setup_s):
                    if not await self._identify(client, log):
                        return EndedBy.REFUSAL
                    await self._subscribe(client, log)
        except (LinkFailed, BluetoothUnavailable) as error:
            self.trouble = str(error.args[0])
            return EndedBy.DROP if self.is_dropped else EndedBy.FAILURE
        self._listening.say(LinkWord.MEASURING)
        beside = self._begin_beside(client, log)
        try:
            return await self._listen(client, log)
        finally:
            # before the link ends: a strap's own streams are switched off over it
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)

    def _begin_beside(self, client: BleakClient, log: LinkLog) -> asyncio.Future[None]:
        if self._listening.beside is None:
            nothing: asyncio.Future[None] = self._loop.create_future()
            return nothing
        work = self._listening.beside(self._strap, client, log, self._listening)
        return asyncio.ensure_future(work)

    async def _identify(self, client: BleakClient, log: LinkLog) -> bool:
        numbers = to_read(self._strap.profile)
        kept: list[Frame] = []
        values, refused = await read_values(
            client,
            numbers,
            lambda number, payload: kept.append(log.keep(number, payload)),
        )
        found_id = identity_of(values).strap_id(self._address)
        if found_id != self._strap.strap_id:
            if not is_certain(refused):
                raise LinkFailed("the strap would not say who it is")
            log.note(LinkEventKind.REFUSED, f"another strap: {found_id}")
            return False
        self.is_ours = True
        log.note(LinkEventKind.IDENTIFIED, found_id)
        self._listening.say(LinkWord.CONNECTED)
        for frame in kept:
            self._show(frame)
        return True

    async def _subscribe(self, client: BleakClient, log: LinkLog) -> None:
        offer = offered(client, "notify")
        wanted = {
            use.characteristic: use.is_required
            for use in self._strap.profile.characteristics
            if use.access is Access.NOTIFY
        }
        # Its level was read before; from here on the strap says when it changes.
        wanted.setdefault(BATTERY_LEVEL, False)
        for number, is_required in wanted.items():
            if is_required and number not in offer:
                raise LinkFailed(f"the strap does not offer 0x{number:04x}")
        subscribed = [number for number in wanted if number in offer]
        # A watch that counts steps may have its heart-rate sensor switched off.
        is_heart = (
            HEART_RATE_MEASUREMENT in subscribed and wanted[HEART_RATE_MEASUREMENT]
        )
        self._pulse = frozenset({HEART_RATE_MEASUREMENT} if is_heart else subscribed)
        for number in subscribed:
            await client.start_notify(offer[number], self._on_value(number, log))
        self._pulse_s = self._loop.time()
        log.note(
            LinkEventKind.SUBSCRIBED,
            " ".join(f"0x{number:04x}" for number in subscribed),
        )

    def _on_value(
        self, number: int, log: LinkLog
    ) -> Callable[[BleakGATTCharacteristic, bytearray], None]:
        is_pulse = number in self._pulse

        def on_value(_: BleakGATTCharacteristic, data: bytearray) -> None:
            frame = log.keep(number, bytes(data))
            self.notified_count += 1
            if self.notified_count == 1:
                self._listening.heard(self._strap.strap_id)
            if is_pulse:
                self._pulse_s = self._loop.time()
                self._listening.lookout.delivering.add(self._strap.strap_id)
            self._show(frame)

        return on_value

    async def _listen(self, client: BleakClient, log: LinkLog) -> EndedBy:
        policy = self._listening.policy
        is_heart = self._pulse == {HEART_RATE_MEASUREMENT}
        limit_s = policy.silence_s if is_heart else policy.quiet_s
        asked_s = self._pulse_s
        while not self._over.is_set():
            now_s = self._loop.time()
            dead_s = self._pulse_s + limit_s
            ask_s = max(self._pulse_s, asked_s) + policy.silence_s
            if dead_s <= now_s:
                log.note(LinkEventKind.SILENT, f"no frame for {limit_s:g} s")
                return EndedBy.SILENCE
            if ask_s <= now_s:
                if not await self._answers(client) and not self.is_dropped:
                    log.note(LinkEventKind.SILENT, "no frame, and no answer")
                    return EndedBy.SILENCE
                asked_s = self._loop.time()
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(min(dead_s, ask_s) - now_s):
                    await self._over.wait()
        return EndedBy.DROP

    async def _answers(self, client: BleakClient) -> bool:
        """Whether a strap that pauses still answers; nothing to ask counts as yes.

        Of a bluetoothd that was killed nobody is told, and a pod at rest would then
        be waited for as long as it may pause. What it says is known and not kept.
        """
        readable = offered(client, "read")
        known = [number for number in DEVICE_INFORMATION_TEXT if number in readable]
        if not known:
            return True
        try:
            with radio_errors():
                async with asyncio.timeout(self._listening.policy.silence_s):
                    await client.read_gatt_char(readable[known[0]])
        except (LinkFailed, BluetoothUnavailable):
            return False
        return True

    def _show(self, frame: Frame) -> None:
        if self._listening.on_frame is not None:
            self._listening.on_frame(frame)
