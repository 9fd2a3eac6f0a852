"""From what a file holds to readings: UTC, judged by the same rules as a strap's."""

from dataclasses import replace
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.imported import (
    ImportedRecords,
    RrIntervals,
    StepIntervals,
    StepTotals,
    TimeBasis,
)
from pacepipe.domain.imported_readings import TIME_FLAGS, ImportedReadings, TimeFlag
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.exchange.local_time import DAY_MS, bad_clock, midnights, to_utc
from pacepipe.signals import beat_times_ms, breaks, judge_hr, judge_rr
from pacepipe.signals.step_counter import counter_steps

SAME_PACKET_MS: Final = 150
"""Intervals that arrive closer together came in one packet: half of the shortest
believable one (300 ms), and above what phones need to write them down (1 to 20 ms in
the open logs)."""
_UNDATED: Final = TIME_FLAGS.index(TimeFlag.UNDATED)
_BAD_CLOCK: Final = TIME_FLAGS.index(TimeFlag.BAD_CLOCK)


def readings_of(
    records: ImportedRecords, zone: ZoneInfo, as_of_ms: int
) -> ImportedReadings:
    """Readings of one file.

    Parameters
    ----------
    records : ImportedRecords
        The whole file, see `joined`.
    zone : ZoneInfo
        Where the person was, for times that are a wall clock only and for the
        midnight of step counters.
    as_of_ms : int, ms UTC

    Returns
    -------
    ImportedReadings
        Every row of the file, flagged and never dropped.
    """
    hr_at, hr_time = _in_utc(records, records.hr.at_ms, zone, as_of_ms)
    rr_at, beat_time = _in_utc(
        records, records.rr.at_ms, zone, as_of_ms, has_packets=True
    )
    cadence_at, cadence_time = _in_utc(records, records.cadence.at_ms, zone, as_of_ms)
    beats, is_break, rr_code = _beats(replace(records.rr, at_ms=rr_at))
    steps = _steps(records, zone, as_of_ms)
    contact = np.full(len(hr_at), CONTACT_UNSUPPORTED, dtype=np.int64)
    return ImportedReadings(
        records=records,
        hr=replace(records.hr, at_ms=hr_at),
        hr_code=judge_hr(records.hr.hr_bpm, contact, contact_is_trusted=False),
        hr_time=hr_time,
        beats=beats,
        beat_time=beat_time,
        is_break=is_break,
        rr_code=rr_code,
        cadence=replace(records.cadence, at_ms=cadence_at),
        cadence_time=cadence_time,
        steps=steps.rows,
        step_time=steps.time,
        step_code=steps.code,
        is_lower_bound=steps.is_lower_bound,
        is_unplaced=steps.is_unplaced,
    )


def _in_utc(
    records: ImportedRecords,
    at_ms: IntArray,
    zone: ZoneInfo,
    as_of_ms: int,
    *,
    has_packets: bool = False,
) -> tuple[IntArray, IntArray]:
    if records.basis is TimeBasis.LOCAL:
        return to_utc(at_ms, zone, as_of_ms, has_packets=has_packets)
    if records.basis is TimeBasis.RELATIVE:
        return at_ms, np.full(len(at_ms), _UNDATED, dtype=np.int64)
    return at_ms, np.where(bad_clock(at_ms, as_of_ms), _BAD_CLOCK, 0)


