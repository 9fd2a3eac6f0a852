"""A second generator of hearts, with other equations; nothing was chosen on it.

Everything is a share of the usual heart rate: nights are calm or restless and change
between the two, weekends and a monthly wave move them, an illness swells and fades, a
walk's heart rate is a straight line, and a day is spent at home or not. "J" marks
judgement.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.simulate.cohort.course import Course
from pacepipe.simulate.cohort.heart import (
    AFTER_ILLNESS_DAYS,
    ANAEMIA_HALF,
    COUNTED_LOSS_G_DL,
    Hearts,
    days_since,
    first_days,
    lasting,
    onsets,
)
from pacepipe.simulate.cohort.people import People
from pacepipe.simulate.cohort.trial import WEEK

CALM, RESTLESS = 0.022, 0.055
"""Spread of a night as a share (J): 1.7 and 4.3 bpm at 78."""
TURNS_RESTLESS, TURNS_CALM = 0.04, 0.3
"""Chance of a night to turn (J)."""
ILL_SHARE, ILL_LOG_SD = 0.13, 0.35
"""Of an illness at its height (J; a degree and a half of fever at 7.2 bpm a degree is
0.14 of 78, Jensen 2019, doi:10.52964/amja.0766)."""
HEAT_SHARE: Final = 0.014
"""A degree over 24: Ergonomics 1975, doi:10.1080/00140137508931489."""
LOSS_AT_REST, LOSS_IN_WALKS = 0.02, 0.05
"""A g/dL (J; about 5 %, research/pacing.md 2.5)."""
MISSING_BEGINS, MISSING_ENDS = 0.06, 0.4
LOCKED, LOCK_SEEN = 0.03, 0.9
ATTENDED, ODD_WALKS = 0.75, 0.1
DAYS_AT_HOME: Final = 4
AT_HOME, AT_HOME_TREATED, AT_HOME_ILL = 0.2, 0.5, 0.7
HOME_SHARE, OUT_SHARE = 0.5, 1.15
UNCOUNTED: Final = 0.12
"""Shares of nights, walks and days (J); some walk hardly less while ill."""


def draw_other_hearts(people: People, course: Course, seed: int) -> Hearts:
    """Hearts of people to whom `course` happens."""
    of_nights, of_walks, of_steps = np.random.default_rng([seed, 2]).spawn(3)
    n, days = course.is_infusion.shape
    since = days_since(course.is_infusion)
    begun = onsets(course.has_infection)
    loss = _lost(course, of_nights)
    phase = np.array([0.0, 0.035, 0.035, 0.02, -0.01, -0.015, -0.005, 0.0])
    own_phase = of_nights.uniform(0, 1.5, (n, 1)) * phase[np.minimum(since, 7)]
    ill = _ill(begun, of_nights)
    share = own_phase + ill + LOSS_AT_REST * loss
    usual = np.clip(of_nights.lognormal(np.log(78), 0.16, (n, 1)), 50, 115)
    night = usual * (1 + share) * np.exp(_restless(n, days, of_nights))
    is_missing = _runs(n, days, of_nights)
    walk, is_wrong, cadence, minutes, heat = _walks(
        usual * (1 + share), loss, course.fever_c > 0, of_walks
    )
    return Hearts(
        night_bpm=np.where(is_missing, np.nan, np.rint(night)),
        walk_bpm=walk,
        cadence_spm=cadence,
        walk_min=minutes,
        heat_c=heat,
        step_count=_steps(people, course, since, of_steps),
        days_since_infusion=since,
        is_rate_limited=np.zeros(n, dtype=np.bool_),
        limited_from=np.full(n, -1, dtype=np.int64),
        is_wrong_night=np.zeros((n, days), dtype=np.bool_),
        is_wrong_walk=is_wrong,
        infection_days=np.argwhere(begun),
        anaemia_days=first_days(loss >= COUNTED_LOSS_G_DL),
        is_ill=lasting(course.has_infection, AFTER_ILLNESS_DAYS) | (loss > 0),
    )


def _lost(course: Course, chance: np.random.Generator) -> FloatArray:
    """g/dL, towards a level that it never quite reaches."""
    n, days = course.has_anaemia.shape
    begins = np.argmax(course.has_anaemia, axis=1) - ANAEMIA_HALF
    has = course.has_anaemia.any(axis=1)
    depth = np.where(has, chance.gamma(6, 0.5, n), 0.0)
    age = np.maximum(np.arange(days)[None, :] - begins[:, None], 0)
    lost: FloatArray = depth[:, None] * (1 - np.exp(-age / 14))
    return lost


def _ill(begun: BoolArray, chance: np.random.Generator) -> FloatArray:
    n, days = begun.shape
    height = ILL_SHARE * chance.lognormal(0, ILL_LOG_SD, (n, 1))
    width = chance.uniform(1.2, 2.6, (n, 1))
    share = np.zeros((n, days))
    for lag in range(10):
        swell = height * ((lag + 0.5) / width) * np.exp(1 - (lag + 0.5) / width)
        share[:, lag:] = np.maximum(share[:, lag:], (begun * swell)[:, : days - lag])
    return share


def _restless(n: int, days: int, chance: np.random.Generator) -> FloatArray:
    """Logarithm of a night's share of the usual."""
    own = chance.lognormal(0, 0.25, n)
    is_restless = np.zeros(n, dtype=np.bool_)
    found = np.zeros((n, days))
    wave = chance.uniform(0, 0.02, (n, 1)) * np.sin(
        2 * np.pi * (np.arange(days)[None, :] / 28 + chance.random((n, 1)))
    )
    drinks = (chance.random((n, 1)) < 1 / 3) * 0.02
    weekend = drinks * (np.arange(days) % WEEK >= WEEK - 2)
    for day in range(days):
        turn = chance.random(n)
        is_restless = np.where(is_restless, turn >= TURNS_CALM, turn < TURNS_RESTLESS)
        spread = own * np.where(is_restless, RESTLESS, CALM)
        found[:, day] = spread * chance.normal(size=n) + 0.02 * is_restless
    return found + wave + weekend


