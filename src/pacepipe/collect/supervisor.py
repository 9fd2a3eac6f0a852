"""The parent of a station: starts it again when it asks for it or breaks.

It holds no radio, no journal and no event loop, so there is little in it that
could fail. A child is never left alone: on Linux it is told to stop when its
parent dies.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from pacepipe.errors import NotPermitted, NotSetUp, RestartNeeded, UsageProblem

_LOG: Final = logging.getLogger("pacepipe.collect")

RESTARTS_VARIABLE: Final = "PACEPIPE_STATION_RESTARTS"
"""How often in a row a station asked for a new process, for the one that begins."""
PAUSES_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Waits after one crash, two, three in a row; the last one repeats."""
HEALTHY_S: Final = 3600.0
"""A station that lived this long had no trouble left from before: a ladder that
asks again does so after about twenty minutes."""
_FOR_A_PERSON: Final = frozenset(
    {0, 130, UsageProblem.exit_code, NotSetUp.exit_code, NotPermitted.exit_code}
)
"""Exit codes that another start would only repeat."""
_PR_SET_PDEATHSIG: Final = 1


def restart_count(environment: Mapping[str, str]) -> int | None:
    """How often this station was restarted in a row; None where nobody would.

    Examples
    --------
    >>> restart_count({"PACEPIPE_STATION_RESTARTS": "2"}), restart_count({})
    (2, None)
    """
    told = environment.get(RESTARTS_VARIABLE, "")
    return int(told) if told.isdecimal() else None


class Supervisor:
    """Runs one command again and again until it ends by itself or is told to.

    Parameters
    ----------
    command : sequence of str
    pauses_s : sequence of float
        Waits after crashes in a row.
    """

    def __init__(
        self, command: Sequence[str], *, pauses_s: Sequence[float] = PAUSES_S
    ) -> None:
        self._command = tuple(command)
        self._pauses_s = tuple(pauses_s)
        self._child: subprocess.Popen[bytes] | None = None
        self._is_over = threading.Event()

    def run(self) -> int:
        """Supervise in the main thread; SIGTERM and SIGINT go to the child.

        Returns
        -------
        int
            The exit code of the last child; 0 after a stop that was asked for.
        """
        before = {
            number: signal.signal(number, self._stop)
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            return self._run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _run(self) -> int:
        restarts = crashes = 0
        while True:
            began_s = time.monotonic()
            code = self._one(restarts)
            if self._is_over.is_set() or code in _FOR_A_PERSON:
                return max(code, 0)
            if time.monotonic() - began_s >= HEALTHY_S:
                restarts = crashes = 0
            if code == RestartNeeded.exit_code:
                restarts, crashes = restarts + 1, 0
                pause_s = self._pauses_s[0]
            else:
                pause_s = self._pauses_s[min(crashes, len(self._pauses_s) - 1)]
                crashes += 1
            _LOG.warning("the station ended with %d; again in %g s", code, pause_s)
            if self._is_over.wait(pause_s):
                return 0

    def _one(self, restarts: int) -> int:
        self._child = subprocess.Popen(  # noqa: S603 - our own command line
            self._command,
            env={**os.environ, RESTARTS_VARIABLE: str(restarts)},
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        if self._is_over.is_set():  # a signal came while it was made
            self._child.terminate()
        return self._child.wait()

    def _stop(self, number: int, frame: object) -> None:
        self._is_over.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()


def _end_with_parent() -> None:
    """Linux: SIGTERM when the parent dies (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
