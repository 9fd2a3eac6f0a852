"""From judged readings to seconds and minutes, one day at a time.

Where several straps send heart rate on one day, one of them speaks at a time;
readings of two sources are never averaged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.profile import DeviceProfile
from pacepipe.signals import (
    HR_FLAGS,
    MOTION_SPM,
    NOT_FOR_EXERCISE,
    CadenceGrid,
    MinuteTable,
    SecondGrid,
    cadence_grid,
    flagged_seconds,
    minute_table,
)
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.frames import RecordedBeats
from pacepipe.stages.heart import (
    SECOND_MS,
    DayHeart,
    Sent,
    day_heart,
    placement_of,
    recorded_seconds,
)
from pacepipe.stages.imported import (
    ImportedRows,
    imported_heart,
    with_imported_cadence,
)
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Column, Rows


@dataclass(frozen=True, slots=True, eq=False)
class CleanDay:
    """Grids of one day, margins included.

    Attributes
    ----------
    slow_hr_rows : (h,) int64
        Rows of the `ImportedRows` that are a heart rate of their moment only.
    """

    heart: DayHeart
    cadence: CadenceGrid
    flagged_at_ms: IntArray
    flagged_code: IntArray
    is_recorded: BoolArray
    suspect_ms: IntArray
    slow_hr_rows: IntArray

    @property
    def exercise_seconds(self) -> SecondGrid:
        """Those that nothing is suspected of: for recovery, cost, drift and load."""
        grid = self.heart.seconds
        kept = ~np.isin(grid.second_ms, self.suspect_ms)
        return SecondGrid(
            grid.second_ms[kept], grid.hr_bpm[kept], grid.is_interpolated[kept]
        )

    @property
    def seconds(self) -> SecondGrid:
        """Heart rate, one value a second."""
        return self.heart.seconds

    @property
    def measured_ms(self) -> IntArray:
        """Seconds in which anything was measured, rising."""
        hr_ms = self.seconds.second_ms[~self.seconds.is_interpolated]
        return np.union1d(hr_ms, self.cadence.second_ms)


def clean_day(
    decoded: Decoded,
    day_index: int,
    profiles: Sequence[DeviceProfile],
    recorded: RecordedBeats,
    imported: ImportedRows,
) -> CleanDay:
    """Grids of one day of the batch."""
    frames, rsc = decoded.frames, decoded.rsc
    step_of_day = frames.of_day(rsc.frame_index, day_index)
    worn = cadence_grid(
        frames.at_ms[rsc.frame_index[step_of_day]],
        decoded.cadence_spm[step_of_day],
        rsc.speed_mps[step_of_day],
    )
    cadence = with_imported_cadence(worn, imported, day_index)
    told = imported_heart(imported, day_index, len(frames.strap_ids))
    by_id = {p.profile_id: p for p in profiles}
    sent = [*_sent(decoded, day_index, by_id, recorded), *told.sent]
    moving_ms = cadence.second_ms[cadence.cadence_spm > MOTION_SPM]
    readings = frames.of_day(decoded.heart.frame_index, day_index)
    code = decoded.hr_code[readings]
    at_ms = frames.at_ms[decoded.heart.frame_index[readings]]
    heart = day_heart(sent, moving_ms)
    is_suspect = (decoded.judged.marks[readings] & int(NOT_FOR_EXERCISE)) != 0
    return CleanDay(
        heart=heart,
        cadence=cadence,
        flagged_at_ms=np.concatenate((at_ms[code != 0], told.flagged_at_ms)),
        flagged_code=np.concatenate((code[code != 0], told.flagged_code)),
        is_recorded=recorded_seconds(sent, heart),
        suspect_ms=np.concatenate(
            (at_ms[is_suspect] // SECOND_MS * SECOND_MS, told.suspect_ms)
        ),
        slow_hr_rows=told.slow_rows,
    )


def _sent(
    decoded: Decoded,
    day_index: int,
    by_id: Mapping[str, DeviceProfile],
    recorded: RecordedBeats,
) -> list[Sent]:
    """What each strap of the day sent."""
    frames, heart = decoded.frames, decoded.heart
    readings = frames.of_day(heart.frame_index, day_index)
    beats = frames.of_day(heart.beat_frame_index, day_index)
    rows, beat_rows = heart.frame_index[readings], heart.beat_frame_index[beats]
    told = _of_day(recorded.day_index, day_index)
    sent = []
    codes = np.union1d(frames.strap_code[rows], recorded.strap_code[told])
    for code in codes.tolist():
        own = frames.strap_code[rows] == code
        beat_own = frames.strap_code[beat_rows] == code
        told_own = recorded.strap_code[told] == code
        link = next(x for x in frames.links if x.strap_id == frames.strap_ids[code])
        sent.append(
            Sent(
                strap_code=code,
                placement=placement_of(by_id.get(link.profile_id)),
                at_ms=frames.at_ms[rows[own]],
                hr_bpm=heart.hr_bpm[readings][own],
                is_ok=decoded.hr_code[readings][own] == 0,
                beat_at_ms=decoded.beat_at_ms[beats][beat_own],
                rr_ms=decoded.rr_ms[beats][beat_own],
                rr_is_ok=decoded.rr_code[beats][beat_own] == 0,
                recorded_at_ms=recorded.at_ms[told][told_own],
                recorded_rr_ms=recorded.rr_ms[told][told_own],
                recorded_is_ok=recorded.is_ok[told][told_own],
            )
        )
    return sent


def _of_day(day_index: IntArray, day: int) -> slice:
    """Rows of one day; days rise."""
    first, end = np.searchsorted(day_index, [day, day + 1]).tolist()
    return slice(first, end)


def _own(at_ms: IntArray, day: CalendarDay) -> BoolArray:
    return (at_ms * 1000 >= day.start_us) & (at_ms * 1000 < day.end_us)


def write_clean_day(
    into: Rows,
    stale: StaleDay,
    day: CalendarDay,
    clean: CleanDay,
    strap_ids: Sequence[str],
) -> MinuteTable:
    """Append seconds and minutes of one day, its margins left out.

    Returns
    -------
    MinuteTable
        The day's own minutes.
    """
    seconds, cadence = clean.seconds, clean.cadence
    own = _own(seconds.second_ms, day)
    mine = SecondGrid(
        seconds.second_ms[own], seconds.hr_bpm[own], seconds.is_interpolated[own]
    )
    step_own = _own(cadence.second_ms, day)
    steps = CadenceGrid(
        cadence.second_ms[step_own],
        cadence.cadence_spm[step_own],
        cadence.step_count[step_own],
    )
    flag_own = _own(clean.flagged_at_ms, day)
    flagged = clean.flagged_at_ms[flag_own]
    table = minute_table(mine, steps, flagged)
    strap_code = clean.heart.strap_code[own]
    by_reason = flagged_seconds(
        mine, flagged, clean.flagged_code[flag_own], table.minute_ms
    )
    into.insert(
        "clean.hr_second",
        {
            **whose(stale, len(mine.second_ms)),
            "second_at": mine.second_ms.astype("datetime64[ms]"),
            "hr_bpm": mine.hr_bpm,
            "is_interpolated": mine.is_interpolated,
            "strap_id": Coded(strap_code, strap_ids),
            "is_recorded": clean.is_recorded[own],
        },
    )
    into.insert(
        "clean.minute",
        {
            **whose(stale, len(table.minute_ms)),
            "minute_at": table.minute_ms.astype("datetime64[ms]"),
            "hr_bpm": table.hr_bpm,
            "hr_measured_s": table.hr_measured_s,
            "hr_interpolated_s": table.hr_interpolated_s,
            "hr_flagged_s": table.hr_flagged_s,
            "hr_flag": _main_reason(by_reason),
            "step_count": table.step_count,
            "step_measured_s": table.step_measured_s,
            "is_worn": table.is_worn,
            "hr_recorded_s": _seconds_in(
                mine.second_ms[clean.is_recorded[own]], table.minute_ms
            ),
        },
    )
    return table


def _seconds_in(second_ms: IntArray, minute_ms: IntArray) -> IntArray:
    """How many of the seconds lie in each minute; each lies in one of them."""
    row = np.searchsorted(minute_ms, second_ms, "right") - 1
    return np.bincount(row, minlength=len(minute_ms)).astype(np.int64)


def _main_reason(by_reason: IntArray) -> Coded:
    """Reason of the most seconds set aside in each minute; null without any."""
    is_any = by_reason.sum(axis=1) > 0
    most = np.where(is_any, by_reason.argmax(axis=1), -1)
    return Coded(most, [flag.value for flag in HR_FLAGS])


def whose(stale: StaleDay, count: int) -> dict[str, Column]:
    """Person and day, `count` times."""
    return {
        "patient_id": Coded(np.zeros(count, dtype=np.int64), [stale.patient_id]),
        "day_date": np.full(count, np.datetime64(stale.day_date, "D")),
    }
