"""The recorded walk says what was recorded, and no more."""

import csv
from pathlib import Path

import numpy as np

from pacepipe import gatt
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT, RSC_MEASUREMENT
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import HeartRateReadings, RscReadings
from pacepipe.simulate import recording
from pacepipe.simulate.notification import Notification

FOLDER = Path(recording.__file__).parent / "recordings"
WALK = recording.recorded_walk()


def read(stream: tuple[Notification, ...]):
    (characteristic,) = {n.characteristic for n in stream}
    batch = FrameBatch.from_payloads([n.payload for n in stream])
    at_s = np.array([n.at_s for n in stream])
    return characteristic, at_s, gatt.decode(characteristic, batch)


def test_every_recorded_beat_comes_back_at_its_arrival():
    characteristic, at_s, readings = read(WALK.strap)
    assert characteristic == HEART_RATE_MEASUREMENT
    assert isinstance(readings, HeartRateReadings)
    assert readings.rejects.reasons == ()
    with (FOLDER / "worn_strap_walk.csv").open() as file:
        rows = [(int(r["arrival_ms"]), int(r["rr_ms"])) for r in csv.DictReader(file)]
    arrival_ms, rr_ms = np.array(rows).T
    # one tick is 0.98 ms, so that rounding moves an interval by half a millisecond
    np.testing.assert_allclose(readings.rr_raw * 1000 / 1024, rr_ms, atol=0.5)
    late_ms = arrival_ms - np.rint(at_s * 1000)[readings.beat_frame_index]
    assert late_ms.min() >= 0
    assert late_ms.max() <= 50


def test_the_heart_rate_agrees_with_the_intervals_around_it():
    _, _, readings = read(WALK.strap)
    shortest = 60_000 / (readings.rr_raw.min() * 1000 / 1024)
    longest = 60_000 / (readings.rr_raw.max() * 1000 / 1024)
    assert longest - 1 <= readings.hr_bpm.min()
    assert readings.hr_bpm.max() <= shortest + 1


def test_lost_beats_stay_lost():
    _, at_s, readings = read(WALK.strap)
    beat_s = at_s[readings.beat_frame_index]
    during = (beat_s >= recording.WALKING.start_s) & (beat_s < recording.WALKING.end_s)
    heard_s = readings.rr_raw[during].sum() / 1024
    assert 0.65 < heard_s / 180 < 0.75
    assert np.diff(at_s).max() > 15


def test_the_pod_counts_steps_in_the_walk_and_none_beside_it():
    characteristic, at_s, readings = read(WALK.pod)
    assert characteristic == RSC_MEASUREMENT
    assert isinstance(readings, RscReadings)
    assert readings.rejects.reasons == ()
    during = (at_s >= 97) & (at_s < 277)
    assert during.sum() == 180
    assert readings.cadence_raw[during].min() >= 2 * 53
    assert readings.cadence_raw[during].max() <= 2 * 68.5
    assert not readings.cadence_raw[~during].any()
    assert not readings.speed_mps[~during].any()
    assert (np.diff(readings.total_distance_m) >= 0).all()


def test_both_streams_run_forward_and_end_with_the_recording():
    for stream in (WALK.strap, WALK.pod):
        at_s = [n.at_s for n in stream]
        assert at_s == sorted(at_s)
        assert len(set(at_s)) == len(at_s)
        assert 0 <= at_s[0] <= at_s[-1] < WALK.duration_s


def test_the_labelled_bouts_do_not_overlap():
    edges = [edge for bout in WALK.bouts for edge in (bout.start_s, bout.end_s)]
    assert edges == sorted(edges)
    assert [bout.label for bout in WALK.bouts] == ["neurotask", "walking", "biking"]


def test_the_recordings_say_where_they_come_from():
    source = (FOLDER / "SOURCE.md").read_text()
    for file in FOLDER.glob("*.csv"):
        assert f"## {file.name}" in source
    assert "Permission is hereby granted, free of charge" in source
