"""Tables as text: Fitbit, HRV Logger, Polar Sensor Logger."""

from pathlib import Path

import numpy as np
import pytest

from pacepipe.domain.imported import ImportedRecords, Skipped, TimeBasis
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange import FileRefused
from pacepipe.signals.day_length import day_length
from support.imported import flags, judged, read, read_bytes_of
from support.shared import shared

STANFORD = {
    # rows, sum of values: counted with csv, datetime and sum
    "A0NVTRV_hr": (372_105, 30_490_318),
    "A0NVTRV_steps": (94_980, 268_204),
    "A3OU183_hr": (75_114, 6_125_810),
    "A3OU183_steps": (130_779, 383_158),
    "APGIB2T_hr": (152_491, 12_378_727),
    "APGIB2T_steps": (137_828, 785_466),
    "AURCTAK_hr": (119_333, 8_004_025),
    "AURCTAK_steps": (130_788, 806_796),
}
_READ: dict[str, ImportedRecords] = {}


def stanford(name: str) -> ImportedRecords:
    """One of the open tables, read once: each takes up to two seconds."""
    if name not in _READ:
        _READ[name] = read(shared(f"data/stanford_fitbit/{name}.csv.zip"))
    return _READ[name]


@pytest.mark.parametrize("name", sorted(STANFORD))
def test_every_row_of_an_open_fitbit_table_is_read(name: str) -> None:
    records = stanford(name)
    values = records.hr.hr_bpm if name.endswith("_hr") else records.steps.step_count
    assert (len(values), values.sum()) == STANFORD[name]
    assert (records.basis, records.skipped) == (TimeBasis.LOCAL, {})


@pytest.mark.parametrize(
    ("name", "twice"),
    [
        ("AURCTAK_hr", 116),
        ("AURCTAK_steps", 2),
        ("APGIB2T_steps", 8),
        ("A3OU183_hr", 0),
    ],
)
def test_a_minute_that_is_told_twice_counts_for_nobody(name: str, twice: int) -> None:
    readings = judged(stanford(name))
    is_hr = name.endswith("_hr")
    at_ms = readings.hr.at_ms if is_hr else readings.steps.start_ms
    codes = readings.hr_time if is_hr else readings.step_time
    assert flags(codes).count("ambiguous") == twice
    counted = at_ms[codes == 0]
    assert len(np.unique(counted)) == len(counted)


def test_a_journey_leaves_no_instant_twice() -> None:
    readings = judged(stanford("APGIB2T_hr"))
    counted = readings.hr.at_ms[readings.hr_time == 0]
    assert len(np.unique(counted)) == len(counted)


def _midnight_ms(day: str) -> int:
    return int(np.datetime64(day, "ms").astype(np.int64))


ODD_DAYS = {
    # person, day: its minutes, the length that both tables say together
    ("APGIB2T", "2020-11-26"): 1380,
    ("APGIB2T", "2021-01-22"): 1440,
    ("APGIB2T", "2021-01-23"): 1440,
    ("AURCTAK", "2020-04-07"): 1380,
}


@pytest.mark.parametrize(("person", "day"), sorted(ODD_DAYS))
def test_a_day_whose_clock_was_moved_has_its_right_length(
    person: str, day: str
) -> None:
    heart, steps = stanford(f"{person}_hr"), stanford(f"{person}_steps")
    tables = [heart.hr.at_ms, steps.steps.start_ms]
    found = day_length(_midnight_ms(day), tables)
    assert found.day_minutes == ODD_DAYS[person, day]


@pytest.mark.parametrize(("person", "day"), sorted(ODD_DAYS))
@pytest.mark.parametrize("what", ["hr", "steps"])
def test_a_day_whose_clock_was_moved_counts_no_minute_twice(
    person: str, day: str, what: str
) -> None:
    readings = judged(stanford(f"{person}_{what}"))
    is_hr = what == "hr"
    at_ms = readings.hr.at_ms if is_hr else readings.steps.start_ms
    codes = readings.hr_time if is_hr else readings.step_time
    minute, start = at_ms // 60_000, _midnight_ms(day)
    # a telling goes on while time rises within one minute
    telling = np.cumsum(
        (np.diff(minute, prepend=-1) != 0) | (np.diff(at_ms, prepend=-1) <= 0)
    )
    is_counted = (codes == 0) & (at_ms >= start) & (at_ms < start + 86_400_000)
    counted = {
        (m, one)
        for m, one in zip(
            minute[is_counted].tolist(), telling[is_counted].tolist(), strict=True
        )
    }
    minutes = {m for m, _ in counted}
    assert len(counted) == len(minutes)
    assert 1_000 < len(minutes) <= ODD_DAYS[person, day]


FITBIT = b",user,datetime,heartrate\n0,A,2026-03-10 00:00:06,83\n"
HRV = b"timestamp, rr, since_start \n\n1688126297704,919,16064\n1688126298681,1207,1\n"
POLAR_RR = (
    b"Phone timestamp;RR-interval [ms]\n2026-04-24T14:10:16.752;937\n"
    b"2026-04-24T14:10:17.690;941\n"
)
POLAR_HR = (
    b"Phone timestamp;HR [bpm];HRV [ms];Breathing interval [rpm];\n"
    b"2026-04-24T14:10:16.752;64;42.5;;\n2026-04-24T14:10:17.752;65;;;\n"
)


