"""Serve the flows on their schedules, with a loopback server where none is set.

`flow.serve` alone schedules nothing without a server, so one is brought up here
and goes down with this process. The clock is only the clock: which days a run
computes is what the data say.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

READY_WITHIN_S = 120
API = "PREFECT_API_URL"


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    sys.exit("The schedule could not start: its local server did not come up.")


@contextmanager
def local_server() -> Iterator[None]:
    """A Prefect server on loopback for the length of the block, if none is set."""
    if os.environ.get(API):
        yield
        return
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    address = ["--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "prefect", "server", "start", *address]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_until_ready(url, server)
        os.environ[API] = url
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def main(cron: str, zone: str, weekly_cron: str) -> None:
    """Serve until stopped, one run at a time."""
    with local_server():
        # imported here: Prefect reads its environment once, on import
        from prefect import serve  # noqa: PLC0415
        from prefect.schedules import Cron  # noqa: PLC0415

        from nightly import nightly  # noqa: PLC0415
        from weekly import weekly  # noqa: PLC0415

        served: list[Any] = [
            each.to_deployment(
                name=name, schedule=Cron(when, timezone=zone), tags=["pacepipe"]
            )
            for each, name, when in (
                (nightly, "home", cron),
                (weekly, "week", weekly_cron),
            )
        ]
        serve(*served, limit=1, print_starting_message=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
