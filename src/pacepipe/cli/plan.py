"""`pacepipe plan`: what is proposed, why, what stands, and the signature."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Final

import typer

from pacepipe.app import House, propose_now, refresh, writer_lock
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import (
    Event,
    LimitsSet,
    PlanChanged,
    PlanHeld,
    PlanSigned,
)
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import Action, PacingOutcome, WeekPlan
from pacepipe.errors import CheckFailed, DatabaseBusy, InputRejected, NotEnoughData
from pacepipe.pacing import (
    POLICIES,
    Audience,
    Dose,
    changed_week,
    explain,
    printed_plan,
    require_within_limits,
)
from pacepipe.stages.inputs import (
    is_held,
    is_stopped,
    limits_now,
    local_today,
    monday,
)
from pacepipe.stages.plan import StoredPlan, read_plan
from pacepipe.stages.standing import Stands, what_stands

WEEK: Final = timedelta(weeks=1)
PLAN_ID: Final = re.compile(r"plan-[0-9a-f]{12}")
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
    if as_json:
        output.emit(
            "plan_standing/1",
            house.zone_of(history, history.as_of),
            patient_id=person,
            standing=found.plan,
        )
    else:
        output.tell(_sheet(house, person, found))


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
    return printed_plan(
        found.newest,
        found.plan,
        patient_label=person,
        contact_name=house.settings.contact_name,
        contact_phone=house.settings.contact_phone,
        emergency_number=house.settings.emergency_number,
        week_start=found.week_start,
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
    plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="Id of the plan.")],
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Make a decision again from its own inputs, and say why it is what it is.

    Exit code 9 where it does not come out the same.
    """
    house = enter(context)
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
            _tell_change(changed_week(stored.inputs, wish, policy))
        case _:
            pass


def _insist(stored: StoredPlan) -> None:
    if not stored.agrees:
        raise CheckFailed(
            f"Plan {stored.plan_id} does not come out the same.",
            means="It was issued under a policy or a program that is not this one.",
            remedy="Do not rely on it; ask for a new one with `pacepipe plan propose`.",
        )


