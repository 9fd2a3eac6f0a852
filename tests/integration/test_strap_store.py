"""What straps keep for themselves: the station tends to it, and so do the commands."""

import asyncio
import signal
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pacepipe.app import House
from pacepipe.collect import (
    LEFT_ALONE,
    Asked,
    Radio,
    RecordingWish,
    Station,
    StrapTarget,
    Wish,
)
from pacepipe.collect.polar import recording_name
from pacepipe.domain import characteristic as number
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.events import StrapAssigned, StrapPaired
from pacepipe.domain.frame import FrameBatch, LinkEvent, LinkEventKind
from pacepipe.domain.identity import StrapIdentity
from pacepipe.errors import DatabaseBusy, DiskTrouble
from pacepipe.gatt import polar_psftp
from pacepipe.gatt.current_time import current_time
from pacepipe.gatt.polar_psftp import Operation, Query
from pacepipe.gatt.polar_transcript import recordings_of
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.colmi import ColmiRing, ring_peripheral
from pacepipe.simulate.infinitime import InfiniTimeWatch, watch_peripheral
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from pacepipe.simulate.polar_h10 import PolarH10, samples_file
from support.child import running
from support.home import Terminal, a_home, with_a_patient
from support.straps import (
    ADDRESS,
    IDENTITY,
    START,
    Stored,
    a_strap,
    a_target,
    one_hz,
    stored,
    the_profile,
    with_journal,
)

POLAR = StrapIdentity("Polar Electro Oy", "H10", "7A00F1", "3.1.1")
H10 = StrapTarget(POLAR.strap_id(ADDRESS), the_profile("polar_h10"), ADDRESS)
RING_ID = StrapIdentity(None, None, None).strap_id(ADDRESS)
RING = StrapTarget(RING_ID, the_profile("colmi_r0x"), ADDRESS)
WATCH = StrapTarget(
    StrapIdentity("PINE64", "PineTime", None).strap_id(ADDRESS),
    the_profile("infinitime"),
    ADDRESS,
)
BEATS = tuple((s * 0.8, 800 + s % 7) for s in range(4000))


def a_h10(firmware: PolarH10, **changes: Any) -> VirtualPeripheral:
    return a_strap(
        900, identity=POLAR, name="Polar H10 7A00F1", firmware=firmware, **changes
    )


def served(
    path: Path,
    air: VirtualAir,
    target: StrapTarget,
    seconds: float | tuple[float, ...],
    wishes: Asked,
) -> Stored:
    """Run a station for some seconds of strap time; what the journal then holds.

    With several spans of seconds one station after another.
    """

    async def work(journal: Any, clock: Any) -> None:
        air.now_s()
        for span_s in seconds if isinstance(seconds, tuple) else (seconds,):
            stop = asyncio.Event()
            asyncio.get_running_loop().call_later(span_s, stop.set)
            station = Station(
                Radio(air.scanner, air.client),
                journal,
                clock,
                lambda: (target,),
                wishes=wishes,
            )
            await station.run(stop)

    with_journal(path, work)
    return stored(path)


def at(second: float) -> datetime:
    """A moment of strap time, by the station's clock."""
    return START + timedelta(seconds=second)


def between(air: VirtualAir, *sessions: tuple[float, float]) -> Asked:
    """Somebody moves for a while, once or more often."""

    def recording(_: str) -> RecordingWish:
        now_s, ended = air.now_s(), None
        for from_s, until_s in sessions:
            if from_s <= now_s < until_s:
                return RecordingWish(Wish.RECORD, at(from_s))
            ended = at(until_s) if until_s <= now_s else ended
        return RecordingWish(Wish.FETCH, ended)

    def acceleration(strap_id: str) -> bool:
        return recording(strap_id).wish is Wish.RECORD

    return Asked(recording, acceleration)


