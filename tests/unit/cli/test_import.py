"""`pacepipe import`: one command, many files, each with its answer."""

from pathlib import Path

import pytest

from pacepipe.domain.events import FileImported
from support.fit_file import RECORD, SPORT, data, fit_file, record
from support.home import Terminal
from support.terminal import AtATerminal

WALK = fit_file(
    SPORT,
    data(2, "B", 11),
    RECORD,
    *[record(1_100_000_000 + i, 80, 50) for i in (0, 1)],
)
STEPS = b",user,datetime,steps\n0,A,2026-03-10 00:00:00,8\n"


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "My Walk.FIT"
    path.write_bytes(WALK)
    return path


def imports(terminal: Terminal) -> list[FileImported]:
    return [e.payload for e in terminal.said() if isinstance(e.payload, FileImported)]


def test_a_file_is_kept_and_said_once(patient: Terminal, walk: Path) -> None:
    answer = patient.manages("import P-001", str(walk))
    assert "imported" in answer.out
    (said,) = imports(patient)
    kept = patient.root / "state" / "imports" / said.sha256
    assert kept.read_bytes() == WALK
    assert (said.suffix, said.local_zone) == (".fit", "Europe/Berlin")
    # a name of a file may say more than somebody meant to tell
    assert "Walk" not in str(said)

    again = patient.manages("import P-001", str(walk))
    assert "known already" in again.out
    assert len(imports(patient)) == 1


def test_a_broken_file_is_refused_and_the_others_go_on(
    patient: Terminal, walk: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.fit"
    broken.write_bytes(WALK[:-6])
    table = tmp_path / "steps.csv"
    table.write_bytes(STEPS)
    files = [str(walk), str(broken), str(tmp_path / "nothing.fit"), str(table)]
    answer = patient.types("import P-001", *files)
    assert answer.exit_code == 8
    results = [line.split("  ") for line in answer.out.splitlines()[1:]]
    assert [row[0] for row in results] == [
        "My Walk.FIT",
        "broken.fit",
        "nothing.fit",
        "steps.csv",
    ]
    assert answer.out.count("imported") == 2
    assert answer.out.count("refused") == 2
    byte = len(WALK) - 6
    assert f"At byte {byte}: the file ends here" in answer.err
    assert "Export it again" in answer.err
    assert "nothing.fit could not be read" in answer.err
    kept = {path.name for path in (patient.root / "state" / "imports").iterdir()}
    assert kept == {said.sha256 for said in imports(patient)}


def test_one_document_says_the_same(patient: Terminal, walk: Path) -> None:
    patient.manages("import P-001", str(walk))
    broken = walk.with_name("broken")
    broken.write_bytes(b"nothing")
    answer = patient.types("import P-001 --json", str(walk), str(broken))
    assert answer.document["schema"] == "pacepipe.import/1"
    known, refused = answer.document["files"]
    assert known["result"] == "known_already"
    assert (refused["result"], refused["place"]) == ("refused", "byte 0")


def test_a_file_without_anything_of_use_is_refused(
    patient: Terminal, tmp_path: Path
) -> None:
    ride = tmp_path / "ride.fit"
    ride.write_bytes(
        fit_file(SPORT, data(2, "B", 2), RECORD, record(1_100_000_000, 255, 80))
    )
    answer = patient.types("import P-001", str(ride))
    assert answer.exit_code == 8
    assert "no heart rate, beat, cadence on foot or step in it" in answer.err
    assert "1 not on foot" in answer.err


def test_one_file_is_not_two_peoples(patient: Terminal, walk: Path) -> None:
    patient.manages("person add P-002 --since 2026-01-01")
    patient.manages("consent give P-002 --by herself")
    patient.manages("import P-001", str(walk))
    answer = patient.types("import P-002", str(walk))
    assert answer.exit_code == 8
    assert "The same file was imported for P-001" in answer.err


def test_an_import_that_is_taken_back_can_be_made_again(
    patient: Terminal, walk: Path
) -> None:
    patient.manages("person add P-002 --since 2026-01-01")
    patient.manages("consent give P-002 --by herself")
    patient.manages("import P-001", str(walk))
    event_id = patient.said()[-1].event_id
    patient.manages(f"events retract {event_id} --reason", "wrong person")
    assert "imported" in patient.manages("import P-002", str(walk)).out


def test_nothing_is_imported_before_somebody_agrees(home: Terminal, walk: Path) -> None:
    home.manages("person add P-001 --since 2026-01-01")
    answer = home.types("import P-001", str(walk))
    assert answer.exit_code == 10
    assert not (home.root / "state" / "imports").exists()


def test_a_zone_and_a_device_are_what_was_said(
    patient: Terminal, tmp_path: Path
) -> None:
    table = tmp_path / "steps.csv"
    table.write_bytes(STEPS)
    options = ("--zone", "Europe/London", "--device", "her band")
    patient.manages("import P-001", str(table), *options)
    (said,) = imports(patient)
    assert (said.local_zone, said.device_label) == ("Europe/London", "her band")
    assert patient.types("import P-001", str(table), "--zone", "Mars").exit_code == 8


def test_a_terminal_sees_a_bar_and_a_pipe_sees_lines(
    patient: Terminal, walk: Path
) -> None:
    assert "Reading My Walk.FIT" in patient.manages("import P-001", str(walk)).err
    table = walk.with_name("steps.csv")
    table.write_bytes(STEPS + b"0,A,2026-03-10 00:01:00,8\n" * 100_000)
    code = "import sys; from pacepipe.cli import main; sys.argv[0] = 'pacepipe'; main()"
    seen = AtATerminal(code, "--home", patient.root, "import", "P-001", table)
    seen.until(r"steps\.csv .*━")
    seen.until(r"imported")
    assert seen.close() == 0
