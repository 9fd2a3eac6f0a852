"""Decide each week that is due, issue what is new, and say what stands.

A decision is issued again only where its inputs have changed; what was issued is
never rewritten. What a person may see (`plan.standing`) follows from the ledger
and the signatures, and is derived each night.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from pacepipe.domain.digest import canonical_json, digest_of
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import PacingInputs, PacingOutcome
from pacepipe.errors import NotEnoughData
from pacepipe.pacing import (
    PacingPolicy,
    plan_week,
)
from pacepipe.stages.inputs import (
    INPUTS,
    build_inputs,
    some_at_a_time,
    weeks_due,
    with_dates,
)
from pacepipe.stages.standing import (
    OUTCOME,
    SHOWN_WEEKS,
    issued_for,
    restate,
    shown_weeks,
)
from pacepipe.stages.together import Together
from pacepipe.store import Gathered, Rows, Source, Warehouse

_ID_DIGITS: Final = 12
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Issued:
    """One decision as stored."""

    plan_id: str
    is_new: bool
    inputs: PacingInputs
    outcome: PacingOutcome


@dataclass(frozen=True, slots=True)
class _Asked:
    """One week of one person, to be decided on a date of theirs."""

    history: PersonHistory
    week_start: date
    today: date


def input_digest(inputs: PacingInputs) -> str:
    """Fingerprint of what a decision rests on.

    `as_of` bounds what may be known and is no input of its own: a night later,
    the same knowledge is the same decision.
    """
    return digest_of(dataclasses.replace(inputs, as_of=_EPOCH))


def plan(
    warehouse: Warehouse, histories: Sequence[PersonHistory], policy: PacingPolicy
) -> int:
    """Decide and issue what is due; returns how many decisions were new."""
    return _plan(warehouse, histories, policy, weeks_due)


def plan_next_week(
    warehouse: Warehouse, histories: Sequence[PersonHistory], policy: PacingPolicy
) -> int:
    """The weekly decision: the coming week, whatever day it is; as `plan` else."""
    return _plan(warehouse, histories, policy, lambda today: shown_weeks(today)[1:])


def _plan(
    warehouse: Warehouse,
    histories: Sequence[PersonHistory],
    policy: PacingPolicy,
    due: Callable[[date], tuple[date, ...]],
) -> int:
    issued = 0
    for group in some_at_a_time(with_dates(histories)):
        with warehouse.transaction():
            # the next week is decided from what stands in this one
            for place in range(SHOWN_WEEKS):
                weeks = [
                    _Asked(history, shown_weeks(today)[place], today)
                    for history, today in group
                ]
                asked = [each for each in weeks if each.week_start in due(each.today)]
                found = _decide(warehouse, asked, policy)
                issued += sum(each.is_new for each in found)
                restate(warehouse, [(each.history, each.week_start) for each in weeks])
    return issued


def propose(
    warehouse: Warehouse,
    history: PersonHistory,
    week_start: date,
    today: date,
    policy: PacingPolicy,
) -> Issued:
    """Decide one week, store the decision where it is new, and what stands then.

    To be called inside a transaction.
    """
    (issued,) = _decide(warehouse, [_Asked(history, week_start, today)], policy)
    restate(warehouse, [(history, week_start)])
    return issued


def _decide(
    warehouse: Warehouse, asked: Sequence[_Asked], policy: PacingPolicy
) -> list[Issued]:
    """Decide one week of each of some people, and store what is new."""
    source = Together(warehouse, [each.history.patient_id for each in asked])
    (mark,) = warehouse.rows("plan_issue_mark")
    number, into = int(mark["issue_number"]), Gathered()
    found = []
    for each in asked:
        inputs = build_inputs(source, each.history, each.week_start, each.today, policy)
        digest = input_digest(inputs)
        earlier = issued_for(source, inputs.patient_id, each.week_start)
        outcome = plan_week(inputs, policy)
        newest = earlier[-1] if earlier else None
        issued = _issued(inputs, outcome, digest, newest)
        if issued.is_new:
            number += 1
            _write(issued, digest, number, into)
        found.append(issued)
    into.write(warehouse)
    return found


def _issued(
    inputs: PacingInputs,
    outcome: PacingOutcome,
    digest: str,
    newest: dict[str, Any] | None,
) -> Issued:
    """The decision: the newest one again, or another where anything has changed."""
    if newest is not None and (newest["input_digest"], newest["policy_version"]) == (
        digest,
        outcome.policy_version,
    ):
        return Issued(str(newest["plan_id"]), False, inputs, outcome)
    return Issued(_plan_id(inputs, outcome, digest, newest), True, inputs, outcome)


def _plan_id(
    inputs: PacingInputs,
    outcome: PacingOutcome,
    digest: str,
    newest: dict[str, Any] | None,
) -> str:
    """Name of a decision; the one it follows is part of it, so names never clash."""
    follows = newest["plan_id"] if newest is not None else None
    parts = (
        inputs.patient_id,
        inputs.week_start,
        digest,
        outcome.policy_version,
        follows,
    )
    return f"plan-{digest_of(parts)[:_ID_DIGITS]}"


def _write(issued: Issued, digest: str, number: int, into: Rows) -> None:
    plan_id, inputs, outcome = issued.plan_id, issued.inputs, issued.outcome
    week = outcome.plan
    into.insert(
        "plan.proposal",
        {
            "plan_id": [plan_id],
            "issue_number": [number],
            "patient_id": [inputs.patient_id],
            "week_start": [inputs.week_start],
            "as_of": [inputs.as_of],
            "action": [outcome.action.value],
            "session_min": [week.session_min if week is not None else None],
            "sessions_per_week": [week.sessions_per_week if week is not None else None],
            "week_min": [week.week_min if week is not None else None],
            "is_increase": [outcome.is_increase],
            "policy_version": [outcome.policy_version],
            "input_digest": [digest],
            "inputs": [canonical_json(inputs)],
            "outcome": [canonical_json(outcome)],
        },
    )
    into.insert(
        "plan.reason",
        {
            "plan_id": [plan_id] * len(outcome.reasons),
            "ordinal": list(range(len(outcome.reasons))),
            "reason_code": [reason.code for reason in outcome.reasons],
            "facts": [canonical_json(dict(reason.facts)) for reason in outcome.reasons],
        },
    )
    if outcome.caps:
        into.insert(
            "plan.cap",
            {
                "plan_id": [plan_id] * len(outcome.caps),
                "cap_name": [cap.name for cap in outcome.caps],
                "session_min": [cap.session_min for cap in outcome.caps],
                "sessions_per_week": [cap.sessions_per_week for cap in outcome.caps],
                "week_min": [cap.week_min for cap in outcome.caps],
                "is_binding": [cap.is_binding for cap in outcome.caps],
            },
        )


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """An issued decision, read back whole.

    `replayed` is the decision made again from its own inputs and its own
    policy; None where that policy is not part of this program any more.
    """

    plan_id: str
    inputs: PacingInputs
    outcome: PacingOutcome
    policy_version: str
    replayed: PacingOutcome | None

    @property
    def agrees(self) -> bool:
        """Whether the replay agrees with what was issued, to the letter."""
        return self.replayed is not None and canonical_json(
            self.replayed
        ) == canonical_json(self.outcome)


def read_plan(
    source: Source, plan_id: str, policies: Mapping[str, PacingPolicy]
) -> StoredPlan:
    """An issued decision, made again from its own inputs.

    Raises
    ------
    NotEnoughData
        Where there is no such decision.
    """
    rows = source.rows("plan_by_id", plan_id=plan_id)
    if not rows:
        raise NotEnoughData(
            f"There is no plan {plan_id}.",
            means="It was never issued here.",
            remedy="See what was with `pacepipe plan show PERSON`.",
        )
    row = rows[0]
    inputs = INPUTS.validate_json(row["inputs"])
    policy = policies.get(row["policy_version"])
    return StoredPlan(
        plan_id=plan_id,
        inputs=inputs,
        outcome=OUTCOME.validate_json(row["outcome"]),
        policy_version=row["policy_version"],
        replayed=plan_week(inputs, policy) if policy is not None else None,
    )


def plans_that_differ(
    warehouse: Warehouse, plan_ids: Sequence[str], policies: Mapping[str, PacingPolicy]
) -> Iterator[str]:
    """Issued decisions that do not come out the same; none is right."""
    for plan_id in plan_ids:
        if not read_plan(warehouse, plan_id, policies).agrees:
            yield plan_id
