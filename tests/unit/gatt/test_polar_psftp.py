from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacepipe.gatt import polar_psftp as psftp
from pacepipe.gatt import polar_recording as recording
from pacepipe.gatt import protobuf_lite as pb
from pacepipe.gatt.polar_psftp import (
    Answered,
    Operation,
    Query,
    Transfer,
    TransferFailed,
    TransferTrouble,
)

numbers = st.integers(0, 2**64 - 1)


def outcome(packets) -> psftp.TransferEvent | None:
    transfer = Transfer()
    for packet in packets:
        transfer.receive(packet)
    event = transfer.next_event()
    assert transfer.next_event() is None
    return event


def test_a_request_is_byte_for_byte_as_published():
    message = psftp.request(Operation.GET, "/W1/SAMPLES.BPB")
    assert message == bytes.fromhex("1300 0800 120f") + b"/W1/SAMPLES.BPB"
    first, second = psftp.packets(message, 20)
    assert (first[0], second[0]) == (0x06, 0x13)


def test_a_start_of_an_rr_recording_is_byte_for_byte_as_published():
    parameters = recording.start_parameters(recording.SAMPLE_TYPE_RR, 1, "W1")
    assert psftp.query(Query.START_RECORDING, parameters) == bytes.fromhex(
        "0e80 0810 12021801 1a025731"
    )


@given(message=st.binary(max_size=3000), size=st.integers(2, 250))
def test_packets_put_together_again_are_the_message(message, size):
    sent = psftp.packets(message, size)
    assert all(len(packet) <= size for packet in sent)
    assert outcome(sent) == Answered(message)


@given(message=st.binary(min_size=100, max_size=700), lost=st.data())
def test_a_lost_repeated_or_swapped_packet_is_never_an_answer(message, lost):
    sent = list(psftp.packets(message, 20))
    place = lost.draw(st.integers(0, len(sent) - 2))
    harm = lost.draw(st.sampled_from(["drop", "repeat", "swap"]))
    if harm == "drop":
        del sent[place]
    elif harm == "repeat":
        sent.insert(place, sent[place])
    else:
        sent[place], sent[place + 1] = sent[place + 1], sent[place]
    event = outcome(sent)
    assert isinstance(event, TransferFailed)
    assert event.trouble in {
        TransferTrouble.OUT_OF_SEQUENCE,
        TransferTrouble.NOT_BEGUN,
    }


def test_an_answer_that_stops_midway_is_no_answer():
    assert outcome(psftp.packets(bytes(100), 20)[:-1]) is None


def test_a_result_code_ends_the_exchange():
    assert outcome([psftp.result_packet(0)]) == Answered(b"")
    assert outcome([psftp.result_packet(103)]) == TransferFailed(
        TransferTrouble.REFUSED, 103
    )
    begun = psftp.packets(bytes(100), 20)[:2]
    assert outcome([*begun, psftp.result_packet(202)]) == TransferFailed(
        TransferTrouble.REFUSED, 202
    )


@given(packets=st.lists(st.binary(max_size=24), max_size=30))
def test_any_packets_give_at_most_one_event_and_never_raise(packets):
    outcome(packets)


@given(
    path=st.text(st.characters(codec="utf-8"), max_size=40),
    operation=st.sampled_from(Operation),
)
def test_a_request_reads_back(path, operation):
    asked = psftp.read_message(psftp.request(operation, path))
    assert asked == psftp.Asked(operation, path, None, b"")


@given(kind=st.sampled_from(Query), parameters=st.binary(max_size=40))
def test_a_query_reads_back(kind, parameters):
    asked = psftp.read_message(psftp.query(kind, parameters))
    assert asked == psftp.Asked(None, None, kind, parameters)


def test_a_path_that_no_request_can_hold_is_refused():
    with pytest.raises(ValueError, match="longer"):
        psftp.request(Operation.GET, "x" * 40_000)


@given(st.lists(st.tuples(st.integers(1, 2**20), numbers | st.binary(max_size=300))))
def test_fields_read_back(fields):
    message = b"".join(
        pb.number_field(n, v) if isinstance(v, int) else pb.bytes_field(n, v)
        for n, v in fields
    )
    assert pb.read_fields(message) == tuple(pb.Field(n, v) for n, v in fields)


@given(st.lists(numbers))
def test_packed_numbers_read_back(values):
    fields = pb.read_fields(pb.packed_field(7, values))
    assert fields is not None
    assert pb.numbers_of(fields, 7) == tuple(values)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_never_raise(message):
    pb.read_fields(message)
    pb.read_packed(message)
    psftp.read_message(message)
    recording.read_status(message)
    recording.read_folder(message)
    recording.read_recording(message)
    recording.read_clock(message)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(-720, 840),
)
def test_a_clock_reads_back_to_the_millisecond(local, offset_min):
    zone = timezone(timedelta(minutes=offset_min))
    local = local.replace(microsecond=local.microsecond // 1000 * 1000, tzinfo=zone)
    assert recording.read_clock(recording.clock_parameters(local)) == local


def test_a_clock_that_was_lost_is_not_believed():
    assert not recording.is_clock_believable(datetime(2019, 1, 1, tzinfo=UTC))
    assert recording.is_clock_believable(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_moment_without_a_zone_sets_no_clock():
    with pytest.raises(ValueError, match="zone"):
        recording.clock_parameters(datetime(2026, 1, 1))  # noqa: DTZ001
