import time

from pacepipe.collect import SystemClock


def test_the_monotonic_clock_never_goes_back():
    clock = SystemClock()
    stamps = [clock.boot_ns() for _ in range(1000)]
    assert stamps == sorted(stamps)
    assert stamps[0] > 0


def test_the_wall_clock_is_in_microseconds():
    assert abs(SystemClock().utc_us() / 1e6 - time.time()) < 5


def test_the_boot_has_one_name():
    clock = SystemClock()
    assert clock.boot_id
    assert clock.boot_id == clock.boot_id
