"""The Device Information strings: who made it, which model, which one it is.

A strap sends them once a connection, so that this decoder may look at one frame
after another.

References
----------
Bluetooth SIG, Device Information Service 1.1, section 3: UTF-8, no length.
"""

import unicodedata

import numpy as np

from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason, Rejects, TextReadings


def device_information_text(batch: FrameBatch) -> TextReadings:
    """One text a frame, without the NULs that some straps pad it with.

    The frame ``48 31 30 00`` is "H", "1", "0" and one NUL of padding: "H10".

    Parameters
    ----------
    batch : FrameBatch
        Payloads of 0x2A24 to 0x2A29, of any content.

    Returns
    -------
    TextReadings
        A frame that holds nothing but NULs is EMPTY. One that is not UTF-8, or
        holds a control character, is NOT_TEXT: whoever is near can send these
        strings, and they are shown on terminals, where a control character
        would be obeyed.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("48 31 30 00")])
    >>> device_information_text(batch).value
    ('H10',)
    """
    data = batch.data.tobytes()
    edges = batch.offsets.tolist()
    frame_index: list[int] = []
    values: list[str] = []
    rejected: list[int] = []
    reasons: list[RejectReason] = []
    for index in range(len(batch)):
        text = _text_or_reason(data[edges[index] : edges[index + 1]])
        if isinstance(text, RejectReason):
            rejected.append(index)
            reasons.append(text)
        else:
            frame_index.append(index)
            values.append(text)
    return TextReadings(
        frame_index=np.array(frame_index, dtype=np.int64),
        value=tuple(values),
        rejects=Rejects(
            frame_index=np.array(rejected, dtype=np.int64), reasons=tuple(reasons)
        ),
    )


def _text_or_reason(payload: bytes) -> str | RejectReason:
    try:
        text = payload.decode("utf-8").strip("\0")
    except UnicodeDecodeError:
        return RejectReason.NOT_TEXT
    if not text:
        return RejectReason.EMPTY
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        return RejectReason.NOT_TEXT
    return text
