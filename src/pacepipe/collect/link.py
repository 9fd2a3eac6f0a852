"""Keeping one strap linked: find, hold, and try again until told to stop.

Its rule: whatever ends a link, the next attempt comes, sooner after a link that
delivered than after one that did not, and what is tried rises with the failures
(`pacepipe.collect.ladder`). A strap that turned out to be another
person's is not asked again.
"""

import asyncio
import logging
from typing import Final

from pacepipe.collect.held import HELD_AFTER, took_no_link, write_held
from pacepipe.collect.ladder import Barren, Rung
from pacepipe.collect.live import LinkWord
from pacepipe.collect.lookout import Lookout, Sighting, connected_sighting, merged
from pacepipe.collect.radio import LinkFailed, already_connected
from pacepipe.collect.repair import clear_cache, reset_adapter
from pacepipe.collect.session import EndedBy, Listening, StrapTarget, hold_link
from pacepipe.errors import (
    BluetoothDenied,
    BluetoothUnavailable,
    PacepipeError,
    RestartNeeded,
    StrapNotFound,
)

_LOG: Final = logging.getLogger("pacepipe.collect")


async def run_link(
    strap: StrapTarget, listening: Listening, stop: asyncio.Event
) -> None:
    """Listen to one strap until `stop` is set, across every loss of the link.

    Everything it hears is in the journal; nothing is returned.

    Parameters
    ----------
    strap : StrapTarget
    listening : Listening
        Radio, journal, clock and policy, shared with other links.
    stop : asyncio.Event
        When set, the link is hung up and the function returns.

    Raises
    ------
    BluetoothUnavailable, StrapNotFound, DiskTrouble
        Only under a policy with patience: at once where the radio or the disk
        does not work from the beginning, later when patience is at its end.
    RestartNeeded
        Only where somebody would start the process anew, and no other strap is
        being heard.
    """
    work = asyncio.create_task(_Keeper(strap, listening).run())
    halt = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, halt}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        halt.cancel()
        work.cancel()
        await asyncio.gather(work, halt, return_exceptions=True)
        listening.lookout.claim(strap.strap_id, None)
    if not work.cancelled():
        work.result()


