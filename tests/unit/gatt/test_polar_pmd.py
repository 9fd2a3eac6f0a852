import struct

from hypothesis import given
from hypothesis import strategies as st

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason
from pacepipe.gatt import polar_pmd as pmd

s16 = st.integers(-(2**15), 2**15 - 1)
samples = st.lists(st.tuples(s16, s16, s16), min_size=1, max_size=36)
likely = st.builds(
    lambda kind, ns, layout, body: struct.pack("<BQB", kind, ns, layout) + body,
    st.sampled_from([0, 2, 0x42, 0x82]),
    st.integers(0, 2**64 - 1),
    st.sampled_from([0, 1, 2, 0x81]),
    st.binary(max_size=30),
)


def a_frame(device_ns, rows, kind=2, layout=1):
    body = b"".join(struct.pack("<3h", *row) for row in rows)
    return struct.pack("<BQB", kind, device_ns, layout) + body


def read(*payloads):
    return pmd.acceleration(FrameBatch.from_payloads(list(payloads)))


@given(st.lists(st.tuples(st.integers(0, 2**63 - 1), samples), max_size=8))
def test_every_sample_of_every_frame_is_read_in_order(frames):
    readings = read(*(a_frame(ns, rows) for ns, rows in frames))
    assert readings.device_ns.tolist() == [ns for ns, _ in frames]
    rows = zip(
        readings.sample_frame_index.tolist(),
        readings.x_mg.tolist(),
        readings.y_mg.tolist(),
        readings.z_mg.tolist(),
        strict=True,
    )
    assert list(rows) == [
        (i, *row) for i, (_, rows) in enumerate(frames) for row in rows
    ]


@given(st.lists(st.binary(max_size=30) | likely, max_size=20))
def test_any_bytes_are_either_read_or_rejected_once(payloads):
    readings = read(*payloads)
    seen = readings.frame_index.tolist() + readings.rejects.frame_index.tolist()
    assert sorted(seen) == list(range(len(payloads)))
    assert set(readings.sample_frame_index.tolist()) == set(
        readings.frame_index.tolist()
    )


def test_what_cannot_be_read_says_why():
    row = [(1, 2, 3)]
    readings = read(
        b"",
        b"\x02\x00",
        a_frame(1, row, layout=0x81),
        a_frame(1, row, kind=0),
        a_frame(1, []),
        a_frame(1, row) + b"\x00",
        a_frame(2**63, row),
    )
    assert list(readings.rejects.reasons) == [
        RejectReason.EMPTY,
        RejectReason.TRUNCATED,
        RejectReason.UNSUPPORTED_LAYOUT,
        RejectReason.UNSUPPORTED_LAYOUT,
        RejectReason.TRUNCATED,
        RejectReason.ODD_TAIL,
        RejectReason.OUT_OF_RANGE,
    ]


@given(st.binary(max_size=40))
def test_any_control_bytes_are_read_or_refused_and_never_raise(payload):
    pmd.read_answer(payload)
    pmd.read_settings(payload)


def test_control_messages_are_byte_for_byte_as_published():
    assert pmd.ask_settings() == bytes.fromhex("0102")
    assert pmd.stop() == bytes.fromhex("0302")
    assert pmd.start_acceleration(25) == bytes.fromhex("0202000119000101100002010200")
