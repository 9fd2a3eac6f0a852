"""How well the intervals of a day were heard, and what they say of its variability.

Straps are never mixed: a night and a rest are told by the one with the most pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.instant import from_utc_us
from pacepipe.signals import (
    HRV_STATES,
    HrvState,
    HrvValue,
    JudgedRr,
    RrWindows,
    night_hrv,
    pair_rests,
    rr_windows,
    spot_hrv,
)
from pacepipe.signals.hrv import WINDOW_MS
from pacepipe.signals.spot_rest import MarkedRest
from pacepipe.stages.beats import SourceBeats, beat_packets, together
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import DayFacts
from pacepipe.stages.imported import ImportedRows
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Warehouse

NIGHT_MS: Final = 6 * 3600 * 1000
"""From midnight on: most people lie then, and nobody is asked when they slept (ours;
research/signal.md 3(h) lists definitions of a night up to seven o'clock)."""
MOVING_SPM: Final = 20.0
"""Cadence from which five minutes are not a night's (signal.md 3(i): still below)."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchRr:
    """Intervals of a batch of days, source by source.

    Attributes
    ----------
    beats : SourceBeats
    beat_source : (b,) int64
        Source of each of its intervals.
    straps : int
        Codes below it are straps, the others measured in files.
    windows : RrWindows
    moving_day, moving_ms : (m,) int64
        Five minutes in which somebody walked: place of the day in the batch,
        ascending, and start.
    """

    beats: SourceBeats
    beat_source: IntArray
    straps: int
    windows: RrWindows
    moving_day: IntArray
    moving_ms: IntArray


@dataclass(frozen=True, slots=True)
class NamedHrv:
    """One row of `mart.hrv`; `code` is that of the source, None without beats."""

    hrv_kind: str
    start_us: int
    value: HrvValue
    code: int | None


@dataclass(frozen=True, slots=True, eq=False)
class DayRr:
    """What the intervals of one day say.

    Attributes
    ----------
    stale : StaleDay
    rows : (w,) int64
        Rows of the batch's windows that start in the day itself.
    hrv : tuple of NamedHrv
    """

    stale: StaleDay
    rows: IntArray
    hrv: tuple[NamedHrv, ...]


def live_rr(decoded: Decoded, sources: int) -> SourceBeats:
    """Intervals of every strap and day of the batch, beside so many sources."""
    rows = decoded.heart.beat_frame_index
    found = beat_packets(decoded.frames, rows, decoded.rr_ms)
    day, strap = np.divmod(found.source, found.straps)
    return SourceBeats(
        packets=found.packets,
        source=day * sources + strap,
        sources=sources,
        judged=JudgedRr(
            decoded.rr_ms[found.beat],
            decoded.rr_code[found.beat],
            decoded.is_break[found.beat],
        ),
        at_ms=decoded.beat_at_ms[found.beat],
    )


def batch_rr(
    decoded: Decoded, imported: ImportedRows, beats: Sequence[SourceBeats]
) -> BatchRr:
    """Five minutes after five minutes of every source and day of the batch.

    Parameters
    ----------
    decoded : Decoded
    imported : ImportedRows
    beats : sequence of SourceBeats
        Of straps and of files, no beat in both.
    """
    told = together(beats)
    walked = decoded.rsc.frame_index[decoded.cadence_spm >= MOVING_SPM]
    read = np.flatnonzero(
        (np.asarray(imported.kind) == "cadence") & (imported.value >= MOVING_SPM)
    )
    frames = decoded.frames
    day = np.concatenate((frames.day_index[walked], imported.day_index[read]))
    moved_at = np.concatenate((frames.at_ms[walked], imported.at_ms[read]))
    day_and_window = np.unique(np.stack((day, moved_at // WINDOW_MS)), axis=1)
    return BatchRr(
        beats=told,
        beat_source=told.beat_source,
        straps=len(frames.strap_ids),
        windows=rr_windows(told.packets, told.source, told.judged, told.at_ms),
        moving_day=day_and_window[0],
        moving_ms=day_and_window[1] * WINDOW_MS,
    )


def rr_of_day(told: BatchRr, stale: StaleDay, index: int, facts: DayFacts) -> DayRr:
    """Windows of one day, its night if it has intervals, and its seated rests."""
    rows = np.arange(*told.beats.of_day(told.windows.source, index))
    rows = rows[facts.day.holds_ms(told.windows.start_ms[rows])]
    night = _night(told, rows, index, facts)
    rests = _rests(told, index, facts)
    return DayRr(stale, rows, (*([] if night is None else [night]), *rests))


def _night(
    told: BatchRr, rows: IntArray, index: int, facts: DayFacts
) -> NamedHrv | None:
    windows, start_us = told.windows, facts.day.start_us
    moving = slice(*np.searchsorted(told.moving_day, [index, index + 1]))
    start_ms = windows.start_ms[rows]
    is_night = start_ms * 1000 < start_us + NIGHT_MS * 1000
    rows = rows[is_night & ~np.isin(start_ms, told.moving_ms[moving])]
    if len(rows) == 0:
        return None
    sources, source = np.unique(windows.source[rows], return_inverse=True)
    best = int(np.argmax(np.bincount(source, weights=windows.hrv.pairs[rows])))
    of_best = np.zeros(len(windows.source), dtype=np.bool_)
    of_best[rows[source == best]] = True
    code = int(sources[best]) % told.beats.sources
    return NamedHrv("night", start_us, night_hrv(windows.hrv, of_best), code)


def _rests(told: BatchRr, index: int, facts: DayFacts) -> list[NamedHrv]:
    first_ms, end_ms = facts.day.start_us // 1000, facts.day.end_us // 1000
    marked = pair_rests(
        [at // 1000 for at in facts.rest_starts],
        [at // 1000 for at in facts.rest_stops],
        [at // 1000 for at, _ in facts.starts],
    )
    return [
        NamedHrv("spot", rest.start_ms * 1000, *_spot(told, index, rest))
        for rest in marked
        if first_ms <= rest.start_ms < end_ms
    ]


def _spot(told: BatchRr, index: int, rest: MarkedRest) -> tuple[HrvValue, int | None]:
    """A rest as the source with the most pairs tells it, and which that is."""
    if rest.stop_ms is None:
        return HrvValue(None, None, 0, HrvState.TOO_SHORT), None
    low, high = told.beats.of_day(told.beat_source, index)
    judged, source = told.beats.judged, told.beat_source[low:high]
    best, code = HrvValue(None, None, 0, HrvState.GAPS), None
    for each in np.unique(source).tolist():
        own = low + np.flatnonzero(source == each)
        of_one = JudgedRr(judged.rr_ms[own], judged.code[own], judged.is_break[own])
        span_ms = (rest.start_ms, rest.stop_ms)
        value = spot_hrv(of_one, told.beats.at_ms[own], span_ms)
        if value.parts > best.parts:
            best, code = value, each % told.beats.sources
    return best, code


def write_rr(
    warehouse: Warehouse,
    told: BatchRr,
    days: Sequence[DayRr],
    source_ids: Sequence[str],
    method_digest: str,
) -> None:
    """Append windows, days, nights and rests of the batch.

    `source_ids` names each code: straps first, then what measured in files.
    """
    _write_windows(warehouse, told, days, source_ids)
    _write_rows(
        warehouse,
        "mart.rr_day",
        [_day_row(told, day, method_digest) for day in days if len(day.rows)],
    )
    _write_rows(
        warehouse,
        "mart.hrv",
        [_hrv_row(told, day, each, method_digest) for day in days for each in day.hrv],
    )


def _write_rows(
    warehouse: Warehouse, table: str, rows: Sequence[dict[str, Any]]
) -> None:
    if rows:
        warehouse.insert(table, {n: [r[n] for r in rows] for n in rows[0]})


def _write_windows(
    warehouse: Warehouse,
    told: BatchRr,
    days: Sequence[DayRr],
    source_ids: Sequence[str],
) -> None:
    if not days:
        return
    windows, hrv = told.windows, told.windows.hrv
    rows = np.concatenate([day.rows for day in days])
    day_of = np.repeat(np.arange(len(days)), [len(day.rows) for day in days])
    date = np.array([day.stale.day_date for day in days], dtype="datetime64[D]")
    warehouse.insert(
        "clean.rr_quality",
        {
            "patient_id": Coded(day_of, [day.stale.patient_id for day in days]),
            "day_date": date[day_of],
            "strap_id": Coded(windows.source[rows] % told.beats.sources, source_ids),
            "window_at": windows.start_ms[rows].astype("datetime64[ms]"),
            "beat_count": windows.beat_count[rows],
            "coverage_frac": hrv.coverage_frac[rows],
            "flagged_frac": hrv.flagged_frac[rows],
            "drr20_frac": hrv.uneven_frac[rows],
            "gap_count": windows.gap_count[rows],
            "gap_s": windows.gap_ms[rows] / 1000,
            "missing_beat_count": windows.missing_beats[rows],
            "unit_ratio": windows.unit_ratio[rows],
            "rr_quantum_ms": windows.quantum_ms[rows],
            "is_unit_suspect": windows.is_unit_suspect[rows],
            "is_duplicate_suspect": windows.is_duplicate_suspect[rows],
            "is_pseudo": windows.is_pseudo[rows],
            "pair_count": hrv.pairs[rows],
            "rmssd_ms": np.exp(hrv.ln_rmssd[rows]),
            "hrv_state": Coded(hrv.state[rows], [s.value for s in HRV_STATES]),
        },
    )


def _day_row(told: BatchRr, day: DayRr, method_digest: str) -> dict[str, Any]:
    windows, rows = told.windows, day.rows
    irregular = HRV_STATES.index(HrvState.IRREGULAR)
    is_imported = windows.source[rows] % told.beats.sources >= told.straps
    return {
        "patient_id": day.stale.patient_id,
        "day_date": day.stale.day_date,
        "beat_count": int(windows.beat_count[rows].sum()),
        "imported_beat_count": int(windows.beat_count[rows][is_imported].sum()),
        "missing_beat_count": int(windows.missing_beats[rows].sum()),
        "gap_count": int(windows.gap_count[rows].sum()),
        "gap_s": float(windows.gap_ms[rows].sum()) / 1000,
        "window_count": len(rows),
        "irregular_window_count": int((windows.hrv.state[rows] == irregular).sum()),
        "is_unit_suspect": bool(windows.is_unit_suspect[rows].any()),
        "is_duplicate_suspect": bool(windows.is_duplicate_suspect[rows].any()),
        "is_pseudo": bool(windows.is_pseudo[rows].any()),
        "input_digest": day.stale.input_digest,
        "method_digest": method_digest,
    }


def _hrv_row(
    told: BatchRr, day: DayRr, each: NamedHrv, method_digest: str
) -> dict[str, Any]:
    return {
        "patient_id": day.stale.patient_id,
        "day_date": day.stale.day_date,
        "hrv_kind": each.hrv_kind,
        "started_at": from_utc_us(each.start_us),
        "rmssd_ms": each.value.rmssd_ms,
        "ln_rmssd_se": each.value.ln_se,
        "part_count": each.value.parts,
        "hrv_state": each.value.state.value,
        "is_imported": None if each.code is None else each.code >= told.straps,
        "input_digest": day.stale.input_digest,
        "method_digest": method_digest,
    }