def _runs(n: int, days: int, chance: np.random.Generator) -> BoolArray:
    """Nights that were not measured, in runs."""
    found = np.zeros((n, days), dtype=np.bool_)
    now = np.zeros(n, dtype=np.bool_)
    for day in range(days):
        turn = chance.random(n)
        now = np.where(now, turn >= MISSING_ENDS, turn < MISSING_BEGINS)
        found[:, day] = now
    return found


def _walks(
    rest: FloatArray,
    loss: FloatArray,
    is_in_bed: BoolArray,
    chance: np.random.Generator,
) -> tuple[FloatArray, BoolArray, FloatArray, FloatArray, FloatArray]:
    n, days = rest.shape
    is_walk = (np.arange(days)[None, :] + chance.integers(0, 2, (n, 1))) % 2 == 0
    is_walk &= (chance.random((n, days)) < ATTENDED) & ~is_in_bed
    cadence = chance.uniform(78, 112, (n, 1)) + 4 * chance.normal(size=(n, days))
    minutes = np.clip(chance.gamma(6, 2, (n, days)), 4, 40)
    heat = 17 + 9 * np.sin(np.arange(days) / 20) + 4 * chance.normal(size=days)
    slope = chance.uniform(0.25, 0.75, (n, 1))
    fitter = chance.normal(0.015, 0.02, (n, 1)) * np.arange(days)
    heart = rest + 20 + slope * (cadence - 70) + 0.25 * minutes - fitter
    heart = heart * (1 + LOSS_IN_WALKS * loss)
    heart = heart * (1 + HEAT_SHARE * np.maximum(heat - 24, 0))
    odd = chance.random((n, days)) < ODD_WALKS
    heart = heart + np.where(odd, 10.0, 4.5) * chance.normal(size=(n, days))
    is_lock = chance.random((n, days)) < LOCKED
    heart = np.where(is_lock, cadence + chance.normal(0, 1.5, (n, days)), heart)
    is_unread = ~is_walk | (is_lock & (chance.random((n, days)) < LOCK_SEEN))
    return (
        np.where(is_unread, np.nan, heart),
        is_lock & ~is_unread,
        np.where(is_walk, cadence, np.nan),
        np.where(is_walk, minutes, np.nan),
        np.broadcast_to(heat, (n, days)).copy(),
    )


def _steps(
    people: People, course: Course, since: IntArray, chance: np.random.Generator
) -> FloatArray:
    """Few on a day at home, which is likelier after treatment and while ill."""
    n, days = since.shape
    stays = np.where((since >= 1) & (since <= DAYS_AT_HOME), AT_HOME_TREATED, AT_HOME)
    stays = np.where(course.has_infection, AT_HOME_ILL, stays)
    is_home = chance.random((n, days)) < stays
    share = np.where(is_home, HOME_SHARE, OUT_SHARE)
    while_ill = chance.uniform(0.4, 1.0, (n, 1))
    share = share * np.where(course.has_infection, while_ill, 1.0)
    count = people.steps_per_day[:, None] * share * chance.gamma(7, 1 / 7, (n, days))
    is_uncounted = chance.random((n, days)) < UNCOUNTED
    return np.where(is_uncounted, np.nan, np.rint(count))
