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


def recorded(raw: list[int]) -> LiveStatus:
    at_s = [sum(raw[: n + 1]) / 1024 for n in range(len(raw))]
    return MEASURING.after(
        [beat(75, at_s=at, rr_raw=(each,)) for at, each in zip(at_s, raw, strict=True)]
    )


def test_a_wrong_beat_is_marked_two_beats_later():
    raw = [800, 815] * 20
    raw[30] = 1600
    before = [recorded(raw[:count]) for count in (31, 32)]
    assert not any("set aside" in live_line(status) for status in before)
    assert "33 beats, 1 of the last minute set aside ·" in live_line(recorded(raw[:33]))
    assert recorded(raw[:33]).clean_count == 0
    assert recorded(raw).clean_count == 7


def test_beats_never_span_two_links():
    there = recorded([800, 815] * 20)
    again = there.on_link(LinkWord.LOST).on_link(LinkWord.MEASURING)
    assert (there.clean_count, again.clean_count) == (38, 0)


def test_a_strap_without_intervals_counts_its_believable_heart_rates():
    sent = (80, 81, 250, 82, 83)
    status = MEASURING.after([beat(bpm, at_s=n) for n, bpm in enumerate(sent)])
    assert status.clean_count == 2


def test_beats_add_up_over_looks():
    status = MEASURING.after([beat(80, rr_raw=(700, 700))])
    assert status.after([beat(80, rr_raw=(700,))]).beat_count == 3


def test_a_battery_of_nonsense_is_not_shown():
    assert MEASURING.after([frame(b"\xff", characteristic=BATTERY_LEVEL)]) == MEASURING
