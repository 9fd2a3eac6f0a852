"""What we claim to know about a wearable."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """How far a profile is proved."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class SensorKind(StrEnum):
    """How a device measures."""

    ECG = "ecg"
    OPTICAL = "optical"
    MOTION = "motion"
    UNKNOWN = "unknown"


class ContactTrust(StrEnum):
    """Whether the contact bits of 0x2A37 may be believed."""

    REPORTED = "reported"
    UNSUPPORTED = "unsupported"
    UNRELIABLE = "unreliable"


class CadenceUnit(StrEnum):
    """What a pod counts."""

    STEPS = "steps"
    STRIDES = "strides"


class Access(StrEnum):
    """How a characteristic is read."""

    NOTIFY = "notify"
    READ = "read"


@dataclass(frozen=True, slots=True)
class CharacteristicUse:
    """One characteristic that pacepipe takes from a device."""

    characteristic: int
    access: Access
    is_required: bool


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """One wearable: how it is recognised, what it streams, what is known of it."""

    profile_id: str
    title: str
    tier: Tier
    priority: int
    services: tuple[int, ...]
    name_prefixes: tuple[str, ...]
    manufacturer: str | None
    model: str | None
    sensor_kind: SensorKind
    contact: ContactTrust
    cadence_unit: CadenceUnit | None
    gives: tuple[str, ...]
    characteristics: tuple[CharacteristicUse, ...]
    known_limits: tuple[str, ...]
    captures: tuple[str, ...]
