"""The real Prefect engine: a night without a server, a schedule that fires."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pacepipe.app.orchestrator import flow_environment
from pacepipe.settings import Home
from support.ask import ask_copy
from support.home import Terminal, a_home

REPO = Path(__file__).resolve().parents[2]
FLOWS = REPO / "flows"


def _environment(root: Path) -> dict[str, str]:
    return {**flow_environment(Home.at(root)), "PYTHONPATH": str(REPO / "src")}


@pytest.fixture
def home(tmp_path: Path) -> Terminal:
    return a_home(tmp_path / "home")


@pytest.mark.timeout(240)
def test_a_night_runs_on_prefect_without_any_server(home: Terminal) -> None:
    answer = home.manages("nightly run --json")
    (run,) = answer.document["runs"]
    assert run["status"] == "done"
    assert ask_copy(home.root, "select status from ops.night_run") == [("done",)]
    prefect = home.root / "state" / "prefect"
    assert any(prefect.iterdir())


@pytest.mark.timeout(240)
def test_a_night_leaves_an_artifact_that_a_person_can_read(home: Terminal) -> None:
    home.manages("nightly run")
    script = """
import asyncio
from prefect.client.orchestration import get_client
async def main():
    async with get_client() as client:
        (found,) = await client.read_artifacts()
        print(found.data)
asyncio.run(main())
"""
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=_environment(home.root),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "# Night run" in told.stdout, told.stderr
    assert "**done**" in told.stdout


@pytest.mark.timeout(240)
def test_a_night_that_cannot_work_ends_with_an_exit_code(home: Terminal) -> None:
    (home.root / "pacepipe.duckdb").write_bytes(b"this is not a database" * 500)
    answer = home.types("nightly run")
    assert answer.exit_code not in {0, 1}


AUDIT = """
import os, runpy, sys
LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0", None, b"localhost")
def listen(event, args):
    if event == "socket.connect":
        address = args[1]
        if isinstance(address, tuple) and address[0] not in LOCAL:
            os.write(2, f"LEFT THE MACHINE: connect {address}\\n".encode())
    elif event == "socket.getaddrinfo" and args[0] not in LOCAL:
        os.write(2, f"LEFT THE MACHINE: look-up {args[0]}\\n".encode())
sys.addaudithook(listen)
"""


@pytest.mark.timeout(300)
def test_nothing_leaves_the_machine_while_a_night_runs(
    home: Terminal, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(AUDIT)
    env = _environment(home.root)
    env["PYTHONPATH"] = f"{site}{os.pathsep}{env['PYTHONPATH']}"
    done = subprocess.run(
        [sys.executable, str(FLOWS / "nightly.py")],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert "LEFT THE MACHINE" not in done.stderr


@pytest.mark.timeout(420)
def test_a_schedule_of_one_minute_really_fires(home: Terminal) -> None:
    command = [sys.executable, "-m", "pacepipe", "--home", str(home.root)]
    command += ["flows", "serve", "--cron", "* * * * *", "--zone", "Europe/Berlin"]
    log = (home.root / "serve.log").open("wb")
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(REPO / "src")},
        stdout=log,
        stderr=log,
        start_new_session=True,
    ) as serving:
        try:
            fired = _wait_for_a_night(home.root, 300)
        finally:
            os.killpg(serving.pid, signal.SIGTERM)
            try:
                serving.wait(timeout=40)
            except subprocess.TimeoutExpired:
                os.killpg(serving.pid, signal.SIGKILL)
    log.close()
    assert fired, (home.root / "serve.log").read_text()[-3000:]


def _wait_for_a_night(root: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (root / "published" / "clinic.duckdb").exists():
            return ask_copy(root, "select status from ops.night_run")[0] == ("done",)
        time.sleep(1)
    return False


def test_the_flows_are_thin_and_hold_no_sql() -> None:
    for path in sorted(FLOWS.glob("*.py")):
        text = path.read_text()
        assert not re.search(r"\b(select|insert|delete)\b.*\bfrom\b", text), path.name
        assert len(text.splitlines()) <= 100, path.name
