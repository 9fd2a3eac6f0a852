"""What the bytes of a GATT characteristic mean, a whole batch at a time.

Nothing here raises, whatever the bytes: a frame that cannot be read is named
among the rejects with its reason, and yields no value at all. Nothing is judged
either; a heart rate of 0 is passed on as sent, for `signals` to flag.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from pacepipe.domain import characteristic as known
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import NumberReadings, Readings, RejectReason, Rejects
from pacepipe.gatt.colmi import colmi_frame
from pacepipe.gatt.current_time import current_time
from pacepipe.gatt.heart_rate import heart_rate_measurement
from pacepipe.gatt.infinitime import step_count
from pacepipe.gatt.packet import packet
from pacepipe.gatt.polar_pmd import acceleration
from pacepipe.gatt.running import rsc_measurement
from pacepipe.gatt.single_value import battery_level, body_sensor_location, rsc_feature
from pacepipe.gatt.text import device_information_text

__all__ = [
    "DECODERS",
    "acceleration",
    "battery_level",
    "body_sensor_location",
    "colmi_frame",
    "current_time",
    "decode",
    "device_information_text",
    "heart_rate_measurement",
    "packet",
    "rsc_feature",
    "rsc_measurement",
    "step_count",
]

DECODERS: Final[Mapping[int, Callable[[FrameBatch], Readings]]] = {
    known.HEART_RATE_MEASUREMENT: heart_rate_measurement,
    known.BODY_SENSOR_LOCATION: body_sensor_location,
    known.RSC_MEASUREMENT: rsc_measurement,
    known.RSC_FEATURE: rsc_feature,
    known.BATTERY_LEVEL: battery_level,
    known.CURRENT_TIME: current_time,
    known.COLMI_WRITE: colmi_frame,
    known.COLMI_NOTIFY: colmi_frame,
    known.INFINITIME_STEP_COUNT: step_count,
    known.POLAR_PMD_DATA: acceleration,
    known.POLAR_PMD_CONTROL: packet,
    known.POLAR_PSFTP_MTU: packet,
    known.POLAR_PSFTP_D2H: packet,
    known.POLAR_PSFTP_H2D: packet,
    **dict.fromkeys(known.DEVICE_INFORMATION_TEXT, device_information_text),
}
"""The decoder of each characteristic that pacepipe reads."""


def decode(characteristic: int, batch: FrameBatch) -> Readings:
    """Readings of a batch of frames of one characteristic.

    Parameters
    ----------
    characteristic : int
        Assigned number. One that has no decoder rejects every frame as
        UNKNOWN_CHARACTERISTIC.
    batch : FrameBatch
        Payloads of that characteristic, of any content.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("10 46 40 03"), b""])
    >>> readings = decode(0x2A37, batch)
    >>> readings.frame_index.tolist(), readings.rejects.reasons[0].value
    ([0], 'empty')
    """
    decoder = DECODERS.get(characteristic, _unknown)
    return decoder(batch)


def _unknown(batch: FrameBatch) -> NumberReadings:
    nothing = np.zeros(0, dtype=np.int64)
    return NumberReadings(
        frame_index=nothing,
        value=nothing,
        rejects=Rejects(
            frame_index=np.arange(len(batch), dtype=np.int64),
            reasons=(RejectReason.UNKNOWN_CHARACTERISTIC,) * len(batch),
        ),
    )
