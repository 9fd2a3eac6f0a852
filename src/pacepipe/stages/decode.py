"""From frames to readings: a batch of days at once, each reading with its frame.

Frames that cannot be decoded become rejects with a reason; the bytes stay in
`raw`. A frame in the margin of a day is decoded for that day's sessions but is
written only to the day it falls in.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from pacepipe import gatt
from pacepipe.domain import characteristic as ch
from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.profile import CadenceUnit, ContactTrust, DeviceProfile
from pacepipe.domain.reading import (
    CONTACT_LOST,
    CONTACT_OK,
    CONTACT_UNSUPPORTED,
    HeartRateReadings,
    NumberReadings,
    Readings,
    Rejects,
    RscReadings,
)
from pacepipe.signals import (
    HR_FLAGS,
    RR_FLAGS,
    beat_times_ms,
    breaks,
    judge_hr,
    judge_rr,
    rr_ms,
)
from pacepipe.stages.facts import MARGIN_US
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Warehouse

CONTACT_WORDS: Final = {
    CONTACT_OK: "ok",
    CONTACT_LOST: "lost",
    CONTACT_UNSUPPORTED: "unsupported",
}
STEPS_PER_STRIDE: Final = 2

R = TypeVar("R", HeartRateReadings, RscReadings, NumberReadings)


@dataclass(frozen=True, slots=True, eq=False)
class FrameRows:
    """Frames of a batch of days, n rows, ordered by day and arrival.

    `day_index` is the place of the day in the batch; `is_own` is false in the
    margin of a day.
    """

    day_index: IntArray
    station_id: NDArray[Any]
    seq: IntArray
    connection_id: IntArray
    strap_id: NDArray[Any]
    profile_id: NDArray[Any]
    characteristic: IntArray
    utc_us: IntArray
    is_own: BoolArray
    payloads: FrameBatch

    @property
    def at_ms(self) -> IntArray:
        """Arrival, ms since 1970-01-01 UTC."""
        return self.utc_us // 1000


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Readings of a batch of days; every `frame_index` is a row of `frames`.

    Attributes
    ----------
    hr_code : (n,) int64, in `HR_FLAGS`
    beat_at_ms, rr_ms, rr_code, is_break : (b,) arrays, one a beat
    cadence_spm : (m,) float64
        Strides are doubled where the profile says so.
    """

    frames: FrameRows
    heart: HeartRateReadings
    hr_code: IntArray
    beat_at_ms: IntArray
    rr_ms: FloatArray
    rr_code: IntArray
    is_break: BoolArray
    rsc: RscReadings
    cadence_spm: FloatArray
    battery: NumberReadings
    rejects: Rejects


