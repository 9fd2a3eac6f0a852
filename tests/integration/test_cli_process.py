"""The command line as other programs meet it: a process, its streams, its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.home import Terminal, a_home, with_a_patient

SOURCE = Path(__file__).resolve().parents[2] / "src"


def pacepipe(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pacepipe", *args],
        env={**os.environ, "PYTHONPATH": str(SOURCE), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def patient(tmp_path: Path) -> Terminal:
    return with_a_patient(a_home(tmp_path / "home"))


def test_a_word_that_is_no_command_is_a_usage_problem():
    done = pacepipe("frobnicate")

    assert done.returncode == 2
    assert done.stdout == ""


def test_the_home_comes_from_the_environment_where_no_flag_names_it(patient, tmp_path):
    done = pacepipe("person", "list", "--json", PACEPIPE_HOME=str(patient.root))
    elsewhere = ("--home", str(tmp_path / "no"))
    other = pacepipe(*elsewhere, "person", "list", PACEPIPE_HOME=str(patient.root))

    assert done.returncode == 0
    assert json.loads(done.stdout)["people"][0]["patient_id"] == "P-001"
    assert other.returncode == 3


def test_a_refusal_goes_to_stderr_and_its_code_to_the_caller(patient):
    done = pacepipe("--home", str(patient.root), "log", "P-001", "--tiredness", "11")

    assert done.returncode == 8
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 3


def test_an_error_of_our_own_is_short_and_its_trace_is_shown_on_request():
    broken = "import pacepipe.cli.person as p; p.enter = lambda _: 1 / 0; "
    run = "from pacepipe.cli import main; main()"
    answers = [
        subprocess.run(
            [sys.executable, "-c", broken + run, *flags, "person", "list"],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            capture_output=True,
            text=True,
            check=False,
        )
        for flags in ([], ["--debug"])
    ]

    plain, debug = answers
    assert (plain.returncode, debug.returncode) == (1, 1)
    assert "Traceback" not in plain.stderr
    assert "ZeroDivisionError" in plain.stderr
    assert "Traceback" in debug.stderr


def test_without_a_terminal_nothing_is_coloured(patient):
    done = pacepipe("--home", str(patient.root), "log", "P-001", "--red-flag", "fall")

    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


def test_two_people_may_log_at_the_same_moment(patient):
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pacepipe",
                "--home",
                str(patient.root),
                "log",
                "P-001",
                "--pain",
                str(pain),
            ],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.DEVNULL,
        )
        for pain in range(4)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    told = [e.payload.items for e in patient.said() if e.kind.value == "diary"]
    assert sorted(items["pain"] for items in told) == [0, 1, 2, 3]


def test_the_version_is_said():
    done = pacepipe("--version")

    assert done.returncode == 0
    assert done.stdout.strip()[0].isdigit()
