"""Asked together or alone, people get the same answers; together, they ask once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.stages.together import Together, rows_of
from pacepipe.store import Warehouse
from support.clinic_rows import MONDAY, add, day_row
from support.heart_rows import night
from support.warehouse import a_warehouse

PEOPLE = ("P-001", "P-002", "P-003")
SPAN = {"first_date": MONDAY - timedelta(days=6), "last_date": MONDAY}


class Counted:
    """A source that remembers what it was asked."""

    def __init__(self, source: Warehouse) -> None:
        self.source = source
        self.asked: list[tuple[str, object]] = []

    def rows(self, query: str, **params: object) -> list[dict[str, Any]]:
        self.asked.append((query, params.get("patient_ids")))
        return self.source.rows(query, **params)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Two people with days and nights, each other ones; a third of whom nothing is."""
    folder: Path = tmp_path_factory.mktemp("together")
    with a_warehouse(folder) as opened:
        for place, who in enumerate(PEOPLE[:2]):
            days = [MONDAY - timedelta(days=back) for back in range(place, 9, 2)]
            for day in reversed(days):
                add(opened, "mart.day", {**day_row(day), "patient_id": who})
            add(
                opened,
                "mart.resting_day",
                *({**night(day, 60.0 + place), "patient_id": who} for day in days),
            )
        yield opened


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("flag_last_known", {}),
        ("flag_rests", SPAN),
        ("flag_rhythm", SPAN),
        ("flag_steps", SPAN),
        ("flag_walks", SPAN),
        ("flags_of", {}),
        ("gate_latest", {"day_date": MONDAY}),
        ("plan_diary_days", SPAN),
        ("plan_latest", {"week_start": MONDAY}),
        ("plan_sessions", SPAN),
        ("plan_weeks", {"before": MONDAY, "since": MONDAY - timedelta(weeks=8)}),
    ],
)
def test_each_gets_the_same_rows_as_alone_from_one_question(
    warehouse: Warehouse, query: str, asked: dict[str, date]
) -> None:
    counted = Counted(warehouse)
    together = Together(counted, PEOPLE)
    for who in reversed(PEOPLE):
        assert rows_of(together, query, who, **asked) == rows_of(
            warehouse, query, who, **asked
        )
    assert counted.asked == [(query, list(PEOPLE))]


def test_rows_are_of_their_own_people(warehouse: Warehouse) -> None:
    together = Together(warehouse, PEOPLE)
    first, second, third = (
        [row["hr_bpm"] for row in rows_of(together, "flag_rests", who, **SPAN)]
        for who in PEOPLE
    )
    assert set(first) == {60.0}
    assert set(second) == {61.0}
    assert (len(first), len(second), third) == (4, 3, [])


def test_who_is_asked_of_other_days_is_asked_alone(warehouse: Warehouse) -> None:
    counted = Counted(warehouse)
    together = Together(counted, PEOPLE)
    other = {"first_date": MONDAY, "last_date": MONDAY}
    assert len(rows_of(together, "flag_rests", "P-001", **SPAN)) == 4
    assert len(rows_of(together, "flag_rests", "P-001", **other)) == 1
    assert rows_of(together, "flag_rests", "P-002", **other) == []
    assert len(rows_of(together, "flag_rests", "P-002", **SPAN)) == 3
    assert [whom for _, whom in counted.asked] == [list(PEOPLE), ["P-001"], ["P-002"]]


def test_a_question_about_nobody_is_asked_as_it_is(warehouse: Warehouse) -> None:
    together = Together(warehouse, PEOPLE)
    assert together.rows("plan_issue_mark") == [{"issue_number": 0}]


def test_somebody_of_another_group_is_a_fault(warehouse: Warehouse) -> None:
    together = Together(warehouse, PEOPLE[:1])
    with pytest.raises(KeyError):
        rows_of(together, "flag_rests", "P-002", **SPAN)
