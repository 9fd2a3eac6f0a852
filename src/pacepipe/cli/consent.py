"""`pacepipe consent`: agreeing to be recorded, and no longer agreeing."""

from typing import Annotated

import typer

from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import CONSENT_TEXT, examples
from pacepipe.domain.events import ConsentGiven, ConsentWithdrawn
from pacepipe.errors import InputRejected

app = typer.Typer(
    no_args_is_help=True,
    help="Consent: without it nothing is recorded for a person.",
    epilog=examples(
        'pacepipe consent give P-001 --by "P-001 herself"',
        "pacepipe consent show P-001",
    ),
)


@app.command(
    epilog=examples(
        'pacepipe consent give P-001 --by "P-001 herself"',
        'pacepipe consent give P-002 --by "wife, on his behalf" --entered-by nurse',
    )
)
def give(
    context: typer.Context,
    person: inputs.PersonArgument,
    by: Annotated[str, typer.Option(help="Who agreed.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Write down that a person agrees to be recorded, from now on."""
    house = enter(context)
    history = house.history(person)
    for line in CONSENT_TEXT:
        output.say(line)
    if history.has_consent(history.as_of):
        output.tell(f"{person} had agreed already; nothing changed.")
        return
    house.record(
        ConsentGiven(given_by=inputs.words(by, "--by")),
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"{person} agrees to be recorded, from now on.")


@app.command(
    epilog=examples(
        'pacepipe consent withdraw P-001 --by "P-001 herself"',
        "pacepipe consent withdraw P-002 --by daughter",
    )
)
def withdraw(
    context: typer.Context,
    person: inputs.PersonArgument,
    by: Annotated[str, typer.Option(help="Who said so.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Write down that a person no longer agrees, from now on."""
    house = enter(context)
    history = house.history(person)
    if not history.has_consent(history.as_of):
        raise InputRejected(
            f"{person} has not agreed to be recorded.",
            means="There is nothing to withdraw; nothing is recorded for them.",
            remedy="See `pacepipe consent show`.",
        )
    house.record(
        ConsentWithdrawn(said_by=inputs.words(by, "--by")),
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"From now on nothing is recorded for {person}. That is fine.")
    output.say("What was recorded before stays in this home.")


@app.command(
    epilog=examples("pacepipe consent show P-001", "pacepipe consent show P-001 --json")
)
def show(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Show whether a person agrees now, and since when."""
    house = enter(context)
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    has_consent = history.has_consent(history.as_of)
    spans = [
        {"given_at": span.since, "withdrawn_at": span.until}
        for span in history.consents
    ]
    if as_json:
        output.emit(
            "consent/1",
            zone,
            patient_id=person,
            has_consent=has_consent,
            intervals=spans,
            text=CONSENT_TEXT,
        )
        return
    output.tell(
        f"{person} agrees to be recorded."
        if has_consent
        else f"{person} does not agree to be recorded."
    )
    for span in history.consents:
        until = "now" if span.until is None else output.moment(span.until, zone)
        output.tell(f"agreed from {output.moment(span.since, zone)} until {until}")
