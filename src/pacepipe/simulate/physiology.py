"""One outing of a virtual person: heartbeats, steps, and what a strap makes of them.

Deliberately simple: heart rate follows the steps as a first-order system, beats
vary a little, some are premature, and the link loses packets. It is there to
feed the pipeline with plausible bytes, not to model anybody.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT, RSC_MEASUREMENT
from pacepipe.simulate import encode
from pacepipe.simulate.notification import Notification

REST_BEFORE_S: Final = 180
"""Seated, so that a resting heart rate can be taken before each walk."""
REST_AFTER_S: Final = 120
TAU_RISE_S: Final = 45.0
TAU_FALL_S: Final = 60.0
"""30 to 60 s is usual in easy exercise; recovery is slower in deconditioned people."""
DRIFT_BPM_PER_MIN: Final = 0.3
VARIABILITY_FRAC: Final = 0.012
BREATHING_FRAC: Final = 0.015
BREATHING_HZ: Final = 0.25
ECTOPIC_SHARE: Final = 0.004
"""A few premature beats in a thousand, each followed by a compensatory pause."""
PREMATURE_FRAC: Final = 0.7
STEP_LENGTH_M: Final = 0.55
PACKET_LOSS_SHARE: Final = 0.02
_DISPLAY_BEATS: Final = 5
_TICKS_PER_S: Final = 1024
_S_PER_MIN: Final = 60.0


@dataclass(frozen=True, slots=True)
class Walker:
    """What belongs to a person, or to the person on one day.

    Attributes
    ----------
    hr_rest_bpm : float
        Seated.
    rise_bpm_per_spm : float
        Rise of the steady heart rate for each step a minute.
    cadence_spm : float
        The usual one.
    """

    hr_rest_bpm: float
    rise_bpm_per_spm: float
    cadence_spm: float


@dataclass(frozen=True, slots=True)
class Outing:
    """What the strap and the pod send, from the first seated second on."""

    strap: tuple[Notification, ...]
    pod: tuple[Notification, ...]
    duration_s: int


def outing(walker: Walker, walk_s: int, rng: np.random.Generator) -> Outing:
    """A seated rest, a walk of `walk_s` seconds with its pauses, and a rest."""
    duration_s = REST_BEFORE_S + walk_s + REST_AFTER_S
    cadence_spm = _cadence(walker, walk_s, duration_s, rng)
    hr_bpm = _heart_rate(walker, cadence_spm)
    is_off_skin = _stretch(duration_s, rng, share=0.15, shortest_s=10, longest_s=25)
    return Outing(
        strap=tuple(_strap(hr_bpm, is_off_skin, rng)),
        pod=tuple(_pod(cadence_spm, rng)),
        duration_s=duration_s,
    )


def _cadence(
    walker: Walker, walk_s: int, duration_s: int, rng: np.random.Generator
) -> FloatArray:
    """Steps a minute of each second; 0 while seated and in pauses."""
    wander = np.convolve(rng.normal(0.0, 6.0, walk_s), np.ones(15) / 15, mode="same")
    walking = np.clip(np.rint(walker.cadence_spm + wander), 80, 100)
    at = int(rng.integers(100, 200))
    while at < walk_s - 60:
        length_s = int(rng.integers(10, 35))
        walking[at : at + length_s] = 0.0
        at += int(rng.integers(150, 300))
    cadence_spm = np.zeros(duration_s)
    cadence_spm[REST_BEFORE_S : REST_BEFORE_S + walk_s] = walking
    return cadence_spm


def _heart_rate(walker: Walker, cadence_spm: FloatArray) -> FloatArray:
    """First-order answer to the steps, with a slow drift while walking."""
    hr_bpm = np.empty(len(cadence_spm))
    now, walked_s = walker.hr_rest_bpm, 0
    for second, cadence in enumerate(cadence_spm.tolist()):
        walked_s += cadence > 0
        drift = DRIFT_BPM_PER_MIN * walked_s / _S_PER_MIN if cadence > 0 else 0.0
        target = walker.hr_rest_bpm + walker.rise_bpm_per_spm * cadence + drift
        now += (target - now) / (TAU_RISE_S if target > now else TAU_FALL_S)
        hr_bpm[second] = now
    return hr_bpm


def _beats(hr_bpm: FloatArray, rng: np.random.Generator) -> Iterator[tuple[float, int]]:
    """(end of the interval in s, interval in ticks), oldest first."""
    at_s, owed = 0.0, 1.0
    while True:
        even_s = _S_PER_MIN / float(hr_bpm[min(int(at_s), len(hr_bpm) - 1)])
        breath = BREATHING_FRAC * np.sin(2 * np.pi * BREATHING_HZ * at_s)
        scale = owed * (1.0 + breath + rng.normal(0.0, VARIABILITY_FRAC))
        owed = 1.0
        if rng.random() < ECTOPIC_SHARE:
            scale *= PREMATURE_FRAC
            owed = 2.0 - PREMATURE_FRAC
        rr_raw = round(even_s * float(scale) * _TICKS_PER_S)
        at_s += rr_raw / _TICKS_PER_S
        if at_s >= len(hr_bpm):
            return
        yield at_s, rr_raw


def _strap(
    hr_bpm: FloatArray, is_off_skin: BoolArray, rng: np.random.Generator
) -> Iterator[Notification]:
    """A packet a second: the beats since the last one, and their mean rate.

    Off the skin a strap goes on saying its last heart rate, without intervals.
    """
    in_second: list[list[int]] = [[] for _ in range(len(hr_bpm))]
    for at_s, rr_raw in _beats(hr_bpm, rng):
        if not is_off_skin[int(at_s)]:
            in_second[int(at_s)].append(rr_raw)
    is_lost = _losses(len(hr_bpm), rng)
    phase_s = float(rng.uniform(0.0, 0.9))
    shown: deque[int] = deque(maxlen=_DISPLAY_BEATS)
    for second, beats in enumerate(in_second):
        shown.extend(beats)
        if is_lost[second] or not shown:
            continue
        mean_s = sum(shown) / len(shown) / _TICKS_PER_S
        payload = encode.heart_rate_measurement(
            round(_S_PER_MIN / mean_s),
            rr_raw=beats,
            contact=not is_off_skin[second],
        )
        at_s = round(second + 1 + phase_s + float(rng.uniform(0.0, 0.03)), 3)
        yield Notification(at_s, HEART_RATE_MEASUREMENT, payload)


def _pod(cadence_spm: FloatArray, rng: np.random.Generator) -> Iterator[Notification]:
    is_lost = _losses(len(cadence_spm), rng)
    phase_s = float(rng.uniform(0.0, 0.9))
    total_distance_m = 0.0
    for second, cadence in enumerate(cadence_spm.tolist()):
        speed_mps = cadence * STEP_LENGTH_M / _S_PER_MIN
        total_distance_m += speed_mps
        if is_lost[second]:
            continue
        payload = encode.rsc_measurement(
            speed_mps=speed_mps,
            cadence_spm=int(cadence),
            total_distance_m=total_distance_m,
        )
        yield Notification(round(second + phase_s, 3), RSC_MEASUREMENT, payload)


def _losses(duration_s: int, rng: np.random.Generator) -> BoolArray:
    """Seconds whose packet never arrives: now and then one, seldom a stretch."""
    single = rng.random(duration_s) < PACKET_LOSS_SHARE
    burst = _stretch(duration_s, rng, share=0.2, shortest_s=5, longest_s=15)
    return single | burst


def _stretch(
    duration_s: int,
    rng: np.random.Generator,
    *,
    share: float,
    shortest_s: int,
    longest_s: int,
) -> BoolArray:
    """True within one stretch, in this share of the outings."""
    within = np.zeros(duration_s, dtype=np.bool_)
    start = int(rng.integers(0, duration_s - longest_s))
    length_s = int(rng.integers(shortest_s, longest_s + 1))
    if rng.random() < share:
        within[start : start + length_s] = True
    return within
