"""Derive everything again and replay every decision, as a recorded flow."""

import sys

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from pacepipe.app import House, rebuild, writer_lock
from pacepipe.cli.door import explain
from pacepipe.errors import PacepipeError
from pacepipe.settings import home_root


@flow(name="rebuild")
def rebuild_flow() -> None:
    """Rebuild the home in PACEPIPE_HOME."""
    with House.open(home_root(None)) as house, writer_lock(house.home):
        report = rebuild(house)
    create_markdown_artifact(report.as_markdown(), key="rebuild")
    report.raise_if_different()


if __name__ == "__main__":
    try:
        rebuild_flow()
    except PacepipeError as error:
        explain(error)
        sys.exit(error.exit_code)
