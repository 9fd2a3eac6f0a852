"""Raise what somebody should look at; what was raised is never rewritten."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
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
from pacepipe.stages.together import Together
from pacepipe.store import Gathered, Rows, Warehouse

INPUTS: Final = TypeAdapter(FlagInputs)

_Known = tuple[PersonHistory, FlagInputs]


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
        known
        for group in some_at_a_time(with_dates(histories))
        for known in _known_of(warehouse, group, budget_per_month)
    ]
    # of everybody, before anybody's is decided: the order of people changes nothing
    pasts = (past_before_month(inputs, policy) for _, inputs in everybody)
    site = joined_pasts(past for past in pasts if past is not None)
    raised = 0
    for known_group in some_at_a_time(everybody):
        with warehouse.transaction():
            replayable = [
                (history, replace(inputs, site=site)) for history, inputs in known_group
            ]
            raised += _raise(warehouse, replayable, policy)
            write_answers(warehouse, [history for history, _ in known_group])
    return raised


def _known_of(
    warehouse: Warehouse,
    group: Sequence[tuple[PersonHistory, date]],
    budget_per_month: float | None,
) -> Iterator[_Known]:
    source = Together(warehouse, [history.patient_id for history, _ in group])
    for history, today in group:
        yield history, flag_inputs(source, history, today, budget_per_month)


def _raise(warehouse: Warehouse, group: Sequence[_Known], policy: FlagPolicy) -> int:
    """Issue what is new; returns how many were."""
    source = Together(warehouse, [history.patient_id for history, _ in group])
    (mark,) = warehouse.rows("flag_issue_mark")
    raised, into = 0, Gathered()
    for history, inputs in group:
        known = {row["flag_id"] for row in issued_flags(source, history)}
        new = [
            each for each in decide_flags(inputs, policy) if each.flag_id not in known
        ]
        _write(inputs, new, int(mark["issue_number"]) + raised + 1, into)
        raised += len(new)
    into.write(warehouse)
    return raised


def _write(
    inputs: FlagInputs, new: Sequence[FlagRaised], first: int, into: Rows
) -> None:
    """Flags of one person, numbered from `first`."""
    if not new:
        return
    into.insert(
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
