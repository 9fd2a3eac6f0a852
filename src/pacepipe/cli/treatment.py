"""`pacepipe treatment`: the days on which something is done at the clinic."""

from typing import Annotated

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import TreatmentAdded
from pacepipe.domain.vocabulary import TreatmentKind
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="Treatment days; rest and lighter days are planned around them.",
    epilog=examples(
        "pacepipe treatment add P-001 --kind infusion --on 2026-11-18",
        "pacepipe treatment list P-001",
    ),
)


@app.command(
    epilog=examples(
        "pacepipe treatment add P-001 --kind infusion --on 2026-11-18",
        "pacepipe treatment add P-001 --kind radiotherapy --on 2026-11-19 --lighter",
    )
)
def add(
    context: typer.Context,
    person: inputs.PersonArgument,
    kind: Annotated[
        str, typer.Option(help=", ".join(kind.value for kind in TreatmentKind))
    ],
    on: Annotated[str, typer.Option(help="Local day; it may lie ahead.")] = "today",
    lighter: Annotated[
        bool | None,
        typer.Option(
            "--lighter/--no-lighter",
            help="Rest on the day and lighter days after it; else as is usual "
            "for its kind (an infusion: yes; others: no).",
        ),
    ] = None,
    supersedes: Annotated[
        str | None,
        typer.Option(metavar="EVENT", help="Take the place of this entry."),
    ] = None,
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Add a treatment day."""
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    known = {event.event_id for event, _ in history.of(TreatmentAdded)}
    if supersedes is not None and supersedes not in known:
        raise InputRejected(
            f"{person} has no treatment {supersedes} in effect.",
            means="Nothing was stored.",
            remedy=f"See `pacepipe treatment list {person}`.",
        )
    day = inputs.day(on, now=history.as_of, zone=zone)
    event = house.record(
        TreatmentAdded(
            day_date=day,
            treatment_kind=inputs.chosen(TreatmentKind, kind, "a treatment"),
            is_deload=lighter,
        ),
        patient_id=person,
        by=entered_by,
        zone=zone,
        about_at=inputs.start_of(day, zone=zone),
        supersedes=supersedes,
    )
    output.tell(f"Saved for {day.isoformat()}.")
    output.tell(f"Event {event.event_id}")


@app.command(
    "list",
    epilog=examples(
        "pacepipe treatment list P-001", "pacepipe treatment list P-001 --json"
    ),
)
def list_treatments(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """List the treatment days in effect, oldest first."""
    house = enter(context)
    history = house.history(person)
    found = sorted(history.of(TreatmentAdded), key=lambda pair: pair[1].day_date)
    if as_json:
        zone = house.zone_of(history, history.as_of)
        rows = [
            {
                "event_id": event.event_id,
                "day_date": said.day_date,
                "treatment_kind": said.treatment_kind,
                "is_deload": said.is_deload,
                "entered_by": event.entered_by,
                "entered_at": event.entered_at,
            }
            for event, said in found
        ]
        output.emit("treatment_list/1", zone, patient_id=person, treatments=rows)
        return
    if not found:
        output.say("No treatment days yet.")
        return
    shown = {True: "yes", False: "no", None: "as usual for its kind"}
    output.table(
        ("day", "kind", "lighter", "event"),
        [
            (s.day_date, s.treatment_kind.value, shown[s.is_deload], e.event_id)
            for e, s in found
        ],
    )
