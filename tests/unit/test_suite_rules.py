"""The rules of tests/conftest.py, tried on a suite of three tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SUITE = """
import pytest

def test_passes(): pass

def test_skips(): pytest.skip("no adapter here")

@pytest.mark.xfail(reason="known", strict=True)
def test_known(): raise ValueError
"""


def _outcome(folder: Path, *, ci: str, text: str = SUITE) -> str:
    tests = folder / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(CONFTEST, tests / "conftest.py")
    (tests / "test_it.py").write_text(text)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tests.parent,
        env={**os.environ, "CI": ci, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout


def test_a_skip_is_a_skip_at_home(tmp_path: Path) -> None:
    assert "1 passed, 1 skipped, 1 xfailed" in _outcome(tmp_path, ci="")


def test_a_skip_is_a_failure_in_ci_and_says_why(tmp_path: Path) -> None:
    told = _outcome(tmp_path, ci="true")
    assert "1 failed, 1 passed, 1 xfailed" in told
    assert "no adapter here" in told


def test_a_skipped_module_is_a_failure_in_ci(tmp_path: Path) -> None:
    text = "import pytest\npytest.importorskip('no_such_module')\n"
    assert "1 error" in _outcome(tmp_path, ci="true", text=text)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_file_left_behind_fails_the_suite(tmp_path: Path) -> None:
    text = "def test_it(): open('left.txt', 'w').close()\n"
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    subprocess.run(["git", "init", "-q", checkout], check=True)
    told = _outcome(tmp_path, ci="", text=text)
    assert "files left behind by the tests" in told
    assert "left.txt" in told
