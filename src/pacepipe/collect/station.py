"""The long-running service: every assigned strap, one event loop, until told to stop.

It survives a strap that goes away, an adapter that is pulled out, a disk that is
full. What it logs are ids and counts, never a heart rate and never an address.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

from pacepipe.collect.beside import tend
from pacepipe.collect.clock import Clock
from pacepipe.collect.help_notes import HelpNotes
from pacepipe.collect.ladder import Barren
from pacepipe.collect.link import run_link
from pacepipe.collect.lookout import Lookout
from pacepipe.collect.radio import Radio
from pacepipe.collect.ring import is_ring, keep_ring
from pacepipe.collect.session import LinkPolicy, Listening, StrapTarget
from pacepipe.collect.wishes import Wishes
from pacepipe.errors import DatabaseBusy
from pacepipe.journal import FrameJournal

_LOG: Final = logging.getLogger("pacepipe.collect")

POLL_S: Final = 5.0
"""How soon a strap that was paired on the page is listened to."""


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGTERM and SIGINT while the block runs, where that works.

    Outside the main thread, and on systems without such signals, whoever runs
    the loop sets `stop`.
    """
    loop = asyncio.get_running_loop()
    held: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except (NotImplementedError, RuntimeError, ValueError):
            continue
        held.append(number)
    try:
        yield
    finally:
        for number in held:
            loop.remove_signal_handler(number)


class Station:
    """Listens to every strap it is given, and follows the list as it changes.

    Parameters
    ----------
    radio : Radio
    journal : FrameJournal
        Stays open; the caller closes it.
    clock : Clock
    straps : callable
        The straps to listen to now. It is called in the loop's thread every
        `poll_s` seconds and must answer within milliseconds.
    policy : LinkPolicy
        Without patience: a station never gives a strap up.
    wishes : Wishes, optional
        What is asked of a strap beside its stream; None asks nothing.
    poll_s : float
    help_notes : HelpNotes or None
        Where it is written that a person is needed for a strap; None means only in
        the log.
    """

    def __init__(
        self,
        radio: Radio,
        journal: FrameJournal,
        clock: Clock,
        straps: Callable[[], Sequence[StrapTarget]],
        *,
        policy: LinkPolicy | None = None,
        wishes: Wishes | None = None,
        poll_s: float = POLL_S,
        help_notes: HelpNotes | None = None,
    ) -> None:
        self._radio = radio
        self._journal = journal
        self._clock = clock
        self._straps = straps
        self._policy = policy if policy is not None else LinkPolicy()
        self._wishes = wishes
        self._poll_s = poll_s
        self._help = help_notes
        self._links: dict[StrapTarget, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event | None = None) -> None:
        """Serve until `stop` is set, or a SIGTERM or SIGINT comes.

        On return every link is hung up and every frame is durable.

        Raises
        ------
        PacepipeError
            Where the list of straps cannot be read, or the journal does not take
            the last frames.
        """
        stop = stop if stop is not None else asyncio.Event()
        listening = Listening(
            Lookout(self._radio),
            self._journal,
            self._clock,
            self._policy,
            on_help=self._ask_for_help,
            on_heard=self._heard,
            beside=None if self._wishes is None else partial(tend, wishes=self._wishes),
        )
        halt = asyncio.create_task(stop.wait())
        with stopping_on_signals(stop):
            try:
                while not stop.is_set():
                    await self._follow(listening, stop)
                    self._tell_of_trouble()
                    await asyncio.wait(
                        {halt, *self._links.values()},
                        timeout=self._poll_s,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
            finally:
                halt.cancel()
                await self._end(tuple(self._links))
                await asyncio.to_thread(self._journal.flush)
                _LOG.info("station stopped")

    async def _follow(self, listening: Listening, stop: asyncio.Event) -> None:
        """Begin what is new, end what is gone, pass on what failed."""
        for task in self._links.values():
            if task.done():
                task.result()
        try:
            wanted = frozenset(self._straps())
        except DatabaseBusy:
            # Somebody is writing; the list of a moment ago will do until then.
            return
        await self._end(tuple(t for t in self._links if t not in wanted))
        self._note(lambda notes: notes.keep(t.strap_id for t in wanted))
        for target in sorted(wanted, key=lambda t: t.strap_id):
            if target not in self._links:
                _LOG.info("listening to %s", target.strap_id)
                keep = keep_ring if is_ring(target.profile) else run_link
                self._links[target] = asyncio.create_task(keep(target, listening, stop))

    async def _end(self, targets: tuple[StrapTarget, ...]) -> None:
        tasks = [self._links.pop(target) for target in targets]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ask_for_help(self, strap_id: str, reason: Barren) -> None:
        now_us = self._clock.utc_us()
        self._note(lambda notes: notes.needed(strap_id, reason, now_us))

    def _heard(self, strap_id: str) -> None:
        self._note(lambda notes: notes.over(strap_id))

    def _note(self, change: Callable[[HelpNotes], None]) -> None:
        """Change the notes; a disk that does not take them costs no frame."""
        if self._help is None:
            return
        try:
            change(self._help)
        except OSError as error:
            _LOG.warning("the note for a person was not written: %s", error.strerror)

    def _tell_of_trouble(self) -> None:
        if self._journal.trouble is not None:
            _LOG.error(
                "the journal does not take what comes: %s, %d wait",
                type(self._journal.trouble).__name__,
                self._journal.waiting_count,
            )
