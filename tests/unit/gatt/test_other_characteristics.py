"""0x2A53, 0x2A54, 0x2A38, 0x2A19, Device Information, and what is not known."""

import itertools
import math

import pytest

from pacepipe import gatt
from pacepipe.domain import characteristic as known
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.reading import RejectReason
from pacepipe.simulate import encode


def batch(*frames: str | bytes) -> FrameBatch:
    return FrameBatch.from_payloads(
        [bytes.fromhex(f) if isinstance(f, str) else f for f in frames]
    )


def test_the_published_running_frame_is_read_whole():
    readings = gatt.rsc_measurement(batch("07 00 02 50 64 00 10 27 00 00"))
    assert readings.speed_mps.tolist() == [2.0]  # 512 / 256
    assert readings.cadence_raw.tolist() == [80]
    assert readings.stride_length_m.tolist() == [1.0]
    assert readings.total_distance_m.tolist() == [1000.0]  # 10000 dm
    assert readings.is_running.tolist() == [True]


@pytest.mark.parametrize(
    ("stride", "distance", "is_running"),
    list(
        itertools.product([None, 0.0, 655.35], [None, 0.0, 429496729.5], [False, True])
    ),
)
def test_every_combination_of_running_flags_comes_back(stride, distance, is_running):
    frame = encode.rsc_measurement(
        speed_mps=1.25,
        cadence_spm=96,
        stride_length_m=stride,
        total_distance_m=distance,
        is_running=is_running,
    )
    readings = gatt.rsc_measurement(batch(frame))
    assert readings.speed_mps.tolist() == [1.25]
    assert readings.is_running.tolist() == [is_running]
    for sent, (got,) in (
        (stride, readings.stride_length_m),
        (distance, readings.total_distance_m),
    ):
        assert math.isnan(got) if sent is None else got == pytest.approx(sent)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", RejectReason.EMPTY),
        ("00 80 01", RejectReason.TRUNCATED),
        ("01 80 01 60", RejectReason.TRUNCATED),
        ("02 80 01 60 10 27 00", RejectReason.TRUNCATED),
        ("00 80 01 60 64", RejectReason.TRAILING_BYTES),
        ("03 80 01 60 64 00 10 27 00 00 00", RejectReason.TRAILING_BYTES),
    ],
)
def test_a_defective_running_frame_yields_no_value_and_a_reason(frame, reason):
    readings = gatt.rsc_measurement(batch(frame, "00 80 01 60"))
    assert readings.frame_index.tolist() == [1]
    assert readings.cadence_raw.tolist() == [96]
    assert readings.rejects.reasons == (reason,)


@pytest.mark.parametrize(
    ("decoder", "good", "value", "bad"),
    [
        (gatt.battery_level, "64", 100, {"65": RejectReason.OUT_OF_RANGE}),
        (gatt.body_sensor_location, "06", 6, {"07": RejectReason.OUT_OF_RANGE}),
        (gatt.rsc_feature, "1F 00", 31, {"1F": RejectReason.TRUNCATED}),
    ],
)
def test_a_single_number_is_read_or_refused(decoder, good, value, bad):
    bad = {**bad, "": RejectReason.EMPTY, "00 00 00": RejectReason.TRAILING_BYTES}
    readings = decoder(batch(good, *bad))
    assert readings.frame_index.tolist() == [0]
    assert readings.value.tolist() == [value]
    assert readings.rejects.reasons == tuple(bad.values())


def test_an_identity_comes_back_from_its_device_information():
    identity = StrapIdentity("Polar Electro Oy", "H10", "A1B2 ü", "5.0.0")
    said = encode.device_information(identity)
    back = {
        number: gatt.decode(number, batch(payload)).value[0]
        for number, payload in said.items()
    }
    assert back == {
        known.MANUFACTURER_NAME: "Polar Electro Oy",
        known.MODEL_NUMBER: "H10",
        known.SERIAL_NUMBER: "A1B2 ü",
        known.FIRMWARE_REVISION: "5.0.0",
    }


def test_what_a_strap_does_not_say_is_not_sent():
    assert encode.device_information(StrapIdentity(None, None, None)) == {}


def test_padding_is_not_part_of_a_text():
    assert gatt.device_information_text(batch(b"H10\0\0")).value == ("H10",)


def test_what_is_no_text_is_refused():
    readings = gatt.device_information_text(
        batch(b"H10", b"\xff\xfe", b"\0\0", b"", b"H\x1b[2J", b"H\0Z")
    )
    assert readings.value == ("H10",)
    assert readings.rejects.frame_index.tolist() == [1, 2, 3, 4, 5]
    assert readings.rejects.reasons == (
        RejectReason.NOT_TEXT,
        RejectReason.EMPTY,
        RejectReason.EMPTY,
        RejectReason.NOT_TEXT,
        RejectReason.NOT_TEXT,
    )


def test_an_unknown_characteristic_rejects_every_frame():
    readings = gatt.decode(0x2B40, batch("00", ""))
    assert len(readings.frame_index) == 0
    assert readings.rejects.frame_index.tolist() == [0, 1]
    assert set(readings.rejects.reasons) == {RejectReason.UNKNOWN_CHARACTERISTIC}
