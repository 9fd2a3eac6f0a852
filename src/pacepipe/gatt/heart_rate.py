"""Heart Rate Measurement, characteristic 0x2A37.

Layout, little-endian: ``flags u8 | heart rate u8 or u16 | [energy u16, kJ] |
[RR u16 × n, 1/1024 s, oldest first]``. A frame has neither a time nor a number
of its own, so that what is lost on the air cannot be seen in one frame.

References
----------
Bluetooth SIG, GATT Specification Supplement, "Heart Rate Measurement";
Heart Rate Service 1.0, section 3.1.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import (
    CONTACT_LOST,
    CONTACT_OK,
    CONTACT_UNSUPPORTED,
    HeartRateReadings,
    RejectReason,
)
from pacepipe.gatt.frame_bytes import FrameBytes, judge

_WIDE_HEART_RATE: Final = 0x01
_CONTACT_DETECTED: Final = 0x02
_CONTACT_SUPPORTED: Final = 0x04
_HAS_ENERGY: Final = 0x08
_HAS_RR: Final = 0x10
_RR_BYTES: Final = 2


def heart_rate_measurement(batch: FrameBatch) -> HeartRateReadings:
    """Heart rate, skin contact, energy and RR intervals of a batch of frames.

    The frame ``1E 46 05 00 40 03 41 03``, byte by byte:

    ======== =========================================================
    ``1E``   flags 0001 1110: RR present, energy present, contact
             supported, contact detected, heart rate in one byte
    ``46``   70 bpm
    ``05 00`` 5 kJ since the strap's reset
    ``40 03`` 0x0340 = 832/1024 s = 812.5 ms, the older interval
    ``41 03`` 0x0341 = 833/1024 s = 813.5 ms
    ======== =========================================================

    Parameters
    ----------
    batch : FrameBatch
        Payloads of 0x2A37, of any content.

    Returns
    -------
    HeartRateReadings
        Values as sent. The contact bit counts only where the strap says that it
        supports it. Reserved flag bits are ignored.

    Notes
    -----
    A frame whose flags promise bytes that are not there is TRUNCATED, and this
    includes the RR bit without a single interval: nothing is read from it, not
    even its heart rate. Half an interval at the end is ODD_TAIL; bytes that no
    flag announces are TRAILING_BYTES.

    Examples
    --------
    >>> frame = bytes.fromhex("1E 46 05 00 40 03 41 03")
    >>> readings = heart_rate_measurement(FrameBatch.from_payloads([frame]))
    >>> readings.hr_bpm.tolist(), readings.contact.tolist()
    ([70], [1])
    >>> readings.energy_kj.tolist(), readings.rr_raw.tolist()
    ([5.0], [832, 833])
    """
    frames = FrameBytes.of(batch)
    flags = frames.u8(0)
    has_rr = flags & _HAS_RR != 0
    rest = frames.length - _rr_position(flags)
    verdict = judge(
        len(batch),
        (frames.length == 0, RejectReason.EMPTY),
        (rest < 0, RejectReason.TRUNCATED),
        (has_rr & (rest == 0), RejectReason.TRUNCATED),
        (has_rr & (rest % _RR_BYTES != 0), RejectReason.ODD_TAIL),
        (~has_rr & (rest > 0), RejectReason.TRAILING_BYTES),
    )

    kept = frames.take(verdict.accepted)
    flags = flags[verdict.accepted]
    is_wide = flags & _WIDE_HEART_RATE != 0
    rr_count = np.where(
        has_rr[verdict.accepted], rest[verdict.accepted] // _RR_BYTES, 0
    )
    return HeartRateReadings(
        frame_index=verdict.accepted,
        hr_bpm=np.where(is_wide, kept.u16(1), kept.u8(1)),
        contact=_contact(flags),
        energy_kj=_energy_kj(kept, flags, is_wide),
        beat_frame_index=np.repeat(verdict.accepted, rr_count),
        rr_raw=_rr_raw(kept, _rr_position(flags), rr_count),
        rejects=verdict.rejects,
    )


def _rr_position(flags: IntArray) -> IntArray:
    wide = flags & _WIDE_HEART_RATE
    energy = np.where(flags & _HAS_ENERGY != 0, 2, 0)
    return 2 + wide + energy


def _contact(flags: IntArray) -> IntArray:
    detected = np.where(flags & _CONTACT_DETECTED != 0, CONTACT_OK, CONTACT_LOST)
    return np.where(flags & _CONTACT_SUPPORTED != 0, detected, CONTACT_UNSUPPORTED)


def _energy_kj(kept: FrameBytes, flags: IntArray, is_wide: BoolArray) -> FloatArray:
    energy_kj = kept.u16(2 + is_wide.astype(np.int64)).astype(np.float64)
    energy_kj[flags & _HAS_ENERGY == 0] = np.nan
    return energy_kj


def _rr_raw(kept: FrameBytes, position: IntArray, rr_count: IntArray) -> IntArray:
    """Every interval, frame after frame, with no loop over frames.

    The k-th interval of the output belongs to the frame that `repeat` puts
    there; its place within the frame is k less the intervals of earlier frames.
    """
    first = np.repeat(np.cumsum(rr_count) - rr_count, rr_count)
    place = np.arange(len(first), dtype=np.int64) - first
    at = np.repeat(kept.start + position, rr_count) + _RR_BYTES * place
    low = kept.padded[at].astype(np.int64)
    return low | kept.padded[at + 1].astype(np.int64) << 8
