"""The frames of a batch of days, as they lie in `raw`.

A frame in the margin of a day is there for that day's sessions; `is_own` says
which day it falls in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.domain.characteristic import INFINITIME_STEP_COUNT
from pacepipe.domain.frame import FrameBatch
from pacepipe.stages.facts import MARGIN_US, SILENCE_US
from pacepipe.stages.stale import StaleDay
from pacepipe.store import Coded, Warehouse

_NUMBER_BYTES: Final = 8
_NEVER_US: Final = 1 << 60
"""After every moment that a clock of ours can say, us since 1970-01-01."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link, and the strap it was."""

    station_id: str
    connection_id: int
    strap_id: str
    profile_id: str


@dataclass(frozen=True, slots=True, eq=False)
class FrameRows:
    """Frames of a batch of days, n rows, ordered by day and arrival.

    Attributes
    ----------
    links : tuple of Link
        Of every strap that anybody of the batch ever had.
    day_index : (n,) int64
        Place of the day in the batch.
    link_index : (n,) int64
        Place of the link in `links`.
    strap_code : (n,) int64
        The same for all links of one strap.
    is_own : (n,) bool
        False in the margin of a day, and of a counter's readings beside it.
    at_ms : (n,) int64
        Arrival, ms since 1970-01-01 UTC; follows from `utc_us`.
    strap_ids : sequence of str
        Strap of each `strap_code`; follows from `links`.
    """

    links: tuple[Link, ...]
    day_index: IntArray
    link_index: IntArray
    strap_code: IntArray
    seq: IntArray
    characteristic: IntArray
    utc_us: IntArray
    is_own: BoolArray
    payloads: FrameBatch
    at_ms: IntArray = field(init=False)
    strap_ids: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        """Derive once what is asked for at every day."""
        object.__setattr__(self, "at_ms", self.utc_us // 1000)
        object.__setattr__(self, "strap_ids", _strap_names(self.links))

    def of_day(self, rows: IntArray, day: int) -> slice:
        """Which of `rows`, rising rows of these frames, are of one day of the batch."""
        first, end = np.searchsorted(self.day_index, [day, day + 1])
        low, high = np.searchsorted(rows, [first, end]).tolist()
        return slice(low, high)

    def station_of(self, rows: IntArray) -> Coded:
        """Station of each row."""
        return Coded(self.link_index[rows], [link.station_id for link in self.links])

    def strap_of(self, rows: IntArray) -> Coded:
        """Strap of each row."""
        return Coded(self.link_index[rows], [link.strap_id for link in self.links])


@dataclass(frozen=True, slots=True, eq=False)
class RecordedBeats:
    """Beats of straps' own recordings that their live streams lack, b rows.

    Attributes
    ----------
    day_index : (b,) int64
        Place of the day in the batch; beats in its margins are there too.
    strap_code : (b,) int64, as in `FrameRows`
    at_ms : (b,) int64, ms UTC
    rr_ms : (b,) float64
    is_ok : (b,) bool
    """

    day_index: IntArray
    strap_code: IntArray
    at_ms: IntArray
    rr_ms: FloatArray
    is_ok: BoolArray


def read_recorded(
    warehouse: Warehouse, days: Sequence[StaleDay], strap_ids: Sequence[str]
) -> RecordedBeats:
    """Recorded beats of the days that still have facts, margins included."""
    known = [(i, day) for i, day in enumerate(days) if day.facts is not None]
    rows = warehouse.columns(
        "day_recorded",
        patient_ids=[day.patient_id for _, day in known],
        day_dates=[day.day_date for _, day in known],
        margin_us=MARGIN_US,
    )
    number = {strap_id: code for code, strap_id in enumerate(strap_ids)}
    places = np.array([i for i, _ in known], dtype=np.int64)
    return RecordedBeats(
        day_index=places[rows["batch_index"].astype(np.int64)],
        strap_code=np.array(
            [number[each] for each in rows["strap_id"]], dtype=np.int64
        ),
        at_ms=rows["at_us"].astype(np.int64) // 1000,
        rr_ms=rows["rr_ms"].astype(np.float64),
        is_ok=rows["is_ok"].astype(np.bool_),
    )


def read_frames(warehouse: Warehouse, days: Sequence[StaleDay]) -> FrameRows:
    """Frames of the days that still have facts, margins included."""
    known = [(i, day, day.facts) for i, day in enumerate(days) if day.facts is not None]
    start_us, end_us = (
        np.array([getattr(facts.day, edge) for *_, facts in known], dtype=np.int64)
        for edge in ("start_us", "end_us")
    )
    patient_ids = [day.patient_id for _, day, _ in known]
    rows = _in_order(
        warehouse.columns(
            "day_frames",
            patient_ids=patient_ids,
            day_dates=[day.day_date for _, day, _ in known],
            from_us=start_us.min(initial=_NEVER_US) - MARGIN_US,
            until_us=end_us.max(initial=0) + MARGIN_US,
            margin_us=MARGIN_US,
            counter=INFINITIME_STEP_COUNT,
            silence_us=SILENCE_US,
        )
    )
    found = warehouse.rows("batch_links", patient_ids=patient_ids)
    links = tuple(Link(**row) for row in found)
    at = rows["batch_index"].astype(np.int64)
    link_index, utc_us = rows["link_index"].astype(np.int64), rows["utc_us"]
    return FrameRows(
        links=links,
        day_index=np.array([i for i, *_ in known], dtype=np.int64)[at],
        link_index=link_index,
        strap_code=_strap_codes(links)[link_index],
        seq=rows["seq"],
        characteristic=rows["characteristic"].astype(np.int64),
        utc_us=utc_us,
        is_own=(utc_us >= start_us[at]) & (utc_us < end_us[at]),
        payloads=_payloads(
            rows["payload_size"], rows["payload_number"], "".join(rows["payload_hex"])
        ),
    )


def _strap_names(links: Sequence[Link]) -> list[str]:
    return sorted({link.strap_id for link in links})


def _strap_codes(links: Sequence[Link]) -> IntArray:
    """A number for the strap of each link."""
    names = _strap_names(links)
    numbers = {name: number for number, name in enumerate(names)}
    return np.array([numbers[link.strap_id] for link in links], dtype=np.int64)


def _in_order(rows: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Frames by day and arrival; most come so, and are left where they are."""
    keys = [rows[name] for name in ("seq", "link_index", "utc_us", "batch_index")]
    order = np.lexsort(keys)
    if np.array_equal(order, np.arange(len(order))):
        return dict(rows)
    return {name: values[order] for name, values in rows.items()}


def _payloads(
    sizes: IntArray, numbers: NDArray[np.uint64], long_hex: str
) -> FrameBatch:
    """Payloads end to end.

    Parameters
    ----------
    sizes : (n,) int64, bytes
    numbers : (n,) uint64
        Those of at most 8 bytes, big-endian.
    long_hex : str
        All others, one after the other.
    """
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    is_short = sizes <= _NUMBER_BYTES
    digits = numbers[is_short].astype(">u8").view(np.uint8).reshape(-1, _NUMBER_BYTES)
    place = np.arange(_NUMBER_BYTES)
    short = digits[place >= _NUMBER_BYTES - sizes[is_short][:, np.newaxis]]
    if not long_hex:
        return FrameBatch(short, offsets)
    data = np.empty(int(offsets[-1]), dtype=np.uint8)
    of_short = np.repeat(is_short, sizes)
    data[of_short] = short
    data[~of_short] = np.frombuffer(bytes.fromhex(long_hex), dtype=np.uint8)
    return FrameBatch(data, offsets)
