"""English words for every code. Templates with named slots; no logic, no numbers.

Each entry is a tuple of variants, the richest first and the last without a slot:
where a number is not in the record, the sentence does without it. In a slot,
``{sessions:session}`` reads "3 sessions" and "1 session".

To the person: kind and plain, one thought a sentence, nobody compared and
nobody blamed. To the clinician: what was seen, never what it may mean.
"""

from collections.abc import Mapping
from typing import Final

from pacepipe.domain.flag import FlagKind
from pacepipe.domain.plan import Action
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    DiaryItem,
    RedFlag,
)

Variants = tuple[str, ...]

WEEKDAY: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# fmt: off
MONTH: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)
# fmt: on

KIND: Final[Mapping[ActivityKind, str]] = {
    ActivityKind.AEROBIC: "walk",
    ActivityKind.CHAIR: "chair movement",
    ActivityKind.STRENGTH: "light strength",
    ActivityKind.BALANCE: "balance and stretching",
    ActivityKind.BREATHING: "breathing",
}

TERM: Final[Mapping[str, str]] = {
    DiaryItem.TIREDNESS: "tiredness",
    DiaryItem.PAIN: "pain",
    DiaryItem.BONE_PAIN: "bone pain",
    DiaryItem.BREATHLESSNESS: "breath",
    DiaryItem.NAUSEA: "nausea",
    DiaryItem.SLEEP: "sleep",
    RedFlag.CHEST_PRESSURE: "chest pressure or pain",
    RedFlag.FAINTING: "fainting or nearly fainting",
    RedFlag.LASTING_DIZZINESS: "dizziness that does not pass",
    RedFlag.BREATHLESS_AT_REST: "very short breath at rest",
    RedFlag.SUDDEN_SWELLING: "sudden or one-sided swelling",
    RedFlag.NEW_BONE_PAIN: "new or worse bone pain",
    RedFlag.NEW_WEAKNESS: "new weakness",
    RedFlag.NUMBNESS: "numbness",
    RedFlag.BLADDER_BOWEL_CHANGE: "a bladder or bowel change",
    RedFlag.FALL: "a fall",
    RedFlag.BLEEDING: "bleeding",
    RedFlag.CONFUSION: "confusion",
    RedFlag.FEVER: "fever or chills",
    RedFlag.VOMITING_DIARRHOEA_24H: "being sick or loose stools all day",
    RedFlag.SITE_OWN: "a sign on your team's list",
    ClinicValueKind.PLATELETS: "platelets",
    ClinicValueKind.HAEMOGLOBIN_G_L: "red blood",
    ClinicValueKind.NEUTROPHILS: "white blood cells",
    ClinicValueKind.HR_REST_BPM: "resting pulse",
    ClinicValueKind.SPO2_PCT: "oxygen",
    ClinicValueKind.SYSTOLIC_MMHG: "blood pressure",
    ClinicValueKind.DIASTOLIC_MMHG: "blood pressure",
    ClinicValueKind.TEMPERATURE_C: "temperature",
}
"""Words for a code in a slot; a code without words leaves its slot empty."""

ACTION_PATIENT: Final[Mapping[Action, Variants]] = {
    Action.REFUSE: ("There is no plan with minutes yet.",),
    Action.STOP: ("Please rest for now.",),
    Action.START: ("The first week is a gentle one.",),
    Action.REDUCE: ("This week is a lighter one.",),
    Action.RESTART: ("The new start is a gentle one.",),
    Action.HOLD: ("This week takes no step up.",),
    Action.RETURN: ("The next step goes to a length that you know.",),
    Action.PROGRESS: ("The next step is a small one.",),
}
ACTION_CLINICIAN: Final[Mapping[Action, Variants]] = {
    Action.REFUSE: ("Refuse: no plan.",),
    Action.STOP: ("Stop: no minutes until cleared.",),
    Action.START: ("Start: first plan.",),
    Action.REDUCE: ("Reduce below the last plan.",),
    Action.RESTART: ("Restart after a stop or a week of rest.",),
    Action.HOLD: ("Hold: not above the last plan.",),
    Action.RETURN: ("Return toward a session length tolerated before.",),
    Action.PROGRESS: ("Progress by one step.",),
}
TODAY_REST: Final = "Today is a day of rest, and resting counts."
TODAY_AS_PLANNED: Final = "Today: up to {allowed:minute}, as planned."
TODAY_LESS: Final = "Today: up to {allowed:minute}. The plan had {planned:minute}."
TODAY_CLINICIAN: Final = "Today: {allowed:minute} of {planned:minute} planned."
REST_WEEK: Final = "This is a week of rest, and resting counts."
DOSE_PATIENT: Final = (
    "The plan is {plan_sessions:session} of up to {plan_minutes:minute}."
)
DOSE_CLINICIAN: Final = (
    "Plan: {plan_sessions:session} of up to {plan_minutes:minute}, "
    "{plan_week:minute} in the week, felt effort up to {plan_effort}."
)

