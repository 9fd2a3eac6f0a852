"""The nightly flow, from journals to published copy; the work is in `Night`."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

from pacepipe.app import House, Night, writer_lock
from pacepipe.cli.door import explain
from pacepipe.errors import PacepipeError
from pacepipe.settings import home_root


def go_through(
    as_of: str | None, decide: Callable[[Night], Callable[[], None]], key: str
) -> None:
    """Every step of a run, in order; `as_of` None means now."""
    moment = datetime.fromisoformat(as_of) if as_of is not None else datetime.now(UTC)
    with House.open(home_root(None)) as house, writer_lock(house.home):
        night = Night(house, moment)
        with night.recorded():
            task(night.ingest).with_options(retries=2, retry_delay_seconds=5)()
            rewrite = task(night.rewrite).with_options(retries=1)
            for batch in task(night.look)():
                state = rewrite(batch, return_state=True)
                if state.is_failed():
                    night.give_up(batch)
            task(night.trends)()
            steps = (night.gate, night.summarise, night.publish)
            for step in (night.flag, decide(night), *steps):
                task(step)()
        create_markdown_artifact(night.report.as_markdown(), key=key)
        night.report.raise_if_failed()


@flow(name="clean-night", flow_run_name=lambda: f"clean-night-{datetime.now(UTC):%F}")
def nightly(as_of: str | None = None) -> None:
    """Run one night for the home in PACEPIPE_HOME; `as_of` None means now."""
    go_through(as_of, lambda night: night.plan, "night-run")


if __name__ == "__main__":
    try:
        nightly(*sys.argv[1:2])
    except PacepipeError as error:
        explain(error)
        sys.exit(error.exit_code)
