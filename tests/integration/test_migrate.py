"""The schema grows step by step, whole or not at all, and never backwards."""

import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pacepipe.errors import SchemaMismatch
from pacepipe.store import Warehouse, engine
from pacepipe.store.migrate import Migration, load_migrations, migrate, pending
from support.clinic_rows import add, ask, person

SQL = Path(__file__).resolve().parents[2] / "sql"

GOOD = Migration(1, "first", "create table a (x integer); insert into a values (1);")
BAD = Migration(
    2, "second", "insert into a values (2); create table b (y integer); select 1 / 'x';"
)
BETTER = Migration(2, "second", "create table b (y integer);")


def database(path: Path) -> duckdb.DuckDBPyConnection:
    connection = engine.connect()
    engine.attach(connection, path, "work", mode="write")
    connection.execute("use work")
    return connection


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'work' "
        "order by table_name"
    ).fetchall()
    return [name for (name,) in found]


def digest(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("w.duckdb*")
    }


def open_at(folder: Path) -> Warehouse:
    return Warehouse.open(folder / "w.duckdb", temp_dir=folder / "tmp")


def tampered(folder: Path, sql: str) -> dict[str, str]:
    open_at(folder).close()
    with database(folder / "w.duckdb") as connection:
        connection.execute(sql)
    return digest(folder)


def test_a_failing_step_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    with database(tmp_path / "w.duckdb") as connection:
        migrate(connection, [GOOD])
        with pytest.raises(SchemaMismatch, match="0002"):
            migrate(connection, [BAD])
        assert tables(connection) == ["a", "schema_migration"]
        assert connection.execute("from a").fetchall() == [(1,)]
        assert pending(connection, "work", [GOOD, BETTER]) == (BETTER,)
        migrate(connection, [BETTER])
        assert tables(connection) == ["a", "b", "schema_migration"]


def test_a_first_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with database(tmp_path / "w.duckdb") as connection:
        with pytest.raises(SchemaMismatch):
            migrate(connection, [Migration(1, "first", "create table a (x wrong);")])
        assert tables(connection) == []


def test_twice_is_once(tmp_path: Path) -> None:
    with open_at(tmp_path) as warehouse:
        add(warehouse, "mart.person", person())
        first = ask(warehouse, "from main.schema_migration")
    with open_at(tmp_path) as warehouse:
        assert ask(warehouse, "from main.schema_migration") == first
        assert len(ask(warehouse, "from mart.person")) == 1
    assert [row["version"] for row in first] == list(range(1, len(first) + 1))
    shipped = {path.name for path in (SQL / "migrations").glob("*.sql")}
    assert {f"{row['version']:04d}_{row['name']}.sql" for row in first} == shipped


def test_a_database_from_the_future_is_not_touched(tmp_path: Path) -> None:
    before = tampered(
        tmp_path,
        "insert into main.schema_migration values (9999, 'later', 'x', now())",
    )
    with pytest.raises(SchemaMismatch, match="9999") as refused:
        open_at(tmp_path)
    assert "newer version" in refused.value.remedy
    assert digest(tmp_path) == before


def test_a_changed_released_step_is_not_accepted(tmp_path: Path) -> None:
    before = tampered(
        tmp_path, "update main.schema_migration set sha256 = 'x' where version = 2"
    )
    with pytest.raises(SchemaMismatch, match="0002"):
        open_at(tmp_path)
    assert digest(tmp_path) == before


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    with database(tmp_path / "w.duckdb") as connection:
        connection.execute("create table theirs (a integer)")
    before = digest(tmp_path)
    with pytest.raises(SchemaMismatch, match="not one of pacepipe"):
        open_at(tmp_path)
    assert digest(tmp_path) == before


def test_a_step_without_a_number_and_a_gap_are_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("select 1;")
    (tmp_path / "0003_b.sql").write_text("select 1;")
    with pytest.raises(SchemaMismatch, match="gaps"):
        load_migrations(tmp_path)
    (tmp_path / "0003_b.sql").rename(tmp_path / "b.sql")
    with pytest.raises(SchemaMismatch, match=r"b\.sql"):
        load_migrations(tmp_path)


