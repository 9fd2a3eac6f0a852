"""Readings into `clean`, each with its frame and only in the day it falls in."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.signals import HR_FLAGS, RR_FLAGS
from pacepipe.stages.decode import Decoded
from pacepipe.stages.frames import FrameRows
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Warehouse

CONTACT_WORDS: Final = ("unsupported", "lost", "ok")
"""From CONTACT_UNSUPPORTED upward."""


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
            "strap_id": frames.strap_of(battery.frame_index[own]),
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
    date = np.array([day.day_date for day in days], dtype="datetime64[D]")
    return {
        "patient_id": Coded(day_of, [day.patient_id for day in days]),
        "day_date": date[day_of],
        "measured_at": frames.at_ms[rows].astype("datetime64[ms]"),
        "station_id": frames.station_of(rows),
        "seq": frames.seq[rows],
    }


def _write_heart_rate(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    heart, frames = decoded.heart, decoded.frames
    own = frames.is_own[heart.frame_index]
    rows = heart.frame_index[own]
    warehouse.insert(
        "clean.heart_rate",
        {
            **_where(frames, rows, days),
            "strap_id": frames.strap_of(rows),
            "hr_bpm": heart.hr_bpm[own],
            "contact": Coded(heart.contact[own] - CONTACT_UNSUPPORTED, CONTACT_WORDS),
            "energy_kj": heart.energy_kj[own],
            "hr_flag": Coded(decoded.hr_code[own], [f.value for f in HR_FLAGS]),
            "hr_marks": decoded.judged.marks[own],
            "hold_s": decoded.judged.hold_s[own],
            "lock_score": decoded.judged.lock_score[own],
        },
    )


def _write_beats(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    heart, frames = decoded.heart, decoded.frames
    own = frames.is_own[heart.beat_frame_index]
    rows = heart.beat_frame_index[own]
    first = np.flatnonzero(np.diff(rows, prepend=-1) != 0)
    place = np.arange(len(rows)) - np.repeat(first, np.diff(first, append=len(rows)))
    warehouse.insert(
        "clean.beat",
        {
            **_where(frames, rows, days),
            "measured_at": decoded.beat_at_ms[own].astype("datetime64[ms]"),
            "beat_index": place,
            "strap_id": frames.strap_of(rows),
            "rr_raw": heart.rr_raw[own],
            "rr_ms": decoded.rr_ms[own],
            "rr_flag": Coded(decoded.rr_code[own], [f.value for f in RR_FLAGS]),
            "is_break": decoded.is_break[own],
            "rr_change_limit_ms": decoded.rr_limits.step_ms[own],
            "rr_median_limit_ms": decoded.rr_limits.median_ms[own],
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
            "strap_id": frames.strap_of(rows),
            "speed_mps": rsc.speed_mps[own],
            "cadence_spm": decoded.cadence_spm[own],
            "stride_length_m": rsc.stride_length_m[own],
            "total_distance_m": rsc.total_distance_m[own],
            "is_running": rsc.is_running[own],
        },
    )
