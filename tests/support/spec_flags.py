"""What the engine flags in a row of `tests/spec` whose column is "flags".

A person whose heart is even: 70 bpm in each of the last 60 nights, walks every other
day at 110 bpm and 90 steps a minute, 4,000 steps a day in twelve hours counted, and
no diary.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pacepipe.domain.flag import (
    FlagInputs,
    FlagKind,
    RestFact,
    RestKind,
    RhythmDay,
    SitePast,
    Snooze,
    StepDay,
)
from pacepipe.domain.plan import DiaryDay, SessionFact
from pacepipe.pacing import FlagPolicy, flag
from pacepipe.pacing.alarm_budget import tried
from support.flags import CALM, TODAY, ago, walk
from support.pacing import red_flag, session_on
from support.spec import Row, described

NIGHT_BPM, WALK_BPM, STEPS = 70.0, 110.0, 4000.0
EVEN: Final = replace(
    CALM,
    rests=tuple(RestFact(ago(back), RestKind.NIGHT, NIGHT_BPM) for back in range(60)),
    walks=tuple(
        walk(
            back,
            hr_bpm=WALK_BPM,
            cadence_spm=90.0,
            hr_pre_bpm=74.0,
            hr_end_bpm=112.0,
            hrr60_bpm=20.0,
        )
        for back in range(1, 60, 2)
    ),
    steps=tuple(StepDay(ago(back), STEPS, 720.0) for back in range(1, 60)),
    last_known_date=TODAY,
)
Step = Callable[[FlagInputs, re.Match[str]], FlagInputs]


def _back(which: str) -> list[int]:
    """ "of the last 3 nights" as days ago, or "1 and 3 days ago"."""
    return [int(number) for number in re.findall(r"\d+", which)]


def _nights(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    over, days = float(match["over"]), {ago(back) for back in _back(match["which"])}
    return replace(
        inputs,
        rests=tuple(
            replace(each, hr_bpm=NIGHT_BPM + over) if each.day_date in days else each
            for each in inputs.rests
        ),
    )


def _unmeasured(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    days = {ago(back) for back in _back(match["which"])}
    kept = tuple(each for each in inputs.rests if each.day_date not in days)
    return replace(inputs, rests=kept)


def _usual_nights(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    """So many before the last four, which are never usual."""
    first = ago(3 + int(match["count"]))
    kept = tuple(each for each in inputs.rests if each.day_date >= first)
    return replace(inputs, rests=kept)


def _walks(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    over, count = float(match["over"]), int(match["count"])
    days = {ago(back) for back in range(1, 2 * count, 2)}
    is_lock = match["lock"] is not None
    return replace(
        inputs,
        walks=tuple(
            replace(
                each,
                hr_bpm=WALK_BPM + over,
                cadence_spm=WALK_BPM + over if is_lock else each.cadence_spm,
            )
            if each.day_date in days
            else each
            for each in inputs.walks
        ),
    )


def _slow(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    count, fall = int(match["count"]), float(match["fall"])
    days = {ago(back) for back in range(1, 2 * count, 2)}
    return replace(
        inputs,
        walks=tuple(
            replace(each, hrr60_bpm=fall) if each.day_date in days else each
            for each in inputs.walks
        ),
    )


def _steps(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    count, share = int(match["count"]), float(match["share"]) / 100
    counted = float(match["minutes"] or 720)
    days = {ago(back) for back in range(1, count + 1)}
    return replace(
        inputs,
        steps=tuple(
            StepDay(each.day_date, STEPS * share, counted)
            if each.day_date in days
            else each
            for each in inputs.steps
        ),
    )


def _rhythm(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    windows, irregular = int(match["windows"]), int(match["odd"])
    days = range(1, int(match["count"]) + 1)
    told = tuple(RhythmDay(ago(back), windows, irregular) for back in days)
    return replace(inputs, rhythm=told)


def _fever(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    day = ago(int(match["back"]))
    said = DiaryDay(day, tiredness=5, temperature_c=float(match["c"]))
    return replace(inputs, diary=(*inputs.diary, said))


def _limit(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    over = [float(minutes) for minutes in re.findall(r"[\d.]+", match["minutes"])]
    sessions: tuple[SessionFact, ...] = tuple(
        replace(
            session_on(ago(2 * (len(over) - place)), minutes=10.0, effort=3.0),
            above_limit_min=minutes,
        )
        for place, minutes in enumerate(over)
    )
    return replace(inputs, sessions=sessions, hr_ceiling_bpm=120)


def _site(inputs: FlagInputs, match: re.Match[str]) -> FlagInputs:
    counts = (float(match["false"]),) * len(tried(FlagPolicy()))
    return replace(inputs, site=SitePast(float(match["months"]), counts))


_STEPS: Final[tuple[tuple[str, Step], ...]] = (
    (r"all as usual", lambda i, _: i),
    (r"nights (?P<over>-?[\d.]+) bpm over (?P<which>[\d, and]+) days? ago", _nights),
    (r"nights (?P<which>[\d, and]+) days? ago not measured", _unmeasured),
    (r"(?P<count>\d+) usual nights", _usual_nights),
    (r"no nights", lambda i, _: replace(i, rests=())),
    (
        r"last (?P<count>\d) walks? (?P<over>[\d.]+) bpm over(?P<lock>, which is .+)?",
        _walks,
    ),
    (r"falls by (?P<fall>[\d.]+) bpm after the last (?P<count>\d) walks", _slow),
    (
        r"steps at (?P<share>\d+) % for (?P<count>\d) days?(?:, (?P<minutes>\d+) .+)?",
        _steps,
    ),
    (
        r"irregular in (?P<odd>\d+) of (?P<windows>\d+) windows on (?P<count>\d) days?",
        _rhythm,
    ),
    (r"temperature (?P<c>[\d.]+) (?P<back>\d) days? ago", _fever),
    (r"over the limit for (?P<minutes>[\d., ]+) min in turn", _limit),
    (
        r"a warning sign is reported",
        lambda i, _: replace(i, stops=(red_flag(TODAY),)),
    ),
    (
        r"nothing known for (?P<count>\d) days",
        lambda i, m: replace(i, last_known_date=ago(int(m["count"]))),
    ),
    (r"paused", lambda i, _: replace(i, is_paused=True)),
    (
        r"an infusion (?P<back>\d+) days ago",
        lambda i, m: replace(i, infusions=(TODAY - timedelta(days=int(m["back"])),)),
    ),
    (
        r"a new medicine (?P<back>\d+) days ago",
        lambda i, m: replace(i, relearn_from=(ago(int(m["back"])),)),
    ),
    (
        r"atrial fibrillation is known",
        lambda i, _: replace(i, heart=replace(i.heart, has_atrial_fibrillation=True)),
    ),
    (
        r"silence about (?P<kind>\w+) until today",
        lambda i, m: replace(i, snoozes=(Snooze(FlagKind(m["kind"]), TODAY),)),
    ),
    (
        r"a budget of (?P<budget>[\d.]+)",
        lambda i, m: replace(i, budget_per_month=float(m["budget"])),
    ),
    (
        r"the site had (?P<false>\d+) false episodes in (?P<months>\d+) months",
        _site,
    ),
)


def flags_of(row: Row, policy: FlagPolicy) -> dict[str, str]:
    """Kind and tier of every flag, the most pressing first."""
    inputs = described(EVEN, row.given, _STEPS)
    found = [f"{each.kind.value} {each.tier}" for each in flag(inputs, policy)]
    return {"flags": ", ".join(found) or "none"}
