"""Keeping one strap linked: find, hold, and try again until told to stop.

Its rule: whatever ends a link, the next attempt comes, sooner after a link that
delivered than after one that did not. A strap that turned out to be another
person's is not asked again.
"""

import asyncio
import logging
from typing import Final

from pacepipe.collect.live import LinkWord
from pacepipe.collect.lookout import Lookout, Sighting, connected_sighting, merged
from pacepipe.collect.radio import LinkFailed, already_connected
from pacepipe.collect.session import EndedBy, Listening, StrapTarget, hold_link
from pacepipe.errors import PacepipeError, StrapNotFound

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
        self._strangers: set[str] = set()
        self._has_been_linked = False
        self._barren = 0
        self._heard_s = self._loop.time()

    async def run(self) -> None:
        self._lookout.claim(self._strap.strap_id, self._hint)
        self._listening.say(LinkWord.SEARCHING)
        while True:
            trouble = await self._attempt()
            self._weigh(trouble)
            pauses_s = self._listening.policy.pauses_s
            await asyncio.sleep(pauses_s[min(self._barren, len(pauses_s) - 1)])
            self._barren += 1

    async def _attempt(self) -> PacepipeError | None:
        """One search and, if it finds something, one link; what stood in the way."""
        try:
            sighting = await self._find()
            if sighting is not None:
                await self._link(sighting)
        except LinkFailed as failed:
            _LOG.info("%s: no link, %s", self._strap.strap_id, failed.reason)
        except PacepipeError as trouble:
            _LOG.warning("%s: %s", self._strap.strap_id, type(trouble).__name__)
            return trouble
        return None

    async def _link(self, sighting: Sighting) -> None:
        strap_id = self._strap.strap_id
        if not self._lookout.claim(strap_id, sighting.address):
            return
        try:
            ended_by, notified_count = await hold_link(
                self._strap, sighting, self._listening
            )
        finally:
            self._lookout.claim(strap_id, self._hint)
        if ended_by is EndedBy.REFUSAL:
            self._strangers.add(sighting.address)
            if self._hint == sighting.address:
                self._hint = None
                self._lookout.claim(strap_id, None)
            return
        self._has_been_linked = True
        if notified_count:
            self._hint = sighting.address
            self._lookout.claim(strap_id, self._hint)
            self._heard_s = self._loop.time()
            self._barren = 0

    async def _find(self) -> Sighting | None:
        """The strap where it was last heard, else the nearest that may be it."""
        services = frozenset(self._strap.profile.services)
        found: dict[str, Sighting] = {}
        hint_heard = asyncio.Event()

        def heard(sighting: Sighting) -> None:
            found[sighting.address] = merged(found.get(sighting.address), sighting)
            if sighting.address == self._hint:
                hint_heard.set()

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
