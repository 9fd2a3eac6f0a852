"""Power cuts, full disks, torn files: what was stored stays."""

import os
import random
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from pacepipe.errors import DiskTrouble, JournalDamaged, SchemaMismatch
from pacepipe.journal import FrameJournal, FrameReader
from support.child import running, said
from support.frames import frame, numbers_in

PAGE = 4096

STREAM = """
import sys
from pathlib import Path
from pacepipe.domain.frame import Frame
from pacepipe.journal import FrameJournal
journal = FrameJournal.open(Path(sys.argv[1]), "home")
number = int(sys.argv[2])
while True:
    for _ in range(7):
        number += 1
        journal.append(Frame(1, 0x2A37, number, number, number.to_bytes(4, "big")))
    journal.flush()
    print(number, flush=True)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "frames.sqlite"


@pytest.fixture
def filled(path):
    with FrameJournal.open(path, "home") as journal:
        for number in range(1, 5001):
            journal.append(frame(number))
    return path


def everything_in(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix != ".lock"}


def test_a_killed_collector_loses_no_flushed_frame(path):
    last = 0
    for _ in range(4):
        with running(STREAM, path, last) as child:
            child.stdout.readline()
            time.sleep(random.uniform(0.0, 0.15))  # noqa: S311
            child.kill()
            flushed = [int(line) for line in child.stdout.read().splitlines()]
        with FrameJournal.open(path, "home"), FrameReader.open(path) as reader:
            stored = numbers_in(reader)
            assert stored == list(range(1, len(stored) + 1))
            assert len(stored) >= max(flushed, default=last + 7)
            assert reader.last_seq() == len(stored)
        last = len(stored)


def log_left_by_a_killed_writer(path):
    with running(STREAM, path, 0) as child:
        for _ in range(20):
            flushed = int(child.stdout.readline())
        child.kill()
    return flushed, path.with_name("frames.sqlite-wal")


@pytest.mark.parametrize("cut_bytes", [1, 100, PAGE + 24])
def test_a_torn_tail_of_the_log_costs_only_what_was_torn(path, cut_bytes):
    flushed, log = log_left_by_a_killed_writer(path)
    whole = log.read_bytes()
    assert len(whole) > 10 * PAGE
    log.write_bytes(whole[:-cut_bytes])
    with FrameJournal.open(path, "home") as journal:
        with FrameReader.open(path) as reader:
            stored = numbers_in(reader)
        journal.append(frame(len(stored) + 1))
    # one group has 7 frames and at most two pages: the tear reaches no further
    assert stored == list(range(1, len(stored) + 1))
    assert flushed - 2 * 7 <= len(stored)
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == list(range(1, len(stored) + 2))


def test_garbage_behind_the_log_is_not_read(path):
    flushed, log = log_left_by_a_killed_writer(path)
    with log.open("ab") as file:
        file.write(os.urandom(2 * PAGE))
    with FrameJournal.open(path, "home"), FrameReader.open(path) as reader:
        stored = numbers_in(reader)
    assert stored == list(range(1, len(stored) + 1))
    assert len(stored) >= flushed


def torn(path, how):
    data = path.read_bytes()
    last = data[: len(data) - PAGE]
    match how:
        case "one byte is cut off":
            path.write_bytes(data[:-1])
        case "cut inside the last page":
            path.write_bytes(data[:-100])
        case "last page lost":
            path.write_bytes(last)
        case "half of the last page is zero":
            path.write_bytes(data[: -PAGE // 2] + bytes(PAGE // 2))
        case "last page is noise":
            path.write_bytes(last + random.Random(7).randbytes(PAGE))  # noqa: S311


@pytest.mark.parametrize(
    "how",
    [
        "one byte is cut off",
        "cut inside the last page",
        "last page lost",
        "half of the last page is zero",
        "last page is noise",
    ],
)
def test_a_torn_page_is_refused_and_everything_stays(filled, how):
    torn(filled, how)
    before = everything_in(filled.parent)
    with pytest.raises(JournalDamaged) as refused:
        FrameJournal.open(filled, "home")
    assert "Nothing in it was changed" in refused.value.means
    assert str(filled) in refused.value.remedy
    after = everything_in(filled.parent)
    # SQLite may leave its two empty helpers beside a file that it only looked at
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"frames.sqlite-shm", "frames.sqlite-wal"}
    assert after.get("frames.sqlite-wal", b"") == b""


def test_the_remedy_for_a_damaged_journal_works(filled):
    torn(filled, "last page lost")
    aside = filled.parent / "aside"
    aside.mkdir()
    with pytest.raises(JournalDamaged):
        FrameJournal.open(filled, "home")
    for part in filled.parent.glob("frames.sqlite*"):
        part.rename(aside / part.name)
    with FrameJournal.open(filled, "home", used_up={"frame": 5000}) as journal:
        journal.append(frame(1))
    with FrameReader.open(filled) as reader:
        assert reader.frames_after(5000, 10).seq.tolist() == [5001]


def test_a_reader_of_a_damaged_journal_is_told_so(filled):
    data = filled.read_bytes()
    filled.write_bytes(data[:PAGE] + bytes(len(data) - PAGE))
    with pytest.raises(JournalDamaged), FrameReader.open(filled) as reader:
        reader.frames_after(0, 10_000)


def test_a_journal_from_the_future_is_not_touched(filled):
    with closing(sqlite3.connect(filled)) as newer:
        newer.execute("pragma user_version = 2")
    before = filled.read_bytes()
    with pytest.raises(SchemaMismatch, match="has version 2") as refused:
        FrameJournal.open(filled, "home")
    assert "newer pacepipe" in refused.value.remedy
    with pytest.raises(SchemaMismatch, match="has version 2"):
        FrameReader.open(filled)
    assert filled.read_bytes() == before


@pytest.mark.parametrize("kind", ["text", "database of somebody else"])
def test_a_file_that_is_not_ours_is_not_touched(path, kind):
    if kind == "text":
        path.write_text("dear diary, " * 1000)
    else:
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("create table frame (seq integer primary key)")
    before = everything_in(path.parent)
    with pytest.raises(SchemaMismatch, match="is not a journal of frames"):
        FrameJournal.open(path, "home")
    assert everything_in(path.parent) == before


def test_the_journal_of_another_station_is_refused(filled):
    with pytest.raises(SchemaMismatch, match="belongs to station home, not to clinic"):
        FrameJournal.open(filled, "clinic")


FILL = """
import resource, signal, sys, time
from pathlib import Path
from pacepipe.domain.frame import Frame
from pacepipe.errors import DiskTrouble
from pacepipe.journal import FrameJournal

