"""Why each minute of a worn period is as it is, and what that makes of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.characteristic import HEART_RATE_SERVICE
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.profile import DeviceProfile
from pacepipe.signals import (
    HR_FLAGS,
    NOT_FOR_EXERCISE,
    PLACED_MAX_MS,
    STEP_FLAGS,
    ClassedMinutes,
    Heard,
    HrFlag,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    StepDay,
    StepFlag,
    Stretch,
    is_usable,
    minute_classes,
    pair_marks,
)
from pacepipe.signals.file_minutes import FileMinutes, with_file_minutes
from pacepipe.stages.beats import EXPLAIN_NOTHING
from pacepipe.stages.clean import CleanDay, whose
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import MARGIN_US, CalendarDay, DayFacts
from pacepipe.stages.flagged import FlaggedMinutes
from pacepipe.stages.frames import RecordedBeats
from pacepipe.stages.heart import DayHeart
from pacepipe.stages.imported_beats import ImportedBeats
from pacepipe.stages.intervals import DayIntervals, StoredDays, judge_moments
from pacepipe.stages.sensors import main_kind
from pacepipe.stages.stale import StaleDay
from pacepipe.stages.step_doubts import pod_disagrees, repeated_minutes
from pacepipe.store import Coded, Rows, Warehouse

WORN: Final = frozenset({MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR})
_CLASSES: Final = tuple(MinuteClass)
_NO_CONTACT: Final = HR_FLAGS.index(HrFlag.NO_CONTACT)
_BEGAN_AGAIN: Final = [
    STEP_FLAGS.index(flag)
    for flag in (StepFlag.RESET, StepFlag.RESET_MIDNIGHT, StepFlag.ROLLOVER)
]
_ROLLOVER: Final = STEP_FLAGS.index(StepFlag.ROLLOVER)
_SET_ASIDE: Final = [
    STEP_FLAGS.index(flag)
    for flag in (StepFlag.RATE_IMPLAUSIBLE, StepFlag.GLITCH, StepFlag.OUT_OF_ORDER)
]


@dataclass(frozen=True, slots=True, eq=False)
class DayHeard:
    """What a day's beats, seconds and steps say of themselves.

    Attributes
    ----------
    rr_flagged_frac : float or None
        None without intervals.
    heart : DayHeart
    hr_flagged_frac : float or None
        Share of the measurements of heart rate that are not used; None without any.
    hr_suspect_frac : float or None
        Share of those used that are left out of recovery, cost and drift.
    hr_filled_frac : float or None
        Share of the seconds with a heart rate that were filled.
    hr_sensor_kind : str or None
        How most of the measured ones were measured; None without any.
    flagged_s : mapping of str to int, seconds
        What was set aside, by column.
    intervals : DayIntervals
    wear : StepDay
    cadence_mismatch : bool or None
        See `pod_disagrees`.
    tz_change : bool
        Of the day, see `CalendarDay`.
    """

    rr_flagged_frac: float | None
    heart: DayHeart
    hr_flagged_frac: float | None
    hr_suspect_frac: float | None
    hr_filled_frac: float | None
    hr_sensor_kind: str | None
    flagged_s: Mapping[str, int]
    intervals: DayIntervals
    wear: StepDay
    cadence_mismatch: bool | None
    tz_change: bool


def heard_of_day(
    decoded: Decoded,
    index: int,
    day: CalendarDay,
    clean: CleanDay,
    *,
    imported: ImportedBeats,
    intervals: DayIntervals,
    wear: StepDay,
    flagged: FlaggedMinutes,
    sensor_code: IntArray,
) -> DayHeard:
    """What one day's own beats and seconds say of themselves."""
    heart = clean.heart
    frames, rows = decoded.frames, decoded.heart.frame_index
    of_day = frames.of_day(rows, index)
    marks = decoded.judged.marks[of_day][frames.is_own[rows[of_day]]]
    is_used = is_usable(marks)
    is_suspect = (marks & int(NOT_FOR_EXERCISE)) != 0
    is_mine = day.holds_ms(heart.seconds.second_ms)
    return DayHeard(
        rr_flagged_frac=_rr_flagged_frac(decoded, index, imported, day),
        heart=heart,
        hr_flagged_frac=_share(~is_used),
        hr_suspect_frac=_share(is_suspect[is_used]),
        hr_filled_frac=_share(heart.seconds.is_interpolated[is_mine]),
        hr_sensor_kind=main_kind(heart.strap_code[is_mine], sensor_code),
        flagged_s=flagged.day_columns(),
        intervals=intervals,
        wear=wear,
        cadence_mismatch=pod_disagrees(intervals, clean.cadence, clean.is_pod),
        tz_change=day.tz_change,
    )


def _share(is_so: BoolArray) -> float | None:
    return float(is_so.mean()) if len(is_so) else None


