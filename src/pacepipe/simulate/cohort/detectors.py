"""The rules of others for resting heart rates, and how any rule is scored.

Written from their published descriptions, without their faults: nothing looks ahead,
a missing night stays missing, and no mean is cut to a whole number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.simulate.cohort.heart import Hearts, lasting

EPISODE_GAP_DAYS: Final = 7
"""Alarms nearer than this are one episode: research/pacing.md 5."""
MONTH_DAYS: Final = 30
FIRST_DAY: Final = 14
"""Days before it are nobody's: the run-in of a trial."""
LOOKED_AT_DAYS: Final = 3
"""Days before a flag in which a made-up value is taken to have made it."""
INFECTION_WITHIN: Final = 5
ANAEMIA_WITHIN: Final = 28
"""Days from the onset, and from 1.5 g/dL lost, in which a flag found it."""


def night_signal(night_bpm: FloatArray, red_bpm: float) -> BoolArray:
    """NightSignal's red alarm: two nights in a row `red_bpm` over the median.

    The median is of every night so far, tonight included (Alavi 2022,
    doi:10.1038/s41591-021-01593-2: 4 bpm). A missing night neither raises nor calms.

    Parameters
    ----------
    night_bpm : (n, days) float64
        NaN where not measured.
    red_bpm : float, bpm

    Returns
    -------
    (n, days) bool
    """
    found = np.zeros(night_bpm.shape, dtype=np.bool_)
    was_red = np.zeros(len(night_bpm), dtype=np.bool_)
    for day in range(night_bpm.shape[1]):
        tonight = night_bpm[:, day]
        is_known = ~np.isnan(tonight)
        usual = row_median(night_bpm[:, : day + 1])
        is_red = tonight >= usual + red_bpm
        found[:, day] = is_known & is_red & was_red
        was_red = np.where(is_known, is_red, was_red)
    return found


def fixed_rise(night_bpm: FloatArray, rise_bpm: float) -> BoolArray:
    """One night `rise_bpm` over the median of the 28 nights before it."""
    found = np.zeros(night_bpm.shape, dtype=np.bool_)
    for day in range(7, night_bpm.shape[1]):
        usual = row_median(night_bpm[:, max(day - 28, 0) : day])
        found[:, day] = night_bpm[:, day] >= usual + rise_bpm
    return found


def row_median(values: FloatArray) -> FloatArray:
    """Median of the known values of each row, (n,); NaN where there is none."""
    ordered = np.sort(values, axis=1)
    count = (~np.isnan(values)).sum(axis=1)
    rows = np.arange(len(values))
    low = ordered[rows, np.maximum((count - 1) // 2, 0)]
    high = ordered[rows, np.maximum(count // 2, 0)]
    median: FloatArray = np.where(count > 0, (low + high) / 2, np.nan)
    return median


@dataclass(frozen=True, slots=True)
class Score:
    """What a rule did to a cohort.

    Attributes
    ----------
    false_per_month : float
        False episodes a patient-month of days without illness.
    infection_frac, anaemia_frac : float
        Found, of those planted.
    infection_delay, anaemia_delay : float, days
        Median over the found ones; of an anaemia from 1.5 g/dL lost.
    artefact_frac : float
        Share of the false episodes in whose days a made-up value lies.
    """

    false_per_month: float
    infection_frac: float
    infection_delay: float
    anaemia_frac: float
    anaemia_delay: float
    artefact_frac: float


def score(is_flag: BoolArray, hearts: Hearts) -> Score:
    """Judge flags, (n, days), by what was planted."""
    return together(((is_flag, hearts),))


def together(parts: Iterable[tuple[BoolArray, Hearts]]) -> Score:
    """The same over several cohorts, as if they were one."""
    false, well_days = 0, 0
    wrong: list[bool] = []
    infections: list[FloatArray] = []
    anaemias: list[FloatArray] = []
    for is_flag, hearts in parts:
        starts = episode_starts(is_flag)
        starts[:, :FIRST_DAY] = False
        is_false = starts & ~hearts.is_ill
        false += int(is_false.sum())
        well_days += int((~hearts.is_ill[:, FIRST_DAY:]).sum())
        wrong += near_made_up(hearts)[is_false].tolist()
        infections.append(_delays(is_flag, hearts.infection_days, INFECTION_WITHIN))
        anaemias.append(_delays(is_flag, hearts.anaemia_days, ANAEMIA_WITHIN))
    infection, anaemia = np.concatenate(infections), np.concatenate(anaemias)
    return Score(
        false_per_month=false / well_days * MONTH_DAYS,
        infection_frac=_known_share(infection),
        infection_delay=_known_median(infection),
        anaemia_frac=_known_share(anaemia),
        anaemia_delay=_known_median(anaemia),
        artefact_frac=float(np.mean(wrong)) if wrong else 0.0,
    )


def near_made_up(hearts: Hearts) -> BoolArray:
    """Days with a made-up value on them or in the last `LOOKED_AT_DAYS`."""
    return lasting(hearts.is_wrong_night | hearts.is_wrong_walk, LOOKED_AT_DAYS)


def only_of(is_flag: BoolArray, without: BoolArray, hearts: Hearts) -> tuple[int, int]:
    """False episodes that other flags of the same people do not have, and all.

    An episode is the same where the others have a flag within a week of its beginning.
    """
    is_false = episode_starts(is_flag) & ~hearts.is_ill
    is_false[:, :FIRST_DAY] = False
    near = lasting(without, EPISODE_GAP_DAYS)
    near |= lasting(without[:, ::-1], EPISODE_GAP_DAYS)[:, ::-1]
    return int((is_false & ~near).sum()), int(is_false.sum())


def false_rate(
    parts: Iterable[tuple[BoolArray, Hearts]], first: int, end: int
) -> float:
    """False episodes a patient-month that begin on days `first` to before `end`."""
    false, well_days = 0, 0
    for is_flag, hearts in parts:
        is_well = ~hearts.is_ill[:, first:end]
        false += int((episode_starts(is_flag)[:, first:end] & is_well).sum())
        well_days += int(is_well.sum())
    return false / well_days * MONTH_DAYS


def _known_share(delays: FloatArray) -> float:
    return float((~np.isnan(delays)).mean()) if len(delays) else float("nan")


def _known_median(delays: FloatArray) -> float:
    known = delays[~np.isnan(delays)]
    return float(np.median(known)) if len(known) else float("nan")


def episode_starts(is_flag: BoolArray) -> BoolArray:
    """Days with a flag and none in the seven days before."""
    starts = np.zeros_like(is_flag)
    last = np.full(len(is_flag), -EPISODE_GAP_DAYS - 1)
    for day in range(is_flag.shape[1]):
        now = is_flag[:, day]
        starts[:, day] = now & (day - last > EPISODE_GAP_DAYS)
        last = np.where(now, day, last)
    return starts


def _delays(is_flag: BoolArray, events: IntArray, last: int) -> FloatArray:
    """Days from each event to its first flag; NaN where there was none in time."""
    days = is_flag.shape[1]
    found = []
    for row, day in events.tolist():
        if day < FIRST_DAY or day + last >= days:
            continue
        flags = np.flatnonzero(is_flag[row, day : day + last + 1])
        found.append(float(flags[0]) if len(flags) else np.nan)
    return np.array(found)