REASON_PATIENT: Final[Mapping[ReasonCode, Variants]] = {
    ReasonCode.NO_LIMITS: ("Your team has not set your limits yet.",),
    ReasonCode.NO_CLEARANCE: ("Your team has not said yet that exercise is fine.",),
    ReasonCode.CLEARANCE_EXPIRED: (
        "Your team's clearance ended on {cleared_until}.",
        "Your team's clearance has run out.",
    ),
    ReasonCode.PAUSED: ("You are on a pause, and there is nothing to do.",),
    ReasonCode.VALUE_OUT_OF_RANGE: (
        "Your last value for {value_kind} asks for rest first.",
        "A value from your clinic asks for rest first.",
    ),
    ReasonCode.NO_KIND_LEFT: ("Your team has not chosen what kind suits you yet.",),
    ReasonCode.RED_FLAG: (
        "You told us about {flag}.",
        "You told us about a sign that your team wants to see.",
    ),
    ReasonCode.FEVER: ("You told us about a fever.",),
    ReasonCode.CLINICIAN_HOLD: ("Your team asked for a break.",),
    ReasonCode.FLAG_TODAY: ("Your heart at rest was much faster than usual.",),
    ReasonCode.FLAG_OPEN: ("Your team has not yet looked at a note about you.",),
    ReasonCode.SEVERE_SYMPTOM: (
        "On {days:day} you had a hard time with {item}.",
        "Some days were hard on you.",
    ),
    ReasonCode.BURDEN_HIGH: ("Some days were much heavier than your usual.",),
    ReasonCode.HEAVY_AFTER_SESSIONS: (
        "The days after {sessions:session} were heavier.",
        "The days after some sessions were heavier.",
    ),
    ReasonCode.EARLY_STOPS: (
        "You stopped early when you needed to, and that helps us.",
    ),
    ReasonCode.EFFORT_HIGH: ("The sessions felt hard.",),
    ReasonCode.RESTART_AFTER_STOP: ("You had a break, so it starts low.",),
    ReasonCode.FIRST_PLAN: ("It is your first plan, so it starts low.",),
    ReasonCode.FEW_DIARY_DAYS: (
        "We have your diary for {diary_days:day} of the week.",
        "We know little about this week.",
    ),
    ReasonCode.NO_RECENT_DIARY: ("We do not know how your last days were.",),
    ReasonCode.FEW_FULL_DIARIES: (
        "We have the full diary for {full_diary_days:day} of the week.",
        "We know a little about this week.",
    ),
    ReasonCode.NO_BASELINE: ("We are still learning what is usual for you.",),
    ReasonCode.FEW_SESSIONS: (
        "We know of {sessions_done:session}, and that is fine.",
        "We know of few sessions, and that is fine.",
    ),
    ReasonCode.FEW_EFFORTS: ("We do not know yet how hard the sessions felt.",),
    ReasonCode.BURDEN_RAISED: ("Some days were heavier than your usual.",),
    ReasonCode.SORENESS: ("You were still sore two days after moving.",),
    ReasonCode.EARLY_STOP: ("You stopped early once, and that helps us.",),
    ReasonCode.EFFORT_RAISED: ("The sessions felt a little hard.",),
    ReasonCode.VALUE_TOO_OLD: (
        "The last value for {value_kind} is from a while ago.",
        "A value from your clinic is from a while ago.",
    ),
    ReasonCode.COOL_OFF: ("A quiet time comes first now.",),
    ReasonCode.AT_CEILING: ("The plan is as high as your limits allow.",),
    ReasonCode.MORE_SESSIONS: ("Your days were steady, so one day can be added.",),
    ReasonCode.LONGER_SESSIONS: ("Your days were steady, so minutes can be added.",),
    ReasonCode.TOLERATED_BEFORE: ("A longer session went well for you not long ago.",),
    ReasonCode.STOP_OPEN: ("Please rest until your team has talked with you.",),
    ReasonCode.HEAVY_DAY: ("Yesterday or today is heavy, so today is for rest.",),
    ReasonCode.SEVERE_TODAY: (
        "You have a hard time with {item}, so today is for rest.",
        "You have a hard time, so today is for rest.",
    ),
    ReasonCode.RAISED_DAY: ("The last day was heavier, so today is shorter.",),
    ReasonCode.HEAT_SHORTER: ("It is warm, so today is shorter. Take a cool hour.",),
    ReasonCode.HEAT_INDOORS: ("It is hot. Please stay inside today.",),
    ReasonCode.CAP_BINDS: ("A limit that keeps you safe holds the plan here.",),
    ReasonCode.TREATMENT_WEEK: ("Treatment is near, and rest is part of the plan.",),
    ReasonCode.BELOW_SHORTEST: ("Very short sessions became rest.",),
}
REASON_CLINICIAN: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.NO_LIMITS: "No limits are set",
    ReasonCode.NO_CLEARANCE: "No clearance is on record",
    ReasonCode.CLEARANCE_EXPIRED: "The clearance has expired",
    ReasonCode.PAUSED: "The person is paused",
    ReasonCode.VALUE_OUT_OF_RANGE: "A value of the clinic is beyond the preset",
    ReasonCode.NO_KIND_LEFT: "A condition leaves no kind of movement that is allowed",
    ReasonCode.RED_FLAG: "A warning sign was reported and is not cleared",
    ReasonCode.FEVER: "A fever was reported and is not cleared",
    ReasonCode.CLINICIAN_HOLD: "A clinician holds the plan",
    ReasonCode.FLAG_TODAY: "A flag of tier 3 is not cleared",
    ReasonCode.FLAG_OPEN: "A flag of tier 2 is not answered",
    ReasonCode.SEVERE_SYMPTOM: "A symptom was severe and above its baseline",
    ReasonCode.BURDEN_HIGH: "The week's burden is well above the baseline",
    ReasonCode.HEAVY_AFTER_SESSIONS: "Days after sessions were heavier",
    ReasonCode.EARLY_STOPS: "Several sessions were stopped early",
    ReasonCode.EFFORT_HIGH: "Mean felt effort is high",
    ReasonCode.RESTART_AFTER_STOP: "First week after a stop or a week of rest",
    ReasonCode.FIRST_PLAN: "First plan",
    ReasonCode.FEW_DIARY_DAYS: "Few diary days",
    ReasonCode.NO_RECENT_DIARY: "No diary in the last days",
    ReasonCode.FEW_FULL_DIARIES: "Few full diaries",
    ReasonCode.NO_BASELINE: "No baseline is in date",
    ReasonCode.FEW_SESSIONS: "Few of the planned sessions are on record",
    ReasonCode.FEW_EFFORTS: "Felt effort is unknown for too many sessions",
    ReasonCode.BURDEN_RAISED: "The week's burden is above the baseline",
    ReasonCode.SORENESS: "Soreness lasted beyond two days",
    ReasonCode.EARLY_STOP: "A session was stopped early",
    ReasonCode.EFFORT_RAISED: "Mean felt effort is raised",
    ReasonCode.VALUE_TOO_OLD: "A value that was followed is too old to be known",
    ReasonCode.COOL_OFF: "Waiting time after a reduction, a stop or an empty week",
    ReasonCode.AT_CEILING: "The last plan is at its ceiling",
    ReasonCode.MORE_SESSIONS: "Steady week: one session is added",
    ReasonCode.LONGER_SESSIONS: "Steady week: minutes are added",
    ReasonCode.TOLERATED_BEFORE: "A longer session was tolerated in recent weeks",
    ReasonCode.STOP_OPEN: "A stop is not cleared",
    ReasonCode.HEAVY_DAY: "The burden of yesterday or today is high",
    ReasonCode.SEVERE_TODAY: "An item is severe and above its baseline",
    ReasonCode.RAISED_DAY: "The burden of yesterday or today is raised",
    ReasonCode.HEAT_SHORTER: "The heat index asks for less",
    ReasonCode.HEAT_INDOORS: "The heat index asks for indoors",
    ReasonCode.CAP_BINDS: "A cap binds",
    ReasonCode.TREATMENT_WEEK: "Treatment falls in or near the week",
    ReasonCode.BELOW_SHORTEST: "Sessions under the shortest length became rest",
}
REASON_UNKNOWN_PATIENT: Final = "Your team can tell you why."
REASON_UNKNOWN_CLINICIAN: Final = "Reason without words"

