"""Gadgetbridge's database, in the tables that its generator describes."""

import csv
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from pacepipe.domain.imported import Skipped
from pacepipe.exchange import FileRefused
from pacepipe.signals import HR_FLAGS
from support.gadgetbridge import database, with_intervals
from support.imported import judged, read
from support.shared import shared

NOON_S = 1_760_000_000
BAND = "MI_BAND_ACTIVITY_SAMPLE"


def minutes(*values: tuple[int, int], since_s: int = NOON_S, device: int = 1):
    return [(since_s + 60 * i, device, *row) for i, row in enumerate(values)]


def test_steps_are_of_the_minute_that_begins(tmp_path: Path) -> None:
    records = read(database(tmp_path / "g", {BAND: minutes((30, 80), (0, 81))}))
    steps = records.steps
    assert steps.start_ms.tolist() == [NOON_S * 1000, (NOON_S + 60) * 1000]
    assert (steps.end_ms - steps.start_ms).tolist() == [60_000, 60_000]
    assert steps.step_count.tolist() == [30, 0]
    assert records.hr.hr_bpm.tolist() == [80, 81]


def test_a_heart_rate_of_255_stays_and_is_a_sentinel(tmp_path: Path) -> None:
    records = read(database(tmp_path / "g", {BAND: minutes((0, 255), (0, 70))}))
    codes = judged(records).hr_code
    assert [HR_FLAGS[code].value for code in codes] == ["sentinel", "ok"]


def test_minus_one_is_nothing_and_is_counted(tmp_path: Path) -> None:
    records = read(database(tmp_path / "g", {BAND: minutes((-1, -1), (5, 70))}))
    assert records.steps.step_count.tolist() == [5]
    assert records.skipped == {Skipped.NEGATIVE: 2}


def test_rows_within_a_minute_do_not_overlap(tmp_path: Path) -> None:
    rows = [(NOON_S, 1, 10, 70), (NOON_S + 20, 1, 4, 71), (NOON_S + 60, 1, 6, 72)]
    steps = read(database(tmp_path / "g", {BAND: rows})).steps
    assert (steps.end_ms - steps.start_ms).tolist() == [20_000, 40_000, 60_000]


def test_two_bands_do_not_cut_each_other_short(tmp_path: Path) -> None:
    rows = [*minutes((10, 70)), *minutes((12, 75), since_s=NOON_S + 20, device=2)]
    records = read(database(tmp_path / "g", {BAND: rows}))
    steps = records.steps
    assert (steps.end_ms - steps.start_ms).tolist() == [60_000, 60_000]
    assert [s.label for s in records.sources] == ["Huami Mi Band 5", "device 2"]


def test_a_radio_address_is_not_read(tmp_path: Path) -> None:
    records = read(database(tmp_path / "g", {BAND: minutes((1, 70))}))
    assert "AA:BB" not in str(records.sources)


def test_time_stamps_in_ms_are_told_from_seconds(tmp_path: Path) -> None:
    rows = [(NOON_S * 1000 + 5, 1, 3, 70)]
    records = read(database(tmp_path / "g", {"COLMI_HEART_RATE_SAMPLE": rows}))
    assert records.hr.at_ms.tolist() == [NOON_S * 1000 + 5]


def test_steps_of_a_ring_are_of_a_quarter_of_an_hour(tmp_path: Path) -> None:
    records = read(
        database(tmp_path / "g", {"COLMI_ACTIVITY_SAMPLE": [(NOON_S, 1, 90, 70)]})
    )
    steps = records.steps
    assert (steps.end_ms - steps.start_ms).tolist() == [900_000]


def test_steps_of_an_unknown_period_are_counted_and_not_read(tmp_path: Path) -> None:
    rows = minutes((5, 70))
    records = read(database(tmp_path / "g", {"SOME_ACTIVITY_SAMPLE": rows}))
    assert len(records.steps.step_count) == 0
    assert records.skipped == {Skipped.UNKNOWN_PERIOD: 1}
    assert records.hr.hr_bpm.tolist() == [70]


