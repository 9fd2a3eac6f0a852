import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pacepipe import assets

UNITS = sorted((assets.folder("flows") / "systemd").glob("pacepipe-*"))


def _settings(name: str) -> dict[str, str]:
    """What a unit says, section by section; of a repeated key, the last."""
    found: dict[str, str] = {}
    section = ""
    for line in (assets.folder("flows") / "systemd" / name).read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, value = line.split("=", maxsplit=1)
            found[f"{section}.{key}"] = value
    return found


def test_there_are_a_station_a_night_and_its_timer() -> None:
    assert [unit.name for unit in UNITS] == [
        "pacepipe-nightly.service",
        "pacepipe-nightly.timer",
        "pacepipe-station.service",
    ]


def test_a_missed_night_is_caught_up_and_no_hour_of_summer_time_is_used() -> None:
    timer = _settings("pacepipe-nightly.timer")
    assert timer["Timer.Persistent"] == "true"
    assert timer["Timer.OnCalendar"].endswith("03:30:00")


def test_the_station_always_comes_back() -> None:
    station = _settings("pacepipe-station.service")
    assert station["Service.Restart"] == "always"
    assert station["Unit.StartLimitIntervalSec"] == "0"


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"])
def test_what_a_service_writes_is_private_and_it_gains_no_privilege(unit: Path) -> None:
    service = _settings(unit.name)
    assert service["Service.UMask"] == "0077"
    assert service["Service.NoNewPrivileges"] == "true"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:  # the syntax is read above, without systemd
        assert _settings(unit.name)
        return
    run = subprocess.run(
        [analyze, "verify", "--user", "--man=no", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in run.stderr.splitlines() if "pacepipe" in line]
    assert (run.returncode, complaints) == (0, []), run.stderr
