"""A person can ask anything of the published copy, and change nothing."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from pacepipe.errors import NotSetUp, SchemaMismatch, UsageProblem
from pacepipe.store import Published, Warehouse, publish
from support.clinic_rows import consistent


@pytest.fixture(scope="module")
def copy_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    with Warehouse.open(folder / "w.duckdb", temp_dir=folder / "tmp") as warehouse:
        consistent(warehouse)
        publish(warehouse, folder / "clinic.duckdb")
    return folder / "clinic.duckdb"


@pytest.fixture
def published(copy_path: Path) -> Iterator[Published]:
    with Published.open(copy_path) as opened:
        yield opened


def test_the_first_line_a_clinician_types_is_answered(published: Published) -> None:
    names, rows = published.query("from clinic.v_worklist_today;")
    assert names[:4] == ["patient_id", "rank", "priority", "reason_text"]
    assert [row[0] for row in rows] == ["p-1"]


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as one",
        "with a as (from mart.day) select count(*) from a",
        "describe clinic.v_week_person",
        "summarize mart.day",
        "show all tables",
        "explain from mart.day",
        "values (1)",
    ],
)
def test_what_reads_is_answered(published: Published, sql: str) -> None:
    names, rows = published.query(sql)
    assert names
    assert rows


def test_instants_are_in_utc(published: Published) -> None:
    _, rows = published.query("select as_of from ops.night_run")
    assert rows[0][0].tzinfo is UTC


@pytest.mark.parametrize(
    "sql",
    [
        "insert into mart.person (patient_id) values ('x')",
        "update mart.day set pain = 0",
        "delete from mart.day",
        "drop table mart.day",
        "create table memory.main.t (a integer)",
        "create temp table t as select 1",
        "copy mart.day to 'out.csv'",
        "export database 'out'",
        "attach 'other.duckdb'",
        "detach clinic_copy",
        "use memory",
        "set enable_external_access = true",
        "reset lock_configuration",
        "load httpfs",
        "install httpfs",
        "pragma enable_profiling",
        "call pragma_version()",
        "checkpoint",
        "select 1; select 2",
        "begin",
        "",
        "-- only a comment",
        "select from where",
        "from nowhere",
        "from read_csv('/etc/hostname')",
        "from read_text('/etc/hostname')",
        "from read_blob('*')",
        "from '/etc/hostname'",
        "from glob('*')",
        "from query('insert into mart.person (patient_id) values (1)')",
        "from a_variable_of_the_caller",
        "explain analyze insert into mart.person (patient_id) values ('x')",
    ],
)
def test_what_does_not_read_the_copy_is_refused(published: Published, sql: str) -> None:
    a_variable_of_the_caller = {"a": [1]}
    with pytest.raises(UsageProblem) as refused:
        published.query(sql)
    assert a_variable_of_the_caller
    assert "\n" not in refused.value.what
    assert len(refused.value.what) <= 240
    names, _ = published.query("from mart.person")
    assert names[0] == "patient_id"


def test_nothing_published_yet_is_an_answer(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="no clinic"):
        Published.open(tmp_path / "clinic.duckdb")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "clinic.duckdb").write_text("no database")
    with pytest.raises(SchemaMismatch):
        Published.open(tmp_path / "clinic.duckdb")


def test_two_readers_read_at_once(copy_path: Path) -> None:
    with Published.open(copy_path) as first, Published.open(copy_path) as second:
        assert first.query("from mart.person") == second.query("from mart.person")
