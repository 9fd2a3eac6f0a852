"""The weekly flow: the coming week decided for everybody; the work is in `Night`.

The night from Sunday on decides it too, from the same inputs: whichever comes first
issues the plan, and the other finds nothing to do.
"""

import sys
from datetime import UTC, datetime

from prefect import flow

from nightly import go_through
from pacepipe.cli.door import explain
from pacepipe.errors import PacepipeError


@flow(name="decide-week", flow_run_name=lambda: f"decide-week-{datetime.now(UTC):%F}")
def weekly(as_of: str | None = None) -> None:
    """Decide the coming week for the home in PACEPIPE_HOME; None means now."""
    go_through(as_of, lambda night: night.plan_next_week, "week-run")


if __name__ == "__main__":
    try:
        weekly(*sys.argv[1:2])
    except PacepipeError as error:
        explain(error)
        sys.exit(error.exit_code)
