"""`pacepipe plan`: what is proposed, why, what stands, and the signature."""

from datetime import date, timedelta
from typing import Annotated, Final

import typer

from pacepipe.app import House, propose_now, writer_lock
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.sign_off import (
    CHANGE_END,
    HOLD_END,
    SIGN_END,
    change,
    hold,
    sign,
    tell_change,
)
from pacepipe.cli.today import TODAY_END, explain_gate, tell_today, today, today_now
from pacepipe.cli.words import examples
from pacepipe.domain.events import (
    Event,
    GoalSaid,
    PlanChanged,
    PlanHeld,
    PlanSigned,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import PacingOutcome
from pacepipe.errors import CheckFailed, NotEnoughData
from pacepipe.pacing import (
    POLICIES,
    Audience,
    Dose,
    changed_week,
    explain,
    printed_plan,
)
from pacepipe.stages.inputs import local_today, monday
from pacepipe.stages.plan import StoredPlan, read_plan
from pacepipe.stages.standing import Stands, what_stands

WEEK: Final = timedelta(weeks=1)
WeekOption = Annotated[
    str | None,
    typer.Option(
        "--week",
        help="this, next, or a day of the week; else the newest that was decided.",
    ),
]

app = typer.Typer(
    no_args_is_help=True,
    help="Plans: proposed by rules, bounded by limits, signed by a clinician.",
    epilog=examples("pacepipe plan show P-001", 'pacepipe plan sign ID --by "Dr Sand"'),
)


def _today(history: PersonHistory) -> date:
    today = local_today(history)
    if today is None:
        raise NotEnoughData(
            f"No time zone is known for {history.patient_id}.",
            means="Nobody can say which week it is.",
            remedy="Set one with `pacepipe person zone`.",
        )
    return today


def _week(text: str | None, history: PersonHistory, *, default: date) -> date:
    today = _today(history)
    match text:
        case None:
            return default
        case "this":
            return monday(today)
        case "next":
            return monday(today) + WEEK
        case _:
            zone = history.zone_at(history.as_of) or "UTC"
            return monday(inputs.day(text, now=history.as_of, zone=zone))


@app.command(
    epilog=examples(
        "pacepipe plan propose P-001", "pacepipe plan propose P-001 --week this"
    )
)
def propose(
    context: typer.Context,
    person: inputs.PersonArgument,
    week: WeekOption = None,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Decide a week now, from everything known by now; the next one by default.

    The night does this by itself: this week every night, the next from Sunday.
    """
    house = enter(context)
    history = house.consenting(person)
    week_start = _week(week, history, default=monday(_today(history)) + WEEK)
    with writer_lock(house.home):
        issued = propose_now(house, history, week_start)
    if as_json:
        output.emit(
            "plan/1",
            house.settings.zone,
            plan_id=issued.plan_id,
            outcome=issued.outcome,
        )
    else:
        tell_decision(issued.plan_id, issued.outcome)


def tell_decision(plan_id: str, outcome: PacingOutcome) -> None:
    """A decision in words, for whoever may sign it."""
    output.tell(f"Plan {plan_id}", is_bold=True)
    _tell_outcome(outcome)
    if outcome.is_increase:
        output.tell()
        output.tell("This is more than the last plan: it waits for a signature")
        output.tell(f"or a standing approval. `pacepipe plan sign {plan_id} --by NAME`")


def _tell_outcome(outcome: PacingOutcome) -> None:
    plan = outcome.plan
    if plan is None:
        output.tell(f"Decision: {outcome.action.value}, no minutes")
    else:
        output.tell(
            f"Decision: {outcome.action.value}, {plan.sessions_per_week} sessions of "
            f"{plan.session_min} min, {plan.week_min} min in all, week of "
            f"{plan.week_start}"
        )
    for sentence in explain(outcome, Audience.CLINICIAN):
        output.tell(f"  {sentence}")
    seen = outcome.coverage
    planned = "no plan" if seen.sessions_planned is None else f"{seen.sessions_planned}"
    output.tell(
        f"Rests on: {seen.diary_days} diary days ({seen.full_diary_days} full), "
        f"{seen.sessions_done} sessions done of {planned} planned, "
        f"{seen.sessions_with_effort} with felt effort; policy {outcome.policy_version}"
    )
    if outcome.caps:
        output.tell()
        output.table(
            ("cap", "session min", "sessions", "week min", "binds"),
            [
                (
                    cap.name,
                    _or_dash(cap.session_min),
                    _or_dash(cap.sessions_per_week),
                    _or_dash(cap.week_min),
                    "yes" if cap.is_binding else "no",
                )
                for cap in outcome.caps
            ],
        )


def _or_dash(value: int | None) -> object:
    return "–" if value is None else value


@app.command(
    epilog=examples("pacepipe plan show P-001", "pacepipe plan show P-001 --json")
)
def show(
    context: typer.Context,
    person: inputs.PersonArgument,
    week: WeekOption = None,
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Print the person's week as it stands at this moment.

    An increase that nobody has signed is not on it; a red flag of a minute ago
    is. To print it on paper, send the output to a printer.
    """
    house = enter(context)
    history = house.history(person)
    found = _standing_week(house, history, week)
    gate = (
        today_now(house, history)
        if found.week_start == monday(_today(history))
        else None
    )
    if as_json:
        output.emit(
            "plan_standing/1",
            house.zone_of(history, history.as_of),
            patient_id=person,
            standing=found.plan,
            today=gate,
        )
        return
    output.tell(_sheet(house, person, found))
    if gate is not None:
        tell_today(gate)


def tell_week(house: House, person: str, week_start: date) -> None:
    """The person's week as it stands at this moment."""
    found = _standing_week(house, house.history(person), week_start.isoformat())
    output.tell(_sheet(house, person, found))


def _standing_week(house: House, history: PersonHistory, week: str | None) -> Stands:
    this_week = monday(_today(history))
    with house.published() as copy:
        if week is None:
            found = what_stands(copy, history, this_week + WEEK) or what_stands(
                copy, history, this_week
            )
        else:
            found = what_stands(copy, history, _week(week, history, default=this_week))
    if found is None:
        raise NotEnoughData(
            f"No such week of {history.patient_id} has been decided yet.",
            means="Until then: rest, and gentle sitting or standing if they like.",
            remedy=f"Run `pacepipe plan propose {history.patient_id}`.",
        )
    return found


def _sheet(house: House, person: str, found: Stands) -> str:
    goals = [said for _, said in house.history(person).of(GoalSaid)]
    return printed_plan(
        found.newest,
        found.plan,
        patient_label=person,
        contact_name=house.settings.contact_name,
        contact_phone=house.settings.contact_phone,
        emergency_number=house.settings.emergency_number,
        week_start=found.week_start,
        goal=goals[-1].in_own_words if goals else None,
    )


@app.command(
    "explain",
    epilog=examples(
        "pacepipe plan explain plan-0123456789ab",
        "pacepipe plan explain plan-0123456789ab --json",
    ),
)
def explain_plan(
    context: typer.Context,
    plan_id: Annotated[
        str, typer.Argument(metavar="PLAN", help="Id of a plan or gate.")
    ],
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Make a decision again from its own inputs, and say why it is what it is.

    A plan, or a gate of one day. Exit code 9 where it does not come out the same.
    """
    house = enter(context)
    if plan_id.startswith("gate-"):
        explain_gate(house, plan_id, as_json=as_json)
        return
    with house.published() as copy:
        stored = read_plan(copy, plan_id, POLICIES)
        said = _said_of(house.history(stored.inputs.patient_id), plan_id)
    if as_json:
        output.emit(
            "plan_explain/1",
            house.settings.zone,
            plan_id=plan_id,
            inputs=stored.inputs,
            outcome=stored.outcome,
            agrees=stored.agrees,
            said=[
                {"at": event.about_at, "kind": event.kind, "said": event.payload}
                for event in said
            ],
        )
    else:
        output.tell(
            f"Plan {plan_id} of {stored.inputs.patient_id}, decided as of "
            f"{output.moment(stored.inputs.as_of, house.settings.zone)}",
            is_bold=True,
        )
        _tell_outcome(stored.outcome)
        for event in said:
            _tell_said(house, stored, event)
    _insist(stored)
    if not as_json:
        output.tell("Made again from its own inputs: the same, bit for bit.")


def _said_of(history: PersonHistory, plan_id: str) -> tuple[Event, ...]:
    """What clinicians said of one plan, oldest first."""
    return tuple(
        event
        for event in history.events
        if isinstance(event.payload, PlanSigned | PlanChanged | PlanHeld)
        and event.payload.plan_id == plan_id
    )


def _tell_said(house: House, stored: StoredPlan, event: Event) -> None:
    at = output.moment(event.about_at, house.settings.zone)
    match event.payload:
        case PlanSigned(signed_by=who):
            output.tell(f"Signed by {who} at {at}.")
        case PlanHeld(held_by=who, reason=why):
            output.tell(f"Held by {who} at {at}: {why}.")
        case PlanChanged(changed_by=who, reason=why) as change:
            output.tell(f"Changed by {who} at {at}: {why}.")
            wish = Dose(change.session_min, change.sessions_per_week)
            policy = POLICIES[stored.policy_version]
            tell_change(changed_week(stored.inputs, wish, policy))
        case _:
            pass


def _insist(stored: StoredPlan) -> None:
    if not stored.agrees:
        raise CheckFailed(
            f"Plan {stored.plan_id} does not come out the same.",
            means="It was issued under a policy or a program that is not this one.",
            remedy="Do not rely on it; ask for a new one with `pacepipe plan propose`.",
        )


app.command("today", epilog=TODAY_END)(today)
app.command("sign", epilog=SIGN_END)(sign)
app.command("change", epilog=CHANGE_END)(change)
app.command("hold", epilog=HOLD_END)(hold)
