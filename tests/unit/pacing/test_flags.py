from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pacepipe.domain.flag import FlagInputs, FlagKind
from pacepipe.domain.plan import SessionFact, Stop, StopKind
from pacepipe.domain.vocabulary import ActivityKind, RedFlag
from pacepipe.pacing.flags import FlagPolicy, flag

TODAY = date(2026, 11, 20)
AS_OF = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
CALM = FlagInputs(
    patient_id="P-1",
    as_of=AS_OF,
    today=TODAY,
    stops=(),
    sessions=(),
    hr_ceiling_bpm=120,
    last_known_date=TODAY - timedelta(days=1),
)


def session(
    days_ago: int, above_limit_min: float | None, hour: int = 10
) -> SessionFact:
    day = TODAY - timedelta(days=days_ago)
    return SessionFact(
        session_id=f"s-{days_ago}-{hour}",
        started_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
        day_date=day,
        activity_kind=ActivityKind.AEROBIC,
        duration_min=8.0,
        effort_cr10=3.0,
        is_early_stop=False,
        above_limit_min=above_limit_min,
    )


def stop(red_flag: RedFlag | None, days_ago: int = 1, hour: int = 9, **more) -> Stop:
    at = AS_OF - timedelta(days=days_ago) + timedelta(hours=hour - 4)
    kind = StopKind.RED_FLAG if red_flag is not None else StopKind.FEVER
    return Stop(kind, red_flag, at, more.get("cleared_at"))


def kinds_and_tiers(inputs: FlagInputs) -> list[tuple[FlagKind, int]]:
    return [(found.kind, found.tier) for found in flag(inputs)]


def with_sessions(*sessions: SessionFact) -> FlagInputs:
    return replace(CALM, sessions=sessions)


def test_a_quiet_person_has_no_flags():
    assert flag(CALM) == ()


def test_an_uncleared_sign_is_for_today():
    (found,) = flag(replace(CALM, stops=(stop(RedFlag.CHEST_PRESSURE),)))
    assert (found.kind, found.tier) == (FlagKind.RED_FLAG, 3)
    assert found.about_date == TODAY - timedelta(days=1)
    assert dict(found.facts)["sign"] == "chest_pressure"
    assert found.observed_value is None


def test_a_cleared_sign_is_no_flag():
    cleared = stop(RedFlag.FALL, cleared_at=AS_OF - timedelta(hours=1))
    assert flag(replace(CALM, stops=(cleared,))) == ()


def test_a_clearance_that_lies_ahead_clears_nothing():
    ahead = stop(RedFlag.FALL, cleared_at=AS_OF + timedelta(hours=1))
    assert kinds_and_tiers(replace(CALM, stops=(ahead,))) == [(FlagKind.RED_FLAG, 3)]


def test_one_sign_reported_twice_on_a_day_is_one_flag():
    twice = (stop(RedFlag.FALL, hour=9), stop(RedFlag.FALL, hour=12))
    (found,) = flag(replace(CALM, stops=twice))
    assert dict(found.facts)["reports"] == 2


def test_a_fever_by_thermometer_and_a_ticked_fever_are_one_flag():
    both = (stop(None), stop(RedFlag.FEVER, hour=12))
    assert kinds_and_tiers(replace(CALM, stops=both)) == [(FlagKind.FEVER, 3)]


def test_two_signs_and_two_days_are_separate_flags():
    stops = (stop(RedFlag.FALL), stop(RedFlag.BLEEDING), stop(RedFlag.FALL, 2))
    found = flag(replace(CALM, stops=stops))
    assert len({raised.flag_id for raised in found}) == 3


def test_two_of_the_last_three_judged_sessions_ask_for_a_look_this_week():
    (found,) = flag(with_sessions(session(5, 2.0), session(3, 0.0), session(1, 4.0)))
    assert (found.kind, found.tier) == (FlagKind.LIMIT_CROSSED, 2)
    assert (found.observed_value, found.observed_unit) == (4.0, "min")
    assert found.about_date == TODAY - timedelta(days=1)
    assert dict(found.facts) == {
        "hr_ceiling_bpm": 120,
        "sessions_above": 2,
        "sessions_judged": 3,
        "sessions_known": 3,
        "sessions_recent": 3,
    }


