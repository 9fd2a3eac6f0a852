"""What a strap recorded by itself, put where its live stream has gaps.

A recording has no time that may be believed: it is placed by its intervals alone.
One that fits nowhere is set aside with its reason and never guessed. All of it
follows from frames and is written anew each night.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

import numpy as np

from pacepipe import gatt
from pacepipe.domain import characteristic as ch
from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import HeartRateReadings
from pacepipe.gatt.polar_transcript import StoredRecording, recordings_of
from pacepipe.signals import beat_times_ms, breaks, judge_rr, rr_ms
from pacepipe.signals.rr_merge import fill_gaps
from pacepipe.store import Warehouse

LOOK_BACK_US: Final = 7 * 24 * 3600 * 1_000_000
"""How long before it was fetched a recording may have been made (ours): a walk is
fetched the same day, a forgotten one within the week; a strap holds 30 hours."""


class SetAside(StrEnum):
    """Why a recording fills nothing."""

    NO_INTERVALS = "no_intervals"
    NO_LIVE_BEATS = "no_live_beats"
    NO_MATCH = "no_match"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class _Fetched:
    """One recording, and the frame with which it was first whole."""

    strap_id: str
    station_id: str
    connection_id: int
    fetched_us: int
    stored: StoredRecording


@dataclass(frozen=True, slots=True, eq=False)
class _Live:
    """Live intervals of one strap."""

    at_ms: IntArray
    rr_ms: FloatArray
    is_break: BoolArray


def write_recorded(warehouse: Warehouse) -> None:
    """Write `clean.recording` and `clean.recorded_beat` anew.

    To be called inside the transaction that writes `clean.connection`.
    """
    warehouse.execute("clear_clean_recording")
    warehouse.execute("clear_clean_recorded_beat")
    fetched = _fetched(warehouse)
    longest: dict[tuple[str, str], _Fetched] = {}
    for each in fetched:
        key = (each.strap_id, each.stored.name)
        best = longest.get(key)
        if best is None or _length(each) > _length(best):
            longest[key] = each
    for each in fetched:
        is_best = longest[each.strap_id, each.stored.name] is each
        _write_one(warehouse, each, is_best=is_best)


def _length(each: _Fetched) -> int:
    return len(each.stored.recording.rr_ms)


def _fetched(warehouse: Warehouse) -> list[_Fetched]:
    """Every whole recording of every link, each once a strap, oldest fetch first."""
    characteristics = [ch.POLAR_PSFTP_H2D, ch.POLAR_PSFTP_MTU]
    frames = warehouse.rows("conversation_frames", characteristics=characteristics)
    found: list[_Fetched] = []
    for (station_id, connection_id), rows in groupby(
        frames, key=lambda row: (row["station_id"], row["connection_id"])
    ):
        link = list(rows)
        said = recordings_of(
            (int(row["characteristic"]), bytes.fromhex(row["payload_hex"]))
            for row in link
        )
        found += [
            _Fetched(
                strap_id=link[-1]["strap_id"],
                station_id=station_id,
                connection_id=connection_id,
                fetched_us=link[-1]["utc_us"],
                stored=stored,
            )
            for stored in said
        ]
    found.sort(key=lambda f: (f.fetched_us, f.station_id, f.connection_id))
    once: dict[tuple[str, str, str], _Fetched] = {}
    for each in found:
        once.setdefault((each.strap_id, each.stored.name, each.stored.digest), each)
    return list(once.values())


def _write_one(warehouse: Warehouse, each: _Fetched, *, is_best: bool) -> None:
    recorded = np.array(each.stored.recording.rr_ms, dtype=np.int64)
    reason: SetAside | None = None
    matched, filled = 0, 0
    if len(recorded) == 0:
        reason = SetAside.NO_INTERVALS
    elif not is_best:
        reason = SetAside.SUPERSEDED
    else:
        live = _live(warehouse, each)
        told = fill_gaps(live.at_ms, live.rr_ms, live.is_break, recorded)
        matched = int((told.live_recorded_index >= 0).sum())
        filled = len(told.recorded_index)
        if matched == 0:
            is_heard = len(live.rr_ms) > 0
            reason = SetAside.NO_MATCH if is_heard else SetAside.NO_LIVE_BEATS
        _write_beats(
            warehouse,
            each,
            told.recorded_index,
            told.at_ms,
            recorded.astype(np.float64),
        )
    row: dict[str, Any] = {
        "strap_id": each.strap_id,
        "name": each.stored.name,
        "digest": each.stored.digest,
        "station_id": each.station_id,
        "connection_id": each.connection_id,
        "fetched_us": each.fetched_us,
        "beat_count": len(recorded),
        "matched_count": matched,
        "filled_count": filled,
        "reason": None if reason is None else reason.value,
    }
    warehouse.insert("clean.recording", {name: [row[name]] for name in row})


def _write_beats(
    warehouse: Warehouse,
    each: _Fetched,
    index: IntArray,
    at_ms: IntArray,
    recorded: FloatArray,
) -> None:
    if len(index) == 0:
        return
    is_start = np.zeros(len(recorded), dtype=np.bool_)
    is_start[0] = True
    code = judge_rr(recorded, is_start)
    warehouse.insert(
        "clean.recorded_beat",
        {
            "strap_id": [each.strap_id] * len(index),
            "name": [each.stored.name] * len(index),
            "recorded_index": index,
            "at_us": at_ms * 1000,
            "rr_ms": recorded[index],
            "is_ok": code[index] == 0,
        },
    )


def _live(warehouse: Warehouse, each: _Fetched) -> _Live:
    """Live intervals of the strap in the week before it was fetched."""
    rows = warehouse.rows(
        "strap_heart_frames",
        strap_id=each.strap_id,
        from_us=each.fetched_us - LOOK_BACK_US,
        until_us=each.fetched_us,
    )
    batch = FrameBatch.from_payloads([bytes.fromhex(r["payload_hex"]) for r in rows])
    reading = gatt.decode(ch.HEART_RATE_MEASUREMENT, batch)
    if not isinstance(reading, HeartRateReadings):
        raise TypeError("0x2A37 is not read as heart rate")
    at_ms = np.array([row["utc_us"] // 1000 for row in rows], dtype=np.int64)
    link = np.array([row["link_number"] for row in rows], dtype=np.int64)
    intervals = rr_ms(reading.rr_raw)
    packets, packet = np.unique(reading.beat_frame_index, return_inverse=True)
    return _Live(
        at_ms=beat_times_ms(at_ms, reading.beat_frame_index, intervals),
        rr_ms=intervals,
        is_break=breaks(at_ms[packets], link[packets], packet, intervals),
    )
