"""What bytes mean, a whole batch at a time.

Every batch names the frame each value came from (`frame_index`, positions in
the `FrameBatch` that was decoded) and the frames that could not be read
(`rejects`). A rejected frame yields no value at all.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray

CONTACT_UNSUPPORTED: Final = -1
CONTACT_LOST: Final = 0
CONTACT_OK: Final = 1


class RejectReason(StrEnum):
    """Why a frame yields no value."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    ODD_TAIL = "odd_tail"
    TRAILING_BYTES = "trailing_bytes"
    OUT_OF_RANGE = "out_of_range"
    NOT_TEXT = "not_text"
    BAD_CHECKSUM = "bad_checksum"
    UNKNOWN_CHARACTERISTIC = "unknown_characteristic"
    UNSUPPORTED_LAYOUT = "unsupported_layout"


@dataclass(frozen=True, slots=True, eq=False)
class Rejects:
    """Frames that could not be decoded, with the reason for each.

    Attributes
    ----------
    frame_index : (m,) int64
    reasons : tuple of RejectReason, length m
    """

    frame_index: IntArray
    reasons: tuple[RejectReason, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HeartRateReadings:
    """Heart Rate Measurement (0x2A37) of n readable frames.

    Attributes
    ----------
    frame_index : (n,) int64
    hr_bpm : (n,) int64
        As sent; 0 means "no measurement" and is judged later, not here.
    contact : (n,) int64
        CONTACT_UNSUPPORTED, CONTACT_LOST or CONTACT_OK.
    energy_kj : (n,) float64
        Energy expended since the strap's reset; NaN where the frame has none.
    beat_frame_index : (b,) int64
        The frame each RR interval came in, oldest first.
    rr_raw : (b,) int64
        RR intervals in 1/1024 s, as sent.
    rejects : Rejects
    """

    frame_index: IntArray
    hr_bpm: IntArray
    contact: IntArray
    energy_kj: FloatArray
    beat_frame_index: IntArray
    rr_raw: IntArray
    rejects: Rejects


@dataclass(frozen=True, slots=True, eq=False)
class RscReadings:
    """RSC Measurement (0x2A53) of n readable frames.

    Attributes
    ----------
    frame_index : (n,) int64
    speed_mps : (n,) float64
    cadence_raw : (n,) int64
        Per minute as sent; steps or strides is a matter of the profile.
    stride_length_m : (n,) float64
        NaN where the frame has none.
    total_distance_m : (n,) float64
        NaN where the frame has none.
    is_running : (n,) bool
    rejects : Rejects
    """

    frame_index: IntArray
    speed_mps: FloatArray
    cadence_raw: IntArray
    stride_length_m: FloatArray
    total_distance_m: FloatArray
    is_running: BoolArray
    rejects: Rejects


@dataclass(frozen=True, slots=True, eq=False)
class NumberReadings:
    """One whole number a frame: battery (%), sensor location, RSC features.

    Attributes
    ----------
    frame_index : (n,) int64
    value : (n,) int64
    rejects : Rejects
    """

    frame_index: IntArray
    value: IntArray
    rejects: Rejects


@dataclass(frozen=True, slots=True, eq=False)
class TextReadings:
    """One text a frame: the Device Information strings.

    Attributes
    ----------
    frame_index : (n,) int64
    value : tuple of str, length n
    rejects : Rejects
    """

    frame_index: IntArray
    value: tuple[str, ...]
    rejects: Rejects


@dataclass(frozen=True, slots=True, eq=False)
class AccelerationReadings:
    """Acceleration of n readable frames with s samples in all.

    Attributes
    ----------
    frame_index : (n,) int64
    device_ns : (n,) int64
        The device's clock at the last sample of each frame, ns since 2000-01-01 in
        whatever zone and to whatever truth that clock is set.
    sample_frame_index : (s,) int64
        The frame each sample came in, oldest first.
    x_mg, y_mg, z_mg : (s,) int64, thousandths of g
    rejects : Rejects
    """

    frame_index: IntArray
    device_ns: IntArray
    sample_frame_index: IntArray
    x_mg: IntArray
    y_mg: IntArray
    z_mg: IntArray
    rejects: Rejects


Readings = (
    HeartRateReadings
    | RscReadings
    | NumberReadings
    | TextReadings
    | AccelerationReadings
)
