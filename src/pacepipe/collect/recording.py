"""Recording while a person watches one strap: the live line, and an end in sight."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from pacepipe.collect.beside import tend
from pacepipe.collect.clock import Clock
from pacepipe.collect.ladder import Barren
from pacepipe.collect.link import run_link
from pacepipe.collect.live import LinkWord, LiveStatus
from pacepipe.collect.lookout import Lookout
from pacepipe.collect.radio import Radio
from pacepipe.collect.session import LinkPolicy, Listening, StrapTarget
from pacepipe.collect.station import stopping_on_signals
from pacepipe.collect.wishes import Wishes
from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal

_LOG: Final = logging.getLogger("pacepipe.collect")

RECORD_PATIENCE_S: Final = 60.0
"""Somebody is waiting at the screen: after a minute of nothing, say so."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a recording: counts, and the last status."""

    frame_count: int
    link_count: int
    status: LiveStatus


class LiveMonitor:
    """Collects journalled frames between two looks, and decodes them at a look.

    Decoding is left to the look so that the notification callback stays short.
    """

    def __init__(self, strap: StrapTarget, clock: Clock) -> None:
        self.frame_count = 0
        self.link_count = 0
        self._clock = clock
        self._status = LiveStatus(contact_trust=strap.profile.contact)
        self._waiting: list[Frame] = []

    def on_frame(self, frame: Frame) -> None:
        """Take a frame that is already in the journal's hands."""
        self.frame_count += 1
        self._waiting.append(frame)

    def on_word(self, word: LinkWord) -> None:
        """Take what happened to the link."""
        self.link_count += word is LinkWord.MEASURING
        self._status = self._status.on_link(word)

    def look(self) -> LiveStatus:
        """What may be shown now."""
        waiting, self._waiting = self._waiting, []
        self._status = self._status.after(waiting)
        return self._status.at(self._clock.boot_ns())


async def record(
    strap: StrapTarget,
    radio: Radio,
    journal: FrameJournal,
    clock: Clock,
    *,
    beside: Sequence[StrapTarget] = (),
    stop: asyncio.Event | None = None,
    duration_s: float | None = None,
    on_status: Callable[[LiveStatus], None] | None = None,
    on_help: Callable[[str, Barren], None] | None = None,
    tick_s: float = 1.0,
    policy: LinkPolicy | None = None,
    wishes: Wishes | None = None,
) -> Recorded:
    """Record one strap until stopped, or for a time.

    Parameters
    ----------
    strap : StrapTarget
    radio : Radio
    journal : FrameJournal
        Stays open; the caller closes it.
    clock : Clock
    beside : sequence of StrapTarget, optional
        Worn at the same time (a foot pod) and recorded along; the live line and
        the patience are those of `strap` alone.
    stop : asyncio.Event, optional
        Ends the recording when set; SIGTERM and SIGINT do too.
    duration_s : float, optional
        Longest time, from now on, search included.
    on_status : callable, optional
        Called every `tick_s` seconds and once at the end.
    on_help : callable, optional
        Called with a strap id and a reason when a strap stays silent whatever is
        tried.
    policy : LinkPolicy, optional
        By default one with a minute of patience.
    wishes : Wishes, optional
        What is asked of a strap beside its stream; None asks nothing.

    Returns
    -------
    Recorded
        Every frame is durable by then.

    Raises
    ------
    BluetoothUnavailable
        No adapter, switched off, or no permission.
    StrapNotFound
        It was not found, or was lost and did not come back.
    DiskTrouble
        The disk does not take what comes.
    """
    stop = stop if stop is not None else asyncio.Event()
    monitor = LiveMonitor(strap, clock)
    listening = Listening(
        lookout=Lookout(radio),
        journal=journal,
        clock=clock,
        policy=policy or LinkPolicy(patience_s=RECORD_PATIENCE_S),
        on_frame=monitor.on_frame,
        on_word=monitor.on_word,
        on_help=on_help,
        beside=None if wishes is None else partial(tend, wishes=wishes),
    )

    along = _record_along(beside, listening, stop)

    async def tick() -> None:
        while True:
            await asyncio.sleep(tick_s)
            status = monitor.look()
            if on_status is not None:
                on_status(status)

    ticker = asyncio.create_task(tick())
    alarm = None
    if duration_s is not None:
        alarm = asyncio.get_running_loop().call_later(duration_s, stop.set)
    try:
        with stopping_on_signals(stop):
            await run_link(strap, listening, stop)
    finally:
        stop.set()
        await _all_ended(beside, along)
        ticker.cancel()
        if alarm is not None:
            alarm.cancel()
        # A live line that broke must not cost the recording; it is told at the end.
        (broken,) = await asyncio.gather(ticker, return_exceptions=True)
        if isinstance(broken, Exception):
            _LOG.warning("the live line broke: %s", type(broken).__name__)
        await asyncio.to_thread(journal.flush)
    status = monitor.look()
    if on_status is not None:
        on_status(status)
    return Recorded(monitor.frame_count, monitor.link_count, status)


def _record_along(
    straps: Sequence[StrapTarget], listening: Listening, stop: asyncio.Event
) -> list[asyncio.Task[None]]:
    """Links that nobody looks at; they wait for their strap as long as it takes."""
    patient = replace(listening.policy, patience_s=None)
    unseen = replace(listening, policy=patient, on_frame=None, on_word=None)
    return [asyncio.create_task(run_link(strap, unseen, stop)) for strap in straps]


async def _all_ended(
    straps: Sequence[StrapTarget], tasks: Sequence[asyncio.Task[None]]
) -> None:
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    for strap, end in zip(straps, ends, strict=True):
        if isinstance(end, Exception):
            _LOG.warning("%s: %s", strap.strap_id, type(end).__name__)
