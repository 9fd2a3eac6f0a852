"""The real Prefect engine: a night without a server, a schedule that fires."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from pacepipe.app.orchestrator import flow_environment
from pacepipe.errors import SchemaMismatch
from pacepipe.settings import Home
from support.ask import ask_copy
from support.home import Terminal, a_home

REPO = Path(__file__).resolve().parents[2]
FLOWS = REPO / "flows"


def _environment(root: Path) -> dict[str, str]:
    return {**flow_environment(Home.at(root)), "PYTHONPATH": str(REPO / "src")}


AUDIT = """
import os, sys
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


@dataclass(frozen=True)
class OneNight:
    """A night on Prefect with no server anywhere, every process listened to."""

    home: Terminal
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def one_night(tmp_path_factory: pytest.TempPathFactory) -> OneNight:
    folder = tmp_path_factory.mktemp("one-night")
    home = a_home(folder / "home")
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(AUDIT)
    env = _environment(home.root)
    env["PYTHONPATH"] = f"{site}{os.pathsep}{env['PYTHONPATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "pacepipe", "nightly", "run", "--json"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return OneNight(home, done)


@pytest.mark.timeout(300)
def test_a_night_runs_on_prefect_without_any_server(one_night: OneNight) -> None:
    assert one_night.done.returncode == 0, one_night.done.stderr
    (run,) = json.loads(one_night.done.stdout)["runs"]
    assert run["status"] == "done"
    root = one_night.home.root
    assert ask_copy(root, "select status from ops.night_run") == [("done",)]
    assert any((root / "state" / "prefect").iterdir())


def test_nothing_left_the_machine_while_it_ran(one_night: OneNight) -> None:
    assert "LEFT THE MACHINE" not in one_night.done.stderr


@pytest.mark.timeout(240)
def test_it_left_an_artifact_that_a_person_can_read(one_night: OneNight) -> None:
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
        env=_environment(one_night.home.root),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "# Night run" in told.stdout, told.stderr
    assert "**done**" in told.stdout


@pytest.mark.timeout(240)
def test_a_night_that_cannot_work_ends_with_an_exit_code(one_night: OneNight) -> None:
    warehouse = one_night.home.root / "pacepipe.duckdb"
    good = warehouse.read_bytes()
    try:
        warehouse.write_bytes(b"this is not a database" * 500)
        answer = one_night.home.types("nightly run")
    finally:
        warehouse.write_bytes(good)
    assert answer.exit_code == SchemaMismatch.exit_code


@pytest.mark.timeout(420)
def test_a_schedule_of_one_minute_really_fires(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    command = [sys.executable, "-m", "pacepipe", "--home", str(home.root)]
    # the night by itself is above; here its sibling fires, out of the same process
    command += ["flows", "serve", "--cron", "0 0 1 1 *", "--weekly-cron", "* * * * *"]
    command += ["--zone", "Europe/Berlin"]
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


def test_the_deployments_name_flows_that_exist_and_a_zone() -> None:
    found = yaml.safe_load((REPO / "prefect.yaml").read_text())
    for deployment in found["deployments"]:
        file, _, name = deployment["entrypoint"].partition(":")
        assert f"def {name}(" in (REPO / file).read_text()
        for schedule in deployment["schedules"]:
            assert ZoneInfo(schedule["timezone"])
