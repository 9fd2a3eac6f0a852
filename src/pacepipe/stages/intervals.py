"""Steps and heart rates that devices count by themselves, one day at a time.

Sources of steps overlap and are never added: each moment is spoken for by one of
them, the pod first, then a counter, then what was stored, then a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.signals import (
    HR_FLAGS,
    PLACED_MAX_MS,
    STEP_FLAGS,
    STEP_SOURCES,
    ChosenMinutes,
    StepFlag,
    StepSource,
    chosen_minutes,
    counter_from_ms,
    counter_steps,
    judge_hr,
    record_steps,
)
from pacepipe.stages.clean import CleanDay
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import CalendarDay
from pacepipe.stages.imported import ImportedRows
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Rows, Warehouse

UNSPLIT: Final = "unsplit"
FLAG_WORDS: Final = (*(flag.value for flag in STEP_FLAGS), UNSPLIT)
_UNSPLIT_CODE: Final = len(STEP_FLAGS)
SECOND_MS: Final = 1000


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

    def hr_rows(self, day_index: int) -> IntArray:
        """Rows of the heart rates of one day."""
        return np.flatnonzero((self.day_index == day_index) & ~self.is_steps)


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
    placed : ChosenMinutes
        What the sources, the pod among them, say of minutes; without sums of a
        longer time, which belong to no minute. Codes are those of `StepSource`.
    spread : ChosenMinutes
        With them, laid evenly over their time: for sums over long stretches only.
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
    placed: ChosenMinutes
    spread: ChosenMinutes

    @property
    def has_steps(self) -> bool:
        """Whether any interval speaks for any time."""
        return bool((self.own_ms > 0).any())

    @property
    def is_unsplit(self) -> bool:
        """Whether steps of the day are hidden in a silence over a midnight."""
        return bool((self.flag_code == _UNSPLIT_CODE).any())


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


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Pieces of time in which an interval speaks, and its steps in each."""

    from_ms: IntArray
    until_ms: IntArray
    step_count: FloatArray
    source: IntArray

    def in_minutes(self, clean: CleanDay, kept: BoolArray) -> ChosenMinutes:
        """Some of them and the cadence of the day, which a pod or a file sent."""
        cadence = clean.cadence
        sent_by = np.where(clean.is_pod, int(StepSource.POD), int(StepSource.IMPORTED))
        return chosen_minutes(
            np.concatenate((cadence.second_ms, self.from_ms[kept])),
            np.concatenate((cadence.second_ms + SECOND_MS, self.until_ms[kept])),
            np.concatenate((cadence.step_count, self.step_count[kept])),
            np.concatenate((sent_by, self.source[kept])),
        )


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
    clean: CleanDay,
    *,
    imported: ImportedRows,
) -> DayIntervals:
    """Intervals of one day of the batch, each moment given to one source."""
    cadence = clean.cadence
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
    is_lower_bound = np.array([e.is_lower_bound for e in found], dtype=np.bool_)
    is_piece = told.piece_record >= len(pod_from)
    rows = is_known[told.piece_record[is_piece] - len(pod_from)]
    from_ms, until_ms = told.piece_from_ms[is_piece], told.piece_until_ms[is_piece]
    length_ms = (ended - started)[rows]
    pieces = _Pieces(
        from_ms, until_ms, count[rows] * (until_ms - from_ms) / length_ms, source[rows]
    )
    # a stretch without a step has none in any of its minutes
    is_none = (count[rows] == 0) & ~is_lower_bound[rows]
    is_placed = (length_ms <= PLACED_MAX_MS) | is_none
    placed = pieces.in_minutes(clean, is_placed)
    spread = placed
    if not is_placed.all():
        spread = pieces.in_minutes(clean, np.ones(len(rows), dtype=np.bool_))
    return DayIntervals(
        started_ms=started,
        ended_ms=ended,
        station_id=[each.station_id for each in found],
        seq=[each.seq for each in found],
        strap_id=[each.strap_id for each in found],
        source=source,
        step_count=count,
        flag_code=code,
        is_lower_bound=is_lower_bound,
        own_ms=own_ms,
        chosen_step_count=chosen,
        hr_rows=stored.hr_rows(day_index),
        import_no=[each.import_no for each in found],
        place=[each.place for each in found],
        placed=placed,
        spread=spread,
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
    """Intervals between the readings of each counter, cut to the day.

    What a silence over a midnight hides is there without a number: a total that began
    again at midnight tells the new day, and nothing of how the old one ended.
    """
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
        count = len(from_ms)
        # the rest of an old day, which a total that began again at midnight has lost
        lost = np.flatnonzero((from_ms > steps.from_ms) & steps.is_unplaced)
        spans = np.concatenate((np.arange(count), lost))
        starts = np.concatenate((from_ms, steps.from_ms[lost]))
        ends = np.concatenate((steps.until_ms, from_ms[lost]))
        is_null = np.concatenate((is_unsplit, np.ones(len(lost), dtype=np.bool_)))
        low, high = np.maximum(starts, start_ms), np.minimum(ends, end_ms)
        for span in np.flatnonzero(high > low).tolist():
            place = int(spans[span])
            share = int(high[span] - low[span]) / int(ends[span] - starts[span])
            row = int(mine[place + 1])
            link = frames.links[int(frames.link_index[row])]
            code = int(steps.flag_code[place])
            found.append(
                _Interval(
                    started_ms=int(low[span]),
                    ended_ms=int(high[span]),
                    station_id=link.station_id,
                    seq=int(frames.seq[row]),
                    strap_id=link.strap_id,
                    source=StepSource.COUNTER,
                    step_count=float("nan")
                    if is_null[span]
                    else float(steps.step_count[place]) * share,
                    flag_code=_UNSPLIT_CODE if is_null[span] else code,
                    is_lower_bound=bool(steps.is_lower_bound[place] & ~is_null[span]),
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
                "source": Coded(mine.source, STEP_SOURCES),
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
    judged = judge_moments(hr_bpm)
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


def judge_moments(hr_bpm: IntArray) -> IntArray:
    """Codes in `HR_FLAGS` of heart rates that stand for their moment only."""
    unknown = np.full(len(hr_bpm), CONTACT_UNSUPPORTED, dtype=np.int64)
    return judge_hr(hr_bpm, unknown, contact_is_trusted=False)


def write_slow_hr(
    into: Rows, stale: StaleDay, imported: ImportedRows, rows: IntArray
) -> None:
    """Append imported heart rates that stand for their moment, each moment once."""
    if stale.facts is None or len(rows) == 0:
        return
    mine = rows[stale.facts.day.holds_ms(imported.at_ms[rows])]
    moment = np.stack((imported.source[mine], imported.at_ms[mine]), axis=1)
    mine = mine[np.sort(np.unique(moment, axis=0, return_index=True)[1])]
    if len(mine) == 0:
        return
    hr_bpm = imported.value[mine].astype(np.int64)
    judged = judge_moments(hr_bpm)
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
