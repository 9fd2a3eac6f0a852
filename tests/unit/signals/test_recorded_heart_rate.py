"""Recorded rides, runs and two devices at once: what is found, and what is not."""

import functools
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from pacepipe.domain.profile import SensorKind
from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.signals.grid import SecondGrid
from pacepipe.signals.hr_clean import SENSOR_KINDS, HrReadings, JudgedHr, clean_hr
from pacepipe.signals.hr_marks import NOT_FOR_EXERCISE, HrMark, is_usable, marked
from pacepipe.signals.hr_sources import NO_SOURCE, ChosenHr, TwoSources, choose_hr
from pacepipe.signals.hr_trust import Placement, trust_scores
from pacepipe.signals.rr_grid import rr_second_grid
from support.fit_records import fit_records
from support.shared import shared

RIDES = [
    "fit_fitparse/Edge810-Vector-2013-08-16-15-35-10.fit",
    "fit_fitparse/nick.fit",
    "fit_fitparse/sample-activity-indoor-trainer.fit",
    "fit_sweat/4078723797.fit",
]
RUNS = [
    "fit_fitparse/activity-small-fenix2-run.fit",
    "fit_fitparse/developer-types-sample.fit",
]


def _judged(
    second: np.ndarray,
    hr_bpm: np.ndarray,
    cadence_spm: np.ndarray,
    kind: SensorKind = SensorKind.OPTICAL,
) -> JudgedHr:
    count = len(second)
    nothing = np.zeros(count, dtype=np.int64)
    return clean_hr(
        HrReadings(
            source=nothing,
            at_ms=second * 1000,
            hr_bpm=hr_bpm,
            contact=np.full(count, CONTACT_UNSUPPORTED),
            contact_is_trusted=np.ones(count, dtype=bool),
            link=nothing,
            has_rr=np.zeros(count, dtype=bool),
            sensor_code=np.full(count, SENSOR_KINDS.index(kind)),
            cadence_spm=cadence_spm,
            is_moving=np.zeros(count, dtype=bool),
            other_bpm=np.full(count, np.nan),
        )
    )


