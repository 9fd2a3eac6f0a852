"""What a policy may look at: what was planned, done and said, never the truth."""

from dataclasses import dataclass

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray
from pacepipe.simulate.cohort.people import ITEM_USUAL


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Arrays of (n, days), filled as the days go by.

    Attributes
    ----------
    items : mapping of item to float64, 0 to 10; NaN where not said
    planned_min, done_min : float64, minutes; 0 where none
    effort_cr10 : float64; NaN where not said or nothing was done
    is_early_stop : bool
    temperature_c : float64; NaN where not measured
    is_infusion : bool
        The calendar, the days to come too.
    """

    items: dict[str, FloatArray]
    planned_min: FloatArray
    done_min: FloatArray
    effort_cr10: FloatArray
    is_early_stop: BoolArray
    temperature_c: FloatArray
    is_infusion: BoolArray


def nothing_seen(is_infusion: BoolArray) -> Seen:
    """Before the first day."""
    shape = is_infusion.shape
    return Seen(
        items={item: np.full(shape, np.nan) for item in ITEM_USUAL},
        planned_min=np.zeros(shape),
        done_min=np.zeros(shape),
        effort_cr10=np.full(shape, np.nan),
        is_early_stop=np.zeros(shape, dtype=np.bool_),
        temperature_c=np.full(shape, np.nan),
        is_infusion=is_infusion,
    )