def test_a_session_is_recorded_by_the_strap_itself_across_a_lost_link(tmp_path):
    firmware = PolarH10(BEATS)
    air = VirtualAir([a_h10(firmware, outages=((200.0, 260.0),))])

    kept = served(tmp_path / "f.sqlite", air, H10, 600.0, between(air, (30.0, 400.0)))

    (taken,) = recordings_of((f.characteristic, f.payload) for f in kept.frames)
    assert 360 <= sum(taken.recording.rr_ms) / 1000 <= 385
    assert firmware.files == {}
    assert air.ledger(ADDRESS).drop_count == 1


def test_without_a_session_nothing_is_recorded_and_nothing_accelerates(tmp_path):
    firmware = PolarH10(BEATS)
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 120.0, between(air, (900.0, 901.0)))

    assert recordings_of((f.characteristic, f.payload) for f in kept.frames) == ()
    assert kept.of(number.POLAR_PMD_CONTROL) == []
    assert len(kept.of(number.HEART_RATE_MEASUREMENT)) > 100


def taken_from(kept: Stored) -> list[tuple[str, float]]:
    """Name and length in seconds of every recording in the journal, in order."""
    found = recordings_of((f.characteristic, f.payload) for f in kept.frames)
    return [(each.name, sum(each.recording.rr_ms) / 1000) for each in found]


@pytest.mark.parametrize("sessions", [(), ((-900.0, -600.0),)], ids=["none", "earlier"])
def test_a_recording_started_by_hand_goes_on_while_nobody_has_a_session(
    tmp_path, sessions
):
    by_hand = (recording_name(at(-60)), -60.0)
    firmware = PolarH10(BEATS, recording=by_hand)
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 120.0, between(air, *sessions))

    assert firmware.recording == by_hand
    assert taken_from(kept) == []
    assert len(kept.of(number.HEART_RATE_MEASUREMENT)) > 100


def test_a_strap_that_is_to_be_left_alone_is_asked_nothing(tmp_path):
    by_hand = (recording_name(at(-60)), -60.0)
    firmware = PolarH10(BEATS, recording=by_hand, files={"PP20260301T080000Z": b""})
    air = VirtualAir([a_h10(firmware)])
    asked = Asked(lambda _: LEFT_ALONE, lambda _: False)

    kept = served(tmp_path / "f.sqlite", air, H10, 120.0, asked)

    assert (firmware.recording, len(firmware.files)) == (by_hand, 1)
    assert kept.of(number.POLAR_PSFTP_H2D) == []


def test_a_recording_that_outlived_its_session_is_taken_when_the_station_is_back(
    tmp_path,
):
    firmware = PolarH10(BEATS, recording=(recording_name(at(-600)), 0.0))
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 60.0, between(air, (-601.0, -300.0)))

    assert firmware.recording is None
    assert firmware.files == {}
    assert [name for name, _ in taken_from(kept)] == [recording_name(at(-600))]


def test_two_sessions_are_two_recordings_though_the_first_was_never_stopped(tmp_path):
    firmware = PolarH10(BEATS, recording=(recording_name(at(-600)), 0.0))
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 400.0, between(air, (30.0, 300.0)))

    (old, _), (new, new_s) = taken_from(kept)
    assert old == recording_name(at(-600))
    assert recording_name(at(30)) <= new <= recording_name(at(40))
    assert 255 <= new_s <= 275
    assert (firmware.recording, firmware.files) == (None, {})


def test_a_restart_of_the_station_within_a_session_continues_its_recording(tmp_path):
    own = (recording_name(at(-20)), 0.0)
    firmware = PolarH10(BEATS, recording=own)
    air = VirtualAir([a_h10(firmware)])

    served(tmp_path / "f.sqlite", air, H10, 60.0, between(air, (-20.4, 900.0)))

    assert firmware.recording == own


