"""Where one number comes from: the row, the readings it rests on, their frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from pacepipe import gatt
from pacepipe.domain.characteristic import POLAR_PSFTP_H2D, POLAR_PSFTP_MTU
from pacepipe.domain.events import EventKind
from pacepipe.domain.frame import FrameBatch
from pacepipe.domain.reading import HeartRateReadings, Readings, RscReadings
from pacepipe.errors import InputRejected, NotEnoughData
from pacepipe.stages.lineage import chain, origin_of, said_of
from pacepipe.store import Working

UNITS: Final[Mapping[str, str]] = {
    "bpm": "beats a minute",
    "ms": "milliseconds",
    "s": "seconds",
    "min": "minutes",
    "minutes": "minutes",
    "frac": "share, 0 to 1",
    "spm": "steps a minute",
    "mps": "metres a second",
    "m": "metres",
    "au": "arbitrary units (effort times minutes)",
    "cr10": "Borg CR10, 0 to 10",
    "count": "a count",
    "pct": "percent",
    "kj": "kilojoules",
    "c": "degrees Celsius",
    "at": "an instant, UTC",
    "date": "a local day",
}
"""What the end of a column's name says of its unit."""
_CONTACT: Final = {-1: "unsupported", 0: "lost", 1: "ok"}
_DAY_TABLES: Final = (
    "day",
    "day_quality",
    "rest_spot",
    "resting_day",
    "rr_day",
    "hrv",
    "hr_trend",
)
_CONVERSATION: Final = (POLAR_PSFTP_H2D, POLAR_PSFTP_MTU)
"""What a strap's own recordings come in."""
_DAY_MS: Final = 24 * 3_600_000
_AROUND_MS: Final = 5 * 60_000
"""A response is measured against the minutes before a session and after it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a column is.

    Attributes
    ----------
    unit : str or None
        None where its name names none.
    chain : tuple of str
        Every column that it comes from, `mart` first, `raw` last.
    said : tuple of str
        Kinds of events it comes from or is bounded by.
    """

    column: str
    data_type: str
    unit: str | None
    meaning: str
    made_by: str
    chain: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One frame, and what its bytes say; `decoded` may be empty."""

    station_id: str
    seq: int
    characteristic: int
    utc_us: int
    payload_hex: str
    decoded: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Walk:
    """One number, walked back to its frames.

    Attributes
    ----------
    about : About
    of_whom : mapping
        Person, and the session, day or week.
    value : object
        None where it is not known.
    beside : mapping of str to object
        What the row says of how much it rests on, or of why it is null.
    method_digest : str or None
        Version of the method that computed the row.
    readings : list of rows
        Table of `clean`, flag, rows, first and last, ms UTC.
    frames : list of rows
        Table of `clean`, station, link, strap, frames, first and last number.
    rows : list of rows
        Table of `clean`, imported file, rows, first and last place in it.
    events : list of rows
        What was said about that time: id, kind, moment.
    example : Example or None
        None where nothing was sent.
    """

    about: About
    of_whom: Mapping[str, Any]
    value: Any
    beside: Mapping[str, Any]
    method_digest: str | None
    readings: Sequence[Mapping[str, Any]]
    frames: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]
    events: Sequence[Mapping[str, Any]]
    example: Example | None


def about_column(working: Working, name: str) -> About:
    """What a column is, by `schema.table.column`, `table.column` or its bare name.

    Raises
    ------
    InputRejected
        There is none, or several.
    """
    rows = {
        f"{row['schema_name']}.{row['relation_name']}.{row['column_name']}": row
        for row in working.rows("dictionary_columns")
    }
    found = [
        full
        for full in rows
        if f".{full}".endswith(f".{name}") and origin_of(full) is not None
    ]
    if len(found) > 1:
        # what people read comes first; what it is made from can be named in full
        found = [full for full in found if full.startswith("mart.")] or found
    if len(found) != 1:
        raise _not_one(name, found)
    return _about(found[0], rows[found[0]])


def _about(full: str, row: Mapping[str, Any]) -> About:
    origin = origin_of(full)
    return About(
        column=full,
        data_type=str(row["data_type"]).lower(),
        unit=UNITS.get(full.rpartition("_")[2]),
        meaning=row["column_comment"],
        made_by="" if origin is None else origin.made_by,
        chain=chain(full),
        said=tuple(kind.value for kind in said_of(full)),
    )


def _not_one(name: str, found: Sequence[str]) -> InputRejected:
    if found:
        return InputRejected(
            f"{name} is a column of more than one table.",
            means="Each of them is another number.",
            remedy=f"Name one of: {', '.join(found)}.",
        )
    return InputRejected(
        f"There is no column {name} whose origin is known.",
        means="Nothing can be said about it.",
        remedy="See docs/data-dictionary.md for the names in clean and mart.",
    )


def why_session(working: Working, session_id: str, column: str) -> Walk:
    """One number of a session.

    Raises
    ------
    NotEnoughData
        There is no such session.
    InputRejected
        A session has no such column.
    """
    tables = ("session", "session_response")
    about = _of_table(working, tables, column, "a session")
    found = working.rows("why_session", session_id=session_id)
    if not found:
        raise _no_row(session_id)
    (row,) = found
    start_ms = int(row["started_at"].timestamp() * 1000)
    end_ms = int(row["ended_at"].timestamp() * 1000)
    of_whom = {"patient_id": row["patient_id"], "session_id": session_id}
    if about.column.split(".")[1] == "session_response":
        answered = working.rows("why_session_response", session_id=session_id)
        if not answered:
            raise _no_row(session_id)
        (row,) = answered
        start_ms, end_ms = start_ms - _AROUND_MS, end_ms + _AROUND_MS
    return _walk(working, about, row, of_whom, (start_ms, end_ms))


def why_day(
    working: Working, patient_id: str, day_date: date, column: str
) -> tuple[Walk, ...]:
    """One number of a local day: of each row that the day has, in order.

    A day has several seated rests, and as many variabilities. Of a column of `clean`
    it is told how many readings the day has, and where they came from.

    Raises
    ------
    NotEnoughData
        Nothing is known about that day.
    InputRejected
        A day has no such column.
    """
    asked = {"patient_id": patient_id, "day_date": day_date}
    edges = working.rows("picture_day", **asked)
    if column.startswith("clean."):
        about, found = about_column(working, column), None
    else:
        about = _of_table(working, _DAY_TABLES, column, "a day")
        found = working.rows(f"why_{about.column.split('.')[1]}", **asked)
    if not edges or found == []:
        raise _no_row(f"{patient_id} {day_date.isoformat()}")
    day_ms = edges[0]["start_ms"], edges[0]["end_ms"]
    if found is None:
        return (_readings(working, about, asked, day_ms),)
    return tuple(_of_row(working, about, row, asked, day_ms) for row in found)


def _of_row(
    working: Working,
    about: About,
    row: Mapping[str, Any],
    asked: Mapping[str, Any],
    day_ms: tuple[int, int],
) -> Walk:
    """One row of a day: named where a day has several, over the time it is about."""
    table, of_whom, span = about.column.split(".")[1], dict(asked), day_ms
    kind = row.get("hrv_kind")
    if kind is not None:
        of_whom["kind"] = kind
    if table == "rest_spot" or kind == "spot":
        of_whom["started_at"] = row["started_at"]
        span = _rest_span(working, asked["patient_id"], row["started_at"], day_ms[1])
    if table == "hr_trend":
        days = (row["until_date"] - row["since_date"]).days
        span = (day_ms[0] - days * _DAY_MS, day_ms[1])
    return _walk(working, about, row, of_whom, span)


def _readings(
    working: Working, about: About, of_whom: Mapping[str, Any], span: tuple[int, int]
) -> Walk:
    """The readings of one table of `clean` over a stretch of time."""
    name = about.column.rpartition(".")[2]
    walk = _walk(working, about, {name: None}, of_whom, span)
    own = about.column.rpartition(".")[0]
    count = sum(row["row_count"] for row in walk.readings if row["table_name"] == own)
    return replace(walk, value=f"{count} readings")


def _rest_span(
    working: Working, patient_id: str, started_at: datetime, day_end_ms: int
) -> tuple[int, int]:
    """A seated rest: until its end was marked, or the day was over."""
    start_ms = int(started_at.timestamp() * 1000)
    stops = working.rows(
        "why_events",
        patient_id=patient_id,
        kinds=[EventKind.REST_STOPPED.value],
        start_ms=start_ms,
        end_ms=day_end_ms,
    )
    if not stops:
        return start_ms, day_end_ms
    return start_ms, int(stops[0]["about_at"].timestamp() * 1000) + 1


def why_week(working: Working, patient_id: str, week_start: date, column: str) -> Walk:
    """One number of a week; its readings are those of its days.

    Raises
    ------
    NotEnoughData
        Nothing is known about that week.
    InputRejected
        A week has no such column.
    """
    about = _of_table(working, ("week",), column, "a week")
    asked = {"patient_id": patient_id, "week_start": week_start}
    found = working.rows("why_week", **asked)
    edges = [
        row
        for ahead in range(7)
        for row in working.rows(
            "picture_day",
            patient_id=patient_id,
            day_date=week_start + timedelta(days=ahead),
        )
    ]
    if not found or not edges:
        raise _no_row(f"{patient_id}, week of {week_start.isoformat()}")
    span = edges[0]["start_ms"], edges[-1]["end_ms"]
    return _walk(working, about, found[0], asked, span)


def _no_row(of_whom: str) -> NotEnoughData:
    return NotEnoughData(
        f"Nothing is known about {of_whom}.",
        means="There is no number to walk back. Not known does not mean zero.",
        remedy="Look at the id, or run `pacepipe nightly run` and ask again.",
    )


def _of_table(working: Working, tables: Sequence[str], column: str, what: str) -> About:
    """The column, in one of these tables of `mart`, the first that has it."""
    bare = column.rpartition(".")[2]
    wanted = column.removeprefix("mart.").rpartition(".")[0]
    for table in tables:
        full = f"mart.{table}.{bare}"
        if wanted in {"", table} and origin_of(full) is not None:
            return about_column(working, full)
    raise InputRejected(
        f"{column} is no column of {what}.",
        means="There is no such number.",
        remedy=f"See mart.{tables[0]} in docs/data-dictionary.md.",
    )


def _walk(
    working: Working,
    about: About,
    row: Mapping[str, Any],
    of_whom: Mapping[str, Any],
    span: tuple[int, int],
) -> Walk:
    tables = {each.rpartition(".")[0] for each in (about.column, *about.chain)}
    asked = {
        "patient_id": of_whom["patient_id"],
        "start_ms": span[0],
        "end_ms": span[1],
    }

    def of_these(query: str, **more: object) -> list[dict[str, Any]]:
        found = working.rows(query, **asked, **more)
        return [each for each in found if each["table_name"] in tables]

    frames = of_these("why_frames", conversation=list(_CONVERSATION))
    origin = origin_of(about.column)
    beside = () if origin is None else origin.beside
    name = about.column.rpartition(".")[2]
    return Walk(
        about=about,
        of_whom=of_whom,
        value=row[name],
        beside={each: row[each] for each in beside if each != name},
        method_digest=row.get("method_digest"),
        readings=of_these("why_clean"),
        frames=frames,
        rows=of_these("why_rows"),
        events=working.rows("why_events", kinds=list(about.said), **asked),
        example=_example(working, frames),
    )


def _example(working: Working, frames: Sequence[Mapping[str, Any]]) -> Example | None:
    """The first frame of the first link, decoded again now."""
    if not frames:
        return None
    (row,) = working.rows(
        "why_frame", station_id=frames[0]["station_id"], seq=frames[0]["first_seq"]
    )
    payload = FrameBatch.from_payloads([bytes.fromhex(row["payload_hex"])])
    return Example(
        station_id=row["station_id"],
        seq=row["seq"],
        characteristic=row["characteristic"],
        utc_us=row["utc_us"],
        payload_hex=row["payload_hex"].lower(),
        decoded=said_by(gatt.decode(row["characteristic"], payload)),
    )


def said_by(readings: Readings) -> dict[str, Any]:
    """What the bytes of one frame say, by name; why not, where they say nothing.

    Examples
    --------
    >>> batch = FrameBatch.from_payloads([bytes.fromhex("10 46 40 03")])
    >>> said_by(gatt.decode(0x2A37, batch))
    {'hr_bpm': 70, 'contact': 'unsupported', 'rr_raw': [832]}
    """
    if readings.rejects.reasons:
        return {"reject": readings.rejects.reasons[0].value}
    if isinstance(readings, HeartRateReadings):
        return {
            "hr_bpm": int(readings.hr_bpm[0]),
            "contact": _CONTACT[int(readings.contact[0])],
            "rr_raw": readings.rr_raw.tolist(),
        }
    if isinstance(readings, RscReadings):
        return {
            "cadence_raw": int(readings.cadence_raw[0]),
            "speed_mps": float(readings.speed_mps[0]),
        }
    value = getattr(readings, "value", None)
    return {} if value is None or len(value) == 0 else {"value": value[0].item()}
