"""Time that does not wait: an event loop that jumps over sleeps, and its clock.

Twenty-four hours of one notification a second then run in seconds, through the
same code that a real strap meets. Real threads keep working: while one of them
is at work for the loop (`run_in_executor`, `asyncio.to_thread`), time goes at
its natural pace and no timer fires early because of the jump.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, Final, TypeVar, TypeVarTuple

_Result = TypeVar("_Result")
_Args = TypeVarTuple("_Args")

BOOTED_BEFORE_NS: Final = 3_600_000_000_000
"""The simulated station has been up for an hour when the loop begins, so that a
monotonic zero is never mistaken for a missing value."""


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for no timer: moves the loop's time instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.busy_threads = 0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; jump by `timeout` where nothing is."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self.busy_threads:
            began_s = time.monotonic()
            ready = super().select(timeout)
            self.now_s += time.monotonic() - began_s
            return ready
        self.now_s += timeout
        return ready


class AcceleratedLoop(asyncio.SelectorEventLoop):
    """An asyncio event loop whose `time()` jumps ahead when nothing is ready.

    `time()` begins at 0. With no timer and nothing ready the loop waits for
    real, as any other does. A timer does not wait for an answer from a socket or
    another process: use it with what lives in this process.
    """

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Simulated seconds since the loop was made."""
        return self._jumping.now_s

    def run_in_executor(
        self,
        executor: Any,
        func: Callable[[*_Args], _Result],
        *args: *_Args,
    ) -> asyncio.Future[_Result]:
        """Run `func` in a thread; time goes naturally until it is done."""
        future = super().run_in_executor(executor, func, *args)
        self._jumping.busy_threads += 1
        future.add_done_callback(self._thread_is_done)
        return future

    def _thread_is_done(self, _: asyncio.Future[Any]) -> None:
        self._jumping.busy_threads -= 1

    async def shutdown_default_executor(self, *args: Any, **kwargs: Any) -> None:
        """Wait for the threads, in real time."""
        self._jumping.busy_threads += 1
        try:
            await super().shutdown_default_executor(*args, **kwargs)
        finally:
            self._jumping.busy_threads -= 1


def run_accelerated(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine to its end on an accelerated loop; like `asyncio.run`."""
    with asyncio.Runner(loop_factory=AcceleratedLoop) as runner:
        return runner.run(main)


class SimulatedClock:
    """Both clocks of a simulated station, read off a loop's time.

    Parameters
    ----------
    start_utc : datetime, aware
        Wall clock at the moment the clock is made.
    loop : AbstractEventLoop
        Accelerated or ordinary: with an ordinary loop the clock runs in real
        time from `start_utc`.
    """

    def __init__(self, start_utc: datetime, loop: asyncio.AbstractEventLoop) -> None:
        if start_utc.tzinfo is None:
            raise ValueError("start_utc has no time zone")
        self._loop = loop
        self._loop_zero_s = loop.time()
        self._start_us = round(start_utc.astimezone(UTC).timestamp() * 1_000_000)

    @property
    def boot_id(self) -> str:
        """Name of the simulated boot; the same for the life of this clock."""
        return f"simulated-{self._start_us:x}"

    def boot_ns(self) -> int:
        """Monotonic clock, ns since the simulated boot."""
        return BOOTED_BEFORE_NS + self._elapsed_ns()

    def utc_us(self) -> int:
        """Wall clock, µs since 1970-01-01 UTC."""
        return self._start_us + self._elapsed_ns() // 1000

    def _elapsed_ns(self) -> int:
        return round((self._loop.time() - self._loop_zero_s) * 1e9)
