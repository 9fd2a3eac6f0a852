"""Eight weeks of intervals: each judged, and counted in its five minutes and day."""

from datetime import timedelta
from pathlib import Path

from pacepipe.domain.events import RestStarted, RestStopped, SessionStarted
from support.ask import ask_copy, ask_work
from support.played import AFTER, PATIENT, house_at, night

LATER = AFTER + timedelta(hours=1)
SEATED = timedelta(minutes=3)
BY_DAY = (
    "select day_date, sum(beat_count), sum(missing_beat_count), sum(gap_count), "
    "count(*), count(*) filter (hrv_state = 'irregular') "
    "from clean.rr_quality group by all order by all"
)


def test_intervals_are_counted_once_and_a_seated_rest_is_told(played: Path) -> None:
    beats = ask_work(
        played,
        "select day_date, count(*) from clean.beat where rr_flag <> 'dup' "
        "group by all order by all",
    )
    windows = ask_work(played, BY_DAY)
    assert len(beats) > 10
    assert [row[:2] for row in windows] == beats
    told = ask_work(
        played,
        "select day_date, beat_count, missing_beat_count, gap_count, window_count, "
        "irregular_window_count from mart.rr_day order by all",
    )
    assert told == windows

    with house_at(played, LATER) as house:
        walk = house.history(PATIENT).of(SessionStarted)[-1][0].about_at
        for payload, at in ((RestStarted(), walk - SEATED), (RestStopped(), walk)):
            house.record(payload, patient_id=PATIENT, by="test", about_at=at)
    night(played, LATER)
    spots = ask_work(
        played, "select started_at, hrv_state, rmssd_ms, ln_rmssd_se from mart.hrv"
    )
    ((started_at, state, rmssd_ms, ln_se),) = spots
    assert started_at == walk - SEATED
    assert (state, ln_se) == ("ok", 0.11)
    assert 1 < rmssd_ms < 200
    seen = ask_copy(
        played,
        "select missing_beat_count, rr_is_unit_suspect from "
        "clinic.v_data_quality_day where rr_coverage_frac is not null",
    )
    assert seen
    assert all(lost is not None and suspect is False for lost, suspect in seen)
