"""What changed touches exactly the days and plans that it should."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pacepipe.app import House
from pacepipe.app.rebuild import rebuild
from pacepipe.domain.events import Diary, LimitsSet, StrapReleased
from pacepipe.domain.frame import Frame
from pacepipe.domain.instant import utc_us
from pacepipe.domain.vocabulary import DiaryItem
from support.ask import ask_work
from support.played import AFTER, PATIENT, house_at, night

LAST_TUESDAY = date(2026, 10, 20)
LATER = AFTER + timedelta(hours=1)
UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def _digests(root: Path) -> dict[date, tuple[str, str]]:
    rows = ask_work(
        root, "select day_date, input_digest, md5(d::varchar) from mart.day as d"
    )
    return {day: (given, content) for day, given, content in rows}


def _plans(root: Path) -> list[tuple[date, int]]:
    return ask_work(
        root, "select week_start, issue_number from plan.proposal order by issue_number"
    )


def _changed(
    before: dict[date, tuple[str, str]], after: dict[date, tuple[str, str]]
) -> set[date]:
    days = before.keys() | after.keys()
    return {day for day in days if before.get(day) != after.get(day)}


def _append_beats(
    house: House, at: datetime, count: int, *, clock_off: timedelta = timedelta()
) -> None:
    """Frames of the first link, a second apart, as a clock that is off shows them."""
    with house.frame_reader() as reader:
        link = reader.connections_after(0)[0]
    with house.frames() as journal:
        for number in range(count):
            true_us = utc_us(at + timedelta(seconds=number))
            boot_ns = link.opened_boot_ns + (true_us - link.opened_utc_us) * 1000
            shown_us = true_us + utc_us(UNIX + clock_off)
            journal.append(
                Frame(link.connection_id, 0x2A37, boot_ns, shown_us, b"\x06\x50")
            )


def test_a_corrected_diary_of_last_tuesday_touches_that_day_and_this_week(
    played: Path,
) -> None:
    days, plans = _digests(played), _plans(played)
    with house_at(played, LATER) as house:
        old = [
            event.event_id
            for event, said in house.history(PATIENT).of(Diary)
            if said.day_date == LAST_TUESDAY
        ]
        house.record(
            Diary(LAST_TUESDAY, items={DiaryItem.TIREDNESS: 8, DiaryItem.PAIN: 2}),
            patient_id=PATIENT,
            by="test",
            about_at=datetime(2026, 10, 20, 18, tzinfo=UTC),
            supersedes=old[0] if old else None,
        )
    report = night(played, LATER)
    assert report.days_rewritten == 1
    assert _changed(days, _digests(played)) == {LAST_TUESDAY}
    # this week was decided from the seven days that hold that Tuesday
    new = _plans(played)[len(plans) :]
    assert [week for week, _ in new] == [date(2026, 10, 26)]


def test_a_word_about_a_day_of_long_ago_rewrites_that_day_and_no_issued_plan(
    played: Path,
) -> None:
    days, plans = _digests(played), _plans(played)
    with house_at(played, LATER) as house:
        house.record(
            Diary(date(2026, 9, 2), items={DiaryItem.NAUSEA: 1}),
            patient_id=PATIENT,
            by="test",
            about_at=datetime(2026, 9, 2, 18, tzinfo=UTC),
        )
    night(played, LATER)
    assert _changed(days, _digests(played)) == {date(2026, 9, 2)}
    # the tolerance model looks at 84 days, so the week that is due is decided anew
    *before, newest = _plans(played)
    assert before == plans
    assert newest[0] == plans[-1][0]


def test_late_frames_touch_the_day_they_fall_in_and_its_weeks(played: Path) -> None:
    days = _digests(played)
    late = datetime(2026, 10, 21, 12, 0, tzinfo=UTC)
    with house_at(played) as house:
        _append_beats(house, late, 120)
    report = night(played, LATER)
    assert report.frames_ingested == 120
    assert _changed(days, _digests(played)) == {late.date()}


def test_a_strap_lent_away_takes_its_beats_along_when_that_is_said_afterwards(
    played: Path,
) -> None:
    (first,) = ask_work(played, "select min(day_date) from clean.beat")[0]
    with house_at(played, LATER) as house:
        history = house.history(PATIENT)
        strap = history.assignments[0].value
        house.record(
            StrapReleased(strap),
            patient_id=PATIENT,
            by="test",
            about_at=datetime(2026, 10, 1, tzinfo=UTC),
        )
    night(played, LATER)
    span = ask_work(played, "select min(day_date), max(day_date) from clean.beat")[0]
    assert span[0] == first
    assert span[1] < date(2026, 10, 1)
    (unplaced,) = ask_work(
        played,
        "select sum(frame_count) from clean.unplaced where reason = 'unassigned'",
    )[0]
    assert unplaced > 1_000


def test_frames_of_a_clock_from_2019_are_kept_aside_with_their_reason(
    played: Path,
) -> None:
    days = _digests(played)
    wrong = datetime(2019, 1, 1, 12, 0, tzinfo=UTC)
    with house_at(played) as house:
        _append_beats(house, wrong, 10)
    night(played, LATER)
    assert ask_work(
        played,
        "select reason, frame_count from clean.unplaced where reason = 'bad_clock'",
    ) == [("bad_clock", 10)]
    assert _changed(days, _digests(played)) == set()
    (stored,) = ask_work(
        played, "select count(*) from raw.frame where utc_us < 1546400000000000"
    )[0]
    assert stored == 10


def test_frames_from_ahead_stay_aside_when_that_date_has_come(played: Path) -> None:
    days = _digests(played)
    with house_at(played) as house:
        _append_beats(house, AFTER, 10, clock_off=timedelta(days=3))
    night(played, LATER)
    night(played, AFTER + timedelta(days=5))
    assert ask_work(
        played,
        "select reason, frame_count, epoch_us(make_timestamp(first_us)) // 86400000000 "
        "from clean.unplaced where reason = 'bad_clock'",
    ) == [("bad_clock", 10, (AFTER + timedelta(days=3) - UNIX).days)]
    assert ask_work(
        played,
        "select bad_clock_reason, last_seq - first_seq from clean.clock_epoch "
        "where bad_clock_reason is not null",
    ) == [("ahead_of_storing", 9)]
    with house_at(played) as house:
        assert rebuild(house).is_identical
    # 27 October is there with the frames and without: nothing of them counted
    assert not _changed(days, _digests(played)) & days.keys()


def test_missed_nights_are_caught_up_by_the_next_run(played: Path) -> None:
    with house_at(played, AFTER + timedelta(days=5)) as house:
        for day in range(1, 6):
            at = AFTER + timedelta(days=day)
            house.record(
                Diary(at.date(), items={DiaryItem.TIREDNESS: 3}),
                patient_id=PATIENT,
                by="test",
                about_at=at,
            )
    report = night(played, AFTER + timedelta(days=6))
    assert report.days_rewritten == 5
    weeks = [week for week, _ in _plans(played)]
    assert date(2026, 11, 2) in weeks


def test_a_limit_counts_from_when_it_was_set_and_not_for_sessions_before_it(
    played: Path,
) -> None:
    sessions = ask_work(
        played,
        "select session_id, started_at from mart.session order by started_at desc",
    )
    (newest, started_at), (older, _) = sessions[:2]
    with house_at(played, LATER) as house:
        house.record(
            LimitsSet(source="letter", decided_by="Dr Sand", hr_ceiling_bpm=60),
            patient_id=PATIENT,
            by="test",
            about_at=started_at - timedelta(minutes=1),
        )
    night(played, LATER)
    limits = dict(
        ask_work(played, "select session_id, hr_ceiling_bpm from mart.session")
    )
    assert limits[newest] == 60
    assert limits[older] == 125
