"""FIT files: the open recordings, and files made for one fact each.

The sums are those of the device maker's own decoder on the same files.
"""

import numpy as np
import pytest

from pacepipe.domain.imported import Skipped, TimeBasis
from pacepipe.exchange import FileRefused
from support.fit_file import (
    FILE_ID,
    FIT_EPOCH_S,
    HRV,
    RECORD,
    SESSION,
    SPORT,
    TIMER,
    U32,
    data,
    definition,
    fit_file,
    hrv,
    record,
)
from support.imported import fit, flags, judged, read
from support.shared import shared

NOON_S = 1_000_000_000
RUNNING, CYCLING, WALKING = 1, 2, 11

OPEN = {
    "fit_fitparse/Edge810-Vector-2013-08-16-15-35-10.fit": (4671, 718_687, 0, 0),
    "fit_fitparse/activity-small-fenix2-run.fit": (2808, 432_366, 2809, 227_716),
    "fit_fitparse/developer-types-sample.fit": (3424, 447_994, 3424, 255_753),
    "fit_fitparse/garmin-edge-820-bike.fit": (15, 1710, 0, 0),
    "fit_fitparse/garmin-fenix-5-run.fit": (21, 1784, 21, 1565),
    "fit_fitparse/garmin-fenix-5-walk.fit": (17, 1281, 17, 1030),
    "fit_fitparse/sample-activity-indoor-trainer.fit": (2263, 334_352, 0, 0),
    "fit_sweat/4078723797.fit": (8357, 1_376_485, 0, 0),
    "fit_sweat/6471559601_ACTIVITY.fit": (60, 3170, 26, 0),
}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_every_value_of_an_open_file_is_read(name: str) -> None:
    hr_count, hr_sum, cadence_count, one_leg_sum = OPEN[name]
    records = read(shared(f"data/{name}"))
    assert (len(records.hr.hr_bpm), records.hr.hr_bpm.sum()) == (hr_count, hr_sum)
    cadence = records.cadence.cadence_spm
    assert (len(cadence), cadence.sum()) == (cadence_count, 2 * one_leg_sum)


@pytest.mark.parametrize(
    ("name", "count", "sum_ms"),
    [
        ("garmin-edge-820-bike.fit", 126, 66_289),
        ("garmin-fenix-5-run.fit", 113, 75_005),
        ("garmin-fenix-5-walk.fit", 62, 49_592),
    ],
)
def test_every_interval_of_an_open_file_is_read(
    name: str, count: int, sum_ms: int
) -> None:
    rr = read(shared(f"data/fit_fitparse/{name}")).rr
    assert (len(rr.rr_ms), rr.rr_ms.sum()) == (count, sum_ms)


def test_the_beats_of_the_open_walk_lie_within_it() -> None:
    records = read(shared("data/fit_fitparse/garmin-fenix-5-walk.fit"))
    beats = judged(records).beats
    (walk,) = (span for span in records.spans if not span.is_lap)
    assert walk.sport == "walking"
    assert beats.at_ms.min() >= walk.start_ms
    assert beats.at_ms.max() <= walk.end_ms + 5000
    assert flags(judged(records).beat_time) == ["ok"] * 62


def test_cadence_of_a_walk_counts_both_legs() -> None:
    records = read(shared("data/fit_fitparse/garmin-fenix-5-walk.fit"))
    cadence = records.cadence.cadence_spm
    assert (cadence.min(), cadence.max()) == (106, 137)


def test_a_monitoring_file_gives_the_steps_of_its_own_day_totals() -> None:
    records = read(shared("data/fit_fitparse/MonitoringFile.fit"))
    assert records.counters == ("walking", "running")
    assert len(records.totals.at_ms) == 81
    # its own zone, six hours behind, and not the reader's, says where its day begins
    readings = judged(records, "Europe/Berlin")
    assert np.nansum(readings.steps.step_count) == 3142 + 31
    day_ms = 1_419_660_000_000  # 2014-12-27 06:00 UTC, its midnight
    told = ~np.isnan(readings.steps.step_count)
    assert readings.steps.start_ms[told].min() == day_ms
    assert readings.steps.end_ms[told].max() <= day_ms + 86_400_000


@pytest.mark.parametrize(
    ("name", "byte", "reason"),
    [
        ("activity-settings-corruptheader.fit", 771, "what follows is no FIT file"),
        ("activity-unexpected-eof.fit", 768, "the file ends here"),
        ("nick.fit", 403_456, "the file ends here"),
    ],
)
def test_a_broken_open_file_is_refused_with_the_byte(
    name: str, byte: int, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason) as refused:
        read(shared(f"data/fit_fitparse/{name}"))
    assert str(refused.value.place) == f"byte {byte}"


def test_a_place_leads_back_to_the_bytes() -> None:
    content = fit_file(RECORD, record(NOON_S, 71), record(NOON_S + 1, 72))
    hr = fit(content).hr
    assert [content[place + 5] for place in hr.place] == [71, 72]


def test_seconds_count_from_the_last_day_of_1989() -> None:
    hr = fit(fit_file(RECORD, record(NOON_S, 71))).hr
    assert hr.at_ms.tolist() == [(NOON_S + FIT_EPOCH_S) * 1000]