def _run(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds, heart rate and steps a minute: a run counts each leg."""
    records = fit_records(shared(f"data/{name}"))
    cadence = records["cadence"].astype(float)
    spm = np.where(cadence >= 0, 2 * cadence, np.nan)
    return records["second"], records["hr_bpm"], spm


@pytest.mark.parametrize("name", RIDES)
def test_steady_rides_are_no_holds(name: str) -> None:
    """One stands at 116 for 80 s. Pedals are no steps, so there is no cadence."""
    records = fit_records(shared(f"data/{name}"))
    no_steps = np.full(len(records["second"]), np.nan)
    judged = _judged(records["second"], records["hr_bpm"], no_steps, SensorKind.ECG)
    sent = records["hr_bpm"] > 0
    assert not marked(judged.marks[sent], HrMark.HOLD | HrMark.HOLD_SUSPECT).any()
    assert not marked(judged.marks, HrMark.SPIKE).any()
    assert is_usable(judged.marks[sent]).all()


def test_the_steadiest_ride_stands_for_eighty_readings() -> None:
    records = fit_records(shared("data/fit_sweat/4078723797.fit"))
    no_steps = np.full(len(records["second"]), np.nan)
    judged = _judged(records["second"], records["hr_bpm"], no_steps)
    assert judged.hold_s.max() == 79
    assert (judged.hold_s == 79).sum() == 80


def test_a_run_whose_heart_beats_as_fast_as_the_feet_never_tracks() -> None:
    second, hr_bpm, spm = _run(RUNS[0])
    near = np.abs(hr_bpm - spm) <= 3
    assert np.mean(near[hr_bpm > 0]) > 0.2
    marks = _judged(second, hr_bpm, spm).marks
    assert not marked(marks, HrMark.LOCK_TRACKING).any()
    assert 0.05 < np.mean(marked(marks, HrMark.LOCK_PROXIMITY)) < 0.2


def _found_locks(name: str, seed: int) -> float:
    """Share of locks of three minutes, laid over a run, that are found to track."""
    second, hr_bpm, spm = _run(name)
    rng = np.random.default_rng(seed)
    found = []
    for first in range(60, len(second) - 240, 120):
        locked = hr_bpm.copy()
        own = slice(first, first + 180)
        follows = np.round(spm[own] + rng.normal(0, 1, 180))
        locked[own] = np.where(np.isnan(follows), hr_bpm[own], follows)
        marks = _judged(second, locked, spm).marks
        any_lock = marked(marks, HrMark.LOCK_TRACKING | HrMark.LOCK_PROXIMITY)
        assert any_lock[own].mean() > 0.5
        found.append(marked(marks[own], HrMark.LOCK_TRACKING).any())
    return float(np.mean(found))


@pytest.mark.parametrize(("name", "least"), list(zip(RUNS, (0.38, 0.9), strict=True)))
def test_locks_of_three_minutes_are_found_where_the_pace_moves(
    name: str, least: float
) -> None:
    assert _found_locks(name, seed=5) >= least


def _beats(path: Path) -> SecondGrid:
    lines = path.read_text().splitlines()
    if path.suffix == ".txt":
        cells = [line.split("\t") for line in lines[2:] if line]
        at_ms = np.array(
            [
                datetime.strptime(f"{c[0]}+0200", "%d-%m-%y/%H:%M:%S.%f%z").timestamp()
                * 1000
                for c in cells
            ]
        )
        rr_ms = np.array([float(c[2]) for c in cells])
    else:
        cells = [line.split(",") for line in lines[1:] if line.strip()]
        at_ms = np.array([float(c[0]) for c in cells])
        rr_ms = np.array([float(c[1]) for c in cells])
    return rr_second_grid(at_ms, rr_ms, (rr_ms >= 300) & (rr_ms <= 2000))


@functools.cache
def _grid(device: str) -> SecondGrid:
    name = "test_vu.txt" if device == "vu" else f"test_{device}.csv"
    return _beats(shared(f"data/wearable_hrv/{name}"))


def _two(one: str, other: str, *placements: Placement) -> ChosenHr:
    grids = [_grid(one), _grid(other)]
    first_ms = min(int(g.second_ms[0]) for g in grids) // 10_000 * 10_000
    epochs = (max(int(g.second_ms[-1]) for g in grids) - first_ms) // 10_000 + 1
    hr_bpm = np.full((2, epochs * 10), np.nan)
    trust = []
    for row, (grid, placement) in enumerate(zip(grids, placements, strict=True)):
        second_ms = grid.second_ms[~grid.is_interpolated]
        hr_bpm[row, (second_ms - first_ms) // 1000] = grid.hr_bpm[~grid.is_interpolated]
        every = np.ones(len(second_ms), dtype=bool)
        trust.append(
            trust_scores(
                placement,
                second_ms,
                epoch_ms=first_ms + np.arange(epochs) * 10_000,
                is_usable=every,
                has_rr=every,
                is_moving=~every,
            )
        )
    return choose_hr(TwoSources(first_ms, hr_bpm, np.array(trust)))


@pytest.mark.parametrize("device", ["empatica", "kyto", "rhythm"])
def test_beside_an_ecg_the_other_device_speaks_only_where_the_ecg_is_silent(
    device: str,
) -> None:
    told = _two("vu", device, Placement.CHEST_ECG, Placement.WRIST)
    ecg = _grid("vu")
    seconds = ecg.second_ms[~ecg.is_interpolated]
    is_ecg = np.isin(told.second_ms, seconds)
    assert (told.chosen[is_ecg] == 0).mean() > 0.99
    assert (told.chosen[~is_ecg] != 0).all()


def test_a_wrist_that_is_far_below_the_ecg_in_cycling_disagrees() -> None:
    told = _two("vu", "empatica", Placement.CHEST_ECG, Placement.WRIST)
    ridden = datetime.fromisoformat("2023-06-30T14:49:45+02:00").timestamp() * 1000
    off = told.second_ms[told.is_disagreement] - ridden
    assert told.disagree_s >= 60
    # most of it within the three minutes of cycling and the minute after it
    assert np.mean((off >= 0) & (off <= 240_000)) > 0.5
    assert np.nanmin(told.difference_bpm) < -15


def test_two_wrists_that_contradict_each_other_are_both_not_believed() -> None:
    told = _two("vu", "empatica", Placement.WRIST, Placement.WRIST)
    contradicted = told.is_disagreement & (told.n_sources == 2)
    assert contradicted.sum() >= 60
    assert (told.chosen[contradicted] == NO_SOURCE).mean() > 0.9


def test_a_chosen_value_is_always_one_that_a_device_had() -> None:
    told = _two("vu", "kyto", Placement.CHEST_ECG, Placement.WRIST)
    sent = {
        (int(s), float(h))
        for device in ("vu", "kyto")
        for s, h in zip(_grid(device).second_ms, _grid(device).hr_bpm, strict=True)
    }
    known = ~np.isnan(told.hr_bpm)
    pairs = zip(told.second_ms[known], told.hr_bpm[known], strict=True)
    assert all((int(s), float(h)) in sent for s, h in pairs)


@pytest.mark.parametrize("person", [1, 2, 3, 4, 5])
def test_no_heart_jumps_in_what_is_left_for_exercise(person: int) -> None:
    """A day each; sensors jump by up to 174 bpm in a second, and decay from there."""
    path = shared(f"data/mmash/subject_{person}/actigraph.txt.gz")
    with gzip.open(path, "rt") as file:
        cells = [line.split(",")[1:3] for line in file.read().splitlines()[1:]]
    told = np.array([cell for cell in cells if cell[1]])
    second, row = np.unique(
        told[:, 0].astype("datetime64[s]").astype(np.int64), return_index=True
    )
    hr_bpm = told[row, 1].astype(float).astype(np.int64)
    no_steps = np.full(len(second), np.nan)
    marks = _judged(second, hr_bpm, no_steps, SensorKind.ECG).marks
    kept = (marks & int(NOT_FOR_EXERCISE)) == 0
    is_next = np.diff(second[kept]) == 1
    assert np.abs(np.diff(hr_bpm[kept]))[is_next].max() <= 13
    assert kept.mean() > 0.98
