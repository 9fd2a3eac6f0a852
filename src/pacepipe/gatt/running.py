"""Running Speed and Cadence Measurement, characteristic 0x2A53.

Layout, little-endian: ``flags u8 | speed u16, 1/256 m/s | cadence u8, 1/min |
[stride u16, cm] | [total distance u32, 0.1 m]``. There is no step counter in it;
whether cadence counts steps or strides is a matter of the device profile, so the
number is passed on as sent.

References
----------
Bluetooth SIG, GATT Specification Supplement, "RSC Measurement"; Running Speed
and Cadence Service 1.0, section 3.1.
"""

from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import RejectReason, RscReadings
from pacepipe.gatt.frame_bytes import FrameBytes, judge

_HAS_STRIDE: Final = 0x01
_HAS_DISTANCE: Final = 0x02
_IS_RUNNING: Final = 0x04
_FIXED_BYTES: Final = 4
_STRIDE_BYTES: Final = 2
_DISTANCE_BYTES: Final = 4
_SPEED_PER_MPS: Final = 256.0
_CM_PER_M: Final = 100.0
_DM_PER_M: Final = 10.0


def rsc_measurement(batch: FrameBatch) -> RscReadings:
    """Speed, cadence, stride length and distance of a batch of frames.

    The frame ``07 00 02 50 64 00 10 27 00 00``, byte by byte:

    =============== ==================================================
    ``07``          flags 0000 0111: running, distance and stride present
    ``00 02``       0x0200 = 512/256 = 2.0 m/s
    ``50``          80 a minute, as sent
    ``64 00``       100 cm = 1.00 m
    ``10 27 00 00`` 10000 dm = 1000.0 m
    =============== ==================================================

    Parameters
    ----------
    batch : FrameBatch
        Payloads of 0x2A53, of any content.

    Returns
    -------
    RscReadings
        A frame that is shorter than its flags promise is TRUNCATED, a longer one
        has TRAILING_BYTES; neither yields a value. Reserved flag bits are
        ignored.

    Examples
    --------
    >>> frame = bytes.fromhex("07 00 02 50 64 00 10 27 00 00")
    >>> readings = rsc_measurement(FrameBatch.from_payloads([frame]))
    >>> readings.speed_mps.tolist(), readings.cadence_raw.tolist()
    ([2.0], [80])
    >>> readings.stride_length_m.tolist(), readings.total_distance_m.tolist()
    ([1.0], [1000.0])
    """
    frames = FrameBytes.of(batch)
    flags = frames.u8(0)
    rest = frames.length - _size_bytes(flags)
    verdict = judge(
        len(batch),
        (frames.length == 0, RejectReason.EMPTY),
        (rest < 0, RejectReason.TRUNCATED),
        (rest > 0, RejectReason.TRAILING_BYTES),
    )

    kept = frames.take(verdict.accepted)
    flags = flags[verdict.accepted]
    distance_at = _FIXED_BYTES + np.where(flags & _HAS_STRIDE != 0, _STRIDE_BYTES, 0)
    return RscReadings(
        frame_index=verdict.accepted,
        speed_mps=kept.u16(1) / _SPEED_PER_MPS,
        cadence_raw=kept.u8(3),
        stride_length_m=_where_sent(
            flags & _HAS_STRIDE, kept.u16(_FIXED_BYTES) / _CM_PER_M
        ),
        total_distance_m=_where_sent(
            flags & _HAS_DISTANCE, kept.u32(distance_at) / _DM_PER_M
        ),
        is_running=flags & _IS_RUNNING != 0,
        rejects=verdict.rejects,
    )


def _size_bytes(flags: IntArray) -> IntArray:
    stride = np.where(flags & _HAS_STRIDE != 0, _STRIDE_BYTES, 0)
    distance = np.where(flags & _HAS_DISTANCE != 0, _DISTANCE_BYTES, 0)
    return _FIXED_BYTES + stride + distance


def _where_sent(flag: IntArray, value: FloatArray) -> FloatArray:
    return np.where(flag != 0, value, np.nan)