@app.command(
    epilog=examples(
        'pacepipe plan sign plan-0123456789ab --by "Dr Sand"',
        'pacepipe plan sign plan-0123456789ab --by "Dr Sand" --entered-by partner',
    )
)
def sign(
    context: typer.Context,
    plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="Id of the plan.")],
    by: Annotated[str, typer.Option(help="The clinician who signs.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Sign the newest plan of a week. It counts at once."""
    house = enter(context)
    with house.published() as copy:
        stored = read_plan(copy, plan_id, POLICIES)
        history = house.consenting(stored.inputs.patient_id)
        found = what_stands(copy, history, stored.inputs.week_start)
    _may_be_signed(stored, history, found, "signed")
    event = house.record(
        PlanSigned(plan_id=plan_id, signed_by=inputs.words(by, "--by")),
        patient_id=history.patient_id,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"Plan {plan_id} is signed by {by}. It stands from now on.")
    output.tell(f"Event {event.event_id}")
    show_everywhere(house)


@app.command(
    epilog=examples(
        "pacepipe plan change plan-0123456789ab --session-min 6 --sessions 3 "
        '--reason "first week at home" --by "Dr Sand"',
        "pacepipe plan change plan-0123456789ab --session-min 0 --sessions 0 "
        '--reason "family visit" --by "Dr Sand"',
    )
)
def change(
    context: typer.Context,
    plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="Id of the plan.")],
    session_min: Annotated[
        int, typer.Option(metavar="MINUTES", help="Of a session; 0 is a week of rest.")
    ],
    sessions: Annotated[int, typer.Option(metavar="N", help="In the week.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
    by: Annotated[str, typer.Option(help="The clinician who changes it.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Put a clinician's numbers in the place of the newest plan of a week.

    It counts at once, within the limits, also where it is more than was proposed.
    What was proposed stays as it was; nothing decided later in the week is above it.
    """
    house = enter(context)
    with house.published() as copy:
        stored = read_plan(copy, plan_id, POLICIES)
        history = house.consenting(stored.inputs.patient_id)
        found = what_stands(copy, history, stored.inputs.week_start)
    _may_be_signed(stored, history, found, "changed")
    said = PlanChanged(
        plan_id=plan_id,
        session_min=session_min,
        sessions_per_week=sessions,
        reason=inputs.words(reason, "--reason"),
        changed_by=inputs.words(by, "--by"),
    )
    wish, policy = Dose(session_min, sessions), POLICIES[stored.policy_version]
    for limits in (stored.inputs.limits, limits_now(history)):
        require_within_limits(wish, limits, policy)
    event = house.record(
        said,
        patient_id=history.patient_id,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(f"Plan {plan_id} is changed by {said.changed_by}, from now on.")
    _tell_change(changed_week(stored.inputs, wish, policy))
    output.tell(f"Event {event.event_id}")
    show_everywhere(house)


def _tell_change(week: WeekPlan) -> None:
    output.tell(
        f"{week.sessions_per_week} sessions of {week.session_min} min, {week.week_min} "
        f"min in all, week of {week.week_start}"
        if week.week_min
        else f"A week of rest, from {week.week_start}"
    )


@app.command(
    epilog=examples(
        'pacepipe plan hold plan-0123456789ab --reason "scan on Friday" --by "Dr Sand"',
        'pacepipe plan hold P-001 --reason "wound" --by "Dr Sand"',
    )
)
def hold(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="PLAN|PERSON", help="Id of a plan, for its week; or of a person."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
    by: Annotated[str, typer.Option(help="Who asks for rest.")],
    entered_by: inputs.EnteredByOption = "home",
) -> None:
    """Make the week of a plan a week of rest, or all weeks of a person. At once.

    A week is held until a plan of it is signed or changed; a person until
    `pacepipe limits set PERSON --no-hold`.
    """
    house = enter(context)
    why, who = inputs.words(reason, "--reason"), inputs.words(by, "--by")
    said: PlanHeld | LimitsSet
    if PLAN_ID.fullmatch(target) is not None:
        with house.published() as copy:
            stored = read_plan(copy, target, POLICIES)
        history = house.consenting(stored.inputs.patient_id)
        said = PlanHeld(plan_id=target, reason=why, held_by=who)
        what = f"The week of {stored.inputs.week_start} is held by {who}: rest, until "
        until = f"a plan is signed: `pacepipe plan show {history.patient_id}`."
    else:
        history = house.consenting(target)
        past = history.limits_at(history.as_of)
        origin = LimitsSet(source=why, decided_by=who)
        base = origin if past is None else past[1]
        said = replace(base, source=why, decided_by=who, is_held=True)
        what = f"Every week of {target} is held by {who}: rest, until it is lifted: "
        until = f'`pacepipe limits set {target} --no-hold --by NAME --source "…"`.'
    event = house.record(
        said,
        patient_id=history.patient_id,
        by=entered_by,
        zone=house.zone_of(history, history.as_of),
    )
    output.tell(what + until)
    output.tell(f"Event {event.event_id}")
    show_everywhere(house)


def show_everywhere(house: House) -> None:
    """Bring the published copy up to what was just said, where nothing else runs."""
    try:
        with writer_lock(house.home):
            refresh(house, house.now())
    except DatabaseBusy:
        output.say("The pipeline is at work; queries show this after its next run.")


def _may_be_signed(
    stored: StoredPlan, history: PersonHistory, found: Stands | None, done: str
) -> None:
    def refuse(what: str, remedy: str) -> InputRejected:
        return InputRejected(what, means=f"Nothing was {done}.", remedy=remedy)

    person = history.patient_id
    if found is None or found.plan.latest_plan_id != stored.plan_id:
        raise refuse(
            f"Plan {stored.plan_id} is not the newest of its week.",
            f"See the newest with `pacepipe plan show {person}`.",
        )
    if is_stopped(history):
        raise refuse(
            f"A stop of {person} is open.",
            f"Look at it, then `pacepipe clear {person} --by NAME`.",
        )
    if is_held(history):
        raise refuse(
            f"The clinic holds every week of {person}.",
            f"Lift it with `pacepipe limits set {person} --no-hold`.",
        )
    if stored.outcome.action in {Action.REFUSE, Action.STOP}:
        raise refuse(
            f"Plan {stored.plan_id} holds no minutes to sign.",
            f"See why with `pacepipe plan explain {stored.plan_id}`.",
        )
