"""What a person said is kept as it was said, or refused at the door."""

import sqlite3
from contextlib import closing
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pacepipe.domain.events import (
    SCHEMA_VERSION,
    ConsentGiven,
    ConsentWithdrawn,
    Diary,
    EventKind,
    NewEvent,
    PersonAdded,
    Retracted,
    StrapPaired,
    ZoneSet,
)
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.errors import (
    DatabaseBusy,
    InputRejected,
    JournalDamaged,
    NotSetUp,
    SchemaMismatch,
)
from pacepipe.journal import (
    EventJournal,
    EventReader,
    FrameJournal,
    encode_payload,
    event_from_row,
)
from support.child import running, said
from support.event_strategies import moments, payloads

NOW = datetime(2024, 5, 7, 8, 30, tzinfo=UTC)
TUESDAY = date(2024, 5, 7)
REPLACE_UNDER_ANOTHER_NUMBER = """
insert or replace into event
select
    99, station_id, event_id, kind, schema_version, patient_id, about_at, zone,
    entered_at, entered_by, supersedes, '{}'
from event
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal" / "events.sqlite"


@pytest.fixture
def journal(path):
    with EventJournal.open(path, "home") as opened:
        yield opened


def diary(pain=3, **changes):
    event = NewEvent(
        patient_id="p1",
        about_at=NOW,
        zone="Europe/Berlin",
        entered_at=NOW + timedelta(minutes=1),
        entered_by="patient",
        payload=Diary(day_date=TUESDAY, items={DiaryItem.PAIN: pain}),
    )
    return replace(event, **changes)


def test_what_was_appended_is_what_is_read(journal, path):
    first = journal.append(diary(3))
    second = journal.append(diary(4, supersedes=first.event_id))
    assert (first.seq, second.seq) == (1, 2)
    assert first.event_id != second.event_id
    assert first.kind is EventKind.DIARY
    assert first.station_id == "home"
    assert journal.after() == (first, second)
    assert journal.after(1) == (second,)
    with EventReader.open(path) as reader:
        assert reader.after(0) == (first, second)
        assert reader.last_seq() == 2


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=payloads, about_at=moments, entered_at=moments)
def test_every_kind_is_read_as_it_was_said(journal, payload, about_at, entered_at):
    # something to take back, whatever was drawn
    earlier = journal.append(diary())
    stored = journal.append(
        diary(
            payload=payload,
            about_at=about_at,
            entered_at=entered_at,
            supersedes=earlier.event_id,
        )
    )
    assert journal.after(earlier.seq) == (stored,)
    assert stored.payload == payload
    assert stored.about_at == about_at
    assert stored.entered_at == entered_at


def test_a_commit_is_there_before_append_returns(journal, path):
    stored = journal.append(diary())
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as other:
        (event_id,) = other.execute("select event_id from event").fetchone()
    assert event_id == stored.event_id
    assert not path.with_name("events.sqlite-journal").exists()


def test_commits_survive_a_power_cut_by_configuration(journal):
    pragma = journal._connection.execute
    assert pragma("pragma journal_mode").fetchone() == ("delete",)
    assert pragma("pragma synchronous").fetchone() == (3,)  # EXTRA


def test_rows_are_given_out_verbatim_for_the_pipeline(journal, path):
    summer = datetime(2024, 5, 7, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    stored = journal.append(diary(about_at=summer))
    with EventReader.open(path) as reader:
        (row,) = reader.raw_rows_after(0)
    assert row == (
        "home",
        1,
        stored.event_id,
        "diary",
        SCHEMA_VERSION,
        "p1",
        "2024-05-07T08:30:00.000000Z",
        "Europe/Berlin",
        "2024-05-07T08:31:00.000000Z",
        "patient",
        None,
        encode_payload(stored.payload),
    )


def test_a_row_that_went_through_a_database_is_the_same_event(journal):
    stored = journal.append(diary())
    row = list(journal.raw_rows_after(0)[0])
    local = timezone(timedelta(hours=2))
    row[6], row[8] = NOW.astimezone(local), stored.entered_at.astimezone(local)
    assert astuple(event_from_row(*row)) == astuple(stored)


def test_an_eleven_never_reaches_the_file(journal, path):
    items = {DiaryItem.PAIN: 3}
    event = diary(payload=Diary(day_date=TUESDAY, items=items))
    with pytest.raises(InputRejected):
        diary(11)
    items[DiaryItem.PAIN] = 11
    with pytest.raises(InputRejected, match="pain was 11"):
        journal.append(event)
    assert journal.raw_rows_after(0) == []
    assert b'"pain":11' not in path.read_bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {"about_at": NOW.replace(tzinfo=None)},
        {"entered_at": NOW.replace(tzinfo=None)},
        {"zone": "Europe/Atlantis"},
        {"zone": ""},
        {"zone": "../etc/passwd"},
        {"payload": ZoneSet(zone="CEST-ish")},
        {"entered_by": "  "},
        {"patient_id": None},
        {"patient_id": ""},
        {"payload": Retracted(reason="wrong day")},
        {"supersedes": "0" * 32},
    ],
    ids=str,
)
def test_what_cannot_be_right_is_refused_and_not_stored(journal, changes):
    with pytest.raises(InputRejected) as refused:
        journal.append(diary(**changes))
    assert refused.value.means == "Nothing was stored."
    assert journal.last_seq() == 0
    assert journal.append(diary()).seq == 1


def test_a_correction_of_somebody_elses_entry_is_refused(journal):
    other = journal.append(diary(patient_id="p2"))
    with pytest.raises(InputRejected, match="somebody else"):
        journal.append(diary(supersedes=other.event_id))
    assert journal.last_seq() == 1


def test_a_strap_belongs_to_the_station_and_to_nobody_yet(journal):
    strap = StrapPaired("strap-1", "hrs", None, None, None, None, "AA:BB")
    paired = journal.append(diary(patient_id=None, payload=strap))
    taken_back = diary(
        patient_id=None, payload=Retracted("lost"), supersedes=paired.event_id
    )
    assert journal.append(taken_back).supersedes == paired.event_id


def test_consent_and_its_withdrawal_are_two_events(journal):
    journal.append(diary(payload=PersonAdded("A. Person")))
    journal.append(diary(payload=ConsentGiven("patient")))
    journal.append(diary(payload=ConsentWithdrawn("patient")))
    assert [event.kind for event in journal.after(0)] == [
        EventKind.PERSON_ADDED,
        EventKind.CONSENT_GIVEN,
        EventKind.CONSENT_WITHDRAWN,
    ]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update event set payload = '{}'", "never changed"),
        ("delete from event", "never deleted"),
        ("insert or replace into event select * from event", "never replaced"),
        (REPLACE_UNDER_ANOTHER_NUMBER, "never replaced"),
    ],
)
def test_history_cannot_be_rewritten(journal, path, statement, reason):
    stored = journal.append(diary())
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as intruder,
        pytest.raises(sqlite3.IntegrityError, match=reason),
    ):
        intruder.execute(statement)
    assert journal.after(0) == (stored,)


def test_a_reader_cannot_write(journal, path):
    journal.append(diary())
    with (
        EventReader.open(path) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader._connection.execute("insert into meta values ('a', 'b')")


SAY = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from pacepipe.domain.events import NewEvent, SessionStarted
from pacepipe.journal import EventJournal
now = datetime(2024, 5, 7, tzinfo=timezone.utc)
who = sys.argv[2]
for _ in range(int(sys.argv[3])):
    with EventJournal.open(Path(sys.argv[1]), "home") as journal:
        said = NewEvent(who, now, "UTC", now, who, SessionStarted())
        print(journal.append(said).seq, flush=True)
"""


