"""The collector: every byte that a strap sends, into the journal. bleak lives here."""

from pacepipe.collect.clock import Clock, SystemClock
from pacepipe.collect.ladder import Barren, LadderPolicy, Rung
from pacepipe.collect.link import run_link
from pacepipe.collect.live import ContactWord, LinkWord, LiveStatus, live_line
from pacepipe.collect.lookout import Lookout, Sighting, scan
from pacepipe.collect.pairing import identify, pair, the_only_one
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
    "LadderPolicy",
    "LinkPolicy",
    "LinkWord",
    "Listening",
    "LiveStatus",
    "Lookout",
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
    "pair",
    "record",
    "restart_count",
    "run_link",
    "scan",
    "sync_ring",
    "the_only_one",
]
