"""From frames to readings: a batch of days at once, each reading with its frame.

Frames that cannot be decoded become rejects with a reason; the bytes stay in `raw`.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from pacepipe import gatt
from pacepipe.domain import characteristic as ch
from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.profile import CadenceUnit, DeviceProfile
from pacepipe.domain.reading import (
    AccelerationReadings,
    HeartRateReadings,
    NumberReadings,
    Readings,
    Rejects,
    RscReadings,
)
from pacepipe.signals import (
    JudgedHr,
    RrLimits,
    beat_times_ms,
    judge_packets_with_limits,
    primary_flags,
    rr_ms,
)
from pacepipe.stages.beats import beat_packets
from pacepipe.stages.frames import FrameRows
from pacepipe.stages.heart import Cadence, judge_heart

STEPS_PER_STRIDE: Final = 2

R = TypeVar("R", HeartRateReadings, RscReadings, NumberReadings, AccelerationReadings)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Readings of a batch of days; every `frame_index` is a row of `frames`.

    Attributes
    ----------
    hr_code : (n,) int64, in `HR_FLAGS`
        Why each reading is not used.
    judged : JudgedHr
        All that is known against each reading.
    beat_at_ms, rr_ms, rr_code, is_break : (b,) arrays, one a beat
    rr_limits : RrLimits
        What each beat was compared with.
    cadence_spm : (m,) float64
        Strides are doubled where the profile says so.
    counter : NumberReadings
        Running totals of steps, as sent.
    """

    frames: FrameRows
    heart: HeartRateReadings
    hr_code: IntArray
    judged: JudgedHr
    beat_at_ms: IntArray
    rr_ms: FloatArray
    rr_code: IntArray
    is_break: BoolArray
    rr_limits: RrLimits
    rsc: RscReadings
    cadence_spm: FloatArray
    battery: NumberReadings
    counter: NumberReadings
    acceleration: AccelerationReadings
    rejects: Rejects


def decode(frames: FrameRows, profiles: Sequence[DeviceProfile]) -> Decoded:
    """Every reading of the batch, judged but never dropped."""
    by_id = {profile.profile_id: profile for profile in profiles}
    read = {
        number: _decode_one(frames, number)
        for number in np.unique(frames.characteristic).tolist()
    }
    heart = _of(read, ch.HEART_RATE_MEASUREMENT, HeartRateReadings)
    rsc = _of(read, ch.RSC_MEASUREMENT, RscReadings)
    intervals = rr_ms(heart.rr_raw)
    is_break, rr_code, rr_limits = _judge_beats(frames, heart, intervals)
    cadence_spm = _cadence_spm(frames, rsc, by_id)
    judged = judge_heart(
        frames,
        heart,
        Cadence(
            frames.day_index[rsc.frame_index],
            frames.at_ms[rsc.frame_index],
            cadence_spm,
        ),
        by_id,
    )
    return Decoded(
        frames=frames,
        heart=heart,
        hr_code=primary_flags(judged.marks),
        judged=judged,
        beat_at_ms=beat_times_ms(frames.at_ms, heart.beat_frame_index, intervals),
        rr_ms=intervals,
        rr_code=rr_code,
        is_break=is_break,
        rr_limits=rr_limits,
        rsc=rsc,
        cadence_spm=cadence_spm,
        battery=_of(read, ch.BATTERY_LEVEL, NumberReadings),
        counter=_of(read, ch.INFINITIME_STEP_COUNT, NumberReadings),
        acceleration=_of(read, ch.POLAR_PMD_DATA, AccelerationReadings),
        rejects=_all_rejects(tuple(read.values())),
    )


def _decode_one(frames: FrameRows, number: int) -> Readings:
    """Readings of one characteristic, their indices turned into rows."""
    rows = np.flatnonzero(frames.characteristic == number)
    reading = gatt.decode(number, frames.payloads.take(rows))
    rejects = Rejects(rows[reading.rejects.frame_index], reading.rejects.reasons)
    if isinstance(reading, HeartRateReadings):
        return dataclasses.replace(
            reading,
            frame_index=rows[reading.frame_index],
            beat_frame_index=rows[reading.beat_frame_index],
            rejects=rejects,
        )
    if isinstance(reading, AccelerationReadings):
        return dataclasses.replace(
            reading,
            frame_index=rows[reading.frame_index],
            sample_frame_index=rows[reading.sample_frame_index],
            rejects=rejects,
        )
    return dataclasses.replace(
        reading, frame_index=rows[reading.frame_index], rejects=rejects
    )


def _of(read: Mapping[int, Readings], number: int, kind: type[R]) -> R:
    found = read.get(number)
    if isinstance(found, kind):
        return found
    empty = gatt.decode(number, FrameBatch.from_payloads([]))
    if not isinstance(empty, kind):
        raise TypeError(f"characteristic {number:#06x} is not a {kind.__name__}")
    return empty


def _all_rejects(readings: tuple[Readings, ...]) -> Rejects:
    nothing = np.zeros(0, dtype=np.int64)
    return Rejects(
        np.concatenate([nothing, *(r.rejects.frame_index for r in readings)]),
        tuple(reason for r in readings for reason in r.rejects.reasons),
    )


def _judge_beats(
    frames: FrameRows, heart: HeartRateReadings, intervals: FloatArray
) -> tuple[BoolArray, IntArray, RrLimits]:
    """Where a beat follows none, its code in `RR_FLAGS`, and what judged it."""
    is_break = np.zeros(len(intervals), dtype=np.bool_)
    codes = np.zeros(len(intervals), dtype=np.int64)
    limits = RrLimits(np.empty(len(intervals)), np.empty(len(intervals)))
    found = beat_packets(frames, heart.beat_frame_index, intervals)
    judged, compared = judge_packets_with_limits(found.packets)
    is_break[found.beat], codes[found.beat] = judged.is_break, judged.code
    limits.step_ms[found.beat] = compared.step_ms
    limits.median_ms[found.beat] = compared.median_ms
    return is_break, codes, limits


def _cadence_spm(
    frames: FrameRows, rsc: RscReadings, by_id: Mapping[str, DeviceProfile]
) -> FloatArray:
    profiles = [by_id.get(link.profile_id) for link in frames.links]
    factor = np.array(
        [
            STEPS_PER_STRIDE
            if profile is not None and profile.cadence_unit is CadenceUnit.STRIDES
            else 1
            for profile in profiles
        ],
        dtype=np.float64,
    )
    sent = rsc.cadence_raw.astype(np.float64)
    doubled: FloatArray = sent * factor[frames.link_index[rsc.frame_index]]
    return doubled
