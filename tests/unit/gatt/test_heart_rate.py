"""0x2A37: the published vectors, every combination of flags, every kind of defect."""

import itertools
import math

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import (
    CONTACT_LOST,
    CONTACT_OK,
    CONTACT_UNSUPPORTED,
    HeartRateReadings,
    RejectReason,
)
from pacepipe.simulate import encode


def decoded(*frames: str | bytes) -> HeartRateReadings:
    payloads = [bytes.fromhex(f) if isinstance(f, str) else f for f in frames]
    return gatt.heart_rate_measurement(FrameBatch.from_payloads(payloads))


def test_a_strap_with_good_contact_gives_rate_contact_and_interval():
    readings = decoded("16 46 40 03")
    assert readings.hr_bpm.tolist() == [70]
    assert readings.contact.tolist() == [CONTACT_OK]
    assert readings.rr_raw.tolist() == [832]  # 0x0340; 832 / 1024 s = 812.5 ms


def test_lost_contact_is_said_even_though_a_rate_is_sent():
    readings = decoded("14 46 40 03", "04 46")
    assert readings.contact.tolist() == [CONTACT_LOST, CONTACT_LOST]
    assert readings.hr_bpm.tolist() == [70, 70]


def test_a_detected_bit_without_the_supported_bit_says_nothing():
    assert decoded("12 46 40 03").contact.tolist() == [CONTACT_UNSUPPORTED]
    assert decoded("10 46 40 03").contact.tolist() == [CONTACT_UNSUPPORTED]


def test_energy_stands_before_the_intervals():
    readings = decoded("1E 46 05 00 40 03 41 03")
    assert readings.energy_kj.tolist() == [5.0]
    assert readings.rr_raw.tolist() == [832, 833]


def test_a_rate_of_two_bytes_is_read_whole():
    readings = decoded("01 2C 01")
    assert readings.hr_bpm.tolist() == [300]  # 0x012C
    assert np.isnan(readings.energy_kj).all()


def test_reserved_flag_bits_are_ignored():
    assert decoded("F6 46 40 03").rr_raw.tolist() == [832]


def test_a_rate_of_zero_is_passed_on_as_sent():
    assert decoded("00 00").hr_bpm.tolist() == [0]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", RejectReason.EMPTY),
        ("00", RejectReason.TRUNCATED),
        ("01 46", RejectReason.TRUNCATED),
        ("08 46", RejectReason.TRUNCATED),
        ("08 46 05", RejectReason.TRUNCATED),
        ("10 46", RejectReason.TRUNCATED),
        ("19 00 46", RejectReason.TRUNCATED),
        ("18 46 05 00", RejectReason.TRUNCATED),
        ("10 46 40", RejectReason.ODD_TAIL),
        ("10 46 40 03 FF", RejectReason.ODD_TAIL),
        ("00 46 40 03", RejectReason.TRAILING_BYTES),
        ("08 46 05 00 40", RejectReason.TRAILING_BYTES),
    ],
)
def test_a_defective_frame_yields_no_value_and_a_reason(frame, reason):
    readings = decoded("16 46 40 03", frame, "16 47 41 03")
    assert readings.frame_index.tolist() == [0, 2]
    assert readings.hr_bpm.tolist() == [70, 71]
    assert readings.beat_frame_index.tolist() == [0, 2]
    assert readings.rr_raw.tolist() == [832, 833]
    assert readings.rejects.frame_index.tolist() == [1]
    assert readings.rejects.reasons == (reason,)


@pytest.mark.parametrize(
    ("wide", "contact", "energy_kj", "rr_raw"),
    list(
        itertools.product(
            [False, True],
            [None, False, True],
            [None, 0, 0xFFFF],
            [(), (832,), (0, 0xFFFF, 700)],
        )
    ),
)
def test_every_combination_of_flags_comes_back(wide, contact, energy_kj, rr_raw):
    frame = encode.heart_rate_measurement(
        200, rr_raw=rr_raw, contact=contact, energy_kj=energy_kj, wide=wide
    )
    readings = decoded(frame)
    assert readings.hr_bpm.tolist() == [200]
    expected = {None: CONTACT_UNSUPPORTED, False: CONTACT_LOST, True: CONTACT_OK}
    assert readings.contact.tolist() == [expected[contact]]
    energy = readings.energy_kj[0]
    assert math.isnan(energy) if energy_kj is None else energy == energy_kj
    assert tuple(readings.rr_raw.tolist()) == rr_raw


def test_intervals_name_the_frame_they_came_in():
    readings = decoded("10 46 40 03 41 03", "00 46", "", "10 46 42 03")
    assert readings.beat_frame_index.tolist() == [0, 0, 3]
    assert readings.rr_raw.tolist() == [832, 833, 834]
    assert readings.frame_index.tolist() == [0, 1, 3]


def test_an_empty_batch_gives_empty_readings():
    readings = decoded()
    assert len(readings.hr_bpm) == len(readings.rr_raw) == 0
    assert readings.rejects.reasons == ()


def test_a_batch_that_begins_in_the_middle_of_its_bytes_is_read_there():
    whole = FrameBatch.from_payloads([b"\x16\x40", bytes.fromhex("16 46 40 03")])
    part = FrameBatch(data=whole.data, offsets=whole.offsets[1:])
    assert gatt.heart_rate_measurement(part).hr_bpm.tolist() == [70]


def test_the_batch_is_left_as_it_was():
    batch = FrameBatch.from_payloads([bytes.fromhex("1E 46 05 00 40 03 41 03")])
    before = batch.data.tobytes(), batch.offsets.tolist()
    gatt.heart_rate_measurement(batch)
    assert (batch.data.tobytes(), batch.offsets.tolist()) == before
