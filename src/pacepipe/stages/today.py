"""What this day allows: what stands for the week, under what was said by now.

Each night issues the morning's gate. Between two nights the same function over the
published copy, with a history of this moment, is the overlay: a red flag or "too
much" of a minute ago counts. What was issued is never rewritten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from pacepipe.domain.diary import diary_of
from pacepipe.domain.digest import canonical_json, digest_of
from pacepipe.domain.events import HeatSaid
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import PlannedSession
from pacepipe.errors import NotEnoughData
from pacepipe.pacing import (
    PacingPolicy,
    TodayInputs,
    TodayOutcome,
    gate_today,
    shown_sessions,
)
from pacepipe.stages.inputs import (
    baseline_on,
    monday,
    some_at_a_time,
    stops_of,
    with_dates,
)
from pacepipe.stages.standing import what_stands
from pacepipe.stages.together import Together, rows_of
from pacepipe.store import Gathered, Rows, Source, Warehouse

INPUTS: Final = TypeAdapter(TodayInputs)
OUTCOME: Final = TypeAdapter(TodayOutcome)
_ID_DIGITS: Final = 12
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Today:
    """One day: what was planned on it, and what it allows."""

    planned: tuple[PlannedSession, ...]
    inputs: TodayInputs
    outcome: TodayOutcome


def today_of(
    source: Source, history: PersonHistory, today: date, policy: PacingPolicy
) -> Today | None:
    """What `today` allows; None where its week was never decided."""
    found = what_stands(source, history, monday(today))
    if found is None:
        return None
    week = found.newest.plan
    planned = (
        ()
        if week is None
        else tuple(
            session
            for session in shown_sessions(week, found.plan)
            if session.day_date == today
        )
    )
    yesterday = today - _ONE_DAY
    inputs = TodayInputs(
        day_date=today,
        planned_min=sum(session.duration_min for session in planned),
        diary=tuple(
            day for day in diary_of(history) if yesterday <= day.day_date <= today
        ),
        baseline=baseline_on(history, today, before=yesterday),
        stops=tuple(
            stop for stop in stops_of(history, today) if stop.cleared_at is None
        ),
        heat_index_c=_heat(history, today),
    )
    return Today(planned, inputs, gate_today(inputs, policy))


def _heat(history: PersonHistory, today: date) -> float | None:
    """The hottest that was said of the day; None means not known."""
    return max(
        (
            said.heat_index_c
            for _, said in history.of(HeatSaid)
            if said.day_date == today
        ),
        default=None,
    )


def issue_gates(
    warehouse: Warehouse, histories: Sequence[PersonHistory], policy: PacingPolicy
) -> None:
    """Issue what today allows each person, where it is new."""
    for group in some_at_a_time(with_dates(histories)):
        with warehouse.transaction():
            source = Together(warehouse, [h.patient_id for h, _ in group])
            (mark,) = warehouse.rows("gate_issue_mark")
            number, into = int(mark["issue_number"]), Gathered()
            for history, today in group:
                found = today_of(source, history, today, policy)
                if found is not None and _is_new(source, history, found, policy):
                    number += 1
                    _write_gate(history, found, policy, number, into)
            into.write(warehouse)


def _digest(found: Today, policy: PacingPolicy) -> str:
    return digest_of((found.inputs, policy.version))


def _is_new(
    source: Source, history: PersonHistory, found: Today, policy: PacingPolicy
) -> bool:
    newest = rows_of(
        source, "gate_latest", history.patient_id, day_date=found.inputs.day_date
    )
    return not newest or newest[0]["input_digest"] != _digest(found, policy)


def _write_gate(
    history: PersonHistory,
    found: Today,
    policy: PacingPolicy,
    number: int,
    into: Rows,
) -> None:
    digest = _digest(found, policy)
    name = digest_of((history.patient_id, digest, number))
    codes = ", ".join(reason.code for reason in found.outcome.reasons)
    into.insert(
        "plan.gate",
        {
            "gate_id": [f"gate-{name[:_ID_DIGITS]}"],
            "issue_number": [number],
            "patient_id": [history.patient_id],
            "day_date": [found.inputs.day_date],
            "as_of": [history.as_of],
            "planned_min": [found.inputs.planned_min],
            "allowed_min": [found.outcome.allowed_min],
            "reason_codes": [codes or None],
            "policy_version": [policy.version],
            "input_digest": [digest],
            "inputs": [canonical_json(found.inputs)],
            "outcome": [canonical_json(found.outcome)],
        },
    )


@dataclass(frozen=True, slots=True)
class StoredGate:
    """An issued gate, read back whole; `agrees` where it comes out the same again."""

    gate_id: str
    patient_id: str
    as_of: datetime
    policy_version: str
    inputs: TodayInputs
    outcome: TodayOutcome
    agrees: bool


def read_gate(
    source: Source, gate_id: str, policies: Mapping[str, PacingPolicy]
) -> StoredGate:
    """An issued gate, made again from its own inputs.

    Raises
    ------
    NotEnoughData
        Where there is no such gate.
    """
    rows = source.rows("gate_by_id", gate_id=gate_id)
    if not rows:
        raise NotEnoughData(
            f"There is no gate {gate_id}.",
            means="It was never issued here.",
            remedy="See what was with `select * from clinic.v_gate_today`.",
        )
    row = rows[0]
    inputs = INPUTS.validate_json(row["inputs"])
    outcome = OUTCOME.validate_json(row["outcome"])
    return StoredGate(
        gate_id=gate_id,
        patient_id=row["patient_id"],
        as_of=row["as_of"],
        policy_version=row["policy_version"],
        inputs=inputs,
        outcome=outcome,
        agrees=_agrees(inputs, outcome, policies.get(row["policy_version"])),
    )


def _agrees(
    inputs: TodayInputs, outcome: TodayOutcome, policy: PacingPolicy | None
) -> bool:
    return policy is not None and canonical_json(
        gate_today(inputs, policy)
    ) == canonical_json(outcome)


def gates_that_differ(
    warehouse: Warehouse, policies: Mapping[str, PacingPolicy]
) -> Iterator[str]:
    """Issued gates that do not come out of their own inputs again; none is right."""
    for row in warehouse.rows("all_gates"):
        inputs = INPUTS.validate_json(row["inputs"])
        outcome = OUTCOME.validate_json(row["outcome"])
        if not _agrees(inputs, outcome, policies.get(row["policy_version"])):
            yield str(row["gate_id"])
