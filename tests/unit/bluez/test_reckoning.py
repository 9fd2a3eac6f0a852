"""The checker behind `make bluez`: what it excuses, and what it never does."""

from collections.abc import Mapping
from typing import Any

import pytest

from bluez.reckoning import (
    COMMIT_INTERVAL_S,
    LATE_S,
    DeadWindow,
    Heard,
    Reckoning,
    delivered_of,
    killed,
    reckon,
)

DOWN = DeadWindow("station killed", 4.0, 6.0)


def _pulse(at_s: float, payload: bytes = b"", device: str = "strap") -> Heard:
    return Heard(device, 0x2A37, at_s, payload or int(at_s * 100).to_bytes(4))


def _later(sent: Heard, delay_s: float = 0.01) -> Heard:
    return Heard(sent.device, sent.characteristic, sent.at_s + delay_s, sent.payload)


def _reckoned(sent: list[Heard], kept: list[Heard], *windows: DeadWindow) -> Reckoning:
    return reckon(sent, kept, windows, begin_s=0, end_s=100)


def test_a_frame_for_each_delivery_holds() -> None:
    sent = [_pulse(second) for second in range(1, 9)]
    found = _reckoned(sent, [_later(one) for one in sent])
    assert found.holds
    assert (found.delivered_count, found.kept_count) == (8, 8)
    assert found.delays_s == pytest.approx([0.01] * 8)


def test_a_missing_frame_is_lost() -> None:
    sent = [_pulse(1), _pulse(2), _pulse(3)]
    found = _reckoned(sent, [_later(sent[0]), _later(sent[2])])
    assert found.lost == (sent[1],)
    assert not found.holds


def test_a_dead_window_excuses_a_missing_frame_and_is_named() -> None:
    sent = [_pulse(3), _pulse(5), _pulse(7)]
    found = _reckoned(sent, [_later(sent[0]), _later(sent[2])], DOWN)
    assert found.holds
    assert found.excused == {"station killed": 1}


def test_a_dead_window_ends_before_its_end() -> None:
    found = _reckoned([_pulse(6.0)], [], DOWN)
    assert found.lost == (_pulse(6.0),)


def test_a_frame_kept_in_a_dead_window_is_welcome() -> None:
    found = _reckoned([_pulse(5)], [_later(_pulse(5))], DOWN)
    assert found.holds
    assert found.kept_count == 1


def test_a_frame_kept_twice_does_not_hold() -> None:
    sent = _pulse(1)
    found = _reckoned([sent], [_later(sent), _later(sent, 0.02)], DOWN)
    assert found.repeated == (_later(sent, 0.02),)
    assert not found.holds


def test_a_frame_that_nobody_sent_does_not_hold() -> None:
    found = _reckoned([], [_pulse(1)])
    assert found.unsent == (_pulse(1),)
    assert not found.holds


def test_equal_payloads_are_counted_one_by_one() -> None:
    sent = [_pulse(second, b"\x06\x00") for second in (1, 2, 3)]
    assert _reckoned(sent, [_later(one) for one in sent]).holds
    assert len(_reckoned(sent, [_later(sent[0]), _later(sent[1])]).lost) == 1
    doubled = [_later(one, delay) for one in sent for delay in (0.01, 0.02)]
    assert not _reckoned(sent, doubled).holds


def test_a_frame_out_of_order_does_not_hold() -> None:
    sent = [_pulse(1), _pulse(2)]
    found = _reckoned(sent, [_later(sent[1]), _later(sent[0], 1.5)])
    assert not found.holds


@pytest.mark.parametrize("delay_s", [-0.1, LATE_S + 1])
def test_a_frame_of_another_time_is_another_frame(delay_s: float) -> None:
    sent = _pulse(1)
    assert _reckoned([sent], [_later(sent, delay_s)]).lost == (sent,)


def test_devices_are_not_taken_for_one_another() -> None:
    sent = _pulse(1, b"\x06\x48")
    other = _pulse(1.01, b"\x06\x48", device="pod")
    found = _reckoned([sent], [other])
    assert (found.lost, found.unsent) == ((sent,), (other,))


def test_only_streams_count() -> None:
    level = Heard("strap", 0x2A19, 1.0, b"\x50")
    assert _reckoned([level], []).delivered_count == 0


def test_an_empty_frame_is_not_judged() -> None:
    empty = Heard("strap", 0x2A37, 1.0, b"")
    assert _reckoned([], [empty]).holds


def test_only_what_was_delivered_in_the_stretch_is_judged() -> None:
    sent = [_pulse(1), _pulse(5), _pulse(9)]
    found = reckon(sent, [_later(sent[1])], [], begin_s=2, end_s=9)
    assert found.holds
    assert found.delivered_count == 1


def test_a_kill_may_take_one_commit_interval_with_it() -> None:
    windows = killed("station killed", 4.0, 6.0)
    edge_s = 4.0 - COMMIT_INTERVAL_S
    assert _reckoned([_pulse(edge_s)], [], *windows).excused == {
        "in flight, station killed": 1
    }
    assert not _reckoned([_pulse(edge_s - 0.01)], [], *windows).holds


def _made(at_s: float, payload: str, *, subscribed: bool = True) -> Mapping[str, Any]:
    return {
        "t": at_s,
        "dev": "strap",
        "ev": "notify",
        "uuid": "2a37",
        "hex": payload,
        "subscribed": subscribed,
    }


def _arrived(at_s: float, payload: str) -> Mapping[str, Any]:
    return {"t": at_s, "dev": "strap", "ev": "delivered", "handle": 20, "hex": payload}


def test_a_delivery_is_the_notification_that_it_came_from() -> None:
    truth = [_made(1.0, "0648"), _arrived(1.1, "0648")]
    assert delivered_of(truth) == (Heard("strap", 0x2A37, 1.1, b"\x06\x48"),)


def test_what_went_down_with_a_link_was_not_delivered() -> None:
    truth = [
        _made(1.0, "0648"),
        _made(2.0, "0649"),
        {"t": 2.1, "dev": "strap", "ev": "disconnected", "reason": 8},
        _made(9.0, "064a", subscribed=False),
        _made(10.0, "064b"),
        _arrived(10.1, "064b"),
    ]
    assert [heard.payload.hex() for heard in delivered_of(truth)] == ["064b"]


def test_a_delivery_without_an_origin_is_no_notification() -> None:
    assert delivered_of([_arrived(1.0, "0100ffff")]) == ()
