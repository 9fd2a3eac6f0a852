"""The composition root: builds the house from its settings, and runs its nights."""

from pacepipe.app.baseline import propose_baseline_now
from pacepipe.app.between import propose_now, refresh
from pacepipe.app.house import House, Outside, configure_logging, utc_now
from pacepipe.app.imports import ImportOutcome, ImportWish, import_file
from pacepipe.app.lock import writer_lock
from pacepipe.app.night import Night, NightReport, run_night
from pacepipe.app.orchestrator import run_flow
from pacepipe.app.rebuild import RebuildReport, rebuild
from pacepipe.app.retention import prune_journal

__all__ = [
    "House",
    "ImportOutcome",
    "ImportWish",
    "Night",
    "NightReport",
    "Outside",
    "RebuildReport",
    "configure_logging",
    "import_file",
    "propose_baseline_now",
    "propose_now",
    "prune_journal",
    "rebuild",
    "refresh",
    "run_flow",
    "run_night",
    "utc_now",
    "writer_lock",
]
