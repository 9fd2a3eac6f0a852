"""What a person may see of a week: the ledger, read with signatures and stops.

Derived from what was issued and what was said, each night and, from the published
copy, at any moment in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from pydantic import TypeAdapter

from pacepipe.domain.events import PlanChanged, PlanHeld, PlanSigned
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import PacingOutcome, WeekPlan
from pacepipe.pacing import (
    DEFAULT_POLICY,
    POLICIES,
    Change,
    Dose,
    Hold,
    ProposalFact,
    Signature,
    StandingPlan,
    Status,
    WeekDose,
    changed_week,
    limits_as_dose,
    standing,
)
from pacepipe.stages.inputs import (
    INPUTS,
    is_forbidden,
    is_held,
    is_stopped,
    limits_now,
    monday,
    plan_weeks_before,
    some_at_a_time,
    with_dates,
)
from pacepipe.stages.together import Together, rows_of
from pacepipe.store import Gathered, Rows, Source, Warehouse

OUTCOME: Final = TypeAdapter(PacingOutcome)
SHOWN_WEEKS: Final = 2
"""See `shown_weeks`."""


def issued_for(
    source: Source, patient_id: str, week_start: date
) -> list[dict[str, Any]]:
    """Decisions for one week, in the order of issue."""
    return rows_of(source, "plan_latest", patient_id, week_start=week_start)


@dataclass(frozen=True, slots=True)
class Stands:
    """What a person may see for a week, and the newest decision behind it.

    Where a clinician's own numbers stand, `newest` holds their week.
    """

    week_start: date
    plan: StandingPlan
    newest: PacingOutcome


def what_stands(
    source: Source, history: PersonHistory, week_start: date
) -> Stands | None:
    """The ledger, read with the signatures and with every stop known by now.

    From the published copy with a history of this moment it is the overlay: a
    red flag or a signature of a minute ago counts. None where nothing was
    decided for the week.
    """
    rows = issued_for(source, history.patient_id, week_start)
    if not rows:
        return None
    proposals = [
        ProposalFact(
            plan_id=row["plan_id"],
            issue_number=int(row["issue_number"]),
            as_of=row["as_of"],
            outcome=OUTCOME.validate_json(row["outcome"]),
        )
        for row in rows
    ]
    ids = [proposal.plan_id for proposal in proposals]
    changes = changes_of(source, history, ids)
    before = plan_weeks_before(source, history.patient_id, week_start)
    stands = standing(
        week_start,
        proposals,
        _signatures(history),
        previous=before[-1] if before else None,
        standing_approval_until=_approved_until(history),
        is_stopped_now=any(
            says(history) for says in (is_stopped, is_held, is_forbidden)
        ),
        changes=changes,
        holds={
            said.plan_id: Hold(said.held_by, event.about_at)
            for event, said in history.of(PlanHeld)
        },
        limit=_limit_now(history),
    )
    newest = proposals[-1].outcome
    if stands.status is Status.CHANGED:
        newest = replace(newest, plan=changes[stands.latest_plan_id].plan)
    return Stands(week_start, stands, newest)


def changes_of(
    source: Source, history: PersonHistory, plan_ids: Sequence[str]
) -> Mapping[str, Change]:
    """The last change of each of these plans, placed on its week again."""
    said = {
        change.plan_id: (event, change)
        for event, change in history.of(PlanChanged)
        if change.plan_id in plan_ids
    }
    return {
        plan_id: Change(
            changed_by=change.changed_by,
            changed_at=event.about_at,
            plan=_placed(source, plan_id, change),
        )
        for plan_id, (event, change) in said.items()
    }


def _placed(source: Source, plan_id: str, change: PlanChanged) -> WeekPlan:
    (row,) = source.rows("plan_by_id", plan_id=plan_id)
    policy = POLICIES.get(row["policy_version"], DEFAULT_POLICY)
    wish = Dose(change.session_min, change.sessions_per_week)
    return changed_week(INPUTS.validate_json(row["inputs"]), wish, policy)


def restate(warehouse: Warehouse, weeks: Sequence[tuple[PersonHistory, date]]) -> None:
    """Write what stands for a week of each of some people.

    To be called inside a transaction.
    """
    who = [history.patient_id for history, _ in weeks]
    source, into = Together(warehouse, who), Gathered()
    for history, week_start in weeks:
        found = what_stands(source, history, week_start)
        if found is not None:
            _write_standing(history, week_start, found.plan, into)
    warehouse.execute(
        "delete_standing",
        patient_ids=who,
        week_starts=[week_start for _, week_start in weeks],
    )
    into.write(warehouse)


def _write_standing(
    history: PersonHistory, week_start: date, stands: StandingPlan, into: Rows
) -> None:
    into.insert(
        "plan.standing",
        {
            "patient_id": [history.patient_id],
            "week_start": [week_start],
            "plan_id": [stands.plan_id],
            "latest_plan_id": [stands.latest_plan_id],
            "status": [stands.status.value],
            "session_min": [stands.session_min],
            "sessions_per_week": [stands.sessions_per_week],
            "week_min": [stands.week_min],
            "signed_by": [stands.signed_by],
            "signed_at": [stands.signed_at],
        },
    )


def shown_weeks(today: date) -> tuple[date, date]:
    """The week of today and the next, in order: the next is decided from it."""
    this_week = monday(today)
    return this_week, this_week + timedelta(weeks=1)


def restate_due(warehouse: Warehouse, histories: Sequence[PersonHistory]) -> None:
    """Write what stands this week and the next for everybody."""
    for group in some_at_a_time(with_dates(histories)):
        with warehouse.transaction():
            # what stands in the next week follows what stands in this one
            for place in range(SHOWN_WEEKS):
                restate(
                    warehouse,
                    [(history, shown_weeks(today)[place]) for history, today in group],
                )


def _signatures(history: PersonHistory) -> dict[str, Signature]:
    return {
        said.plan_id: Signature(signed_by=said.signed_by, signed_at=event.about_at)
        for event, said in history.of(PlanSigned)
    }


def _approved_until(history: PersonHistory) -> date | None:
    limits = history.limits_at(history.as_of)
    return limits[1].standing_approval_until if limits is not None else None


def _limit_now(history: PersonHistory) -> WeekDose | None:
    """The limits of this moment; None where none are set, since then nothing stands."""
    limits = limits_now(history)
    return None if limits is None else limits_as_dose(limits, DEFAULT_POLICY)