@pytest.mark.parametrize(
    "trouble",
    [
        DatabaseBusy("Busy.", means=ADDRESS, remedy="Wait."),
        DiskTrouble("Full.", means=ADDRESS, remedy="Make room."),
        KeyError(ADDRESS),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_what_fails_beside_the_stream_is_logged_by_kind_and_tried_again(
    tmp_path, caplog, trouble
):
    caplog.set_level("INFO", logger="pacepipe.collect")
    failures = [trouble]
    firmware = PolarH10(BEATS)
    air = VirtualAir([a_h10(firmware)])
    moving = between(air, (0.0, 300.0))

    def recording(strap_id: str) -> RecordingWish:
        if failures:
            raise failures.pop()
        return moving.wants_recording(strap_id)

    wishes = replace(moving, recording=recording)
    kept = served(tmp_path / "f.sqlite", air, H10, 400.0, wishes)

    told = f"{H10.strap_id}: beside the stream: {type(trouble).__name__}"
    assert told in caplog.messages
    assert ADDRESS not in caplog.text
    assert 220 <= sum(length_s for _, length_s in taken_from(kept)) <= 245
    assert len(kept.connections) == 1


def test_a_cut_in_mid_fetch_goes_on_with_the_file_that_was_cut(tmp_path):
    small, large = "PP20260301T080000Z", "PP20260301T180000Z"
    files = {small: samples_file([800, 810]), large: samples_file([700, 710] * 2000)}
    firmware = PolarH10(files=files)
    # 8 kB in packets of 19 bytes, 15 ms apart, take 6.3 s from the start of the link
    air = VirtualAir([a_h10(firmware, outages=((4.0, 30.0),))])

    kept = served(tmp_path / "f.sqlite", air, H10, 120.0, between(air))

    asked = [polar_psftp.read_message(p) for p in kept.of(number.POLAR_PSFTP_H2D)]
    got = [a.path for a in asked if a is not None and a.operation == Operation.GET]
    of_files = [str(path).split("/")[1] for path in got if path != "/"]
    assert air.ledger(ADDRESS).drop_count == 1
    assert of_files == [small, large, large]
    assert [name for name, _ in taken_from(kept)] == [small, large]
    assert firmware.files == {}


IS_KILLED_BEFORE_THE_REMOVAL = """
import os, signal, sys
from pathlib import Path

sys.path[:0] = sys.argv[2:]
import test_strap_store as here


class Deadly(dict):
    def pop(self, *_):
        os.kill(os.getpid(), signal.SIGKILL)


firmware = here.PolarH10()
firmware.files = Deadly({here.WALK: here.samples_file([800, 810])})
air = here.VirtualAir([here.a_h10(firmware)])
here.served(Path(sys.argv[1]), air, here.H10, 60.0, here.between(air))
"""
WALK = "PP20260301T080000Z"


def test_a_station_killed_before_the_removal_has_the_recording_and_once(tmp_path):
    path, here = tmp_path / "f.sqlite", Path(__file__).parent
    with running(IS_KILLED_BEFORE_THE_REMOVAL, path, here, here.parent) as station:
        station.communicate(timeout=60)
        assert station.returncode == -signal.SIGKILL
    in_journal = taken_from(stored(path))

    firmware = PolarH10(files={WALK: samples_file([800, 810])})
    air = VirtualAir([a_h10(firmware)])
    kept = served(path, air, H10, 60.0, between(air))

    assert in_journal == [(WALK, 1.61)]
    assert taken_from(kept) == in_journal
    assert firmware.files == {}
    assert len(kept.connections) == 2


@pytest.mark.parametrize(
    "query",
    [
        Query.SET_LOCAL_TIME,
        Query.GET_LOCAL_TIME,
        Query.START_RECORDING,
        Query.STOP_RECORDING,
        Query.RECORDING_STATUS,
    ],
    ids=lambda query: query.name,
)
def test_a_strap_that_refuses_once_is_asked_again_on_the_same_link(tmp_path, query):
    firmware = PolarH10(BEATS, refuses=(query,))
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 400.0, between(air, (1.0, 200.0)))

    ((_, length_s),) = taken_from(kept)
    # a minute later at either end
    assert 130 <= length_s <= 265
    assert (firmware.recording, firmware.files) == (None, {})
    assert len(kept.connections) == 1


def test_the_accelerometer_runs_during_the_session_alone(tmp_path):
    stream = tuple(
        sorted(
            (
                *one_hz(300),
                *(
                    Notification(
                        second + 0.5,
                        number.POLAR_PMD_DATA,
                        struct.pack("<BQB3h", 2, second * 10**9, 1, second, 0, 1000),
                    )
                    for second in range(300)
                ),
            ),
            key=lambda each: each.at_s,
        )
    )
    air = VirtualAir([a_h10(PolarH10(BEATS), stream=stream)])

    kept = served(tmp_path / "f.sqlite", air, H10, 250.0, between(air, (60.0, 160.0)))

    assert 90 <= len(kept.of(number.POLAR_PMD_DATA)) <= 110
    on, off = kept.of(number.POLAR_PMD_CONTROL)
    assert (on[1], off[1]) == (2, 3)


def test_what_somebody_else_records_on_the_strap_is_left_alone(tmp_path):
    firmware = PolarH10(BEATS, recording=("RUN", 0.0))
    air = VirtualAir([a_h10(firmware)])

    kept = served(tmp_path / "f.sqlite", air, H10, 200.0, between(air, (30.0, 100.0)))

    assert recordings_of((f.characteristic, f.payload) for f in kept.frames) == ()
    assert firmware.recording == ("RUN", 0.0)
    assert len(kept.of(number.HEART_RATE_MEASUREMENT)) > 180


def test_a_ring_in_reach_is_read_when_it_is_due_and_not_listened_to(tmp_path):
    today = START.date()
    ring = ColmiRing(born=START, steps={(today, 28): 120}, heart_rates={})
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])
    hours = timedelta(hours=9).total_seconds()

    kept = served(tmp_path / "f.sqlite", air, RING, hours, between(air, (1e9, 1e9 + 1)))

    syncs = [e for e in kept.events if "clock good" in e.detail]
    assert 2 <= len(syncs) <= 3
    assert air.ledger(ADDRESS).disconnect_count == len(syncs)


