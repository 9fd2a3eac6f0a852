"""Every row of every table of this folder, asked of the real engine.

`PACEPIPE_REWRITE=1` writes what the engine decides into the tables, and the document
out of them, and fails, so that every changed row is read before it is kept.
"""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from pacepipe.domain.flag import FlagKind
from pacepipe.domain.reason import ReasonCode
from pacepipe.pacing.flag_policy import DEFAULT as FLAG_POLICY
from pacepipe.pacing.flag_policy import FlagPolicy
from pacepipe.pacing.policy import DEFAULT_POLICY, PacingPolicy
from support.rules_doc import flag_thresholds, rules, thresholds
from support.spec import (
    Row,
    files,
    rows_of,
    standing_of,
    today_of,
    week_of,
    write_row,
)
from support.spec_flags import flags_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "pacing-rules.md"
ROWS = [row for file in files() for row in rows_of(file)]


def found_in(row: Row) -> dict[str, str]:
    if "flags" in row.cells:
        return flags_of(row, FLAG_POLICY)
    if "state" in row.cells:
        return standing_of(row)
    if "minutes" in row.cells:
        return today_of(row, DEFAULT_POLICY)
    return week_of(row, DEFAULT_POLICY)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.file}-{row.line}" for row in ROWS])
def test_the_engine_does_what_the_table_says(row: Row) -> None:
    expected = {name: cell for name, cell in row.cells.items() if name != "given"}
    found = found_in(row)
    if os.environ.get("PACEPIPE_REWRITE") == "1" and found != expected:
        write_row(row, found)
        pytest.fail(f"{row.file}.md was written anew: read the row")
    assert found == expected


def test_every_reason_that_can_decide_a_week_decides_a_row() -> None:
    beside = {
        ReasonCode.CAP_BINDS,
        ReasonCode.TREATMENT_WEEK,
        ReasonCode.BELOW_SHORTEST,
    }
    shown = {
        code.strip() for row in ROWS for code in row.cells.get("because", "").split(",")
    }
    assert {code.value for code in ReasonCode if code not in beside} <= shown


def test_every_number_of_the_policy_is_in_the_document_with_a_source() -> None:
    numbers = {field.name for field in fields(PacingPolicy)} - {"version"}
    told = {name: said for name, _, said in thresholds()}
    assert told.keys() == numbers
    assert [name for name, said in told.items() if not said.strip()] == []


def test_every_number_of_the_flags_is_in_the_document_with_a_source() -> None:
    numbers = {
        field.name
        for field in fields(FlagPolicy)
        if not isinstance(getattr(FLAG_POLICY, field.name), bool | str)
    }
    told = {name: said for name, _, said in flag_thresholds()}
    assert told.keys() == numbers
    assert [name for name, said in told.items() if not said.strip()] == []


def test_every_kind_of_flag_but_two_is_raised_in_a_row() -> None:
    """A fever is a stop of the diary, and a flat answer needs walks of its own."""
    shown = " ".join(row.cells.get("flags", "") for row in ROWS)
    beside = {FlagKind.FEVER, FlagKind.FLAT_ANSWER}
    assert [kind for kind in FlagKind if kind.value not in shown] == sorted(
        beside, key=list(FlagKind).index
    )


def test_the_document_for_clinicians_is_current() -> None:
    if os.environ.get("PACEPIPE_REWRITE") == "1":
        DOCUMENT.write_text(rules(), encoding="utf-8")
        pytest.fail("pacing-rules.md was written anew: look at the change")
    assert DOCUMENT.read_text(encoding="utf-8") == rules()
