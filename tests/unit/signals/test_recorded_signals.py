"""On recordings of real straps: one labelled walk, one heart with many extra beats."""

import csv
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from pacepipe.domain.reading import CONTACT_UNSUPPORTED
from pacepipe.signals import (
    HR_FLAGS,
    HrFlag,
    breaks,
    cadence_grid,
    detect,
    judge_hr,
    judge_rr,
    minute_table,
    second_grid,
)

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PACEPIPE_SHARED", ROOT.parent / "shared"))


def _recording(name: str) -> Path:
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"the recording {name} is not beside this checkout")
    return path


def _local_ms(clock: str) -> int:
    moment = datetime.fromisoformat(f"2023-06-30T{clock}+02:00")
    return round(moment.timestamp() * 1000)


def _judged(at_ms: np.ndarray, rr: np.ndarray) -> np.ndarray:
    one_link = np.zeros(len(at_ms), dtype=np.int64)
    is_break = breaks(at_ms, one_link, np.arange(len(at_ms)), rr)
    return judge_rr(rr, is_break)


def test_heart_rate_alone_finds_the_labelled_walk_and_ride() -> None:
    """The rhythm strap lost 22 % of its beats; at rest nothing must be found."""
    path = _recording("wearable_hrv/test_rhythm.csv")
    rows = [line.split(",") for line in path.read_text().splitlines()[1:] if line]
    at_ms = np.array([int(row[0]) for row in rows])
    rr = np.array([float(row[1]) for row in rows])
    # the rate a strap would send: the median of its last five beats
    last_five = np.lib.stride_tricks.sliding_window_view(
        np.concatenate((np.full(4, rr[0]), rr)), 5
    )
    hr_bpm = np.rint(60_000 / np.median(last_five, axis=1)).astype(np.int64)
    no_contact_bit = np.full(len(hr_bpm), CONTACT_UNSUPPORTED)
    codes = judge_hr(hr_bpm, no_contact_bit, contact_is_trusted=True)
    is_ok = codes == HR_FLAGS.index(HrFlag.OK)
    nothing = np.empty(0, dtype=np.int64)
    no_cadence = cadence_grid(nothing, np.empty(0), np.empty(0))
    seconds = second_grid(at_ms, hr_bpm, is_ok)

    spans = detect(seconds, no_cadence)
    assert len(spans) == 1
    # walking 14:45:37 to 14:48:37, cycling 14:49:45 to 14:52:45, local time
    assert abs(spans[0].start_ms - _local_ms("14:45:37")) <= 60_000
    assert abs(spans[0].end_ms - _local_ms("14:52:45")) <= 60_000

    table = minute_table(seconds, no_cadence, at_ms[~is_ok])
    assert np.isnan(table.step_count).all()
    assert table.hr_measured_s.sum() == (~seconds.is_interpolated).sum()


def test_most_intervals_of_the_labelled_rest_may_be_used() -> None:
    path = _recording("wearable_hrv/test_rhythm.csv")
    rows = [line.split(",") for line in path.read_text().splitlines()[1:] if line]
    at_ms = np.array([int(row[0]) for row in rows])
    rr = np.array([float(row[1]) for row in rows])
    sitting = (at_ms >= _local_ms("14:09:20")) & (at_ms < _local_ms("14:14:20"))
    codes = _judged(at_ms[sitting], rr[sitting])
    assert sitting.sum() > 100
    assert np.mean(codes != 0) < 0.2


def test_a_heart_with_many_extra_beats_is_flagged_and_nothing_raises() -> None:
    path = _recording("polar_h10_pvc/polar_h10_hr_rr.csv")
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["rr"]]
    at_ms = np.array([int(row["time_ns"]) // 1_000_000 for row in rows])
    rr = np.array([float(row["rr"]) for row in rows])
    assert len(rr) == 798
    assert np.mean(_judged(at_ms, rr) != 0) > 0.30
