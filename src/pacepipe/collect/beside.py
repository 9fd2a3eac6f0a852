"""What is done on a link beside listening: a strap's own recording, its clock.

None of it may cost the stream: what fails here is logged, tried again later, and
ends no link.
"""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

from bleak import BleakClient

from pacepipe.collect.device_time import set_current_time
from pacepipe.collect.identity import offered
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.polar import PolarRecorder, started_at_of
from pacepipe.collect.polar_acceleration import acceleration
from pacepipe.collect.radio import LinkFailed
from pacepipe.collect.session import Listening, StrapTarget
from pacepipe.collect.wishes import RecordingWish, Wish, Wishes
from pacepipe.domain.characteristic import (
    CURRENT_TIME,
    POLAR_PMD_CONTROL,
    POLAR_PSFTP_MTU,
)
from pacepipe.errors import BluetoothUnavailable, DatabaseBusy, DiskTrouble

_LOG: Final = logging.getLogger("pacepipe.collect")

LOOK_S: Final = 5.0
"""How soon a session that was started on the page is followed (ours)."""
AGAIN_S: Final = 60.0
"""Pause after something failed (ours): the stream has the radio meanwhile."""


async def tend(
    strap: StrapTarget,
    client: BleakClient,
    log: LinkLog,
    listening: Listening,
    wishes: Wishes,
) -> None:
    """Do what is wished on a link that stands, until it is cancelled.

    Whatever goes wrong is logged and tried again after `AGAIN_S`; nothing is raised.
    """
    gives = strap.profile.gives
    is_clock_due = _has_a_clock(strap) and CURRENT_TIME in offered(client, "write")
    can_record = "recording" in gives and POLAR_PSFTP_MTU in offered(client, "notify")
    can_accelerate = "acceleration" in gives and POLAR_PMD_CONTROL in offered(
        client, "write"
    )
    async with AsyncExitStack() as running:
        keeper = _H10(strap, client, log, listening, running)
        while is_clock_due or can_record or can_accelerate:
            is_well = True
            if is_clock_due:
                is_well = await _tried(
                    strap, set_current_time(client, log, listening.clock, wishes.zone)
                )
                is_clock_due = not is_well
            if can_record:
                is_well &= await _tried(strap, keeper.record(wishes))
            if can_accelerate:
                is_well &= await _tried(strap, keeper.accelerate(wishes))
            await asyncio.sleep(LOOK_S if is_well else AGAIN_S)


def _has_a_clock(strap: StrapTarget) -> bool:
    return any(u.characteristic == CURRENT_TIME for u in strap.profile.characteristics)


async def _tried(strap: StrapTarget, work: Awaitable[object]) -> bool:
    """Whether it was done; what went wrong is logged, by kind alone."""
    try:
        await work
    except LinkFailed as failed:
        _LOG.info("%s: beside the stream: %s", strap.strap_id, failed.reason)
    except (BluetoothUnavailable, DatabaseBusy, DiskTrouble) as failed:
        _LOG.warning("%s: beside the stream: %s", strap.strap_id, type(failed).__name__)
    except Exception as failed:  # noqa: BLE001 - the stream outlives our own bugs too
        # its words and its traceback may hold an address or what was measured
        _LOG.error("%s: beside the stream: %s", strap.strap_id, type(failed).__name__)
    else:
        return True
    return False


class _H10:
    """What an H10 is doing, as far as this link knows."""

    def __init__(
        self,
        strap: StrapTarget,
        client: BleakClient,
        log: LinkLog,
        listening: Listening,
        running: AsyncExitStack,
    ) -> None:
        self._strap = strap
        self._client = client
        self._log = log
        self._listening = listening
        self._running = running
        self._acceleration: AsyncExitStack | None = None
        self._recorder: PolarRecorder | None = None
        self._is_clock_set = False
        self._done: RecordingWish | None = None

    async def record(self, wishes: Wishes) -> None:
        """Do what is wished of its recording, where that is not done yet.

        A recording that is over, because a session began or ended after it did, is
        stopped and taken first. One that began later goes on: it is the session's
        own, or was started by hand.
        """
        wanted = wishes.wants_recording(self._strap.strap_id)
        if wanted == self._done:
            return
        if wanted.wish is not Wish.LEAVE:
            await self._see_to(wanted)
        self._done = wanted

    async def _see_to(self, wanted: RecordingWish) -> None:
        recorder = await self._open()
        status = await recorder.status()
        is_on = status.is_on
        if is_on:
            began = None if status.name is None else started_at_of(status.name)
            if began is None:
                _LOG.info("%s: somebody else records on it", self._strap.strap_id)
                return
            if wanted.is_over(began):
                await recorder.stop()
                is_on = False
        if not is_on:
            await recorder.sync()
            if wanted.wish is Wish.RECORD:
                await recorder.start(self._now())

    async def _open(self) -> PolarRecorder:
        if self._recorder is None:
            # once a link: what listens already cannot be listened to again
            self._recorder = await PolarRecorder.open(
                self._client, self._log, self._listening.journal
            )
        if not self._is_clock_set:
            await self._recorder.set_clock(self._now())
            await self._recorder.read_clock(self._now())
            self._is_clock_set = True
        return self._recorder

    async def accelerate(self, wishes: Wishes) -> None:
        """Run the accelerometer while it is wished, and not a moment longer."""
        is_wanted = wishes.wants_acceleration(self._strap.strap_id)
        if is_wanted and self._acceleration is None:
            own = AsyncExitStack()
            await own.enter_async_context(acceleration(self._client, self._log))
            self._acceleration = await self._running.enter_async_context(own)
        elif not is_wanted and self._acceleration is not None:
            running, self._acceleration = self._acceleration, None
            await running.aclose()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._listening.clock.utc_us() / 1e6, UTC)
