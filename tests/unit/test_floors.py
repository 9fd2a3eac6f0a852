"""Format, lint, types, floors and SQL: the tools themselves, all of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
PYTHON_FOLDERS = [
    name
    for name in ("src", "flows", "tests", "tools", "bench")
    if any((REPO / name).rglob("*.py"))
]


def _complaints(*command: str) -> str:
    run = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": "src", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr


def test_every_file_is_formatted() -> None:
    assert not _complaints("ruff", "format", "--check", *PYTHON_FOLDERS)


def test_the_linter_finds_nothing() -> None:
    assert not _complaints("ruff", "check", *PYTHON_FOLDERS)


@pytest.mark.timeout(400)
def test_the_types_hold() -> None:
    typed = [name for name in PYTHON_FOLDERS if name in {"src", "flows"}]
    assert not _complaints("mypy", *typed)


def test_imports_go_down_only() -> None:
    assert not _complaints("lint-imports", "--no-cache")


@pytest.mark.timeout(400)
def test_the_sql_is_in_one_style() -> None:
    assert not _complaints(
        "sqlfluff", "lint", "--nocolor", "--disable-progress-bar", "sql"
    )
