"""`pacepipe plan today`: what this day allows of the week, at this moment."""

from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples, stop_text
from pacepipe.domain.events import HeatSaid
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.reason import ReasonCode
from pacepipe.errors import CheckFailed, NotEnoughData
from pacepipe.pacing import DEFAULT_POLICY, POLICIES, Audience, explain_today
from pacepipe.stages.inputs import local_today
from pacepipe.stages.today import Today, read_gate, today_of

TODAY_END: Final = examples(
    "pacepipe plan today P-001", "pacepipe plan today P-001 --heat-c 29"
)
HeatOption = Annotated[
    float | None,
    typer.Option(
        "--heat-c",
        metavar="DEGREES",
        help="Heat index where you move, degrees Celsius; it counts for all of today.",
    ),
]


def today(
    context: typer.Context,
    person: inputs.PersonArgument,
    heat_c: HeatOption = None,
    entered_by: inputs.EnteredByOption = "patient",
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Say what today allows of the week's plan; never more than the plan.

    What was said a minute ago counts: a heavy day makes it shorter or a day of
    rest, a warning sign always rest, heat makes it shorter or indoors.
    """
    house = enter(context)
    if heat_c is not None:
        say_heat(house, house.consenting(person), heat_c, entered_by)
    history = house.history(person)
    found = today_now(house, history)
    if found is None:
        raise NotEnoughData(
            f"The week of {person} has not been decided yet.",
            means="Until then: rest, and gentle sitting or standing if they like.",
            remedy=f"Run `pacepipe plan propose {person} --week this`.",
        )
    if as_json:
        output.emit(
            "plan_today/1",
            house.zone_of(history, history.as_of),
            patient_id=person,
            today=found,
        )
        return
    tell_today(found)
    if any(reason.code == ReasonCode.STOP_OPEN for reason in found.outcome.reasons):
        for line in stop_text(house.settings)[1:]:
            output.tell(line)


def explain_gate(house: House, gate_id: str, *, as_json: bool) -> None:
    """Make an issued gate again from its own inputs, and say why it is what it is.

    Raises
    ------
    CheckFailed
        Where it does not come out the same.
    """
    with house.published() as copy:
        stored = read_gate(copy, gate_id, POLICIES)
    if as_json:
        output.emit("gate_explain/1", house.settings.zone, gate=stored)
    else:
        output.tell(
            f"{gate_id} of {stored.patient_id} for {stored.inputs.day_date}, decided "
            f"as of {output.moment(stored.as_of, house.settings.zone)}",
            is_bold=True,
        )
        lines = explain_today(
            stored.inputs.planned_min, stored.outcome, Audience.CLINICIAN
        )
        for line in lines:
            output.tell(f"  {line}")
        output.tell(f"Policy {stored.policy_version}")
    if not stored.agrees:
        raise CheckFailed(
            f"{gate_id} does not come out the same.",
            means="It was issued under a policy or a program that is not this one.",
            remedy="Do not rely on it; see `pacepipe plan today`.",
        )
    if not as_json:
        output.tell("Made again from its own inputs: the same, bit for bit.")


def say_heat(
    house: House, history: PersonHistory, heat_c: float, entered_by: str
) -> None:
    """Write down how hot today is; nothing where the person's day is not known."""
    day = local_today(history)
    if day is not None:
        house.record(
            HeatSaid(day_date=day, heat_index_c=heat_c),
            patient_id=history.patient_id,
            by=entered_by,
            zone=house.zone_of(history, history.as_of),
        )


def today_now(house: House, history: PersonHistory) -> Today | None:
    """What today allows at this moment; None where its week was never decided."""
    day = local_today(history)
    if day is None:
        return None
    with house.published() as copy:
        return today_of(copy, history, day, DEFAULT_POLICY)


def tell_today(found: Today) -> None:
    """What today allows, in the person's words."""
    lines = explain_today(found.inputs.planned_min, found.outcome, Audience.PATIENT)
    for line in lines:
        output.tell(line)