def send(first, last):
    for number in range(first, last):
        journal.append(Frame(1, 0x2A37, number, number, number.to_bytes(4, "big")))

journal = FrameJournal.open(Path(sys.argv[1]), "home")
send(0, 1000)
journal.flush()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
send(1000, 30_000)
try:
    journal.flush()
except DiskTrouble as trouble:
    print("refused", trouble.remedy != "")
send(30_000, 30_100)
print("trouble", isinstance(journal.trouble, DiskTrouble))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
journal.flush()
print("trouble", journal.trouble, journal.waiting_count)
journal.close()
"""


def test_a_full_disk_is_said_and_loses_nothing_once_there_is_room(path):
    assert said(FILL, path) == ["refused True", "trouble True", "trouble None 0"]
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == list(range(30_100))


AS_A_GUEST = """
import os, sys
from pathlib import Path
from pacepipe.errors import DiskTrouble
from pacepipe.journal import FrameJournal, FrameReader
if os.getuid() == 0:
    os.setuid(65534)
try:
    FrameJournal.open(Path(sys.argv[1]), "home")
except DiskTrouble as trouble:
    print(trouble.what)
"""


@pytest.fixture
def open_folder():
    # pytest's own folders are closed to other users, and root may write anywhere
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_refused_in_plain_words(open_folder):
    path = open_folder / "frames.sqlite"
    open_folder.chmod(0o555)
    (what,) = said(AS_A_GUEST, path)
    assert what == "frames.sqlite.lock could not be written (Permission denied)."


def test_a_read_only_journal_is_refused_in_plain_words(open_folder):
    path = open_folder / "frames.sqlite"
    with FrameJournal.open(path, "home") as journal:
        journal.append(frame(1))
    before = path.read_bytes()
    path.chmod(0o444)
    path.with_name("frames.sqlite.lock").chmod(0o666)
    open_folder.chmod(0o777)
    (what,) = said(AS_A_GUEST, path)
    assert what == "frames.sqlite could not be used: the file is read-only."
    assert path.read_bytes() == before


def test_a_creation_that_was_cut_off_is_begun_again(path):
    path.touch()
    with FrameJournal.open(path, "home") as journal:
        journal.append(frame(1))
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1]


def test_a_creation_that_stopped_before_its_log_was_set_is_finished(filled):
    with closing(sqlite3.connect(filled)) as early:
        assert early.execute("pragma journal_mode = delete").fetchone() == ("delete",)
    with FrameJournal.open(filled, "home"), FrameReader.open(filled) as reader:
        pragma = reader._connection.execute("pragma journal_mode")
        assert pragma.fetchone() == ("wal",)


def test_a_creation_that_died_before_its_commit_is_begun_again(path):
    die = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("pragma cache_size = 1")
c.execute("begin")
c.execute("create table meta (key text not null primary key, value text not null)")
for i in range(500):
    c.execute("insert into meta values (hex(randomblob(200)), '')")
print("half done", flush=True)
os.kill(os.getpid(), 9)
"""
    with running(die, path) as child:
        assert child.communicate()[0] == "half done\n"
    assert path.stat().st_size > 0
    with FrameJournal.open(path, "home") as journal:
        journal.append(frame(1))
    with FrameReader.open(path) as reader:
        assert numbers_in(reader) == [1]


def test_the_journal_is_closed_to_other_users(filled):
    assert filled.stat().st_mode & 0o077 == 0


def test_nobody_but_its_holder_is_kept_out_after_a_kill(path):
    with running(STREAM, path, 0) as child:
        child.stdout.readline()
        child.kill()
        child.wait()
        FrameJournal.open(path, "home").close()


def test_a_failed_open_does_not_keep_the_lock(path):
    path.mkdir()
    with pytest.raises(DiskTrouble):
        FrameJournal.open(path, "home")
    path.rmdir()
    FrameJournal.open(path, "home").close()
