"""Steps of a day are those of a day only where something that counted was worn."""

import numpy as np

from pacepipe.signals import (
    ChosenMinutes,
    DayPulse,
    StepDay,
    StepDayValidity,
    StepSource,
    WearSource,
    step_day,
)

MIN = 60_000
DAY_MIN = 1440
START = 1_772_409_600_000
AWAKE = (7 * 60, 22 * 60)


def pulse(**worn: range) -> DayPulse:
    """A heart rate in these minutes, by the name of its source."""
    measured_s = np.zeros((len(WearSource), DAY_MIN), dtype=np.int64)
    hr_bpm = np.full((len(WearSource), DAY_MIN), np.nan)
    for name, minutes in worn.items():
        row, place = WearSource[name.upper()], np.array(minutes)
        measured_s[row, place] = 1
        hr_bpm[row, place] = 60 + place % 7
    minute = np.arange(DAY_MIN)
    is_awake = (minute >= AWAKE[0]) & (minute < AWAKE[1])
    return DayPulse(START, measured_s, hr_bpm, is_awake)


def told(minutes: range, steps_each: float, source: StepSource) -> ChosenMinutes:
    count = len(minutes)
    return ChosenMinutes(
        minute_ms=START + MIN * np.array(minutes, dtype=np.int64),
        step_count=np.full(count, steps_each),
        known_ms=np.full(count, MIN),
        source=np.full(count, int(source), dtype=np.int64),
    )


ALL_DAY = range(DAY_MIN)
TWELVE_HOURS = range(480, 1200)


def outcome(found: StepDay) -> tuple[StepDayValidity, float | None]:
    return found.validity, found.step_count


def test_a_band_that_was_worn_ten_waking_hours_tells_the_steps_of_a_day() -> None:
    found = step_day(
        pulse(imported=TWELVE_HOURS), told(ALL_DAY, 2.0, StepSource.IMPORTED)
    )
    assert outcome(found) == (StepDayValidity.VALID, 2.0 * 730)
    # steps within 5 min of a heart rate are worn; the others stay beside
    assert found.unworn_step_count == 2.0 * (DAY_MIN - 730)
    assert found.wear_min == (0, 0, 730)
    assert found.worn_min == found.awake_worn_min == 730


def test_a_band_in_a_drawer_has_no_steps_and_not_zero() -> None:
    found = step_day(pulse(), told(ALL_DAY, 0.0, StepSource.COUNTER))
    assert outcome(found) == (StepDayValidity.NOT_WORN, None)


def test_a_strap_that_is_worn_does_not_vouch_for_zeros_of_a_band_in_a_drawer() -> None:
    found = step_day(pulse(live=TWELVE_HOURS), told(ALL_DAY, 0.0, StepSource.IMPORTED))
    assert outcome(found) == (StepDayValidity.NOT_WORN, None)
    assert found.worn_min == 720


def test_a_day_in_bed_with_a_watch_has_zero_steps() -> None:
    found = step_day(pulse(live=TWELVE_HOURS), told(ALL_DAY, 0.0, StepSource.COUNTER))
    assert outcome(found) == (StepDayValidity.VALID, 0.0)


def test_steps_beside_a_strap_count_though_their_counter_knows_no_heart_rate() -> None:
    found = step_day(pulse(live=TWELVE_HOURS), told(ALL_DAY, 1.0, StepSource.IMPORTED))
    assert outcome(found)[0] is StepDayValidity.VALID


def test_a_phone_alone_does_not_say_what_was_worn() -> None:
    found = step_day(pulse(), told(range(600, 700), 80.0, StepSource.IMPORTED))
    assert outcome(found) == (StepDayValidity.WEAR_UNKNOWN, None)
    assert found.unworn_step_count == 8000


def test_a_walk_with_a_pod_is_no_day_of_steps() -> None:
    walk = told(range(600, 620), 90.0, StepSource.POD)
    assert outcome(step_day(pulse(live=TWELVE_HOURS), walk)) == (
        StepDayValidity.TOO_LITTLE_TOLD,
        None,
    )
    assert outcome(step_day(pulse(live=range(595, 630)), walk)) == (
        StepDayValidity.TOO_LITTLE_WEAR,
        None,
    )


def test_a_ring_that_lists_some_quarters_felt_no_step_in_the_others() -> None:
    quarter = told(range(600, 615), 20.0, StepSource.STORED)
    every_five = step_day(pulse(stored=range(480, 1200, 5)), quarter)
    assert outcome(every_five) == (StepDayValidity.VALID, 300.0)
    assert every_five.wear_min[WearSource.STORED] == 716
    # half an hour apart says nothing of the time between
    sparse = step_day(pulse(stored=range(480, 1200, 30)), quarter)
    assert outcome(sparse) == (StepDayValidity.TOO_LITTLE_WEAR, None)


def test_nothing_at_all_is_no_steps() -> None:
    nothing = told(range(0), 0.0, StepSource.POD)
    assert outcome(step_day(pulse(), nothing)) == (StepDayValidity.NO_STEPS, None)


def test_a_heart_rate_that_stands_still_for_an_hour_is_suspected() -> None:
    still = pulse(imported=range(480, 1000))
    still.hr_bpm[WearSource.IMPORTED, 600:700] = 64.0
    found = step_day(still, told(ALL_DAY, 0.0, StepSource.IMPORTED))
    assert found.offbody_suspect_min >= 90
    assert found.validity is StepDayValidity.PARTIAL
