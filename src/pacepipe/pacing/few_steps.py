"""Steps that fall to half of the person's own; many people at once, a column a day."""

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
