"""Rules decide a week of movement; doubt never makes it longer. Design section 7."""

from pacepipe.pacing.baseline import (
    BaselineDraft,
    BaselineWithheld,
    WithheldBecause,
    propose_baseline,
)
from pacepipe.pacing.burden import day_burden, medians_of, week_burden
from pacepipe.pacing.decide import plan_week
from pacepipe.pacing.explain import Audience, explain, explain_flag
from pacepipe.pacing.flag_days import DAYS as FLAG_DAYS
from pacepipe.pacing.flag_policy import FLAG_POLICIES, FLAG_POLICY_VERSION, FlagPolicy
from pacepipe.pacing.flags import flag
from pacepipe.pacing.policy import (
    CAREFUL,
    DEFAULT_POLICY,
    POLICIES,
    POLICY_VERSION,
    Careful,
    PacingPolicy,
    more_cautious,
)
from pacepipe.pacing.sheet import printed_plan
from pacepipe.pacing.standing import (
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    standing,
)

__all__ = [
    "CAREFUL",
    "DEFAULT_POLICY",
    "FLAG_DAYS",
    "FLAG_POLICIES",
    "FLAG_POLICY_VERSION",
    "POLICIES",
    "POLICY_VERSION",
    "Audience",
    "BaselineDraft",
    "BaselineWithheld",
    "Careful",
    "FlagPolicy",
    "PacingPolicy",
    "ProposalFact",
    "Signature",
    "StandingPlan",
    "Status",
    "WithheldBecause",
    "day_burden",
    "explain",
    "explain_flag",
    "flag",
    "medians_of",
    "more_cautious",
    "plan_week",
    "printed_plan",
    "propose_baseline",
    "standing",
    "week_burden",
]