BOUND_PATIENT: Final[Mapping[str, Variants]] = {
    "clinic_session": (
        "Your team's limit is {session_min:minute} a session.",
        "Your team's limit holds the plan here.",
    ),
    "clinic_week": (
        "Your team's limit is {week_min:minute} a week.",
        "Your team's limit holds the plan here.",
    ),
    "clinic_sessions": (
        "Your team's limit is {sessions_per_week:session} a week.",
        "Your team's limit holds the plan here.",
    ),
    "tolerance": (
        "Your days say that up to {session_min:minute} is fine for now.",
        "Your days say where to stop for now.",
    ),
}
"""By the name of the cap; every other cap has the words of `CAP_BINDS`."""

WALKS_RAN_OVER: Final = (
    "Some walks came out longer than planned, and this leaves room for that."
)
TOLERANCE_UNSURE: Final = "We are not sure yet what suits you best."
TOLERANCE_UNSURE_CLINICIAN: Final = "not sure yet"
TOLERANCE_CLINICIAN: Final = "Tolerated session by the model"

CHANGE_PATIENT: Final[Mapping[Action, str]] = {
    Action.REFUSE: "Your team can set what is needed.",
    Action.STOP: "Your team can clear it after they have talked with you.",
    Action.START: "How your days and sessions feel will change the plan.",
    Action.REDUCE: "Easier days will change it, and so can your team.",
    Action.RESTART: "How your days and sessions feel will change the plan.",
    Action.HOLD: "Steady days in your diary can change it.",
    Action.RETURN: "After a hard week the next one is lighter.",
    Action.PROGRESS: "After a hard week the next one is lighter.",
}
CHANGE_OF_REASON_PATIENT: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.AT_CEILING: "Time, steady days or your team can change it.",
    ReasonCode.COOL_OFF: "Time and steady days can change it.",
    ReasonCode.PAUSED: "Your team can help you when you want to start again.",
}
"""Where the reason that decided says better what would change it."""
CHANGE_CLINICIAN: Final[Mapping[Action, str]] = {
    Action.REFUSE: (
        "Would change it: limits, a clearance in date, a newer value that allows it, "
        "the end of a pause."
    ),
    Action.STOP: "Would change it: a clinician clears the stop or lifts the hold.",
    Action.START: "Would change it: the first week's diary and sessions.",
    Action.REDUCE: "Would change it: a week without the signs above.",
    Action.RESTART: "Would change it: the first weeks' diary and sessions.",
    Action.HOLD: "Would change it: a week in which the reasons above do not apply.",
    Action.RETURN: "Would change it: a heavier week, a tighter limit.",
    Action.PROGRESS: "Would change it: a heavier week, a tighter limit.",
}

