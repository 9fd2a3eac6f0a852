"""`pacepipe why`: one number, walked back to the frames that a strap sent."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

import typer

from pacepipe.app import House
from pacepipe.cli import inputs, output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.errors import UsageProblem
from pacepipe.stages.inputs import monday
from pacepipe.stages.why import (
    About,
    Example,
    Walk,
    about_column,
    why_day,
    why_session,
    why_week,
)
from pacepipe.store import Working

HELP_END: Final = examples(
    "pacepipe why session-0123456789ab hr_mean_bpm",
    "pacepipe why P-001 2026-11-20 step_count",
)
_DECISIONS: Final = ("plan-", "flag-")
_SESSION: Final = "session-"
_COLUMN_WORDS, _SESSION_WORDS, _DAY_WORDS = 1, 2, 3
_DIGEST_DIGITS: Final = 12
_MOST_LINES: Final = 8
_TICK_MS: Final = 1000 / 1024
"""RR intervals are sent in 1/1024 s: Heart Rate Service 1.0, 3.1.1."""


def why(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[WHOSE] COLUMN",
            help="Whose: a session's id, or a person's with a day or a week. Without "
            "it, what the column is.",
        ),
    ],
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Say what a number means, what it is made from, and what was sent for it.

    A number is walked back to the readings it rests on, with what was set aside,
    and to the frames as the strap sent them.
    """
    house = enter(context)
    if words[0].startswith(_DECISIONS):
        _point_to_explain(words[0])
    if len(words) == _COLUMN_WORDS and words[0].startswith(_SESSION):
        raise _usage(f"Which number of {words[0]}?")
    if len(words) > _DAY_WORDS:
        raise _usage("These are more words than a number has.")
    zone = house.settings.zone
    if len(words) == _COLUMN_WORDS:
        with house.working() as working:
            about = about_column(working, words[0])
        if as_json:
            output.emit("why_column/1", zone, about=about)
        else:
            _tell_about(about)
        return
    found = _walk(house, words)
    if as_json:
        output.emit("why/2", zone, walks=found)
    else:
        _tell_walks(found, zone)


def _usage(what: str) -> UsageProblem:
    return UsageProblem(
        what,
        means="Nothing was looked up.",
        remedy="Ask like this: `pacepipe why SESSION hr_mean_bpm`, "
        "`pacepipe why P-001 2026-11-20 step_count` or "
        "`pacepipe why mart.day.step_count`.",
    )


def _point_to_explain(decision: str) -> None:
    raise UsageProblem(
        f"{decision} is a decision and not a number.",
        means="Decisions are made again from their own inputs, with their reasons.",
        remedy=f"`pacepipe plan explain {decision}`."
        if decision.startswith(_DECISIONS[0])
        else "`pacepipe plan show PERSON` names the plan; `pacepipe plan explain PLAN` "
        "says why.",
    )


def _walk(house: House, words: Sequence[str]) -> tuple[Walk, ...]:
    if len(words) == _SESSION_WORDS:
        subject, column = words
        if not subject.startswith(_SESSION):
            raise _usage(f"{subject} is no session; a person's number needs a day.")
        with house.working() as working:
            return (why_session(working, subject, column),)
    person, when, column = words
    history = house.history(person)
    zone = house.zone_of(history, history.as_of)
    day_date = inputs.day(when, now=history.as_of, zone=zone)
    with house.working() as working:
        return _of_day(working, person, day_date, column, is_week="W" in when.upper())


def _of_day(
    working: Working, person: str, day_date: date, column: str, *, is_week: bool
) -> tuple[Walk, ...]:
    if is_week:
        return (why_week(working, person, monday(day_date), column),)
    return why_day(working, person, day_date, column)


def _tell_about(about: About) -> None:
    output.tell(about.column, is_bold=True)
    _tell_meaning(about)
    _tell_sources(about)


def _tell_meaning(about: About) -> None:
    output.tell(f"  {about.meaning}")
    output.tell(f"  Unit: {about.unit or 'none'} ({about.data_type})")
    output.tell(f"  Made by: {about.made_by}")


def _tell_sources(about: About) -> None:
    if about.chain:
        output.tell("Comes from")
    for source in about.chain:
        output.tell(f"  {source}")
    if about.said:
        output.tell(f"Comes from what was said: {', '.join(about.said)}")


