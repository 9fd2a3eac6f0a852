"""Packets that mean something only together: taken as they are, one by one.

The messages that they make up are read out of whole conversations, see
`polar_transcript`; a packet alone can only be empty.
"""

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, RejectReason
from pacepipe.gatt.frame_bytes import FrameBytes, judge


def packet(batch: FrameBatch) -> NumberReadings:
    """First byte of each packet that has one.

    Examples
    --------
    >>> packet(FrameBatch.from_payloads([bytes.fromhex("02 00"), b""])).value.tolist()
    [2]
    """
    frames = FrameBytes.of(batch)
    verdict = judge(len(batch), (frames.length == 0, RejectReason.EMPTY))
    return NumberReadings(
        frame_index=verdict.accepted,
        value=frames.u8(0)[verdict.accepted],
        rejects=verdict.rejects,
    )
