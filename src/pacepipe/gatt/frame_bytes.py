"""The bytes of a whole batch, read by position, and the verdict on each frame.

A field is read from all frames in one step, whether or not a frame is long
enough to have it: what is read past the end of a frame is garbage, so a decoder
judges every frame by its length first and keeps only what it accepted.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, ByteArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason, Rejects

_PADDING_BYTES: Final = 16
"""More than the largest fixed layout (10 bytes, RSC Measurement), so that a read
past the end of the last frame stays inside the array."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameBytes:
    """Little-endian fields of many frames at once.

    Attributes
    ----------
    padded : (total + padding,) uint8
    start : (n,) int64
        Where each frame begins in `padded`.
    length : (n,) int64
        Bytes of each frame.
    """

    padded: ByteArray
    start: IntArray
    length: IntArray

    @classmethod
    def of(cls, batch: FrameBatch) -> "FrameBytes":
        """The frames of a batch; the batch itself is left alone."""
        padding = np.zeros(_PADDING_BYTES, dtype=np.uint8)
        return cls(
            padded=np.concatenate([batch.data, padding]),
            start=batch.offsets[:-1],
            length=np.diff(batch.offsets),
        )

    def take(self, frame_index: IntArray) -> "FrameBytes":
        """The same for some of the frames, in the order given."""
        return FrameBytes(
            padded=self.padded,
            start=self.start[frame_index],
            length=self.length[frame_index],
        )

    def u8(self, position: IntArray | int) -> IntArray:
        """The byte at a position of each frame."""
        value: IntArray = self.padded[self.start + position].astype(np.int64)
        return value

    def u16(self, position: IntArray | int) -> IntArray:
        """Two bytes, the low one first."""
        low, high = self.u8(position), self.u8(position + 1)
        return low | high << 8

    def u32(self, position: IntArray | int) -> IntArray:
        """Four bytes, the lowest first."""
        low, high = self.u16(position), self.u16(position + 2)
        return low | high << 16


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Which frames are readable, and why the others are not.

    Attributes
    ----------
    accepted : (n,) int64
        Positions of the readable frames in the batch, ascending.
    rejects : Rejects
    """

    accepted: IntArray
    rejects: Rejects


def judge(frame_count: int, *tests: tuple[BoolArray, RejectReason]) -> Verdict:
    """Verdict on each frame: the first test that is true names the reason.

    Parameters
    ----------
    frame_count : int
    *tests : pairs of (frame_count,) bool and RejectReason
        The most telling reason first.

    Examples
    --------
    >>> verdict = judge(3, (np.array([False, True, False]), RejectReason.EMPTY))
    >>> verdict.accepted.tolist(), verdict.rejects.frame_index.tolist()
    ([0, 2], [1])
    """
    code = np.zeros(frame_count, dtype=np.int8)
    for number in range(len(tests), 0, -1):
        code[tests[number - 1][0]] = number
    rejected = np.flatnonzero(code)
    reasons = tuple(tests[number - 1][1] for number in code[rejected].tolist())
    return Verdict(
        accepted=np.flatnonzero(code == 0),
        rejects=Rejects(frame_index=rejected, reasons=reasons),
    )
