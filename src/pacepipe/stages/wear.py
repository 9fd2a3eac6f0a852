"""Who wore what on a day, and whether its steps are those of a day."""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals import AWAKE_HOURS, DayPulse, StepDay, WearSource, step_day
from pacepipe.stages.clean import CleanDay
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.hours import local_hours
from pacepipe.stages.imported import ImportedRows
from pacepipe.stages.intervals import DayIntervals, StoredDays, judge_moments

MINUTE_MS: Final = 60_000


def wear_of_day(
    day: CalendarDay,
    clean: CleanDay,
    intervals: DayIntervals,
    stored: StoredDays,
    imported: ImportedRows,
    *,
    strap_count: int,
) -> StepDay:
    """Wear and steps of one day.

    Parameters
    ----------
    strap_count : int
        Codes of straps lie below; those of imported sources do not.
    """
    first_ms = day.start_us // 1000
    minute_ms = first_ms + MINUTE_MS * np.arange(day.day_minutes)
    seconds, code = clean.seconds, clean.heart.strap_code
    is_own = ~seconds.is_interpolated
    is_live = is_own & (code < strap_count)
    is_told = is_own & (code >= strap_count)
    moments = clean.slow_hr_rows
    told_bpm = imported.value[moments]
    told_ok = judge_moments(told_bpm.astype(np.int64)) == 0
    rings = intervals.hr_rows
    ring_ok = judge_moments(stored.value[rings]) == 0
    at_ms = {
        WearSource.LIVE: seconds.second_ms[is_live],
        WearSource.STORED: stored.started_ms[rings][ring_ok],
        WearSource.IMPORTED: np.concatenate(
            (seconds.second_ms[is_told], imported.at_ms[moments][told_ok])
        ),
    }
    bpm = {
        WearSource.LIVE: seconds.hr_bpm[is_live],
        WearSource.STORED: stored.value[rings][ring_ok].astype(np.float64),
        WearSource.IMPORTED: np.concatenate(
            (seconds.hr_bpm[is_told], told_bpm[told_ok])
        ),
    }
    rows = [_minutes(first_ms, len(minute_ms), at_ms[e], bpm[e]) for e in WearSource]
    hours = local_hours(minute_ms, day.zone)
    return step_day(
        DayPulse(
            first_ms=first_ms,
            measured_s=np.stack([measured_s for measured_s, _ in rows]),
            hr_bpm=np.stack([hr_bpm for _, hr_bpm in rows]),
            is_awake=(hours >= AWAKE_HOURS[0]) & (hours < AWAKE_HOURS[1]),
        ),
        intervals.spread,
    )


def _minutes(
    first_ms: int, count: int, at_ms: IntArray, bpm: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Values of each minute of the day, and the last of them; NaN without any."""
    place = (at_ms - first_ms) // MINUTE_MS
    is_in = (place >= 0) & (place < count)
    hr_bpm = np.full(count, np.nan)
    hr_bpm[place[is_in]] = bpm[is_in]
    return np.bincount(place[is_in], minlength=count).astype(np.int64), hr_bpm


def imported_moments(imported: ImportedRows, day_index: int) -> tuple[IntArray, ...]:
    """When files tell a heart rate of a day, and when steps; see `day_length`."""
    return tuple(
        imported.at_ms[rows]
        for rows in (imported.of(day_index, kind) for kind in ("hr", "steps"))
        if len(rows)
    )
