"""Kept files of other apps and watches into `raw`, each once and whole."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np

from pacepipe.domain.arrays import IntArray
from pacepipe.domain.events import FileImported
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.imported import ImportedRecords, TimeBasis
from pacepipe.domain.imported_readings import (
    TIME_FLAGS,
    ImportedReadings,
    KeptFile,
    TimeFlag,
    Unreadable,
)
from pacepipe.signals import HR_FLAGS, RR_FLAGS, STEP_FLAGS
from pacepipe.store import Coded, Column, Warehouse

log = logging.getLogger(__name__)

ReadKept = Callable[[FileImported, datetime], KeptFile | Unreadable]
"""How the bytes of a statement are read, and when it was entered."""

Known = Mapping[tuple[str, str, str], int]

KINDS: Final = ("hr", "rr", "cadence", "steps", "session", "lap")
_OK: Final = ("ok",)


@dataclass(frozen=True, slots=True)
class FilesRead:
    """How many files are new in `raw`, and how many were set aside."""

    file_count: int
    trouble_count: int


def read_imports(
    warehouse: Warehouse, histories: Sequence[PersonHistory], read: ReadKept
) -> FilesRead:
    """Store every imported file that counts and is not in `raw` yet.

    A transaction a file; one that cannot be read is named in `ops.import_trouble`,
    looked at again by the next run, and stops no other.
    """
    known = dict(known_files(warehouse))
    count = 0
    trouble: list[tuple[str, str, str, str | None, str]] = []
    for history in histories:
        for event, said in history.of(FileImported):
            key = (history.patient_id, said.sha256, said.local_zone)
            if key in known:
                continue
            kept = read(said, event.entered_at)
            if isinstance(kept, Unreadable):
                log.error("import set aside event=%s", event.event_id)
                trouble.append(
                    (event.event_id, key[0], said.sha256, kept.place, kept.reason)
                )
                continue
            known[key] = max(known.values(), default=0) + 1
            with warehouse.transaction():
                _write_file(warehouse, known[key], key, said, kept)
            count += 1
    with warehouse.transaction():
        warehouse.execute("clear_ops_import_trouble")
        if trouble:
            names = ("event_id", "patient_id", "sha256", "place", "reason")
            columns = zip(names, zip(*trouble, strict=True), strict=True)
            warehouse.insert(
                "ops.import_trouble", {name: list(said) for name, said in columns}
            )
    return FilesRead(count, len(trouble))


def known_files(warehouse: Warehouse) -> Known:
    """Number of each file in `raw`, by person, digest and zone."""
    return {
        (row["patient_id"], row["sha256"], row["local_zone"]): int(row["import_no"])
        for row in warehouse.rows("import_files_known")
    }


def write_counted(
    warehouse: Warehouse, histories: Sequence[PersonHistory]
) -> dict[str, set[date]]:
    """Write anew which files count.

    Returns
    -------
    dict
        Days that they may tell of, by person: those in UTC and their neighbours, so
        that every zone and a walk over midnight is among them.
    """
    known = known_files(warehouse)
    rows: dict[int, tuple[str, str]] = {}
    for history in histories:
        for event, said in history.of(FileImported):
            number = known.get((history.patient_id, said.sha256, said.local_zone))
            if number is not None:
                rows.setdefault(number, (history.patient_id, event.event_id))
    warehouse.execute("clear_clean_import_counted")
    if rows:
        warehouse.insert(
            "clean.import_counted",
            {
                "import_no": list(rows),
                "patient_id": [patient_id for patient_id, _ in rows.values()],
                "event_id": [event_id for _, event_id in rows.values()],
            },
        )
    dates: dict[str, set[date]] = {}
    for row in warehouse.rows("import_days"):
        around = (row["day_date"] + timedelta(days=ahead) for ahead in (-1, 0, 1))
        dates.setdefault(row["patient_id"], set()).update(around)
    return dates


def _write_file(
    warehouse: Warehouse,
    import_no: int,
    key: tuple[str, str, str],
    said: FileImported,
    kept: KeptFile,
) -> None:
    records = kept.readings.records
    parts = [*_parts(kept.readings), _spans(records)]
    sizes = [len(part["kind"]) for part in parts]
    patient_id, sha256, local_zone = key
    warehouse.insert(
        "raw.import_file",
        {
            "import_no": [import_no],
            "patient_id": [patient_id],
            "sha256": [sha256],
            "local_zone": [local_zone],
            "file_format": [said.file_format.value],
            "place_unit": [records.place_unit.value],
            "row_count": [sum(sizes)],
        },
    )
    sources = records.sources
    if sources:
        warehouse.insert(
            "raw.import_source",
            {
                "import_no": [import_no] * len(sources),
                "source_no": list(range(len(sources))),
                "label": [source.label for source in sources],
                "is_chest": [kept.is_chest] * len(sources),
                "step_rank": kept.step_ranks,
            },
        )
    first = 0
    for part, size in zip(parts, sizes, strict=True):
        if size:
            numbers = {
                "import_no": np.full(size, import_no, dtype=np.int64),
                "row_no": np.arange(first, first + size),
            }
            warehouse.insert("raw.import_row", {**numbers, **part})
        first += size


def _parts(read: ImportedReadings) -> list[dict[str, Column]]:
    """Rows of each kind of value."""
    hr, beats, cadence, steps = read.hr, read.beats, read.cadence, read.steps
    hr_words, rr_words, step_words = (
        [flag.value for flag in flags] for flags in (HR_FLAGS, RR_FLAGS, STEP_FLAGS)
    )
    return [
        _rows("hr", hr, hr.at_ms, read.hr_time)
        | {"value": hr.hr_bpm, "value_flag": Coded(read.hr_code, hr_words)},
        _rows("rr", beats, beats.at_ms, read.beat_time)
        | {
            "value": beats.rr_ms,
            "value_flag": Coded(read.rr_code, rr_words),
            "is_break": read.is_break,
        },
        _rows("cadence", cadence, cadence.at_ms, read.cadence_time)
        | {"value": cadence.cadence_spm, "speed_mps": cadence.speed_mps},
        _rows("steps", steps, steps.start_ms, read.step_time)
        | {
            "until_us": np.maximum(steps.end_ms, steps.start_ms + 1) * 1000,
            "value": steps.step_count,
            "value_flag": Coded(read.step_code, step_words),
            "is_lower_bound": read.is_lower_bound,
        },
    ]


def _rows(kind: str, of: Any, at_ms: IntArray, time: IntArray) -> dict[str, Column]:
    """What every row has; the rest as where there is nothing of it."""
    size = len(at_ms)
    none = np.zeros(size, dtype=np.int64)
    return {
        "kind": Coded(none + KINDS.index(kind), KINDS),
        "source_no": of.source,
        "place": of.place,
        "at_us": at_ms * 1000,
        "time_flag": Coded(time, [flag.value for flag in TIME_FLAGS]),
        "value_flag": Coded(none, _OK),
        "is_break": np.zeros(size, dtype=np.bool_),
        "is_lower_bound": np.zeros(size, dtype=np.bool_),
    }


def _spans(records: ImportedRecords) -> dict[str, Column]:
    """Sessions and laps; without a day where the file tells no instants."""
    spans = records.spans
    flag = TimeFlag.OK if records.basis is TimeBasis.UTC else TimeFlag.UNDATED
    return {
        "kind": ["lap" if span.is_lap else "session" for span in spans],
        "source_no": [span.source for span in spans],
        "place": [span.place for span in spans],
        "at_us": [span.start_ms * 1000 for span in spans],
        "until_us": [span.end_ms * 1000 for span in spans],
        "sport": [span.sport for span in spans],
        "time_flag": [flag.value] * len(spans),
        "value_flag": ["ok"] * len(spans),
        "is_break": [False] * len(spans),
        "is_lower_bound": [False] * len(spans),
    }
