"""What a person typed, turned into values, or refused with words.

A refusal names what was typed, says that nothing was stored and gives a form
that works.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo

import typer

from pacepipe.errors import InputRejected

PERSON_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_NOTHING_STORED: Final = "Nothing was stored."

PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="Id of the person, such as P-001.")
]
EnteredByOption = Annotated[
    str,
    typer.Option("--entered-by", help="Role or initials of who is typing."),
]

E = TypeVar("E", bound=StrEnum)


def person_id(text: str) -> str:
    """An id that is fit for files and queries; a name is refused by its blanks."""
    if PERSON_ID.fullmatch(text) is None:
        raise InputRejected(
            f"{text!r} cannot be an id.",
            means=_NOTHING_STORED,
            remedy="Use letters, digits, dot, dash and underscore, such as P-001.",
        )
    return text


def words(text: str, what: str) -> str:
    """A line of text with something in it."""
    cleaned = " ".join(text.split())
    if not cleaned:
        raise InputRejected(
            f"{what} is empty.", means=_NOTHING_STORED, remedy="Say it in a few words."
        )
    return cleaned


def day(text: str, *, now: datetime, zone: str) -> date:
    """A local day: 2026-11-17, `today` or `yesterday`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if text in {"today", "yesterday"}:
        return today - timedelta(days=text == "yesterday")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRejected(
            f"{text!r} is not a day.",
            means=_NOTHING_STORED,
            remedy=f"Write it as {today.isoformat()}.",
        ) from None


def past_day(text: str, *, now: datetime, zone: str) -> date:
    """A local day that has begun."""
    found = day(text, now=now, zone=zone)
    if found > now.astimezone(ZoneInfo(zone)).date():
        raise InputRejected(
            f"{found.isoformat()} has not come yet.",
            means=_NOTHING_STORED,
            remedy="Enter the day that it was.",
        )
    return found


def instant(text: str, *, now: datetime, zone: str) -> datetime:
    """A past moment: 14:30 (today), 2026-11-17T14:30, or with an offset.

    Without an offset it is read in `zone`. A time that the change to summer
    time leaves out does not exist and is refused.
    """
    place = ZoneInfo(zone)
    try:
        if "T" in text or " " in text or "-" in text:
            at = datetime.fromisoformat(text)
        else:
            today = now.astimezone(place).date()
            at = datetime.combine(today, time.fromisoformat(text))
    except ValueError:
        raise InputRejected(
            f"{text!r} is not a time.",
            means=_NOTHING_STORED,
            remedy="Write it as 14:30, or as 2026-11-17T14:30.",
        ) from None
    if at.tzinfo is None:
        local = at.replace(tzinfo=place)
        at = local.astimezone(UTC)
        if at.astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise InputRejected(
                f"{text} does not exist in {zone}: the clocks went forward.",
                means=_NOTHING_STORED,
                remedy="Write the time that the clock showed after the change.",
            )
    if at > now:
        raise InputRejected(
            f"{text} has not come yet.",
            means=_NOTHING_STORED,
            remedy="Enter the time that it was.",
        )
    return at.astimezone(UTC)


def end_of(day_date: date, *, now: datetime, zone: str) -> datetime:
    """The last moment of a local day, or now where the day is not over."""
    midnight = datetime.combine(
        day_date + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)
    )
    return min(midnight.astimezone(UTC) - timedelta(seconds=1), now)


def start_of(day_date: date, *, zone: str) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day_date, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def chosen(kind: type[E], text: str, what: str) -> E:
    """One of a closed list; `-` and `_` and case do not matter."""
    wanted = text.strip().lower().replace("-", "_").replace(" ", "_")
    for member in kind:
        if member.value == wanted:
            return member
    choices = ", ".join(member.value for member in kind)
    raise InputRejected(
        f"{text!r} is not {what} that pacepipe knows.",
        means=_NOTHING_STORED,
        remedy=f"Choose one of: {choices}.",
    )


def own_items(pairs: Iterable[str]) -> Mapping[str, int]:
    """Items in the person's own words: ``restless legs=3``."""
    found: dict[str, int] = {}
    for pair in pairs:
        name, _, value = pair.rpartition("=")
        name = " ".join(name.split())
        if not name or re.fullmatch(r"\s*-?\d{1,3}\s*", value) is None:
            raise InputRejected(
                f"{pair!r} cannot be read.",
                means=_NOTHING_STORED,
                remedy='Write it as --own "restless legs=3", from 0 to 10.',
            )
        found[name] = int(value)
    return found
