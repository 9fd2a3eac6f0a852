"""The warehouse opens what is its own, and says clearly what is not."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pacepipe.errors import CheckFailed, DatabaseBusy, NotSetUp, SchemaMismatch
from pacepipe.store import Warehouse
from support.clinic_rows import MONDAY, add, ask, consistent, night_run, person

SQL = Path(__file__).resolve().parents[3] / "sql"

HOLD = """
import sys
from pathlib import Path
from pacepipe.store import Warehouse
warehouse = Warehouse.open(Path(sys.argv[1]), temp_dir=Path(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


def open_at(folder: Path, key: str | None = None) -> Warehouse:
    return Warehouse.open(folder / "w.duckdb", temp_dir=folder / "tmp", key=key)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_was_stored_is_there_after_closing(tmp_path: Path) -> None:
    with open_at(tmp_path) as first:
        add(first, "mart.person", person())
    assert not (tmp_path / "w.duckdb.wal").exists()
    with open_at(tmp_path) as second:
        assert [r["patient_id"] for r in ask(second, "from mart.person")] == ["p-1"]


def test_a_new_database_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    open_at(tmp_path).close()
    assert (tmp_path / "w.duckdb").stat().st_mode & 0o077 == 0


def test_a_second_process_is_told_who_holds_the_database(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "w.duckdb", tmp_path / "tmp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(DatabaseBusy) as busy:
            open_at(tmp_path)
        assert f"process {holder.pid} " in busy.value.what
        assert str(holder.pid) in busy.value.remedy
    finally:
        holder.communicate("", timeout=20)
    open_at(tmp_path).close()


def junk(path: Path) -> None:
    path.write_bytes(b"not a database " * 1000)


def empty(path: Path) -> None:
    path.touch()


def sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table a(x)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("make", [junk, empty, sqlite])
def test_a_file_that_is_no_duckdb_database_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "w.duckdb"
    make(path)
    before = path.read_bytes()
    with pytest.raises(SchemaMismatch, match="not a DuckDB database"):
        open_at(tmp_path)
    assert path.read_bytes() == before


def cut(content: bytes) -> bytes:
    return content[:20_000]


def scratched(content: bytes) -> bytes:
    changed = bytearray(content)
    for place in range(13_000, len(changed), 5_000):
        changed[place] ^= 255
    return bytes(changed)


@pytest.mark.parametrize("damage", [cut, scratched])
def test_a_damaged_database_is_called_damaged(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    with open_at(tmp_path) as warehouse:
        add(warehouse, "mart.person", person())
    path = tmp_path / "w.duckdb"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CheckFailed, match="damaged"):
        open_at(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp, match="could not be opened"):
        Warehouse.open(tmp_path / "no" / "w.duckdb", temp_dir=tmp_path / "tmp")


def test_what_a_killed_run_spilled_is_removed_and_nothing_else(tmp_path: Path) -> None:
    temp = tmp_path / "tmp"
    temp.mkdir()
    (temp / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"left")
    (temp / "letter.txt").write_text("mine")
    open_at(tmp_path).close()
    assert [path.name for path in temp.iterdir()] == ["letter.txt"]


class TestEncryption:
    key = "a key with ' in it"

    def test_nothing_of_an_encrypted_database_is_in_clear(self, tmp_path: Path) -> None:
        with open_at(tmp_path, self.key) as warehouse:
            add(warehouse, "mart.person", person("unmistakable-name"))
        content = (tmp_path / "w.duckdb").read_bytes()
        assert b"unmistakable-name" not in content
        assert b"mart" not in content
        with open_at(tmp_path, self.key) as warehouse:
            assert len(ask(warehouse, "from mart.person")) == 1

    def test_what_is_spilled_is_encrypted_too(self, tmp_path: Path) -> None:
        with open_at(tmp_path, self.key) as warehouse:
            (row,) = ask(
                warehouse, "select current_setting('temp_file_encryption') as is_on"
            )
        assert row["is_on"] is True

    @pytest.mark.parametrize("wrong", [None, "another key"])
    def test_a_missing_or_wrong_key_is_said(
        self, tmp_path: Path, wrong: str | None
    ) -> None:
        open_at(tmp_path, self.key).close()
        before = digest(tmp_path / "w.duckdb")
        with pytest.raises(NotSetUp, match="key") as refused:
            open_at(tmp_path, wrong)
        assert self.key not in str(refused.value)
        assert digest(tmp_path / "w.duckdb") == before

    def test_a_key_for_a_database_in_clear_is_refused(self, tmp_path: Path) -> None:
        open_at(tmp_path).close()
        with pytest.raises(NotSetUp, match="key"):
            open_at(tmp_path, self.key)


class TestTransactions:
    def test_all_of_it_is_undone_when_a_part_fails(self, warehouse: Warehouse) -> None:
        def twice() -> None:
            with warehouse.transaction():
                add(warehouse, "mart.person", person("p-1"))
                add(warehouse, "mart.person", person("p-1"))

        with pytest.raises(CheckFailed):
            twice()
        assert ask(warehouse, "from mart.person") == []
        with warehouse.transaction():
            add(warehouse, "mart.person", person("p-1"))
        assert len(ask(warehouse, "from mart.person")) == 1

    def test_any_exception_undoes_it(self, warehouse: Warehouse) -> None:
        def interrupted() -> None:
            with warehouse.transaction():
                add(warehouse, "mart.person", person())
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert ask(warehouse, "from mart.person") == []

    def test_it_does_not_nest(self, warehouse: Warehouse) -> None:
        with (
            warehouse.transaction(),
            pytest.raises(RuntimeError, match="is open"),
            warehouse.transaction(),
        ):
            pass

    def test_a_week_may_be_rewritten_within_one(self, warehouse: Warehouse) -> None:
        consistent(warehouse)
        with warehouse.transaction():
            for _ in range(2):
                warehouse.execute(
                    "mart_week_rebuild", patient_id=["p-1"], week_start=[MONDAY]
                )
        assert len(ask(warehouse, "from mart.week")) == 2


def frames(first: int, count: int) -> dict[str, np.ndarray]:
    seq = np.arange(first, first + count)
    return {
        "seq": seq,
        "connection_id": np.ones(count, dtype=np.int64),
        "characteristic": np.full(count, 0x2A37),
        "boot_ns": seq * 1_000_000_000 + 999,
        "utc_us": seq * 1_000_000,
        "payload_hex": np.array([f"00{n % 256:02x}" for n in seq]),
    }


class TestFrames:
    def test_they_are_stored_verbatim(self, warehouse: Warehouse) -> None:
        assert warehouse.insert_frames("home", **frames(1, 300)) == 300
        stored = ask(warehouse, "from raw.frame order by seq")
        assert stored[65]["payload"] == bytes([0, 66])
        assert stored[65]["boot_us"] == 66_000_000
        assert stored[65]["station_id"] == "home"

    def test_twice_changes_nothing(self, warehouse: Warehouse) -> None:
        warehouse.insert_frames("home", **frames(1, 300))
        assert warehouse.insert_frames("home", **frames(1, 300)) == 0
        assert warehouse.insert_frames("home", **frames(201, 300)) == 200
        warehouse.insert_frames("other", **frames(1, 10))
        (count,) = ask(warehouse, "select count(*) as n from raw.frame")
        assert count["n"] == 510
        marks = warehouse.rows("raw_frame_high_water")
        assert marks == [
            {"station_id": "home", "last_seq": 500},
            {"station_id": "other", "last_seq": 10},
        ]

    def test_none_is_none(self, warehouse: Warehouse) -> None:
        assert warehouse.insert_frames("home", **frames(1, 0)) == 0


class TestQueries:
    def test_a_missing_parameter_is_a_fault_of_the_caller(
        self, empty: Warehouse
    ) -> None:
        with pytest.raises(TypeError, match="first_seq"):
            empty.rows("raw_frame_seqs", station_id="s")

    @pytest.mark.parametrize("name", ["nothing", "../checks/raw_frame_once", ""])
    def test_an_unknown_query_is_a_fault_of_the_caller(
        self, empty: Warehouse, name: str
    ) -> None:
        with pytest.raises(LookupError):
            empty.rows(name)

    @pytest.mark.parametrize("path", sorted((SQL / "queries").glob("*.sql")))
    def test_each_runs_on_an_empty_database(self, empty: Warehouse, path: Path) -> None:
        with empty.cursor() as cursor:
            for statement in cursor.extract_statements(path.read_text()):
                nothing = dict.fromkeys(statement.named_parameters)
                plan = cursor.execute(f"explain {statement.query}", nothing).fetchall()
                assert plan

    @pytest.mark.parametrize("path", sorted((SQL / "queries").glob("*.sql")))
    def test_each_names_its_parameters_and_columns(
        self, empty: Warehouse, path: Path
    ) -> None:
        lines = path.read_text().splitlines()
        head = " ".join(line for line in lines if line.startswith("--"))
        assert "-- parameters:" in head
        assert "-- columns:" in head
        with empty.cursor() as cursor:
            for statement in cursor.extract_statements(path.read_text()):
                for name in statement.named_parameters:
                    assert f"${name} " in head


def test_a_check_names_itself_and_a_count_and_no_value(warehouse: Warehouse) -> None:
    consistent(warehouse)
    warehouse.check()
    add(warehouse, "mart.person", person("p-9"))
    add(warehouse, "ops.night_run", night_run(MONDAY, run_id="other"))
    warehouse.check()
    with warehouse.cursor() as cursor:
        cursor.execute("update mart.day set tiredness = 9, is_diary_day = false")
    with pytest.raises(CheckFailed) as failed:
        warehouse.check()
    assert "mart_day_null_has_reason (7)" in failed.value.what
    assert "p-1" not in str(failed.value)
