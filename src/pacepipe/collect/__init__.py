"""The collector: every byte that a strap sends, into the journal. bleak lives here."""

from pacepipe.collect.clock import Clock, SystemClock
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
from pacepipe.collect.radio import Radio
from pacepipe.collect.recording import Recorded, record
from pacepipe.collect.ring import RingHeartRate, RingSteps, RingSync, sync_ring
from pacepipe.collect.session import LinkPolicy, Listening, StrapTarget
from pacepipe.collect.station import Station
from pacepipe.collect.supervisor import Supervisor, restart_count

__all__ = [
    "Barren",
    "Clock",
    "ContactWord",
    "HelpNote",
    "HelpNotes",
    "LadderPolicy",
    "LinkPolicy",
    "LinkWord",
    "Listening",
    "LiveStatus",
    "Lookout",
    "Met",
    "Radio",
    "Recorded",
    "RingHeartRate",
    "RingSteps",
    "RingSync",
    "Rung",
    "Sighting",
    "Station",
    "StrapTarget",
    "Supervisor",
    "SystemClock",
    "identify",
    "live_line",
    "meet",
    "pair",
    "read_help",
    "record",
    "restart_count",
    "run_link",
    "scan",
    "sync_ring",
    "the_only_one",
    "try_on",
    "unclear",
]
