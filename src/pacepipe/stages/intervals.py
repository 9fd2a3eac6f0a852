"""Steps and heart rates that devices count by themselves, one day at a time.

Sources of steps overlap and are never added: each moment is spoken for by one of
them, the pod first, then a counter, then what was stored, then a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.signals import (
    HR_FLAGS,
    STEP_FLAGS,
    CadenceGrid,
    StepFlag,
    counter_from_ms,
    counter_steps,
    judge_hr,
    record_steps,
)
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.imported import ImportedRows
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Rows, Warehouse

UNSPLIT: Final = "unsplit"
FLAG_WORDS: Final = (*(flag.value for flag in STEP_FLAGS), UNSPLIT)
_UNSPLIT_CODE: Final = len(STEP_FLAGS)
SECOND_MS: Final = 1000


class StepSource(IntEnum):
    """Who counted; the lowest is asked first.

    A pod feels each step; a counter on a wrist counts as it happens; what was
    stored comes in bins of a quarter of an hour (design: sources by priority); a file
    may tell of any of these once more.
    """

    POD = 0
    COUNTER = 1
    STORED = 2
    IMPORTED = 3


SOURCE_WORDS: Final = tuple(source.name.lower() for source in StepSource)


@dataclass(frozen=True, slots=True, eq=False)
class StoredDays:
    """Stored rows of a batch of days, n rows by day, see `clean.stored_row`."""

    day_index: IntArray
    strap_id: Sequence[str]
    is_steps: BoolArray
    started_ms: IntArray
    ended_ms: IntArray
    value: IntArray
    is_partial: BoolArray
    station_id: Sequence[str]
    seq: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class DayIntervals:
    """Step intervals and stored heart rates of one day.

    Attributes
    ----------
    step_count, flag_code : (n,) arrays
        NaN where not known, and why, in `FLAG_WORDS`.
    chosen_step_count : (n,) float64
        Steps of the time for which the interval speaks; these may be added.
    own_ms : (n,) int64
        How much time that is.
    hr_rows : (h,) int64
        Rows of the heart rates in the `StoredDays`.
    """

    started_ms: IntArray
    ended_ms: IntArray
    station_id: Sequence[str | None]
    seq: Sequence[int | None]
    strap_id: Sequence[str]
    source: IntArray
    step_count: FloatArray
    flag_code: IntArray
    is_lower_bound: BoolArray
    own_ms: IntArray
    chosen_step_count: FloatArray
    hr_rows: IntArray
    import_no: Sequence[int | None]
    place: Sequence[int | None]

    @property
    def has_steps(self) -> bool:
        """Whether any interval speaks for any time."""
        return bool((self.own_ms > 0).any())


@dataclass(frozen=True, slots=True)
class _Interval:
    started_ms: int
    ended_ms: int
    station_id: str | None
    seq: int | None
    strap_id: str
    source: StepSource
    step_count: float
    flag_code: int
    is_lower_bound: bool
    step_rank: int = 0
    import_no: int | None = None
    place: int | None = None


def read_stored(warehouse: Warehouse, days: Sequence[StaleDay]) -> StoredDays:
    """Stored rows of the days that still have facts."""
    known = [(i, day) for i, day in enumerate(days) if day.facts is not None]
    rows = warehouse.columns(
        "day_stored",
        patient_ids=[day.patient_id for _, day in known],
        day_dates=[day.day_date for _, day in known],
    )
    places = np.array([i for i, _ in known], dtype=np.int64)
    return StoredDays(
        day_index=places[rows["batch_index"].astype(np.int64)],
        strap_id=[str(each) for each in rows["strap_id"]],
        is_steps=rows["kind"] == "steps",
        started_ms=rows["started_us"].astype(np.int64) // 1000,
        ended_ms=rows["ended_us"].astype(np.int64) // 1000,
        value=rows["value"].astype(np.int64),
        is_partial=rows["is_partial"].astype(np.bool_),
        station_id=[str(each) for each in rows["station_id"]],
        seq=rows["seq"].astype(np.int64),
    )


def intervals_of_day(
    decoded: Decoded,
    stored: StoredDays,
    day_index: int,
    day: CalendarDay,
    cadence: CadenceGrid,
    *,
    imported: ImportedRows,
) -> DayIntervals:
    """Intervals of one day of the batch, each moment given to one source."""
    found = [
        *_counted(decoded, day_index, day),
        *_stored_steps(stored, day_index),
        *_imported_steps(imported, day_index),
    ]
    started, ended, source, rank, code = (
        np.array([getattr(each, name) for each in found], dtype=np.int64)
        for name in ("started_ms", "ended_ms", "source", "step_rank", "flag_code")
    )
    count = np.array([each.step_count for each in found], dtype=np.float64)
    is_known = np.flatnonzero(~np.isnan(count))
    pod_from, pod_until = _runs(cadence.second_ms)
    told = record_steps(
        np.concatenate((pod_from, started[is_known])),
        np.concatenate((pod_until, ended[is_known])),
        np.concatenate((np.zeros(len(pod_from)), count[is_known])),
        np.concatenate(
            (np.full(len(pod_from), int(StepSource.POD)), (source + rank)[is_known])
        ),
    )
    mine = slice(len(pod_from), None)
    own_ms = np.zeros(len(found), dtype=np.int64)
    chosen = np.zeros(len(found), dtype=np.float64)
    own_ms[is_known] = told.own_ms[mine]
    chosen[is_known] = np.nan_to_num(told.step_count[mine])
    for flag, is_so in (
        (StepFlag.RATE_HIGH, told.is_rate_high[mine]),
        (StepFlag.RATE_IMPLAUSIBLE, told.is_rate_implausible[mine]),
    ):
        code[is_known[is_so]] = STEP_FLAGS.index(flag)
    return DayIntervals(
        started_ms=started,
        ended_ms=ended,
        station_id=[each.station_id for each in found],
        seq=[each.seq for each in found],
        strap_id=[each.strap_id for each in found],
        source=source,
        step_count=count,
        flag_code=code,
        is_lower_bound=np.array([e.is_lower_bound for e in found], dtype=np.bool_),
        own_ms=own_ms,
        chosen_step_count=chosen,
        hr_rows=np.flatnonzero((stored.day_index == day_index) & ~stored.is_steps),
        import_no=[each.import_no for each in found],
        place=[each.place for each in found],
    )


def _runs(second_ms: IntArray) -> tuple[IntArray, IntArray]:
    """Stretches of seconds that follow each other: starts and ends, ms."""
    if len(second_ms) == 0:
        return second_ms, second_ms
    is_first = np.diff(second_ms, prepend=second_ms[0] - 2 * SECOND_MS) > SECOND_MS
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(second_ms)) - 1
    return second_ms[first], second_ms[last] + SECOND_MS


def _stored_steps(stored: StoredDays, day_index: int) -> list[_Interval]:
    rows = np.flatnonzero((stored.day_index == day_index) & stored.is_steps)
    return [
        _Interval(
            started_ms=int(stored.started_ms[row]),
            ended_ms=int(stored.ended_ms[row]),
            station_id=stored.station_id[row],
            seq=int(stored.seq[row]),
            strap_id=stored.strap_id[row],
            source=StepSource.STORED,
            step_count=float(stored.value[row]),
            flag_code=0,
            is_lower_bound=bool(stored.is_partial[row]),
        )
        for row in rows.tolist()
    ]


def _imported_steps(imported: ImportedRows, day_index: int) -> list[_Interval]:
    return [
        _Interval(
            started_ms=int(imported.at_ms[row]),
            ended_ms=int(imported.until_ms[row]),
            station_id=None,
            seq=None,
            strap_id=imported.names[imported.source[row]],
            source=StepSource.IMPORTED,
            step_count=float(imported.value[row]),
            flag_code=0,
            is_lower_bound=bool(imported.is_lower_bound[row]),
            step_rank=int(imported.step_rank[row]),
            import_no=int(imported.import_no[row]),
            place=int(imported.place[row]),
        )
        for row in imported.of(day_index, "steps").tolist()
    ]


def _counted(decoded: Decoded, day_index: int, day: CalendarDay) -> list[_Interval]:
    """Intervals between the readings of each counter, cut to the day."""
    frames, counter = decoded.frames, decoded.counter
    of_day = frames.of_day(counter.frame_index, day_index)
    rows, total = counter.frame_index[of_day], counter.value[of_day]
    start_ms, end_ms = day.start_us // 1000, day.end_us // 1000
    midnight_ms = np.array([start_ms, end_ms], dtype=np.int64)
    found: list[_Interval] = []
    for strap in np.unique(frames.strap_code[rows]).tolist():
        own = frames.strap_code[rows] == strap
        mine = rows[own]
        steps = counter_steps(frames.at_ms[mine], total[own], midnight_ms)
        from_ms = counter_from_ms(steps, midnight_ms)
        crosses = np.searchsorted(midnight_ms, steps.until_ms, "right") > (
            np.searchsorted(midnight_ms, from_ms, "right")
        )
        is_unsplit = crosses & steps.is_unplaced
        low = np.maximum(from_ms, start_ms)
        high = np.minimum(steps.until_ms, end_ms)
        for place in np.flatnonzero(high > low).tolist():
            length = int(steps.until_ms[place] - from_ms[place])
            share = int(high[place] - low[place]) / length
            row = int(mine[place + 1])
            link = frames.links[int(frames.link_index[row])]
            code = int(steps.flag_code[place])
            found.append(
                _Interval(
                    started_ms=int(low[place]),
                    ended_ms=int(high[place]),
                    station_id=link.station_id,
                    seq=int(frames.seq[row]),
                    strap_id=link.strap_id,
                    source=StepSource.COUNTER,
                    step_count=float("nan")
                    if is_unsplit[place]
                    else float(steps.step_count[place]) * share,
                    flag_code=_UNSPLIT_CODE if is_unsplit[place] else code,
                    is_lower_bound=bool(steps.is_lower_bound[place]),
                )
            )
    return found


def write_intervals(
    into: Rows, stale: StaleDay, stored: StoredDays, mine: DayIntervals
) -> None:
    """Append the intervals and the stored heart rates of one day to `clean`."""
    if len(mine.seq):
        into.insert(
            "clean.interval_steps",
            {
                "patient_id": [stale.patient_id] * len(mine.seq),
                "day_date": [stale.day_date] * len(mine.seq),
                "started_at": mine.started_ms.astype("datetime64[ms]"),
                "ended_at": mine.ended_ms.astype("datetime64[ms]"),
                "station_id": mine.station_id,
                "seq": mine.seq,
                "strap_id": mine.strap_id,
                "source": Coded(mine.source, SOURCE_WORDS),
                "step_count": mine.step_count,
                "step_flag": Coded(mine.flag_code, FLAG_WORDS),
                "is_lower_bound": mine.is_lower_bound,
                "own_s": mine.own_ms / SECOND_MS,
                "chosen_step_count": mine.chosen_step_count,
                "import_no": mine.import_no,
                "place": mine.place,
            },
        )
    rows = mine.hr_rows
    if len(rows) == 0:
        return
    hr_bpm = stored.value[rows]
    unknown = np.full(len(rows), CONTACT_UNSUPPORTED, dtype=np.int64)
    judged = judge_hr(hr_bpm, unknown, contact_is_trusted=False)
    into.insert(
        "clean.interval_hr",
        {
            "patient_id": [stale.patient_id] * len(rows),
            "day_date": [stale.day_date] * len(rows),
            "measured_at": stored.started_ms[rows].astype("datetime64[ms]"),
            "station_id": [stored.station_id[row] for row in rows.tolist()],
            "seq": stored.seq[rows],
            "strap_id": [stored.strap_id[row] for row in rows.tolist()],
            "hr_bpm": hr_bpm,
            "hr_flag": Coded(judged, [flag.value for flag in HR_FLAGS]),
        },
    )


def write_slow_hr(
    into: Rows, stale: StaleDay, imported: ImportedRows, rows: IntArray
) -> None:
    """Append imported heart rates that stand for their moment, each moment once."""
    if stale.facts is None or len(rows) == 0:
        return
    at_us = imported.at_ms[rows] * 1000
    day = stale.facts.day
    mine = rows[(at_us >= day.start_us) & (at_us < day.end_us)]
    moment = np.stack((imported.source[mine], imported.at_ms[mine]), axis=1)
    mine = mine[np.sort(np.unique(moment, axis=0, return_index=True)[1])]
    if len(mine) == 0:
        return
    hr_bpm = imported.value[mine].astype(np.int64)
    unknown = np.full(len(mine), CONTACT_UNSUPPORTED, dtype=np.int64)
    judged = judge_hr(hr_bpm, unknown, contact_is_trusted=False)
    into.insert(
        "clean.interval_hr",
        {
            "patient_id": [stale.patient_id] * len(mine),
            "day_date": [stale.day_date] * len(mine),
            "measured_at": imported.at_ms[mine].astype("datetime64[ms]"),
            "strap_id": Coded(imported.source[mine], imported.names),
            "hr_bpm": hr_bpm,
            "hr_flag": Coded(judged, [flag.value for flag in HR_FLAGS]),
            "import_no": imported.import_no[mine],
            "place": imported.place[mine],
        },
    )
