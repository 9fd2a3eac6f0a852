"""Raise what somebody should look at; what was raised is never rewritten."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter

from pacepipe.domain.digest import canonical_json, digest_of
from pacepipe.domain.flag import FlagInputs, FlagRaised
from pacepipe.domain.history import PersonHistory
from pacepipe.pacing import (
    FLAG_POLICIES,
    FLAG_POLICY_VERSION,
    FlagPolicy,
    joined_pasts,
    past_before_month,
)
from pacepipe.pacing import flag as decide_flags
from pacepipe.stages.flag_answers import issued_flags, write_answers
from pacepipe.stages.flag_inputs import flag_inputs
from pacepipe.stages.inputs import some_at_a_time, with_dates
from pacepipe.store import Warehouse

INPUTS: Final = TypeAdapter(FlagInputs)


def flag(
    warehouse: Warehouse,
    histories: Sequence[PersonHistory],
    budget_per_month: float | None = None,
) -> int:
    """Raise flags for everybody, and write what became of earlier ones.

    Parameters
    ----------
    budget_per_month : float or None
        Flags about nothing that the site can look at, for each person; None is the
        policy's.

    Returns
    -------
    int
        How many were new.
    """
    policy = FLAG_POLICIES[FLAG_POLICY_VERSION]
    everybody = [
        (history, flag_inputs(warehouse, history, today, budget_per_month))
        for history, today in with_dates(histories)
    ]
    # of everybody, before anybody's is decided: the order of people changes nothing
    pasts = (past_before_month(inputs, policy) for _, inputs in everybody)
    site = joined_pasts(past for past in pasts if past is not None)
    raised = 0
    for group in some_at_a_time(everybody):
        with warehouse.transaction():
            for history, inputs in group:
                replayable = replace(inputs, site=site)
                raised += _flag_one(warehouse, history, replayable, policy)
                write_answers(warehouse, history)
    return raised


def _flag_one(
    warehouse: Warehouse,
    history: PersonHistory,
    inputs: FlagInputs,
    policy: FlagPolicy,
) -> int:
    known = {row["flag_id"] for row in issued_flags(warehouse, history)}
    new = [each for each in decide_flags(inputs, policy) if each.flag_id not in known]
    _store(warehouse, inputs, new)
    return len(new)


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
    """Flags that do not come out of their own inputs and policy again, by id."""
    broken: list[str] = []
    for row in warehouse.rows("all_flags"):
        policy = FLAG_POLICIES.get(row["policy_version"])
        again = (
            ()
            if policy is None
            else decide_flags(INPUTS.validate_json(row["inputs"]), policy)
        )
        same = [each for each in again if each.flag_id == row["flag_id"]]
        if not same or canonical_json(dict(same[0].facts)) != row["facts"]:
            broken.append(row["flag_id"])
    return broken
