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
from pacepipe.stages.beats import BeatPackets, beat_packets
from pacepipe.stages.decode import Decoded
from pacepipe.stages.facts import DayFacts
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
    found : BeatPackets
    judged : JudgedRr
    beat_at_ms, beat_source : (b,) int64
        All three in the order of `found`.
    windows : RrWindows
    moving_day, moving_ms : (m,) int64
        Five minutes in which somebody walked: place of the day in the batch,
        ascending, and start.
    """

    found: BeatPackets
    judged: JudgedRr
    beat_at_ms: IntArray
    beat_source: IntArray
    windows: RrWindows
    moving_day: IntArray
    moving_ms: IntArray


@dataclass(frozen=True, slots=True)
class NamedHrv:
    """One row of `mart.hrv`."""

    hrv_kind: str
    start_us: int
    value: HrvValue


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


def batch_rr(decoded: Decoded) -> BatchRr:
    """Five minutes after five minutes of every strap and day of the batch."""
    rows = decoded.heart.beat_frame_index
    found = beat_packets(decoded.frames, rows, decoded.rr_ms)
    judged = JudgedRr(
        decoded.rr_ms[found.beat],
        decoded.rr_code[found.beat],
        decoded.is_break[found.beat],
    )
    beat_at_ms = decoded.beat_at_ms[found.beat]
    moves = decoded.rsc.frame_index[decoded.cadence_spm >= MOVING_SPM]
    moved_at = decoded.frames.at_ms[moves] // WINDOW_MS
    day_and_window = np.unique(
        np.stack((decoded.frames.day_index[moves], moved_at)), axis=1
    )
    return BatchRr(
        found=found,
        judged=judged,
        beat_at_ms=beat_at_ms,
        beat_source=found.source[found.packets.beat_packet_index],
        windows=rr_windows(found.packets, found.source, judged, beat_at_ms),
        moving_day=day_and_window[0],
        moving_ms=day_and_window[1] * WINDOW_MS,
    )


def rr_of_day(told: BatchRr, stale: StaleDay, index: int, facts: DayFacts) -> DayRr:
    """Windows of one day, its night if it has intervals, and its seated rests."""
    rows = np.arange(*_of_sources(told.windows.source, told, index))
    start_us = told.windows.start_ms[rows] * 1000
    rows = rows[(start_us >= facts.day.start_us) & (start_us < facts.day.end_us)]
    night = _night(told, rows, index, facts)
    rests = _rests(told, index, facts)
    return DayRr(stale, rows, (*([] if night is None else [night]), *rests))


def _of_sources(source: IntArray, told: BatchRr, index: int) -> tuple[int, int]:
    """Where the rows of one day begin and end among ascending sources."""
    straps = told.found.straps
    low, high = np.searchsorted(source, [index * straps, (index + 1) * straps])
    return int(low), int(high)


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
    source = windows.source[rows]
    pairs = np.bincount(source, weights=windows.hrv.pairs[rows])
    of_best = np.zeros(len(windows.source), dtype=np.bool_)
    of_best[rows[source == np.argmax(pairs)]] = True
    return NamedHrv("night", start_us, night_hrv(windows.hrv, of_best))


def _rests(told: BatchRr, index: int, facts: DayFacts) -> list[NamedHrv]:
    first_ms, end_ms = facts.day.start_us // 1000, facts.day.end_us // 1000
    marked = pair_rests(
        [at // 1000 for at in facts.rest_starts],
        [at // 1000 for at in facts.rest_stops],
        [at // 1000 for at, _ in facts.starts],
    )
    return [
        NamedHrv("spot", rest.start_ms * 1000, _spot(told, index, rest))
        for rest in marked
        if first_ms <= rest.start_ms < end_ms
    ]


def _spot(told: BatchRr, index: int, rest: MarkedRest) -> HrvValue:
    """A rest as the strap with the most pairs tells it."""
    if rest.stop_ms is None:
        return HrvValue(None, None, 0, HrvState.TOO_SHORT)
    low, high = _of_sources(told.beat_source, told, index)
    judged, source = told.judged, told.beat_source[low:high]
    found = [HrvValue(None, None, 0, HrvState.GAPS)]
    for strap in np.unique(source):
        own = low + np.flatnonzero(source == strap)
        of_strap = JudgedRr(judged.rr_ms[own], judged.code[own], judged.is_break[own])
        span_ms = (rest.start_ms, rest.stop_ms)
        found.append(spot_hrv(of_strap, told.beat_at_ms[own], span_ms))
    return max(found, key=lambda value: value.parts)


def write_rr(
    warehouse: Warehouse,
    told: BatchRr,
    days: Sequence[DayRr],
    strap_ids: Sequence[str],
    method_digest: str,
) -> None:
    """Append windows, days, nights and rests of the batch."""
    _write_windows(warehouse, told, days, strap_ids)
    _write_rows(
        warehouse,
        "mart.rr_day",
        [_day_row(told, day, method_digest) for day in days if len(day.rows)],
    )
    _write_rows(
        warehouse,
        "mart.hrv",
        [_hrv_row(day, each, method_digest) for day in days for each in day.hrv],
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
    strap_ids: Sequence[str],
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
            "strap_id": Coded(windows.source[rows] % told.found.straps, strap_ids),
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
    return {
        "patient_id": day.stale.patient_id,
        "day_date": day.stale.day_date,
        "beat_count": int(windows.beat_count[rows].sum()),
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


def _hrv_row(day: DayRr, each: NamedHrv, method_digest: str) -> dict[str, Any]:
    return {
        "patient_id": day.stale.patient_id,
        "day_date": day.stale.day_date,
        "hrv_kind": each.hrv_kind,
        "started_at": from_utc_us(each.start_us),
        "rmssd_ms": each.value.rmssd_ms,
        "ln_rmssd_se": each.value.ln_se,
        "part_count": each.value.parts,
        "hrv_state": each.value.state.value,
        "input_digest": day.stale.input_digest,
        "method_digest": method_digest,
    }