def test_a_resting_heart_rate_is_no_sample(tmp_path: Path) -> None:
    tables = {
        BAND: minutes((1, 70)),
        "HUAMI_HEART_RATE_RESTING_SAMPLE": minutes((0, 55)),
    }
    assert read(database(tmp_path / "g", tables)).hr.hr_bpm.tolist() == [70]


def test_intervals_of_a_strap_are_read_packet_by_packet(tmp_path: Path) -> None:
    at_ms = NOON_S * 1000
    packets = [(at_ms + 1600, 1, [810, 790]), (at_ms, 1, [805]), (at_ms + 5, 2, [900])]
    path = with_intervals(database(tmp_path / "g", {}), packets)
    records = read(path)
    assert records.rr.rr_ms.tolist() == [805, 810, 790, 900]
    assert records.rr.source.tolist() == [0, 0, 0, 1]
    assert [s.label for s in records.sources] == ["Huami Mi Band 5", "device 2"]
    readings = judged(records)
    # a packet arrives with the end of its last interval
    assert readings.beats.at_ms[:3].tolist() == [at_ms, at_ms + 810, at_ms + 1600]
    assert readings.is_break.tolist() == [True, False, False, True]


@pytest.mark.parametrize("rr_ms", [-3, 0, 90_000])
def test_an_interval_that_is_none_is_refused_with_its_row(
    tmp_path: Path, rr_ms: int
) -> None:
    path = database(tmp_path / "g", {})
    with pytest.raises(FileRefused, match="none between two beats") as refused:
        read(with_intervals(path, [(NOON_S * 1000, 1, [800, rr_ms])]))
    assert str(refused.value.place) == "row 2 of HEART_RR_INTERVAL_SAMPLE"


def test_a_place_is_a_row_of_a_table(tmp_path: Path) -> None:
    records = read(database(tmp_path / "g", {BAND: minutes((1, 70), (2, 71))}))
    assert (records.place_unit.value, records.hr.place.tolist()) == ("row", [1, 2])
    assert records.sources[0].part == BAND


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not one of Gadgetbridge"):
        read(database(tmp_path / "g", {}))


def test_a_database_cut_short_is_refused(tmp_path: Path) -> None:
    whole = database(tmp_path / "g", {BAND: minutes(*[(1, 70)] * 5000)})
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(FileRefused, match="cannot be read"):
        read(whole)


def test_a_damaged_page_is_refused_with_its_table(tmp_path: Path) -> None:
    whole = database(tmp_path / "g", {BAND: minutes(*[(1, 70)] * 5000)})
    content = whole.read_bytes()
    whole.write_bytes(content[:-8192] + b"\xaa" * 8192)
    with pytest.raises(FileRefused, match="the database is damaged") as refused:
        read(whole)
    assert refused.value.place.part == BAND


@pytest.mark.parametrize("value", ["'much'", "1e300", "99999999"])
def test_a_value_that_no_band_writes_is_refused_with_the_row(
    tmp_path: Path, value: str
) -> None:
    path = database(tmp_path / "g", {BAND: minutes((1, 70), (2, 71))})
    with sqlite3.connect(path) as made:
        made.execute(f"update {BAND} set STEPS = {value} where HEART_RATE = 71")  # noqa: S608
    made.close()
    with pytest.raises(FileRefused, match="no number that a band writes") as refused:
        read(path)
    assert str(refused.value.place) == f"row 2 of {BAND}"


def test_the_open_table_of_a_band_reads_as_its_own_columns(tmp_path: Path) -> None:
    text = shared("data/gadgetbridge_mi/MI_BAND_ACTIVITY_SAMPLE.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    samples = [
        (int(r["TIMESTAMP"]), 1, int(r["STEPS"]), int(r["HEART_RATE"])) for r in rows
    ]
    hr = read(database(tmp_path / "g", {BAND: samples})).hr
    assert len(hr.hr_bpm) == 100
    assert (hr.hr_bpm.min(), hr.hr_bpm.max()) == (91, 124)
    assert hr.at_ms.tolist() == sorted(sample[0] for sample in samples)
    assert not np.any(read(tmp_path / "g").steps.step_count)
