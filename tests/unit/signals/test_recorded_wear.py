"""Months of wrist bands: zero steps of a band in a drawer, hours that come twice."""

import functools
import zipfile
from typing import NamedTuple

import numpy as np
import pytest

from pacepipe.signals.hr_minutes import sample_minutes
from pacepipe.signals.once import once
from pacepipe.signals.step_sources import repeat_suspects
from pacepipe.signals.wear import (
    STEP_DAY_VALIDITIES,
    StepDays,
    StepDayValidity,
    step_days,
    wear,
)
from support.shared import shared

PEOPLE = ["A0NVTRV", "A3OU183", "APGIB2T", "AURCTAK"]
VALID = STEP_DAY_VALIDITIES.index(StepDayValidity.VALID)


class _Rows(NamedTuple):
    second: np.ndarray
    value: np.ndarray


@functools.cache
def _rows(person: str, what: str) -> _Rows:
    path = shared(f"data/stanford_fitbit/{person}_{what}.csv.zip")
    with zipfile.ZipFile(path) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    cells = np.array([line.split(",")[2:4] for line in text.splitlines()[1:]])
    second = cells[:, 0].astype("datetime64[s]").astype(np.int64)
    return _Rows(second, cells[:, 1].astype(float))


def _once(rows: _Rows) -> _Rows:
    minute = rows.second // 60
    kept = once(np.zeros(len(minute), dtype=np.int64), minute, rows.value)
    return _Rows(rows.second[kept.is_kept], rows.value[kept.is_kept])


class _Days(NamedTuple):
    told: StepDays
    raw_steps: np.ndarray
    hr_min: np.ndarray


@functools.cache
def _days(person: str) -> _Days:
    hr, steps = _rows(person, "hr"), _once(_rows(person, "steps"))
    first = min(hr.second[0], steps.second[0]) // 86_400 * 1440
    last = (max(hr.second.max(), steps.second.max()) // 86_400 + 1) * 1440
    minute = np.arange(first, last)
    usable = (hr.value >= 30) & (hr.value <= 220)
    place = hr.second[usable] // 60 - first
    measured = np.bincount(place, minlength=len(minute))
    hr_bpm = np.full(len(minute), np.nan)
    hr_bpm[place] = hr.value[usable]
    step_count = np.full(len(minute), np.nan)
    step_count[steps.second // 60 - first] = steps.value
    state = wear(measured[None], hr_bpm[None], step_count[None]).state[0]
    day, of_day = minute // 1440, minute % 1440
    is_awake = (of_day >= 7 * 60) & (of_day < 22 * 60)
    row = day - day[0]
    return _Days(
        step_days(day, is_awake, state, step_count),
        np.bincount(row, weights=np.nan_to_num(step_count)),
        np.bincount(row, weights=measured > 0),
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_no_valid_day_has_zero_steps(person: str) -> None:
    told = _days(person).told
    is_valid = told.validity == VALID
    assert is_valid.sum() >= 10
    assert (told.step_count[is_valid] > 0).all()


def test_seventeen_days_of_zero_were_not_worn() -> None:
    days = _days("A3OU183")
    zero = days.raw_steps == 0
    assert zero.sum() == 17
    assert (days.hr_min[zero] < 60).all()
    assert np.isnan(days.told.step_count[zero]).all()


def test_steps_of_a_second_source_are_kept_beside_and_never_added() -> None:
    """Three quarters of one person's steps fall in minutes without heart rate."""
    days = _days("A0NVTRV")
    unworn = days.told.unworn_step_count
    assert unworn.sum() / days.raw_steps.sum() > 0.7
    told = np.nan_to_num(days.told.step_count)
    assert (told + unworn <= days.raw_steps + 1e-9).all()
    assert (days.told.validity != VALID).sum() > (days.told.validity == VALID).sum()


def test_a_band_that_is_worn_loses_almost_no_steps() -> None:
    for person in ("A3OU183", "APGIB2T", "AURCTAK"):
        days = _days(person)
        assert np.nansum(days.told.step_count) > 0.97 * days.raw_steps.sum()


@pytest.mark.parametrize(
    ("person", "days", "unit_s", "ambiguous"),
    [
        ("AURCTAK", ["2020-04-07"], 60, 58),
        # the clock goes back by 6 h, from a row a minute to a row in 10 s
        ("APGIB2T", ["2021-01-22", "2021-01-23"], 1, 51),
    ],
)
def test_an_hour_that_comes_twice_counts_once_and_says_so(
    person: str, days: list[str], unit_s: int, ambiguous: int
) -> None:
    rows = _rows(person, "hr")
    day = rows.second // 86_400
    own = np.isin(day, [int(np.datetime64(d).astype(np.int64)) for d in days])
    tick, value = rows.second[own] // unit_s, rows.value[own]
    told = once(np.zeros(len(tick), dtype=np.int64), tick, value)
    assert len(np.unique(tick[told.is_kept])) == told.is_kept.sum()
    assert set(tick[told.is_kept].tolist()) == set(tick.tolist())
    assert abs(len(np.unique(tick[told.is_ambiguous])) - ambiguous) <= 1

    kept_ms = rows.second[own][told.is_kept] * 1000
    every = np.ones(len(kept_ms), dtype=bool)
    minutes = sample_minutes(kept_ms, value[told.is_kept], every, 60_000)
    assert (np.diff(minutes.minute_ms) > 0).all()
    assert len(minutes.minute_ms) <= 1440 * len(days)


def test_a_minute_of_steps_that_comes_twice_is_not_added() -> None:
    rows = _rows("AURCTAK", "steps")
    of_day = rows.second // 86_400 == int(np.datetime64("2020-04-07").astype(np.int64))
    assert of_day.sum() == 1381
    minute = rows.second[of_day] // 60
    told = once(np.zeros(len(minute), dtype=np.int64), minute, rows.value[of_day])
    assert told.is_kept.sum() == len(np.unique(minute)) == 1380
    assert told.is_ambiguous.sum() == 2


@pytest.mark.parametrize("person", PEOPLE)
def test_no_natural_walk_is_taken_for_a_repeated_total(person: str) -> None:
    steps = _once(_rows(person, "steps"))
    source = np.zeros(len(steps.second), dtype=np.int64)
    assert not repeat_suspects(source, steps.second // 60, steps.value).any()
