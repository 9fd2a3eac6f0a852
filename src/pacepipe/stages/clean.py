"""From judged readings to seconds and minutes, one day at a time.

Where several straps send heart rate on one day, one of them speaks at a time;
readings of two sources are never averaged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.domain.profile import DeviceProfile
from pacepipe.signals import (
    MOTION_SPM,
    NOT_FOR_EXERCISE,
    STEP_SOURCES,
    CadenceGrid,
    ChosenMinutes,
    Heard,
    MinuteTable,
    SecondGrid,
    SpeedGrid,
    cadence_grid,
    minute_table,
    speed_grid,
    with_steps,
)
from pacepipe.signals.file_minutes import worn_at
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
from pacepipe.stages.imported_beats import ImportedBeats
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Column, Rows


@dataclass(frozen=True, slots=True, eq=False)
class CleanDay:
    """Grids of one day, margins included.

    Attributes
    ----------
    is_pod : (c,) bool
        Which seconds of `cadence` a pod that was worn sent, and no file.
    slow_hr_rows : (h,) int64
        Rows of the `ImportedRows` that are a heart rate of their moment only.
    slow_hr_ms : (w,) int64, ms UTC
        Of these the ones that may be believed.
    imported : tuple of Heard
        What files tell of the day, one a source.
    """

    heart: DayHeart
    cadence: CadenceGrid
    is_pod: BoolArray
    flagged_at_ms: IntArray
    flagged_code: IntArray
    is_recorded: BoolArray
    suspect_ms: IntArray
    slow_hr_rows: IntArray
    speed: SpeedGrid
    slow_hr_ms: IntArray
    imported: tuple[Heard, ...]

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
    *,
    imported_beats: ImportedBeats,
) -> CleanDay:
    """Grids of one day of the batch."""
    frames, rsc = decoded.frames, decoded.rsc
    step_of_day = frames.of_day(rsc.frame_index, day_index)
    sent_ms = frames.at_ms[rsc.frame_index[step_of_day]]
    worn = cadence_grid(
        sent_ms,
        decoded.cadence_spm[step_of_day],
        rsc.speed_mps[step_of_day],
    )
    cadence = with_imported_cadence(worn, imported, day_index)
    told = imported_heart(imported, imported_beats, day_index, len(frames.strap_ids))
    by_id = {p.profile_id: p for p in profiles}
    worn_sent = _sent(decoded, day_index, by_id, recorded)
    moving_ms = cadence.second_ms[cadence.cadence_spm > MOTION_SPM]
    readings = frames.of_day(decoded.heart.frame_index, day_index)
    code = decoded.hr_code[readings]
    at_ms = frames.at_ms[decoded.heart.frame_index[readings]]
    heart = day_heart([*worn_sent, *told.sent], moving_ms)
    is_suspect = (decoded.judged.marks[readings] & int(NOT_FOR_EXERCISE)) != 0
    return CleanDay(
        heart=heart,
        cadence=cadence,
        is_pod=np.isin(cadence.second_ms, worn.second_ms),
        flagged_at_ms=np.concatenate((at_ms[code != 0], told.flagged_at_ms)),
        flagged_code=np.concatenate((code[code != 0], told.flagged_code)),
        is_recorded=recorded_seconds(worn_sent, heart),
        suspect_ms=np.concatenate(
            (at_ms[is_suspect] // SECOND_MS * SECOND_MS, told.suspect_ms)
        ),
        slow_hr_rows=told.slow_rows,
        speed=speed_grid(sent_ms, rsc.speed_mps[step_of_day]),
        slow_hr_ms=told.moments_ms,
        imported=told.heard,
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


def write_clean_day(
    into: Rows,
    stale: StaleDay,
    day: CalendarDay,
    clean: CleanDay,
    *,
    chosen: ChosenMinutes,
    strap_ids: Sequence[str],
    main_reason: Callable[[IntArray], Coded],
) -> MinuteTable:
    """Append seconds and minutes of one day, its margins left out.

    Parameters
    ----------
    chosen : ChosenMinutes
        Steps of each minute, of the source that speaks in it.
    main_reason : callable of (m,) int64 to Coded
        Why most seconds of each minute were set aside, see `FlaggedMinutes`.

    Returns
    -------
    MinuteTable
        The day's own minutes; their steps are those of the cadence alone.
    """
    seconds, cadence = clean.seconds, clean.cadence
    own = day.holds_ms(seconds.second_ms)
    mine = SecondGrid(
        seconds.second_ms[own], seconds.hr_bpm[own], seconds.is_interpolated[own]
    )
    step_own = day.holds_ms(cadence.second_ms)
    steps = CadenceGrid(
        cadence.second_ms[step_own],
        cadence.cadence_spm[step_own],
        cadence.step_count[step_own],
    )
    flagged = clean.flagged_at_ms[day.holds_ms(clean.flagged_at_ms)]
    moments_ms = clean.slow_hr_ms[day.holds_ms(clean.slow_hr_ms)]
    cadenced = worn_at(minute_table(mine, steps, flagged), moments_ms)
    table, source = _with_steps_of(cadenced, chosen, day.holds_ms(chosen.minute_ms))
    strap_code = clean.heart.strap_code[own]
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
            "hr_flag": main_reason(table.minute_ms),
            "step_count": table.step_count,
            "step_measured_s": table.step_measured_s,
            "step_source": source,
            "is_worn": table.is_worn,
            "hr_recorded_s": _seconds_in(
                mine.second_ms[clean.is_recorded[own]], table.minute_ms
            ),
        },
    )
    return cadenced


def _with_steps_of(
    table: MinuteTable, chosen: ChosenMinutes, own: BoolArray
) -> tuple[MinuteTable, Coded]:
    """Minutes with the steps that were chosen, and who told them."""
    mine = ChosenMinutes(
        chosen.minute_ms[own],
        chosen.step_count[own],
        chosen.known_ms[own],
        chosen.source[own],
    )
    full = with_steps(table, mine)
    code = np.full(len(full.minute_ms), -1, dtype=np.int64)
    code[np.searchsorted(full.minute_ms, mine.minute_ms)] = mine.source
    return full, Coded(code, STEP_SOURCES)


def _seconds_in(second_ms: IntArray, minute_ms: IntArray) -> IntArray:
    """How many of the seconds lie in each minute; each lies in one of them."""
    row = np.searchsorted(minute_ms, second_ms, "right") - 1
    return np.bincount(row, minlength=len(minute_ms)).astype(np.int64)


def whose(stale: StaleDay, count: int) -> dict[str, Column]:
    """Person and day, `count` times."""
    return {
        "patient_id": Coded(np.zeros(count, dtype=np.int64), [stale.patient_id]),
        "day_date": np.full(count, np.datetime64(stale.day_date, "D")),
    }
