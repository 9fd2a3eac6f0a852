"""The two clocks that every frame is stamped with.

The monotonic one puts frames in order and measures gaps, whatever happens to the
wall clock; the wall clock says when. Both are taken in the notification callback,
before anything else.
"""

import time
import uuid
from pathlib import Path
from typing import Final, Protocol

_BOOT_ID_FILE: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Where the collector reads the time."""

    @property
    def boot_id(self) -> str:
        """Name of the boot that `boot_ns` counts from."""

    def boot_ns(self) -> int:
        """Monotonic clock, ns; comparable within one `boot_id`."""

    def utc_us(self) -> int:
        """Wall clock, µs since 1970-01-01 UTC."""


class SystemClock:
    """The clocks of this machine.

    The monotonic one is CLOCK_BOOTTIME, which goes on during suspend, where the
    system has it (Linux), and `time.monotonic_ns` elsewhere. Where the system
    does not name its boots, the name stands for this process alone: two runs are
    then never taken for one, and the wall clock joins them.
    """

    def __init__(self) -> None:
        self._boot_id = _kernel_boot_id() or f"process-{uuid.uuid4()}"
        self._boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)

    @property
    def boot_id(self) -> str:
        """Name of the boot; the same for the life of this clock."""
        return self._boot_id

    def boot_ns(self) -> int:
        """Monotonic clock, ns since boot."""
        if self._boottime is None:
            return time.monotonic_ns()
        return time.clock_gettime_ns(self._boottime)

    def utc_us(self) -> int:
        """Wall clock, µs since 1970-01-01 UTC."""
        return time.time_ns() // 1000


def _kernel_boot_id() -> str | None:
    try:
        return _BOOT_ID_FILE.read_text(encoding="ascii").strip() or None
    except OSError:
        return None
