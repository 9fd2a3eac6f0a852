"""All that is known against the heart rates of many sources, in one call.

The rules follow each other: what the device says of itself, what its rhythm says,
what stands still, what jumps, what moves with the steps. Each sees only what those
before it left usable.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.profile import SensorKind
from pacepipe.signals.cadence_lock import cadence_lock
from pacepipe.signals.grid import SECOND_MS
from pacepipe.signals.heart_rate import judge_hr
from pacepipe.signals.hr_hold import holds
from pacepipe.signals.hr_marks import HrMark, is_usable, marks_of_flags
from pacepipe.signals.hr_rhythm import after_dropout, period_ms
from pacepipe.signals.hr_spike import jumps
from pacepipe.signals.stale import stale_after_connect

SENSOR_KINDS: Final = tuple(SensorKind)
"""Position is the code in `HrReadings.sensor_code`."""
ONE_HERTZ_MS: Final = 2000
"""Longest period of a source that is judged second by second, ms (ours)."""
MOTION_SPM: Final = 30.0
"""An optical sensor is trusted less from this cadence on: research/signal.md 3(b)9."""


@dataclass(frozen=True, slots=True, eq=False)
class HrReadings:
    """Readings of any number of sources.

    Attributes
    ----------
    source : (n,) int64
        One number for each device of each person; rows of one stand together.
    at_ms : (n,) int64, ms UTC
        Rising within a source.
    hr_bpm : (n,) int64
        As sent.
    contact : (n,) int64
        CONTACT_UNSUPPORTED, CONTACT_LOST or CONTACT_OK.
    contact_is_trusted : (n,) bool
        Whether the source's profile says that its contact bits are true.
    link : (n,) int64
        Connection; a change begins a new one.
    has_rr : (n,) bool
        Whether RR intervals came with it.
    sensor_code : (n,) int64, in `SENSOR_KINDS`
    cadence_spm : (n,) float64
        Steps a minute on foot at that moment, NaN where unknown.
    is_moving : (n,) bool
        The arm moves; False where nothing is known of it.
    other_bpm : (n,) float64
        Heart rate of a second source at that moment, NaN where there is none.
    """

    source: IntArray
    at_ms: IntArray
    hr_bpm: IntArray
    contact: IntArray
    contact_is_trusted: BoolArray
    link: IntArray
    has_rr: BoolArray
    sensor_code: IntArray
    cadence_spm: FloatArray
    is_moving: BoolArray
    other_bpm: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class JudgedHr:
    """Judgement of each reading.

    Attributes
    ----------
    marks : (n,) int64
        Bits of `HrMark`; see `primary_flags` and `is_usable`.
    hold_s : (n,) float64, seconds
        Length of the run of equal values that it is in; 0 where the device itself,
        or the range, says that it is no heart rate.
    lock_score : (n,) int64
        See `Lock`.
    """

    marks: IntArray
    hold_s: FloatArray
    lock_score: IntArray


def clean_hr(readings: HrReadings) -> JudgedHr:
    """Marks of every reading.

    Parameters
    ----------
    readings : HrReadings

    Returns
    -------
    JudgedHr
        Nothing is removed and no value is changed. What one source is given never
        depends on another, but for `other_bpm`.
    """
    r = readings
    codes = judge_hr(r.hr_bpm, r.contact, contact_is_trusted=r.contact_is_trusted)
    marks = marks_of_flags(codes)
    is_stale = stale_after_connect(r.at_ms, r.hr_bpm, r.has_rr, r.link, r.source)
    _mark(marks, is_stale, HrMark.STALE)

    usual_ms = period_ms(r.at_ms, r.source)
    is_after = after_dropout(r.at_ms, r.source, usual_ms)
    _mark(marks, is_after, HrMark.AFTER_DROPOUT)
    held = holds(
        r.at_ms,
        r.source,
        r.hr_bpm,
        usual_ms,
        has_rr=r.has_rr,
        cadence_spm=r.cadence_spm,
    )
    usable = is_usable(marks)
    _mark(marks, held.is_suspect & usable, HrMark.HOLD_SUSPECT)
    _mark(marks, held.is_hold & usable, HrMark.HOLD)

    is_optical = r.sensor_code == SENSOR_KINDS.index(SensorKind.OPTICAL)
    is_in_motion = is_optical & (r.is_moving | (r.cadence_spm > MOTION_SPM))
    _mark(marks, is_in_motion, HrMark.MOTION_LOW_TRUST)
    lock_score = _judge_seconds(r, usual_ms <= ONE_HERTZ_MS, is_optical, marks)
    return JudgedHr(marks, np.where(usable, held.hold_s, 0.0), lock_score)


def _mark(marks: IntArray, which: BoolArray, mark: HrMark) -> None:
    marks[which] |= int(mark)


def _judge_seconds(
    readings: HrReadings, is_fast: BoolArray, is_optical: BoolArray, marks: IntArray
) -> IntArray:
    """Add what is judged second by second, in place; the score of the lock."""
    score = np.zeros(len(marks), dtype=np.int64)
    rows = np.flatnonzero(is_fast & is_usable(marks))
    source, second = readings.source[rows], readings.at_ms[rows] // SECOND_MS
    is_last = np.ones(len(rows), dtype=np.bool_)
    is_last[:-1] = (second[1:] != second[:-1]) | (source[1:] != source[:-1])
    last = np.flatnonzero(is_last)
    # a row shares the fate of the last usable reading of its second
    of_row: IntArray = np.cumsum(is_last) - is_last

    cell = rows[last]
    source, second = source[last], second[last]
    hr_bpm = readings.hr_bpm[cell].astype(np.float64)
    found = jumps(source, second, hr_bpm)
    for mark, which in (
        (HrMark.SPIKE, found.is_spike),
        (HrMark.SLEW, found.is_slew),
        (HrMark.STEP_SUSPECT, found.is_step),
    ):
        if which.any():
            _mark_rows(marks, rows[which[of_row]], mark)

    seen = np.flatnonzero(is_optical[cell] & ~found.is_spike)
    if len(seen) == 0:
        return score
    lock = cadence_lock(
        source[seen],
        second[seen],
        hr_bpm[seen],
        readings.cadence_spm[cell[seen]],
        is_step=found.is_step[seen],
        other_bpm=readings.other_bpm[cell[seen]],
    )
    for mark, which in (
        (HrMark.LOCK_TRACKING, lock.is_tracking),
        (HrMark.LOCK_PROXIMITY, lock.is_proximity),
    ):
        of_cell = np.zeros(len(cell), dtype=np.bool_)
        of_cell[seen] = which
        _mark_rows(marks, rows[of_cell[of_row]], mark)
    score_of_cell = np.zeros(len(cell), dtype=np.int64)
    score_of_cell[seen] = lock.score
    score[rows] = score_of_cell[of_row]
    return score


def _mark_rows(marks: IntArray, rows: IntArray, mark: HrMark) -> None:
    marks[rows] |= int(mark)