def ring_days_asked(kept: Stored, after: int) -> set[int]:
    """Days back for which steps were asked, in the links above one."""
    return {
        f.payload[1]
        for f in kept.frames
        if f.connection_id > after
        and f.characteristic == number.COLMI_WRITE
        and f.payload[0] == 0x43
    }


def test_a_restart_of_the_station_does_not_read_the_week_of_a_ring_again(tmp_path):
    ring = ColmiRing(born=START, steps={(START.date(), 28): 120}, heart_rates={})
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])
    hour_s = 3600.0
    lives_s = (hour_s, 2 * hour_s, 1.5 * hour_s)

    kept = served(tmp_path / "f.sqlite", air, RING, lives_s, between(air))

    # the second station lived within the four hours after what the first one read
    first, second = kept.connections
    assert second.opened_utc_us - first.opened_utc_us >= 4 * hour_s * 1_000_000
    assert ring_days_asked(kept, 0) == set(range(7))
    assert ring_days_asked(kept, first.connection_id) == {0}


def test_the_station_sets_the_clock_of_a_watch_and_reads_it_back(tmp_path):
    watch = InfiniTimeWatch(born=START, clock_offset=timedelta(minutes=-7))
    air = VirtualAir([watch_peripheral(watch, ADDRESS)])

    kept = served(tmp_path / "f.sqlite", air, WATCH, 60.0, between(air))

    said = current_time(FrameBatch.from_payloads(kept.of(number.CURRENT_TIME))).value
    assert abs(int(said[-1]) - int(said[0]) - 7 * 60_000) <= 2_000
    assert abs(watch.clock_offset) < timedelta(seconds=2)


# -- the commands, in real time


def home_with(root: Path, target: StrapTarget) -> Terminal:
    """P-001 wears one known strap."""
    terminal = with_a_patient(a_home(root / "home"))
    with_event = StrapPaired(
        strap_id=target.strap_id,
        profile_id=target.profile.profile_id,
        manufacturer=None,
        model=None,
        serial=None,
        advertised_name=None,
        address=ADDRESS,
    )
    with House.open(terminal.root) as house:
        house.record(with_event, patient_id=None, by="test")
        house.record(StrapAssigned(target.strap_id), patient_id="P-001", by="test")
    return terminal


