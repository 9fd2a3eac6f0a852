"""Files in and out: what other apps and watches wrote, read as it was written."""

from pacepipe.exchange.gathering import joined
from pacepipe.exchange.keeping import Kept, drop, keep
from pacepipe.exchange.opening import Recognised, read_file, recognise
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.readings import readings_of
from pacepipe.exchange.refusal import FileRefused, Place, nothing_to_read
from pacepipe.exchange.summary import Summary, summarise

__all__ = [
    "FileRefused",
    "Kept",
    "Place",
    "Recognised",
    "Summary",
    "Watch",
    "drop",
    "joined",
    "keep",
    "nothing_to_read",
    "read_file",
    "readings_of",
    "recognise",
    "summarise",
    "unwatched",
]
