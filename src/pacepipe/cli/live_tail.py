"""The live line beside a running station: its journal, read only, as it grows."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from pacepipe.app import House
from pacepipe.collect import LinkWord, LiveStatus, StrapTarget, SystemClock
from pacepipe.collect.station import stopping_on_signals
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import Frame, LinkEvent, LinkEventKind
from pacepipe.journal import FrameReader, FrameRows

TICK_S = 1.0
FRAMES_A_LOOK = 5_000
HELD_SAID_NS: Final = 600 * 1_000_000_000
"""An older word that the strap is held elsewhere is not taken for the present, ns
(ours): the station says it once, and not when that is over."""
_ENDED = frozenset({LinkEventKind.LOST, LinkEventKind.CLOSED})


def _frames(rows: FrameRows, connections: set[int]) -> Sequence[Frame]:
    columns = zip(
        rows.connection_id.tolist(),
        rows.characteristic.tolist(),
        rows.boot_ns.tolist(),
        rows.utc_us.tolist(),
        rows.payload_hex.tolist(),
        strict=True,
    )
    return [
        Frame(link, number, boot_ns, utc_us, bytes.fromhex(payload))
        for link, number, boot_ns, utc_us, payload in columns
        if link in connections
    ]


class Tail:
    """What the station writes about one strap, from a moment on.

    Links that were identified as the strap before count too: the station may
    have held it for hours.
    """

    def __init__(self, reader: FrameReader, strap: StrapTarget) -> None:
        self._reader = reader
        self._strap_id = strap.strap_id
        self._links: set[int] = set()
        self._seen_event = 0
        self._seen_frame = reader.last_seq()
        self._status = LiveStatus(contact_trust=strap.profile.contact)

    def look(self, boot_ns: int) -> LiveStatus:
        """What may be shown at this moment."""
        has_been_heard = self._status.link is not LinkWord.SEARCHING
        for seq, event in self._reader.link_events_after(self._seen_event):
            self._seen_event = seq
            word = self._word(event, boot_ns, has_been_heard=has_been_heard)
            if word is not None:
                self._status = self._status.on_link(word)
        rows = self._reader.frames_after(self._seen_frame, FRAMES_A_LOOK)
        if len(rows):
            self._seen_frame = int(rows.seq[-1])
            frames = _frames(rows, self._links)
            if frames:
                # A link counts once it is heard: a killed station left its open.
                self._status = self._status.on_link(LinkWord.MEASURING).after(frames)
        return self._status.at(boot_ns)

    def _word(
        self, event: LinkEvent, boot_ns: int, *, has_been_heard: bool
    ) -> LinkWord | None:
        """What an event makes of the link; None where it changes nothing."""
        if event.kind is LinkEventKind.IDENTIFIED:
            if event.detail != self._strap_id:
                return None
            self._links.add(event.connection_id)
            return LinkWord.LOST if self._status.link is LinkWord.HELD else None
        if event.connection_id not in self._links or event.kind not in _ENDED:
            return None
        self._links.discard(event.connection_id)
        if _is_held(event, boot_ns):
            return LinkWord.HELD
        return LinkWord.LOST if has_been_heard else None


def _is_held(event: LinkEvent, boot_ns: int) -> bool:
    age_ns = boot_ns - event.boot_ns
    is_held = Epitaph.read(event.detail).ending is Ending.HELD_ELSEWHERE
    return is_held and abs(age_ns) < HELD_SAID_NS


async def follow(
    house: House,
    strap: StrapTarget,
    on_status: Callable[[LiveStatus], None],
    *,
    stop: asyncio.Event,
    duration_s: float | None,
) -> None:
    """Show what the station records of one strap until `stop`, or for a time."""
    clock = SystemClock()
    if duration_s is not None:
        asyncio.get_running_loop().call_later(duration_s, stop.set)
    with house.frame_reader() as reader, stopping_on_signals(stop):
        tail = Tail(reader, strap)
        while not stop.is_set():
            on_status(await asyncio.to_thread(tail.look, clock.boot_ns()))
            try:
                async with asyncio.timeout(TICK_S):
                    await stop.wait()
            except TimeoutError:
                continue