def test_a_fitbit_row_is_walked_back_by_its_line(tmp_path: Path) -> None:
    records = read_bytes_of(tmp_path / "x", FITBIT)
    assert (records.place_unit.value, records.hr.place.tolist()) == ("line", [2])


def test_a_negative_value_is_counted_and_not_read(tmp_path: Path) -> None:
    records = read_bytes_of(tmp_path / "x", FITBIT + b"1,A,2026-03-10 00:00:11,-1\n")
    assert (len(records.hr.hr_bpm), records.skipped) == (1, {Skipped.NEGATIVE: 1})


@pytest.mark.parametrize(
    ("name", "count"),
    [("empatica", 4139), ("heartmath", 3042), ("kyto", 2860), ("rhythm", 2604)],
)
def test_every_interval_of_an_open_log_is_read(name: str, count: int) -> None:
    path = shared(f"data/wearable_hrv/test_{name}.csv")
    rows = [line.split(",") for line in path.read_text().splitlines()[1:] if line]
    records = read(path)
    assert len(records.rr.rr_ms) == len(rows) == count
    assert records.rr.rr_ms.tolist() == [float(row[1]) for row in rows]
    assert records.rr.at_ms.tolist() == [int(row[0]) for row in rows]
    assert records.file_format is FileFormat.HRV_LOGGER


def test_intervals_that_arrived_together_end_one_after_the_other() -> None:
    beats = judged(read(shared("data/wearable_hrv/test_heartmath.csv"))).beats
    # two intervals a packet, written down 8 ms apart
    assert np.diff(beats.at_ms[:2]).tolist() == [992]


def test_hrv_logger_with_dates_is_an_instant_where_it_has_an_offset(
    tmp_path: Path,
) -> None:
    head = b"date, rr, since start\n"
    there = read_bytes_of(tmp_path / "a", head + b"2025-03-11 09:57:38 +0000,655,1\n")
    local = read_bytes_of(tmp_path / "b", head + b"2025-03-11 09:57:38.120,655,1\n")
    assert (there.basis, local.basis) == (TimeBasis.UTC, TimeBasis.LOCAL)
    assert (local.rr.at_ms - there.rr.at_ms).tolist() == [120]


def test_intervals_of_polar_sensor_logger_are_read(tmp_path: Path) -> None:
    records = read_bytes_of(tmp_path / "x", POLAR_RR)
    assert records.rr.rr_ms.tolist() == [937, 941]
    assert np.diff(records.rr.at_ms).tolist() == [938]
    assert records.basis is TimeBasis.LOCAL


def test_what_the_polar_app_works_out_is_not_read(tmp_path: Path) -> None:
    records = read_bytes_of(tmp_path / "x", POLAR_HR)
    assert (records.hr.hr_bpm.tolist(), len(records.rr.rr_ms)) == ([64, 65], 0)


def test_a_real_log_with_many_early_beats_comes_through_unchanged(
    tmp_path: Path,
) -> None:
    text = shared("data/polar_h10_pvc/polar_h10_hr_rr.csv").read_text()
    rows = [line.split(",") for line in text.splitlines()[1:]]
    rows = [row for row in rows if row[2]]
    lines = [b"Phone timestamp;RR-interval [ms]"]
    for time_ns, _, rr in rows:
        at = np.datetime64(int(time_ns) // 1_000_000, "ms")
        lines.append(f"{at};{rr}".encode())
    records = read_bytes_of(tmp_path / "x", b"\n".join(lines))
    assert len(records.rr.rr_ms) == 798
    assert records.rr.rr_ms.sum() == pytest.approx(599_400, abs=100)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (FITBIT + b"1,A,2026-03-10 00:0", 3, "there are 3 cells"),
        (FITBIT + b"1,A,2026-02-30 00:00:00,70\n", 3, "not a date and time"),
        (FITBIT + b"1,A,2026-03-10 25:00:00,70\n", 3, "not a date and time"),
        (FITBIT + b"1,A,2026-03-10 00:00:00,\n", 3, "heartrate is not a number"),
        (FITBIT + b"1,A,2026-03-10 00:00:00,nan\n", 3, "heartrate is not a number"),
        (FITBIT + b"\xff\xfe\n", 3, "no text"),
        (FITBIT + b"x" * 5000, 3, "too long"),
        (HRV + b"1688126298681\n", 5, "ends before its interval"),
        (HRV + b"1688126298681,0,1\n", 5, "none between two beats"),
        (HRV + b"1688126298681,x,1\n", 5, "the interval is not a number"),
        (HRV + b"soon,800,1\n", 5, "not one that can be read"),
        (HRV + b"2025-03-11 09:57:38,655,1\n", 5, "some times have an offset"),
        (POLAR_RR + b"14:10:18;900\n", 4, "not a date and time"),
        (POLAR_RR + b"2026-04-24T14:10:18\n", 4, "ends before its value"),
        (b"Phone timestamp;X [mg];Y [mg]\n", 1, "neither heart rate nor RR"),
    ],
)
def test_a_broken_table_is_refused_with_the_line(
    tmp_path: Path, content: bytes, line: int, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason) as refused:
        read_bytes_of(tmp_path / "x", content)
    assert str(refused.value.place) == f"line {line}"