def read_frames(warehouse: Warehouse, days: Sequence[StaleDay]) -> FrameRows:
    """Frames of the days that still have facts, margins included."""
    known = [day for day in days if day.facts is not None]
    rows = warehouse.columns(
        "day_frames",
        patient_ids=[day.patient_id for day in known],
        day_dates=[day.day_date for day in known],
        margin_us=MARGIN_US,
    )
    place = {(d.patient_id, d.day_date): i for i, d in enumerate(days)}
    in_batch = np.array(
        [place[d.patient_id, d.day_date] for d in known], dtype=np.int64
    )
    start_us = np.array([d.facts.day.start_us for d in known if d.facts is not None])
    end_us = np.array([d.facts.day.end_us for d in known if d.facts is not None])
    at, utc_us = rows["batch_index"].astype(np.int64), rows["utc_us"]
    offsets = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(rows["payload_size"], out=offsets[1:])
    data = np.frombuffer(bytes.fromhex("".join(rows["payload_hex"])), dtype=np.uint8)
    return FrameRows(
        day_index=in_batch[at] if len(at) else at,
        station_id=rows["station_id"],
        seq=rows["seq"],
        connection_id=rows["connection_id"].astype(np.int64),
        strap_id=rows["strap_id"],
        profile_id=rows["profile_id"],
        characteristic=rows["characteristic"].astype(np.int64),
        utc_us=utc_us,
        is_own=(utc_us >= start_us[at]) & (utc_us < end_us[at])
        if len(at)
        else np.zeros(0, dtype=np.bool_),
        payloads=FrameBatch(data, offsets),
    )


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
    is_break = _breaks(frames, heart, intervals)
    return Decoded(
        frames=frames,
        heart=heart,
        hr_code=_judge_hr(frames, heart, by_id),
        beat_at_ms=beat_times_ms(frames.at_ms, heart.beat_frame_index, intervals),
        rr_ms=intervals,
        rr_code=_judge_rr(frames, heart, intervals, is_break),
        is_break=is_break,
        rsc=rsc,
        cadence_spm=_cadence_spm(frames, rsc, by_id),
        battery=_of(read, ch.BATTERY_LEVEL, NumberReadings),
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


def _judge_hr(
    frames: FrameRows, heart: HeartRateReadings, by_id: Mapping[str, DeviceProfile]
) -> IntArray:
    codes = np.zeros(len(heart.frame_index), dtype=np.int64)
    profile_of = frames.profile_id[heart.frame_index]
    for profile_id in sorted(set(profile_of.tolist())):
        own = profile_of == profile_id
        profile = by_id.get(profile_id)
        codes[own] = judge_hr(
            heart.hr_bpm[own],
            heart.contact[own],
            contact_is_trusted=profile is not None
            and profile.contact is ContactTrust.REPORTED,
        )
    return codes


def _chains(frames: FrameRows, beat_rows: IntArray) -> list[IntArray]:
    """Beats of each (day, strap), so that two straps never break each other's chain."""
    keys = list(
        zip(
            frames.day_index[beat_rows].tolist(),
            frames.strap_id[beat_rows].tolist(),
            strict=True,
        )
    )
    numbers = {key: i for i, key in enumerate(sorted(set(keys)))}
    group = np.array([numbers[key] for key in keys], dtype=np.int64)
    return [np.flatnonzero(group == i) for i in range(len(numbers))]


def _breaks(
    frames: FrameRows, heart: HeartRateReadings, intervals: FloatArray
) -> BoolArray:
    is_break = np.zeros(len(intervals), dtype=np.bool_)
    link = frames.connection_id
    for chain in _chains(frames, heart.beat_frame_index):
        rows, packet = np.unique(heart.beat_frame_index[chain], return_inverse=True)
        is_break[chain] = breaks(
            frames.at_ms[rows], link[rows], packet, intervals[chain]
        )
    return is_break


def _judge_rr(
    frames: FrameRows,
    heart: HeartRateReadings,
    intervals: FloatArray,
    is_break: BoolArray,
) -> IntArray:
    codes = np.zeros(len(intervals), dtype=np.int64)
    for chain in _chains(frames, heart.beat_frame_index):
        codes[chain] = judge_rr(intervals[chain], is_break[chain])
    return codes


def _cadence_spm(
    frames: FrameRows, rsc: RscReadings, by_id: Mapping[str, DeviceProfile]
) -> FloatArray:
    counts_strides = {
        profile_id
        for profile_id, profile in by_id.items()
        if profile.cadence_unit is CadenceUnit.STRIDES
    }
    of = frames.profile_id[rsc.frame_index].tolist()
    factor = [STEPS_PER_STRIDE if each in counts_strides else 1 for each in of]
    doubled: FloatArray = rsc.cadence_raw.astype(np.float64) * np.array(factor)
    return doubled


def write_readings(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    """Append the readings of the batch to `clean`, each in its own day."""
    _write_heart_rate(warehouse, decoded, days)
    _write_beats(warehouse, decoded, days)
    _write_cadence(warehouse, decoded, days)
    battery, frames = decoded.battery, decoded.frames
    own = frames.is_own[battery.frame_index]
    warehouse.insert(
        "clean.battery",
        {
            **_where(frames, battery.frame_index[own], days),
            "strap_id": frames.strap_id[battery.frame_index[own]],
            "battery_pct": battery.value[own],
        },
    )
    rejects = decoded.rejects
    kept = np.flatnonzero(frames.is_own[rejects.frame_index])
    rows = rejects.frame_index[kept]
    warehouse.insert(
        "clean.reject",
        {
            **_where(frames, rows, days),
            "characteristic": frames.characteristic[rows],
            "reason": [rejects.reasons[i].value for i in kept.tolist()],
        },
    )


def _where(
    frames: FrameRows, rows: IntArray, days: Sequence[StaleDay]
) -> dict[str, Any]:
    """Columns that say whose a row is, when, and which frame it came in."""
    day_of = frames.day_index[rows]
    patient = np.array([day.patient_id for day in days], dtype=object)
    date = np.array([day.day_date for day in days], dtype="datetime64[D]")
    return {
        "patient_id": patient[day_of],
        "day_date": date[day_of],
        "measured_at": frames.at_ms[rows].astype("datetime64[ms]"),
        "station_id": frames.station_id[rows],
        "seq": frames.seq[rows],
    }


def _write_heart_rate(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    heart, frames = decoded.heart, decoded.frames
    own = frames.is_own[heart.frame_index]
    rows = heart.frame_index[own]
    names = np.array([flag.value for flag in HR_FLAGS], dtype=object)
    contact = [CONTACT_WORDS[code] for code in heart.contact[own].tolist()]
    warehouse.insert(
        "clean.heart_rate",
        {
            **_where(frames, rows, days),
            "strap_id": frames.strap_id[rows],
            "hr_bpm": heart.hr_bpm[own],
            "contact": contact,
            "energy_kj": heart.energy_kj[own],
            "hr_flag": names[decoded.hr_code[own]],
        },
    )


def _write_beats(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    heart, frames = decoded.heart, decoded.frames
    own = frames.is_own[heart.beat_frame_index]
    rows = heart.beat_frame_index[own]
    names = np.array([flag.value for flag in RR_FLAGS], dtype=object)
    first = np.flatnonzero(np.diff(rows, prepend=-1) != 0)
    place = np.arange(len(rows)) - np.repeat(first, np.diff(first, append=len(rows)))
    warehouse.insert(
        "clean.beat",
        {
            **_where(frames, rows, days),
            "measured_at": decoded.beat_at_ms[own].astype("datetime64[ms]"),
            "beat_index": place,
            "strap_id": frames.strap_id[rows],
            "rr_raw": heart.rr_raw[own],
            "rr_ms": decoded.rr_ms[own],
            "rr_flag": names[decoded.rr_code[own]],
            "is_break": decoded.is_break[own],
        },
    )


def _write_cadence(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    rsc, frames = decoded.rsc, decoded.frames
    own = frames.is_own[rsc.frame_index]
    rows = rsc.frame_index[own]
    warehouse.insert(
        "clean.cadence",
        {
            **_where(frames, rows, days),
            "strap_id": frames.strap_id[rows],
            "speed_mps": rsc.speed_mps[own],
            "cadence_spm": decoded.cadence_spm[own],
            "stride_length_m": rsc.stride_length_m[own],
            "total_distance_m": rsc.total_distance_m[own],
            "is_running": rsc.is_running[own],
        },
    )
