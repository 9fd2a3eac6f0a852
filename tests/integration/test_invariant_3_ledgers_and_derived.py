"""Raw and plan are ledgers; clean and mart are derived, bit for bit."""

from datetime import timedelta
from pathlib import Path

from pacepipe.app import rebuild, writer_lock
from pacepipe.app.rebuild import fingerprint
from pacepipe.domain.events import Diary
from pacepipe.domain.vocabulary import DiaryItem
from support.ask import ask_work
from support.played import AFTER, PATIENT, house_at, night

LEDGERS = (
    "raw.frame",
    "raw.storing",
    "raw.event",
    "raw.connection",
    "plan.proposal",
    "plan.flag",
)


def _ledger(root: Path) -> dict[str, set[tuple[object, ...]]]:
    return {
        table: set(ask_work(root, f"select md5(t::varchar) from {table} as t"))  # noqa: S608
        for table in LEDGERS
    }


def test_a_rebuild_gives_the_same_bits_and_replays_every_decision(played: Path) -> None:
    before = _ledger(played)
    with house_at(played) as house, writer_lock(house.home):
        report = rebuild(house)
    assert report.is_identical, report
    assert report.plans_replayed >= 8
    assert report.row_counts["clean.beat"] > 10_000
    assert _ledger(played) == before


def test_a_rebuild_names_a_table_that_was_tampered_with(played: Path) -> None:
    with house_at(played) as house, writer_lock(house.home):
        with house.warehouse() as warehouse:
            warehouse._connection.execute(
                "update mart.session set active_min = active_min + 1"
            )
        report = rebuild(house)
    assert report.tables_that_differ == ("mart.session",)


def test_a_second_night_finds_nothing_to_do_and_changes_nothing(played: Path) -> None:
    with house_at(played) as house, house.warehouse() as warehouse:
        before = fingerprint(warehouse)
    report = night(played, AFTER + timedelta(minutes=5))
    assert (report.days_rewritten, report.plans_issued, report.flags_issued) == (
        0,
        0,
        0,
    )
    with house_at(played) as house, house.warehouse() as warehouse:
        assert fingerprint(warehouse) == before


def test_a_new_word_adds_to_the_ledgers_and_removes_nothing(played: Path) -> None:
    before = _ledger(played)
    later = AFTER + timedelta(hours=1)
    with house_at(played, later) as house:
        said = Diary(later.date(), items={DiaryItem.TIREDNESS: 9})
        house.record(said, patient_id=PATIENT, by="test", about_at=later)
    night(played, later)
    after = _ledger(played)
    assert all(before[table] <= after[table] for table in LEDGERS)
    assert len(after["raw.event"]) == len(before["raw.event"]) + 1
