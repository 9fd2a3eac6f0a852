"""What people said of the flags that were issued, and which of them are still open."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pacepipe.domain.events import FlagAnswered, FlagSnoozed
from pacepipe.domain.flag import AnsweredFlag, FlagKind, IssuedFlag, Snooze
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.plan import OpenFlag
from pacepipe.stages.together import Together, rows_of
from pacepipe.store import Gathered, Rows, Source, Warehouse

REPORTED: Final = (FlagKind.RED_FLAG, FlagKind.FEVER)
"""Flags that are stops: `pacepipe` clears those, an answer does not."""
LOOK, TODAY = 2, 3


def issued_flags(source: Source, history: PersonHistory) -> list[dict[str, Any]]:
    """Flags of one person that had been issued by the history's moment."""
    rows = rows_of(source, "flags_of", history.patient_id)
    return [row for row in rows if row["as_of"] <= history.as_of]


def last_answers(history: PersonHistory) -> Mapping[str, FlagAnswered]:
    """The newest answer to each flag, by its id."""
    return {said.flag_id: said for _, said in history.of(FlagAnswered)}


def answered_flags(
    issued: Sequence[Mapping[str, Any]], history: PersonHistory
) -> tuple[AnsweredFlag, ...]:
    """What those who looked made of them."""
    answers = last_answers(history)
    return tuple(
        AnsweredFlag(
            FlagKind(row["kind"]), row["about_date"], answers[row["flag_id"]].answer
        )
        for row in issued
        if row["flag_id"] in answers
    )


def snoozes(
    issued: Sequence[Mapping[str, Any]], history: PersonHistory
) -> tuple[Snooze, ...]:
    """Kinds of flags that somebody has asked for silence about."""
    kinds = {row["flag_id"]: FlagKind(row["kind"]) for row in issued}
    return tuple(
        Snooze(kinds[said.flag_id], said.until)
        for _, said in history.of(FlagSnoozed)
        if said.flag_id in kinds
    )


def issued_facts(issued: Sequence[Mapping[str, Any]]) -> tuple[IssuedFlag, ...]:
    """What was raised before, so that one cause keeps its name."""
    return tuple(
        IssuedFlag(FlagKind(row["kind"]), int(row["tier"]), row["about_date"])
        for row in issued
    )


def open_flags(source: Source, history: PersonHistory) -> tuple[OpenFlag, ...]:
    """Flags that bear on a plan: unanswered of tier 2, uncleared of tier 3.

    An answer is enough for tier 2. For tier 3 a clinician clears it, as a stop.
    """
    answered = last_answers(history).keys()
    return tuple(
        OpenFlag(row["flag_id"], row["kind"], int(row["tier"]), row["about_date"])
        for row in issued_flags(source, history)
        if row["kind"] not in REPORTED
        and (
            (row["tier"] == LOOK and row["flag_id"] not in answered)
            or (row["tier"] == TODAY and history.cleared_at(row["as_of"]) is None)
        )
    )


def write_answers(warehouse: Warehouse, histories: Sequence[PersonHistory]) -> None:
    """Write the answers of some people anew. To be called inside a transaction."""
    who = [history.patient_id for history in histories]
    source, into = Together(warehouse, who), Gathered()
    for history in histories:
        _write_answers_of(history, issued_flags(source, history), into)
    warehouse.execute("flag_answers_clear", patient_ids=who)
    into.write(warehouse)


def _write_answers_of(
    history: PersonHistory, issued: Sequence[Mapping[str, Any]], into: Rows
) -> None:
    newest = {said.flag_id: (event, said) for event, said in history.of(FlagAnswered)}
    known = {row["flag_id"] for row in issued}
    told = [(event, said) for event, said in newest.values() if said.flag_id in known]
    into.insert(
        "plan.flag_answer",
        {
            "flag_id": [said.flag_id for _, said in told],
            "patient_id": [history.patient_id] * len(told),
            "answer": [said.answer.value for _, said in told],
            "answered_by": [said.answered_by for _, said in told],
            "answered_at": [event.about_at for event, _ in told],
        },
    )
