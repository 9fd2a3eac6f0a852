"""Heart rate of a virtual cohort: nights and walks, with what moves them.

Nothing here shares an equation with the detectors that are judged on it: nights wander
with heavy tails and memory, a walk's heart rate saturates and drifts, an illness has a
course. Sources are those of research/pacing.md 2.5; "J" marks judgement.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.simulate.cohort.course import Course
from pacepipe.simulate.cohort.heart_world import HeartWorld
from pacepipe.simulate.cohort.people import People

FEVER_COURSE: Final = np.array([0.7, 1.0, 0.85, 0.5, 0.35, 0.2, 0.1])
"""Of the height of a fever on the days of an infection (J)."""
PHASE_COURSE: Final = np.array([0.3, 0.9, 1.0, 0.9, 0.8, 0.5, 0.3, 0.15])
"""Of the peak on the days from an infusion on: resting heart rate is raised in the
first seven days (Kirkham 2020, doi:10.1249/MSS.0000000000002151)."""
ANAEMIA_DAYS: Final = 35
ANAEMIA_HALF: Final = 18
"""As `cohort.course` lets haemoglobin fall."""


@dataclass(frozen=True, slots=True, eq=False)
class Hearts:
    """What was measured, and the truth beside it.

    Arrays of nights are (n, days); of walks (n, days) too, one walk a day, NaN where
    there was none or it may not be read.

    Attributes
    ----------
    night_bpm, walk_bpm, cadence_spm, walk_min, heat_c : float64
    step_count : float64
        NaN on days that were not counted for ten hours.
    days_since_infusion : int64
        0 on the day; large where there was none.
    is_rate_limited : (n,) bool
        From the first day on.
    limited_from : (n,) int64
        Day on which a rate-limiting drug was begun; -1 where none was.
    is_wrong_night, is_wrong_walk : bool
        A value that the strap made up, and that nobody noticed.
    infection_days, anaemia_days : (k, 2) int64
        Person and day of onset; of an anaemia the day on which 1.5 g/dL are lost.
    is_ill : bool
        Days on which a flag is no false one.
    """

    night_bpm: FloatArray
    walk_bpm: FloatArray
    cadence_spm: FloatArray
    walk_min: FloatArray
    heat_c: FloatArray
    step_count: FloatArray
    days_since_infusion: IntArray
    is_rate_limited: BoolArray
    limited_from: IntArray
    is_wrong_night: BoolArray
    is_wrong_walk: BoolArray
    infection_days: IntArray
    anaemia_days: IntArray
    is_ill: BoolArray


COUNTED_LOSS_G_DL: Final = 1.5
"""Loss from which an anaemia counts as planted: research/pacing.md 7.3."""
AFTER_ILLNESS_DAYS: Final = 4
"""Days after an infection on which a flag is still about it (J)."""
NEVER: Final = 10_000
WEEK_DAYS: Final = 7


def draw_hearts(world: HeartWorld, people: People, course: Course, seed: int) -> Hearts:
    """Hearts of people to whom `course` happens."""
    of_nights, of_walks, of_faults, of_drugs, of_steps = np.random.default_rng(
        seed
    ).spawn(5)
    n, days = course.is_infusion.shape
    since = days_since(course.is_infusion)
    loss = _haemoglobin_lost(course, of_drugs)
    is_limited = np.asarray(of_drugs.random(n) < world.limited_share)
    begins = of_drugs.random(n) < world.limited_new_share
    limited_from = np.where(
        begins & ~is_limited, of_drugs.integers(30, max(days - 20, 31), n), -1
    )
    is_on = is_limited[:, None] | (
        (limited_from >= 0)[:, None] & (np.arange(days) >= limited_from[:, None])
    )
    damp = np.where(is_on, of_drugs.uniform(0.55, 0.8, (n, 1)), 1.0)
    onset = onsets(course.has_infection)
    rise = damp * _illness(world, course, onset, loss, of_nights)
    phase = _phase(world, course.is_infusion, of_nights)
    usual = np.clip(of_nights.normal(world.rest_bpm, world.rest_sd_bpm, n), 52, 112)
    dropped = np.where(is_on & (limited_from >= 0)[:, None], -9.0, 0.0)
    truth = usual[:, None] + rise + damp * phase + dropped
    night, is_wrong_night = _nights(world, truth, onset, of_nights, of_faults)
    walk, is_wrong_walk, cadence, minutes, heat = _walks(
        world, (truth, loss * damp, course.fever_c > 0), of_walks, of_faults
    )
    return Hearts(
        night_bpm=night,
        walk_bpm=walk,
        cadence_spm=cadence,
        walk_min=minutes,
        heat_c=heat,
        step_count=steps_of(world, people, course, since, of_steps),
        days_since_infusion=since,
        is_rate_limited=is_limited,
        limited_from=limited_from,
        is_wrong_night=is_wrong_night,
        is_wrong_walk=is_wrong_walk,
        infection_days=np.argwhere(onset),
        anaemia_days=first_days(loss >= COUNTED_LOSS_G_DL),
        is_ill=lasting(course.has_infection, AFTER_ILLNESS_DAYS) | (loss > 0),
    )


def days_since(is_infusion: BoolArray) -> IntArray:
    """Days since the last infusion, 0 on the day, `NEVER` before the first."""
    since = np.full(is_infusion.shape, NEVER, dtype=np.int64)
    now = np.full(len(is_infusion), NEVER, dtype=np.int64)
    for day in range(is_infusion.shape[1]):
        now = np.where(is_infusion[:, day], 0, np.minimum(now + 1, NEVER))
        since[:, day] = now
    return since


def onsets(has: BoolArray) -> BoolArray:
    """First days of what lasts."""
    before = np.zeros_like(has)
    before[:, 1:] = has[:, :-1]
    return has & ~before


def lasting(has: BoolArray, days: int) -> BoolArray:
    """Days of it, and the `days` after."""
    found = has.copy()
    for lag in range(1, days + 1):
        found[:, lag:] |= has[:, :-lag]
    return found


def first_days(has: BoolArray) -> IntArray:
    """Person and first day of everybody who has it, (k, 2)."""
    rows = np.flatnonzero(has.any(axis=1))
    return np.stack((rows, np.argmax(has[rows], axis=1)), axis=1).astype(np.int64)


def _haemoglobin_lost(course: Course, chance: np.random.Generator) -> FloatArray:
    """g/dL below the usual, (n, days)."""
    n, days = course.has_anaemia.shape
    has = course.has_anaemia.any(axis=1)
    begins = np.argmax(course.has_anaemia, axis=1) - ANAEMIA_HALF
    depth = np.where(has, chance.uniform(1.2, 4.0, n), 0.0)
    age = np.arange(days)[None, :] - begins[:, None]
    fall = 0.5 - 0.5 * np.cos(np.pi * np.clip(age / ANAEMIA_DAYS, 0.0, 1.0))
    lost: FloatArray = depth[:, None] * fall
    return lost


def _illness(
    world: HeartWorld,
    course: Course,
    onset: BoolArray,
    loss: FloatArray,
    chance: np.random.Generator,
) -> FloatArray:
    n, days = onset.shape
    slope = np.clip(chance.normal(world.fever_bpm_per_c, 1.5, (n, 1)), 3.0, 12.0)
    ill = np.clip(chance.normal(world.ill_bpm, 1.2, (n, 1)), 0.0, None)
    height = course.fever_c.max(axis=1, keepdims=True)
    fever = np.zeros((n, days))
    for lag, share in enumerate(FEVER_COURSE.tolist()):
        fever[:, lag:] = np.maximum(fever[:, lag:], onset[:, : days - lag] * share)
    at_rest = world.anaemia_rest_bpm * np.exp(0.3 * chance.normal(size=(n, 1)))
    rise: FloatArray = (
        slope * height * fever + ill * course.has_infection + at_rest * loss
    )
    return rise


def _phase(
    world: HeartWorld, is_infusion: BoolArray, chance: np.random.Generator
) -> FloatArray:
    n, days = is_infusion.shape
    peak = np.clip(chance.normal(world.phase_bpm, 1.5, (n, 1)), 0.0, None)
    shape = np.zeros((n, days))
    for lag, share in enumerate(PHASE_COURSE.tolist()):
        each = is_infusion[:, : days - lag] * chance.lognormal(0, 0.25, (n, 1)) * share
        shape[:, lag:] = np.maximum(shape[:, lag:], each)
    phase: FloatArray = peak * shape
    return phase


def _nights(
    world: HeartWorld,
    truth: FloatArray,
    onset: BoolArray,
    chance: np.random.Generator,
    faults: np.random.Generator,
) -> tuple[FloatArray, BoolArray]:
    """What the nights measure, and which of them are wrong."""
    n, days = truth.shape
    spread = world.night_sd_bpm * np.exp(world.night_log_sd * chance.normal(size=n))
    fresh = chance.standard_t(4, (n, days)) / np.sqrt(2.0)
    noise = np.zeros((n, days))
    now = fresh[:, 0]
    for day in range(days):
        now = (
            world.night_memory * now
            + np.sqrt(1 - world.night_memory**2) * fresh[:, day]
        )
        noise[:, day] = spread * now
    nuisance = np.zeros((n, days))
    begins = chance.random((n, days)) < world.nuisance_per_month / 30
    size = 2.0 + chance.exponential(world.nuisance_bpm, (n, days))
    length = chance.choice(3, (n, days), p=[0.65, 0.25, 0.1]) + 1
    for lag in range(3):
        goes_on = begins & (length > lag)
        nuisance[:, lag:] = np.maximum(
            nuisance[:, lag:], (goes_on * size * 0.85**lag)[:, : days - lag]
        )
    week = chance.normal(0, world.drift_bpm, (n, days)) / np.sqrt(7)
    drift = np.cumsum(week - 0.004 * np.cumsum(week, axis=1), axis=1)
    measured = truth + noise + nuisance + drift
    is_wrong = faults.random((n, days)) < world.wrong_night
    measured = measured + is_wrong * faults.uniform(-10, 25, (n, days))
    is_missing = faults.random((n, days)) < world.missing * (
        1 + 0.4 * lasting(onset, 4).astype(np.float64)
    )
    off_days = faults.random((n, days)) < world.missing / 60
    is_missing |= lasting(off_days, 4)
    return np.where(is_missing, np.nan, np.rint(measured * 10) / 10), is_wrong & (
        ~is_missing
    )


def _walks(
    world: HeartWorld,
    truth: tuple[FloatArray, FloatArray, BoolArray],
    chance: np.random.Generator,
    faults: np.random.Generator,
) -> tuple[FloatArray, BoolArray, FloatArray, FloatArray, FloatArray]:
    """Heart rate at the end of each day's walk, and what it is to be judged by.

    `truth` is the heart rate at rest, the haemoglobin lost, and who stays in bed.
    """
    rest, loss, is_in_bed = truth
    n, days = rest.shape
    each_week = chance.uniform(2.5, 5.0, (n, 1)) / 7
    walks = (chance.random((n, days)) < each_week) & ~is_in_bed
    own = np.clip(chance.normal(96, 9, (n, 1)), 70, 120)
    cadence = own + 5.0 * chance.standard_t(5, (n, days))
    minutes = np.clip(chance.lognormal(np.log(11), 0.35, (n, days)), 4, 45)
    season = 15 + 11 * np.sin(2 * np.pi * (np.arange(days) / 365 + chance.random()))
    heat = season + 3.0 * chance.normal(size=days)
    reserve = np.clip(chance.normal(62, 12, (n, 1)), 30, 95)
    fitness = np.clip(chance.normal(1.0, 0.25, (n, 1)), 0.4, 1.7)
    share = 1 - np.exp(-0.55 * fitness * (cadence / 100) ** 2.2)
    drift = 1.6 * np.log1p(minutes) * chance.lognormal(0, 0.3, (n, 1))
    warm = world.heat_bpm_per_c * np.maximum(heat - 24, 0) ** 1.05
    slow = 0.35 * chance.standard_t(4, (n, days))
    noise = world.walk_sd_bpm * (
        0.75 * chance.standard_t(5, (n, days)) / np.sqrt(5 / 3) + _smoothed(slow)
    )
    heart = rest + reserve * share + drift + warm[None, :]
    heart = heart * (1 + world.anaemia_walk_frac * loss) + noise
    kind = faults.random((n, days))
    is_lock = kind < world.lock_share
    is_dry = (kind >= world.lock_share) & (kind < world.lock_share + world.dry_share)
    heart = np.where(is_lock, cadence + faults.normal(0, 2, (n, days)), heart)
    heart = np.where(is_dry, heart + faults.uniform(-25, 45, (n, days)), heart)
    is_let_through = faults.random((n, days)) < world.unnoticed
    is_unread = ~walks | ((is_lock | is_dry) & ~is_let_through)
    is_wrong = (is_lock | is_dry) & ~is_unread
    return (
        np.where(is_unread, np.nan, heart),
        is_wrong,
        np.where(walks, cadence, np.nan),
        np.where(walks, minutes, np.nan),
        np.broadcast_to(heat, (n, days)).copy(),
    )


def _smoothed(values: FloatArray) -> FloatArray:
    """Shared by the walks of one or two weeks, spread about 1."""
    found = np.zeros_like(values)
    now = values[:, 0]
    for day in range(values.shape[1]):
        now = 0.9 * now + values[:, day]
        found[:, day] = now
    return found


def steps_of(
    world: HeartWorld,
    people: People,
    course: Course,
    since: IntArray,
    chance: np.random.Generator,
) -> FloatArray:
    """Steps of each day; weekends, habits, treatment and illness move them."""
    n, days = since.shape
    spread = world.steps_log_sd * chance.lognormal(0, 0.25, (n, 1))
    noise = spread * chance.standard_t(6, (n, days)) / np.sqrt(1.5)
    noise += 0.07 * _smoothed(chance.normal(size=(n, days)))
    weekend = np.where(np.arange(days) % WEEK_DAYS >= WEEK_DAYS - 2, 0.85, 1.0)
    phase = np.append(PHASE_COURSE, 0.0)[np.minimum(since, len(PHASE_COURSE))]
    ill = np.where(course.has_infection, world.steps_ill_frac, 1.0)
    share = weekend * (1 - (1 - world.steps_phase_frac) * phase) * ill
    count = people.steps_per_day[:, None] * share * np.exp(noise)
    is_uncounted = chance.random((n, days)) < world.missing
    return np.where(is_uncounted, np.nan, np.rint(count))
