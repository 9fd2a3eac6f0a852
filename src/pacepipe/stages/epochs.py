"""Where the wall clock of a station was set, and which of its frames are set aside.

All of it follows from `raw`, so that it comes out the same whenever it is asked.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, IntArray
from pacepipe.signals.clock_epochs import (
    JUMP_US,
    clock_epochs,
    is_ahead_of_storing,
    is_put_right_later,
)
from pacepipe.store import Warehouse

AHEAD: Final = "ahead_of_storing"
PUT_RIGHT: Final = "put_right_later"
NAMELESS_BOOT: Final = "process-"
"""Where the system does not name its boots, the boot clock stands still in sleep."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Frames of one boot that tell its epochs, n rows in the order of `seq`."""

    seq: IntArray
    boot_us: IntArray
    utc_us: IntArray
    stored_us: IntArray


@dataclass(frozen=True, slots=True)
class ClockEpoch:
    """A stretch of one boot without a jump; `bad_clock_reason` None: it counts."""

    first_seq: int
    last_seq: int
    first_utc_us: int
    last_utc_us: int
    offset_us: int
    bad_clock_reason: str | None


def epochs_of_boot(
    boot_id: str, points: Points, earliest_us: int
) -> tuple[ClockEpoch, ...]:
    """The epochs of one boot, in their order.

    Parameters
    ----------
    boot_id : str
    points : Points
    earliest_us : int, microseconds
        No believable frame is older; what is older says of no other that it is wrong.
    """
    number = clock_epochs(points.boot_us, points.utc_us)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    last = np.flatnonzero(np.diff(number, append=len(number)))
    ahead = is_ahead_of_storing(points.utc_us, points.stored_us)
    is_ahead: BoolArray = np.logical_or.reduceat(ahead, first)
    offset_us = points.utc_us[last] - points.boot_us[last]
    is_believable = ~is_ahead & (points.utc_us[first] >= earliest_us)
    is_out = is_put_right_later(
        offset_us,
        is_believable,
        counts_sleep=not boot_id.startswith(NAMELESS_BOOT),
    )
    return tuple(
        ClockEpoch(
            first_seq=int(points.seq[start]),
            last_seq=int(points.seq[end]),
            first_utc_us=int(points.utc_us[start]),
            last_utc_us=int(points.utc_us[end]),
            offset_us=int(offset_us[epoch]),
            bad_clock_reason=_reason(bool(is_ahead[epoch]), bool(is_out[epoch])),
        )
        for epoch, (start, end) in enumerate(zip(first, last, strict=True))
    )


def _reason(is_ahead: bool, is_out: bool) -> str | None:
    if is_ahead:
        return AHEAD
    return PUT_RIGHT if is_out else None


def write_epochs(warehouse: Warehouse, earliest_us: int) -> None:
    """Write `clean.clock_epoch` anew; to be called inside a transaction."""
    warehouse.execute("clear_clean_clock_epoch")
    rows = warehouse.columns("clock_points", jump_us=JUMP_US)
    if len(rows["seq"]) == 0:
        return
    boots = list(zip(rows["station_id"], rows["boot_id"], strict=True))
    starts = [i for i, boot in enumerate(boots) if i == 0 or boot != boots[i - 1]]
    found = [
        (*boots[start], number, epoch)
        for start, end in zip(starts, [*starts[1:], len(boots)], strict=True)
        for number, epoch in enumerate(
            epochs_of_boot(boots[start][1], _points(rows, start, end), earliest_us)
        )
    ]
    warehouse.insert(
        "clean.clock_epoch",
        {
            "station_id": [station_id for station_id, *_ in found],
            "boot_id": [boot_id for _, boot_id, *_ in found],
            "epoch_number": [number for *_, number, _ in found],
            "first_seq": [epoch.first_seq for *_, epoch in found],
            "last_seq": [epoch.last_seq for *_, epoch in found],
            "first_utc_us": [epoch.first_utc_us for *_, epoch in found],
            "last_utc_us": [epoch.last_utc_us for *_, epoch in found],
            "offset_us": [epoch.offset_us for *_, epoch in found],
            "bad_clock_reason": [epoch.bad_clock_reason for *_, epoch in found],
        },
    )


def _points(rows: dict[str, IntArray], start: int, end: int) -> Points:
    return Points(
        *(rows[name][start:end] for name in ("seq", "boot_us", "utc_us", "stored_us"))
    )
