"""What the clinic measured or said that forbids minutes, a rise, or a kind of movement.

Cut-offs are contested (Houston 2025, 10.1007/s00520-025-09612-5: from forbidding to
adapting), so none is wired in: a clinic chooses one of three presets, the strictest
by default. A value that forbids does so until a newer one does not, however old it
is; a value that is older than 14 days is unknown, and unknown never unlocks: it
forbids a rise. A kind of value that was never entered says nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from pacepipe.domain.plan import PacingInputs, Reason, ValueKnown
from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import ActivityKind, ClinicValueKind, ValuePreset

VALUE_AGE_DAYS: Final = 14
"""Days after which a value is unknown: design section 7."""


@dataclass(frozen=True, slots=True)
class Bound:
    """From where on a value forbids: below `low`, or at `high` and above."""

    low: float | None
    high: float | None
    source: str


_CET: Final = "Cancer Exercise Toolkit (secondary source)"
_CORE: Final = "AHA CORE, Gilchrist 2019, 10.1161/CIR.0000000000000679, table 3"
_FEVER: Final = "Cancer Exercise Toolkit: no exercise with fever (secondary source)"
_K = ClinicValueKind

PRESETS: Final[Mapping[ValuePreset, Mapping[ClinicValueKind, Bound]]] = (
    MappingProxyType(
        {
            ValuePreset.CET: MappingProxyType(
                {
                    _K.PLATELETS: Bound(20, None, _CET),
                    _K.HAEMOGLOBIN_G_L: Bound(80, None, _CET),
                    _K.NEUTROPHILS: Bound(
                        1.0, None, f"{_CET}; it says so with signs of infection"
                    ),
                    _K.HR_REST_BPM: Bound(None, 120, f"{_CET}; twice, 5 min apart"),
                    _K.SPO2_PCT: Bound(88, None, _CET),
                    _K.SYSTOLIC_MMHG: Bound(None, 201, f"{_CET}; over 200"),
                    _K.DIASTOLIC_MMHG: Bound(None, 111, f"{_CET}; over 110"),
                    _K.TEMPERATURE_C: Bound(None, 38.0, _FEVER),
                }
            ),
            ValuePreset.AHA_CORE: MappingProxyType(
                {
                    _K.PLATELETS: Bound(50, None, _CORE),
                    _K.HAEMOGLOBIN_G_L: Bound(80, None, _CORE),
                    _K.NEUTROPHILS: Bound(0.5, None, _CORE),
                    _K.SYSTOLIC_MMHG: Bound(None, 161, f"{_CORE}; over 160"),
                    _K.DIASTOLIC_MMHG: Bound(None, 91, f"{_CORE}; over 90"),
                    _K.TEMPERATURE_C: Bound(None, 38.0, _FEVER),
                }
            ),
            ValuePreset.STRICT: MappingProxyType(
                {
                    _K.PLATELETS: Bound(50, None, _CORE),
                    _K.HAEMOGLOBIN_G_L: Bound(
                        100, None, "the strictest trial protocol that was found"
                    ),
                    _K.NEUTROPHILS: Bound(1.0, None, f"{_CET}; here without them too"),
                    _K.HR_REST_BPM: Bound(
                        None, 101, "ACS and ACSM lists for patients: over 100"
                    ),
                    _K.SPO2_PCT: Bound(
                        94,
                        None,
                        f"{_CET}: 88 to 94 needs monitoring, which a home has not",
                    ),
                    _K.SYSTOLIC_MMHG: Bound(None, 161, f"{_CORE}; over 160"),
                    _K.DIASTOLIC_MMHG: Bound(None, 91, f"{_CORE}; over 90"),
                    _K.TEMPERATURE_C: Bound(None, 38.0, _FEVER),
                }
            ),
        }
    )
)
"""Not yet reviewed by a clinician. A kind that a preset does not name says nothing."""


def forbids(known: ValueKnown, preset: ValuePreset) -> Bound | None:
    """The bound that a value is beyond; None where it is not beyond one."""
    bound = PRESETS[preset].get(known.kind)
    if bound is None:
        return None
    is_low = bound.low is not None and known.value < bound.low
    is_high = bound.high is not None and known.value >= bound.high
    return bound if is_low or is_high else None


def value_reasons(inputs: PacingInputs) -> tuple[Reason, ...]:
    """Values that forbid every minute, one reason a kind."""
    if inputs.limits is None:
        return ()
    found: dict[ClinicValueKind, Reason] = {}
    for known in newest_of_each(inputs.clinic_values):
        bound = forbids(known, inputs.limits.value_preset)
        if bound is not None:
            edges = [edge for edge in (bound.low, bound.high) if edge is not None]
            found[known.kind] = Reason(
                ReasonCode.VALUE_OUT_OF_RANGE.value,
                (
                    ("limit", float(edges[0])),
                    ("preset", inputs.limits.value_preset.value),
                    ("value", known.value),
                    ("value_kind", known.kind.value),
                ),
            )
    return tuple(found[kind] for kind in ClinicValueKind if kind in found)


def too_old_reason(inputs: PacingInputs) -> Reason | None:
    """A value that was followed and is unknown by now forbids a rise."""
    preset = ValuePreset.STRICT if inputs.limits is None else inputs.limits.value_preset
    oldest = inputs.week_start - timedelta(days=VALUE_AGE_DAYS)
    old = sorted(
        known.kind.value
        for known in newest_of_each(inputs.clinic_values)
        if known.day_date < oldest and known.kind in PRESETS[preset]
    )
    if not old:
        return None
    return Reason(
        ReasonCode.VALUE_TOO_OLD.value,
        (("days", float(VALUE_AGE_DAYS)), ("value_kind", old[0])),
    )


def newest_of_each(values: Sequence[ValueKnown]) -> tuple[ValueKnown, ...]:
    """The values of the newest day of each kind; two of one day both count."""
    newest = {
        kind: max(known.day_date for known in values if known.kind is kind)
        for kind in {known.kind for known in values}
    }
    kept = {known for known in values if known.day_date == newest[known.kind]}
    return tuple(sorted(kept, key=lambda known: (known.kind, known.value)))


def kinds_offered(inputs: PacingInputs) -> tuple[ActivityKind, ...]:
    """Kinds of movement that the limits and every condition allow, in their order."""
    allowed = () if inputs.limits is None else inputs.limits.activity_kinds
    for known in inputs.conditions:
        allowed = tuple(kind for kind in allowed if kind in known.activity_kinds)
    return allowed


def kind_reasons(inputs: PacingInputs) -> tuple[Reason, ...]:
    """Whether a condition leaves no kind of movement that the limits allow."""
    if inputs.limits is None or not inputs.conditions or kinds_offered(inputs):
        return ()
    first = min(known.condition.value for known in inputs.conditions)
    return (Reason(ReasonCode.NO_KIND_LEFT.value, (("condition", first),)),)
