"""Reads `tests/spec`: tables of given and then, in words, that the engine must obey.

A file is Markdown: a title, words, and tables. A cell "given" is a list of phrases
with semicolons between them; each phrase changes one thing of a person for whom
everything goes well, or of the words said about a proposal.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from pacepipe.domain.plan import (
    Action,
    Baseline,
    ConditionKnown,
    Coverage,
    DiaryDay,
    OpenFlag,
    PacingInputs,
    PacingOutcome,
    Stop,
    StopKind,
    ValueKnown,
    WeekPlan,
)
from pacepipe.domain.vocabulary import (
    ActivityKind,
    ClinicValueKind,
    Condition,
    DiaryItem,
    ValuePreset,
)
from pacepipe.pacing import (
    Change,
    Hold,
    PacingPolicy,
    ProposalFact,
    Signature,
    TodayInputs,
    gate_today,
    plan_week,
    standing,
)
from support.pacing import (
    BASELINE,
    GOOD,
    WEEK_START,
    WINDOW_END,
    WINDOW_START,
    calm_day,
    infusion,
    moment,
    plans,
    red_flag,
    session_on,
)

FOLDER: Final = Path(__file__).resolve().parents[1] / "spec"
ONE_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class Row:
    """One line of a table: cells by the name of their column."""

    file: str
    line: int
    cells: dict[str, str]

    @property
    def given(self) -> list[str]:
        return [part.strip() for part in self.cells["given"].split(";")]


def rows_of(file: Path) -> Iterator[Row]:
    """Every row of every table of a file that has a column "given"."""
    head: list[str] = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not text.startswith("|"):
            head = []
            continue
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not head:
            head = cells
        elif not set(text) <= set("|-: ") and "given" in head:
            yield Row(file.stem, number, dict(zip(head, cells, strict=True)))


def write_row(row: Row, found: dict[str, str]) -> None:
    """Put these cells in place of the row's own."""
    path = FOLDER / f"{row.file}.md"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = (f" {cell} " if cell else " " for cell in (row.cells | found).values())
    lines[row.line - 1] = f"|{'|'.join(cells)}|\n"
    path.write_text("".join(lines), encoding="utf-8")


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


Step = Callable[[PacingInputs, re.Match[str]], PacingInputs]
_Described = TypeVar("_Described")


def _limits(inputs: PacingInputs, **changes: Any) -> PacingInputs:
    assert inputs.limits is not None
    return replace(inputs, limits=replace(inputs.limits, **changes))


def _days(inputs: PacingInputs, which: str, **items: Any) -> PacingInputs:
    """Day 1 is the first of the seven, day 7 the last."""
    if which.startswith("the last"):
        (count,) = _numbers(which) or [1]
        wanted = set(range(8 - count, 8))
    else:
        wanted = set(_numbers(which))
    dates = {WINDOW_START + timedelta(days=day - 1) for day in wanted}
    return replace(
        inputs,
        diary=tuple(
            replace(day, **items) if day.day_date in dates else day
            for day in inputs.diary
        ),
    )


