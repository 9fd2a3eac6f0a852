import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pacepipe.store import Warehouse

SOURCE = Path(__file__).resolve().parents[3] / "src"
LIMITS = ("--by", "Dr Sand", "--source", "letter of 3 May")


def findings(terminal, *options):
    answer = terminal.types("doctor --no-radio --json", *options)
    document = answer.document
    assert document["schema"] == "pacepipe.doctor/1"
    levels = [finding["level"] for finding in document["findings"]]
    assert document["problem_count"] == levels.count("problem")
    assert answer.exit_code == (9 if "problem" in levels else 0)
    return {(f["check"], f["patient_id"]): f for f in document["findings"]}


def problems(found):
    return {key for key, finding in found.items() if finding["level"] == "problem"}


def test_without_a_home_the_home_is_what_is_missing(bare):
    found = findings(bare)

    assert problems(found) == {("home", None)}
    assert "pacepipe init" in found["home", None]["remedy"]
    assert not bare.root.exists()


def test_a_good_home_has_no_problem(patient):
    patient.manages(
        "limits set P-001 --session-max-min 20 --cleared-until 2999-01-01", *LIMITS
    )

    found = findings(patient)

    assert problems(found) == set()
    checks = {check for check, _ in found}
    assert {
        "python", "sqlite", "duckdb", "prefect", "disk", "settings", "permissions",
        "events", "frames", "devices", "sql", "published", "consent", "straps",
        "clearance",
    } <= checks  # fmt: skip


def test_every_problem_has_a_meaning_and_a_remedy(home):
    home.manages("person add P-001")
    home.root.chmod(0o755)

    found = findings(home)

    assert problems(found) == {
        ("permissions", None),
        ("consent", "P-001"),
        ("limits", "P-001"),
    }
    for key in problems(found):
        assert found[key]["means"]
        assert found[key]["remedy"]
    told = home.types("doctor --no-radio").out
    for key in problems(found):
        assert found[key]["remedy"] in told


@pytest.mark.parametrize(
    ("until", "level"),
    [("yesterday", "problem"), ("today", "note"), ("2999-01-01", "ok")],
)
def test_a_clearance_that_ran_out_or_soon_will_is_named(patient, until, level):
    patient.manages(f"limits set P-001 --cleared-until {until}", *LIMITS)

    assert findings(patient)["clearance", "P-001"]["level"] == level


def test_a_standing_approval_that_ran_out_is_named(patient):
    patient.manages("limits set P-001 --standing-approval-until yesterday", *LIMITS)

    found = findings(patient)["standing_approval", "P-001"]
    assert found["level"] == "note"
    assert "signature" in found["means"]


def test_a_damaged_journal_is_named_and_left_as_it_is(patient):
    file = patient.root / "journal" / "events.sqlite"
    file.write_bytes(b"no journal at all, and longer than a header" * 100)
    before = file.read_bytes()

    assert ("events", None) in problems(findings(patient))
    assert file.read_bytes() == before


def test_a_missing_journal_is_named_and_not_made_anew(patient):
    file = patient.root / "journal" / "events.sqlite"
    file.unlink()

    assert ("events", None) in problems(findings(patient))


def test_a_setting_that_cannot_be_is_named_with_its_file_and_key(home):
    file = home.root / "pacepipe.toml"
    file.write_text(file.read_text() + 'colour = "blue"\n')

    found = findings(home)["home", None]

    assert found["level"] == "problem"
    assert str(file) in found["what"]
    assert "colour" in found["what"]


def test_a_journal_of_another_program_is_refused(patient):
    file = patient.root / "journal" / "frames.sqlite"
    for part in file.parent.glob("frames.sqlite*"):
        part.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("create table other (x)")
    connection.close()

    assert ("frames", None) in problems(findings(patient))


def test_a_warehouse_of_this_program_is_fine_and_one_from_the_future_is_not(home):
    file, temp = home.root / "pacepipe.duckdb", home.root / "tmp"
    assert findings(home)["warehouse", None]["level"] == "note"

    Warehouse.open(file, temp_dir=temp).close()
    assert findings(home)["warehouse", None]["level"] == "ok"

    connection = duckdb.connect()
    connection.execute(f"attach '{file}' as w")
    connection.execute(
        "insert into w.main.schema_migration values (99, 'later', 'x', now())"
    )
    connection.close()
    before = file.read_bytes()
    assert ("warehouse", None) in problems(findings(home))
    assert file.read_bytes() == before


def test_a_warehouse_that_a_night_is_writing_is_no_problem(home):
    script = (
        "import sys; from pathlib import Path; from pacepipe.store import Warehouse; "
        "home = Path(sys.argv[1]); "
        "w = Warehouse.open(home / 'pacepipe.duckdb', temp_dir=home / 'tmp'); "
        "print('open', flush=True); sys.stdin.read()"
    )
    night = subprocess.Popen(
        [sys.executable, "-c", script, str(home.root)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert night.stdout is not None
    assert night.stdout.readline() == "open\n"
    try:
        found = findings(home)["warehouse", None]
    finally:
        night.communicate()
    assert found["level"] == "note"
    assert str(night.pid) in found["what"]


def test_a_published_copy_that_is_old_or_damaged_is_named(home):
    file = home.root / "published" / "clinic.duckdb"
    connection = duckdb.connect()
    connection.execute(f"attach '{file}' as p (storage_version 'v1.5.0')")
    connection.execute("create table p.main.x as select 1 as y")
    connection.close()
    assert findings(home)["published", None]["level"] == "ok"

    two_days_ago = time.time() - 2 * 86_400
    os.utime(file, (two_days_ago, two_days_ago))
    assert "48 hours" in findings(home)["published", None]["what"]

    file.write_bytes(b"not a database")
    assert ("published", None) in problems(findings(home))
