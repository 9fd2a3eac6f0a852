"""The collector: every byte that a strap sends, into the journal. bleak lives here."""

from pacepipe.collect.clock import Clock, SystemClock
from pacepipe.collect.device_time import WatchClock, set_current_time
from pacepipe.collect.help_notes import HelpNote, HelpNotes, read_help
from pacepipe.collect.ladder import Barren, LadderPolicy, Rung
from pacepipe.collect.link import run_link
from pacepipe.collect.live import ContactWord, LinkWord, LiveStatus, live_line
from pacepipe.collect.lookout import Lookout, Sighting, scan
from pacepipe.collect.pairing import (
    Met,
    identify,
    meet,
    pair,
    the_only_one,
    try_on,
    unclear,
)
from pacepipe.collect.polar import (
    LeftOnStrap,
    PolarRecorder,
    Unusable,
    started_at_of,
)
from pacepipe.collect.radio import Radio
from pacepipe.collect.recording import Recorded, record
from pacepipe.collect.ring import (
    RingHeartRate,
    RingSteps,
    RingSync,
    is_ring,
    sync_ring,
)
from pacepipe.collect.session import LinkPolicy, Listening, StrapTarget
from pacepipe.collect.station import Station
from pacepipe.collect.supervisor import Supervisor, restart_count
from pacepipe.collect.visit import SEARCH_S, Visit, find, visit
from pacepipe.collect.wishes import LEFT_ALONE, Asked, RecordingWish, Wish, Wishes
from pacepipe.gatt.polar_transcript import StoredRecording

__all__ = [
    "LEFT_ALONE",
    "SEARCH_S",
    "Asked",
    "Barren",
    "Clock",
    "ContactWord",
    "HelpNote",
    "HelpNotes",
    "LadderPolicy",
    "LeftOnStrap",
    "LinkPolicy",
    "LinkWord",
    "Listening",
    "LiveStatus",
    "Lookout",
    "Met",
    "PolarRecorder",
    "Radio",
    "Recorded",
    "RecordingWish",
    "RingHeartRate",
    "RingSteps",
    "RingSync",
    "Rung",
    "Sighting",
    "Station",
    "StoredRecording",
    "StrapTarget",
    "Supervisor",
    "SystemClock",
    "Unusable",
    "Visit",
    "WatchClock",
    "Wish",
    "Wishes",
    "find",
    "identify",
    "is_ring",
    "live_line",
    "meet",
    "pair",
    "read_help",
    "record",
    "restart_count",
    "run_link",
    "scan",
    "set_current_time",
    "started_at_of",
    "sync_ring",
    "the_only_one",
    "try_on",
    "unclear",
    "visit",
]