NOT_LIVE: Final = ("Nobody is watching this live.",)
FLAG_PATIENT: Final[Mapping[FlagKind, tuple[Variants, ...]]] = {
    FlagKind.RED_FLAG: (
        ("You told us about {sign}.", "You told us about a warning sign."),
        ("Please rest until your team has talked with you.",),
    ),
    FlagKind.FEVER: (
        ("You told us about a fever.",),
        ("Please rest until your team has talked with you.",),
    ),
    FlagKind.LIMIT_CROSSED: (
        (
            "Your heart was faster than your team's limit for {observed:minute}.",
            "Your heart was faster than your team's limit.",
        ),
        (
            "We could measure {sessions_judged} of {sessions_known:session}.",
            "Not every session could be measured.",
        ),
        ("Going a little slower is fine.",),
    ),
    FlagKind.NO_DATA: (
        ("We have no news from you for {observed:day}.", "We have no news from you."),
        ("That is fine.",),
        ("A short note helps if you feel up to it.",),
    ),
    FlagKind.REST_HIGH: (
        (
            "Your heart at rest was about {over_bpm:beat} faster than usual for you.",
            "Your heart at rest was faster than usual.",
        ),
        (
            "We compared it with {usual_count:day} of your own.",
            "We looked at your last days.",
        ),
        ("Many harmless things do this: a short night, heat, less to drink.",),
        ("Please take your temperature and look how you feel.",),
        ("If you have a fever or feel unwell, please call your team now.",),
        NOT_LIVE,
    ),
    FlagKind.REST_LOW: (
        (
            "Your heart at rest was slower than usual: {rest_bpm:beat} a minute.",
            "Your heart at rest was slower than usual.",
        ),
        ("If you feel dizzy, please call your team.",),
        NOT_LIVE,
    ),
    FlagKind.WALK_HIGH: (
        (
            "In your walks your heart was about {walk_over_bpm:beat} faster.",
            "Your heart was faster than usual in your walks.",
        ),
        (
            "That was so in {walks_raised} of your last {walks_looked_at:walk}.",
            "That was so in more than one walk.",
        ),
        ("Warm days, a cold or less sleep can do this.",),
        ("Your team can have a look with you.",),
        NOT_LIVE,
    ),
    FlagKind.SLOW_RECOVERY: (
        ("After your walks your heart came to rest more slowly than usual.",),
        (
            "That was so after {walks_so} of {walks_looked_at:walk}.",
            "That was so after more than one walk.",
        ),
        ("It is a note for your team.",),
        NOT_LIVE,
    ),
    FlagKind.FLAT_ANSWER: (
        ("In your walks your heart sped up less than usual.",),
        (
            "That was so in {walks_so} of {walks_looked_at:walk}.",
            "That was so in more than one walk.",
        ),
        ("It is a note for your team.",),
        NOT_LIVE,
    ),
    FlagKind.FEW_STEPS: (
        (
            "You walked about {observed} steps a day for {days_counted:day}.",
            "You walked less than usual.",
        ),
        ("Your usual is about {usual_steps} steps a day.", "That is less than usual."),
        ("Rest is fine.",),
        ("If you feel worse, please tell your team.",),
        NOT_LIVE,
    ),
    FlagKind.IRREGULAR: (
        (
            "Your heart beat unevenly on {days_irregular} of {days_judged:day}.",
            "Your heart beat unevenly on some days.",
        ),
        ("A loose strap can look like this too.",),
        ("It is a note for your team.",),
        NOT_LIVE,
    ),
}
TODAY: Final = 3
FLAG_TODAY_PATIENT: Final[Mapping[FlagKind, tuple[Variants, ...]]] = {
    FlagKind.REST_HIGH: (
        *FLAG_PATIENT[FlagKind.REST_HIGH][:1],
        ("Please rest, and call your team today.",),
        ("Tell them about this, and how you feel.",),
        NOT_LIVE,
    ),
}
"""Where tier 3 is said otherwise than tier 2."""
FLAG_CLINICIAN: Final[Mapping[FlagKind, str]] = {
    FlagKind.RED_FLAG: "A warning sign was reported and is not cleared",
    FlagKind.FEVER: "A fever was reported and is not cleared",
    FlagKind.LIMIT_CROSSED: "Heart rate was above the limit in measured minutes",
    FlagKind.NO_DATA: "Nothing is known",
    FlagKind.REST_HIGH: "Resting heart rate is over the own usual",
    FlagKind.REST_LOW: "Resting heart rate is far under the own usual",
    FlagKind.WALK_HIGH: "Heart rate of the same walk is over the own usual",
    FlagKind.SLOW_RECOVERY: "Heart rate falls more slowly after walks than usual",
    FlagKind.FLAT_ANSWER: "Heart rate rises less in walks than usual",
    FlagKind.FEW_STEPS: "Steps fell to half of the own usual",
    FlagKind.IRREGULAR: "Intervals between beats are irregular",
}
