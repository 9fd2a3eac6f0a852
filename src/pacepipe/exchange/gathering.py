"""Rows as a parser finds them, handed on in batches, so that memory stays bounded."""

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np

from pacepipe.domain.arrays import FloatArray, IntArray
from pacepipe.domain.imported import (
    CadenceSamples,
    HrSamples,
    ImportedRecords,
    ImportedSpan,
    ImportSource,
    PlaceUnit,
    RrIntervals,
    Skipped,
    StepIntervals,
    StepTotals,
    TimeBasis,
)
from pacepipe.domain.vocabulary import FileFormat

BATCH_ROWS: Final = 100_000
"""Rows of one batch: a few MB, and a day of a strap at 1 Hz in one of them."""


class Gathering:
    """What a parser has found since the last batch.

    Rows of a kind lie end to end in one array of numbers. Times fit a float64: 2^53
    ms are 285,000 years.
    """

    def __init__(
        self,
        file_format: FileFormat,
        place_unit: PlaceUnit,
        basis: TimeBasis = TimeBasis.UTC,
    ) -> None:
        self.file_format = file_format
        self.place_unit = place_unit
        self.basis = basis
        self.utc_offset_min: int | None = None
        self.skipped: Counter[Skipped] = Counter()
        self._sources: dict[ImportSource, int] = {}
        self._counters: dict[str, int] = {}
        self._begin()

    def _begin(self) -> None:
        self._hr = array("q")
        self._rr = array("d")
        self._cadence = array("d")
        self._steps = array("d")
        self._totals = array("q")
        self._spans: list[ImportedSpan] = []
        self.skipped = Counter()
        self.row_count = 0

    def source(self, source: ImportSource) -> int:
        """Number of a source; the same one gets the same."""
        return self._sources.setdefault(source, len(self._sources))

    def counter(self, name: str) -> int:
        """Number of a counter; the same name gets the same."""
        return self._counters.setdefault(name, len(self._counters))

    def hr(self, at_ms: int, hr_bpm: int, place: int, source: int) -> None:
        """Add a heart-rate sample."""
        self._hr.extend((at_ms, hr_bpm, place, source))
        self.row_count += 1

    def rr(
        self, at_ms: int, rr_ms: float, segment: int, place: int, source: int
    ) -> None:
        """Add an RR interval."""
        self._rr.extend((at_ms, rr_ms, segment, place, source))
        self.row_count += 1

    def cadence(
        self, at_ms: int, cadence_spm: float, speed_mps: float, place: int, source: int
    ) -> None:
        """Add a cadence on foot; NaN is a speed that is not known."""
        self._cadence.extend((at_ms, cadence_spm, speed_mps, place, source))
        self.row_count += 1

    def steps(
        self, start_ms: int, end_ms: int, step_count: float, place: int, source: int
    ) -> None:
        """Add the steps of an interval."""
        self._steps.extend((start_ms, end_ms, step_count, place, source))
        self.row_count += 1

    def total(
        self, at_ms: int, total: int, counter: int, place: int, source: int
    ) -> None:
        """Add the reading of a step counter."""
        self._totals.extend((at_ms, total, counter, place, source))
        self.row_count += 1

    def span(self, span: ImportedSpan) -> None:
        """Add a session or a lap."""
        self._spans.append(span)

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand on a batch."""
        return self.row_count >= BATCH_ROWS

    def take(self) -> ImportedRecords:
        """What was found since the last batch."""
        hr = _ints(self._hr, 4)
        rr = _floats(self._rr, 5)
        cadence = _floats(self._cadence, 5)
        steps = _floats(self._steps, 5)
        totals = _ints(self._totals, 5)
        records = ImportedRecords(
            file_format=self.file_format,
            basis=self.basis,
            place_unit=self.place_unit,
            sources=tuple(self._sources),
            hr=HrSamples(*hr),
            rr=RrIntervals(_whole(rr[0]), rr[1], *map(_whole, rr[2:])),
            cadence=CadenceSamples(
                _whole(cadence[0]), cadence[1], cadence[2], *map(_whole, cadence[3:])
            ),
            steps=StepIntervals(
                _whole(steps[0]), _whole(steps[1]), steps[2], *map(_whole, steps[3:])
            ),
            totals=StepTotals(*totals),
            counters=tuple(self._counters),
            spans=tuple(self._spans),
            utc_offset_min=self.utc_offset_min,
            skipped=dict(self.skipped),
        )
        self._begin()
        return records


def _ints(rows: "array[int]", width: int) -> list[IntArray]:
    table = np.array(rows, dtype=np.int64).reshape(-1, width)
    return [np.ascontiguousarray(table[:, i]) for i in range(width)]


def _floats(rows: "array[float]", width: int) -> list[FloatArray]:
    table = np.array(rows, dtype=np.float64).reshape(-1, width)
    return [np.ascontiguousarray(table[:, i]) for i in range(width)]


def _whole(column: FloatArray) -> IntArray:
    return column.astype(np.int64)


def joined(batches: Iterable[ImportedRecords]) -> ImportedRecords:
    """All batches of one file as one.

    Raises
    ------
    ValueError
        Where there is none.
    """
    parts = list(batches)
    if not parts:
        raise ValueError("a file has at least one batch")
    last = parts[-1]
    skipped: Counter[Skipped] = Counter()
    for part in parts:
        skipped.update(part.skipped)

    def together(group: str, column: str) -> np.ndarray:
        return np.concatenate([getattr(getattr(p, group), column) for p in parts])

    return ImportedRecords(
        file_format=last.file_format,
        basis=last.basis,
        place_unit=last.place_unit,
        sources=last.sources,
        hr=HrSamples(*(together("hr", c) for c in HrSamples.__slots__)),
        rr=RrIntervals(*(together("rr", c) for c in RrIntervals.__slots__)),
        cadence=CadenceSamples(
            *(together("cadence", c) for c in CadenceSamples.__slots__)
        ),
        steps=StepIntervals(*(together("steps", c) for c in StepIntervals.__slots__)),
        totals=StepTotals(*(together("totals", c) for c in StepTotals.__slots__)),
        counters=last.counters,
        spans=tuple(span for part in parts for span in part.spans),
        utc_offset_min=last.utc_offset_min,
        skipped=dict(skipped),
    )
