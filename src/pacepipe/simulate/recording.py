"""A recorded walk as the notifications of a strap and of a pod.

The heartbeats are one person's, the steps another's: the walk is composed, and
`recordings/SOURCE.md` says of what. Nothing is smoothed: beats that the strap
lost stay lost, and the strap falls silent where its record ends.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final

from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT, RSC_MEASUREMENT
from pacepipe.simulate import encode
from pacepipe.simulate.notification import Notification

TICKS_PER_S: Final = 1024
MS_PER_S: Final = 1000.0
MS_PER_MIN: Final = 60_000.0
_PACKET_MS: Final = 50
"""In the data set, rows of one packet are at most 14 ms apart, packets over 900."""
_DISPLAY_BEATS: Final = 5
"""Straps show the mean of a few beats; how many is each maker's own."""
_FORGET_AFTER_MS: Final = 5_000
"""After such a gap the displayed rate starts again from the new beats."""
_STEPS_PER_STRIDE: Final = 2


@dataclass(frozen=True, slots=True)
class Bout:
    """A labelled stretch of a recording, seconds from its beginning."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What a strap and a pod send during one outing.

    Attributes
    ----------
    title : str
    duration_s : float
    strap, pod : tuple of Notification
        In order of time, seconds from the beginning.
    bouts : tuple of Bout
        As the people who recorded it labelled them; the time between has no
        label.
    """

    title: str
    duration_s: float
    strap: tuple[Notification, ...]
    pod: tuple[Notification, ...]
    bouts: tuple[Bout, ...]


NEUROTASK: Final = Bout(0.0, 48.0, "neurotask")
WALKING: Final = Bout(97.0, 277.0, "walking")
BIKING: Final = Bout(345.0, 525.0, "biking")
"""14:44:00 is second 0; walking was 14:45:37 to 14:48:37 (`test_events.csv`)."""
WORN_S: Final = 550.0
"""The strap's last beat came at 549.5 s of the 12 minutes that were cut."""


def recorded_walk() -> Recording:
    """The demo's walk: 3 minutes on foot, a break, 3 minutes on a bicycle."""
    beats = [
        (int(row["arrival_ms"]), int(row["rr_ms"]))
        for row in _rows("worn_strap_walk.csv")
    ]
    return Recording(
        title="A worn strap on a walk, composed with the steps of another",
        duration_s=WORN_S,
        strap=tuple(_strap_packets(beats)),
        pod=tuple(_pod_packets(_walking_steps())),
        bouts=(NEUROTASK, WALKING, BIKING),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    file = resources.files("pacepipe.simulate") / "recordings" / name
    yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines())


def _strap_packets(beats: list[tuple[int, int]]) -> Iterator[Notification]:
    shown: deque[int] = deque(maxlen=_DISPLAY_BEATS)
    last_ms = 0
    for arrival_ms, intervals_ms in _packets(beats):
        if arrival_ms - last_ms > _FORGET_AFTER_MS:
            shown.clear()
        shown.extend(intervals_ms)
        last_ms = arrival_ms
        payload = encode.heart_rate_measurement(
            round(MS_PER_MIN * len(shown) / sum(shown)),
            rr_raw=[round(ms * TICKS_PER_S / MS_PER_S) for ms in intervals_ms],
            contact=True,
        )
        yield Notification(arrival_ms / MS_PER_S, HEART_RATE_MEASUREMENT, payload)


def _packets(beats: list[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """(arrival of the packet, its intervals oldest first)."""
    packet: list[int] = []
    arrival_ms = 0
    for beat_ms, rr_ms in beats:
        if packet and beat_ms - arrival_ms > _PACKET_MS:
            yield arrival_ms, packet
            packet = []
        if not packet:
            arrival_ms = beat_ms
        packet.append(rr_ms)
    if packet:
        yield arrival_ms, packet


def _walking_steps() -> list[tuple[int, float]]:
    """(steps a minute, speed in m/s) of each second of the recorded walking."""
    held: dict[int, tuple[int, float]] = {}
    for row in _rows("walk_cadence.csv"):
        cadence_spm = round(_STEPS_PER_STRIDE * float(row["strides_per_min"]))
        held[int(row["at_s"])] = (cadence_spm, float(row["speed_mps"]))
    seconds = []
    now = held[0]
    for second in range(max(held) + 1):
        now = held.get(second, now)
        seconds.append(now)
    return seconds


def _pod_packets(steps: list[tuple[int, float]]) -> Iterator[Notification]:
    total_distance_m = 0.0
    for second in range(int(WORN_S)):
        cadence_spm, speed_mps = 0, 0.0
        if WALKING.start_s <= second < WALKING.end_s:
            cadence_spm, speed_mps = steps[(second - int(WALKING.start_s)) % len(steps)]
        total_distance_m += speed_mps
        payload = encode.rsc_measurement(
            speed_mps=speed_mps,
            cadence_spm=cadence_spm,
            total_distance_m=total_distance_m,
        )
        yield Notification(float(second), RSC_MEASUREMENT, payload)
