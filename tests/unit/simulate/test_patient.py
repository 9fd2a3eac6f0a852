"""The virtual patient: the same from a seed, plausible, silent where nobody spoke."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import mean

import numpy as np
import pytest

from pacepipe import gatt
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT, RSC_MEASUREMENT
from pacepipe.domain.events import Diary, LimitsSet
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import CONTACT_LOST, HeartRateReadings, RscReadings
from pacepipe.domain.vocabulary import FULL_DIARY, DiaryItem
from pacepipe.simulate.patient import PatientStory, StorySession, eight_weeks
from pacepipe.simulate.physiology import REST_BEFORE_S

FIRST_DAY = date(2026, 3, 2)
SEEDS = range(4)


@cache
def told_with(seed: int) -> PatientStory:
    return eight_weeks(FIRST_DAY, seed)


@pytest.fixture(params=SEEDS)
def story(request: pytest.FixtureRequest) -> PatientStory:
    return told_with(request.param)


def heart(session: StorySession) -> HeartRateReadings:
    assert {n.characteristic for n in session.strap} == {HEART_RATE_MEASUREMENT}
    return gatt.heart_rate_measurement(
        FrameBatch.from_payloads([n.payload for n in session.strap])
    )


def steps(session: StorySession) -> RscReadings:
    assert {n.characteristic for n in session.pod} == {RSC_MEASUREMENT}
    return gatt.rsc_measurement(
        FrameBatch.from_payloads([n.payload for n in session.pod])
    )


def diaries(story: PatientStory) -> list[Diary]:
    assert all(isinstance(told.payload, Diary) for told in story.diary)
    return [told.payload for told in story.diary]


def days_since_infusion(story: PatientStory, day: date) -> int:
    given = [told.day_date for told in story.treatments if told.day_date <= day]
    return (day - max(given)).days if given else 99


def test_the_same_seed_tells_the_same_story():
    assert eight_weeks(FIRST_DAY, 0) == told_with(0)


def test_another_seed_is_another_person():
    assert len({told_with(seed).sessions for seed in SEEDS}) == len(SEEDS)


def test_another_first_day_moves_the_story_and_changes_nothing_else():
    shift = timedelta(days=10)
    moved = eight_weeks(FIRST_DAY + shift, 0)
    back = tuple(replace(s, day_date=s.day_date - shift) for s in moved.sessions)
    assert back == told_with(0).sessions
    items = [(told.minute_of_day, told.payload.items) for told in moved.diary]
    assert items == [(t.minute_of_day, t.payload.items) for t in told_with(0).diary]


def test_every_frame_of_every_session_decodes(story):
    for session in story.sessions:
        for readings in (heart(session), steps(session)):
            assert len(readings.frame_index) > 0
            assert readings.rejects.reasons == ()


def test_there_are_about_three_or_four_walks_a_week(story):
    assert 3 <= len(story.sessions) / 8 <= 4
    for session in story.sessions:
        assert session.walk_min >= 3
        assert 6 <= session.planned_min <= 12
        assert session.is_early_stop == (session.walk_min < session.planned_min)


def test_no_walk_is_on_an_infusion_day_or_beyond_the_clinics_limits(story):
    (told,) = story.limits
    limits = told.payload
    assert isinstance(limits, LimitsSet)
    infusions = {told.day_date for told in story.treatments}
    assert not infusions & {s.day_date for s in story.sessions}
    assert max(s.walk_min for s in story.sessions) <= limits.session_max_min
    for week in range(8):
        start = story.first_day + timedelta(days=7 * week)
        end = start + timedelta(days=7)
        done = [s for s in story.sessions if start <= s.day_date < end]
        assert len(done) <= limits.sessions_per_week_max
        assert sum(s.walk_min for s in done) <= limits.week_max_min
    assert limits.cleared_until > story.last_day


def test_days_two_to_five_after_an_infusion_are_worse(story):
    for item in (DiaryItem.TIREDNESS, DiaryItem.PAIN, DiaryItem.NAUSEA):
        said = [d for d in diaries(story) if item in d.items]
        since = [days_since_infusion(story, d.day_date) for d in said]
        bad = [d.items[item] for d, n in zip(said, since, strict=True) if 2 <= n <= 5]
        usual = [d.items[item] for d, n in zip(said, since, strict=True) if n > 8]
        assert mean(bad) > mean(usual)


def test_a_day_without_a_diary_is_missing_and_not_zero(story):
    said = diaries(story)
    assert 40 <= len(said) < 56
    assert all(DiaryItem.TIREDNESS in diary.items for diary in said)
    assert len({diary.day_date for diary in said}) == len(said)


def test_some_days_hold_every_item_and_some_only_the_one_tap(story):
    sizes = {len(diary.items) for diary in diaries(story)}
    assert sizes == {1, len(DiaryItem)}
    first_weeks = [
        d for d in diaries(story) if d.day_date < FIRST_DAY + timedelta(days=14)
    ]
    full = [d for d in first_weeks if set(FULL_DIARY) <= set(d.items)]
    assert len(full) >= 7  # enough for a baseline


def test_temperature_is_taken_now_and_then_and_never_a_fever(story):
    taken = [t for d in diaries(story) if (t := d.temperature_c) is not None]
    assert 0 < len(taken) < len(story.diary) / 2
    assert max(taken) < 38.0


def test_the_heart_answers_the_walk(story):
    for session in story.sessions:
        at_s = np.array([n.at_s for n in session.strap])
        hr_bpm = heart(session).hr_bpm
        seated = hr_bpm[at_s < REST_BEFORE_S]
        walking = (at_s > REST_BEFORE_S + 120) & (
            at_s < REST_BEFORE_S + 60 * session.walk_min
        )
        assert 70 <= np.median(seated) <= 95
        assert 12 <= np.median(hr_bpm[walking]) - np.median(seated) <= 45
        assert hr_bpm.max() < 150


def test_the_pod_sees_steps_only_in_the_walk_and_pauses_within_it(story):
    for session in story.sessions:
        at_s = np.array([n.at_s for n in session.pod])
        cadence = steps(session).cadence_raw
        end_s = session.walk_offset_s + 60 * session.walk_min
        within = (at_s >= session.walk_offset_s) & (at_s < end_s)
        moving = cadence[within & (cadence > 0)]
        assert 80 <= moving.min() <= moving.max() <= 100
        assert not cadence[at_s < session.walk_offset_s].any()
        assert not cadence[at_s >= end_s + 1].any()
    assert any((steps(s).cadence_raw == 0).sum() > 310 for s in story.sessions)


def test_off_the_skin_a_rate_is_sent_but_no_interval(story):
    lost_frames = 0
    for session in story.sessions:
        readings = heart(session)
        lost = readings.frame_index[readings.contact == CONTACT_LOST]
        lost_frames += len(lost)
        assert not set(lost) & set(readings.beat_frame_index)
        assert (readings.hr_bpm[lost] > 0).all()
    assert lost_frames > 0


def test_some_packets_never_arrive(story):
    missing = [s.duration_s - len(s.strap) for s in story.sessions]
    assert all(count > 0 for count in missing)
    assert sum(missing) < 0.06 * sum(s.duration_s for s in story.sessions)


def test_some_beats_are_premature(story):
    ratios = []
    for session in story.sessions:
        rr_raw = heart(session).rr_raw
        ratios.append(rr_raw[1:] / rr_raw[:-1])
    premature = (np.concatenate(ratios) < 0.8).mean()
    assert 0.001 < premature < 0.01


def test_streams_run_forward(story):
    for session in story.sessions:
        for stream in (session.strap, session.pod):
            at_s = [n.at_s for n in stream]
            assert at_s == sorted(at_s)
            assert 0 <= at_s[0] <= at_s[-1] < session.duration_s + 2


def test_a_report_speaks_of_the_walk_and_not_of_the_rest_before_it():
    session = told_with(0).sessions[0]
    begun = datetime(2026, 3, 2, 10, tzinfo=UTC)
    report = session.report(begun)
    assert report.started_at == begun + timedelta(seconds=REST_BEFORE_S)
    assert report.duration_min == session.walk_min
    assert report.effort_cr10 == session.effort_cr10
