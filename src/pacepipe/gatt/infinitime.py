"""Step Count of InfiniTime (PineTime): a total of the day, u32, little-endian.

The watch also notifies raw motion (three s16, 1024 = 1 g), which pacepipe does not
take, and 0x2A37 as ``00 hr`` with the last value, or 0, after its sensor was
stopped: `gatt.heart_rate` reads that, and `signals` judges it.

References
----------
InfiniTime, doc/MotionService.md and issues 682, 1072, 1270, 2293 (facts only).
"""

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, RejectReason
from pacepipe.gatt.frame_bytes import FrameBytes, judge

_BYTES = 4


def step_count(batch: FrameBatch) -> NumberReadings:
    """Steps since the watch's midnight or restart, as sent.

    The frame ``D2 04 00 00`` is 0x000004D2 = 1234.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("D2 04 00 00")])
    >>> step_count(batch).value.tolist()
    [1234]
    """
    frames = FrameBytes.of(batch)
    verdict = judge(
        len(batch),
        (frames.length == 0, RejectReason.EMPTY),
        (frames.length < _BYTES, RejectReason.TRUNCATED),
        (frames.length > _BYTES, RejectReason.TRAILING_BYTES),
    )
    return NumberReadings(
        frame_index=verdict.accepted,
        value=frames.u32(0)[verdict.accepted],
        rejects=verdict.rejects,
    )
