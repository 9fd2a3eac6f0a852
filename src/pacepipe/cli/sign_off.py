"""What a clinician says of a plan: signed, changed, held."""

import re
from dataclasses import replace
from typing import Annotated, Final

import typer

from pacepipe.app import House, refresh, writer_lock
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.events import LimitsSet, PlanChanged, PlanHeld, PlanSigned
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import Action, WeekPlan
from pacepipe.errors import DatabaseBusy, InputRejected
from pacepipe.pacing import POLICIES, Dose, changed_week, require_within_limits
from pacepipe.stages.inputs import is_held, is_stopped, limits_now
from pacepipe.stages.plan import StoredPlan, read_plan
from pacepipe.stages.standing import Stands, what_stands

PLAN_ID: Final = re.compile(r"plan-[0-9a-f]{12}")

SIGN_END: Final = examples(
    'pacepipe plan sign plan-0123456789ab --by "Dr Sand"',
    'pacepipe plan sign plan-0123456789ab --by "Dr Sand" --entered-by partner',
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


CHANGE_END: Final = examples(
    "pacepipe plan change plan-0123456789ab --session-min 6 --sessions 3 "
    '--reason "first week at home" --by "Dr Sand"',
    "pacepipe plan change plan-0123456789ab --session-min 0 --sessions 0 "
    '--reason "family visit" --by "Dr Sand"',
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
    tell_change(changed_week(stored.inputs, wish, policy))
    output.tell(f"Event {event.event_id}")
    show_everywhere(house)


def tell_change(week: WeekPlan) -> None:
    """A clinician's numbers, as they are placed on the week."""
    output.tell(
        f"{week.sessions_per_week} sessions of {week.session_min} min, {week.week_min} "
        f"min in all, week of {week.week_start}"
        if week.week_min
        else f"A week of rest, from {week.week_start}"
    )


HOLD_END: Final = examples(
    'pacepipe plan hold plan-0123456789ab --reason "scan on Friday" --by "Dr Sand"',
    'pacepipe plan hold P-001 --reason "wound" --by "Dr Sand"',
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
