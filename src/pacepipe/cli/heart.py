"""`pacepipe heart`: what the clinic says of a person's heart, with its source.

It decides what a heart rate may be read for: no training impulse under a beta blocker,
no recovery and no variability with a pacemaker or in atrial fibrillation.
"""

from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import (
    HeartContext,
    MedicationChanged,
    MedicationEffect,
    TrimpWeighting,
)
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="What the clinic says of a heart, and so what a heart rate is read for.",
    epilog=examples(
        'pacepipe heart set P-001 --no-pacemaker --by "Dr Sand" --source "letter"',
        "pacepipe heart show P-001",
    ),
)
FACTS: Final = (
    "hr_rest_bpm",
    "hr_max_bpm",
    "weighting",
    "on_beta_blocker",
    "has_pacemaker",
    "has_atrial_fibrillation",
)


@app.command(
    "set",
    epilog=examples(
        "pacepipe heart set P-001 --no-beta-blocker --no-pacemaker "
        '--no-atrial-fibrillation --by "Dr Sand" --source "letter of 3 May"',
        "pacepipe heart set P-001 --hr-max-bpm 151 --hr-rest-bpm 74 --weighting women "
        '--by "Dr Sand" --source "exercise test of 2 May"',
    ),
)
def set_heart(
    context: typer.Context,
    person: inputs.PersonArgument,
    source: Annotated[str, typer.Option(help="Where it is written or was said.")],
    by: Annotated[str, typer.Option(help="The clinician who says so.")],
    hr_rest_bpm: Annotated[
        int | None, typer.Option(metavar="BPM", help="Measured at rest.")
    ] = None,
    hr_max_bpm: Annotated[
        int | None, typer.Option(metavar="BPM", help="Highest of an exercise test.")
    ] = None,
    weighting: Annotated[
        str | None, typer.Option(help="Of the training impulse: men or women.")
    ] = None,
    beta_blocker: Annotated[
        bool | None, typer.Option("--beta-blocker/--no-beta-blocker")
    ] = None,
    pacemaker: Annotated[
        bool | None, typer.Option("--pacemaker/--no-pacemaker")
    ] = None,
    atrial_fibrillation: Annotated[
        bool | None, typer.Option("--atrial-fibrillation/--no-atrial-fibrillation")
    ] = None,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say what is known of a heart, from now on. What is not named stays as it was."""
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    named: dict[str, Any] = {
        name: value
        for name, value in {
            "hr_rest_bpm": hr_rest_bpm,
            "hr_max_bpm": hr_max_bpm,
            "weighting": None
            if weighting is None
            else inputs.chosen(TrimpWeighting, weighting, "a weighting"),
            "on_beta_blocker": beta_blocker,
            "has_pacemaker": pacemaker,
            "has_atrial_fibrillation": atrial_fibrillation,
        }.items()
        if value is not None
    }
    if not named:
        raise InputRejected(
            "Nothing was named.",
            means="Nothing was stored.",
            remedy="Name at least one, such as --no-pacemaker.",
        )
    origin = HeartContext(
        source=inputs.words(source, "--source"), decided_by=inputs.words(by, "--by")
    )
    past = history.heart_at(history.as_of)
    said = replace(
        past or origin, source=origin.source, decided_by=origin.decided_by, **named
    )
    event = house.record(said, patient_id=person, by=entered_by, zone=zone)
    output.tell(f"Saved: {', '.join(named)}. Everything else stays as it was.")
    output.tell(f"Event {event.event_id}")


@app.command(
    epilog=examples("pacepipe heart show P-001", "pacepipe heart show P-001 --json")
)
def show(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show what is known of a heart; what is not known says so."""
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    said = history.heart_at(history.as_of)
    facts = {name: None if said is None else getattr(said, name) for name in FACTS}
    if as_json:
        output.emit(
            "heart/1",
            zone,
            patient_id=person,
            **facts,
            decided_by=None if said is None else said.decided_by,
            source=None if said is None else said.source,
        )
        return
    words = {True: "yes", False: "no", None: "not known"}
    output.table(
        ("what", "value"),
        [
            (name, words[value] if isinstance(value, bool | None) else str(value))
            for name, value in facts.items()
        ],
    )
    if said is not None:
        output.tell(f"Said by {said.decided_by}: {said.source}")


@app.command(
    epilog=examples(
        "pacepipe heart medication P-001 --on 2026-11-18 --rate-limiting",
        'pacepipe heart medication P-001 --note "new tablets"',
    )
)
def medication(
    context: typer.Context,
    person: inputs.PersonArgument,
    on: Annotated[str, typer.Option(help="Local day of the change.")] = "today",
    rate_limiting: Annotated[
        bool,
        typer.Option("--rate-limiting", help="It holds the heart rate down."),
    ] = False,
    note: Annotated[
        str, typer.Option(help="In a few words; it is not published.")
    ] = "",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say that a medicine was begun, stopped or changed: what is usual starts anew."""
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    day = inputs.day(on, now=history.as_of, zone=zone)
    event = house.record(
        MedicationChanged(
            day_date=day,
            effect=MedicationEffect.RATE_LIMITING
            if rate_limiting
            else MedicationEffect.OTHER,
            note=note,
        ),
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=inputs.start_of(day, zone=zone),
    )
    output.tell(f"Saved for {day.isoformat()}.")
    output.tell(f"Event {event.event_id}")
