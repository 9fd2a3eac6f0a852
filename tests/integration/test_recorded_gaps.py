"""What an H10 recorded by itself fills the gaps of its live stream, exactly once."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from bleak import BleakClient

from pacepipe.app import Outside, rebuild, writer_lock
from pacepipe.collect.link_log import LinkLog
from pacepipe.collect.lookout import Sighting
from pacepipe.collect.polar import PolarRecorder, recording_name
from pacepipe.domain import characteristic as ch
from pacepipe.domain.frame import Frame
from pacepipe.domain.identity import StrapIdentity
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import heart_rate_measurement
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.polar_h10 import PolarH10, samples_file
from support.ask import ask_work
from support.home import Terminal
from support.played import PATIENT, house_at, night
from support.straps import ADDRESS, START, stored, with_journal
from support.vendors import a_home_with, poured

H10 = StrapIdentity(None, None, None).strap_id(ADDRESS)
RR_MS = tuple(np.random.default_rng(7).integers(740, 860, 400).tolist())
LOST = range(150, 250)
AS_OF = START + timedelta(hours=4)
LATER = timedelta(hours=1)
SECONDS = (
    "select count(*) filter (is_recorded), count(*) filter (not is_recorded) "
    "from clean.hr_second where not is_interpolated"
)
CLASSES = (
    "select distinct c.minute_class from clean.minute_class as c "
    "inner join clean.minute as m using (patient_id, minute_at) "
    "where m.hr_recorded_s > 0"
)


def live_frames(rr_ms: tuple[int, ...] = RR_MS) -> list[Frame]:
    """A frame a beat, without the beats that were lost on the way."""
    found, at_us = [], round(START.timestamp() * 1e6)
    for place, each in enumerate(rr_ms):
        at_us += each * 1000
        if place not in LOST:
            payload = heart_rate_measurement(
                round(60_000 / each), rr_raw=(round(each * 1.024),), contact=None
            )
            found.append(
                Frame(1, ch.HEART_RATE_MEASUREMENT, at_us * 1000, at_us, payload)
            )
    return found


def fetched(path: Path, rr_ms: tuple[int, ...] = RR_MS) -> list[Frame]:
    """The packets of both sides, of one fetch from an emulated strap."""
    strap = PolarH10()
    strap.files[recording_name(START)] = samples_file(rr_ms)
    services = (ch.HEART_RATE_SERVICE,)
    h10 = VirtualPeripheral(ADDRESS, "Polar H10", services, firmware=strap)
    air = VirtualAir([h10])

    async def work(journal, clock):
        client = BleakClient(ADDRESS, backend=air.client, timeout=200)
        await client.connect()
        sighting = Sighting(ADDRESS, "Polar H10", None, frozenset(), None)
        log = await LinkLog.open("polar_h10", sighting, journal, clock)
        recorder = await PolarRecorder.open(client, log, journal)
        await recorder.read_clock(START)
        await recorder.sync()
        await client.disconnect()

    with_journal(path, work)
    return list(stored(path).frames)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = a_home_with(tmp_path / "home", H10)
    poured(root, "polar_h10", live_frames())
    return root


def test_a_recording_fills_the_gap_once_however_often_it_is_fetched(home, tmp_path):
    night(home, AS_OF).raise_if_failed()
    (before,) = ask_work(home, SECONDS)
    assert ask_work(home, CLASSES) == []
    packets = fetched(tmp_path / "f.sqlite")
    for times in (1, 2):
        poured(home, "polar_h10", packets, later=LATER * times)
        night(home, AS_OF).raise_if_failed()
        assert ask_work(
            home,
            "select beat_count, matched_count, filled_count, reason "
            "from clean.recording",
        ) == [(400, 300, 100, None)]
        assert ask_work(
            home,
            "select min(recorded_index), max(recorded_index), count(*) "
            "from clean.recorded_beat",
        ) == [(150, 249, 100)]
    (recorded, live) = ask_work(home, SECONDS)[0]
    assert live == before[1]
    lost_s = sum(RR_MS[i] for i in LOST) / 1000
    assert recorded == pytest.approx(lost_s, abs=5)
    assert ask_work(home, "select sum(hr_recorded_s) from clean.minute") == [
        (recorded,)
    ]
    assert ask_work(home, CLASSES) == [("worn_good",)]
    assert ask_work(home, "select count(*) from clean.reject") == [(0,)]
    with house_at(home, AS_OF) as house, writer_lock(house.home):
        report = rebuild(house)
    assert report.is_identical, report


def test_a_filled_gap_is_walked_back_to_the_packets_it_came_in(home, tmp_path):
    packets = fetched(tmp_path / "f.sqlite")
    poured(home, "polar_h10", packets, later=LATER)
    night(home, AS_OF).raise_if_failed()
    at = Terminal(home, Outside(now=lambda: AS_OF))
    answer = at.manages(f"why --json {PATIENT} {START.date()} hr_median_bpm")
    (walk,) = answer.document["walks"]
    held = {row["table_name"]: row["row_count"] for row in walk["readings"]}
    assert held["clean.recorded_beat"] == len(LOST)
    (link,) = [
        row for row in walk["frames"] if row["table_name"] == "clean.recorded_beat"
    ]
    ((sent,),) = ask_work(
        home,
        "select count(*) from raw.frame where connection_id = "  # noqa: S608
        f"{link['connection_id']} and characteristic in "
        f"({ch.POLAR_PSFTP_MTU}, {ch.POLAR_PSFTP_H2D})",
    )
    assert link["frame_count"] == sent > 0


def test_a_recording_of_somebody_elses_heart_is_set_aside(home, tmp_path):
    night(home, AS_OF).raise_if_failed()
    before = ask_work(home, SECONDS)
    other = tuple(1500 - each for each in RR_MS)
    poured(home, "polar_h10", fetched(tmp_path / "f.sqlite", other), later=LATER)
    night(home, AS_OF).raise_if_failed()
    assert ask_work(
        home, "select matched_count, filled_count, reason from clean.recording"
    ) == [(0, 0, "no_match")]
    assert ask_work(home, SECONDS) == before


def test_the_clock_of_the_strap_is_kept_as_it_was_read(home, tmp_path):
    poured(home, "polar_h10", fetched(tmp_path / "f.sqlite"))
    night(home, AS_OF).raise_if_failed()
    assert ask_work(
        home, "select verdict, is_trusted, reason from clean.device_clock"
    ) == [("wrong", False, "never_set")]


def test_beats_of_a_wrong_clock_place_no_recording(tmp_path):
    root = a_home_with(tmp_path / "home", H10)
    poured(root, "polar_h10", live_frames(), clock_off=-timedelta(days=3))
    poured(root, "polar_h10", fetched(tmp_path / "f.sqlite"), later=LATER)
    night(root, AS_OF).raise_if_failed()
    assert ask_work(
        root, "select distinct bad_clock_reason from clean.clock_epoch order by all"
    ) == [("put_right_later",), (None,)]
    assert ask_work(root, "select filled_count, reason from clean.recording") == [
        (0, "no_live_beats")
    ]