def test_a_recording_is_started_looked_at_and_fetched_by_hand(tmp_path):
    firmware = PolarH10(BEATS)
    terminal = home_with(tmp_path, H10)
    started, status, fetched = (
        terminal.near(VirtualAir([a_h10(firmware)])).manages(
            f"strap recording {what} {H10.strap_id}"
        )
        for what in ("start", "status", "fetch")
    )

    assert "records by itself" in started.out
    assert "It records now." in status.out
    assert "Fetched" in fetched.out
    assert firmware.files == {}
    path = terminal.root / "journal" / "frames.sqlite"
    frames = ((f.characteristic, f.payload) for f in stored(path).frames)
    assert len(recordings_of(frames)) == 1


def test_a_recording_is_stopped_by_hand_and_stays_on_the_strap(tmp_path):
    name = "PP20260302T080000Z"
    firmware = PolarH10(BEATS, recording=(name, 0.0))
    terminal = home_with(tmp_path, H10)
    first, second = (
        terminal.near(VirtualAir([a_h10(firmware)])).manages(
            f"strap recording stop {H10.strap_id}"
        )
        for _ in range(2)
    )

    assert f"Stopped; {name}" in first.out
    assert "does not record" in second.out
    assert (firmware.recording, list(firmware.files)) == (None, [name])


def test_what_somebody_else_records_is_not_stopped_by_hand(tmp_path):
    firmware = PolarH10(BEATS, recording=("RUN", 0.0))
    terminal = home_with(tmp_path, H10).near(VirtualAir([a_h10(firmware)]))

    answer = terminal.manages(f"strap recording stop {H10.strap_id}")

    assert "RUN was not made by pacepipe" in answer.out
    assert firmware.recording == ("RUN", 0.0)


def test_a_fetch_by_hand_that_was_cut_says_so_and_the_next_has_it_all(tmp_path):
    rr_ms = tuple(700 + beat % 300 for beat in range(1200))
    firmware = PolarH10(files={WALK: samples_file(rr_ms)})
    terminal = home_with(tmp_path, H10)
    # 2.4 kB in packets of 19 bytes, 15 ms apart, take 1.9 s: each link ends before
    cuts = tuple((second - 0.1, float(second)) for second in range(1, 60))
    line = f"strap recording fetch {H10.strap_id}"

    cut = terminal.near(VirtualAir([a_h10(firmware, outages=cuts)])).types(line)
    left = list(firmware.files)
    again = terminal.near(VirtualAir([a_h10(firmware)])).manages(line)

    assert cut.exit_code != 0
    assert "still on it" in cut.err
    assert left == [WALK]
    assert "Fetched 1200 beats" in again.out
    path = terminal.root / "journal" / "frames.sqlite"
    assert taken_from(stored(path)) == [(WALK, sum(rr_ms) / 1000)]
    assert firmware.files == {}


def test_a_second_fetch_finds_nothing_and_says_so(tmp_path):
    firmware = PolarH10(files={"PP20260302T080000Z": samples_file([800, 810])})
    terminal = home_with(tmp_path, H10)
    first, second = (
        terminal.near(VirtualAir([a_h10(firmware)])).manages(
            f"strap sync {H10.strap_id}"
        )
        for _ in range(2)
    )

    assert "Fetched 2 beats" in first.out
    assert "holds no recording" in second.out


def test_a_ring_is_read_by_hand(tmp_path):
    now = datetime.now(UTC)
    ring = ColmiRing(born=now, steps={(now.date(), 0): 50}, heart_rates={})
    air = VirtualAir([ring_peripheral(ring, ADDRESS)])
    terminal = home_with(tmp_path, RING)

    answer = terminal.near(air).manages(f"strap sync {RING.strap_id}")

    assert "quarter hour" in answer.out
    assert "Its clock was set." in answer.out


