"""Frames go in, in order, durably, without anybody waiting for the disk."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from pacepipe.domain.frame import Connection, LinkEvent, LinkEventKind
from pacepipe.errors import DatabaseBusy, DiskTrouble, NotSetUp
from pacepipe.journal import FrameJournal, FrameReader
from support.frames import frame, numbers_in, open_link


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal" / "frames.sqlite"


@pytest.fixture
def journal(path):
    with FrameJournal.open(path, "home") as opened:
        yield opened


@pytest.fixture
def reader(journal, path):
    with FrameReader.open(path) as opened:
        yield opened


def wait_until(is_so, *, within_s=10.0):
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_was_flushed_is_read_back_in_order_and_once(journal, reader):
    for number in range(25_000):
        journal.append(frame(number))
    journal.flush()
    assert numbers_in(reader) == list(range(25_000))
    rows = reader.frames_after(0, 30_000)
    assert np.array_equal(rows.seq, np.arange(1, 25_001))


def test_a_frame_is_stored_verbatim(journal, reader):
    journal.append(frame(258, connection_id=7))
    journal.flush()
    rows = reader.frames_after(0, 10)
    assert len(rows) == 1
    assert rows.connection_id.tolist() == [7]
    assert rows.characteristic.tolist() == [0x2A37]
    assert rows.boot_ns.tolist() == [258_000_000]
    assert rows.utc_us.tolist() == [1_700_000_000_000_258]
    assert rows.payload_hex.tolist() == ["00000102"]


def test_columns_have_their_types_with_and_without_rows(journal, reader):
    journal.append(frame(1))
    journal.flush()
    for rows in (reader.frames_after(0, 5), reader.frames_after(1, 5)):
        for name in ("seq", "connection_id", "characteristic", "boot_ns", "utc_us"):
            assert getattr(rows, name).dtype == np.int64
        assert rows.payload_hex.dtype.kind == "U"
    assert len(reader.frames_after(1, 5)) == 0


def test_a_frame_is_durable_soon_though_nobody_flushes(journal, reader):
    journal.append(frame(1))
    # the promise is 250 ms; the bound only keeps a busy machine from failing it
    wait_until(lambda: numbers_in(reader) == [1], within_s=5.0)


def test_a_stream_without_a_pause_is_stored_while_it_runs(journal, reader):
    for number in range(300):
        journal.append(frame(number))
        time.sleep(0.005)
    # 1.5 s, every gap shorter than the time a row waits for company
    assert reader.last_seq() > 0


def test_append_never_waits_for_the_disk(journal, path, reader):
    with closing(sqlite3.connect(path, isolation_level=None)) as intruder:
        intruder.execute("begin immediate")
        started = time.monotonic()
        for number in range(1000):
            journal.append(frame(number))
        assert time.monotonic() - started < 0.5
        with pytest.raises(DatabaseBusy):
            journal.flush()
        assert isinstance(journal.trouble, DatabaseBusy)
        assert journal.waiting_count == 1000
        intruder.execute("rollback")
    journal.flush()
    assert journal.trouble is None
    assert journal.waiting_count == 0
    assert numbers_in(reader) == list(range(1000))


def test_trouble_ends_by_itself(journal, path, reader):
    with closing(sqlite3.connect(path, isolation_level=None)) as intruder:
        intruder.execute("begin immediate")
        journal.append(frame(1))
        wait_until(lambda: journal.trouble is not None)
        journal.append(frame(2))
        intruder.execute("rollback")
    wait_until(lambda: journal.trouble is None)
    wait_until(lambda: numbers_in(reader) == [1, 2])


def test_a_journal_that_was_moved_away_is_noticed_and_loses_nothing(journal, path):
    journal.append(frame(1))
    journal.flush()
    aside = path.with_name("elsewhere.sqlite")
    path.rename(aside)
    journal.append(frame(2))
    with pytest.raises(DiskTrouble, match="moved or deleted"):
        journal.flush()
    aside.rename(path)
    journal.flush()
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1, 2]


def test_closing_over_a_refusing_disk_says_how_many_are_lost(path):
    journal = FrameJournal.open(path, "home")
    journal.append(frame(1))
    journal.flush()
    with closing(sqlite3.connect(path, isolation_level=None)) as intruder:
        intruder.execute("begin immediate")
        journal.append(frame(2))
        journal.append(frame(3))
        with pytest.raises(DiskTrouble, match="2 frames and notes could not be stored"):
            journal.close(patience_s=0.0)
    journal.close()
    with FrameJournal.open(path, "home"), FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1]


def test_a_closed_journal_takes_nothing(path):
    journal = FrameJournal.open(path, "home")
    journal.close()
    for attempt in (lambda: journal.append(frame(1)), journal.flush):
        with pytest.raises(ValueError, match="closed"):
            attempt()


def test_closing_stores_what_waits(path):
    with FrameJournal.open(path, "home") as journal:
        journal.append(frame(1))
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1]


def test_one_frame_that_cannot_be_stored_does_not_hold_up_the_others(journal, reader):
    with pytest.raises(ValueError, match="64 bits"):
        journal.append(replace(frame(1), boot_ns=2**64))
    buffer = bytearray(b"\x01\x02")
    journal.append(replace(frame(2), payload=buffer, boot_ns=np.int64(7)))
    buffer[0] = 0xFF
    journal.flush()
    rows = reader.frames_after(0, 10)
    assert rows.payload_hex.tolist() == ["0102"]
    assert rows.boot_ns.tolist() == [7]


def test_a_link_is_there_before_its_number_is_known(journal, reader):
    number = open_link(journal)
    assert reader.connections_after(0) == (
        Connection(
            connection_id=number,
            profile_id="hrs",
            address="AA:BB:CC:DD:EE:FF",
            advertised_name="Strap",
            boot_id="boot-1",
            opened_boot_ns=5,
            opened_utc_us=1_700_000_000_000_000,
        ),
    )
    assert reader.connections_after(number) == ()


def test_what_happened_to_a_link_is_kept_in_order(journal, reader):
    events = [
        LinkEvent(1, kind, number, number, f"reason {number}")
        for number, kind in enumerate(LinkEventKind)
    ]
    for event in events:
        journal.note(event)
    journal.note(LinkEvent(1, LinkEventKind.LOST, 9, 9, "not text: \udc80"))
    journal.flush()
    stored = reader.link_events_after(0)
    assert [event for _, event in stored[:-1]] == events
    assert stored[-1][1].detail == "not text: \\udc80"
    assert reader.link_events_after(stored[-2][0]) == stored[-1:]


def test_two_writers_are_one_too_many(journal, path, reader):
    journal.append(frame(1))
    with pytest.raises(DatabaseBusy, match=f"process {os.getpid()}") as refused:
        FrameJournal.open(path, "home")
    assert refused.value.remedy
    journal.flush()
    assert numbers_in(reader) == [1]


def test_a_journal_can_be_opened_again_after_it_was_closed(path):
    for number in range(3):
        with FrameJournal.open(path, "home") as journal:
            journal.append(frame(number))
            assert open_link(journal) == number + 1
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [0, 1, 2]
        assert reader.frames_after(0, 9).seq.tolist() == [1, 2, 3]
        assert reader.station_id == "home"


def test_a_reader_of_no_journal_is_told_so(tmp_path):
    with pytest.raises(NotSetUp, match="There is no"):
        FrameReader.open(tmp_path / "frames.sqlite")
    (tmp_path / "frames.sqlite").touch()
    with pytest.raises(NotSetUp):
        FrameReader.open(tmp_path / "frames.sqlite")


def test_a_reader_leaves_the_write_ahead_log_to_the_writer(journal, path):
    journal.append(frame(1))
    journal.flush()
    main, log = path.read_bytes(), path.with_name("frames.sqlite-wal").read_bytes()
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1]
        with pytest.raises(sqlite3.OperationalError):
            reader._connection.execute("delete from frame")
    assert path.read_bytes() == main
    assert path.with_name("frames.sqlite-wal").read_bytes() == log
    assert log


def test_a_stored_frame_cannot_be_changed(journal, path):
    journal.append(frame(1))
    journal.flush()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as intruder,
        pytest.raises(sqlite3.IntegrityError, match="never changed"),
    ):
        intruder.execute("update frame set payload = x'00'")


class TestPrune:
    def fill(self, journal, count):
        for number in range(1, count + 1):
            journal.append(frame(number))
        journal.flush()

    def test_it_never_passes_the_mark(self, journal, reader):
        self.fill(journal, 50_000)
        assert journal.prune(30_000, 2**62) == 30_000
        assert numbers_in(reader) == list(range(30_001, 50_001))

    def test_it_never_passes_the_retention(self, journal, reader):
        self.fill(journal, 100)
        moment = frame(41).utc_us
        assert journal.prune(2**62, moment) == 40
        assert numbers_in(reader) == list(range(41, 101))

    def test_a_young_frame_with_a_low_number_stays(self, journal, reader):
        for number in (50, 1, 2):  # the clock was set back between them
            journal.append(frame(number))
        assert journal.prune(3, frame(10).utc_us) == 2
        assert numbers_in(reader) == [50]

    def test_an_empty_journal_has_nothing_to_prune(self, journal):
        assert journal.prune(100, 2**62) == 0

    def test_numbers_are_not_used_again(self, path):
        with FrameJournal.open(path, "home") as journal:
            self.fill(journal, 10)
            assert journal.prune(10, 2**62) == 10
        with FrameJournal.open(path, "home") as journal:
            journal.append(frame(11))
        with FrameReader.open(path) as reader:
            assert reader.frames_after(0, 5).seq.tolist() == [11]
            assert reader.last_seq() == 11

    def test_what_is_pruned_is_gone_from_the_disk(self, path):
        secret = b"a heart rate that must go"
        with FrameJournal.open(path, "home") as journal:
            journal.append(replace(frame(1), payload=secret))
            self.fill(journal, 50)
            journal.prune(1, 2**62)
        assert secret not in path.read_bytes()


def test_a_new_file_can_go_on_from_the_numbers_of_a_lost_one(path):
    used_up = {"frame": 1000, "connection": 20, "link_event": 7}
    for expected in (1001, 1002):
        with FrameJournal.open(path, "home", used_up=used_up) as journal:
            assert open_link(journal) == expected - 980
            journal.append(frame(1))
            journal.note(LinkEvent(1, LinkEventKind.OPENED, 0, 0, ""))
            journal.flush()
            with FrameReader.open(path) as reader:
                assert reader.last_seq() == expected
                assert reader.link_events_after(0)[-1][0] == expected - 993
