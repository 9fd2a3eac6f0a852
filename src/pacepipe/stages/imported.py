"""Imported rows of a batch of days: sources of their own beside the straps.

A heart rate that comes at least every 2 s is a source like a strap; a slower one
stands for its moments only. Nothing here is added to what a strap or a pod told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.profile import SensorKind
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.domain.session import MarkedSession
from pacepipe.signals import (
    NOT_FOR_EXERCISE,
    SENSOR_KINDS,
    CadenceGrid,
    Heard,
    HrReadings,
    Placement,
    cadence_grid,
    clean_hr,
    judge_hr,
    primary_flags,
    rr_second_grid,
)
from pacepipe.signals.file_sessions import kind_of_sport
from pacepipe.stages.beats import EXPLAIN_NOTHING
from pacepipe.stages.facts import MARGIN_US
from pacepipe.stages.heart import Sent
from pacepipe.stages.imported_beats import FileSources, ImportedBeats
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Warehouse

FAST_MS: Final = 2000
"""Longest period of a heart rate that is one a second: a strap sends one a second, and
one of two seconds still fills every second by the rule for short gaps."""
_NOTHING: Final = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class ImportedRows:
    """Imported rows of a batch of days, n rows by day, source and time.

    Attributes
    ----------
    day_index : (n,) int64
        Place of the day in the batch; samples in its margins are there too.
    source : (n,) int64
        Place in `names`.
    value : (n,) float64
        Beats a minute, steps a minute or steps.
    names : tuple of str
        What each source is called where a strap would be, see `FileSources`.
    """

    day_index: IntArray
    source: IntArray
    is_chest: BoolArray
    step_rank: IntArray
    import_no: IntArray
    kind: Sequence[str]
    place: IntArray
    at_ms: IntArray
    until_ms: IntArray
    value: FloatArray
    speed_mps: FloatArray
    is_lower_bound: BoolArray
    names: tuple[str, ...]

    def of(self, day_index: int, kind: str) -> IntArray:
        """Rows of one kind of one day."""
        is_kind = np.asarray(self.kind) == kind
        return np.flatnonzero((self.day_index == day_index) & is_kind)


@dataclass(frozen=True, slots=True, eq=False)
class ImportedHeart:
    """Heart rates of one day that files tell of, judged.

    Attributes
    ----------
    sent : tuple of Sent
        One a source, readings that come at least every 2 s, or intervals; codes
        follow those of the straps. Beats that another source has are not in it.
    heard : tuple of Heard
        One a source, likewise, these beats included: how well it was heard.
    flagged_at_ms, flagged_code : (f,) int64
        Of these what is not used, and why.
    suspect_ms : (s,) int64
        Seconds that are not for exercise.
    slow_rows : (m,) int64
        The others, rows of the `ImportedRows`.
    moments_ms : (w,) int64, ms UTC
        Of these the ones that may be believed.
    """

    sent: tuple[Sent, ...]
    heard: tuple[Heard, ...]
    flagged_at_ms: IntArray
    flagged_code: IntArray
    suspect_ms: IntArray
    slow_rows: IntArray
    moments_ms: IntArray


def read_imported(
    warehouse: Warehouse, days: Sequence[StaleDay], sources: FileSources
) -> ImportedRows:
    """Imported rows of the days that still have facts, margins included."""
    known = [(i, day) for i, day in enumerate(days) if day.facts is not None]
    rows = warehouse.columns(
        "day_imported",
        patient_ids=[day.patient_id for _, day in known],
        day_dates=[day.day_date for _, day in known],
        margin_us=MARGIN_US,
    )
    places = np.array([i for i, _ in known], dtype=np.int64)
    import_no = rows["import_no"].astype(np.int64)
    return ImportedRows(
        day_index=places[rows["batch_index"].astype(np.int64)],
        source=sources.number(import_no, rows["source_no"].astype(np.int64)),
        is_chest=rows["is_chest"].astype(np.bool_),
        step_rank=rows["step_rank"].astype(np.int64),
        import_no=import_no,
        kind=[str(each) for each in rows["kind"]],
        place=rows["place"].astype(np.int64),
        at_ms=rows["at_us"].astype(np.int64) // 1000,
        until_ms=rows["until_us"].astype(np.int64) // 1000,
        value=rows["value"].astype(np.float64),
        speed_mps=rows["speed_mps"].astype(np.float64),
        is_lower_bound=rows["is_lower_bound"].astype(np.bool_),
        names=sources.names,
    )


def read_marks(
    warehouse: Warehouse, days: Sequence[StaleDay]
) -> Mapping[int, list[MarkedSession]]:
    """Sessions of files that start on each day of the batch or in its margins."""
    known = [(i, day) for i, day in enumerate(days) if day.facts is not None]
    rows = warehouse.rows(
        "day_imported_sessions",
        patient_ids=[day.patient_id for _, day in known],
        day_dates=[day.day_date for _, day in known],
        margin_us=MARGIN_US,
    )
    found: dict[int, list[MarkedSession]] = {}
    for row in rows:
        kind = kind_of_sport(row["sport"])
        if kind is not None:
            mark = MarkedSession(
                start_ms=row["at_us"] // 1000,
                stop_ms=row["until_us"] // 1000,
                activity_kind=kind,
                mark_source=f"import-{row['import_no']}-{row['source_no']}",
            )
            found.setdefault(known[row["batch_index"]][0], []).append(mark)
    return found


def imported_heart(
    imported: ImportedRows, beats: ImportedBeats, day_index: int, first_code: int
) -> ImportedHeart:
    """Heart rates of one day of the batch.

    Parameters
    ----------
    imported : ImportedRows
    beats : ImportedBeats
    day_index : int
    first_code : int
        Code of the first source; straps have the codes below.

    Notes
    -----
    A source that sends intervals and no heart rate is one like a strap's own
    recording: its intervals tell the seconds.
    """
    rows, told = imported.of(day_index, "hr"), beats.of_day(day_index)
    is_fast = _is_fast(imported.source[rows], imported.at_ms[rows])
    fast, slow = rows[is_fast], rows[~is_fast]
    marks = _NOTHING
    if len(fast):
        marks = clean_hr(_readings(imported, fast, beats, told)).marks
    code = primary_flags(marks)
    at_ms, source = imported.at_ms[fast], imported.source[fast]
    is_suspect = (marks & int(NOT_FOR_EXERCISE)) != 0
    sent, heard = [], []
    for each in np.union1d(source, beats.source[told]).tolist():
        own = source == each
        readings = _Readings(
            code=first_code + each,
            is_chest=bool(beats.sources.is_chest[each]),
            at_ms=at_ms[own],
            hr_bpm=imported.value[fast[own]].astype(np.int64),
            is_ok=code[own] == 0,
        )
        of_source = told[beats.source[told] == each]
        sent.append(_sent(readings, beats, of_source))
        heard.append(_heard(readings, beats, of_source))
    return ImportedHeart(
        sent=tuple(sent),
        heard=tuple(heard),
        flagged_at_ms=at_ms[code != 0],
        flagged_code=code[code != 0],
        suspect_ms=at_ms[is_suspect] // 1000 * 1000,
        slow_rows=slow,
        moments_ms=imported.at_ms[slow][_slow_codes(imported, slow) == 0],
    )


def _slow_codes(imported: ImportedRows, rows: IntArray) -> IntArray:
    unknown = np.full(len(rows), CONTACT_UNSUPPORTED, dtype=np.int64)
    hr_bpm = imported.value[rows].astype(np.int64)
    return judge_hr(hr_bpm, unknown, contact_is_trusted=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Readings:
    """Fast heart rates of one source on one day; there may be none."""

    code: int
    is_chest: bool
    at_ms: IntArray
    hr_bpm: IntArray
    is_ok: BoolArray


def _sent(of: _Readings, beats: ImportedBeats, rows: IntArray) -> Sent:
    kept = rows[beats.counts[rows]]
    chain = (
        beats.at_ms[kept],
        beats.judged.rr_ms[kept],
        beats.judged.code[kept] == 0,
    )
    nothing = (_NOTHING, np.zeros(0), np.zeros(0, dtype=np.bool_))
    live, recorded = (chain, nothing) if len(of.at_ms) else (nothing, chain)
    return Sent(
        of.code,
        Placement.CHEST_ECG if of.is_chest else Placement.UNKNOWN,
        of.at_ms,
        of.hr_bpm,
        of.is_ok,
        *live,
        *recorded,
    )


def _heard(of: _Readings, beats: ImportedBeats, rows: IntArray) -> Heard:
    at_ms, is_ok = of.at_ms, of.is_ok
    rr_ms, is_good = beats.judged.rr_ms[rows], beats.judged.code[rows] == 0
    if len(at_ms) == 0:
        told = rr_second_grid(beats.at_ms[rows], rr_ms, is_good)
        at_ms = told.second_ms[~told.is_interpolated]
        is_ok = np.ones(len(at_ms), dtype=np.bool_)
    explain = np.flatnonzero(~np.isin(beats.judged.code[rows], EXPLAIN_NOTHING))
    return Heard(
        hr_at_ms=at_ms,
        is_ok=is_ok,
        is_off=np.zeros(len(at_ms), dtype=np.bool_),
        beat_at_ms=beats.at_ms[rows][explain],
        rr_ms=rr_ms[explain],
    )


def _is_fast(source: IntArray, at_ms: IntArray) -> BoolArray:
    """Whether a reading has a neighbour of its source within 2 s."""
    near = (np.diff(at_ms) <= FAST_MS) & (np.diff(source) == 0)
    is_fast = np.zeros(len(at_ms), dtype=np.bool_)
    is_fast[1:] |= near
    is_fast[:-1] |= near
    return is_fast


def _readings(
    imported: ImportedRows, rows: IntArray, beats: ImportedBeats, told: IntArray
) -> HrReadings:
    count = len(rows)
    kinds = (SensorKind.UNKNOWN, SensorKind.ECG)
    codes = np.array([SENSOR_KINDS.index(kind) for kind in kinds], dtype=np.int64)
    return HrReadings(
        source=imported.source[rows],
        at_ms=imported.at_ms[rows],
        hr_bpm=imported.value[rows].astype(np.int64),
        contact=np.full(count, CONTACT_UNSUPPORTED, dtype=np.int64),
        contact_is_trusted=np.zeros(count, dtype=np.bool_),
        link=imported.source[rows],
        has_rr=_has_rr(imported, rows, beats, told),
        sensor_code=codes[imported.is_chest[rows].astype(np.int64)],
        cadence_spm=np.full(count, np.nan),
        is_moving=np.zeros(count, dtype=np.bool_),
        other_bpm=np.full(count, np.nan),
    )


def _has_rr(
    imported: ImportedRows, rows: IntArray, beats: ImportedBeats, told: IntArray
) -> BoolArray:
    """Whether an interval of the same source ended within 2 s of each reading."""
    has_rr = np.zeros(len(rows), dtype=np.bool_)
    source = imported.source[rows]
    for each in np.unique(beats.source[told]).tolist():
        own = source == each
        ended_ms = np.sort(beats.at_ms[told[beats.source[told] == each]])
        at_ms = imported.at_ms[rows[own]]
        has_rr[own] = np.searchsorted(ended_ms, at_ms + FAST_MS, "right") > (
            np.searchsorted(ended_ms, at_ms - FAST_MS)
        )
    return has_rr


def with_imported_cadence(
    worn: CadenceGrid, imported: ImportedRows, day_index: int
) -> CadenceGrid:
    """Cadence of the pod, and where none was worn that of a file.

    Of several files the first that tells of a second counts for it.
    """
    grid = worn
    for told in _cadence_grids(imported, day_index):
        is_new = ~np.isin(told.second_ms, grid.second_ms)
        second_ms = np.concatenate((grid.second_ms, told.second_ms[is_new]))
        order = np.argsort(second_ms, kind="stable")
        grid = CadenceGrid(
            second_ms[order],
            np.concatenate((grid.cadence_spm, told.cadence_spm[is_new]))[order],
            np.concatenate((grid.step_count, told.step_count[is_new]))[order],
        )
    return grid


def _cadence_grids(imported: ImportedRows, day_index: int) -> Iterator[CadenceGrid]:
    rows = imported.of(day_index, "cadence")
    for source in np.unique(imported.source[rows]).tolist():
        own = rows[imported.source[rows] == source]
        yield cadence_grid(
            imported.at_ms[own], imported.value[own], imported.speed_mps[own]
        )
