"""`pacepipe lab`: values that the clinic measured and that may forbid minutes."""

from typing import Annotated, Final

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.sign_off import show_everywhere
from pacepipe.cli.words import examples
from pacepipe.domain.events import ClinicValue
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import ValueKnown
from pacepipe.domain.vocabulary import ClinicValueKind, ValuePreset
from pacepipe.pacing import VALUE_AGE_DAYS, forbids
from pacepipe.stages.inputs import clinic_values, limits_now

UNIT: Final = {
    ClinicValueKind.PLATELETS: "10^9/L",
    ClinicValueKind.HAEMOGLOBIN_G_L: "g/L",
    ClinicValueKind.NEUTROPHILS: "10^9/L",
    ClinicValueKind.HR_REST_BPM: "bpm",
    ClinicValueKind.SPO2_PCT: "%",
    ClinicValueKind.SYSTOLIC_MMHG: "mmHg",
    ClinicValueKind.DIASTOLIC_MMHG: "mmHg",
    ClinicValueKind.TEMPERATURE_C: "degrees Celsius",
}
app = typer.Typer(
    no_args_is_help=True,
    help="Values from the clinic that may forbid minutes, by the preset of the limits.",
    epilog=examples(
        'pacepipe lab add P-001 platelets 85 --by "Dr Sand" --source "blood count"',
        "pacepipe lab list P-001",
    ),
)


@app.command(
    epilog=examples(
        'pacepipe lab add P-001 platelets 85 --by "Dr Sand" --source "blood count"',
        "pacepipe lab add P-001 haemoglobin_g_l 104 --on 2026-11-20 "
        '--by "Dr Sand" --source "blood count"',
    )
)
def add(
    context: typer.Context,
    person: inputs.PersonArgument,
    kind: Annotated[
        str, typer.Argument(help=", ".join(kind.value for kind in ClinicValueKind))
    ],
    value: Annotated[float, typer.Argument(help="In the unit of `lab list`.")],
    source: Annotated[str, typer.Option(help="Where it is written or was said.")],
    by: Annotated[str, typer.Option(help="The clinician who says so.")],
    on: Annotated[str, typer.Option(help="Local day it was measured.")] = "today",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Write down a value. One that forbids minutes does so at once.

    It does until a newer one does not. A value that is older than 14 days is not
    known any more, and then nothing rises until there is a new one.
    """
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    day = inputs.past_day(on, now=history.as_of, zone=zone)
    said = ClinicValue(
        day_date=day,
        kind=inputs.chosen(ClinicValueKind, kind, "a value"),
        value=value,
        source=inputs.words(source, "--source"),
        decided_by=inputs.words(by, "--by"),
    )
    event = house.record(
        said,
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=min(inputs.start_of(day, zone=zone), history.as_of),
    )
    output.tell(f"Saved: {said.kind.value} {value:g} {UNIT[said.kind]}, {day}.")
    output.tell(f"Event {event.event_id}")
    history = house.history(person)
    if _verdict(history, ValueKnown(said.kind, value, day)) == "forbids":
        output.tell("By the preset of the limits there are no minutes until a newer "
                    "value allows them.")  # fmt: skip
        if house.home.published.exists():
            show_everywhere(house)


def _preset(history: PersonHistory) -> ValuePreset:
    limits = limits_now(history)
    return ValuePreset.STRICT if limits is None else limits.value_preset


def _verdict(history: PersonHistory, known: ValueKnown) -> str:
    if forbids(known, _preset(history)) is not None:
        return "forbids"
    age_days = (history.as_of.date() - known.day_date).days
    return "too old" if age_days > VALUE_AGE_DAYS else "allows"


@app.command(
    "list", epilog=examples("pacepipe lab list P-001", "pacepipe lab list P-001 --json")
)
def list_values(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """List the newest value of each kind, and what the preset says of it."""
    house = enter(context)
    history = house.history(person)
    rows = [
        {
            "kind": known.kind,
            "value": known.value,
            "unit": UNIT[known.kind],
            "day_date": known.day_date,
            "verdict": _verdict(history, known),
        }
        for known in clinic_values(history)
    ]
    if as_json:
        output.emit(
            "lab_list/1",
            house.zone_of(history, history.as_of),
            patient_id=person,
            preset=_preset(history),
            values=rows,
        )
        return
    if not rows:
        output.say("No values yet; then none of them is asked for.")
        return
    output.tell(f"Preset: {_preset(history).value}")
    output.table(
        ("value", "was", "unit", "day", "by the preset"),
        [
            (
                str(row["kind"]),
                f"{row['value']:g}",
                row["unit"],
                row["day_date"],
                row["verdict"],
            )
            for row in rows
        ],
    )
