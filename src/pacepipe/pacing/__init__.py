"""Rules decide a week of movement; doubt never makes it longer. Design section 7."""

from pacepipe.pacing.alarm_budget import joined as joined_pasts
from pacepipe.pacing.baseline import (
    BaselineDraft,
    BaselineWithheld,
    WithheldBecause,
    never_higher,
    propose_baseline,
)
from pacepipe.pacing.burden import day_burden, medians_of, week_burden
from pacepipe.pacing.caps import Dose
from pacepipe.pacing.change import (
    changed_week,
    limits_as_dose,
    require_within_limits,
)
from pacepipe.pacing.contraindications import PRESETS, VALUE_AGE_DAYS, forbids
from pacepipe.pacing.decide import plan_week
from pacepipe.pacing.evidence import RULE_DAYS
from pacepipe.pacing.explain import Audience, explain, explain_flag, explain_today
from pacepipe.pacing.flag_days import DAYS as FLAG_DAYS
from pacepipe.pacing.flag_policy import FLAG_POLICIES, FLAG_POLICY_VERSION, FlagPolicy
from pacepipe.pacing.flags import flag
from pacepipe.pacing.flags_rise import past_before_month
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
from pacepipe.pacing.shown import shown_sessions
from pacepipe.pacing.standing import (
    Change,
    Hold,
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    WeekDose,
    standing,
)
from pacepipe.pacing.today import TodayInputs, TodayOutcome, gate_today
from pacepipe.pacing.tolerance import DAYS as TOLERANCE_DAYS

__all__ = [
    "CAREFUL",
    "DEFAULT_POLICY",
    "FLAG_DAYS",
    "FLAG_POLICIES",
    "FLAG_POLICY_VERSION",
    "POLICIES",
    "POLICY_VERSION",
    "PRESETS",
    "RULE_DAYS",
    "TOLERANCE_DAYS",
    "VALUE_AGE_DAYS",
    "Audience",
    "BaselineDraft",
    "BaselineWithheld",
    "Careful",
    "Change",
    "Dose",
    "FlagPolicy",
    "Hold",
    "PacingPolicy",
    "ProposalFact",
    "Signature",
    "StandingPlan",
    "Status",
    "TodayInputs",
    "TodayOutcome",
    "WeekDose",
    "WithheldBecause",
    "changed_week",
    "day_burden",
    "explain",
    "explain_flag",
    "explain_today",
    "flag",
    "forbids",
    "gate_today",
    "joined_pasts",
    "limits_as_dose",
    "medians_of",
    "more_cautious",
    "never_higher",
    "past_before_month",
    "plan_week",
    "printed_plan",
    "propose_baseline",
    "require_within_limits",
    "shown_sessions",
    "standing",
    "week_burden",
]