def _sessions(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    count, minutes = int(match["count"]), float(match["minutes"])
    effort = None if match["effort"] == "unknown" else float(match["effort"])
    found = tuple(
        session_on(WINDOW_START + timedelta(days=n), minutes=minutes, effort=effort)
        for n in range(count)
    )
    return replace(inputs, sessions=found)


def _early(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    count = int(match["count"])
    return replace(
        inputs,
        sessions=tuple(
            replace(session, is_early_stop=n < count)
            for n, session in enumerate(inputs.sessions)
        ),
    )


def _long_ago(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    day = WINDOW_END - timedelta(days=int(match["days"]))
    session = session_on(day, minutes=float(match["minutes"]), effort=2.0)
    return replace(inputs, sessions=(session, *inputs.sessions))


def _weeks(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    """The weeks before the window, each with its sessions and a diary of every day."""
    days = [
        WINDOW_START - timedelta(days=n + 1) for n in range(7 * int(match["weeks"]))
    ]
    walked = [day for day in days if day.weekday() < int(match["sessions"])]
    minutes = float(match["minutes"])
    told = (replace(calm_day(day), tiredness=int(match["tired"])) for day in days)
    done = (session_on(day, minutes=minutes, effort=3.0) for day in walked)
    return replace(
        inputs, diary=(*told, *inputs.diary), sessions=(*done, *inputs.sessions)
    )


def _plans(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    action = Action(match["action"] or "progress")
    sessions, minutes = int(match["sessions"]), int(match["minutes"])
    return replace(inputs, plan_weeks=plans((minutes, sessions), action=action))


def _plan_before(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    action = Action(match["action"] or "progress")
    (last,) = inputs.plan_weeks
    before = replace(
        last,
        week_start=last.week_start - ONE_WEEK,
        action=action,
        session_min=int(match["minutes"]),
        sessions_per_week=int(match["sessions"]),
    )
    return replace(inputs, plan_weeks=(before, last))


def _stop(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    day = WINDOW_END - timedelta(days=int(match["days"]))
    cleared = WINDOW_END if match["cleared"] == "cleared" else None
    stop: Stop = red_flag(day, cleared=cleared)
    if match["what"] == "fever":
        stop = replace(stop, kind=StopKind.FEVER)
    return replace(inputs, stops=(*inputs.stops, stop))


def _value(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    known = ValueKnown(
        ClinicValueKind(match["kind"]),
        float(match["value"]),
        WEEK_START - timedelta(days=int(match["days"])),
    )
    return replace(inputs, clinic_values=(*inputs.clinic_values, known))


def _condition(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    kinds = tuple(ActivityKind(name.strip()) for name in match["kinds"].split(","))
    known = ConditionKnown(Condition(match["condition"]), kinds)
    return replace(inputs, conditions=(*inputs.conditions, known))


def _thin_diary(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    """The last days keep their diary, or all but the last ones."""
    count = int(match["count"])
    kept = inputs.diary[-count:] if match["which"] == "last" else inputs.diary[:count]
    return replace(inputs, diary=kept if count else ())


def _one_tap(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    full = int(match["count"])
    tapped = [DiaryDay(day.day_date, tiredness=day.tiredness) for day in inputs.diary]
    kept = inputs.diary[len(inputs.diary) - full :]
    return replace(inputs, diary=(*tapped[: len(tapped) - full], *kept))


def _treated(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    if match["day"] is not None:
        day = WEEK_START + timedelta(days=int(match["day"]) - 1)
    else:
        day = WEEK_START - timedelta(days=int(match["before"]))
    return replace(inputs, treatments=(*inputs.treatments, infusion(day)))


def _flag(inputs: PacingInputs, match: re.Match[str]) -> PacingInputs:
    raised = OpenFlag("flag-1", "rest_high", int(match["tier"]), WINDOW_END)
    return replace(inputs, flags=(*inputs.flags, raised))


_ITEMS: Final = "|".join(item.value for item in DiaryItem)
_DOSE: Final = r"(?P<sessions>\d+) x (?P<minutes>\d+)"
_STOP: Final = r"(?P<what>warning sign|fever) (?P<days>\d+) days before the end"
_STEPS: Final[tuple[tuple[str, Step], ...]] = (
    (r"all goes well", lambda i, _: i),
    (r"no limits are set", lambda i, _: replace(i, limits=None)),
    (r"no clearance", lambda i, _: _limits(i, cleared_until=None)),
    (
        r"clearance until (?P<days>\d+) days? (?P<side>before|into) the week",
        lambda i, m: _limits(
            i,
            cleared_until=WEEK_START
            + timedelta(days=int(m["days"]) * (-1 if m["side"] == "before" else 1)),
        ),
    ),
    (r"paused", lambda i, _: replace(i, is_paused=True)),
    (r"frail", lambda i, _: replace(i, is_frail=True)),
    (
        r"(?P<steps>\d+) steps in a usual day",
        lambda i, m: replace(i, usual_step_count=float(m["steps"])),
    ),
    (r"a flag of tier (?P<tier>\d) that nobody has looked at", _flag),
    (r"the clinic holds", lambda i, _: _limits(i, is_held=True)),
    (r"preset (?P<p>\w+)", lambda i, m: _limits(i, value_preset=ValuePreset(m["p"]))),
    (
        r"session limit (?P<n>\d+|none)",
        lambda i, m: _limits(i, session_max_min=_maybe(m["n"])),
    ),
    (
        r"week limit (?P<n>\d+|none)",
        lambda i, m: _limits(i, week_max_min=_maybe(m["n"])),
    ),
    (
        r"limit of sessions (?P<n>\d+|none)",
        lambda i, m: _limits(i, sessions_per_week_max=_maybe(m["n"])),
    ),
    (
        r"allowed (?P<kinds>[\w, ]+)",
        lambda i, m: _limits(
            i,
            activity_kinds=tuple(
                ActivityKind(k.strip()) for k in m["kinds"].split(",")
            ),
        ),
    ),
    (r"(?P<kind>\w+) (?P<value>[\d.]+), (?P<days>\d+) days old", _value),
    (r"(?P<condition>bone_metastases|neuropathy) with (?P<kinds>[\w, ]+)", _condition),
    (
        rf"(?P<item>{_ITEMS}) (?P<value>\d+) on (?P<which>days? [\d, ]+|the last .+)",
        lambda i, m: _days(i, m["which"], **{m["item"]: int(m["value"])}),
    ),
    (
        r"sore for over 48 h on (?P<which>day \d)",
        lambda i, m: _days(i, m["which"], soreness_48h=True),
    ),
    (r"diary on the (?P<which>first|last) (?P<count>\d) days", _thin_diary),
    (r"full diary on (?P<count>\d) days?, one tap on the others", _one_tap),
    (r"no diary", lambda i, _: replace(i, diary=())),
    (r"no baseline", lambda i, _: replace(i, baseline=None)),
    (
        r"baseline until (?P<days>\d+) days? before the week",
        lambda i, m: replace(
            i,
            baseline=replace(
                BASELINE, valid_until=WEEK_START - timedelta(days=int(m["days"]))
            ),
        ),
    ),
    (
        r"usual (?P<item>\w+) (?P<value>\d+)",
        lambda i, m: replace(
            i, baseline=_usual(i.baseline, m["item"], float(m["value"]))
        ),
    ),
    (
        r"(?P<count>\d) sessions? of (?P<minutes>\d+) min at effort (?P<effort>\S+)",
        _sessions,
    ),
    (r"no sessions", lambda i, _: replace(i, sessions=())),
    (r"(?P<count>\d) stopped early", _early),
    (
        r"a good session of (?P<minutes>\d+) min (?P<days>\d+) days before the end",
        _long_ago,
    ),
    (
        rf"(?P<weeks>\d) weeks? before of {_DOSE} min and tiredness (?P<tired>\d+)",
        _weeks,
    ),
    (r"no plan yet", lambda i, _: replace(i, plan_weeks=())),
    (rf"last plan (?:(?P<action>\w+) )?{_DOSE}", _plans),
    (rf"the plan before (?:(?P<action>\w+) )?{_DOSE}", _plan_before),
    (
        rf"{_STOP}, (?P<cleared>cleared|not cleared)",
        _stop,
    ),
    (
        r"infusion (?:on day (?P<day>\d)|(?P<before>\d+) days? before the week)",
        _treated,
    ),
)


def _maybe(text: str) -> int | None:
    return None if text == "none" else int(text)


def _usual(baseline: Baseline | None, item: str, value: float) -> Baseline:
    return replace(baseline or BASELINE, **{item: value})


def described(
    inputs: _Described,
    phrases: Iterable[str],
    steps: Iterable[tuple[str, Callable[[_Described, re.Match[str]], _Described]]],
) -> _Described:
    """The inputs after each phrase; one that no pattern knows is a fault."""
    for phrase in phrases:
        for pattern, step in steps:
            match = re.fullmatch(pattern, phrase)
            if match is not None:
                inputs = step(inputs, match)
                break
        else:
            raise AssertionError(f"nobody knows what {phrase!r} means")
    return inputs


def person_of(phrases: list[str]) -> PacingInputs:
    """The person that these phrases describe."""
    return described(GOOD, phrases, _STEPS)


def dose_text(sessions: int, minutes: int) -> str:
    return f"{sessions} x {minutes}" if sessions * minutes else "rest"


def week_of(row: Row, policy: PacingPolicy) -> dict[str, str]:
    """What the engine decides, in the cells of the row's own columns."""
    outcome = plan_week(person_of(row.given), policy)
    plan = outcome.plan
    shown = {
        "decision": outcome.action.value,
        "plan": "none"
        if plan is None
        else dose_text(plan.sessions_per_week, plan.session_min),
        "because": outcome.reasons[0].code,
        "bound by": ", ".join(cap.name for cap in outcome.caps if cap.is_binding),
        "ceiling": ""
        if outcome.tolerance is None
        else f"{outcome.tolerance.ceiling_min:g}",
        "days": ""
        if plan is None
        else ", ".join(
            f"{(session.day_date - WEEK_START).days + 1}: {session.duration_min}"
            for session in plan.sessions
        ),
        "kinds": "" if plan is None else ", ".join(plan.activity_kinds),
    }
    return {name: shown[name] for name in row.cells if name in shown}


def today_of(row: Row, policy: PacingPolicy) -> dict[str, str]:
    """What the daily gate allows of 20 planned minutes."""
    today, given = WEEK_START, TodayInputs(WEEK_START, 20, (), BASELINE)
    for phrase in row.given:
        if phrase == "nobody said anything":
            continue
        if phrase == "a stop is open":
            given = replace(given, stops=(red_flag(today),))
        elif match := re.fullmatch(r"heat index (\d+)", phrase):
            given = replace(given, heat_index_c=float(match[1]))
        elif match := re.fullmatch(r"planned (\d+) min", phrase):
            given = replace(given, planned_min=int(match[1]))
        elif match := re.fullmatch(
            rf"({_ITEMS}) (\d+) (today|yesterday|two days ago)", phrase
        ):
            back = ("today", "yesterday", "two days ago").index(match[3])
            day = replace(calm_day(today - timedelta(days=back)))
            told = replace(day, **{match[1]: int(match[2])})
            given = replace(given, diary=(*given.diary, told))
        else:
            raise AssertionError(f"nobody knows what {phrase!r} means")
    outcome = gate_today(given, policy)
    shown = {
        "minutes": "rest" if outcome.allowed_min == 0 else str(outcome.allowed_min),
        "because": ", ".join(reason.code for reason in outcome.reasons),
    }
    return {name: shown[name] for name in row.cells if name in shown}


def standing_of(row: Row) -> dict[str, str]:
    """What stands after these words, in the order of the phrases; last week 3 x 8."""
    at = datetime(2026, 3, 1, 20, tzinfo=UTC)
    proposals: list[ProposalFact] = []
    signatures: dict[str, Signature] = {}
    changes: dict[str, Change] = {}
    holds: dict[str, Hold] = {}
    approved_until, is_stopped = None, False
    for place, phrase in enumerate(row.given):
        said_at = at + timedelta(hours=place)
        newest = proposals[-1].plan_id if proposals else ""
        if match := re.fullmatch(rf"(\w+) {_DOSE} proposed", phrase):
            proposals.append(_proposal(len(proposals) + 1, match))
        elif match := re.fullmatch(rf"changed to {_DOSE}", phrase):
            week = _week(int(match["sessions"]), int(match["minutes"]))
            changes[newest] = Change("clinician", said_at, week)
        elif phrase == "signed":
            signatures[newest] = Signature("clinician", said_at)
        elif phrase == "held":
            holds[newest] = Hold("clinician", said_at)
        elif phrase == "increases approved ahead":
            approved_until = WEEK_START
        elif phrase == "a stop is reported":
            is_stopped = True
        else:
            raise AssertionError(f"nobody knows what {phrase!r} means")
    found = standing(
        WEEK_START,
        proposals,
        signatures,
        previous=plans((8, 3))[-1],
        standing_approval_until=approved_until,
        is_stopped_now=is_stopped,
        changes=changes,
        holds=holds,
    )
    return {
        "state": found.status.value,
        "shown": dose_text(found.sessions_per_week, found.session_min),
    }


def _week(sessions: int, minutes: int) -> WeekPlan:
    return WeekPlan(WEEK_START, minutes, sessions, minutes * sessions, 3, (), (), ())


def _proposal(number: int, match: re.Match[str]) -> ProposalFact:
    action = Action(match[1])
    sessions, minutes = int(match["sessions"]), int(match["minutes"])
    outcome = PacingOutcome(
        action=action,
        plan=_week(sessions, minutes),
        reasons=(),
        caps=(),
        coverage=Coverage(7, 7, 0, 3, 3, 3),
        is_increase=action in {Action.PROGRESS, Action.START, Action.RETURN},
        policy_version="spec",
    )
    return ProposalFact(f"plan-{number}", number, moment(WINDOW_END), outcome)
