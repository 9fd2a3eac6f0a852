"""Every threshold of the flags, with unit and source; a policy never changes.

A flag replays with the policy that it names. What was seen in a virtual cohort is
marked "cohort" (docs/adr/0013); "research" is the survey that the design rests on,
section 5 of its pacing part; "house" is judgement that nobody has reviewed yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FLAG_POLICY_VERSION: Final = "2026.11-3"


@dataclass(frozen=True, slots=True)
class FlagPolicy:
    """Defaults of design section 7.2."""

    version: str = FLAG_POLICY_VERSION
    reads_heart: bool = True  # False: what was reported, the limit, and silence alone

    # -- the clinic's limit, and silence
    session_days: int = 14  # days back; research "within 10 d", people who move rarely
    recent_sessions: int = 3  # judged sessions compared, research "2 of last 3"
    repeated_sessions: int = 2  # of these over the limit, ibid.
    above_limit_min: float = 1.0  # minutes; a few beats on a stair do not count, house
    silent_days: int = 3  # days without anything known; a long weekend, house

    # -- what is usual at rest
    usual_days: int = 56  # days that end `gap_days` ago; 42 in research, cohort
    gap_days: int = 4  # days before today that are not usual yet, research
    usual_count: int = 10  # nights or spots at least, research
    phase_days: int = 7  # days after an infusion with a usual of their own, research
    phase_count: int = 5  # nights on them, and beside them, to learn it, research
    phase_default_bpm: float = 2.0  # bpm until it is learned, research
    phase_most_bpm: float = 5.0  # bpm, research
    spread_floor_bpm: float = 1.8  # bpm, research
    spread_usual_bpm: float = 2.4  # bpm, of people; nights of open recordings, house
    spread_usual_spot_bpm: float = 3.5  # bpm, of seated rests, house
    spread_weight: float = 10.0  # nights that the spread of people counts as, house
    high_bpm: float = 5.0  # bpm over the usual: a night that is not usual, house
    high_spreads: float = 2.0  # and that many spreads, house
    high_days: int = 28  # days after which it may be usual after all, house
    relearn_skip_days: int = 2  # days after a new medicine or device, research

    # -- what is usual of a walk
    walk_days: int = 60  # days, research
    walk_gap_days: int = 7  # days before today, research
    walk_count: int = 6  # walks, research
    walk_per_spm: float = 0.6  # bpm a step a minute, before own data, research
    walk_per_c: float = 1.0  # bpm a degree over 24 C, research
    walk_per_min: float = 0.1  # bpm a minute of length, research
    walk_spread_bpm: float = 5.0  # bpm, of people, house
    walk_spread_weight: float = 6.0  # walks that it counts as, house
    lock_bpm: float = 4.0  # bpm from the cadence: may be the cadence, research
    heat_most_c: float = 32.0  # C of heat index; no walk is judged above it, research

    # -- what is usual of the diary
    tired_points: float = 2.0  # points over the usual that speak for a rise, house
    tired_spread: float = 1.2  # points from day to day, house
    tired_count: int = 7  # diaries, design 7 "The diary"

    # -- fewer steps than usual, beside the heart rate
    steps_speak: bool = True  # False: of the heart rate and the diary alone
    fewer_steps_log: float = 0.7  # logarithm, a fall to half: as `steps_frac`
    fewer_spread: float = 0.4  # of the logarithm of a day, of people, house
    fewer_spread_floor: float = 0.3  # of the same, house
    fewer_count: int = 10  # days that what is usual rests on, as `usual_count`
    fewer_phase_log: float = 0.35  # a fall to 0.7 until learned, house (Ohri 2017)
    fewest_steps: float = 50.0  # steps a day that say no more than none, house

    # -- a rise: natural logarithm of its odds
    lone_speaks: bool = False  # True: one rest may say more than the next, cohort
    extreme_silences: bool = False  # True: a far faster heart says less, house
    rise_threshold: float = -0.6  # log odds at the default budget, cohort
    rise_lowest: float = -2.0  # log odds; no budget makes it more eager, cohort
    rise_highest: float = 6.0  # log odds; no person is listened to less, cohort
    raised_night_bpm: float = 2.5  # bpm; 2 of the last 3 are over, cohort
    raised_walk_bpm: float = 5.0  # bpm; likewise, cohort
    raised_of: int = 3  # last known ones looked at, research
    raised_count: int = 2  # of these raised, research
    raised_days: int = 5  # days that they lie in, for nights and spots, cohort
    raised_walk_days: int = 11  # days likewise for walks, research "within 10 d"
    fibrillation_night_bpm: float = 10.0  # bpm; known AF or pacemaker, research
    fibrillation_count: int = 3  # of the last 4, research

    # -- the alarm budget
    budget_per_month: float = 0.25  # false T2 and T3 episodes a month, research
    budget_lowest: float = 0.05  # a site's choice goes from here, house
    budget_highest: float = 1.0  # to here, house
    rate_at_zero: float = 0.26  # false episodes a month at log odds 0, cohort
    rate_slope: float = 0.30  # its fall in e a unit of log odds, cohort
    other_per_month: float = 0.04  # of the other flags of tier 2, cohort
    own_months: float = 4.0  # months that the cohort counts as, against own, cohort
    site_months: float = 50.0  # patient-months likewise, against the site's own, cohort
    episode_gap_days: int = 7  # days that part two episodes, research

    # -- today
    today_bpm: float = 10.0  # bpm over the usual, research
    today_spreads: float = 3.5  # research
    today_count: int = 2  # of the last `today_of` days, research
    today_of: int = 3  # days, research
    sign_days: int = 2  # days back for a fever or a sign, research
    absolute_bpm: float = 100.0  # bpm with a usual under `absolute_usual_bpm`, research
    absolute_usual_bpm: float = 90.0  # bpm, research
    absolute_today_bpm: float = 120.0  # bpm whatever the usual, research (CET)

    # -- low
    low_bpm: float = 45.0  # bpm, research
    low_below_bpm: float = 15.0  # bpm under the usual, research

    # -- recovery and answer to a walk
    recovery_walks: int = 4  # last ones, research
    recovery_count: int = 3  # of these, research
    recovery_usual: int = 6  # before them, research
    recovery_factor: float = 0.65  # of the usual fall in 60 s, research
    recovery_less_bpm: float = 6.0  # bpm less at least, research
    recovery_peak_bpm: float = 8.0  # bpm, end of the walks alike, research
    flat_bpm: float = 10.0  # bpm of rise in a usual walk, research

    # -- steps
    steps_days: int = 3  # days of the mean, research (Ohri 2017)
    steps_usual_days: int = 28  # days before them, research
    steps_usual_count: int = 14  # of these known, research
    steps_frac: float = 0.5  # of the own median, research (Ohri 2017, Gresham 2018)
    steps_spreads: float = 2.0  # own spreads of the logarithm of a day, cohort
    steps_worn_min: float = 600.0  # minutes counted a day, research
    steps_infusion_days: int = 4  # days after an infusion: a note, research

    # -- rhythm
    rhythm_windows: int = 12  # judged windows of five minutes a day, house
    rhythm_frac: float = 0.5  # of these irregular, house
    rhythm_days: int = 2  # of the last 7 days, house


FIRST: Final = FlagPolicy(version="2026.11-1", reads_heart=False)
SECOND: Final = FlagPolicy(
    version="2026.11-2",
    steps_speak=False,
    lone_speaks=True,
    extreme_silences=True,
    raised_night_bpm=3.0,
    raised_days=4,
    rate_at_zero=0.24,
    rate_slope=0.33,
)
DEFAULT: Final = FlagPolicy()
FLAG_POLICIES: Final[Mapping[str, FlagPolicy]] = MappingProxyType(
    {each.version: each for each in (FIRST, SECOND, DEFAULT)}
)
"""Every policy that a flag was ever issued under, by version."""
