"""Every number that pacing decides with, and which way is the careful one.

A policy has a version and never changes once a plan was issued under it: an old
plan replays with the policy that it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from pacepipe.errors import InputRejected

POLICY_VERSION: Final = "2026.11-2"


@dataclass(frozen=True, slots=True)
class PacingPolicy:
    """Defaults of design section 7; numbers for one person come from the clinic.

    Every value below is in force. It was decided in design section 7, 2026-11, or in
    the ADR that its comment names, and has not yet been reviewed by a clinician. The
    comment gives unit and source; "research" is the survey that the design rests on,
    section 4 of its pacing part.
    """

    version: str = POLICY_VERSION

    # -- burden of a day: points of a 0-10 item; 1 point is about the smallest
    # difference that patients notice on ESAS-r (Hui 2015, 10.1002/cncr.29437)
    tiredness_weight: float = 0.6  # share, research 4.4
    symptom_weight: float = 0.4  # share, research 4.4
    worst_days: int = 3  # days a week's burden is the mean of, research 4.4

    # -- baseline
    baseline_window_days: int = 14  # days, design 7 "The diary"
    baseline_diary_days: int = 7  # days in the window, at least, design 7
    baseline_valid_days: int = 42  # days, research 4.1

    # -- reduce
    severe_item: int = 7  # points, research 4.7 row 3
    severe_rise: float = 2.0  # points above the own median, research 4.7 row 3
    severe_days: int = 3  # days of the 7, research 4.7 row 3
    severe_last_days: int = 3  # days that count as "the last", research 4.7 row 3
    severe_days_of_last: int = 2  # days of those, research 4.7 row 3
    burden_reduce: float = 2.0  # points, research 4.7 row 3
    heavy_day_burden: float = 2.5  # points, research 4.7 row 3
    heavy_lag_days: int = 2  # days after a session, its own day too, research 4.7
    heavy_sessions: int = 2  # sessions, research 4.7 row 3
    early_stops_reduce: int = 2  # sessions, research 4.7 row 3
    effort_reduce: float = 6.0  # CR10 mean, at or over, research 4.7 row 3
    reduce_factor: float = 0.75  # of the session, research 4.7 row 3
    reduce_least_min: int = 1  # minutes less, at least, research 4.7 row 3

    # -- restart
    restart_factor: float = 0.5  # of the last tolerated, research 4.7 row 4
    restart_session_min: int = 5  # minutes, at least, research 4.7 row 4
    restart_sessions: int = 3  # a week, research 4.7 row 4

    # -- start
    start_session_min: int = 8  # minutes, design 7.1 "5 to 10, default 8"
    start_lowest_min: int = 5  # minutes, the frail and a bad first week, design 7.1
    start_sessions: int = 3  # a week, design 7.1
    start_lowest_sessions: int = 3  # a week, for those that start lowest, design 7.1

    # -- hold
    diary_days: int = 4  # days of the 7, at least, research 4.3
    recent_diary_days: int = 3  # the last days, one diary at least, research 4.3
    full_diary_days: int = 2  # days of the 7, at least, design 7 "The diary"
    sessions_done_frac: float = 0.5  # of the planned, research 4.3
    sessions_done: int = 2  # sessions, at least, research 4.3
    efforts_frac: float = 0.5  # of the done sessions, research 4.3
    burden_hold: float = 1.0  # points, research 4.7 row 5
    effort_hold: float = 4.0  # CR10 mean, over; CR10 4 is "somewhat hard"
    cool_off_weeks: int = 1  # after a reduction, research 4.7
    cool_off_restart_weeks: int = 2  # after a stop or restart, research 4.7 row 4

    # -- progress
    sessions_full: int = 5  # a week; until here sessions grow first, design 7.1
    sessions_step: int = 1  # a week, research 4.7 row 7
    session_step_min: int = 5  # minutes, design 7.1

    # -- caps
    shortest_session_min: int = 4  # minutes; under it is rest, design 7.1
    preset_session_min: int = 10  # minutes where the clinic set none; the longest
    # start of design 7.1, the length of the shortest bout that older guidelines count
    preset_week_min: int = 50  # minutes where the clinic set none: five such sessions
    preset_sessions: int = 3  # a week where the clinic set none: the start, design 7.1
    week_rise_factor: float = 1.25  # of last week's plan, design 7.1
    week_rise_min: int = 8  # minutes on top, design 7.1
    best_week_factor: float = 2.0  # of the best completed week, ADR 10; 1.4 in
    # design 7.1
    best_week_min: int = 5  # minutes on top, design 7.1
    best_weeks: int = 4  # weeks that are looked at, design 7.1

    # -- treatment
    light_days: int = 6  # days after a treatment day, design 7.1 (Kirkham 2020)
    light_factor: float = 0.75  # of a session on a light day, design 7.1
    cycle_days: int = 21  # days, the commonest cycle, design 7.1 "half of a cycle"
    cycle_frac: float = 0.5  # of a cycle that may be rest or light, design 7.1

    rise_open_sessions: int = 2  # sessions outside of treatment's days that a rise
    # needs, ADR 9: as many as are needed to call a plan tested; more than a week has
    # days is no rise in a week that treatment touches

    # -- return
    return_days: int = 42  # days back, design 7.1; 0 is no such row
    return_factor: float = 1.5  # of the present session and week, design 7.1

    # -- tolerance: research 4.6; a ceiling that only lowers
    tolerance_quantile: float = 0.15  # of people are under the ceiling, ADR 12; 0.25
    # in design 7.1; 0 is no model
    tolerance_week_sessions: float = 5.5  # tolerated sessions a week, research 4.6
    tolerance_prior_min: float = 17.0  # minutes, of people who walk the typical steps,
    # ADR 15; 15 in research 4.6
    tolerance_prior_log_sd: float = 0.5  # of its logarithm, ADR 15; 0.8 in research 4.6
    tolerance_steps_typical: float = 3700.0  # steps a day, median in advanced cancer
    # (Gresham 2018, 10.1038/s41746-018-0032-6)
    tolerance_steps_power: float = (
        0.45  # of usual steps over typical ones, ADR 15; 0 is
    )
    # a model that does not know steps
    tolerance_steps_lowest: float = 2100.0  # steps a day; fewer say no more, and
    # unknown ones count as so few, ADR 15
    tolerance_steps_highest: float = 6500.0  # steps a day; more say no more, ADR 15
    usual_steps_days: int = 5  # whole days of steps in a baseline's window, ADR 15
    tolerance_points: float = 0.8  # points of a day at the tolerated length, ADR 12
    tolerance_noise_points: float = 1.0  # points, about one ESAS-r difference
    tolerance_effort_slope: float = 2.0  # research 4.6
    tolerance_effort_weight: float = 0.25  # of an independent answer, research 4.6
    tolerance_half_life_days: float = 45.0  # days, research 4.6
    tolerance_usual_burden: float = 0.3  # points, where the baseline has no median
    overrun_days: int = 28  # days back, as far as the best week is looked for, ADR 16
    overrun_from: float = 1.2  # of the asked length; up to it people differ, ADR 16
    phase_burden: float = 0.4  # points on the days after treatment, research 4.4
    phase_days: int = 7  # days after it, research 4.4

    # -- today: only ever lower
    today_rest_burden: float = 3.0  # points, design 7.1 "Daily gate"
    today_less_burden: float = 1.5  # points, design 7.1
    today_less_factor: float = 0.6  # of today's minutes, design 7.1
    today_severe_item: int = 8  # points, with `severe_rise`, design 7.1
    heat_shorter_c: float = 27.0  # heat index, "caution" of the US weather service
    heat_indoors_c: float = 32.0  # heat index, "extreme caution" of the same
    heat_factor: float = 0.75  # of today's minutes, research 4.5

    effort_max_cr10: int = 3  # CR10, "moderate"; what a session may feel like


class Careful(Enum):
    """Which way a number of the policy is the careful one."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


