"""The profiles that ship, and what a capture proves of each."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.devices import load_profiles
from pacepipe.devices.schema import ASKED_FOR
from pacepipe.domain.characteristic import (
    COLMI_NOTIFY,
    HEART_RATE_MEASUREMENT,
    INFINITIME_STEP_COUNT,
    RSC_MEASUREMENT,
)
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.profile import (
    Access,
    CadenceUnit,
    ContactTrust,
    DeviceProfile,
    SensorKind,
    Tier,
)
from pacepipe.domain.reading import CONTACT_UNSUPPORTED, Readings
from pacepipe.gatt.colmi import HeartRateDay, RingReader, StepDay
from pacepipe.simulate.recording import recorded_walk
from support.shared import shared

REPO = Path(__file__).resolve().parents[3]
CAPTURES = REPO / "tests" / "captures"
PROFILES = {p.profile_id: p for p in load_profiles(REPO / "devices")}


def frames_of(profile: DeviceProfile, capture: str) -> list[tuple[int, float, bytes]]:
    lines = (CAPTURES / profile.profile_id / f"{capture}.jsonl").read_text()
    return [
        (int(line["characteristic"], 16), line["t_s"], bytes.fromhex(line["hex"]))
        for line in map(json.loads, lines.splitlines())
    ]


def read(frames: list[tuple[int, float, bytes]]) -> dict[int, Readings]:
    return {
        number: gatt.decode(
            number,
            FrameBatch.from_payloads(
                [body for kind, _, body in frames if kind == number]
            ),
        )
        for number in {kind for kind, _, _ in frames}
    }


def stored_in_a_ring(frames: list[tuple[int, float, bytes]]) -> set[str]:
    reader = RingReader()
    for number, _, body in frames:
        if number == COLMI_NOTIFY:
            reader.receive(body)
    names = {StepDay: "step_bins", HeartRateDay: "heart_rate_bins"}
    return {names[type(event)] for event in iter(reader.next_event, None)}


CASES = [(profile, name) for profile in PROFILES.values() for name in profile.captures]
each_capture = pytest.mark.parametrize(
    ("profile", "capture"), CASES, ids=[f"{p.profile_id}-{name}" for p, name in CASES]
)


def test_the_wearables_ship_the_most_specific_first():
    assert list(PROFILES) == [
        "polar_h10",
        "colmi_r0x",
        "infinitime",
        "heart_rate_strap",
        "running_pod",
    ]
    assert {p.tier for p in PROFILES.values()} == {Tier.BRONZE}


def test_a_polar_h10_is_an_ecg_strap_that_does_not_say_its_contact():
    h10 = PROFILES["polar_h10"]
    assert (h10.manufacturer, h10.model) == ("Polar Electro Oy", "H10")
    assert h10.sensor_kind is SensorKind.ECG
    assert h10.contact is ContactTrust.UNSUPPORTED


def test_a_standard_pod_counts_steps():
    assert PROFILES["running_pod"].cadence_unit is CadenceUnit.STEPS


@each_capture
def test_every_frame_of_a_capture_is_decoded(profile, capture):
    readings = read(frames_of(profile, capture))
    assert readings
    for decoded in readings.values():
        assert len(decoded.frame_index) > 0
        assert decoded.rejects.reasons == ()


@each_capture
def test_a_capture_holds_what_the_profile_takes_and_nothing_else(profile, capture):
    sent = {number for number, _, _ in frames_of(profile, capture)}
    assert sent <= {use.characteristic for use in profile.characteristics}
    assert sent >= {
        use.characteristic
        for use in profile.characteristics
        if use.is_required and use.access is Access.NOTIFY
    }


@each_capture
def test_a_capture_shows_what_the_profile_promises(profile, capture):
    readings = read(frames_of(profile, capture))
    heart, pod = readings.get(HEART_RATE_MEASUREMENT), readings.get(RSC_MEASUREMENT)
    shown = set()
    if heart is not None:
        shown |= {"heart_rate"} if heart.hr_bpm.min() > 30 else set()
        shown |= {"rr"} if len(heart.rr_raw) > 0 else set()
        shown |= {"contact"} if (heart.contact != CONTACT_UNSUPPORTED).all() else set()
    if pod is not None:
        shown |= {"cadence"} if pod.cadence_raw.max() > 0 else set()
        shown |= {"speed"} if pod.speed_mps.max() > 0 else set()
        shown |= {"distance"} if np.isfinite(pod.total_distance_m).all() else set()
    shown |= stored_in_a_ring(frames_of(profile, capture))
    if (counter := readings.get(INFINITIME_STEP_COUNT)) is not None:
        shown |= {"step_count"} if counter.value.max() > 0 else set()
    # the battery is read once a link, so that no series holds it
    assert set(profile.gives) - {"battery"} - ASKED_FOR <= shown
    if profile.contact is ContactTrust.UNSUPPORTED and heart is not None:
        assert (heart.contact == CONTACT_UNSUPPORTED).all()


@each_capture
def test_a_capture_says_where_its_bytes_come_from(profile, capture):
    text = (CAPTURES / profile.profile_id / "provenance.toml").read_text()
    said = tomllib.loads(text)[capture]
    assert set(said) == {"made", "series", "source", "licence", "added", "proves"}


def test_every_capture_belongs_to_a_profile():
    kept = {
        (file.parent.name, file.stem)
        for file in CAPTURES.rglob("*.jsonl")
        if file.parent.name in PROFILES
    }
    assert kept == {(p.profile_id, name) for p, name in CASES}


def test_the_strap_capture_is_the_recorded_walk():
    frames = frames_of(PROFILES["heart_rate_strap"], "worn_walk")
    walk = recorded_walk().strap[: len(frames)]
    assert frames == [(n.characteristic, n.at_s, n.payload) for n in walk]


def test_the_polar_capture_is_true_to_its_series():
    rows = shared("data/polar_h10_pvc/polar_h10_hr_rr.csv").read_text().split()[1:]
    rr_ms = [int(row.split(",")[2]) for row in rows if row.split(",")[2]]
    frames = frames_of(PROFILES["polar_h10"], "frequent_pvc")
    decoded = read(frames)[HEART_RATE_MEASUREMENT]
    count = len(decoded.rr_raw)
    assert count > 100
    # one tick is 0.98 ms, so that rounding moves an interval by half a millisecond
    np.testing.assert_allclose(decoded.rr_raw * 1000 / 1024, rr_ms[:count], atol=0.5)
