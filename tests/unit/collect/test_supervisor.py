"""A supervisor over real processes, with pauses of milliseconds."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pacepipe.collect import Supervisor, restart_count
from pacepipe.collect.supervisor import RESTARTS_VARIABLE

# Says how often it was restarted, and ends with the next of the codes.
CHILD = f"""
import os, pathlib, sys
said = pathlib.Path(sys.argv[1])
lines = said.read_text().split() if said.exists() else []
said.write_text(" ".join([*lines, os.environ["{RESTARTS_VARIABLE}"]]))
sys.exit(int(sys.argv[2 + len(lines)]))
"""
PARENT = """
import sys
from pacepipe.collect import Supervisor
child = (sys.executable, "-c",
         "import os, time; print(os.getpid(), flush=True); time.sleep(60)")
sys.exit(Supervisor(child, pauses_s=(0.01,)).run())
"""


def _said(folder: Path, *codes: int) -> tuple[int, list[int]]:
    """The exit code, and what each child said it was told."""
    said = folder / "said"
    command = (sys.executable, "-c", CHILD, str(said), *map(str, codes))
    code = Supervisor(command, pauses_s=(0.01,)).run()
    return code, [int(word) for word in said.read_text().split()]


def test_a_station_that_asks_gets_a_new_process_and_is_told_how_often(tmp_path):
    assert _said(tmp_path, 75, 75, 0) == (0, [0, 1, 2])


def test_a_crash_is_no_request_and_counts_apart(tmp_path):
    assert _said(tmp_path, 1, 75, 1, 0) == (0, [0, 0, 1, 1])


@pytest.mark.parametrize("code", [2, 3, 10])
def test_what_only_a_person_can_mend_is_not_tried_again(tmp_path: Path, code: int):
    assert _said(tmp_path, code) == (code, [0])


def test_who_is_not_supervised_knows_it():
    assert restart_count({}) is None
    assert restart_count({RESTARTS_VARIABLE: "3"}) == 3


def _parent() -> tuple[subprocess.Popen[str], int]:
    source = Path(sys.modules["pacepipe"].__file__ or "").parents[1]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env={**os.environ, "PYTHONPATH": str(source)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def _is_gone(pid: int) -> bool:
    until_s = time.monotonic() + 10
    while time.monotonic() < until_s:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or ") Z " in stat.read_text():
            return True
        time.sleep(0.01)
    return False


def test_a_stop_ends_the_child_too_and_is_no_failure():
    parent, child = _parent()
    with parent:
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(10) == 0
    assert _is_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of Linux")
def test_a_child_outlives_no_parent_that_was_killed():
    parent, child = _parent()
    with parent:
        parent.kill()
        parent.wait(10)
    assert _is_gone(child)
