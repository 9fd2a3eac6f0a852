"""How far a file has been read: a bar at a terminal, else a line a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from pacepipe.cli import output
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange import Recognised, Watch, unwatched


class Reading:
    """Says which file is being read; without a terminal, in plain lines."""

    def begin(self, path: Path) -> None:
        """A file comes next."""
        output.say(f"Reading {path.name} …")

    def watched(self, _recognised: Recognised) -> Watch:
        """Who is told about progress within the file."""
        return unwatched

    def end(self) -> None:
        """The file is done with."""


class _Bars(Reading):
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, path: Path) -> None:
        self._task = self._progress.add_task(path.name, total=None)

    def watched(self, recognised: Recognised) -> Watch:
        task = self._task
        if task is None:
            return unwatched
        # a database is not read from its beginning to its end
        is_streamed = recognised.file_format is not FileFormat.GADGETBRIDGE
        total = recognised.size_bytes if is_streamed else None
        self._progress.update(task, total=total)
        return lambda read: self._progress.update(task, completed=read)

    def end(self) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = None


@contextmanager
def reading_aloud() -> Iterator[Reading]:
    """Somebody who says how far it is, on stderr."""
    if not sys.stderr.isatty():
        yield Reading()
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bars(progress)