def _tell_walks(walks: Sequence[Walk], zone: str) -> None:
    """The column once, each of its rows with what it rests on."""
    first, *others = walks
    _tell_value(first, zone)
    _tell_meaning(first.about)
    if first.method_digest is not None:
        output.tell(f"  Version of the method: {first.method_digest[:_DIGEST_DIGITS]}")
    _tell_sources(first.about)
    _tell_origin(first, zone)
    for walk in others:
        output.tell()
        _tell_value(walk, zone)
        _tell_origin(walk, zone)


def _tell_value(walk: Walk, zone: str) -> None:
    whose = " ".join(_short(each, zone) for each in walk.of_whom.values())
    value = "not known" if walk.value is None else _short(walk.value, zone)
    output.tell(f"{walk.about.column} of {whose}: {value}", is_bold=True)
    for name, beside in walk.beside.items():
        output.tell(f"  {name}: {_short(beside, zone)}")


def _tell_origin(walk: Walk, zone: str) -> None:
    _tell_readings(walk.readings, zone)
    _tell_frames(walk.frames)
    _tell_rows(walk.rows)
    _tell_events(walk.events, zone)
    if walk.example is not None:
        _tell_example(walk.example, zone)
    elif not walk.rows:
        output.tell("No strap sent anything for it.")


def _short(value: object, zone: str) -> str:
    if value is None:
        return "not known"
    if isinstance(value, datetime):
        return output.moment(value, zone)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _moment(at_ms: int, zone: str) -> str:
    return output.moment(datetime.fromtimestamp(at_ms / 1000, UTC), zone)


def _tell_readings(rows: Sequence[Mapping[str, Any]], zone: str) -> None:
    if not rows:
        return
    output.tell()
    output.table(
        ("readings", "judged", "rows", "first", "last"),
        [
            (
                row["table_name"],
                row["flag"],
                row["row_count"],
                _moment(row["first_ms"], zone),
                _moment(row["last_ms"], zone),
            )
            for row in rows
        ],
    )


def _tell_frames(rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    output.tell()
    output.table(
        ("came in frames of", "strap", "station", "link", "frames", "from", "to"),
        [
            (
                row["table_name"],
                row["strap_id"],
                row["station_id"],
                row["connection_id"],
                row["frame_count"],
                row["first_seq"],
                row["last_seq"],
            )
            for row in rows[:_MOST_LINES]
        ],
    )
    if len(rows) > _MOST_LINES:
        output.tell(f"and {len(rows) - _MOST_LINES} links more, see --json.")


def _tell_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    output.tell()
    output.table(
        ("came in rows of", "file", "format", "rows", "counted in", "from", "to"),
        [
            (
                row["table_name"],
                row["import_no"],
                row["file_format"],
                row["row_count"],
                f"{row['place_unit']}s",
                row["first_place"],
                row["last_place"],
            )
            for row in rows[:_MOST_LINES]
        ],
    )
    if len(rows) > _MOST_LINES:
        output.tell(f"and {len(rows) - _MOST_LINES} files more, see --json.")


def _tell_events(rows: Sequence[Mapping[str, Any]], zone: str) -> None:
    if not rows:
        return
    output.tell()
    output.table(
        ("said then", "event", "about"),
        [
            (row["kind"], row["event_id"], _short(row["about_at"], zone))
            for row in rows[:_MOST_LINES]
        ],
    )
    if len(rows) > _MOST_LINES:
        output.tell(f"and {len(rows) - _MOST_LINES} more, see --json.")


def _tell_example(example: Example, zone: str) -> None:
    output.tell()
    at = _moment(example.utc_us // 1000, zone)
    output.tell(
        f"One of these frames: {example.station_id} {example.seq}, "
        f"0x{example.characteristic:04X}, {at}"
    )
    pairs = [
        example.payload_hex[i : i + 2] for i in range(0, len(example.payload_hex), 2)
    ]
    output.tell(f"  sent: {' '.join(pairs)}")
    output.tell(f"  says: {_says(example.decoded)}")


def _says(decoded: Mapping[str, Any]) -> str:
    words = []
    for name, value in decoded.items():
        if name == "rr_raw":
            intervals = ", ".join(f"{each * _TICK_MS:.1f}" for each in value)
            words.append(f"RR {intervals} ms" if value else "no RR")
        else:
            words.append(f"{name} {value}")
    return "; ".join(words) or "nothing that is read"
