"""One writer; readers see a snapshot, whole or not at all."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.app import run_night, writer_lock
from pacepipe.domain.events import Diary
from pacepipe.domain.vocabulary import DiaryItem
from pacepipe.errors import DatabaseBusy
from pacepipe.store import Published
from support.ask import ask_copy
from support.played import AFTER, PATIENT, house_at, night

COUNT = "select count(*) from mart.day"


def test_a_second_run_is_refused_while_one_is_at_work(played: Path) -> None:
    with (
        house_at(played) as house,
        writer_lock(house.home),
        pytest.raises(DatabaseBusy, match="Another run"),
    ):
        night(played, AFTER)


def test_the_lock_is_free_at_once_when_its_holder_is_killed(played: Path) -> None:
    script = f"""
import time
from pathlib import Path
from pacepipe.app import House, writer_lock
with House.open(Path({str(played)!r})) as house, writer_lock(house.home):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            house_at(played) as house,
            pytest.raises(DatabaseBusy),
            writer_lock(house.home),
        ):
            pass
        holder.kill()
        holder.wait()
    assert night(played, AFTER).status == "done"


def test_another_process_with_the_working_database_is_named(played: Path) -> None:
    script = f"""
import duckdb, time
c = duckdb.connect()
c.execute("attach '{played / "pacepipe.duckdb"}' as held")
print("held", flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(DatabaseBusy, match=str(holder.pid)):
            night(played, AFTER)
        holder.kill()
        holder.wait()


def test_a_reader_keeps_its_snapshot_while_a_new_one_is_published(played: Path) -> None:
    later = AFTER + timedelta(days=1)
    with Published.open(played / "published" / "clinic.duckdb") as reader:
        (before,) = reader.query(COUNT)[1]
        with house_at(played, later) as house:
            said = Diary(later.date(), items={DiaryItem.TIREDNESS: 3})
            house.record(said, patient_id=PATIENT, by="test", about_at=later)
        night(played, later)
        assert reader.query(COUNT)[1] == [before]
    assert ask_copy(played, COUNT) == [(before[0] + 1,)]


def test_a_night_that_fails_its_checks_leaves_the_published_copy_as_it_was(
    played: Path,
) -> None:
    before = (played / "published" / "clinic.duckdb").read_bytes()
    with house_at(played) as house, writer_lock(house.home):
        with house.warehouse() as warehouse:
            warehouse._connection.execute(
                "insert into raw.frame select * from raw.frame limit 1"
            )
        with pytest.raises(Exception, match="raw_frame_once"):
            run_night(house, AFTER)
    assert (played / "published" / "clinic.duckdb").read_bytes() == before
