"""What the kept bytes of imported files come to, for the night to store."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pacepipe.domain.events import FileImported
from pacepipe.domain.imported_readings import KeptFile, Unreadable
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.exchange import FileRefused, joined, read_file, readings_of, recognise
from pacepipe.exchange.ranking import step_ranks

CHEST_APPS = frozenset({FileFormat.POLAR_SENSOR_LOGGER, FileFormat.HRV_LOGGER})
"""Both listen to chest straps; no other file says where its sensor sat."""


def read_kept(
    folder: Path, said: FileImported, entered_at: datetime
) -> KeptFile | Unreadable:
    """One kept file, read to its end.

    Parameters
    ----------
    folder : Path
        Where files are kept.
    said : FileImported
    entered_at : datetime
        When it was said: a time a day after it is of a bad clock, whenever it is read.

    Returns
    -------
    KeptFile or Unreadable
        The latter where the file is broken or gone.
    """
    path = folder / said.sha256
    if not path.is_file():
        return Unreadable(None, "its kept bytes are missing")
    try:
        recognised = recognise(path)
        records = joined(read_file(path, recognised))
    except FileRefused as refused:
        return Unreadable(str(refused.place), refused.reason)
    as_of_ms = int(entered_at.timestamp() * 1000)
    return KeptFile(
        readings=readings_of(records, ZoneInfo(said.local_zone), as_of_ms),
        step_ranks=step_ranks(records.sources),
        is_chest=recognised.file_format in CHEST_APPS,
    )
