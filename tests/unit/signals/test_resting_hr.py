"""Resting heart rate of a day and a night: quiet is known, or it is not said."""

import numpy as np

from pacepipe.signals import (
    RestNullReason,
    RestQuality,
    longest_quiet,
    quiet_minutes,
    resting_day,
    resting_night,
)

MINUTES = np.arange(1440) * 60_000


def test_a_step_makes_its_minute_and_the_eleven_after_it_unquiet() -> None:
    steps = np.zeros(1440)
    steps[100] = 5
    quiet = quiet_minutes(MINUTES, np.full(1440, 60.0), steps)
    assert not quiet[100:112].any()
    assert quiet[112]
    assert quiet[99]


def test_unknown_steps_are_not_quiet() -> None:
    quiet = quiet_minutes(MINUTES, np.full(1440, 60.0), np.full(1440, np.nan))
    assert not quiet.any()
    told = resting_day(np.full(1440, 60.0), quiet, quiet, knows_steps=False)
    assert told.null_reason is RestNullReason.NO_STEPS_KNOWN


def test_a_gap_in_the_minutes_is_not_quiet_time() -> None:
    at = np.delete(MINUTES, np.arange(200, 300))
    quiet = quiet_minutes(at, np.full(1340, 60.0), np.zeros(1340))
    assert not quiet[200:211].any()


def test_the_fifth_percentile_and_its_grades() -> None:
    hr = np.linspace(60, 80, 400)
    quiet = np.ones(400, dtype=np.bool_)
    told = resting_day(hr, quiet, ~quiet, knows_steps=True)
    assert told.hr_rest_bpm == np.percentile(hr, 5)
    assert told.quality is RestQuality.OK
    low = resting_day(hr[:200], quiet[:200], quiet[:200], knows_steps=True)
    assert (low.quality, low.night_frac) == (RestQuality.LOW, 1.0)
    few = resting_day(hr[:119], quiet[:119], quiet[:119], knows_steps=True)
    assert (few.hr_rest_bpm, few.null_reason) == (None, RestNullReason.TOO_FEW_QUIET)


def test_a_night_is_its_longest_quiet_block() -> None:
    quiet = np.zeros(600, dtype=np.bool_)
    quiet[20:60] = True
    quiet[200:320] = True
    quiet[340:400] = True
    block = longest_quiet(MINUTES[:600], quiet)
    assert (block.start, block.stop) == (200, 400)
    hr = np.full(600, 58.0)
    told = resting_night(hr[block], quiet[block], knows_steps=True)
    assert (told.hr_night_bpm, told.quiet_min) == (58.0, 180)


def test_a_short_night_is_none() -> None:
    quiet = np.ones(100, dtype=np.bool_)
    assert (
        resting_night(np.full(100, 58.0), quiet, knows_steps=True).hr_night_bpm is None
    )
    assert longest_quiet(MINUTES[:5], np.zeros(5, dtype=np.bool_)) == slice(0, 0)