def _beats(rr: RrIntervals) -> tuple[RrIntervals, BoolArray, IntArray]:
    """Ends of the intervals, where a chain breaks, and the code of each."""
    count = len(rr.rr_ms)
    at_ms = rr.at_ms.copy()
    is_break = np.zeros(count, dtype=np.bool_)
    codes = np.zeros(count, dtype=np.int64)
    for source in np.unique(rr.source).tolist():
        own = np.flatnonzero(rr.source == source)
        is_new = np.ones(len(own), dtype=np.bool_)
        apart_ms = np.diff(rr.at_ms[own])
        same_segment = np.diff(rr.segment[own]) == 0
        is_new[1:] = (apart_ms < 0) | (apart_ms >= SAME_PACKET_MS) | ~same_segment
        packet = np.cumsum(is_new) - 1
        # a packet arrived when its last interval was written down
        last = np.append(np.flatnonzero(is_new)[1:], len(own)) - 1
        arrived, intervals = rr.at_ms[own][last], rr.rr_ms[own]
        at_ms[own] = beat_times_ms(arrived, packet, intervals)
        is_break[own] = breaks(arrived, rr.segment[own][last], packet, intervals)
        codes[own] = judge_rr(intervals, is_break[own])
    return replace(rr, at_ms=at_ms), is_break, codes


class _Steps:
    """Steps of intervals and of counters, one below the other."""

    def __init__(self, rows: StepIntervals, time: IntArray) -> None:
        count = len(rows.start_ms)
        self.rows = rows
        self.time = time
        self.code = np.zeros(count, dtype=np.int64)
        self.is_lower_bound = np.zeros(count, dtype=np.bool_)
        self.is_unplaced = np.zeros(count, dtype=np.bool_)

    def add(
        self,
        rows: StepIntervals,
        time: IntArray,
        code: IntArray,
        is_lower_bound: BoolArray,
        is_unplaced: BoolArray,
    ) -> None:
        own = self.rows
        self.rows = StepIntervals(
            *(
                np.concatenate([getattr(own, name), getattr(rows, name)])
                for name in StepIntervals.__slots__
            )
        )
        self.time = np.concatenate([self.time, time])
        self.code = np.concatenate([self.code, code])
        self.is_lower_bound = np.concatenate([self.is_lower_bound, is_lower_bound])
        self.is_unplaced = np.concatenate([self.is_unplaced, is_unplaced])


def _steps(records: ImportedRecords, zone: ZoneInfo, as_of_ms: int) -> _Steps:
    written = records.steps
    start_ms, time = _in_utc(records, written.start_ms, zone, as_of_ms)
    length_ms = written.end_ms - written.start_ms
    found = _Steps(
        replace(written, start_ms=start_ms, end_ms=start_ms + length_ms), time
    )
    totals = records.totals
    at_ms, total_time = _in_utc(records, totals.at_ms, zone, as_of_ms)
    own_zone: tzinfo = zone
    if records.utc_offset_min is not None:
        # the midnight at which a counter starts again is that of its own clock
        own_zone = timezone(timedelta(minutes=records.utc_offset_min))
    for source, counter in sorted({*zip(totals.source, totals.counter, strict=True)}):
        is_own = (totals.source == source) & (totals.counter == counter)
        own = np.flatnonzero(is_own & (total_time == 0))
        if len(own):
            _add_counter(found, replace(totals, at_ms=at_ms), own, own_zone)
    return found


def _add_counter(
    found: _Steps, totals: StepTotals, own: IntArray, zone: tzinfo
) -> None:
    at_ms, total = totals.at_ms[own], totals.total[own]
    nights = midnights(zone, int(at_ms.min()), int(at_ms.max()) + DAY_MS)
    # it stood at 0 at the midnight before its first reading
    before = int(nights[np.searchsorted(nights, at_ms[0], "right") - 1])
    if before < at_ms[0]:
        at_ms = np.concatenate([[before], at_ms])
        total = np.concatenate([[0], total])
        place = totals.place[own]
    else:
        place = totals.place[own][1:]
    steps = counter_steps(at_ms, total, nights)
    count = len(steps.step_count)
    found.add(
        StepIntervals(
            steps.from_ms,
            steps.until_ms,
            steps.step_count,
            place,
            np.full(count, totals.source[own[0]], dtype=np.int64),
        ),
        np.zeros(count, dtype=np.int64),
        steps.flag_code,
        steps.is_lower_bound,
        steps.is_unplaced,
    )
