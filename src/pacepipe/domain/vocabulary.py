"""The closed lists that people choose from: diary items, red flags, kinds."""

from enum import StrEnum
from typing import Final


class DiaryItem(StrEnum):
    """What the diary asks, each 0 (none) to 10 (worst possible).

    Tiredness is ESAS-r's "lack of energy"; the one tap of a bad day is this item.
    """

    TIREDNESS = "tiredness"
    PAIN = "pain"
    BONE_PAIN = "bone_pain"
    BREATHLESSNESS = "breathlessness"
    NAUSEA = "nausea"
    SLEEP = "sleep"


FULL_DIARY: Final = (
    DiaryItem.TIREDNESS,
    DiaryItem.PAIN,
    DiaryItem.BREATHLESSNESS,
    DiaryItem.SLEEP,
)
"""The items that burden is made of; a diary with all of them is a full one."""


class RedFlag(StrEnum):
    """Signs that stop every session until a clinician has cleared them."""

    CHEST_PRESSURE = "chest_pressure"
    FAINTING = "fainting"
    LASTING_DIZZINESS = "lasting_dizziness"
    BREATHLESS_AT_REST = "breathless_at_rest"
    SUDDEN_SWELLING = "sudden_swelling"
    NEW_BONE_PAIN = "new_bone_pain"
    NEW_WEAKNESS = "new_weakness"
    NUMBNESS = "numbness"
    BLADDER_BOWEL_CHANGE = "bladder_bowel_change"
    FALL = "fall"
    BLEEDING = "bleeding"
    CONFUSION = "confusion"
    FEVER = "fever"
    VOMITING_DIARRHOEA_24H = "vomiting_diarrhoea_24h"
    SITE_OWN = "site_own"


class FlagAnswer(StrEnum):
    """What became of a flag that somebody has looked at."""

    ACTED = "acted"
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    ARTEFACT = "artefact"


class ActivityKind(StrEnum):
    """Kinds of movement; `aerobic` is a walk unless the clinic says otherwise.

    `strength` is light, and `balance` is balance and flexibility.
    """

    AEROBIC = "aerobic"
    CHAIR = "chair"
    STRENGTH = "strength"
    BALANCE = "balance"
    BREATHING = "breathing"


class ClinicValueKind(StrEnum):
    """Values that a clinic measures and that may forbid minutes.

    Platelets and neutrophils are 10^9 per litre; else the unit is in the name.
    """

    PLATELETS = "platelets"
    HAEMOGLOBIN_G_L = "haemoglobin_g_l"
    NEUTROPHILS = "neutrophils"
    HR_REST_BPM = "hr_rest_bpm"
    SPO2_PCT = "spo2_pct"
    SYSTOLIC_MMHG = "systolic_mmhg"
    DIASTOLIC_MMHG = "diastolic_mmhg"
    TEMPERATURE_C = "temperature_c"


class Condition(StrEnum):
    """Conditions with which a clinician chooses the kinds of movement."""

    BONE_METASTASES = "bone_metastases"
    NEUROPATHY = "neuropathy"


class ValuePreset(StrEnum):
    """Selectable cut-offs for the clinic's values, see `pacing.contraindications`."""

    STRICT = "strict"
    AHA_CORE = "aha_core"
    CET = "cet"


class TreatmentKind(StrEnum):
    """Kinds of treatment events."""

    INFUSION = "infusion"
    RADIOTHERAPY = "radiotherapy"
    TABLETS = "tablets"
    SURGERY = "surgery"
    TRANSFUSION = "transfusion"
    OTHER = "other"


class FileFormat(StrEnum):
    """Kinds of files that another app or watch writes and that can be taken in."""

    FIT = "fit"
    APPLE_HEALTH = "apple_health"
    GADGETBRIDGE = "gadgetbridge"
    FITBIT_CSV = "fitbit_csv"
    POLAR_SENSOR_LOGGER = "polar_sensor_logger"
    HRV_LOGGER = "hrv_logger"