CAREFUL: Final[Mapping[str, Careful]] = MappingProxyType(
    {
        # moves burden from one symptom to another
        "tiredness_weight": Careful.NEITHER,
        "symptom_weight": Careful.NEITHER,
        "worst_days": Careful.LOWER,
        # a longer window is another usual, neither more nor less
        "baseline_window_days": Careful.NEITHER,
        "baseline_diary_days": Careful.HIGHER,
        "baseline_valid_days": Careful.LOWER,
        "severe_item": Careful.LOWER,
        "severe_rise": Careful.LOWER,
        "severe_days": Careful.LOWER,
        "severe_last_days": Careful.HIGHER,
        "severe_days_of_last": Careful.LOWER,
        "burden_reduce": Careful.LOWER,
        "heavy_day_burden": Careful.LOWER,
        "heavy_lag_days": Careful.HIGHER,
        "heavy_sessions": Careful.LOWER,
        "early_stops_reduce": Careful.LOWER,
        "effort_reduce": Careful.LOWER,
        "reduce_factor": Careful.LOWER,
        "reduce_least_min": Careful.HIGHER,
        "restart_factor": Careful.LOWER,
        "restart_session_min": Careful.LOWER,
        "restart_sessions": Careful.LOWER,
        "start_session_min": Careful.LOWER,
        "start_lowest_min": Careful.LOWER,
        "start_sessions": Careful.LOWER,
        "start_lowest_sessions": Careful.LOWER,
        "diary_days": Careful.HIGHER,
        "recent_diary_days": Careful.LOWER,
        "full_diary_days": Careful.HIGHER,
        "sessions_done_frac": Careful.HIGHER,
        "sessions_done": Careful.HIGHER,
        "efforts_frac": Careful.HIGHER,
        "burden_hold": Careful.LOWER,
        "effort_hold": Careful.LOWER,
        "cool_off_weeks": Careful.HIGHER,
        "cool_off_restart_weeks": Careful.HIGHER,
        # sooner means longer sessions, later means more of them
        "sessions_full": Careful.NEITHER,
        "sessions_step": Careful.LOWER,
        "session_step_min": Careful.LOWER,
        # shorter ones are less each, but a tight week then holds more of them
        "shortest_session_min": Careful.NEITHER,
        "preset_session_min": Careful.LOWER,
        "preset_week_min": Careful.LOWER,
        "preset_sessions": Careful.LOWER,
        "week_rise_factor": Careful.LOWER,
        "week_rise_min": Careful.LOWER,
        "best_week_factor": Careful.LOWER,
        "best_week_min": Careful.LOWER,
        "best_weeks": Careful.LOWER,
        "light_days": Careful.HIGHER,
        "light_factor": Careful.LOWER,
        # a longer cycle allows more light days in it, spread wider
        "cycle_days": Careful.NEITHER,
        "cycle_frac": Careful.HIGHER,
        "rise_open_sessions": Careful.HIGHER,
        "return_days": Careful.LOWER,
        "return_factor": Careful.LOWER,
        "tolerance_quantile": Careful.LOWER,
        "tolerance_week_sessions": Careful.LOWER,
        "tolerance_prior_min": Careful.LOWER,
        # narrower is more certain of the prior, whichever way that is
        "tolerance_prior_log_sd": Careful.NEITHER,
        # more of them typical, or fewer counted as many, is a shorter prior
        "tolerance_steps_typical": Careful.HIGHER,
        # a steeper rise is shorter for those who walk little, longer for others
        "tolerance_steps_power": Careful.NEITHER,
        "tolerance_steps_lowest": Careful.LOWER,
        "tolerance_steps_highest": Careful.LOWER,
        "usual_steps_days": Careful.HIGHER,
        "tolerance_points": Careful.NEITHER,
        "tolerance_noise_points": Careful.NEITHER,
        "tolerance_effort_slope": Careful.NEITHER,
        "tolerance_effort_weight": Careful.NEITHER,
        "tolerance_half_life_days": Careful.NEITHER,
        "tolerance_usual_burden": Careful.LOWER,
        # more sessions, of which more may be as asked, or fewer
        "overrun_days": Careful.NEITHER,
        "overrun_from": Careful.LOWER,
        "phase_burden": Careful.LOWER,
        "phase_days": Careful.LOWER,
        "today_rest_burden": Careful.LOWER,
        "today_less_burden": Careful.LOWER,
        "today_less_factor": Careful.LOWER,
        "today_severe_item": Careful.LOWER,
        "heat_shorter_c": Careful.LOWER,
        "heat_indoors_c": Careful.LOWER,
        "heat_factor": Careful.LOWER,
        "effort_max_cr10": Careful.LOWER,
    }
)
"""The careful direction of every number of the policy."""