@pytest.mark.parametrize(
    ("sport", "cadences"), [(CYCLING, []), (RUNNING, [160]), (WALKING, [160])]
)
def test_cadence_is_of_the_session_that_it_lies_in(
    sport: int, cadences: list[int]
) -> None:
    session = data(1, "IIIB", NOON_S + 60, NOON_S, 60_000, sport)
    content = fit_file(RECORD, record(NOON_S, 90, 80), SESSION, session)
    records = fit(content)
    assert records.cadence.cadence_spm.tolist() == cadences
    assert records.skipped == ({} if cadences else {Skipped.NOT_ON_FOOT: 1})


def test_without_a_session_the_sport_decides() -> None:
    content = fit_file(SPORT, data(2, "B", WALKING), RECORD, record(NOON_S, 90, 50))
    assert fit(content).cadence.cadence_spm.tolist() == [100]


def test_cadence_of_an_unknown_sport_is_no_step() -> None:
    assert len(fit(fit_file(RECORD, record(NOON_S, 90, 50))).cadence.at_ms) == 0


def test_no_value_is_no_row() -> None:
    records = fit(fit_file(RECORD, record(NOON_S), record(NOON_S + 1, 0)))
    assert records.hr.hr_bpm.tolist() == [0]


def test_a_device_without_a_date_gives_a_session_without_a_day() -> None:
    start_s = 17_217_864
    records = fit(fit_file(RECORD, record(start_s, 70), record(start_s + 9, 71)))
    assert records.basis is TimeBasis.RELATIVE
    assert records.hr.at_ms.tolist() == [0, 9000]
    assert flags(judged(records).hr_time) == ["undated", "undated"]


def test_what_came_before_the_date_was_known_has_no_time() -> None:
    records = fit(fit_file(RECORD, record(900, 70), record(NOON_S, 71)))
    assert records.hr.hr_bpm.tolist() == [71]
    assert records.skipped == {Skipped.NO_CLOCK_YET: 1}


def test_a_jump_to_2085_is_a_bad_clock() -> None:
    in_2085_s = 3_629_000_000 - FIT_EPOCH_S
    records = fit(fit_file(RECORD, record(NOON_S, 70), record(in_2085_s, 71)))
    assert flags(judged(records).hr_time) == ["ok", "bad_clock"]


def test_beats_go_on_by_their_own_intervals() -> None:
    content = fit_file(
        RECORD, record(NOON_S, 60), HRV, hrv(1000, 900), record(NOON_S + 2), hrv(800)
    )
    rr = fit(content).rr
    from_noon = rr.at_ms - (NOON_S + FIT_EPOCH_S) * 1000
    assert from_noon.tolist() == [0, 900, 1700]
    assert rr.segment.tolist() == [0, 0, 0]


def test_beats_that_fall_behind_the_records_start_again() -> None:
    content = fit_file(
        RECORD, record(NOON_S), HRV, hrv(1000), record(NOON_S + 30), hrv(1000)
    )
    rr = fit(content).rr
    assert rr.segment.tolist() == [0, 1]
    assert np.diff(rr.at_ms).tolist() == [30_000]


def test_a_stopped_timer_breaks_the_chain_of_beats() -> None:
    stopped = data(4, "IBB", NOON_S + 1, 0, 4)
    content = fit_file(
        RECORD, record(NOON_S), HRV, hrv(1000), TIMER, stopped, hrv(1000)
    )
    assert judged(fit(content)).is_break.tolist() == [True, True]


def test_who_measured_is_what_the_file_says() -> None:
    content = fit_file(FILE_ID, data(5, "BHH", 4, 123, 42), RECORD, record(NOON_S, 60))
    (source,) = fit(content).sources
    assert (source.manufacturer, source.model) == ("polar_electro", "42")


@pytest.mark.parametrize(
    ("content", "byte", "reason"),
    [
        (b"", 0, "empty"),
        (b"nothing at all", 0, "no FIT file begins here"),
        (fit_file(RECORD, record(NOON_S, 70))[:-8], 30, "ends here"),
        (fit_file(data(7, "B", 1)), 14, "not described"),
    ],
)
def test_what_is_broken_is_refused_where_it_is(
    content: bytes, byte: int, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason) as refused:
        fit(content)
    assert refused.value.place.number == byte


def test_one_wrong_byte_is_found_by_the_checksum() -> None:
    content = bytearray(fit_file(RECORD, record(NOON_S, 70)))
    content[-4] ^= 1
    with pytest.raises(FileRefused, match="checksum"):
        fit(bytes(content))


def test_a_heart_rate_of_a_monitoring_file_has_sixteen_bits_of_time() -> None:
    info = definition(6, 103, [(253, 4, U32)])
    minute = definition(7, 55, [(26, 2, 0x84), (27, 1, 0x02)])
    low = (NOON_S + 120) & 0xFFFF
    content = fit_file(info, data(6, "I", NOON_S), minute, data(7, "HB", low, 66))
    hr = fit(content).hr
    assert hr.at_ms.tolist() == [(NOON_S + 120 + FIT_EPOCH_S) * 1000]
