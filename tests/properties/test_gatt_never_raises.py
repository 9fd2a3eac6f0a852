"""Invariant 2: decoding never raises, and never invents a value."""

import math

from hypothesis import given
from hypothesis import strategies as st

from pacepipe import gatt
from pacepipe.domain import characteristic as known
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import CONTACT_OK, CONTACT_UNSUPPORTED, HeartRateReadings
from pacepipe.simulate import encode
from support import reference_decoder as reference

HR_FLAGS = 0b0001_1111
RSC_FLAGS = 0b0000_0111

any_bytes = st.binary(max_size=24)
# a flags byte followed by few bytes meets the layouts far more often than chance
likely_frames = st.builds(
    lambda flags, body: bytes([flags]) + body,
    st.integers(0, 0xFF),
    st.binary(min_size=1, max_size=12),
)
frames = st.lists(any_bytes | likely_frames, max_size=30)
u16 = st.integers(0, 0xFFFF)


def beats_of(readings: HeartRateReadings, frame: int) -> tuple[int, ...]:
    return tuple(readings.rr_raw[readings.beat_frame_index == frame].tolist())


def one_heart_rate(payload: bytes):
    readings = gatt.heart_rate_measurement(FrameBatch.from_payloads([payload]))
    if len(readings.frame_index) == 0:
        return None
    contact = int(readings.contact[0])
    energy = float(readings.energy_kj[0])
    return (
        int(readings.hr_bpm[0]),
        None if contact == CONTACT_UNSUPPORTED else contact == CONTACT_OK,
        None if math.isnan(energy) else int(energy),
        beats_of(readings, 0),
    )


@given(characteristic=st.sampled_from([*gatt.DECODERS, 0x2B40]), payloads=frames)
def test_any_bytes_are_either_read_or_rejected_once(characteristic, payloads):
    readings = gatt.decode(characteristic, FrameBatch.from_payloads(payloads))
    read = readings.frame_index.tolist()
    refused = readings.rejects.frame_index.tolist()
    assert read == sorted(read)
    assert refused == sorted(refused)
    assert sorted(read + refused) == list(range(len(payloads)))
    assert len(readings.rejects.reasons) == len(refused)


@given(payloads=frames)
def test_the_batch_agrees_with_one_heart_rate_frame_at_a_time(payloads):
    readings = gatt.heart_rate_measurement(FrameBatch.from_payloads(payloads))
    expected = {
        index: value
        for index, payload in enumerate(payloads)
        if (value := reference.heart_rate(payload)) is not None
    }
    assert readings.frame_index.tolist() == list(expected)
    assert set(readings.beat_frame_index.tolist()) <= set(expected)
    columns = zip(
        readings.frame_index.tolist(),
        readings.hr_bpm.tolist(),
        readings.contact.tolist(),
        readings.energy_kj.tolist(),
        strict=True,
    )
    for index, hr_bpm, contact, energy_kj in columns:
        said = None if contact == CONTACT_UNSUPPORTED else contact == CONTACT_OK
        energy = None if math.isnan(energy_kj) else energy_kj
        beats = beats_of(readings, index)
        assert (hr_bpm, said, energy, beats) == expected[index]


@given(payloads=frames)
def test_the_batch_agrees_with_one_running_frame_at_a_time(payloads):
    readings = gatt.rsc_measurement(FrameBatch.from_payloads(payloads))
    expected = {
        index: value
        for index, payload in enumerate(payloads)
        if (value := reference.running(payload)) is not None
    }
    got = {
        index: tuple(
            None if isinstance(value, float) and math.isnan(value) else value
            for value in values
        )
        for index, *values in zip(
            readings.frame_index.tolist(),
            readings.speed_mps.tolist(),
            readings.cadence_raw.tolist(),
            readings.stride_length_m.tolist(),
            readings.total_distance_m.tolist(),
            readings.is_running.tolist(),
            strict=True,
        )
    }
    assert got == expected


