"""What the soak has in common: how long it is, and its figures told at the end."""

import os
from collections.abc import Callable

import pytest

IS_QUICK = os.environ.get("SOAK", "") == "quick"
_figures = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def is_quick() -> bool:
    """Whether SOAK=quick asks for a tenth of everything."""
    return IS_QUICK


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Print a figure now, and again with all the others at the end."""

    def told(figure: str) -> None:
        request.config.stash.setdefault(_figures, []).append(figure)
        print(f"\n    {figure}")

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    figures = terminalreporter.config.stash.get(_figures, [])
    if figures:
        cores = len(os.sched_getaffinity(0))
        load = os.getloadavg()[0]
        terminalreporter.section("what the soak measured")
        terminalreporter.write_line("\n".join(figures))
        terminalreporter.write_line(f"({cores} cores, load {load:.1f} at the end)")
