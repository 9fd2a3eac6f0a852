"""What a file held, in a few numbers, for the person who imported it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.imported import ImportedRecords, Skipped, TimeBasis


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a whole file.

    Attributes
    ----------
    hr_count, beat_count, cadence_count, step_row_count, session_count : int
        Samples, intervals, samples, intervals and counter readings, and sessions.
    basis : TimeBasis
    first_ms, last_ms : int or None, ms
        Earliest and latest row, in the basis of the file; None without rows.
    devices : tuple of str
        What measured, each once, in the order of the file.
    skipped : mapping of Skipped to int
    """

    hr_count: int
    beat_count: int
    cadence_count: int
    step_row_count: int
    session_count: int
    basis: TimeBasis
    first_ms: int | None
    last_ms: int | None
    devices: tuple[str, ...]
    skipped: Mapping[Skipped, int]

    @property
    def row_count(self) -> int:
        """Everything but sessions."""
        return (
            self.hr_count + self.beat_count + self.cadence_count + self.step_row_count
        )


def summarise(batches: Iterable[ImportedRecords]) -> Summary:
    """Numbers of a file; its batches are looked at one after the other.

    Raises
    ------
    FileRefused
        Where the file is broken: the batches are read here.
    ValueError
        Where there is not one batch.
    """
    counts: Counter[str] = Counter()
    skipped: Counter[Skipped] = Counter()
    edges: list[int] = []
    last: ImportedRecords | None = None
    for batch in batches:
        last = batch
        counts["hr"] += len(batch.hr.at_ms)
        counts["beat"] += len(batch.rr.at_ms)
        counts["cadence"] += len(batch.cadence.at_ms)
        counts["step"] += len(batch.steps.start_ms) + len(batch.totals.at_ms)
        counts["session"] += sum(not span.is_lap for span in batch.spans)
        skipped.update(batch.skipped)
        edges = _edges(edges, batch)
    if last is None:
        raise ValueError("a file has at least one batch")
    return Summary(
        hr_count=counts["hr"],
        beat_count=counts["beat"],
        cadence_count=counts["cadence"],
        step_row_count=counts["step"],
        session_count=counts["session"],
        basis=last.basis,
        first_ms=min(edges, default=None),
        last_ms=max(edges, default=None),
        devices=tuple(dict.fromkeys(source.label for source in last.sources)),
        skipped=dict(skipped),
    )


def _edges(edges: list[int], batch: ImportedRecords) -> list[int]:
    columns: tuple[IntArray, ...] = (
        batch.hr.at_ms,
        batch.rr.at_ms,
        batch.cadence.at_ms,
        batch.steps.start_ms,
        batch.totals.at_ms,
    )
    found = [*edges]
    for column in columns:
        if len(column):
            found += [int(column.min()), int(column.max())]
    return [min(found), max(found)] if found else []