@dataclass(frozen=True, slots=True, eq=False)
class ToldLater:
    """What devices kept of one day and told later, only what is usable; times rise.

    Attributes
    ----------
    beat_at_ms, rr_ms : (b,) arrays
        Beats of straps' own recordings that their live streams lack.
    hr_at_ms : (h,) int64, ms UTC
        Heart rates that stand for their moment.
    """

    beat_at_ms: IntArray
    rr_ms: FloatArray
    hr_at_ms: IntArray


def told_later(
    recorded: RecordedBeats, stored: StoredDays, day_index: int
) -> ToldLater:
    """What straps recorded and rings stored of one day of the batch."""
    beats = (recorded.day_index == day_index) & recorded.is_ok
    order = np.argsort(recorded.at_ms[beats], kind="stable")
    rows = stored.hr_rows(day_index)
    is_ok = judge_moments(stored.value[rows]) == 0
    return ToldLater(
        beat_at_ms=recorded.at_ms[beats][order],
        rr_ms=recorded.rr_ms[beats][order],
        hr_at_ms=np.sort(stored.started_ms[rows][is_ok]),
    )


def read_links(
    warehouse: Warehouse, days: Sequence[StaleDay], profiles: Sequence[DeviceProfile]
) -> dict[int, list[dict[str, Any]]]:
    """Links of each day of the batch, by its place in it."""
    known = [index for index, day in enumerate(days) if day.facts is not None]
    hearts = [p.profile_id for p in profiles if HEART_RATE_SERVICE in p.services]
    rows = warehouse.rows(
        "day_links",
        patient_ids=[days[index].patient_id for index in known],
        day_dates=[days[index].day_date for index in known],
        margin_us=MARGIN_US,
        profile_ids=hearts,
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(known[row["batch_index"]], []).append(row)
    return found


def classed_day(
    decoded: Decoded,
    index: int,
    facts: DayFacts,
    links: Sequence[dict[str, Any]],
    *,
    clean: CleanDay,
    later: ToldLater,
) -> FileMinutes:
    """The classes of one day's own minutes, those that only files tell of too."""
    frames, heart = decoded.frames, decoded.heart
    hr = frames.of_day(heart.frame_index, index)
    hr_rows = heart.frame_index[hr]
    beats = frames.of_day(heart.beat_frame_index, index)
    explains = ~np.isin(decoded.rr_code[beats], EXPLAIN_NOTHING)
    at_ms = frames.at_ms[hr_rows]
    last_of_link = dict(
        zip(frames.link_index[hr_rows].tolist(), at_ms.tolist(), strict=True)
    )
    last_heard_ms = {
        (frames.links[link].station_id, frames.links[link].connection_id): last_ms
        for link, last_ms in last_of_link.items()
    }
    marks = pair_marks(
        [(at // 1000, said.activity_kind) for at, said in facts.starts],
        [(at // 1000, said.is_early_stop) for at, said in facts.stops],
    )
    classed = minute_classes(
        [_link_span(row, last_heard_ms) for row in links],
        [Stretch(m.start_ms, m.stop_ms) for m in marks if m.stop_ms is not None],
        Heard(
            hr_at_ms=at_ms,
            is_ok=decoded.hr_code[hr] == 0,
            is_off=decoded.hr_code[hr] == _NO_CONTACT,
            beat_at_ms=decoded.beat_at_ms[beats][explains],
            rr_ms=decoded.rr_ms[beats][explains],
            recorded_at_ms=later.beat_at_ms,
            recorded_rr_ms=later.rr_ms,
            told_at_ms=later.hr_at_ms,
        ),
    )
    told = with_file_minutes(classed, clean.imported, clean.slow_hr_ms)
    classed = told.classed
    own = facts.day.holds_ms(classed.minute_ms)
    return FileMinutes(
        ClassedMinutes(
            classed.minute_ms[own],
            tuple(c for c, keep in zip(classed.minute_class, own, strict=True) if keep),
            classed.rr_coverage_frac[own],
        ),
        told.is_imported[own],
    )


def _link_span(
    row: dict[str, Any], last_heard_ms: dict[tuple[str, int], int]
) -> LinkSpan:
    start_ms = row["opened_us"] // 1000
    if row["ended_us"] is None:
        heard_ms = last_heard_ms.get((row["station_id"], row["connection_id"]))
        end_ms = start_ms if heard_ms is None else heard_ms + 1000
        return LinkSpan(start_ms, end_ms, LinkEnd.STATION)
    end_ms = max(row["ended_us"] // 1000, start_ms)
    return LinkSpan(start_ms, end_ms, _end(row["end_kind"], row["end_detail"]))


def _end(kind: str, detail: str) -> LinkEnd:
    ending = Epitaph.read(detail).ending
    if ending is Ending.HELD_ELSEWHERE:
        return LinkEnd.HELD
    is_lost = kind == "lost" or ending in {Ending.DROP, Ending.SILENCE, Ending.FAILURE}
    return LinkEnd.LOST if is_lost else LinkEnd.STATION


def write_quality(
    into: Rows,
    stale: StaleDay,
    told: FileMinutes,
    heard: DayHeard,
    method_digest: str,
) -> None:
    """Append the classes of one day, and its row of `mart.day_quality`."""
    classed = told.classed
    count = len(classed.minute_ms)
    into.insert(
        "clean.minute_class",
        {
            **whose(stale, count),
            "minute_at": classed.minute_ms.astype("datetime64[ms]"),
            "minute_class": Coded(
                np.array([_CLASSES.index(c) for c in classed.minute_class], dtype=int),
                [c.value for c in _CLASSES],
            ),
            "rr_coverage_frac": classed.rr_coverage_frac,
            "is_imported": told.is_imported,
        },
    )
    gaps = gap_lengths(classed)
    row = {
        "patient_id": stale.patient_id,
        "day_date": stale.day_date,
        "expected_wear_min": count,
        **{f"{c.value}_min": classed.minute_class.count(c) for c in MinuteClass},
        "imported_min": int(told.is_imported.sum()),
        "gap_count": len(gaps),
        "longest_gap_min": max(gaps, default=0),
        "rr_coverage_frac": _mean_coverage(classed),
        "rr_flagged_frac": heard.rr_flagged_frac,
        "hr_source_count": heard.heart.source_count,
        "hr_disagree_s": heard.heart.disagree_s,
        "hr_difference_bpm": heard.heart.difference_bpm,
        "hr_lag_s": heard.heart.lag_s,
        "hr_flagged_frac": heard.hr_flagged_frac,
        "hr_suspect_frac": heard.hr_suspect_frac,
        "hr_filled_frac": heard.hr_filled_frac,
        "hr_sensor_kind": heard.hr_sensor_kind,
        **heard.flagged_s,
        **_step_columns(heard.intervals, heard.wear),
        "step_repeat_suspect_min": repeated_minutes(heard.intervals),
        "cadence_mismatch": heard.cadence_mismatch,
        "tz_change": heard.tz_change,
        "input_digest": stale.input_digest,
        "method_digest": method_digest,
    }
    into.insert("mart.day_quality", {name: [row[name]] for name in row})


def _step_columns(intervals: DayIntervals, wear: StepDay) -> dict[str, Any]:
    live, stored, imported = wear.wear_min
    is_chosen = intervals.own_ms > 0
    is_unplaced = intervals.ended_ms - intervals.started_ms > PLACED_MAX_MS
    return {
        "day_wear_min": wear.worn_min,
        "awake_wear_min": wear.awake_worn_min,
        "live_wear_min": live,
        "stored_wear_min": stored,
        "imported_wear_min": imported,
        "offbody_suspect_min": wear.offbody_suspect_min,
        "unworn_step_count": wear.unworn_step_count,
        "step_is_lower_bound": bool((intervals.is_lower_bound & is_chosen).any()),
        "unplaced_step_count": float(intervals.chosen_step_count[is_unplaced].sum()),
        "step_reset_count": int(np.isin(intervals.flag_code, _BEGAN_AGAIN).sum()),
        "step_rollover_count": int((intervals.flag_code == _ROLLOVER).sum()),
        "step_set_aside_count": int(np.isin(intervals.flag_code, _SET_ASIDE).sum()),
    }


def gap_lengths(classed: ClassedMinutes) -> list[int]:
    """Length of each run of minutes that follow each other and were not worn."""
    numbered = zip(
        (classed.minute_ms // 60_000).tolist(), classed.minute_class, strict=True
    )
    missed = [minute for minute, c in numbered if c not in WORN]
    runs = groupby(enumerate(missed), key=lambda pair: pair[1] - pair[0])
    return [len(list(run)) for _, run in runs]


def _rr_flagged_frac(
    decoded: Decoded, index: int, imported: ImportedBeats, day: CalendarDay
) -> float | None:
    """Share of a day's own intervals that were set aside; None without any."""
    frames, rows = decoded.frames, decoded.heart.beat_frame_index
    beats = frames.of_day(rows, index)
    live = decoded.rr_code[beats][frames.is_own[rows[beats]]]
    told = imported.of_day(index)
    told = told[imported.counts[told] & day.holds_ms(imported.at_ms[told])]
    codes = np.concatenate((live, imported.judged.code[told]))
    return float(np.mean(codes != 0)) if len(codes) else None


def _mean_coverage(classed: ClassedMinutes) -> float | None:
    is_worn = np.array([c in WORN for c in classed.minute_class], dtype=np.bool_)
    known = classed.rr_coverage_frac[is_worn]
    known = known[~np.isnan(known)]
    return float(known.mean()) if len(known) else None
