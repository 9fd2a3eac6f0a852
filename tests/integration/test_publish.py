"""The published copy appears whole, or the old one stays."""

import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pacepipe.errors import CheckFailed, NotSetUp
from pacepipe.store import Published, Warehouse, publish
from support.clinic_rows import (
    MONDAY,
    add,
    consistent,
    night_run,
    person,
    proposal,
    reason,
)
from support.warehouse import a_warehouse

ENV = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "published").mkdir()
    return tmp_path / "published" / "clinic.duckdb"


def people(path: Path, key: str | None = None) -> list[str]:
    with Published.open(path, key) as published:
        _, rows = published.query("select patient_id from mart.person order by all")
    return [row[0] for row in rows]


def alone(target: Path) -> bool:
    return [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return a_warehouse(tmp_path, consistent)


def test_a_reader_sees_the_new_copy_and_a_holder_keeps_the_old_one(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    with Published.open(target) as held:
        add(warehouse, "mart.person", person("p-2"))
        publish(warehouse, target)
        assert held.query("select patient_id from mart.person")[1] == [("p-1",)]
    assert people(target) == ["p-1", "p-2"]
    assert alone(target)


READER = """
import sys
from pathlib import Path
from pacepipe.store import Published
published = Published.open(Path(sys.argv[1]))
for line in sys.stdin:
    print(len(published.query("from mart.person")[1]), flush=True)
"""


def test_a_reading_process_does_not_hinder_and_is_not_hindered(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENV,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    try:
        counts = []
        for n in range(3):
            reader.stdin.write("ask\n")
            reader.stdin.flush()
            counts.append(int(reader.stdout.readline()))
            add(warehouse, "mart.person", person(f"p-{n + 2}"))
            publish(warehouse, target)
    finally:
        reader.communicate(timeout=20)
    assert counts == [1, 1, 1]
    assert len(people(target)) == 4


def test_it_holds_no_frame_no_beat_no_radio_address_and_no_name(
    warehouse: Warehouse, target: Path
) -> None:
    with warehouse.cursor() as cursor:
        cursor.execute(
            "insert into raw.connection values "
            "('s', 1, 'h10', 'C0:FF:EE:00:11:22', 'Strap of Erika', 'b', 0, 0)"
        )
        cursor.execute(
            "insert into raw.event values ('s', 1, 'e', 'person_added', 1, 'p-1', "
            "now(), 'UTC', now(), 'self', null, '{\"display_name\": \"Erika Muster\"}')"
        )
    publish(warehouse, target)
    content = target.read_bytes()
    for word in (b"C0:FF:EE", b"Erika", b"display_name", b"advertised_name"):
        assert word not in content
    with Published.open(target) as published:
        _, found = published.query(
            "select distinct schema_name, table_name from duckdb_columns() "
            "where not internal order by all"
        )
    schemas = {schema for schema, _ in found}
    assert schemas == {"clinic", "mart", "ops", "plan"}
    assert [table for schema, table in found if schema == "ops"] == ["night_run"]


def test_everything_in_it_is_described(warehouse: Warehouse, target: Path) -> None:
    publish(warehouse, target)
    with Published.open(target) as published:
        _, bare = published.query(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and comment is null "
            "union all select table_name, '' from duckdb_tables() where comment is null"
        )
    assert bare == []


def test_plain_duckdb_under_any_alias_reads_its_views(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    with duckdb.connect() as plain:
        plain.execute(f"attach '{target}' as somewhere (read_only)")
        rows = plain.execute("from somewhere.clinic.v_worklist_today").fetchall()
    assert len(rows) == 1


def test_a_log_that_a_dead_writer_left_beside_the_old_copy_does_no_harm(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    target.chmod(0o640)
    script = (
        "import duckdb, os, sys\n"
        "c = duckdb.connect(sys.argv[1])\n"
        "c.execute('create table mart.stray as select 1 as a')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, target], check=False)
    log = target.with_name(target.name + ".wal")
    assert log.exists()
    add(warehouse, "mart.person", person("p-2"))
    publish(warehouse, target)
    assert alone(target)
    assert people(target) == ["p-1", "p-2"]
    with Published.open(target) as published:
        _, stray = published.query(
            "select 1 from duckdb_tables() where table_name = 'stray'"
        )
    assert stray == []


def test_a_copy_that_fails_a_check_is_not_put_in_place(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    before = target.read_bytes()
    add(warehouse, "plan.proposal", proposal(MONDAY, number=2, session_min=90))
    add(warehouse, "plan.reason", reason("plan-2"))
    with pytest.raises(CheckFailed, match="plan_within_ceiling"):
        publish(warehouse, target)
    assert target.read_bytes() == before
    assert alone(target)


@pytest.mark.parametrize(
    "inputs",
    [
        '{"limits": {"source": "letter of 3 May, Dr Sand"}}',
        '{"diary": [{"own_items": {"my left knee": 4}}]}',
    ],
)
def test_words_that_a_person_typed_are_not_published(
    warehouse: Warehouse, target: Path, inputs: str
) -> None:
    add(warehouse, "plan.proposal", proposal(MONDAY, number=2, inputs=inputs))
    add(warehouse, "plan.reason", reason("plan-2"))
    with pytest.raises(CheckFailed, match="published_no_typed_text"):
        publish(warehouse, target)
    assert not target.exists()


def test_a_column_that_must_not_be_published_stops_it(
    warehouse: Warehouse, target: Path
) -> None:
    with warehouse.cursor() as cursor:
        cursor.execute("alter table mart.person add column display_name varchar")
    with pytest.raises(CheckFailed, match="published_only_summaries"):
        publish(warehouse, target)


def test_a_folder_that_cannot_be_written_is_said(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    with pytest.raises(NotSetUp):
        publish(warehouse, tmp_path / "nowhere" / "clinic.duckdb")
    add(warehouse, "mart.person", person("p-2"))


def test_within_a_transaction_it_is_refused(warehouse: Warehouse, target: Path) -> None:
    with warehouse.transaction(), pytest.raises(RuntimeError):
        publish(warehouse, target)


def test_an_encrypted_copy_opens_with_its_key_alone(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target, key="secret")
    assert people(target, "secret") == ["p-1"]
    assert b"patient_id" not in target.read_bytes()
    for wrong in (None, "other"):
        with pytest.raises(NotSetUp, match="key"):
            Published.open(target, wrong)


def test_the_same_contents_give_the_same_rows_in_the_same_order(
    warehouse: Warehouse, target: Path
) -> None:
    for patient in ("p-9", "p-3", "p-5"):
        add(warehouse, "mart.person", person(patient))
    publish(warehouse, target)
    with Published.open(target) as published:
        _, rows = published.query("select patient_id from mart.person")
    assert [row[0] for row in rows] == ["p-1", "p-3", "p-5", "p-9"]


def test_the_copy_is_not_writable_for_others(
    warehouse: Warehouse, target: Path
) -> None:
    publish(warehouse, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


PUBLISHER = """
import sys
from pathlib import Path
from pacepipe.store import Warehouse, publish
with Warehouse.open(Path(sys.argv[1]), temp_dir=Path(sys.argv[2])) as warehouse:
    print("open", flush=True)
    publish(warehouse, Path(sys.argv[3]))
"""


def test_a_publisher_killed_midway_leaves_the_old_copy(
    warehouse: Warehouse, target: Path, tmp_path: Path
) -> None:
    publish(warehouse, target)
    old = target.read_bytes()
    with warehouse.cursor() as cursor:
        cursor.execute(
            "insert into mart.person by name select 'x-' || range as patient_id, "
            "true as is_consented, false as is_held, false as has_baseline "
            "from range(300_000)"
        )
    add(warehouse, "ops.night_run", night_run(MONDAY + timedelta(days=1)))
    warehouse.close()
    building = target.with_name(target.name + ".building")
    midway = 0
    for delay_s in (0.0, 0.05, 0.15):
        publisher = subprocess.Popen(
            [
                *(sys.executable, "-c", PUBLISHER),
                *(tmp_path / "w.duckdb", tmp_path / "tmp", target),
            ],
            env=ENV,
        )
        _wait_for(building)
        time.sleep(delay_s)
        publisher.send_signal(signal.SIGKILL)
        publisher.wait(timeout=20)
        if building.exists():
            midway += 1
            assert target.read_bytes() == old
        assert len(people(target)) in (1, 300_001)
    assert midway > 0
    with Warehouse.open(tmp_path / "w.duckdb", temp_dir=tmp_path / "tmp") as again:
        publish(again, target)
    assert alone(target)
    assert len(people(target)) == 300_001


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.002)