def test_many_writers_take_turns_and_share_one_row_of_numbers(path):
    with running(SAY, path, "a", 15) as a, running(SAY, path, "b", 15) as b:
        outputs = [child.communicate(timeout=60) for child in (a, b)]
    assert [error for _, error in outputs] == ["", ""]
    numbers = [int(line) for out, _ in outputs for line in out.split()]
    assert sorted(numbers) == list(range(1, 31))


def test_a_killed_writer_loses_nothing_that_was_said(path):
    with running(SAY, path, "a", 10_000) as child:
        for _ in range(10):
            child.stdout.readline()
        child.kill()
        acknowledged = 10 + len(child.stdout.read().splitlines())
    with EventReader.open(path) as reader:
        assert reader.last_seq() >= acknowledged
    assert said(SAY, path, "b", 1)


def test_a_writer_that_died_in_the_middle_is_undone(path):
    with EventJournal.open(path, "home") as journal:
        stored = journal.append(diary())
    die = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("pragma cache_size = 1")
c.execute("begin")
for i in range(500):
    c.execute("insert into event (station_id, event_id, kind, schema_version, about_at,"
              " zone, entered_at, entered_by, payload)"
              " values ('home', hex(randomblob(200)), '', 1, '', '', '', '', '')")
print("half done", flush=True)
os.kill(os.getpid(), 9)
"""
    with running(die, path) as child:
        assert child.communicate()[0] == "half done\n"
    assert path.with_name("events.sqlite-journal").stat().st_size > 0
    with EventReader.open(path) as reader:
        assert reader.after(0) == (stored,)


def test_a_writer_that_holds_the_file_too_long_is_named_as_busy(journal, path):
    journal._connection.execute("pragma busy_timeout = 100")  # for the test's patience
    with closing(sqlite3.connect(path, isolation_level=None)) as hog:
        hog.execute("begin exclusive")
        with pytest.raises(DatabaseBusy, match="held by another program"):
            journal.append(diary())
        hog.execute("rollback")
    assert journal.append(diary()).seq == 1


def test_a_torn_file_is_refused_and_stays(path):
    with EventJournal.open(path, "home") as journal:
        for _ in range(20):
            journal.append(diary())
    path.write_bytes(path.read_bytes()[:-100])
    before = path.read_bytes()
    with pytest.raises(JournalDamaged):
        EventJournal.open(path, "home")
    assert path.read_bytes() == before


def test_a_journal_from_the_future_is_not_touched(path):
    EventJournal.open(path, "home").close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("pragma user_version = 7")
    before = path.read_bytes()
    with pytest.raises(SchemaMismatch, match="version 7"):
        EventJournal.open(path, "home")
    with pytest.raises(SchemaMismatch, match="version 7"):
        EventReader.open(path)
    assert path.read_bytes() == before


def test_the_two_journals_are_not_taken_for_each_other(path):
    EventJournal.open(path, "home").close()
    with pytest.raises(SchemaMismatch, match="is not a journal of frames"):
        FrameJournal.open(path, "home")


def test_an_event_from_the_future_stops_the_reader_and_stays(journal, path):
    stored = journal.append(diary())
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute(
            "insert into event (station_id, event_id, kind, schema_version, about_at,"
            " zone, entered_at, entered_by, payload) values ('home', 'x', 'dream', 1,"
            " '2024-05-07T08:30:00Z', 'UTC', '2024-05-07T08:30:00Z', 'me', '{}')"
        )
    with pytest.raises(SchemaMismatch, match="dream"):
        journal.after(stored.seq)
    assert len(journal.raw_rows_after(0)) == 2


def test_a_new_file_can_go_on_from_the_numbers_of_a_lost_one(path):
    with EventJournal.open(path, "home", used_up={"event": 41}) as journal:
        assert journal.append(diary()).seq == 42


def test_a_reader_of_no_journal_is_told_so(path):
    with pytest.raises(NotSetUp):
        EventReader.open(path)


@given(text=st.text(max_size=20))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_anybody_types_as_a_name_is_stored_or_refused(journal, text):
    before = journal.last_seq()
    if text.strip():
        assert journal.append(diary(entered_by=text)).entered_by == text
    else:
        with pytest.raises(InputRejected):
            journal.append(diary(entered_by=text))
        assert journal.last_seq() == before
