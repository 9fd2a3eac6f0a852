"""Ranges that hearts of a virtual cohort are drawn from, each with its source."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class HeartWorld:
    """Ranges that hearts are drawn from.

    Attributes
    ----------
    rest_bpm, rest_sd_bpm : float
        79 and 14 in advanced cancer (PMID 27910284).
    night_sd_bpm, night_log_sd : float
        Median over people of the night-to-night spread, and its own spread (J; three
        to five, all causes together, in the open nights that the bench replays).
    night_memory : float
        Correlation from night to night (0.1 to 0.6 in the same nights).
    nuisance_per_month, nuisance_bpm : float
        Poor nights, drink, travel, heat: of one to three nights (J; one person in five
        had a week at 10 bpm and more from another, Quer 2020,
        doi:10.1371/journal.pone.0227709).
    drift_bpm : float
        Standard deviation of the slow drift in a week (J).
    phase_bpm : float
        Mean peak of the rise after an infusion (J, Kirkham 2020 for its time).
    fever_bpm_per_c : float
        7.2, 4,493 acute admissions (Jensen 2019, doi:10.52964/amja.0766).
    ill_bpm : float
        Rise with an infection whatever the temperature (J).
    anaemia_rest_bpm : float
        Rise at rest for each g/dL (J).
    anaemia_walk_frac : float
        Of the heart rate of a walk, for each g/dL (about 5 %, research/pacing.md 2.5).
    heat_bpm_per_c : float
        Above 24 degrees (Arch PMR 1975 56:524).
    limited_share : float
        People with a rate-limiting drug (J); `limited_new_share` begin one.
    missing : float
        Nights that are not measured (J); more while ill.
    wrong_night : float
        Nights with a wrong value that nobody noticed (J).
    lock_share, dry_share : float
        Walks in which the strap gives the cadence, and in which it is dry (J).
    unnoticed : float
        Of these, the ones that the cleaning lets through (J).
    walk_sd_bpm : float
        Spread of the heart rate of the same walk from day to day (J).
    steps_log_sd : float
        Of the logarithm of a day's steps about the own usual (J).
    steps_ill_frac, steps_phase_frac : float
        Of the usual steps while ill, and at the worst of a cycle (J; Ohri 2017 and
        Gresham 2018 for the direction).
    """

    name: str = "default"
    rest_bpm: float = 79.0
    rest_sd_bpm: float = 14.0
    night_sd_bpm: float = 1.9
    night_log_sd: float = 0.3
    night_memory: float = 0.3
    nuisance_per_month: float = 0.9
    nuisance_bpm: float = 4.0
    drift_bpm: float = 0.5
    phase_bpm: float = 2.5
    fever_bpm_per_c: float = 7.2
    ill_bpm: float = 2.5
    anaemia_rest_bpm: float = 1.6
    anaemia_walk_frac: float = 0.05
    heat_bpm_per_c: float = 1.0
    limited_share: float = 0.2
    limited_new_share: float = 0.03
    missing: float = 0.15
    wrong_night: float = 0.004
    lock_share: float = 0.03
    dry_share: float = 0.04
    unnoticed: float = 0.1
    walk_sd_bpm: float = 5.0
    steps_log_sd: float = 0.4
    steps_ill_frac: float = 0.4
    steps_phase_frac: float = 0.65


HEART: Final = HeartWorld()
HEART_WORLDS: Final = {
    each.name: each
    for each in (
        HEART,
        replace(
            HEART,
            name="dirty",
            night_sd_bpm=3.0,
            night_memory=0.45,
            nuisance_per_month=1.6,
            missing=0.25,
            wrong_night=0.01,
            walk_sd_bpm=6.5,
        ),
    )
}
"""`dirty` is of the spread and memory of the open nights."""