DEFAULT_POLICY: Final = PacingPolicy()
"""The tolerance ceiling (ADR 12), the row `return`, the readings of ADR 9 and 10."""
FIRST_POLICY: Final = replace(
    DEFAULT_POLICY,
    version="2026.11-1",
    best_week_factor=1.4,
    rise_open_sessions=99,
    return_days=0,
    tolerance_quantile=0.0,
    tolerance_prior_min=15.0,
    tolerance_prior_log_sd=0.8,
    tolerance_steps_power=0.0,
)
"""The rules alone. Plans that were issued under it replay; none is issued any more.

Written as what differs: a number of the policy in force that changes keeps its old
value here."""
POLICIES: Final[Mapping[str, PacingPolicy]] = MappingProxyType(
    {policy.version: policy for policy in (FIRST_POLICY, DEFAULT_POLICY)}
)
"""Every policy that a plan was ever issued under, by version."""


def more_cautious(
    policy: PacingPolicy, *, version: str, **changes: float
) -> PacingPolicy:
    """The policy with some numbers made more careful, under a version of its own.

    Raises
    ------
    InputRejected
        If a name is not a number of the policy, has no careful side, or its new
        value is less careful than the old one; or if the version is in use.
    """
    if version == policy.version or version in POLICIES:
        raise InputRejected(
            f"The policy version {version} is in use.",
            means="Plans issued under it could not be recomputed any more.",
            remedy="Give the changed policy a version of its own.",
        )
    for name, value in changes.items():
        _refuse_less_careful(policy, name, value)
    return replace(policy, version=version, **_typed(changes))


def _refuse_less_careful(policy: PacingPolicy, name: str, value: float) -> None:
    side = CAREFUL.get(name, Careful.NEITHER)
    if side is Careful.NEITHER:
        raise InputRejected(
            f"{name} cannot be changed here.",
            means="It is not a number of the policy that has a more careful side.",
            remedy="Leave it, or bring the change to whoever reviews the policy.",
        )
    now = getattr(policy, name)
    is_careful = value <= now if side is Careful.LOWER else value >= now
    if not is_careful or value < 0 or not isfinite(value):
        raise InputRejected(
            f"{name} = {value:g} is less careful than {now:g}.",
            means="A policy may only be made more careful, so nothing was changed.",
            remedy=f"Choose a value that is {side.value}, and not below 0.",
        )


def _typed(changes: Mapping[str, float]) -> dict[str, Any]:
    whole = {field.name for field in fields(PacingPolicy) if field.type is int}
    typed: dict[str, Any] = {}
    for name, value in changes.items():
        if name in whole and value != int(value):
            raise InputRejected(
                f"{name} = {value:g} is not a whole number.",
                means="It counts minutes, days or sessions.",
                remedy="Give a whole number.",
            )
        typed[name] = int(value) if name in whole else float(value)
    return typed
