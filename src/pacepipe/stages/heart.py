"""Heart rate of a batch of days, judged in one call, and one of it a second.

A source is one strap on one day, margins included: what one day says of a reading
never depends on which other days are derived with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.profile import ContactTrust, DeviceProfile, SensorKind
from pacepipe.domain.reading import HeartRateReadings
from pacepipe.signals import (
    NO_SOURCE,
    SENSOR_KINDS,
    HrReadings,
    JudgedHr,
    Placement,
    SecondGrid,
    TwoSources,
    choose_hr,
    clean_hr,
    filled_grid,
    merged_grid,
    rr_second_grid,
    second_grid,
    trust_scores,
)
from pacepipe.stages.frames import FrameRows

NEAR_MS: Final = 3000
"""How old a cadence or a second source may be to speak for a moment, ms: the longest
hold of a cadence, research/signal.md 3(e)."""
EPOCH_MS: Final = 10_000
SECOND_MS: Final = 1000
SOURCES: Final = 2
_NOTHING: Final = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cadence:
    """Steps a minute of the batch, by day: rows in order of (day, time)."""

    day_index: IntArray
    at_ms: IntArray
    cadence_spm: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DayHeart:
    """One heart rate a second of one day, margins included.

    Attributes
    ----------
    seconds : SecondGrid
    strap_code : (n,) int64
        Strap whose own value each second has, -1 where it was filled.
    source_count : int
        Straps with any usable reading.
    disagree_s : int, seconds
        In which the two best contradicted each other by more than 10 bpm, in
        stretches of 30 s and more.
    difference_bpm : float or None, bpm
        Median distance of the two best, the lag taken out; None without both.
    lag_s : float or None, seconds
        Median lag of the second, where one could be told.
    """

    seconds: SecondGrid
    strap_code: IntArray
    source_count: int
    disagree_s: int
    difference_bpm: float | None = None
    lag_s: float | None = None


def judge_heart(
    frames: FrameRows,
    heart: HeartRateReadings,
    cadence: Cadence,
    by_id: Mapping[str, DeviceProfile],
) -> JudgedHr:
    """Everything that is known against each reading of the batch, in its order."""
    rows = heart.frame_index
    if len(rows) == 0:
        return JudgedHr(_NOTHING, np.zeros(0), _NOTHING)
    day, at_ms = frames.day_index[rows], frames.at_ms[rows]
    source = day * len(frames.links) + frames.strap_code[rows]
    order = np.lexsort((np.arange(len(rows)), at_ms, source))
    link = frames.link_index[rows]
    profiles = [by_id.get(each.profile_id) for each in frames.links]
    is_vouched = np.array(
        [p is not None and p.contact is ContactTrust.REPORTED for p in profiles]
    )
    kind = np.array(
        [
            SENSOR_KINDS.index(SensorKind.UNKNOWN if p is None else p.sensor_kind)
            for p in profiles
        ]
    )
    judged = clean_hr(
        HrReadings(
            source=source[order],
            at_ms=at_ms[order],
            hr_bpm=heart.hr_bpm[order],
            contact=heart.contact[order],
            contact_is_trusted=is_vouched[link[order]],
            link=link[order],
            has_rr=np.isin(rows, heart.beat_frame_index)[order],
            sensor_code=kind[link[order]],
            cadence_spm=_latest(
                cadence.day_index, cadence.at_ms, cadence.cadence_spm, day, at_ms
            )[order],
            is_moving=np.zeros(len(rows), dtype=np.bool_),
            other_bpm=_other_bpm(day, source, at_ms, heart.hr_bpm)[order],
        )
    )
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return JudgedHr(judged.marks[back], judged.hold_s[back], judged.lock_score[back])


def _latest(
    of_day: IntArray, of_ms: IntArray, value: FloatArray, day: IntArray, at_ms: IntArray
) -> FloatArray:
    """The newest value of the same day at most 3 s old, NaN where there is none."""
    found = np.full(len(day), np.nan)
    if len(of_day) == 0 or len(day) == 0:
        return found
    first = min(int(of_ms.min()), int(at_ms.min()))
    width = max(int(of_ms.max()), int(at_ms.max())) - first + 1
    key = of_day * width + (of_ms - first)
    order = np.argsort(key, kind="stable")
    wanted = day * width + (at_ms - first)
    place = order[np.maximum(np.searchsorted(key[order], wanted, "right") - 1, 0)]
    age = wanted - key[place]
    is_near = (age >= 0) & (age <= NEAR_MS) & (of_day[place] == day)
    found[is_near] = value[place[is_near]]
    return found


def _other_bpm(
    day: IntArray, source: IntArray, at_ms: IntArray, hr_bpm: IntArray
) -> FloatArray:
    """Heart rate that another strap of the same day sent, NaN where none did."""
    other = np.full(len(day), np.nan)
    pairs = np.unique(np.stack((day, source)), axis=1)
    days, counts = np.unique(pairs[0], return_counts=True)
    for each in days[counts > 1].tolist():
        of_day = day == each
        for mine in np.unique(source[of_day]).tolist():
            here, there = of_day & (source == mine), of_day & (source != mine)
            other[here] = _latest(
                day[there],
                at_ms[there],
                hr_bpm[there].astype(np.float64),
                day[here],
                at_ms[here],
            )
    return other


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """What one strap sent on one day, judged, and what it recorded besides.

    The recorded intervals are those that the live stream lacks.
    """

    strap_code: int
    placement: Placement
    at_ms: IntArray
    hr_bpm: IntArray
    is_ok: BoolArray
    beat_at_ms: IntArray
    rr_ms: FloatArray
    rr_is_ok: BoolArray
    recorded_at_ms: IntArray = field(default_factory=lambda: _NOTHING)
    recorded_rr_ms: FloatArray = field(default_factory=lambda: np.zeros(0))
    recorded_is_ok: BoolArray = field(default_factory=lambda: np.zeros(0, np.bool_))


def placement_of(profile: DeviceProfile | None) -> Placement:
    """Where a device measures, as far as its profile tells."""
    if profile is not None and profile.sensor_kind is SensorKind.ECG:
        return Placement.CHEST_ECG
    if profile is not None and profile.sensor_kind is SensorKind.OPTICAL:
        return Placement.WRIST
    return Placement.UNKNOWN


def day_heart(sent: Sequence[Sent], moving_ms: IntArray) -> DayHeart:
    """One heart rate a second out of all straps of a day.

    Parameters
    ----------
    sent : sequence of Sent
    moving_ms : (m,) int64, ms UTC
        Seconds in which the person walked.

    Returns
    -------
    DayHeart
        Of several straps the two with the most trusted time; of three or more the
        others are not looked at, and are counted.
    """
    grids = [
        (each, *_grid_of(each))
        for each in sent
        if each.is_ok.any() or each.recorded_is_ok.any()
    ]
    if not grids:
        empty = filled_grid(_NOTHING, np.zeros(0))
        return DayHeart(empty, _NOTHING, 0, 0)
    if len(grids) == 1:
        strap, grid, _ = grids[0]
        code = np.where(grid.is_interpolated, -1, strap.strap_code)
        return DayHeart(grid, code, 1, 0)
    first_ms, count = _span(grid for _, grid, _ in grids)
    epoch_ms = first_ms + np.arange(count // 10) * EPOCH_MS
    trusts = [
        trust_scores(
            strap.placement,
            grid.second_ms,
            epoch_ms=epoch_ms,
            is_usable=~grid.is_interpolated,
            has_rr=has_rr,
            is_moving=np.isin(grid.second_ms, moving_ms),
        )
        for strap, grid, has_rr in grids
    ]
    best = sorted(
        range(len(grids)), key=lambda i: (-trusts[i].sum(), grids[i][0].strap_code)
    )[:SOURCES]
    hr_bpm = np.full((SOURCES, count), np.nan)
    for row, index in enumerate(best):
        grid = grids[index][1]
        known = ~grid.is_interpolated
        place = (grid.second_ms[known] - first_ms) // SECOND_MS
        hr_bpm[row, place] = grid.hr_bpm[known]
    chosen = choose_hr(
        TwoSources(first_ms, hr_bpm, np.stack([trusts[index] for index in best]))
    )
    is_known = chosen.chosen != NO_SOURCE
    grid = filled_grid(chosen.second_ms[is_known] // SECOND_MS, chosen.hr_bpm[is_known])
    codes = np.array([grids[index][0].strap_code for index in best])
    strap_code = np.full(len(grid.second_ms), -1, dtype=np.int64)
    strap_code[~grid.is_interpolated] = codes[chosen.chosen[is_known]]
    return DayHeart(
        grid,
        strap_code,
        len(grids),
        chosen.disagree_s,
        difference_bpm=_median(np.abs(chosen.difference_bpm)),
        lag_s=_median(chosen.lag_s),
    )


def _median(values: FloatArray) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None


def _grid_of(sent: Sent) -> tuple[SecondGrid, BoolArray]:
    """Seconds of one strap, and which of them its intervals tell."""
    live, has_rr = _live_grid(sent)
    if len(sent.recorded_rr_ms) == 0:
        return live, has_rr
    recorded = _recorded_grid(sent, live)
    told = np.union1d(live.second_ms[has_rr], recorded.second_ms)
    grid = merged_grid(recorded, live)
    return grid, np.isin(grid.second_ms, told)


def _live_grid(sent: Sent) -> tuple[SecondGrid, BoolArray]:
    device = second_grid(sent.at_ms, sent.hr_bpm, sent.is_ok)
    beats = rr_second_grid(sent.beat_at_ms, sent.rr_ms, sent.rr_is_ok)
    # intervals alone never make a second: contact and sentinels are told by readings
    heard = np.isin(beats.second_ms, device.second_ms)
    told = heard & ~beats.is_interpolated
    kept = filled_grid(beats.second_ms[told] // SECOND_MS, beats.hr_bpm[told])
    grid = merged_grid(kept, device)
    return grid, np.isin(grid.second_ms, beats.second_ms[told])


def _recorded_grid(sent: Sent, live: SecondGrid) -> SecondGrid:
    """Seconds of a strap's own recording in which its live stream was silent.

    A second with a live reading is judged by that, whatever was recorded.
    """
    told = rr_second_grid(sent.recorded_at_ms, sent.recorded_rr_ms, sent.recorded_is_ok)
    heard = np.union1d(
        sent.at_ms // SECOND_MS * SECOND_MS, live.second_ms[~live.is_interpolated]
    )
    kept = ~told.is_interpolated & ~np.isin(told.second_ms, heard)
    return filled_grid(told.second_ms[kept] // SECOND_MS, told.hr_bpm[kept])


def recorded_seconds(sent: Sequence[Sent], heart: DayHeart) -> BoolArray:
    """Which measured seconds of a day are from the recording of their strap."""
    is_recorded = np.zeros(len(heart.strap_code), dtype=np.bool_)
    for each in sent:
        if len(each.recorded_rr_ms) == 0:
            continue
        told = _recorded_grid(each, _live_grid(each)[0])
        from_it = told.second_ms[~told.is_interpolated]
        is_recorded |= (heart.strap_code == each.strap_code) & np.isin(
            heart.seconds.second_ms, from_it
        )
    return is_recorded


def _span(grids: Iterable[SecondGrid]) -> tuple[int, int]:
    """First moment, and how many whole epochs of seconds hold all grids."""
    edges = [(int(grid.second_ms[0]), int(grid.second_ms[-1])) for grid in grids]
    first = min(low for low, _ in edges) // EPOCH_MS * EPOCH_MS
    last = max(high for _, high in edges)
    return first, ((last - first) // EPOCH_MS + 1) * (EPOCH_MS // SECOND_MS)
