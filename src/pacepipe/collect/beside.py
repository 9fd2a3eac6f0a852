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
from pacepipe.collect.wishes import Wishes
from pacepipe.domain.characteristic import (
    CURRENT_TIME,
    POLAR_PMD_CONTROL,
    POLAR_PSFTP_MTU,
)
from pacepipe.errors import BluetoothUnavailable

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
    """Do what is wished on a link that stands, until it is cancelled."""
    if _has_a_clock(strap):
        await _tried(strap, set_current_time(client, log, listening.clock, wishes.zone))
    gives = strap.profile.gives
    can_record = "recording" in gives and POLAR_PSFTP_MTU in offered(client, "notify")
    can_accelerate = "acceleration" in gives and POLAR_PMD_CONTROL in offered(
        client, "write"
    )
    if not can_record and not can_accelerate:
        return
    async with AsyncExitStack() as running:
        keeper = _H10(strap, client, log, listening, running)
        while True:
            is_well = True
            if can_record:
                wanted = wishes.wants_recording(strap.strap_id)
                is_well = await _tried(strap, keeper.record(is_wanted=wanted))
            if can_accelerate:
                wanted = wishes.wants_acceleration(strap.strap_id)
                is_well &= await _tried(strap, keeper.accelerate(is_wanted=wanted))
            await asyncio.sleep(LOOK_S if is_well else AGAIN_S)


def _has_a_clock(strap: StrapTarget) -> bool:
    return any(u.characteristic == CURRENT_TIME for u in strap.profile.characteristics)


async def _tried(strap: StrapTarget, work: Awaitable[object]) -> bool:
    try:
        await work
    except (LinkFailed, BluetoothUnavailable) as failed:
        reason = failed.reason if isinstance(failed, LinkFailed) else "no radio"
        _LOG.info("%s: beside the stream: %s", strap.strap_id, reason)
        return False
    return True


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
        self._was_wanted: bool | None = None

    async def record(self, *, is_wanted: bool) -> None:
        """Let it record while somebody moves; take what it has when they stop."""
        if is_wanted is self._was_wanted:
            return
        if self._recorder is None:
            self._recorder = await PolarRecorder.open(
                self._client, self._log, self._listening.journal
            )
            await self._recorder.set_clock(self._now())
            await self._recorder.read_clock(self._now())
        status = await self._recorder.status()
        is_ours = status.name is not None and started_at_of(status.name) is not None
        if status.is_on and not is_ours:
            _LOG.info("%s: somebody else records on it", self._strap.strap_id)
        elif is_wanted and not status.is_on:
            await self._recorder.sync()
            await self._recorder.start(self._now())
        elif not is_wanted:
            if status.is_on:
                await self._recorder.stop()
            await self._recorder.sync()
        self._was_wanted = is_wanted

    async def accelerate(self, *, is_wanted: bool) -> None:
        """Run the accelerometer while it is wished, and not a moment longer."""
        if is_wanted and self._acceleration is None:
            own = AsyncExitStack()
            await own.enter_async_context(acceleration(self._client, self._log))
            self._acceleration = await self._running.enter_async_context(own)
        elif not is_wanted and self._acceleration is not None:
            running, self._acceleration = self._acceleration, None
            await running.aclose()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._listening.clock.utc_us() / 1e6, UTC)
