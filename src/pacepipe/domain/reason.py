"""Every reason that a decision can have; words come from `pacing.explain`."""

from enum import StrEnum


class ReasonCode(StrEnum):
    """Why a plan is what it is. The first of an outcome decided it."""

    # refuse
    NO_LIMITS = "no_limits"
    NO_CLEARANCE = "no_clearance"
    CLEARANCE_EXPIRED = "clearance_expired"
    PAUSED = "paused"
    VALUE_OUT_OF_RANGE = "value_out_of_range"
    NO_KIND_LEFT = "no_kind_left"
    # stop
    RED_FLAG = "red_flag"
    FEVER = "fever"
    CLINICIAN_HOLD = "clinician_hold"
    FLAG_TODAY = "flag_today"
    # reduce
    SEVERE_SYMPTOM = "severe_symptom"
    BURDEN_HIGH = "burden_high"
    HEAVY_AFTER_SESSIONS = "heavy_after_sessions"
    EARLY_STOPS = "early_stops"
    EFFORT_HIGH = "effort_high"
    # restart, start
    RESTART_AFTER_STOP = "restart_after_stop"
    FIRST_PLAN = "first_plan"
    # hold
    FEW_DIARY_DAYS = "few_diary_days"
    NO_RECENT_DIARY = "no_recent_diary"
    FEW_FULL_DIARIES = "few_full_diaries"
    NO_BASELINE = "no_baseline"
    FEW_SESSIONS = "few_sessions"
    FEW_EFFORTS = "few_efforts"
    BURDEN_RAISED = "burden_raised"
    SORENESS = "soreness"
    EARLY_STOP = "early_stop"
    EFFORT_RAISED = "effort_raised"
    COOL_OFF = "cool_off"
    VALUE_TOO_OLD = "value_too_old"
    AT_CEILING = "at_ceiling"
    FLAG_OPEN = "flag_open"
    # progress
    MORE_SESSIONS = "more_sessions"
    LONGER_SESSIONS = "longer_sessions"
    # going back to what was tolerated
    TOLERATED_BEFORE = "tolerated_before"
    # beside the decision
    CAP_BINDS = "cap_binds"
    TREATMENT_WEEK = "treatment_week"
    BELOW_SHORTEST = "below_shortest"
    # today
    STOP_OPEN = "stop_open"
    HEAVY_DAY = "heavy_day"
    SEVERE_TODAY = "severe_today"
    RAISED_DAY = "raised_day"
    HEAT_SHORTER = "heat_shorter"
    HEAT_INDOORS = "heat_indoors"
