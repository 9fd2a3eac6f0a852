"""Frames leave the journal when they are stored and old, and never before."""

from datetime import timedelta
from pathlib import Path

from pacepipe.app import prune_journal
from support.ask import ask_work
from support.played import AFTER, house_at, night

LONG_AFTER = AFTER + timedelta(days=365)


def _held(played: Path) -> int:
    with house_at(played) as house, house.frame_reader() as reader:
        return len(reader.frames_after(0, 1_000_000).seq)


def test_old_frames_that_are_stored_go_and_the_warehouse_keeps_them(
    played: Path,
) -> None:
    held = _held(played)
    stored = ask_work(played, "select count(*) from raw.frame")
    with house_at(played, LONG_AFTER) as house:
        assert prune_journal(house, house.frames()) == held
    assert _held(played) == 0
    assert night(played, LONG_AFTER).frames_ingested == 0
    assert ask_work(played, "select count(*) from raw.frame") == stored


def test_young_frames_stay(played: Path) -> None:
    held = _held(played)
    with house_at(played, AFTER) as house:
        assert prune_journal(house, house.frames()) == 0
    assert _held(played) == held


def test_frames_that_no_night_has_stored_stay_however_old(played: Path) -> None:
    held = _held(played)
    (played / "state" / "ingested.json").unlink()
    with house_at(played, LONG_AFTER) as house:
        assert prune_journal(house, house.frames()) == 0
    assert _held(played) == held


def test_a_mark_of_another_station_frees_nothing(played: Path) -> None:
    mark = played / "state" / "ingested.json"
    mark.write_text(mark.read_text().replace("kitchen", "ward3"))
    with house_at(played, LONG_AFTER) as house:
        assert prune_journal(house, house.frames()) == 0
