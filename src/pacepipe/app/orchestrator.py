"""How the command line starts a flow: as a process of its own, quiet and local."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from pacepipe import assets
from pacepipe.settings import HOME_VARIABLE, Home

QUIET: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_CLI_COLORS": "false",
    # 20 s is the default; a small board that migrates the first time needs longer
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}
"""Set before Prefect is imported, else its server looks up a telemetry host
(platform.md, section 5). What the person has set already stands."""


def flow_environment(home: Home) -> dict[str, str]:
    """Environment of a flow's process."""
    return {
        **QUIET,
        "PREFECT_HOME": str(home.prefect_home),
        **os.environ,
        HOME_VARIABLE: str(home.root),
    }


def run_flow(home: Home, script: str, arguments: Sequence[str] = ()) -> int:
    """Run a file of `flows/` to its end; returns its exit code."""
    home.prefect_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, str(assets.folder("flows") / script), *arguments]
    # our own interpreter and our own file; nothing of a person's in the words
    return subprocess.run(command, env=flow_environment(home), check=False).returncode  # noqa: S603
