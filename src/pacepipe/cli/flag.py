"""`pacepipe flag`: what somebody should look at, and what came of it.

An answer frees a plan that waits for it, and teaches how readily a flag is raised for
this person.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import FlagAnswered, FlagSnoozed
from pacepipe.domain.flag import FlagKind, FlagRaised
from pacepipe.domain.vocabulary import FlagAnswer
from pacepipe.errors import InputRejected
from pacepipe.pacing import Audience, explain_flag
from pacepipe.stages.flag_answers import REPORTED, issued_flags, last_answers

app = typer.Typer(
    no_args_is_help=True,
    help="What somebody should look at, and what came of it. Nobody watches live.",
    epilog=examples(
        "pacepipe flag list P-001",
        'pacepipe flag answer flag-0123456789ab --as useful --by "Dr Sand"',
    ),
)
TODAY: Final = 3
FlagArgument = Annotated[str, typer.Argument(metavar="FLAG", help="Id of the flag.")]


@app.command(
    "list",
    epilog=examples("pacepipe flag list P-001", "pacepipe flag list P-001 --json"),
)
def list_flags(
    context: typer.Context,
    person: inputs.PersonArgument,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Every flag of a person, the newest last, with what was made of it.

    No flag is not "all clear": nothing was seen in what was worn and said.
    """
    house = enter(context)
    history = house.history(person)
    with house.published() as copy:
        rows = issued_flags(copy, history)
    answers = {known: said.answer for known, said in last_answers(history).items()}
    told = [_row(row, answers.get(row["flag_id"])) for row in rows]
    if as_json:
        output.emit(
            "flags/1",
            house.zone_of(history, history.as_of),
            patient_id=person,
            flags=told,
        )
        return
    output.table(
        ("flag", "day", "tier", "what was seen", "answer"),
        [
            (
                row["flag_id"],
                row["about_date"].isoformat(),
                str(row["tier"]),
                row["words"],
                row["answer"] or "-",
            )
            for row in told
        ],
    )
    output.tell("No flag is not all clear, and nobody is watching live.")


def _row(row: Mapping[str, Any], answer: FlagAnswer | None) -> dict[str, Any]:
    raised = FlagRaised(
        flag_id=row["flag_id"],
        kind=FlagKind(row["kind"]),
        tier=int(row["tier"]),
        about_date=row["about_date"],
        observed_value=row["observed_value"],
        observed_unit=row["observed_unit"],
        facts=tuple(sorted(json.loads(row["facts"]).items())),
    )
    return {
        "flag_id": raised.flag_id,
        "kind": raised.kind,
        "tier": raised.tier,
        "about_date": raised.about_date,
        "words": " ".join(explain_flag(raised, Audience.CLINICIAN)),
        "answer": answer,
        "policy_version": row["policy_version"],
    }


@app.command(
    epilog=examples(
        'pacepipe flag answer flag-0123456789ab --as useful --by "Dr Sand"',
        'pacepipe flag answer flag-0123456789ab --as artefact --by "partner"',
    )
)
def answer(
    context: typer.Context,
    flag_id: FlagArgument,
    as_: Annotated[
        str, typer.Option("--as", help="acted, useful, not_useful or artefact.")
    ],
    by: Annotated[str, typer.Option(help="Who looked.")],
    note: Annotated[
        str, typer.Option(help="In a few words; it is not published.")
    ] = "",
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Say what came of a flag. A sign, a fever or tier 3 is cleared instead."""
    house = enter(context)
    row = _issued(house, flag_id)
    if FlagKind(row["kind"]) in REPORTED or row["tier"] == TODAY:
        raise InputRejected(
            f"{flag_id} is for today, and an answer does not clear it.",
            means="Nothing was stored; the person rests until a clinician has looked.",
            remedy=f'Use `pacepipe clear {row["patient_id"]} --by "NAME"`.',
        )
    said = FlagAnswered(
        flag_id=flag_id,
        answer=inputs.chosen(FlagAnswer, as_, "an answer"),
        answered_by=inputs.words(by, "--by"),
        note=note.strip(),
    )
    event = _record(house, row["patient_id"], said, entered_by)
    output.tell(f"Saved: {flag_id} was {said.answer.value}. A plan waits no longer.")
    output.tell(f"Event {event}")


@app.command(
    epilog=examples(
        'pacepipe flag snooze flag-0123456789ab --until 2026-12-01 --by "Dr Sand"',
        'pacepipe flag snooze flag-0123456789ab --until today --by "Dr Sand"',
    )
)
def snooze(
    context: typer.Context,
    flag_id: FlagArgument,
    until: Annotated[str, typer.Option(help="Local day, itself included.")],
    by: Annotated[str, typer.Option(help="Who asks for silence.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Raise no flag of this kind until a day. What is for today is always raised."""
    house = enter(context)
    row = _issued(house, flag_id)
    history = house.consenting(row["patient_id"])
    zone = house.zone_of(history, history.as_of)
    day = inputs.day(until, now=history.as_of, zone=zone)
    said = FlagSnoozed(flag_id, until=day, asked_by=inputs.words(by, "--by"))
    event = _record(house, row["patient_id"], said, entered_by)
    output.tell(f"No flag of kind {row['kind']} until {day.isoformat()}.")
    output.tell(f"Event {event}")


def _issued(house: House, flag_id: str) -> dict[str, Any]:
    with house.published() as copy:
        rows = copy.rows("flag_by_id", flag_id=flag_id)
    if not rows:
        raise InputRejected(
            f"No flag {flag_id!r} was ever issued.",
            means="Nothing was stored.",
            remedy="`pacepipe flag list PERSON` shows the ids.",
        )
    return rows[0]


def _record(
    house: House, person: str, said: FlagAnswered | FlagSnoozed, entered_by: str
) -> str:
    history = house.consenting(person)
    event = house.record(
        said,
        patient_id=person,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    return event.event_id
