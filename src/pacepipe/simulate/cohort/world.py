"""What a virtual cohort varies: one named world, every range with its source.

A world says how people are drawn, not how anybody decides. Nothing here is read by
`pacing`, and no number was fitted to its rules: ranges that have no source are
judgement, and are marked so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class World:
    """Ranges that people are drawn from. "J" marks judgement.

    Attributes
    ----------
    tolerance_median_min : float, minutes
        Median over people of the walk that five days a week leave no mark (J; the
        first weeks of home programmes in advanced disease are of this length:
        Cheville 2019, doi:10.1001/jamaoncol.2019.0011).
    tolerance_log_sd : float
        Spread of its logarithm over people (J).
    steps_correlation : float
        Between the logarithms of tolerance and of usual daily steps (r(ECOG) = 0.63,
        Gresham 2018, doi:10.1038/s41746-018-0032-6).
    steps_known_share : float
        People who wear something that counts steps through the days (J; a consumer
        wearable is what pacepipe is for).
    uncoupled_share : float
        People whose symptoms do not follow what they do at all (J).
    has_threshold : bool
        False: every minute costs a little, there is no harmless length.
    delayed_frac : float
        Share of a response that comes 12 to 72 h later (post-exertional symptoms
        typically after 12 to 48 h: research/pacing.md 2.6).
    response_points : float, points of a 0-10 item
        Median over people of the response to a walk of twice the tolerance (J).
    diary_noise : float, points
        Day-to-day standard deviation of an item that nothing moves (J, of the order
        of one ESAS-r minimal difference: Hui 2015, doi:10.1002/cncr.29437).
    missing : float
        Diary days without an answer (9 % of weekly surveys, AFT-39, PMID 38771558;
        daily ones are missed more often: J).
    missing_when_bad : float
        More of them for each point above the usual.
    one_tap : float
        Answers that are tiredness alone; twice as many on a bad day (J).
    under_report : float
        Share of a worsening that is not told.
    effort_bias, effort_noise : float, points of CR10
        Mean of the personal shift in the use of the scale, and its spread from
        session to session (J; method error of rated effort is about three times
        that of heart rate: Kirkham 2010).
    effort_bias_sd : float
        Spread of the personal shift over people.
    effort_use : float
        How far the answer follows the truth: 1 all the way, 0 not at all.
    effort_missing : float
    attendance : float
        Planned sessions done (79 % overall, 77 % in the week after chemotherapy:
        Nilsen 2018, doi:10.1249/MSS.0000000000001545; Kirkham 2020,
        doi:10.1249/MSS.0000000000002151).
    boom_share : float
        Sessions of a good day that are overdone by half (J).
    unplanned_share : float
        Free days on which a person walks without being asked (J).
    cycles : pairs of cycle length in days and share of people; 0 is no treatment
    cycle_points : float, points
        Tiredness at the peak of days 2 to 5 (3.2 to 5.1, Kirkham 2020).
    cycle_tolerance : float
        Tolerance at the same time, as a share of the usual (J).
    infections_per_month, anaemia_share : float
        (J)
    """

    name: str = "default"
    tolerance_median_min: float = 15.0
    tolerance_log_sd: float = 0.5
    steps_correlation: float = 0.5
    steps_known_share: float = 0.9
    uncoupled_share: float = 0.05
    has_threshold: bool = True
    delayed_frac: float = 0.4
    response_points: float = 3.0
    diary_noise: float = 0.8
    missing: float = 0.22
    missing_when_bad: float = 0.04
    one_tap: float = 0.2
    under_report: float = 0.1
    effort_bias: float = 0.0
    effort_bias_sd: float = 0.8
    effort_noise: float = 0.8
    effort_use: float = 1.0
    effort_missing: float = 0.15
    attendance: float = 0.8
    boom_share: float = 0.03
    unplanned_share: float = 0.03
    cycles: tuple[tuple[int, float], ...] = (
        (0, 0.4),
        (14, 0.15),
        (21, 0.35),
        (28, 0.1),
    )
    cycle_points: float = 1.6
    cycle_tolerance: float = 0.75
    infections_per_month: float = 0.06
    anaemia_share: float = 0.15


DEFAULT: Final = World()

WORLDS: Final[Mapping[str, World]] = MappingProxyType(
    {
        world.name: world
        for world in (
            DEFAULT,
            replace(DEFAULT, name="fragile", tolerance_median_min=10.5),
            replace(DEFAULT, name="robust", tolerance_median_min=26.0),
            replace(DEFAULT, name="no_coupling", uncoupled_share=1.0),
            replace(DEFAULT, name="no_threshold", has_threshold=False),
            replace(DEFAULT, name="delayed", delayed_frac=0.8),
            replace(DEFAULT, name="noisy_diary", diary_noise=1.4, missing=0.35),
            replace(DEFAULT, name="missing_on_bad_days", missing_when_bad=0.25),
            replace(DEFAULT, name="under_reporting", under_report=0.6),
            replace(DEFAULT, name="stoic_effort", effort_bias=-1.4),
            replace(DEFAULT, name="useless_effort", effort_use=0.0),
            replace(DEFAULT, name="no_effort", effort_missing=1.0),
            replace(DEFAULT, name="no_steps", steps_known_share=0.0),
            replace(DEFAULT, name="useless_steps", steps_correlation=0.0),
            replace(DEFAULT, name="boom_and_bust", boom_share=0.4, unplanned_share=0.1),
        )
    }
)
"""Every named world, the misspecified ones among them."""
