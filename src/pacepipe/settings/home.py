"""Where one home lies on the disk, and how its root is found."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

HOME_VARIABLE: Final = "PACEPIPE_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one house lies.

    Attributes
    ----------
    root : Path
        Absolute.
    config_file, frames, events, warehouse, published : Path
        Files; they need not exist yet.
    temp, state, prefect_home, imports : Path
        Folders. `imports` holds the bytes of imported files under their SHA-256.
    writer_lock : Path
        Held by the one process that writes the warehouse.
    help_notes : Path
        Written by the station alone: straps for which it needs a person.
    """

    root: Path
    config_file: Path
    frames: Path
    events: Path
    warehouse: Path
    temp: Path
    published: Path
    state: Path
    writer_lock: Path
    prefect_home: Path
    ingest_mark: Path
    imports: Path
    help_notes: Path

    @classmethod
    def at(cls, root: Path) -> "Home":
        """The paths of a home whose root is `root`."""
        root = root.expanduser().absolute()
        return cls(
            root=root,
            config_file=root / "pacepipe.toml",
            frames=root / "journal" / "frames.sqlite",
            events=root / "journal" / "events.sqlite",
            warehouse=root / "pacepipe.duckdb",
            temp=root / "tmp",
            published=root / "published" / "clinic.duckdb",
            state=root / "state",
            writer_lock=root / "state" / "writer.lock",
            prefect_home=root / "state" / "prefect",
            ingest_mark=root / "state" / "ingested.json",
            imports=root / "state" / "imports",
            help_notes=root / "state" / "help.json",
        )

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder of the home, outer ones first."""
        return (
            self.root,
            self.frames.parent,
            self.temp,
            self.published.parent,
            self.state,
            self.prefect_home,
        )


def home_root(flag: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """Root of the home: the flag, else `PACEPIPE_HOME`, else the user's data folder."""
    if flag is not None:
        return flag
    named = (os.environ if environ is None else environ).get(HOME_VARIABLE)
    return Path(named or platformdirs.user_data_dir("pacepipe", appauthor=False))
