"""The bench: every claim about speed and size as a row, beside peers on the same input.

A room is a file of this folder named `room_*.py`; each function in its `CLAIMS`
measures and gives rows. A goal that is not met stays in the table as not met.
`ROOM=collect python -m bench.harness` runs one room, with the rooms behind it whose
names begin so (`pacing`, `pacing_flags`).
"""

import importlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

REPO = Path(__file__).resolve().parents[1]
REPORT = REPO / "build" / "bench.json"


@dataclass(frozen=True)
class Row:
    """One claim, measured.

    Attributes
    ----------
    goal : str
        What was promised; empty where nothing was, and the figure only informs.
    met : bool or None
        None where there is no goal.
    peers : mapping of str to str
        By the name of the peer: its figure in the same run, and the ratio.
    """

    room: str
    claim: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None
    peers: Mapping[str, str] = field(default_factory=dict)


ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "POLARS_MAX_THREADS",
    ),
    "1",
)
"""For the environment of a process that is measured."""


@contextmanager
def one_core() -> Iterator[None]:
    """Hold this process, and those that it starts, to one core meanwhile."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


Claim = Callable[[], Iterable[Row]]


def rooms() -> dict[str, tuple[Claim, ...]]:
    """Every room that exists, with its claims in order."""
    found: dict[str, tuple[Claim, ...]] = {}
    for path in sorted(Path(__file__).parent.glob("room_*.py")):
        module = importlib.import_module(f"bench.{path.stem}")
        found[path.stem.removeprefix("room_")] = module.CLAIMS
    return found


def main() -> int:
    """Measure, print, write the report; 2 for a room that does not exist."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    known = rooms()
    wanted = os.environ.get("ROOM") or ""
    if wanted and wanted not in known:
        console.print(f"There is no room {wanted}; there are: {', '.join(known)}.")
        return 2
    rows: list[Row] = []
    for name, claims in known.items():
        if wanted in {"", name} or name.startswith(f"{wanted}_"):
            for claim in claims:
                console.print(f"{name}: {(claim.__doc__ or '').splitlines()[0]}")
                rows.extend(claim())
    _print(console, rows)
    _write(rows)
    return 0


def _print(console: Console, rows: Iterable[Row]) -> None:
    table = Table("room", "claim", "value", "goal", "met", "peers, in the same run")
    words = {True: "yes", False: "NO", None: ""}
    for row in rows:
        table.add_row(
            row.room,
            row.claim,
            f"{row.value:,.4g} {row.unit}",
            row.goal,
            words[row.met],
            "\n".join(f"{peer}: {figure}" for peer, figure in row.peers.items()),
        )
    console.print(table)
    console.print(_machine())


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {cores} cores, load {load:.1f}"


def _write(rows: Iterable[Row]) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    document = {"machine": _machine(), "rows": [asdict(row) for row in rows]}
    REPORT.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
