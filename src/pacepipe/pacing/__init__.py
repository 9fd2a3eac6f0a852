"""Rules decide a week of movement; doubt never makes it longer. Design section 7."""

from pacepipe.pacing.baseline import (
    BaselineDraft,
    BaselineWithheld,
    WithheldBecause,
    propose_baseline,
)
from pacepipe.pacing.burden import day_burden, medians_of, week_burden
from pacepipe.pacing.decide import plan_week
from pacepipe.pacing.policy import (
    CAREFUL,
    DEFAULT_POLICY,
    POLICIES,
    POLICY_VERSION,
    Careful,
    PacingPolicy,
    more_cautious,
)

__all__ = [
    "CAREFUL",
    "DEFAULT_POLICY",
    "POLICIES",
    "POLICY_VERSION",
    "BaselineDraft",
    "BaselineWithheld",
    "Careful",
    "PacingPolicy",
    "WithheldBecause",
    "day_burden",
    "medians_of",
    "more_cautious",
    "plan_week",
    "propose_baseline",
    "week_burden",
]
