"""Steps far under the person's own; many people at once, a column a day.

In two ways: three days at half of the usual are a flag of their own, and a single day
with fewer than usual speaks for a rise of the heart rate that is seen beside it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.usual import MAD_TO_SD, known_median, windows


@dataclass(frozen=True, slots=True, eq=False)
class FewSteps:
    """Arrays are (n, days); NaN where too few days were counted.

    Attributes
    ----------
    mean : float64, steps a day
        Of the last three days, all of them counted.
    usual : float64, steps a day
        Median of the 28 days before those.
    count : int64
        Days that it rests on.
    is_few : bool
        At half of the usual, and as far under it as two of the person's own spreads
        from day to day, which keeps it quiet for people whose steps differ much.
    """

    mean: FloatArray
    usual: FloatArray
    count: FloatArray
    is_few: BoolArray


def few_steps(step_count: FloatArray, policy: FlagPolicy) -> FewSteps:
    """Judge every day.

    Parameters
    ----------
    step_count : (n, days) float64
        NaN where a day was not counted for long enough.
    """
    width = policy.steps_days
    padded = np.pad(step_count, ((0, 0), (width - 1, 0)), constant_values=np.nan)
    mean: FloatArray = sliding_window_view(padded, width, axis=1).mean(axis=2)
    before = windows(step_count, policy.steps_usual_days, width)
    count = (~np.isnan(before)).sum(axis=2).astype(np.float64)
    usual = np.where(count >= policy.steps_usual_count, known_median(before), np.nan)
    with np.errstate(divide="ignore"):
        logs, log_usual, log_mean = np.log(before), np.log(usual), np.log(mean)
    spread = MAD_TO_SD * known_median(np.abs(logs - log_usual[:, :, None]))
    is_far = log_usual - log_mean >= policy.steps_spreads * spread
    is_few: BoolArray = (mean <= policy.steps_frac * usual) & is_far & (usual > 0)
    return FewSteps(mean, usual, count, is_few)


def fall_of_steps(
    step_count: FloatArray, is_phase: BoolArray, policy: FlagPolicy
) -> tuple[FloatArray, FloatArray]:
    """How far the day before had fewer steps than usual, as logarithms.

    Of the day before, because a day's steps are known when it is over, and a night
    when it ends in the morning. After an infusion the usual is that of the days after
    earlier ones, never more than that of the others.

    Parameters
    ----------
    step_count : (n, days) float64
        NaN where a day was not counted for long enough.
    is_phase : (n, days) bool
        Days after an infusion.

    Returns
    -------
    fall, spread : (n, days) float64
        Logarithm of the usual steps over those of the day before, NaN where either is
        not known; and how much the logarithm of a day differs from the usual.
    """
    logs = np.log(np.maximum(step_count, policy.fewest_steps))
    before = windows(logs, policy.steps_usual_days, policy.gap_days)
    in_phase = (
        windows(is_phase.astype(np.float64), policy.steps_usual_days, policy.gap_days)
        == 1
    )
    beside = np.where(in_phase, np.nan, before)
    after = np.where(in_phase, before, np.nan)
    count = (~np.isnan(beside)).sum(axis=2)
    usual = known_median(beside)
    is_learned = (~np.isnan(after)).sum(axis=2) >= policy.phase_count
    of_phase = np.where(
        is_learned,
        np.minimum(known_median(after), usual),
        usual - policy.fewer_phase_log,
    )
    own = np.nan_to_num(
        MAD_TO_SD * known_median(np.abs(beside - usual[:, :, None])), nan=0.0
    )
    weight = policy.spread_weight
    shrunk = weight * policy.fewer_spread**2 + count * own**2
    spread = np.sqrt(shrunk / (weight + count))
    fall = np.where(
        count >= policy.fewer_count, np.where(is_phase, of_phase, usual) - logs, np.nan
    )
    return _yesterday(fall), np.maximum(_yesterday(spread), policy.fewer_spread_floor)


def _yesterday(values: FloatArray) -> FloatArray:
    """The column before; unknown on the first."""
    return np.pad(values, ((0, 0), (1, 0)), constant_values=np.nan)[:, :-1]
