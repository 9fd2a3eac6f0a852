"""People as hypothesis draws them: well at first, then with a few things amiss.

A person of independent draws would hardly ever be well enough for a plan to rise, and
a law about rises would then be tested on nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from pacepipe.domain.plan import (
    Action,
    DiaryDay,
    Limits,
    PacingInputs,
    PlanWeek,
    SessionFact,
    Stop,
    StopKind,
    TreatmentDay,
)
from pacepipe.domain.vocabulary import DiaryItem, RedFlag, TreatmentKind
from support.pacing import (
    BASELINE,
    LIMITS,
    WEEK_START,
    WINDOW_END,
    calm_day,
    moment,
    session_on,
)

Change = Callable[[PacingInputs], PacingInputs]

# the last days matter most to a decision; a draw of 42 days would mostly miss
RECENT = st.integers(0, 9).map(lambda back: WINDOW_END - timedelta(days=back))
DAYS_BACK = st.integers(0, 9)
STEPS = st.none() | st.sampled_from((900.0, 2600.0, 3700.0, 5200.0, 12_000.0))


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    return Limits(
        hr_ceiling_bpm=None,
        session_max_min=draw(st.sampled_from((None, 40, 40, 30, 12, 9, 6, 3))),
        week_max_min=draw(st.sampled_from((None, 200, 200, 100, 60, 43, 33, 21, 9))),
        sessions_per_week_max=draw(st.sampled_from((None, 7, 5, 5, 5, 4, 3, 2, 1))),
        activity_kinds=LIMITS.activity_kinds,
        cleared_until=LIMITS.cleared_until,
        standing_approval_until=None,
        is_held=False,
    )


@st.composite
def well_people(draw: st.DrawFn) -> PacingInputs:
    """Someone who has kept a plan for some weeks, close to how they usually are."""
    session_min = draw(st.integers(4, 30))
    planned = draw(st.sampled_from((1, 2, 3, 3, 3, 4, 4, 5, 5, 6)))
    weeks = draw(st.integers(1, 4))
    done = draw(st.integers(max(2, (planned + 1) // 2), 6))
    effort = draw(st.sampled_from((1.0, 2.0, 3.0, 4.0)))
    better = draw(st.integers(-1, 1))
    minutes = st.sampled_from((session_min, session_min, session_min + 3, 4))
    return PacingInputs(
        patient_id="p1",
        as_of=moment(WINDOW_END, 20),
        week_start=WEEK_START,
        window_end=WINDOW_END,
        diary=tuple(
            replace(calm_day(WINDOW_END - timedelta(days=back)), tiredness=3 + better)
            for back in reversed(range(draw(st.integers(4, 10))))
        ),
        sessions=tuple(
            session_on(
                WINDOW_END - timedelta(days=7 * week + number),
                minutes=draw(minutes) * 1.0,
                effort=effort,
            )
            for week in range(weeks)
            for number in range(done)
        ),
        baseline=BASELINE,
        limits=draw(limits()),
        treatments=(),
        stops=(),
        plan_weeks=tuple(
            PlanWeek(
                WEEK_START - timedelta(weeks=back), Action.HOLD, session_min, planned
            )
            for back in range(weeks, 0, -1)
        ),
        is_frail=draw(st.booleans()),
        usual_step_count=draw(STEPS),
    )


def _on_day(back: int, change: Callable[[DiaryDay], DiaryDay]) -> Change:
    day = WINDOW_END - timedelta(days=back)
    return lambda person: replace(
        person,
        diary=tuple(change(d) if d.day_date == day else d for d in person.diary),
    )


def _on_session(number: int, change: Callable[[SessionFact], SessionFact]) -> Change:
    return lambda person: replace(
        person,
        sessions=tuple(
            change(s) if n == number else s for n, s in enumerate(person.sessions)
        ),
    )


@st.composite
def answers(draw: st.DrawFn) -> Change:
    """One answer of a day, or of its neighbours too, is another."""
    item = draw(st.sampled_from(DiaryItem)).value
    value = draw(st.one_of(st.none(), st.integers(0, 10), st.integers(4, 8)))
    first, count = draw(DAYS_BACK), draw(st.integers(1, 3))

    def change(person: PacingInputs) -> PacingInputs:
        for back in range(first, first + count):
            person = _on_day(back, lambda day: replace(day, **{item: value}))(person)
        return person

    return change


@st.composite
def bad_days(draw: st.DrawFn) -> Change:
    item = draw(st.sampled_from(DiaryItem)).value
    days = draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))
    value = draw(st.integers(5, 10))

    def change(person: PacingInputs) -> PacingInputs:
        for back in sorted(days):
            person = _on_day(back, lambda day: replace(day, **{item: value}))(person)
        return person

    return change


@st.composite
def missing_days(draw: st.DrawFn) -> Change:
    day = draw(RECENT)
    return lambda person: replace(
        person, diary=tuple(d for d in person.diary if d.day_date != day)
    )


@st.composite
def sore_days(draw: st.DrawFn) -> Change:
    return _on_day(draw(DAYS_BACK), lambda day: replace(day, soreness_48h=True))


@st.composite
def efforts(draw: st.DrawFn) -> Change:
    effort = draw(st.sampled_from((None, None, 2.0, 4.5, 6.0, 9.0)))
    number = draw(st.integers(0, 5))
    return _on_session(number, lambda session: replace(session, effort_cr10=effort))


@st.composite
def early_stops(draw: st.DrawFn) -> Change:
    number = draw(st.integers(0, 5))
    return _on_session(number, lambda session: replace(session, is_early_stop=True))


@st.composite
def missing_sessions(draw: st.DrawFn) -> Change:
    first = draw(st.integers(0, 6))
    return lambda person: replace(person, sessions=person.sessions[first:])


@st.composite
def other_baselines(draw: st.DrawFn) -> Change:
    baseline = draw(
        st.sampled_from(
            (
                None,
                replace(BASELINE, valid_until=WINDOW_END),
                replace(BASELINE, window_end=WINDOW_END),
                replace(BASELINE, pain=None, sleep=6.0),
                replace(BASELINE, tiredness=5.0, burden_reference=0.0),
                replace(BASELINE, tiredness=1.0, breathlessness=None),
            )
        )
    )
    return lambda person: replace(person, baseline=baseline)


@st.composite
def infusions(draw: st.DrawFn) -> Change:
    day = WEEK_START + timedelta(days=draw(st.integers(-21, 6)))
    added = TreatmentDay(day, TreatmentKind.INFUSION, is_deload=True)
    return lambda person: replace(person, treatments=(*person.treatments, added))


@st.composite
def cleared_stops(draw: st.DrawFn) -> Stop:
    back = draw(st.integers(0, 20))
    cleared = draw(st.integers(0, back))
    return Stop(
        StopKind.RED_FLAG,
        RedFlag.FALL,
        moment(WINDOW_END - timedelta(days=back)),
        moment(WINDOW_END - timedelta(days=cleared), 18),
    )


@st.composite
def stops(draw: st.DrawFn) -> Change:
    stop = draw(cleared_stops())
    return lambda person: replace(person, stops=(*person.stops, stop))


@st.composite
def other_weeks(draw: st.DrawFn) -> Change:
    """A week before the last, or the last, was another one."""
    back = draw(st.integers(1, 3))
    action = draw(
        st.sampled_from((Action.REDUCE, Action.RESTART, Action.STOP, Action.PROGRESS))
    )
    is_rest = action is Action.STOP or draw(st.integers(0, 3)) == 0

    def change(week: PlanWeek) -> PlanWeek:
        if is_rest:
            return PlanWeek(week.week_start, action, 0, 0)
        return replace(week, action=action)

    start = WEEK_START - timedelta(weeks=back)
    return lambda person: replace(
        person,
        plan_weeks=tuple(
            change(week) if week.week_start == start else week
            for week in person.plan_weeks
        ),
    )


@st.composite
def resting_weeks(draw: st.DrawFn) -> Change:
    """The last weeks were rest."""
    count, action = draw(st.integers(1, 3)), draw(st.sampled_from(Action))
    since = WEEK_START - timedelta(weeks=count)
    return lambda person: replace(
        person,
        plan_weeks=tuple(
            PlanWeek(week.week_start, action, 0, 0)
            if week.week_start >= since
            else week
            for week in person.plan_weeks
        ),
    )


def no_plans() -> st.SearchStrategy[Change]:
    return st.just(lambda person: replace(person, plan_weeks=()))


CHANGES = st.one_of(
    answers(),
    answers(),
    bad_days(),
    bad_days(),
    missing_days(),
    sore_days(),
    efforts(),
    efforts(),
    early_stops(),
    missing_sessions(),
    other_baselines(),
    infusions(),
    stops(),
    other_weeks(),
    resting_weeks(),
    no_plans(),
)
# made once: a strategy made anew for every person takes longer than a plan
SOME_CHANGES = tuple(
    st.lists(CHANGES, min_size=least, max_size=4) for least in range(4)
)
WELL_PEOPLE = well_people()


@st.composite
def people(draw: st.DrawFn) -> PacingInputs:
    """Someone cleared and with limits; a plan of any kind may follow."""
    person = draw(WELL_PEOPLE)
    for change in draw(SOME_CHANGES[draw(st.integers(0, 3))]):
        person = change(person)
    return person
