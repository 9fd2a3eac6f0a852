"""People as hypothesis draws them: mostly well, so that plans also rise."""

from datetime import date, timedelta

from hypothesis import strategies as st

from pacepipe.domain.plan import (
    Action,
    Baseline,
    DiaryDay,
    Limits,
    PacingInputs,
    PlanWeek,
    SessionFact,
    Stop,
    StopKind,
    TreatmentDay,
)
from pacepipe.domain.vocabulary import ActivityKind, RedFlag, TreatmentKind
from support.pacing import BASELINE, LIMITS, WEEK_START, WINDOW_END, moment

# the last two weeks matter most to a decision; a draw of 42 days would mostly miss
RECENT = st.integers(0, 13).map(lambda back: WINDOW_END - timedelta(days=back))


def mostly(usual: object, other: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(st.just(usual), st.just(usual), other)


def items() -> st.SearchStrategy:
    return st.one_of(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10))


@st.composite
def diary_days(draw: st.DrawFn, day: date) -> DiaryDay:
    def item() -> int | None:
        return draw(st.one_of(items(), items(), items(), st.none()))

    return DiaryDay(
        day,
        tiredness=item(),
        pain=item(),
        bone_pain=draw(mostly(0, st.integers(0, 10))),
        breathlessness=item(),
        nausea=draw(mostly(None, st.integers(0, 10))),
        sleep=item(),
        soreness_48h=draw(mostly(None, mostly(False, st.just(True)))),
    )


@st.composite
def diaries(draw: st.DrawFn) -> tuple[DiaryDay, ...]:
    days = draw(st.sets(RECENT, min_size=4))
    return tuple(draw(diary_days(day)) for day in sorted(days))


@st.composite
def session_facts(draw: st.DrawFn) -> tuple[SessionFact, ...]:
    days = draw(st.lists(st.integers(0, 34), max_size=12))
    return tuple(
        SessionFact(
            session_id=f"s{number}",
            started_at=moment(WINDOW_END - timedelta(days=back)),
            day_date=WINDOW_END - timedelta(days=back),
            activity_kind=ActivityKind.AEROBIC,
            duration_min=draw(st.sampled_from((3.0, 5.0, 8.5, 12.0, 25.0))),
            effort_cr10=draw(
                st.sampled_from((None, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0, 7.0))
            ),
            is_early_stop=draw(st.sampled_from((False,) * 7 + (True,))),
            above_limit_min=None,
        )
        for number, back in enumerate(days)
    )


@st.composite
def baselines(draw: st.DrawFn) -> Baseline:
    def usual() -> float | None:
        return draw(st.one_of(st.sampled_from((1.0, 2.0, 3.0, 3.5, 6.0)), st.none()))

    return Baseline(
        window_start=BASELINE.window_start,
        window_end=draw(mostly(BASELINE.window_end, RECENT)),
        valid_until=draw(mostly(BASELINE.valid_until, st.just(WINDOW_END))),
        diary_day_count=9,
        tiredness=draw(mostly(3.0, st.just(4.0))),
        pain=usual(),
        bone_pain=usual(),
        breathlessness=usual(),
        nausea=usual(),
        sleep=usual(),
        burden_reference=draw(st.sampled_from((0.0, 0.4, 1.2))),
    )


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    def most(low: int, high: int) -> int | None:
        return draw(st.one_of(st.none(), st.integers(low, high), st.just(high)))

    return Limits(
        hr_ceiling_bpm=None,
        session_max_min=most(3, 40),
        week_max_min=most(5, 200),
        sessions_per_week_max=most(1, 6),
        activity_kinds=LIMITS.activity_kinds,
        cleared_until=LIMITS.cleared_until,
        standing_approval_until=None,
        is_held=False,
    )


@st.composite
def plan_weeks(draw: st.DrawFn) -> tuple[PlanWeek, ...]:
    count = draw(st.integers(0, 5))
    actions = (Action.PROGRESS, Action.PROGRESS, Action.HOLD, Action.HOLD)
    weeks = []
    for back in range(count, 0, -1):
        action = draw(st.sampled_from((*actions, *Action)))
        is_rest = action is Action.STOP or draw(st.sampled_from((False,) * 9 + (True,)))
        weeks.append(
            PlanWeek(
                WEEK_START - timedelta(weeks=back),
                action,
                0 if is_rest else draw(st.integers(4, 30)),
                0 if is_rest else draw(st.integers(1, 6)),
            )
        )
    return tuple(weeks)


@st.composite
def cleared_stops(draw: st.DrawFn) -> Stop:
    back = draw(st.integers(0, 30))
    cleared = draw(st.integers(0, back))
    return Stop(
        StopKind.RED_FLAG,
        RedFlag.FALL,
        moment(WINDOW_END - timedelta(days=back)),
        moment(WINDOW_END - timedelta(days=cleared), 18),
    )


@st.composite
def infusions(draw: st.DrawFn) -> TreatmentDay:
    offset = draw(st.integers(-21, 6))
    return TreatmentDay(
        WEEK_START + timedelta(days=offset),
        TreatmentKind.INFUSION,
        is_deload=draw(mostly(True, st.just(False))),
    )


@st.composite
def people(draw: st.DrawFn) -> PacingInputs:
    """Someone cleared and with limits; a plan of any kind may follow."""
    return PacingInputs(
        patient_id="p1",
        as_of=moment(WINDOW_END, 20),
        week_start=WEEK_START,
        window_end=WINDOW_END,
        diary=draw(diaries()),
        sessions=draw(session_facts()),
        baseline=draw(st.one_of(st.just(BASELINE), baselines(), st.none())),
        limits=draw(limits()),
        treatments=tuple(draw(mostly((), st.lists(infusions(), max_size=4)))),
        stops=tuple(draw(mostly((), st.lists(cleared_stops(), max_size=2)))),
        plan_weeks=draw(plan_weeks()),
        is_frail=draw(st.booleans()),
        is_paused=False,
    )
