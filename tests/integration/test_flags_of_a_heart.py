"""From nights in `mart` to a flag, a plan that waits for it, and an answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.domain.digest import canonical_json
from pacepipe.domain.events import (
    FlagAnswered,
    FlagSnoozed,
    HeartContext,
    MedicationChanged,
    MedicationEffect,
    StopCleared,
)
from pacepipe.domain.flag import FlagKind, RestKind
from pacepipe.domain.vocabulary import FlagAnswer
from pacepipe.stages.flag import INPUTS, flag, replays
from pacepipe.stages.flag_answers import open_flags
from pacepipe.stages.flag_inputs import flag_inputs
from pacepipe.store import Warehouse
from support import flags
from support.clinic_rows import MONDAY, add, ask, at, day_row
from support.flags import wobble
from support.heart_rows import history, night
from support.warehouse import a_warehouse

FAST = 3


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with a_warehouse(tmp_path) as opened:
        yield opened


def raised_nights(warehouse: Warehouse, over_bpm: float = 11.0) -> None:
    """Sixty nights; the last three are fast. One was not measured."""
    rows = [
        night(
            MONDAY - timedelta(days=back),
            None
            if back == 9
            else 68.0 + wobble(back) + (over_bpm if back < FAST else 0.0),
        )
        for back in range(60)
    ]
    add(warehouse, "mart.resting_day", *rows)
    add(warehouse, "mart.day", day_row(MONDAY - timedelta(days=1)))


def test_fast_nights_raise_one_flag_that_replays(warehouse: Warehouse) -> None:
    raised_nights(warehouse)
    assert flag(warehouse, (history(MONDAY),)) == 1
    (row,) = ask(warehouse, "from plan.flag")
    assert (row["kind"], row["tier"]) == ("rest_high", 2)
    assert row["about_date"] == MONDAY - timedelta(days=1)
    assert row["policy_version"] == "2026.11-3"
    assert replays(warehouse) == []
    assert flag(warehouse, (history(MONDAY),)) == 0
    assert flag(warehouse, (history(MONDAY + timedelta(days=1)),)) == 0


def test_the_sites_past_is_everybodys_and_is_kept_with_the_flag(
    warehouse: Warehouse,
) -> None:
    raised_nights(warehouse)
    assert flag(warehouse, (history(MONDAY),)) == 1
    (row,) = ask(warehouse, "select inputs, facts from plan.flag")
    site = INPUTS.validate_json(row["inputs"]).site
    assert site is not None
    judged = (MONDAY - MONDAY.replace(day=1)).days
    assert site.months == pytest.approx((59 - judged - 13) / 30, abs=0.1)
    assert set(site.false_counts) == {0.0}
    assert json.loads(row["facts"])["site_months"] == round(site.months, 1)
    assert replays(warehouse) == []


def test_inputs_from_before_there_was_a_site_are_still_read() -> None:
    person = flags.CALM
    told = json.loads(canonical_json(person))
    del told["site"]
    assert INPUTS.validate_json(json.dumps(told)) == person


def test_a_flag_of_an_earlier_policy_replays_under_its_own(
    warehouse: Warehouse,
) -> None:
    raised_nights(warehouse)
    flag(warehouse, (history(MONDAY),))
    with warehouse.cursor() as cursor:
        cursor.execute("update plan.flag set policy_version = '2026.11-1'")
    assert len(replays(warehouse)) == 1


def test_a_plan_waits_for_an_answer(warehouse: Warehouse) -> None:
    raised_nights(warehouse)
    flag(warehouse, (history(MONDAY),))
    (waiting,) = open_flags(warehouse, history(MONDAY))
    assert (waiting.kind, waiting.tier) == ("rest_high", 2)
    said = FlagAnswered(waiting.flag_id, FlagAnswer.USEFUL, "Dr Sand")
    answered = history(MONDAY, said)
    assert open_flags(warehouse, answered) == ()
    flag(warehouse, (answered,))
    (row,) = ask(warehouse, "select answer, answered_by from plan.flag_answer")
    assert row == {"answer": "useful", "answered_by": "Dr Sand"}
    assert flag_inputs(warehouse, answered, MONDAY).answered[0].answer == "useful"


def test_what_is_for_today_waits_for_a_clearance(warehouse: Warehouse) -> None:
    raised_nights(warehouse, 36.0)
    flag(warehouse, (history(MONDAY),))
    (stopping,) = open_flags(warehouse, history(MONDAY))
    assert stopping.tier == 3
    said = FlagAnswered(stopping.flag_id, FlagAnswer.ARTEFACT, "somebody")
    assert open_flags(warehouse, history(MONDAY, said)) != ()
    later = MONDAY + timedelta(days=1)
    assert open_flags(warehouse, history(later, StopCleared("Dr Sand"))) == ()


def test_a_snooze_keeps_its_kind_silent(warehouse: Warehouse) -> None:
    raised_nights(warehouse)
    flag(warehouse, (history(MONDAY),))
    (known,) = open_flags(warehouse, history(MONDAY))
    asleep = history(MONDAY, FlagSnoozed(known.flag_id, MONDAY, "Dr Sand"))
    (snooze,) = flag_inputs(warehouse, asleep, MONDAY).snoozes
    assert (snooze.kind, snooze.until) == (FlagKind.REST_HIGH, MONDAY)


def test_half_a_night_is_not_looked_at(warehouse: Warehouse) -> None:
    raised_nights(warehouse)
    noon = history(MONDAY)
    early = replace(noon, as_of=at(MONDAY, 3))
    found = flag_inputs(warehouse, early, MONDAY).rests
    assert max(each.day_date for each in found) == MONDAY - timedelta(days=1)
    found = flag_inputs(warehouse, noon, MONDAY).rests
    assert max(each.day_date for each in found) == MONDAY


def test_inputs_hold_what_was_measured_and_said(warehouse: Warehouse) -> None:
    raised_nights(warehouse)
    context = HeartContext("letter", "Dr Sand", has_pacemaker=False)
    changed = MedicationChanged(MONDAY, MedicationEffect.OTHER)
    found = flag_inputs(warehouse, history(MONDAY, context, changed), MONDAY, 0.1)
    assert len(found.rests) == 59
    assert {each.kind for each in found.rests} == {RestKind.NIGHT}
    assert found.relearn_from == (MONDAY,)
    assert found.heart.has_pacemaker is False
    assert found.heart.has_atrial_fibrillation is None
    assert found.budget_per_month == 0.1


@pytest.mark.parametrize("told", [None, False])
def test_a_new_limiting_medicine_counts_as_taken(
    warehouse: Warehouse, told: bool | None
) -> None:
    context = replace(HeartContext("letter", "Dr Sand"), on_beta_blocker=told)
    begun = MedicationChanged(MONDAY, MedicationEffect.RATE_LIMITING)
    found = flag_inputs(warehouse, history(MONDAY, context, begun), MONDAY)
    assert found.heart.on_rate_limiting is True
