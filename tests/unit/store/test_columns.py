"""What goes in comes out, and what is missing is NULL."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from pacepipe.domain.vocabulary import ActivityKind
from pacepipe.errors import CheckFailed
from pacepipe.store import Warehouse
from support.clinic_rows import (
    MONDAY,
    add,
    ask,
    ask_columns,
    at,
    day_row,
    night_run,
    person,
    session,
)


def beats(count: int, **changes: object) -> dict[str, object]:
    return {
        "patient_id": ["p-1"] * count,
        "day_date": np.full(count, np.datetime64("2026-03-09")),
        "second_at": np.datetime64("2026-03-09T10:00:00.250", "ms")
        + 1000 * np.arange(count),
        "hr_bpm": np.linspace(60, 120, count, dtype=np.float32),
        "is_interpolated": np.arange(count) % 2 == 1,
    } | changes


def test_every_kind_of_column_comes_back_as_it_went_in(warehouse: Warehouse) -> None:
    add(warehouse, "mart.session", session(MONDAY, activity_kind=ActivityKind.CHAIR))
    (row,) = ask(warehouse, "from mart.session")
    assert row["started_at"] == at(MONDAY, 10)
    assert row["started_at"].tzinfo is UTC
    assert row["day_date"] == MONDAY
    assert row["activity_kind"] == "chair"
    assert row["pause_count"] == 1
    assert row["is_early_stop"] is False
    assert row["cadence_median_spm"] is None


def test_an_instant_of_another_zone_is_stored_as_the_same_instant(
    warehouse: Warehouse,
) -> None:
    tokyo = timezone(timedelta(hours=9))
    there = datetime(2026, 3, 9, 19, 0, 0, 1, tzinfo=tokyo)
    add(warehouse, "mart.session", session(MONDAY, started_at=there))
    (row,) = ask(warehouse, "from mart.session")
    assert row["started_at"] == datetime(2026, 3, 9, 10, 0, 0, 1, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused(warehouse: Warehouse) -> None:
    naive = datetime(2026, 3, 9, 10)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="without a zone"):
        add(warehouse, "mart.session", session(MONDAY, started_at=naive))


@pytest.mark.parametrize("gone", [None, float("nan"), np.nan])
def test_missing_is_null_and_never_zero(
    warehouse: Warehouse, gone: float | None
) -> None:
    add(
        warehouse,
        "mart.session",
        session(MONDAY, hr_mean_bpm=gone),
        session(MONDAY + timedelta(days=1), hr_mean_bpm=0.0),
    )
    values = [row["hr_mean_bpm"] for row in ask(warehouse, "from mart.session")]
    assert values == [None, 0.0]


def test_an_array_of_nan_and_a_mask_are_null(warehouse: Warehouse) -> None:
    days = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
    rows = [day_row(day) for day in days]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    columns["hr_median_bpm"] = np.array([80.0, np.nan, 90.0])
    columns["tiredness"] = np.ma.array([3, 4, 5], mask=[False, True, False])
    columns["is_diary_day"] = [True, False, True]
    warehouse.insert("mart.day", columns)
    found = ask_columns(warehouse, "from mart.day")
    np.testing.assert_array_equal(found["hr_median_bpm"], [80.0, np.nan, 90.0])
    np.testing.assert_array_equal(found["tiredness"], [3.0, np.nan, 5.0])


def test_whole_numbers_in_a_float_array_are_stored_whole(warehouse: Warehouse) -> None:
    limits = {"session_max_min": np.array([30.0, np.nan])}
    rows = [person("p-1"), person("p-2")]
    columns = {name: [row[name] for row in rows] for name in rows[0]} | limits
    warehouse.insert("mart.person", columns)
    stored = [row["session_max_min"] for row in ask(warehouse, "from mart.person")]
    assert stored == [30, None]


def test_a_fraction_is_not_rounded_into_a_whole_number(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="fractions"):
        add(warehouse, "mart.person", person(session_max_min=12.5))


def test_columns_come_back_as_plain_arrays(warehouse: Warehouse) -> None:
    warehouse.insert("clean.hr_second", beats(3))
    found = ask_columns(warehouse, "from clean.hr_second")
    assert found["second_at"].dtype == np.dtype("datetime64[ms]")
    assert found["second_at"][1] == np.datetime64("2026-03-09T10:00:01.250")
    assert found["day_date"].dtype == np.dtype("datetime64[D]")
    assert found["hr_bpm"].dtype == np.float32
    assert found["is_interpolated"].tolist() == [False, True, False]
    assert found["patient_id"].tolist() == ["p-1"] * 3
    assert not any(isinstance(values, np.ma.MaskedArray) for values in found.values())


def test_nulls_come_back_as_nan_nat_and_none(warehouse: Warehouse) -> None:
    add(
        warehouse,
        "ops.night_run",
        night_run(MONDAY),
        night_run(MONDAY + timedelta(days=1), ended_at=None, problem="disk full"),
    )
    found = ask_columns(warehouse, "from ops.night_run")
    assert np.isnat(found["ended_at"]).tolist() == [False, True]
    assert found["problem"].tolist() == [None, "disk full"]


def test_a_text_column_of_nothing_but_none_is_null(warehouse: Warehouse) -> None:
    add(warehouse, "ops.night_run", night_run(MONDAY, problem=None))
    assert ask(warehouse, "from ops.night_run")[0]["problem"] is None


def test_text_with_a_quote_a_zero_length_and_an_umlaut_survives(
    warehouse: Warehouse,
) -> None:
    words = ["it's; drop table mart.day", "", "größer – 漢"]
    rows = [
        night_run(MONDAY + timedelta(days=n), problem=text)
        for n, text in enumerate(words)
    ]
    add(warehouse, "ops.night_run", *rows)
    assert [row["problem"] for row in ask(warehouse, "from ops.night_run")] == words


def test_bytes_go_in_as_bytes_or_as_hex(warehouse: Warehouse) -> None:
    frame = {
        "station_id": ["s", "s"],
        "seq": [1, 2],
        "connection_id": [1, 1],
        "characteristic": [0x2A37, 0x2A37],
        "boot_us": [0, 1],
        "utc_us": [0, 1],
    }
    warehouse.insert("raw.frame", frame | {"payload": [b"\x00\xff", b""]})
    warehouse.insert(
        "raw.frame", frame | {"seq": [3, 4], "payload": np.array(["06ff", ""])}
    )
    payloads = ask_columns(warehouse, "from raw.frame")["payload"].tolist()
    assert payloads == [b"\x00\xff", b"", b"\x06\xff", b""]


def test_rows_keep_the_order_they_came_in(warehouse: Warehouse) -> None:
    count = 300_000
    seconds = beats(count)
    shuffled = np.random.default_rng(5).permutation(count)
    seconds["second_at"] = seconds["second_at"][shuffled]  # type: ignore[index]
    warehouse.insert("clean.hr_second", seconds)
    found = ask_columns(warehouse, "from clean.hr_second_row")["second_at"]
    np.testing.assert_array_equal(found, seconds["second_at"])


def test_an_empty_insert_stores_nothing(warehouse: Warehouse) -> None:
    assert warehouse.insert("clean.hr_second", beats(0)) == 0


def test_a_date_may_be_missing(warehouse: Warehouse) -> None:
    add(
        warehouse,
        "mart.person",
        person("p-1", cleared_until=None),
        person("p-2", cleared_until=date(2026, 4, 1)),
    )
    stored = [row["cleared_until"] for row in ask(warehouse, "from mart.person")]
    assert stored == [None, date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("clean.hr_second", {"hr_bpm": np.array([250.0])}),
        ("clean.hr_second", {"patient_id": [None]}),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_without_its_value(
    warehouse: Warehouse, table: str, changes: dict[str, object]
) -> None:
    with pytest.raises(CheckFailed) as refused:
        warehouse.insert(table, beats(1) | changes)
    assert "clean.hr_second" in str(refused.value)
    assert "250" not in str(refused.value)
    assert ask_columns(warehouse, "from clean.hr_second")["hr_bpm"].size == 0


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("mart.nothing", {"a": [1]}),
        ("mart.person; drop table mart.day", {"a": [1]}),
        ("mart.person", {'a" from x; drop': [1]}),
        ("mart.person", {"patient_id": ["a", "b"], "zone": ["UTC"]}),
    ],
)
def test_an_unknown_table_or_column_is_a_fault_of_the_caller(
    warehouse: Warehouse, table: str, columns: dict[str, list[object]]
) -> None:
    with pytest.raises(ValueError, match="mart"):
        warehouse.insert(table, columns)