def test_line_ends_do_not_change_a_step(tmp_path: Path) -> None:
    for name, end in (("unix", b"\n"), ("windows", b"\r\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0001_a.sql").write_bytes(b"select 1;" + end)
    (unix,) = load_migrations(tmp_path / "unix")
    (windows,) = load_migrations(tmp_path / "windows")
    assert unix.sha256 == windows.sha256


KILLED = """
import os, signal, sys
from pathlib import Path
from pacepipe.store import Warehouse
warehouse = Warehouse.open(Path(sys.argv[1]), temp_dir=Path(sys.argv[2]))
columns = {
    "patient_id": ["kept"], "is_consented": [True], "is_held": [False],
    "has_baseline": [False],
}
with warehouse.transaction():
    warehouse.insert("mart.person", columns)
warehouse._connection.execute("begin")
warehouse.insert("mart.person", columns | {"patient_id": ["lost"]})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_committed_outlives_a_killed_writer(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "w.duckdb", tmp_path / "tmp"],
        env={"PYTHONPATH": ":".join(sys.path)},
        check=False,
    )
    assert killed.returncode == -9
    assert (tmp_path / "w.duckdb.wal").exists()
    with open_at(tmp_path) as warehouse:
        people = [row["patient_id"] for row in ask(warehouse, "from mart.person")]
    assert people == ["kept"]


def test_a_view_of_an_older_program_does_not_stay(tmp_path: Path) -> None:
    tampered(tmp_path, "create view clinic.v_old as select 1 as a")
    with open_at(tmp_path) as warehouse:
        views = ask(
            warehouse,
            "select view_name from duckdb_views() where schema_name = 'clinic'",
        )
    names = {row["view_name"] for row in views}
    assert names == {path.stem for path in (SQL / "views").glob("*.sql")}


def test_a_view_that_an_older_program_made_is_made_again(tmp_path: Path) -> None:
    tampered(
        tmp_path,
        "create or replace view clinic.v_plan as select 1 as a; "
        "create or replace macro main.views_made_from() as 'an older text'",
    )
    with open_at(tmp_path) as warehouse:
        columns = ask(
            warehouse,
            "select column_name from duckdb_columns() where table_name = 'v_plan'",
        )
    assert "patient_id" in {row["column_name"] for row in columns}


def test_the_beats_of_an_older_warehouse_are_kept(tmp_path: Path) -> None:
    steps = load_migrations(SQL / "migrations")
    with database(tmp_path / "w.duckdb") as connection:
        migrate(connection, [step for step in steps if step.version < 12])
        connection.execute(
            "insert into clean.beat values ('p-1', '2026-03-09', "
            "'2026-03-09 10:00:00', 's', 1, 0, 'strap', 1024, 1000, 'ectopic', true)"
        )
        (before,) = connection.execute("from clean.beat").fetchall()
        migrate(connection, [step for step in steps if step.version >= 12])
        # what it was compared with was not kept then
        assert connection.execute("from clean.beat").fetchall() == [
            (*before, None, None)
        ]
        connection.execute("update clean.beat_row set rr_flag = 'missed_2'")
        with pytest.raises(duckdb.ConversionException):
            connection.execute("update clean.beat_row set rr_flag = 'odd'")


def test_rows_by_stream_read_as_they_did_in_full(tmp_path: Path) -> None:
    steps = load_migrations(SQL / "migrations")
    heart = "insert into clean.heart_rate values ($who, '2026-03-09', $at, 's', $seq, "
    beat = "insert into clean.beat values ($who, '2026-03-09', $at, 's', $seq, 0, "
    second = "insert into clean.hr_second values ($who, '2026-03-09', $at, 80.5, "
    with database(tmp_path / "w.duckdb") as connection:
        migrate(connection, [step for step in steps if step.version < 20])
        for seq, who, strap in ((1, "p-1", "a"), (2, "p-2", "b"), (3, "p-1", "b")):
            of = {"who": who, "strap": strap, "at": f"2026-03-09 10:00:0{seq}"}
            framed = of | {"seq": seq}
            connection.execute(
                heart + "$strap, 80, 'lost', null, 'hold', 16, 2.5, 1)", framed
            )
            connection.execute(beat + "$strap, 1024, 1000, 'missed_1', true)", framed)
            connection.execute(second + "false, $strap, null)", of)
        connection.execute(second + "true, null, null)", {"who": "p-1", "at": of["at"]})
        before = _wide_rows(connection)
        migrate(connection, [step for step in steps if step.version == 20])
        assert [len(rows) for rows in before] == [3, 3, 4]
        assert _wide_rows(connection) == before


def _wide_rows(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    return [
        connection.execute("from clean.heart_rate order by all").fetchall(),
        connection.execute("from clean.beat order by all").fetchall(),
        connection.execute("from clean.hr_second order by all").fetchall(),
    ]
