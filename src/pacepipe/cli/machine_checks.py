"""What the machine must have before a home can work: programs, radio, room."""

import shutil
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pacepipe.cli.findings import Finding, Level, fine

PYTHON_MIN: Final = (3, 11)
SQLITE_MIN: Final = (3, 37, 0)
"""STRICT tables: sqlite.org/stricttables.html."""
FREE_BYTES_MIN: Final = 1_000_000_000
ADAPTERS: Final = Path("/sys/class/bluetooth")
SYSTEM_BUS: Final = Path("/run/dbus/system_bus_socket")
_REINSTALL: Final = "Install pacepipe again with its locked requirements."


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= PYTHON_MIN:
        return fine("python", f"Python {found}.")
    return Finding(
        "python",
        Level.PROBLEM,
        f"Python {found} is too old.",
        "Parts of pacepipe will not start.",
        "Install Python 3.11 or newer.",
    )


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info >= SQLITE_MIN:
        return fine("sqlite", f"SQLite {sqlite3.sqlite_version}; one writer a file.")
    return Finding(
        "sqlite",
        Level.PROBLEM,
        f"SQLite {sqlite3.sqlite_version} is too old.",
        "The journals cannot be kept.",
        "Install a Python that brings SQLite 3.37 or newer.",
    )


def _duckdb() -> Finding:
    """The engine and its signed extension carry one version, or neither loads."""
    found: dict[str, str] = {}
    for name in ("duckdb", "duckdb-extension-httpfs"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            return Finding(
                "duckdb",
                Level.PROBLEM,
                f"The package {name} is missing.",
                "The nightly run and every query need it.",
                _REINSTALL,
            )
    if len(set(found.values())) == 1:
        return fine("duckdb", f"DuckDB {found['duckdb']} and its extension.")
    told = ", ".join(f"{name} {number}" for name, number in found.items())
    return Finding(
        "duckdb",
        Level.PROBLEM,
        f"DuckDB and its extension differ: {told}.",
        "The extension will not load, so nothing can be encrypted.",
        _REINSTALL,
    )


def _prefect() -> Finding:
    if find_spec("prefect") is not None:
        return fine("prefect", f"Prefect {version('prefect')}.")
    return Finding(
        "prefect",
        Level.PROBLEM,
        "Prefect is missing.",
        "The nightly flow cannot run or be scheduled.",
        _REINSTALL,
    )


def _adapter() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding("bluetooth", Level.NOTE, f"Not looked at on {sys.platform}.")
    found = sorted(path.name for path in ADAPTERS.glob("hci*"))
    if found:
        return fine("bluetooth", f"Bluetooth adapter {', '.join(found)}.")
    return Finding(
        "bluetooth",
        Level.PROBLEM,
        "There is no Bluetooth adapter.",
        "Straps cannot be heard; the diary and the plan work without them.",
        "Plug one in or switch it on, or use `doctor --no-radio` on a machine "
        "that has no straps of its own.",
    )


def _system_bus() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding("dbus", Level.NOTE, f"Not needed on {sys.platform}.")
    if SYSTEM_BUS.exists():
        return fine("dbus", "The system D-Bus answers at its usual place.")
    return Finding(
        "dbus",
        Level.PROBLEM,
        "The system D-Bus is not running.",
        "pacepipe reaches the Bluetooth service through it.",
        "Install and start the packages dbus and bluez.",
    )


def _room(folder: Path) -> Finding:
    place = folder
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free >= FREE_BYTES_MIN:
        return fine("disk", f"{free / 1e9:.1f} GB free.")
    return Finding(
        "disk",
        Level.PROBLEM,
        f"{free / 1e9:.2f} GB free.",
        "When the disk is full nothing more can be written down.",
        "Free at least 1 GB.",
    )


def machine_findings(root: Path, *, has_radio: bool) -> list[Finding]:
    """Everything outside the home, in the order a person would mend it."""
    found = [_python(), _sqlite(), _duckdb(), _prefect(), _room(root.absolute())]
    if has_radio:
        found += [_adapter(), _system_bus()]
    return found
