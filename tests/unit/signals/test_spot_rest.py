"""A seated rest gives one number, or one reason why it does not."""

import numpy as np
import pytest

from pacepipe.signals import CadenceGrid, SecondGrid, SpotRest
from pacepipe.signals.spot_rest import MarkedRest, SpotNullReason, pair_rests, spot_rest

START_MS = 1_700_000_000_000
REST = MarkedRest(START_MS, START_MS + 180_000)
NO_POD = CadenceGrid(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def beats(
    seconds: range = range(180), hr_bpm: float = 72.0, *, filled: bool = False
) -> SecondGrid:
    second_ms = START_MS + np.array(seconds, dtype=np.int64) * 1000
    count = len(second_ms)
    return SecondGrid(second_ms, np.full(count, hr_bpm), np.full(count, filled))


def steps(seconds: range, cadence_spm: float) -> CadenceGrid:
    second_ms = START_MS + np.array(seconds, dtype=np.int64) * 1000
    cadence = np.full(len(second_ms), cadence_spm)
    return CadenceGrid(second_ms, cadence, cadence / 60)


def measured(
    rest: MarkedRest = REST,
    trusted: SecondGrid | None = None,
    sent: SecondGrid | None = None,
    pod: CadenceGrid = NO_POD,
) -> SpotRest:
    trusted = beats() if trusted is None else trusted
    return spot_rest(rest, trusted if sent is None else sent, trusted, pod)


def test_it_is_the_median_of_the_last_minute_and_of_nothing_before():
    settling, quiet = beats(range(120), 95.0), beats(range(120, 180), 70.0)
    quiet.hr_bpm[:20] = 60.0
    grid = SecondGrid(
        np.concatenate((settling.second_ms, quiet.second_ms)),
        np.concatenate((settling.hr_bpm, quiet.hr_bpm)),
        np.zeros(180, dtype=bool),
    )

    assert measured(trusted=grid) == SpotRest(START_MS, 70.0, 1.0, None)


def test_what_comes_after_the_rest_is_not_in_it():
    grid = beats(range(240))
    grid.hr_bpm[180:] = 120.0

    assert measured(trusted=grid).hr_rest_spot_bpm == 72.0


@pytest.mark.parametrize(("length_s", "is_known"), [(119, False), (120, True)])
def test_under_two_minutes_nothing_is_said(length_s, is_known):
    rest = MarkedRest(START_MS, START_MS + length_s * 1000)

    found = measured(rest)

    assert (found.hr_rest_spot_bpm is not None) == is_known
    assert found.null_reason == (None if is_known else SpotNullReason.TOO_SHORT)


@pytest.mark.parametrize(("measured_s", "is_known"), [(47, False), (48, True)])
def test_four_fifths_of_the_last_minute_are_needed(measured_s, is_known):
    found = measured(trusted=beats(range(180 - measured_s, 180)))

    assert found.coverage_frac == measured_s / 60
    assert (found.hr_rest_spot_bpm is not None) == is_known
    assert found.null_reason == (None if is_known else SpotNullReason.NOT_MEASURED)


def test_filled_seconds_measure_nothing():
    found = measured(trusted=beats(filled=True))

    assert (found.coverage_frac, found.null_reason) == (0.0, "not_measured")


def test_a_rest_in_which_nothing_was_heard_is_null_and_not_zero():
    found = measured(trusted=beats(range(0)))

    assert found.hr_rest_spot_bpm is None
    assert found.null_reason is SpotNullReason.NOT_MEASURED


def test_numbers_that_came_without_contact_are_named_so():
    found = measured(trusted=beats(range(120)), sent=beats())

    assert found == SpotRest(START_MS, None, 0.0, SpotNullReason.CONTACT)


@pytest.mark.parametrize(
    ("seconds", "cadence_spm", "has_moved"),
    [
        (range(180), 19.9, False),
        (range(170, 171), 20.0, True),
        (range(60, 61), 90.0, True),
        (range(60), 90.0, False),
        (range(180, 200), 90.0, False),
    ],
)
def test_who_moves_in_the_last_two_minutes_does_not_rest(
    seconds, cadence_spm, has_moved
):
    found = measured(pod=steps(seconds, cadence_spm))

    assert (found.null_reason is SpotNullReason.MOVED) == has_moved
    assert (found.hr_rest_spot_bpm is None) == has_moved


def test_a_rest_without_an_end_has_no_last_minute():
    found = measured(MarkedRest(START_MS, None))

    assert found == SpotRest(START_MS, None, 0.0, SpotNullReason.NO_STOP)


@pytest.mark.parametrize(
    ("starts", "stops", "sessions", "ends"),
    [
        ([0], [180], [], [180]),
        ([0], [180], [180], [180]),
        ([0], [180], [179], [None]),
        ([0], [], [180], [None]),
        ([0, 60], [240], [], [None, 240]),
        ([60, 0, 0], [240, 50, 240], [], [50, 240]),
        ([0], [15 * 60 + 1], [], [None]),
        ([], [180], [200], []),
        ([10], [10], [], [None]),
    ],
)
def test_a_rest_ends_where_it_was_ended_and_nowhere_else(starts, stops, sessions, ends):
    def ms(seconds):
        return [second * 1000 for second in seconds]

    found = pair_rests(ms(starts), ms(stops), ms(sessions))

    assert [rest.start_ms for rest in found] == ms(sorted(set(starts)))
    assert [rest.stop_ms for rest in found] == [
        None if end is None else end * 1000 for end in ends
    ]