@given(payload=any_bytes | likely_frames)
def test_an_accepted_heart_rate_frame_encodes_to_its_own_bytes(payload):
    value = one_heart_rate(payload)
    if value is None:
        return
    hr_bpm, contact, energy_kj, rr_raw = value
    flags = payload[0] & HR_FLAGS
    if contact is None:
        flags &= ~0b10  # a detected bit means nothing where it is not supported
    again = encode.heart_rate_measurement(
        hr_bpm, rr_raw=rr_raw, contact=contact, energy_kj=energy_kj, wide=flags & 1 == 1
    )
    assert again == bytes([flags]) + payload[1:]


@given(payload=any_bytes | likely_frames)
def test_an_accepted_running_frame_encodes_to_its_own_bytes(payload):
    readings = gatt.rsc_measurement(FrameBatch.from_payloads([payload]))
    if len(readings.frame_index) == 0:
        return
    stride, distance = readings.stride_length_m[0], readings.total_distance_m[0]
    again = encode.rsc_measurement(
        speed_mps=float(readings.speed_mps[0]),
        cadence_spm=int(readings.cadence_raw[0]),
        stride_length_m=None if math.isnan(stride) else float(stride),
        total_distance_m=None if math.isnan(distance) else float(distance),
        is_running=bool(readings.is_running[0]),
    )
    assert again == bytes([payload[0] & RSC_FLAGS]) + payload[1:]


@given(
    characteristic=st.sampled_from(known.DEVICE_INFORMATION_TEXT),
    payload=any_bytes | st.text(max_size=12).map(str.encode),
)
def test_an_accepted_text_is_its_own_bytes_without_the_padding(characteristic, payload):
    readings = gatt.decode(characteristic, FrameBatch.from_payloads([payload]))
    for text in readings.value:
        assert text.encode() == payload.strip(b"\0")


@given(
    hr_bpm=u16,
    rr_raw=st.lists(u16, max_size=9),
    contact=st.sampled_from([None, False, True]),
    energy_kj=st.none() | u16,
    wide=st.booleans(),
)
def test_a_heart_rate_frame_and_its_prefixes(hr_bpm, rr_raw, contact, energy_kj, wide):
    frame = encode.heart_rate_measurement(
        hr_bpm, rr_raw=rr_raw, contact=contact, energy_kj=energy_kj, wide=wide
    )
    sent = (hr_bpm, contact, energy_kj, tuple(rr_raw))
    assert one_heart_rate(frame) == sent
    fixed = len(frame) - 2 * len(rr_raw)
    for size in range(len(frame)):
        got = one_heart_rate(frame[:size])
        whole_intervals, odd = divmod(size - fixed, 2)
        if whole_intervals >= 1 and odd == 0:
            # cut between intervals it is a frame that a strap could have sent
            assert got == (*sent[:3], tuple(rr_raw[:whole_intervals]))
        else:
            assert got is None


@given(
    speed_raw=u16,
    cadence=st.integers(0, 0xFF),
    stride_cm=st.none() | u16,
    distance_dm=st.none() | st.integers(0, 0xFFFFFFFF),
    is_running=st.booleans(),
)
def test_a_running_frame_comes_back_and_no_prefix_of_it_yields_a_value(
    speed_raw, cadence, stride_cm, distance_dm, is_running
):
    frame = encode.rsc_measurement(
        speed_mps=speed_raw / 256,
        cadence_spm=cadence,
        stride_length_m=None if stride_cm is None else stride_cm / 100,
        total_distance_m=None if distance_dm is None else distance_dm / 10,
        is_running=is_running,
    )
    prefixes = [frame[:size] for size in range(len(frame))]
    readings = gatt.rsc_measurement(FrameBatch.from_payloads([*prefixes, frame]))
    assert readings.frame_index.tolist() == [len(frame)]
    assert readings.speed_mps.tolist() == [speed_raw / 256]
    assert readings.cadence_raw.tolist() == [cadence]
    if stride_cm is not None:
        assert readings.stride_length_m.tolist() == [stride_cm / 100]
    if distance_dm is not None:
        assert readings.total_distance_m.tolist() == [distance_dm / 10]