def test_the_clock_of_a_watch_is_set_and_read_back(tmp_path):
    watch = InfiniTimeWatch(born=datetime.now(UTC), clock_offset=timedelta(minutes=-7))
    own = WATCH.strap_id
    terminal = home_with(tmp_path, WATCH)

    first = terminal.near(VirtualAir([watch_peripheral(watch, ADDRESS)])).manages(
        f"strap sync {own}"
    )
    watch.born = datetime.now(UTC)
    second = terminal.near(VirtualAir([watch_peripheral(watch, ADDRESS)])).manages(
        f"strap sync {own}"
    )

    assert "it was set" in first.out
    assert "Its clock is right." in second.out
    path = terminal.root / "journal" / "frames.sqlite"
    assert len(stored(path).of(number.CURRENT_TIME)) >= 3


@pytest.mark.parametrize("line", ["sync", "recording start"])
def test_a_strap_that_keeps_nothing_is_refused_with_what_can(tmp_path, line):
    target = a_target()
    terminal = home_with(tmp_path, target).near(VirtualAir([a_strap(60)]))

    answer = terminal.types(f"strap {line} {IDENTITY.strap_id(ADDRESS)}")

    assert answer.exit_code != 0
    assert "Polar H10" in answer.err


# -- what the links of the past say of a battery


def with_links(
    terminal: Terminal, strap_id: str, *links: tuple[float, Epitaph]
) -> None:
    """Journal links that ended so many days ago."""
    now = datetime.now(UTC)
    with House.open(terminal.root) as house:
        journal = house.frames()
        for days_ago, epitaph in links:
            utc_us = int((now - timedelta(days=days_ago)).timestamp() * 1e6)
            link = journal.open_connection(
                profile_id="polar_h10",
                address=ADDRESS,
                advertised_name=None,
                boot_id="b",
                boot_ns=1,
                utc_us=utc_us,
            )
            for kind, detail in (
                (LinkEventKind.IDENTIFIED, strap_id),
                (LinkEventKind.CLOSED, epitaph.as_text()),
            ):
                journal.note(LinkEvent(link, kind, 1, utc_us, detail))
        journal.flush()


def test_a_battery_is_told_of_though_nothing_dropped(tmp_path):
    terminal = home_with(tmp_path, H10)
    calm = Epitaph(Ending.STOPPED, uptime_s=3600.0, battery_pct=90)
    with_links(terminal, H10.strap_id, (2.0, calm), (1.0, calm))

    why = terminal.manages("strap why").out
    listed = terminal.manages("strap list").out
    (strap,) = terminal.manages("strap list --json").document["straps"]

    assert "No drop is written down here." in why
    assert f"{H10.strap_id}: It says 90 %" in why
    assert "90 %" in listed
    assert strap["battery"]["level_pct"] == 90
    assert strap["battery"]["days_left"] is None


def test_an_old_battery_of_a_strap_that_drops_out_more_often_is_to_be_changed(tmp_path):
    terminal = home_with(tmp_path, H10)
    calm = Epitaph(Ending.STOPPED, uptime_s=3600.0, battery_pct=100)
    dropped = Epitaph(Ending.DROP, uptime_s=600.0, battery_pct=100)
    with_links(
        terminal,
        H10.strap_id,
        *((200.0 - day, calm) for day in range(0, 190, 10)),
        *((5.0 - day, dropped) for day in range(5)),
    )

    why = terminal.manages("strap why").out

    assert "It says 100 %, is at least 200 days old" in why
    assert "Change the battery" in why
    assert "100 %, change it" in terminal.manages("strap list").out


def test_a_strap_that_never_said_its_battery_has_none_in_the_list(tmp_path):
    terminal = home_with(tmp_path, H10)

    (strap,) = terminal.manages("strap list --json").document["straps"]

    assert strap["battery"] is None
    assert "unknown" in terminal.manages("strap list").out
