from pacepipe.collect.live import ContactWord, LinkWord, LiveStatus, live_line
from pacepipe.domain.characteristic import BATTERY_LEVEL, HEART_RATE_MEASUREMENT
from pacepipe.domain.frame import Frame
from pacepipe.domain.profile import ContactTrust
from pacepipe.simulate.encode import heart_rate_measurement

S = 1_000_000_000


def frame(payload: bytes, at_s: float = 0, characteristic=HEART_RATE_MEASUREMENT):
    return Frame(1, characteristic, round(at_s * S), 0, payload)


def beat(hr_bpm: int, at_s: float = 0, **parts) -> Frame:
    return frame(heart_rate_measurement(hr_bpm, **parts), at_s)


MEASURING = LiveStatus(link=LinkWord.MEASURING)


def test_the_line_says_everything_that_is_known():
    status = MEASURING.after(
        [
            beat(81, rr_raw=(700, 720), contact=True),
            beat(82, rr_raw=(730,), contact=True),
            frame(b"\x5a", characteristic=BATTERY_LEVEL),
        ]
    )
    assert live_line(status) == (
        "♥ 82 bpm · contact ok · 3 beats · battery 90 % · link measuring"
    )


def test_a_stale_heart_rate_becomes_a_dash():
    status = MEASURING.after([beat(82, at_s=10, rr_raw=(700,), contact=True)])
    assert status.at(12_900_000_000).hr_bpm == 82
    stale = status.at(13 * S)
    assert stale.hr_bpm is None
    assert stale.contact is ContactWord.UNKNOWN
    assert live_line(stale).startswith("♥ – bpm · contact unknown · 1 beats")


def test_a_heart_rate_of_zero_is_no_measurement():
    assert MEASURING.after([beat(80), beat(0)]).hr_bpm is None


def test_a_heart_rate_without_contact_is_not_shown():
    status = MEASURING.after([beat(82, contact=False)])
    assert (status.hr_bpm, status.contact) == (None, ContactWord.LOST)


def test_contact_bits_that_are_not_believed_hide_nothing():
    doubtful = LiveStatus(contact_trust=ContactTrust.UNRELIABLE)
    status = doubtful.after([beat(82, contact=False)])
    assert (status.hr_bpm, status.contact) == (82, ContactWord.UNSUPPORTED)


def test_a_strap_that_does_not_report_contact_says_so():
    assert MEASURING.after([beat(82)]).contact is ContactWord.UNSUPPORTED


def test_an_unreadable_frame_changes_nothing():
    before = MEASURING.after([beat(82, at_s=1, rr_raw=(700,), contact=True)])
    torn = [frame(b"", 2), frame(bytes.fromhex("19 00 46"), 2), frame(b"\x10", 2)]
    assert before.after(torn) == before


def test_an_unknown_characteristic_changes_nothing():
    assert MEASURING.after([frame(b"\x01", characteristic=0x2AFF)]) == MEASURING


def test_beats_add_up_over_looks():
    status = MEASURING.after([beat(80, rr_raw=(700, 700))])
    assert status.after([beat(80, rr_raw=(700,))]).beat_count == 3


def test_a_battery_of_nonsense_is_not_shown():
    assert MEASURING.after([frame(b"\xff", characteristic=BATTERY_LEVEL)]) == MEASURING
