"""What the live line shows: a pure summary of frames that are already journalled.

A number is shown only while it is fresh. After three seconds without a readable
heart-rate frame there is a dash, and a heart rate of 0 is a dash too: it means
"no measurement". Nothing here is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np

from pacepipe import gatt
from pacepipe.domain.characteristic import (
    BATTERY_LEVEL,
    HEART_RATE_MEASUREMENT,
    RSC_MEASUREMENT,
)
from pacepipe.domain.frame import Frame, FrameBatch
from pacepipe.domain.live_beats import LiveBeats
from pacepipe.domain.profile import ContactTrust
from pacepipe.domain.reading import (
    CONTACT_LOST,
    CONTACT_OK,
    HeartRateReadings,
    NumberReadings,
    RscReadings,
)
from pacepipe.signals import LiveHeart, Packets, live_heart

FRESH_NS: Final = 3_000_000_000
"""Straps send once a second; three missed ones are not a hiccup any more."""
DASH: Final = "–"
_NS_PER_MS: Final = 1_000_000


class LinkWord(StrEnum):
    """The link in one word."""

    SEARCHING = "searching"
    CONNECTED = "connected"
    MEASURING = "measuring"
    LOST = "lost"
    HELD = "held elsewhere"
    NO_ADAPTER = "no adapter"
    NO_PERMISSION = "no permission"


class ContactWord(StrEnum):
    """The skin contact in one word."""

    OK = "ok"
    LOST = "lost"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What is known now. Every change makes a new one.

    Attributes
    ----------
    link : LinkWord
    hr_bpm : int or None
        Last heart rate as sent; None means none, stale, or no measurement.
    contact : ContactWord
    beat_count : int
        RR intervals received so far; 0 from a strap that sends none.
    battery_pct : int or None
    heart_boot_ns : int or None
        Arrival of the last readable heart-rate frame.
    contact_trust : ContactTrust
        Whether the profile believes the contact bits. Where it does and the
        contact is lost, the heart rate is not shown: straps go on sending the
        last one.
    beats : LiveBeats
        The last intervals of this link, as they came.
    has_steps : bool
        Whether a pod ever said that it is moved.
    """

    link: LinkWord = LinkWord.SEARCHING
    hr_bpm: int | None = None
    contact: ContactWord = ContactWord.UNKNOWN
    beat_count: int = 0
    battery_pct: int | None = None
    heart_boot_ns: int | None = None
    contact_trust: ContactTrust = ContactTrust.REPORTED
    beats: LiveBeats = field(default_factory=LiveBeats)
    has_steps: bool = False

    @property
    def heart(self) -> LiveHeart:
        """How well the intervals can be read; two beats late.

        Judged where somebody looks, and not with every frame.
        """
        return _heart_of(self.beats)

    @property
    def clean_count(self) -> int:
        """Beats in a row that can be read; by the heart rate without intervals."""
        return self.heart.clean_count if self.beats.has_rr else self.beats.hr_count

    def on_link(self, word: LinkWord) -> "LiveStatus":
        """The same with another word for the link; beats never span two links."""
        is_linked = word in {LinkWord.CONNECTED, LinkWord.MEASURING}
        beats = self.beats if is_linked else LiveBeats()
        return replace(self, link=word, beats=beats)

    def after(self, frames: Sequence[Frame]) -> "LiveStatus":
        """The status after these frames, in order of arrival.

        An unreadable frame changes nothing.
        """
        status = self
        hearts = [f for f in frames if f.characteristic == HEART_RATE_MEASUREMENT]
        if hearts:
            status = status._after_hearts(hearts)
        batteries = [f for f in frames if f.characteristic == BATTERY_LEVEL]
        if batteries:
            readings = gatt.decode(BATTERY_LEVEL, _batch(batteries))
            if isinstance(readings, NumberReadings) and len(readings.value):
                status = replace(status, battery_pct=int(readings.value[-1]))
        pods = [f for f in frames if f.characteristic == RSC_MEASUREMENT]
        if pods:
            readings = gatt.decode(RSC_MEASUREMENT, _batch(pods))
            if isinstance(readings, RscReadings) and readings.cadence_raw.any():
                status = replace(status, has_steps=True)
        return status

    def at(self, boot_ns: int) -> "LiveStatus":
        """What may be shown at this moment: the same, or with a stale value gone."""
        if (
            self.heart_boot_ns is not None
            and 0 <= boot_ns - self.heart_boot_ns < FRESH_NS
        ):
            return self
        return replace(self, hr_bpm=None, contact=ContactWord.UNKNOWN)

    def _after_hearts(self, frames: Sequence[Frame]) -> "LiveStatus":
        readings = gatt.decode(HEART_RATE_MEASUREMENT, _batch(frames))
        if not isinstance(readings, HeartRateReadings) or not len(readings.hr_bpm):
            return self
        contact = self._contact_word(int(readings.contact[-1]))
        hr_bpm = int(readings.hr_bpm[-1])
        beats = self.beats
        for row, frame in enumerate(readings.frame_index):
            own = readings.beat_frame_index == frame
            beats = beats.after(
                frames[int(frame)].boot_ns,
                int(readings.hr_bpm[row]),
                readings.rr_raw[own].tolist(),
            )
        is_measured = hr_bpm > 0 and contact is not ContactWord.LOST
        return replace(
            self,
            hr_bpm=hr_bpm if is_measured else None,
            contact=contact,
            beat_count=self.beat_count + len(readings.rr_raw),
            heart_boot_ns=frames[int(readings.frame_index[-1])].boot_ns,
            beats=beats,
        )

    def _contact_word(self, sent: int) -> ContactWord:
        if self.contact_trust is not ContactTrust.REPORTED:
            return ContactWord.UNSUPPORTED
        if sent == CONTACT_OK:
            return ContactWord.OK
        return ContactWord.LOST if sent == CONTACT_LOST else ContactWord.UNSUPPORTED


@lru_cache(maxsize=8)
def _heart_of(beats: LiveBeats) -> LiveHeart:
    """The intervals of one link, judged; a frame is a packet."""
    arrived_ns = np.array(beats.arrived_ns, dtype=np.int64)
    is_next = np.diff(arrived_ns, prepend=-1) != 0
    at_ms = arrived_ns[is_next] // _NS_PER_MS
    return live_heart(
        Packets(
            at_ms=at_ms,
            connection_id=np.zeros(len(at_ms), dtype=np.int64),
            beat_packet_index=np.cumsum(is_next) - 1,
            rr_ms=np.array(beats.recent_ms),
        )
    )


def live_line(status: LiveStatus) -> str:
    """The status on one line; beats that were set aside are marked.

    Examples
    --------
    >>> live_line(LiveStatus(LinkWord.MEASURING, 82, ContactWord.OK, 134, 90))
    '♥ 82 bpm · contact ok · 134 beats · battery 90 % · link measuring'
    >>> live_line(LiveStatus())
    '♥ – bpm · contact unknown · 0 beats · battery – · link searching'
    """
    hr = DASH if status.hr_bpm is None else f"{status.hr_bpm}"
    battery = DASH if status.battery_pct is None else f"{status.battery_pct} %"
    odd = status.heart.flagged_count
    mark = f", {odd} of the last minute set aside" if odd else ""
    return (
        f"♥ {hr} bpm · contact {status.contact} · {status.beat_count} beats{mark}"
        f" · battery {battery} · link {status.link}"
    )


def _batch(frames: Sequence[Frame]) -> FrameBatch:
    return FrameBatch.from_payloads([frame.payload for frame in frames])
