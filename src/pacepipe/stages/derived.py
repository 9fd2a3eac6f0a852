"""Cadence from a chest strap's accelerometer: derived, never counted as steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.signals.acceleration import derived_cadence, sample_times_ns
from pacepipe.stages.decode import Decoded
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Warehouse

RATES_HZ: Final = (25.0, 50.0, 100.0, 200.0)
"""Rates that an H10 offers (Polar BLE SDK, PMD settings); a measured one is rounded
to the nearest in proportion."""
_NS_A_MS: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Derived:
    """Cadence of n windows of one link, and the frame that each ended in."""

    row: IntArray
    at_ms: IntArray
    cadence_spm: FloatArray
    regularity: FloatArray


def write_derived(
    warehouse: Warehouse, decoded: Decoded, days: Sequence[StaleDay]
) -> None:
    """Append the derived cadence of the batch to `clean.cadence_derived`."""
    frames, sent = decoded.frames, decoded.acceleration
    key = frames.day_index * len(frames.links) + frames.link_index
    for each in np.unique(key[sent.frame_index]).tolist():
        found = _of_link(decoded, np.flatnonzero(key[sent.frame_index] == each))
        if found is None:
            continue
        day = days[each // len(frames.links)]
        link = frames.links[each % len(frames.links)]
        if day.facts is None:
            continue
        at_us = found.at_ms * 1000
        own = (at_us >= day.facts.day.start_us) & (at_us < day.facts.day.end_us)
        count = int(own.sum())
        warehouse.insert(
            "clean.cadence_derived",
            {
                "patient_id": [day.patient_id] * count,
                "day_date": [day.day_date] * count,
                "measured_at": found.at_ms[own].astype("datetime64[ms]"),
                "station_id": [link.station_id] * count,
                "seq": frames.seq[found.row[own]],
                "strap_id": [link.strap_id] * count,
                "cadence_spm": found.cadence_spm[own],
                "regularity": found.regularity[own],
            },
        )


def _of_link(decoded: Decoded, which: IntArray) -> _Derived | None:
    """Derived cadence of one link of one day; None where no rate shows.

    The device's clock gives the spacing of the samples and the station's the time:
    the offset between them is the smallest that any frame shows, that of the frame
    which was least delayed.
    """
    frames, sent = decoded.frames, decoded.acceleration
    order = which[np.argsort(sent.device_ns[which], kind="stable")]
    row, device_ns = sent.frame_index[order], sent.device_ns[order]
    by_frame = np.argsort(sent.sample_frame_index, kind="stable")
    sample_row = sent.sample_frame_index[by_frame]
    low = np.searchsorted(sample_row, row, "left")
    count = np.searchsorted(sample_row, row, "right") - low
    rate_hz = _rate_hz(device_ns, count)
    if rate_hz is None:
        return None
    frame = np.repeat(np.arange(len(row)), count)
    nth = np.arange(len(frame)) - np.repeat(np.cumsum(count) - count, count)
    sample = by_frame[low[frame] + nth]
    told = derived_cadence(
        sample_times_ns(device_ns, frame, rate_hz),
        sent.x_mg[sample],
        sent.y_mg[sample],
        sent.z_mg[sample],
        rate_hz,
    )
    offset_ms = int((frames.at_ms[row] - device_ns // _NS_A_MS).min())
    ended_in = np.minimum(np.searchsorted(device_ns, told.at_ns), len(row) - 1)
    return _Derived(
        row=row[ended_in],
        at_ms=told.at_ns // _NS_A_MS + offset_ms,
        cadence_spm=told.cadence_spm,
        regularity=told.regularity,
    )


def _rate_hz(device_ns: IntArray, count: IntArray) -> float | None:
    """Rate of the samples, by the spacing of frames that follow each other."""
    spacing = np.diff(device_ns)
    is_good = (spacing > 0) & (count[1:] > 0)
    if not is_good.any():
        return None
    measured = float(np.median(count[1:][is_good] * 1e9 / spacing[is_good]))
    return min(RATES_HZ, key=lambda rate: abs(np.log(rate / measured)))