def test_a_single_crossing_in_the_last_session_is_a_note():
    found = with_sessions(session(5, 0.0), session(1, 1.0))
    assert kinds_and_tiers(found) == [(FlagKind.LIMIT_CROSSED, 1)]


@pytest.mark.parametrize(
    "sessions",
    [
        (session(3, 2.0), session(1, 0.0)),
        (session(1, 0.9),),
        (session(4, 2.0), session(3, 0.0), session(2, 0.0), session(1, 0.5)),
        (session(14, 3.0),),
    ],
    ids=["then a calm one", "under a minute", "four sessions ago", "too long ago"],
)
def test_no_crossing_is_flagged_after(sessions):
    assert flag(with_sessions(*sessions)) == ()


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_an_unjudged_session_neither_raises_nor_calms(unknown):
    assert flag(with_sessions(session(1, unknown))) == ()
    crossed = with_sessions(session(3, 2.0), session(2, 2.0), session(1, unknown))
    (found,) = flag(crossed)
    assert found.tier == 2
    assert dict(found.facts)["sessions_judged"] == 2
    assert dict(found.facts)["sessions_known"] == 3


def test_a_second_crossing_on_the_same_day_is_a_new_flag():
    first = session(1, 2.0, hour=9)
    (note,) = flag(with_sessions(first))
    (look,) = flag(with_sessions(first, session(1, 2.0, hour=15)))
    assert note.about_date == look.about_date
    assert note.flag_id != look.flag_id


def test_silence_of_three_days_is_a_note_and_keeps_its_name():
    silent = replace(CALM, last_known_date=TODAY - timedelta(days=3))
    (found,) = flag(silent)
    assert (found.kind, found.tier) == (FlagKind.NO_DATA, 1)
    assert found.about_date == TODAY - timedelta(days=2)
    assert (found.observed_value, found.observed_unit) == (3.0, "d")
    later = replace(
        silent, today=TODAY + timedelta(days=5), as_of=AS_OF + timedelta(days=5)
    )
    assert flag(later)[0].flag_id == found.flag_id


def test_two_days_are_no_silence_and_a_pause_is_none_either():
    assert flag(replace(CALM, last_known_date=TODAY - timedelta(days=2))) == ()
    long_ago = replace(CALM, last_known_date=TODAY - timedelta(days=30))
    assert flag(replace(long_ago, is_paused=True)) == ()


def test_a_person_of_whom_nothing_was_ever_known_is_silent_since_the_first_day():
    never = replace(CALM, last_known_date=None)
    assert flag(never) == ()
    (found,) = flag(replace(never, first_known_date=TODAY - timedelta(days=4)))
    assert found.about_date == TODAY - timedelta(days=4)


def test_a_pause_does_not_hide_a_sign():
    paused = replace(CALM, stops=(stop(RedFlag.FALL),), is_paused=True)
    assert kinds_and_tiers(paused) == [(FlagKind.RED_FLAG, 3)]


def test_order_and_duplicates_change_nothing_and_names_are_personal():
    full = replace(
        CALM,
        stops=(stop(RedFlag.FALL), stop(None)),
        sessions=(session(5, 2.0), session(1, 4.0)),
        last_known_date=TODAY - timedelta(days=9),
    )
    backwards = replace(
        full,
        stops=full.stops[::-1] + full.stops,
        sessions=full.sessions[::-1] + full.sessions,
    )
    found = flag(full)
    assert flag(backwards) == found
    assert [raised.tier for raised in found] == [3, 3, 2, 1]
    other = flag(replace(full, patient_id="P-2"))
    assert not {f.flag_id for f in found} & {f.flag_id for f in other}


def test_a_threshold_is_an_argument():
    crossed = with_sessions(session(1, 2.0))
    assert flag(crossed, FlagPolicy(above_limit_min=3.0)) == ()
