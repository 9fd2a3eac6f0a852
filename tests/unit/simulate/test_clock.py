import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from pacepipe.simulate.clock import AcceleratedLoop, SimulatedClock, run_accelerated

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_a_day_of_sleeping_takes_no_time():
    async def a_day() -> float:
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time()

    began = time.monotonic()
    assert run_accelerated(a_day()) == pytest.approx(86_400, abs=1.0)
    assert time.monotonic() - began < 2.0


def test_sleepers_wake_in_the_order_of_their_times():
    async def in_order() -> list[int]:
        woken: list[int] = []

        async def sleeper(seconds: int) -> None:
            await asyncio.sleep(seconds)
            woken.append(seconds)

        await asyncio.gather(*(sleeper(s) for s in (500, 3, 40, 1)))
        return woken

    assert run_accelerated(in_order()) == [1, 3, 40, 500]


def test_a_working_thread_is_not_outrun_by_a_timer():
    async def slow_thread() -> str:
        async with asyncio.timeout(5):
            return await asyncio.to_thread(lambda: time.sleep(0.2) or "done")

    assert run_accelerated(slow_thread()) == "done"


def test_a_thread_can_wake_the_loop():
    async def woken() -> bool:
        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        thread = threading.Timer(0.05, loop.call_soon_threadsafe, (event.set,))
        thread.start()
        await event.wait()
        thread.join()
        return event.is_set()

    assert run_accelerated(woken())


def test_both_clocks_follow_the_loop():
    async def clocks() -> tuple[int, int, str, str]:
        clock = SimulatedClock(START, asyncio.get_running_loop())
        boot_ns, utc_us, boot_id = clock.boot_ns(), clock.utc_us(), clock.boot_id
        await asyncio.sleep(3600)
        return (
            clock.boot_ns() - boot_ns,
            clock.utc_us() - utc_us,
            boot_id,
            clock.boot_id,
        )

    elapsed_ns, elapsed_us, before, after = run_accelerated(clocks())
    assert elapsed_ns == pytest.approx(3600e9, abs=1e7)
    assert elapsed_us == pytest.approx(3600e6, abs=1e4)
    assert before == after


def test_the_wall_clock_begins_where_it_is_told():
    loop = AcceleratedLoop()
    try:
        clock = SimulatedClock(START.astimezone(), loop)
        assert clock.utc_us() == (
            START - datetime(1970, 1, 1, tzinfo=UTC)
        ) // timedelta(microseconds=1)
        with pytest.raises(ValueError, match="time zone"):
            SimulatedClock(START.replace(tzinfo=None), loop)
    finally:
        loop.close()
