"""What became of each file, as a row of a table and as JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pacepipe.app import ImportOutcome
from pacepipe.domain.imported import TimeBasis
from pacepipe.errors import PacepipeError
from pacepipe.exchange import FileRefused, Summary

HEADS: Final = (
    "file",
    "result",
    "kind",
    "heart rates",
    "beats",
    "cadences",
    "step rows",
    "sessions",
    "from",
    "to",
)
_UNKNOWN: Final = "-"


def _day(at_ms: int | None, summary: Summary, zone: str) -> str:
    """Local day of an edge of a file."""
    if at_ms is None or summary.basis is TimeBasis.RELATIVE:
        return "no date"
    # a wall clock is written as if it were UTC
    place = UTC if summary.basis is TimeBasis.LOCAL else ZoneInfo(zone)
    try:
        return datetime.fromtimestamp(at_ms / 1000, place).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "no date"


def cells_of(
    path: Path, result: ImportOutcome | PacepipeError, zone: str
) -> Sequence[str]:
    """A row under `HEADS`."""
    if isinstance(result, PacepipeError):
        return (path.name, "refused", *[_UNKNOWN] * (len(HEADS) - 2))
    kind = result.file_format.value
    summary = result.summary
    if summary is None:
        return (path.name, "known already", kind, *[_UNKNOWN] * (len(HEADS) - 3))
    counts = (
        summary.hr_count,
        summary.beat_count,
        summary.cadence_count,
        summary.step_row_count,
        summary.session_count,
    )
    return (
        path.name,
        "imported",
        kind,
        *(str(count) for count in counts),
        _day(summary.first_ms, summary, zone),
        _day(summary.last_ms, summary, zone),
    )


def document_of(path: Path, result: ImportOutcome | PacepipeError) -> dict[str, object]:
    """The same for a program."""
    if isinstance(result, PacepipeError):
        return {
            "file": path.name,
            "result": "refused",
            "what": result.what,
            "means": result.means,
            "remedy": result.remedy,
            "place": str(result.place) if isinstance(result, FileRefused) else None,
        }
    return {
        "file": path.name,
        "result": "known_already" if result.summary is None else "imported",
        "event_id": result.event.event_id,
        "file_format": result.file_format,
        "summary": result.summary,
    }
