"""Hours of a person's own clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from pacepipe.domain.arrays import IntArray


def local_hours(minute_ms: IntArray, zone: str) -> IntArray:
    """Hour of the person's clock of each minute; its offset is that of the hour."""
    hour_ms = minute_ms // 3_600_000 * 3_600_000
    distinct, place = np.unique(hour_ms, return_inverse=True)
    offsets = [
        datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).utcoffset() or timedelta()
        for at in distinct.tolist()
    ]
    offset_ms = np.array([each // timedelta(milliseconds=1) for each in offsets])
    local = minute_ms + (offset_ms[place] if len(place) else 0)
    hours: IntArray = local // 3_600_000 % 24
    return hours
