"""`pacepipe clear`: a clinician has looked at what rested every walk."""

from typing import Annotated, Final

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import StopCleared

HELP_END: Final = examples(
    'pacepipe clear P-001 --by "Dr Sand"',
    'pacepipe clear P-001 --by "Dr Sand" --note "seen today, ECG without change"',
)


def clear(
    context: typer.Context,
    person: inputs.PersonArgument,
    by: Annotated[str, typer.Option(help="The clinician who looked.")],
    note: Annotated[str, typer.Option(help="A line for the record.")] = "",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Write down that a clinician cleared every stop reported up to now.

    Only a clinician can clear one. The next plan starts again at half of what
    was well tolerated, and it waits for a signature.
    """
    house = enter(context)
    history = house.consenting(person)
    event = house.record(
        StopCleared(cleared_by=inputs.words(by, "--by"), note=note.strip()),
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"Every stop of {person} up to now is cleared.")
    output.tell(f"Event {event.event_id}")
