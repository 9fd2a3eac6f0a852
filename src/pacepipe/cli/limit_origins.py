"""Which set of limits gave each limit the value that it has."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from pacepipe.domain.events import LimitsSet
from pacepipe.domain.history import PersonHistory

LIMITS: Final = tuple(
    field.name
    for field in fields(LimitsSet)
    if field.name not in {"source", "decided_by"}
)


@dataclass(frozen=True, slots=True)
class LimitShown:
    """One limit, and which set gave it the value that it has.

    A later set that repeats the value keeps the earlier source: nothing changed.
    `since` None means that it was never set.
    """

    limit: str
    value: object
    decided_by: str | None
    source: str | None
    since: datetime | None
    entered_by: str | None


def limits_shown(history: PersonHistory) -> tuple[LimitShown, ...]:
    """Every limit in force at `history.as_of`, with its origin."""
    unset = LimitsSet(source="", decided_by="")
    shown = {
        name: LimitShown(name, getattr(unset, name), None, None, None, None)
        for name in LIMITS
    }
    for event, said in history.of(LimitsSet):
        if event.about_at > history.as_of:
            continue
        for name in LIMITS:
            value = getattr(said, name)
            if value != shown[name].value:
                shown[name] = LimitShown(
                    limit=name,
                    value=value,
                    decided_by=said.decided_by,
                    source=said.source,
                    since=event.about_at,
                    entered_by=event.entered_by,
                )
    return tuple(shown.values())
