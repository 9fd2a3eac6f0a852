"""Rules for the whole suite.

With CI=true a skip is a failure; the suite leaves no file behind; property tests
are few and the same every time, unless `--hypothesis-profile=nightly` asks for many.
"""

import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parents[1]
IS_CI = os.environ.get("CI", "").lower() in {"1", "true"}

settings.register_profile(
    "ci", max_examples=60, derandomize=True, deadline=None, database=None
)
settings.register_profile("nightly", max_examples=3_000, deadline=None, print_blob=True)
settings.load_profile("ci")

# The longest files, the longest first: begun last, one process would be left alone
# with it. The home that has lived is made by the first of them; who else wants it
# comes later, and need not wait.
LONGEST = (
    "test_floors.py",
    "test_cli_pipeline.py",
    "test_flows.py",
    "test_rest_spot.py",
    "test_vendor_days.py",
    "test_pacing_caution.py",
    "test_pacing_laws.py",
    "test_bluez_faults.py",
    "test_imported_days.py",
    "test_publish.py",
    "test_wheel.py",
    "test_checks.py",
    "test_scenarios.py",
)

_left_behind = pytest.StashKey[tuple[set[str], set[str]]]()


def _fail_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IS_CI and report.skipped and not hasattr(report, "wasxfail"):
        where_why = report.longrepr
        reason = where_why[2] if isinstance(where_why, tuple) else where_why
        report.outcome = "failed"
        report.longrepr = f"With CI=true nothing may be skipped. {reason}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    report = yield
    _fail_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    report = yield
    _fail_a_skip(report)
    return report


def _untracked() -> set[str]:
    """Files that git neither tracks nor ignores; none outside a git checkout."""
    if shutil.which("git") is None:
        return set()
    listing = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "-z"],
        cwd=REPO,
        capture_output=True,
        check=False,
        text=True,
    )
    return set(filter(None, listing.stdout.split("\0")))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[_left_behind] = (_untracked(), set())


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    before, left = session.config.stash[_left_behind]
    left |= _untracked() - before
    if left and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _, left = terminalreporter.config.stash[_left_behind]
    if left:
        terminalreporter.section("files left behind by the tests", red=True)
        terminalreporter.write_line("\n".join(sorted(left)))