class _Keeper:
    """What is remembered from one attempt to the next."""

    def __init__(self, strap: StrapTarget, listening: Listening) -> None:
        self._strap = strap
        self._listening = listening
        self._lookout: Lookout = listening.lookout
        self._loop = asyncio.get_running_loop()
        self._hint = strap.address
        self._address = strap.address
        self._strangers: set[str] = set()
        self._has_been_linked = False
        self._refusals = 0
        self._is_held = False
        # A process that was started anew goes on where the one before stood.
        ladder = listening.policy.ladder
        self._barren = ladder.count_after(listening.policy.restart_count or 0)
        self._reason: Barren | None = None
        self._because = ""
        self._pause = 0
        self._heard_s = self._loop.time()

    async def run(self) -> None:
        self._lookout.claim(self._strap.strap_id, self._hint)
        self._listening.say(LinkWord.SEARCHING)
        while True:
            trouble = await self._attempt()
            self._listening.say(self._word(trouble))
            self._weigh(trouble)
            pauses_s = self._listening.policy.pauses_s
            await asyncio.sleep(pauses_s[min(self._pause, len(pauses_s) - 1)])
            self._pause += 1
            if self._reason is not None:
                self._barren += 1
                await self._climb(self._reason)

    async def _attempt(self) -> PacepipeError | None:
        """One search and, if it finds something, one link; what stood in the way."""
        heard_before = self._lookout.heard_count
        self._reason = Barren.NO_LINK
        sighting: Sighting | None = None
        try:
            sighting = await self._find()
            if sighting is None:
                is_deaf = self._lookout.heard_count == heard_before
                self._reason = Barren.DEAF if is_deaf else Barren.AWAY
                self._let_go()
            else:
                await self._link(sighting)
                self._let_go()
        except LinkFailed as failed:
            _LOG.info("%s: no link, %s", self._strap.strap_id, failed.reason)
            if sighting is not None:
                return await self._on_refusal(sighting, failed.reason)
        except PacepipeError as trouble:
            return self._on_trouble(trouble)
        return None

    def _on_trouble(self, trouble: PacepipeError) -> PacepipeError:
        _LOG.warning("%s: %s", self._strap.strap_id, type(trouble).__name__)
        is_radio = isinstance(trouble, BluetoothUnavailable)
        self._reason = Barren.NO_RADIO if is_radio else None
        return trouble

    def _let_go(self) -> None:
        """Nobody else holds it, or it is out of sight."""
        self._refusals, self._is_held = 0, False

    async def _on_refusal(
        self, sighting: Sighting, reason: str
    ) -> PacepipeError | None:
        """It was seen and took no link: more than once means that it is held."""
        if not took_no_link(reason, sighting.rssi_dbm):
            return None
        self._refusals += 1
        if self._refusals < HELD_AFTER or self._is_held:
            return None
        self._is_held = True
        _LOG.info("%s: held elsewhere", self._strap.strap_id)
        # At an address of which it is not known whose it is, nothing is written.
        if sighting.address == self._hint:
            try:
                await write_held(self._strap, sighting, self._listening)
            except PacepipeError as trouble:
                return self._on_trouble(trouble)
        return None

    def _word(self, trouble: PacepipeError | None) -> LinkWord:
        """The word for a strap that is not linked."""
        if isinstance(trouble, BluetoothDenied):
            return LinkWord.NO_PERMISSION
        if isinstance(trouble, BluetoothUnavailable):
            return LinkWord.NO_ADAPTER
        if self._is_held:
            return LinkWord.HELD
        return LinkWord.LOST if self._has_been_linked else LinkWord.SEARCHING

    async def _link(self, sighting: Sighting) -> None:
        strap_id = self._strap.strap_id
        if not self._lookout.claim(strap_id, sighting.address):
            self._reason = Barren.AWAY
            return
        self._address = sighting.address
        try:
            ended_by, notified_count = await hold_link(
                self._strap, sighting, self._listening, self._because
            )
        finally:
            self._because = ""
            self._lookout.delivering.discard(strap_id)
            self._lookout.claim(strap_id, self._hint)
        if ended_by is EndedBy.REFUSAL:
            self._strangers.add(sighting.address)
            self._reason = Barren.AWAY
            if self._hint == sighting.address:
                self._hint = None
                self._lookout.claim(strap_id, None)
            return
        self._has_been_linked = True
        self._reason = Barren.NO_DATA
        if notified_count:
            self._reason = None
            self._hint = sighting.address
            self._lookout.claim(strap_id, self._hint)
            self._heard_s = self._loop.time()
            self._barren = self._pause = 0

    async def _find(self) -> Sighting | None:
        """The strap where it was last heard, else the nearest that may be it."""
        services = frozenset(self._strap.profile.services)
        found: dict[str, Sighting] = {}
        hint_heard = asyncio.Event()

        def heard(sighting: Sighting) -> None:
            found[sighting.address] = merged(found.get(sighting.address), sighting)
            if sighting.address == self._hint:
                hint_heard.set()

        # Every other attempt scans whatever the system says: after a bluetoothd was
        # killed it goes on saying "connected" of a link that is long gone.
        if self._barren % 2 == 0:
            for device in await already_connected(self._lookout.radio, services):
                heard(connected_sighting(device, self._strap.profile))
        if not hint_heard.is_set():
            async with self._lookout.watch(heard):
                try:
                    async with asyncio.timeout(self._listening.policy.scan_window_s):
                        await hint_heard.wait()
                except TimeoutError:
                    pass
        if self._hint is not None and self._hint in found:
            return found[self._hint]
        candidates = [
            sighting
            for sighting in found.values()
            if sighting.services >= services
            # Where nothing is advertised (a ring), the name is all there is.
            and (services or self._has_its_name(sighting))
            and sighting.address not in self._strangers
            and not self._lookout.is_taken(self._strap.strap_id, sighting.address)
        ]
        return max(candidates, key=lambda s: s.rssi_dbm or 0, default=None)

    async def _climb(self, reason: Barren) -> None:
        """Do what the ladder says after one more barren attempt."""
        strap_id, policy = self._strap.strap_id, self._listening.policy
        rung = policy.ladder.rung(self._barren, reason)
        self._because = f"{rung}, after {self._barren} attempts: {reason}"
        level = logging.ERROR if rung is Rung.TELL else logging.INFO
        _LOG.log(level, "%s: %s", strap_id, self._because)
        radio = self._lookout.radio
        try:
            match rung:
                case Rung.RESCAN:
                    await self._lookout.renew()
                case Rung.CLEAR_CACHE if self._address is not None:
                    await clear_cache(radio, self._address)
                case Rung.RESET_ADAPTER if self._is_alone():
                    await reset_adapter(radio, off_s=policy.off_s)
                case Rung.RESTART if policy.restart_count is not None:
                    if self._is_alone():
                        raise _restart(reason)
                case Rung.TELL:
                    self._listening.ask_for_help(strap_id, reason)
                case _:
                    pass
        except (LinkFailed, BluetoothUnavailable) as error:
            _LOG.info("%s: %s did not work: %s", strap_id, rung, type(error).__name__)

    def _is_alone(self) -> bool:
        """Whether no strap is heard that a stronger remedy would cut off."""
        return not self._lookout.delivering

    def _has_its_name(self, sighting: Sighting) -> bool:
        name = sighting.name
        return name is not None and name.startswith(self._strap.profile.name_prefixes)

    def _weigh(self, trouble: PacepipeError | None) -> None:
        """Raise when patience is at its end."""
        patience_s = self._listening.policy.patience_s
        if patience_s is None:
            return
        if trouble is not None and not self._has_been_linked:
            raise trouble
        if self._loop.time() - self._heard_s >= patience_s:
            raise trouble or self._not_found(patience_s)

    def _not_found(self, patience_s: float) -> StrapNotFound:
        if self._is_held:
            return StrapNotFound(
                "The strap is in reach and takes no link.",
                means="Another app or watch is most likely holding it; what was "
                "recorded before stays.",
                remedy="Close that app, or take the watch away for a minute.",
            )
        what = (
            f"The strap was lost and did not come back within {patience_s:g} s."
            if self._has_been_linked
            else f"The strap was not found within {patience_s:g} s."
        )
        means = (
            "Another strap answered nearby; nothing was recorded from it."
            if self._strangers
            else "Nothing was recorded since; what was recorded before stays."
        )
        return StrapNotFound(
            what,
            means=means,
            remedy="Wear the strap, moisten its electrodes, come within two metres, "
            "and see that no other app or watch holds it.",
        )


def _restart(reason: Barren) -> RestartNeeded:
    return RestartNeeded(
        "The station asks for a new process.",
        means=f"A strap stayed silent ({reason}); what was recorded before stays.",
        remedy="Run it as `pacepipe station --supervised`, which starts it again.",
    )
