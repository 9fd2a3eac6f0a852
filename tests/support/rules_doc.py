"""Writes docs/pacing-rules.md out of `tests/spec`, the policy and the presets."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from pacepipe.domain.reason import ReasonCode
from pacepipe.domain.vocabulary import ClinicValueKind, ValuePreset
from pacepipe.pacing import CAREFUL, DEFAULT_POLICY, PRESETS, VALUE_AGE_DAYS, Careful
from pacepipe.pacing import flag_policy as flag_policy_module
from pacepipe.pacing import policy as policy_module
from pacepipe.pacing import words_en as words
from pacepipe.pacing.flag_policy import DEFAULT as FLAGS
from support.spec import files

HEAD: Final = """# Pacing rules

Written out of `tests/spec`, and `policy.py`, `flag_policy.py` and
`contraindications.py` of `pacing`: every row below is asked of the program by the
tests, and every number is the one that it decides with. Do not edit it; change those
and run the tests with `PACEPIPE_REWRITE=1`.

**None of these numbers has been reviewed by a clinician.** Policy {version}. A site may
only make a number more careful, in the direction that the last table names.

How to read a row: everything goes well for the person, but for what "given" says. They
have a clearance and limits of 30 minutes a session, 5 sessions and 120 minutes a week;
a full diary on all 7 days, each as usual (tiredness 3, pain 1, bone pain 0,
breathlessness 1, nausea 0, sleep 2); 3 sessions of 8 minutes done, each at felt effort
3 of 10; and last week's plan was 3 x 8, which is 3 sessions of 8 minutes. Rows are
tried in the order of the sections, and the first that matches decides; "because" is its
code.
The burden of a day is {tiredness_weight} x the change in tiredness + {symptom_weight} x
the largest change of pain, breathlessness and sleep, against the locked baseline; that
of a week is the mean of its worst {worst_days} days less the same of the baseline.
"""
_UNIT: Final = {
    ClinicValueKind.PLATELETS: "Platelets, 10^9/L",
    ClinicValueKind.HAEMOGLOBIN_G_L: "Haemoglobin, g/L",
    ClinicValueKind.NEUTROPHILS: "Neutrophils, 10^9/L",
    ClinicValueKind.HR_REST_BPM: "Resting heart rate, bpm",
    ClinicValueKind.SPO2_PCT: "Oxygen saturation, %",
    ClinicValueKind.SYSTOLIC_MMHG: "Systolic pressure, mmHg",
    ClinicValueKind.DIASTOLIC_MMHG: "Diastolic pressure, mmHg",
    ClinicValueKind.TEMPERATURE_C: "Temperature, degrees Celsius",
}
_FIELD: Final = re.compile(r"    (\w+): (?:int|float|str) = [^#]+(?:# (.*))?")


def rules() -> str:
    """The whole document."""
    flags = {name: f"{getattr(FLAGS, name):g}" for name, _, _ in flag_thresholds()}
    slots = flags | {"flag_policy": FLAGS.version}
    slots |= {name: f"{getattr(DEFAULT_POLICY, name):g}" for name, _, _ in thresholds()}
    parts = [
        HEAD.format(version=DEFAULT_POLICY.version, **slots),
        *(_filled(file.read_text(encoding="utf-8"), slots) for file in files()),
        *_presets(),
        *_thresholds(),
        *_flag_thresholds(),
        *_reasons(),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _filled(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: slots[match[1]], text)


def thresholds() -> Iterator[tuple[str, str, str]]:
    """Name, group, and what its comment says of every number of the policy."""
    yield from _fields(policy_module, "class PacingPolicy", "class Careful")


def flag_thresholds() -> Iterator[tuple[str, str, str]]:
    """The same of the flags; a switch between policies is no number."""
    yield from _fields(flag_policy_module, "class FlagPolicy", "FIRST: Final")


def _fields(
    module: ModuleType, first: str, last: str
) -> Iterator[tuple[str, str, str]]:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    body = source[source.index(first) : source.index(last)]
    group, found, is_heading = "", [], False
    for line in body.splitlines():
        text = line.strip()
        field = _FIELD.fullmatch(line)
        if text.startswith("# -- "):
            group, is_heading = text.removeprefix("# -- "), True
        elif text.startswith("# ") and is_heading:
            group = f"{group} {text.removeprefix('# ')}"
        elif text.startswith("# ") and found:
            name, of, said = found[-1]
            found[-1] = (name, of, f"{said} {text.removeprefix('# ')}")
        elif field is not None and field[1] != "version":
            found.append((field[1], group, field[2] or ""))
            is_heading = False
        elif not text:
            is_heading = False
    yield from found


def _thresholds() -> Iterator[str]:
    side = {
        Careful.LOWER: "lower",
        Careful.HIGHER: "higher",
        Careful.NEITHER: "neither",
    }
    yield "## Every threshold, with its unit and source\n"
    yield "Decided in design section 7, 2026-11. Each is the policy's of today.\n"
    lines = ["| number | value | unit and source | more careful |", "|---|---|---|---|"]
    for name, _, said in thresholds():
        value = f"{getattr(DEFAULT_POLICY, name):g}"
        lines.append(f"| `{name}` | {value} | {said} | {side[CAREFUL[name]]} |")
    yield "\n".join(lines)


def _flag_thresholds() -> Iterator[str]:
    yield "## Every number of the flags, with its unit and source\n"
    yield (
        '"Research" is the survey that the design rests on, "cohort" what was chosen '
        'on virtual people (ADR 13), "house" judgement. Each is the policy of today.\n'
    )
    lines = ["| number | value | unit and source |", "|---|---|---|"]
    for name, _, said in flag_thresholds():
        lines.append(f"| `{name}` | {getattr(FLAGS, name):g} | {said} |")
    yield "\n".join(lines)


def _presets() -> Iterator[str]:
    yield "## Values from the clinic: three presets, the strictest by default\n"
    yield (
        "Cut-offs are contested (Houston 2025, 10.1007/s00520-025-09612-5), so the "
        "clinic chooses. A value older than "
        f"{VALUE_AGE_DAYS} days is unknown, and unknown never unlocks: it forbids a "
        "rise.\n"
    )
    lines = ["| value | preset | forbids | source |", "|---|---|---|---|"]
    for kind in ClinicValueKind:
        for preset in ValuePreset:
            bound = PRESETS[preset].get(kind)
            if bound is not None:
                where = (
                    f"below {bound.low:g}"
                    if bound.low is not None
                    else f"from {bound.high:g} on"
                )
                lines.append(
                    f"| {_UNIT[kind]} | {preset.value} | {where} | {bound.source} |"
                )
    yield "\n".join(lines)


def _reasons() -> Iterator[str]:
    yield "## Every reason, in the clinician's words and the person's\n"
    lines = ["| code | clinician | person |", "|---|---|---|"]
    for code in ReasonCode:
        said = words.REASON_PATIENT[code][-1]
        lines.append(f"| `{code.value}` | {words.REASON_CLINICIAN[code]} | {said} |")
    yield "\n".join(lines)
