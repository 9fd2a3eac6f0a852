"""Raise what somebody should look at; what was raised is never rewritten."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json, digest_of
from pacepipe.domain.flag import FlagInputs, FlagRaised
from pacepipe.domain.history import PersonHistory
from pacepipe.pacing import FLAG_POLICY_VERSION
from pacepipe.pacing import flag as decide_flags
from pacepipe.stages.inputs import local_today, session_facts, stops_of
from pacepipe.store import Warehouse

LOOK_BACK: Final = timedelta(days=14)
INPUTS: Final = TypeAdapter(FlagInputs)


def flag(warehouse: Warehouse, histories: Sequence[PersonHistory]) -> int:
    """Raise flags for everybody; returns how many were new."""
    raised = 0
    for history in histories:
        today = local_today(history)
        if today is not None:
            with warehouse.transaction():
                raised += _flag_one(warehouse, history, today)
    return raised


def _flag_one(warehouse: Warehouse, history: PersonHistory, today: date) -> int:
    inputs = flag_inputs(warehouse, history, today)
    known = {
        row["flag_id"]
        for row in warehouse.rows("known_flag_ids", patient_id=history.patient_id)
    }
    new = [each for each in decide_flags(inputs) if each.flag_id not in known]
    _store(warehouse, inputs, new)
    return len(new)


def flag_inputs(
    warehouse: Warehouse, history: PersonHistory, today: date
) -> FlagInputs:
    """What the flags of one person are decided from."""
    limits = history.limits_at(history.as_of)
    (known,) = warehouse.rows("flag_last_known", patient_id=history.patient_id)
    return FlagInputs(
        patient_id=history.patient_id,
        as_of=history.as_of,
        today=today,
        stops=stops_of(history, today),
        sessions=session_facts(
            warehouse,
            patient_id=history.patient_id,
            first_date=today - LOOK_BACK,
            last_date=today,
        ),
        hr_ceiling_bpm=limits[1].hr_ceiling_bpm if limits is not None else None,
        last_known_date=known["last_known_date"],
        first_known_date=known["first_known_date"],
        is_paused=not history.has_consent(history.as_of),
    )


def _store(warehouse: Warehouse, inputs: FlagInputs, new: Sequence[FlagRaised]) -> None:
    if not new:
        return
    (mark,) = warehouse.rows("flag_issue_mark")
    first = int(mark["issue_number"]) + 1
    warehouse.insert(
        "plan.flag",
        {
            "flag_id": [each.flag_id for each in new],
            "issue_number": list(range(first, first + len(new))),
            "patient_id": [inputs.patient_id] * len(new),
            "kind": [each.kind.value for each in new],
            "tier": [int(each.tier) for each in new],
            "about_date": [each.about_date for each in new],
            "as_of": [inputs.as_of] * len(new),
            "observed_value": [each.observed_value for each in new],
            "observed_unit": [each.observed_unit for each in new],
            "facts": [canonical_json(dict(each.facts)) for each in new],
            "policy_version": [FLAG_POLICY_VERSION] * len(new),
            "input_digest": [digest_of(inputs)] * len(new),
            "inputs": [canonical_json(inputs)] * len(new),
        },
    )


def replays(warehouse: Warehouse) -> list[str]:
    """Flags that do not come out of their own inputs again; none is right."""
    broken: list[str] = []
    for row in warehouse.rows("all_flags"):
        again = decide_flags(INPUTS.validate_json(row["inputs"]))
        same = [each for each in again if each.flag_id == row["flag_id"]]
        if not same or canonical_json(dict(same[0].facts)) != row["facts"]:
            broken.append(row["flag_id"])
    return broken
