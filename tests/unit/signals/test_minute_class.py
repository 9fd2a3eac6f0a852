from dataclasses import replace

import numpy as np
import pytest

from pacepipe.signals import (
    Heard,
    LinkEnd,
    LinkSpan,
    MinuteClass,
    Stretch,
    minute_classes,
)

MIN = 60_000
NOON = 1_772_452_800_000


def at(minute: float) -> int:
    return NOON + round(minute * MIN)


def beating(first_s: int, last_s: int, rr_ms: float | None = 800.0, off: bool = False):
    """One reading a second, with the intervals of its second where `rr_ms` is said."""
    seconds = NOON + np.arange(first_s, last_s) * 1000
    beats = (
        np.zeros(0)
        if rr_ms is None
        else np.arange(first_s * 1000, last_s * 1000, rr_ms)
    )
    return Heard(
        hr_at_ms=seconds,
        is_ok=np.full(len(seconds), not off),
        is_off=np.full(len(seconds), off),
        beat_at_ms=(NOON + beats).astype(np.int64),
        rr_ms=np.full(len(beats), 0.0 if rr_ms is None else rr_ms),
    )


def classes(links, heard, marked=()):
    return minute_classes(links, marked, heard).minute_class


def test_a_worn_minute_with_its_intervals_is_good_and_covered_whole():
    link = LinkSpan(at(0), at(2), LinkEnd.STATION)
    found = minute_classes([link], [], beating(0, 120))
    assert found.minute_class == (MinuteClass.WORN_GOOD,) * 2
    assert found.rr_coverage_frac.tolist() == [1.0, 1.0]


def test_a_strap_without_intervals_is_judged_by_its_heart_rate():
    link = LinkSpan(at(0), at(2), LinkEnd.STATION)
    found = minute_classes([link], [], beating(0, 80, rr_ms=None))
    # 60 of 60 seconds; then 20 of 60, under half
    assert found.minute_class == (MinuteClass.WORN_GOOD, MinuteClass.WORN_POOR)
    assert np.isnan(found.rr_coverage_frac).all()


def test_intervals_that_explain_less_than_four_fifths_make_a_minute_poor():
    link = LinkSpan(at(0), at(1), LinkEnd.STATION)
    heard = beating(0, 60)
    thin = Heard(
        heard.hr_at_ms,
        heard.is_ok,
        heard.is_off,
        heard.beat_at_ms[::2],
        heard.rr_ms[::2],
    )
    # 38 of 75 intervals of 0.8 s: 30.4 of 60 s
    found = minute_classes([link], [], thin)
    assert found.minute_class == (MinuteClass.WORN_POOR,)
    assert found.rr_coverage_frac[0] == pytest.approx(30.4 / 60)


def test_readings_without_contact_are_a_strap_that_is_not_worn():
    link = LinkSpan(at(0), at(1), LinkEnd.STATION)
    assert classes([link], beating(0, 60, off=True)) == (MinuteClass.NOT_WORN,)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (LinkEnd.LOST, MinuteClass.OUT_OF_RANGE),
        (LinkEnd.HELD, MinuteClass.HELD_ELSEWHERE),
        (LinkEnd.STATION, MinuteClass.STATION_DOWN),
    ],
)
def test_silence_within_a_session_is_told_by_how_the_link_ended(end, expected):
    link = LinkSpan(at(0), at(1), end)
    found = classes([link], beating(0, 60), [Stretch(at(0), at(4))])
    assert found == (MinuteClass.WORN_GOOD, *[expected] * 3)


def test_a_session_that_nobody_listened_to_is_the_stations_doing():
    assert classes([], beating(0, 0), [Stretch(at(0), at(2))]) == (
        MinuteClass.STATION_DOWN,
        MinuteClass.STATION_DOWN,
    )


def test_between_two_links_within_an_hour_is_explained_and_beyond_it_nothing_is_said():
    first = LinkSpan(at(0), at(1), LinkEnd.LOST)
    near = LinkSpan(at(11), at(12), LinkEnd.LOST)
    far = LinkSpan(at(200), at(201), LinkEnd.LOST)
    found = minute_classes([first, near, far], [], beating(0, 60))
    assert len(found.minute_ms) == 13
    assert found.minute_class[1:] == (MinuteClass.OUT_OF_RANGE,) * 12


def test_a_silent_standing_link_is_out_of_range_and_never_worn():
    link = LinkSpan(at(0), at(3), LinkEnd.LOST)
    assert classes([link], beating(0, 60)) == (
        MinuteClass.WORN_GOOD,
        MinuteClass.OUT_OF_RANGE,
        MinuteClass.OUT_OF_RANGE,
    )


def later(*, beats_s=(), told_min=(), live=None):
    """What was heard live, and what was told later: beats of 800 ms, heart rates."""
    heard = beating(0, 0) if live is None else live
    ends = [] if not beats_s else np.arange(beats_s[0] + 0.8, beats_s[1], 0.8)
    return replace(
        heard,
        recorded_at_ms=NOON + np.rint(np.asarray(ends) * 1000).astype(np.int64),
        recorded_rr_ms=np.full(len(ends), 800.0),
        told_at_ms=np.array([at(each) for each in told_min], dtype=np.int64),
    )


def test_a_minute_with_recorded_beats_was_worn_whatever_became_of_the_link():
    first = LinkSpan(at(0), at(1), LinkEnd.LOST)
    second = LinkSpan(at(6), at(7), LinkEnd.LOST)
    heard = later(beats_s=(180, 300), live=beating(0, 60))
    found = minute_classes([first, second], [], heard)
    assert found.minute_class == (
        MinuteClass.WORN_GOOD,
        *[MinuteClass.OUT_OF_RANGE] * 2,
        *[MinuteClass.WORN_GOOD] * 2,
        *[MinuteClass.OUT_OF_RANGE] * 2,
    )
    assert found.rr_coverage_frac[3:5] == pytest.approx(1.0, abs=0.02)
    assert np.isnan(found.rr_coverage_frac[1])


def test_a_recording_alone_is_a_worn_period_of_its_own_length():
    found = minute_classes([], [], later(beats_s=(0, 120)))
    assert found.minute_ms.tolist() == [at(0), at(1)]
    assert set(found.minute_class) == {MinuteClass.WORN_GOOD}


def test_a_recorded_beat_outweighs_readings_without_contact():
    link = LinkSpan(at(0), at(1), LinkEnd.STATION)
    heard = later(beats_s=(0, 10), live=beating(0, 60, rr_ms=None, off=True))
    assert classes([link], heard) == (MinuteClass.WORN_POOR,)


def test_stored_heart_rates_five_minutes_apart_are_one_worn_period_and_poor():
    found = minute_classes([], [], later(told_min=(0, 5, 10, 16)))
    minutes = [(ms - NOON) // MIN for ms in found.minute_ms.tolist()]
    assert minutes == [*range(11), 16]
    assert set(found.minute_class) == {MinuteClass.WORN_POOR}
    assert np.isnan(found.rr_coverage_frac).all()


def test_a_stored_heart_rate_takes_nothing_from_a_strap_that_is_heard():
    link = LinkSpan(at(0.5), at(1), LinkEnd.STATION)
    live = beating(30, 60)
    alone = minute_classes([link], [], live)
    both = minute_classes([link], [], later(told_min=(0,), live=live))
    assert both.minute_class == alone.minute_class == (MinuteClass.WORN_GOOD,)
    assert both.rr_coverage_frac.tolist() == alone.rr_coverage_frac.tolist()
