"""From what is known of a person to the ceiling on a session."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from pacepipe.domain.plan import Cap, Tolerance
from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.pacing.caps import minutes_down
from pacepipe.pacing.evidence import Evidence
from pacepipe.pacing.overrun import overrun_ratio
from pacepipe.pacing.policy import PacingPolicy
from pacepipe.pacing.tolerance import (
    DAYS,
    DoseDays,
    Response,
    posterior,
    quantile_min,
)

CAP_NAME: Final = "tolerance"
_SHOWN: Final = (0.10, 0.50)


def tolerances(
    evidences: Sequence[Evidence], policy: PacingPolicy
) -> tuple[Tolerance | None, ...]:
    """The ceiling of each person; None under a policy without the model."""
    quantile = policy.tolerance_quantile
    if quantile <= 0 or not evidences:
        return (None,) * len(evidences)
    days = [_dose_days(evidence, policy) for evidence in evidences]
    stacked = DoseDays(
        minutes=np.stack([day.minutes for day in days]),
        change=np.stack([day.change for day in days]),
        effort_cr10=np.stack([day.effort_cr10 for day in days]),
        is_early_stop=np.stack([day.is_early_stop for day in days]),
        prior_min=np.stack([day.prior_min for day in days]),
    )
    probability = posterior(stacked, _response(policy))
    ceiling = quantile_min(probability, quantile)
    low, middle = (quantile_min(probability, q) for q in _SHOWN)
    return tuple(
        Tolerance(
            ceiling_min=round(float(ceiling[row]), 1),
            low_min=round(float(low[row]), 1),
            median_min=round(float(middle[row]), 1),
            day_count=int((~np.isnan(day.change)).sum()),
            session_count=int((day.minutes > 0).sum()),
            usual_step_count=evidences[row].inputs.usual_step_count,
            overrun_ratio=round(overrun_ratio(evidences[row], policy), 2),
        )
        for row, day in enumerate(days)
    )


def prior_min(usual_step_count: float | None, policy: PacingPolicy) -> float:
    """Median tolerated session of people who walk as much in a usual day, minutes.

    ``prior x (steps / typical) ^ power``, the steps kept between the lowest and the
    highest that the policy names. Not knowing them counts as the lowest, so that who
    leaves a counter at home never gets a longer plan (ADR 15).
    """
    lowest, highest = policy.tolerance_steps_lowest, policy.tolerance_steps_highest
    steps = lowest if usual_step_count is None else usual_step_count
    ratio = min(max(steps, lowest), highest) / policy.tolerance_steps_typical
    prior: float = policy.tolerance_prior_min * ratio**policy.tolerance_steps_power
    return prior


def ceiling_cap(tolerance: Tolerance | None, policy: PacingPolicy) -> tuple[Cap, ...]:
    """The ceiling as a cap on a session and on a week; none without the model.

    It is for what is walked: who walks longer than asked is asked for less (ADR 16).
    """
    if tolerance is None:
        return ()
    asked_min = tolerance.ceiling_min / tolerance.overrun_ratio
    return (
        Cap(
            name=CAP_NAME,
            session_min=minutes_down(asked_min),
            sessions_per_week=None,
            week_min=minutes_down(policy.tolerance_week_sessions * asked_min),
            is_binding=False,
        ),
    )


def _response(policy: PacingPolicy) -> Response:
    return Response(
        prior_log_sd=policy.tolerance_prior_log_sd,
        points=policy.tolerance_points,
        noise_points=policy.tolerance_noise_points,
        effort_slope=policy.tolerance_effort_slope,
        effort_weight=policy.tolerance_effort_weight,
        half_life_days=policy.tolerance_half_life_days,
    )


def _dose_days(evidence: Evidence, policy: PacingPolicy) -> DoseDays:
    """One person's days, the window's last day last."""
    end = evidence.inputs.window_end
    minutes, change = np.zeros(DAYS), np.full(DAYS, np.nan)
    effort, is_early = np.full(DAYS, np.nan), np.zeros(DAYS, dtype=np.bool_)
    for session in evidence.long_sessions:
        place = _place(session.day_date, end)
        if place is None or session.activity_kind is not ActivityKind.AEROBIC:
            continue
        minutes[place] += session.duration_min
        is_early[place] |= session.is_early_stop
        if session.effort_cr10 is not None:
            effort[place] = np.fmax(effort[place], session.effort_cr10)
    usual = _usual_burden(evidence, policy)
    for day, burden in evidence.burdens.items():
        place = _place(day, end)
        if place is not None:
            change[place] = burden - usual - _phase(day, evidence, policy)
    prior = np.array(prior_min(evidence.inputs.usual_step_count, policy))
    return DoseDays(minutes, change, effort, is_early, prior)


def _place(day: date, end: date) -> int | None:
    back = (end - day).days
    return DAYS - 1 - back if 0 <= back < DAYS else None


def _usual_burden(evidence: Evidence, policy: PacingPolicy) -> float:
    """The burden of a usual day: above 0, since it takes the largest of three items."""
    baseline = evidence.inputs.baseline
    known = None if baseline is None else baseline.burden_median
    return policy.tolerance_usual_burden if known is None else known


def _phase(day: date, evidence: Evidence, policy: PacingPolicy) -> float:
    """What treatment does on the days after it, the same for everybody."""
    return max(
        (
            policy.phase_burden
            for treatment in evidence.inputs.treatments
            if treatment.is_deload
            and 0 <= (day - treatment.day_date).days <= policy.phase_days
        ),
        default=0.0,
    )
