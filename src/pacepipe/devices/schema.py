"""What a profile file may say, and nothing else.

The file speaks in names ("heart_rate_measurement"); the domain in assigned
numbers. An unknown key is an error: a misspelt one would be silently ignored
otherwise, and a strap would be trusted for what its profile does not say.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from pacepipe.domain import characteristic as known
from pacepipe.domain.profile import (
    Access,
    CadenceUnit,
    CharacteristicUse,
    ContactTrust,
    DeviceProfile,
    SensorKind,
    Tier,
)

SERVICES: Final = {
    "heart_rate": known.HEART_RATE_SERVICE,
    "running_speed_and_cadence": known.RUNNING_SPEED_AND_CADENCE_SERVICE,
    "battery": known.BATTERY_SERVICE,
    "device_information": known.DEVICE_INFORMATION_SERVICE,
    "current_time": known.CURRENT_TIME_SERVICE,
}
CHARACTERISTICS: Final = {
    "heart_rate_measurement": known.HEART_RATE_MEASUREMENT,
    "body_sensor_location": known.BODY_SENSOR_LOCATION,
    "rsc_measurement": known.RSC_MEASUREMENT,
    "rsc_feature": known.RSC_FEATURE,
    "battery_level": known.BATTERY_LEVEL,
    "current_time": known.CURRENT_TIME,
    "colmi_notify": known.COLMI_NOTIFY,
    "infinitime_step_count": known.INFINITIME_STEP_COUNT,
    "manufacturer_name": known.MANUFACTURER_NAME,
    "model_number": known.MODEL_NUMBER,
    "serial_number": known.SERIAL_NUMBER,
    "firmware_revision": known.FIRMWARE_REVISION,
    "hardware_revision": known.HARDWARE_REVISION,
    "software_revision": known.SOFTWARE_REVISION,
}
GIVEN_BY: Final = {
    "heart_rate": "heart_rate_measurement",
    "rr": "heart_rate_measurement",
    "contact": "heart_rate_measurement",
    "cadence": "rsc_measurement",
    "speed": "rsc_measurement",
    "distance": "rsc_measurement",
    "battery": "battery_level",
    "step_count": "infinitime_step_count",
    "step_bins": "colmi_notify",
    "heart_rate_bins": "colmi_notify",
}
"""The characteristic that each promise rests on."""
ASKED_FOR: Final = frozenset({"recording", "acceleration"})
"""Promises that are no stream of their own: they are asked for over the maker's own
protocol, where the strap offers it."""

ServiceName = Literal[
    "heart_rate",
    "running_speed_and_cadence",
    "battery",
    "device_information",
    "current_time",
]
CharacteristicName = Literal[
    "heart_rate_measurement",
    "body_sensor_location",
    "rsc_measurement",
    "rsc_feature",
    "battery_level",
    "current_time",
    "colmi_notify",
    "infinitime_step_count",
    "manufacturer_name",
    "model_number",
    "serial_number",
    "firmware_revision",
    "hardware_revision",
    "software_revision",
]
Promise = Literal[
    "heart_rate",
    "rr",
    "contact",
    "cadence",
    "speed",
    "distance",
    "battery",
    "step_count",
    "step_bins",
    "heart_rate_bins",
    "recording",
    "acceleration",
]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CaptureName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Recognise(_Strict):
    """How the device is known before and after a connection."""

    services: tuple[ServiceName, ...]
    name_prefixes: tuple[Line, ...] = ()
    manufacturer: Line | None = None
    model: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Recognise":
        if not self.services and not self.name_prefixes:
            raise ValueError(
                "services: without a service or a beginning of a name, everything "
                "in reach would be taken for it"
            )
        return self


class Trust(_Strict):
    """What may be believed of it."""

    sensor_kind: SensorKind
    contact: ContactTrust
    cadence_unit: CadenceUnit | None = None
    gives: tuple[Promise, ...] = Field(min_length=1)


class Use(_Strict):
    """How one characteristic is taken."""

    access: Access
    required: bool


class ProfileFile(_Strict):
    """One file of `devices/`."""

    title: Line
    tier: Tier
    priority: int = Field(ge=0, le=100)
    captures: tuple[CaptureName, ...] = Field(min_length=1)
    known_limits: tuple[Line, ...] = Field(min_length=1)
    recognise: Recognise
    trust: Trust
    characteristics: dict[CharacteristicName, Use]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "ProfileFile":
        if not any(
            use.required and use.access is Access.NOTIFY
            for use in self.characteristics.values()
        ):
            raise ValueError(
                "characteristics: none is both required and notified, "
                "so nothing would ever be recorded"
            )
        for promise in self.trust.gives:
            if promise in ASKED_FOR:
                continue
            if GIVEN_BY[promise] not in self.characteristics:
                raise ValueError(
                    f'trust.gives: "{promise}" needs the characteristic '
                    f'"{GIVEN_BY[promise]}"'
                )
        has_cadence = "rsc_measurement" in self.characteristics
        if has_cadence is (self.trust.cadence_unit is None):
            raise ValueError(
                "trust.cadence_unit: it is said exactly where the characteristic "
                '"rsc_measurement" is used'
            )
        if "contact" in self.trust.gives and (
            self.trust.contact is not ContactTrust.REPORTED
        ):
            raise ValueError('trust.gives: "contact" needs trust.contact = "reported"')
        return self

    def profile(self, profile_id: str) -> DeviceProfile:
        """The same in the words of the domain."""
        return DeviceProfile(
            profile_id=profile_id,
            title=self.title,
            tier=self.tier,
            priority=self.priority,
            services=tuple(SERVICES[name] for name in self.recognise.services),
            name_prefixes=self.recognise.name_prefixes,
            manufacturer=self.recognise.manufacturer,
            model=self.recognise.model,
            sensor_kind=self.trust.sensor_kind,
            contact=self.trust.contact,
            cadence_unit=self.trust.cadence_unit,
            gives=self.trust.gives,
            characteristics=tuple(
                CharacteristicUse(
                    characteristic=CHARACTERISTICS[name],
                    access=use.access,
                    is_required=use.required,
                )
                for name, use in self.characteristics.items()
            ),
            known_limits=self.known_limits,
            captures=self.captures,
        )
