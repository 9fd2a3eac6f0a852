"""`pacepipe strap why`: the last drop of a strap, in one screen."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.door import enter
from pacepipe.cli.words import examples
from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import LinkEvent, LinkEventKind
from pacepipe.domain.link_history import (
    PARAMETER_MAX_S,
    REGULAR_DROPS,
    BatteryOutlook,
    LinkLife,
    battery_outlook,
    regular_drop_s,
)

WHY_HELP_END: Final = examples("pacepipe strap why", "pacepipe strap why strap-012345")
FAR_DBM: Final = -85
"""Weaker than this an advertisement is barely heard, dBm (ours)."""
LOW_PCT: Final = 15
_ENDS: Final = frozenset({LinkEventKind.LOST, LinkEventKind.CLOSED})
_DROPS: Final = frozenset(
    {Ending.DROP, Ending.SILENCE, Ending.FAILURE, Ending.HELD_ELSEWHERE}
)


_AT_ODDS: Final = (
    "That is most often a strap and an adapter that do not agree how often to talk.",
    (
        "Try another Bluetooth adapter, or set MinConnectionInterval=9 and "
        "MaxConnectionInterval=40 in /etc/bluetooth/main.conf."
    ),
)
_BY_THE_CLOCK: Final = (
    "Something ends them by the clock: an adapter that saves power, or another app.",
    "Switch off power saving of the Bluetooth adapter, and close other apps.",
)


def last_drop(
    events: Iterable[LinkEvent], strap_id: str | None
) -> tuple[str, LinkEvent, Epitaph] | None:
    """The last end that nobody asked for, of one strap or (None) of any."""
    strap_of: dict[int, str] = {}
    found = None
    for event in events:
        if event.kind is LinkEventKind.IDENTIFIED:
            strap_of[event.connection_id] = event.detail
        elif event.kind in _ENDS and event.connection_id in strap_of:
            strap, epitaph = strap_of[event.connection_id], Epitaph.read(event.detail)
            if strap_id in {None, strap} and _is_drop(event.kind, epitaph):
                found = strap, event, epitaph
    return found


def _is_drop(kind: LinkEventKind, epitaph: Epitaph) -> bool:
    """Whether nobody asked for this end; older ends say it by their kind alone."""
    is_old_drop = kind is LinkEventKind.LOST and epitaph.ending is Ending.UNKNOWN
    return is_old_drop or epitaph.ending in _DROPS


def explained(epitaph: Epitaph) -> tuple[str, str]:
    """What it most likely means, and one thing to do; first match wins."""
    if epitaph.ending is Ending.HELD_ELSEWHERE:
        return (
            "Another app or watch was holding the strap.",
            "Close that app, or take the watch away for a minute.",
        )
    if epitaph.battery_pct is not None and epitaph.battery_pct <= LOW_PCT:
        return "The battery is low; straps drop out at its end.", "Change the battery."
    if epitaph.contact == "lost":
        return (
            "The strap had lost the skin, and then ended the link to save power.",
            "Wet the pads or move it down a finger.",
        )
    if epitaph.rssi_dbm is not None and epitaph.rssi_dbm <= FAR_DBM:
        return (
            "It was far away when the link began, so a few steps more ended it.",
            "Put the box nearer to where you walk.",
        )
    if epitaph.ending is Ending.SILENCE:
        return (
            "The link stood and nothing came: the radio here was stuck, or the strap.",
            "It was linked anew. If it comes back daily, see `pacepipe doctor`.",
        )
    if epitaph.ending is Ending.FAILURE:
        return (
            "The strap answered and the link could not be set up.",
            "Take the pod off the belt and snap it on again.",
        )
    return (
        "Most likely you walked out of range. That's fine.",
        "Nothing; it is found again when you come back.",
    )


def _seen(epitaph: Epitaph) -> str:
    parts = [
        None if epitaph.uptime_s is None else f"held for {epitaph.uptime_s:.0f} s",
        None if epitaph.frame_count is None else f"{epitaph.frame_count} frames",
        f"contact {epitaph.contact or 'unknown'}",
        "battery unknown"
        if epitaph.battery_pct is None
        else f"battery {epitaph.battery_pct} %",
        "signal unknown"
        if epitaph.rssi_dbm is None
        else f"signal {epitaph.rssi_dbm} dBm before the link",
        f"ended by {epitaph.ending}",
        epitaph.why or None,
    ]
    return ", ".join(part for part in parts if part is not None)


def ends_of(
    events: Iterable[LinkEvent], strap_id: str
) -> list[tuple[float, LinkEventKind, Epitaph]]:
    """Every end of a link of one strap, oldest first, at seconds UTC."""
    own: set[int] = set()
    found = []
    for event in events:
        if event.kind is LinkEventKind.IDENTIFIED and event.detail == strap_id:
            own.add(event.connection_id)
        elif event.kind in _ENDS and event.connection_id in own:
            found.append((event.utc_us / 1e6, event.kind, Epitaph.read(event.detail)))
    return found


def habit(
    ends: Iterable[tuple[float, LinkEventKind, Epitaph]],
) -> tuple[str, str] | None:
    """What drops like clockwork mean, and one thing to do; None where they are not."""
    every_s = regular_drop_s(
        [
            e.uptime_s
            for _, _, e in ends
            if e.ending in _DROPS and e.uptime_s is not None
        ]
    )
    if every_s is None:
        return None
    seen = f"The last {REGULAR_DROPS} links each ended after about {every_s:.0f} s."
    means, remedy = _AT_ODDS if every_s <= PARAMETER_MAX_S else _BY_THE_CLOCK
    return f"{seen} {means}", remedy


def outlook_of(
    ends: Iterable[tuple[float, LinkEventKind, Epitaph]], now_s: float
) -> BatteryOutlook | None:
    """What the ends of one strap's links say of its battery; None where nothing."""
    levels, lives = [], []
    for at_s, kind, epitaph in ends:
        if epitaph.battery_pct is not None:
            levels.append((at_s, epitaph.battery_pct))
        if epitaph.uptime_s is not None:
            lives.append(LinkLife(at_s, epitaph.uptime_s, _is_drop(kind, epitaph)))
    return battery_outlook(levels, now_s, lives)


def battery_words(outlook: BatteryOutlook) -> str:
    """What can honestly be said of a battery."""
    level = f"It says {outlook.level_pct} %"
    age = f"is at least {int(outlook.days_known)} days old"
    if outlook.is_due and outlook.is_old and outlook.drops_oftener:
        return (
            f"{level}, {age}, and the strap drops out more often than it did. "
            "Change the battery before the next walk."
        )
    if outlook.is_due:
        return f"{level}. Change the battery before the next walk."
    if outlook.days_left is not None:
        return (
            f"{level}. At this rate it lasts about {int(outlook.days_left)} days more."
        )
    if outlook.is_old:
        return f"{level}, and {age}. It may stop without a word, so keep a spare one."
    if outlook.says_nothing and outlook.days_known >= 1:
        return (
            f"{level}, and has for {int(outlook.days_known)} days. Coin cells often "
            "say the same until they stop, so keep a spare one."
        )
    return f"{level}. There is too little to say how long it lasts."


def battery_brief(outlook: BatteryOutlook | None) -> str:
    """The same in a cell of a table."""
    if outlook is None:
        return "unknown"
    level = f"{outlook.level_pct} %"
    if outlook.is_due:
        return f"{level}, change it"
    if outlook.days_left is not None:
        return f"{level}, about {int(outlook.days_left)} days more"
    return f"{level}, keep a spare one" if outlook.is_old else level


def link_events(house: House) -> list[LinkEvent]:
    """Every link event of the journal, oldest first; none where there is none."""
    if not house.home.frames.exists():
        return []
    with house.frame_reader() as reader:
        return [event for _, event in reader.link_events_after(0)]


def why(
    context: typer.Context,
    strap: Annotated[
        str | None, typer.Argument(metavar="[STRAP]", help="Else the last of any.")
    ] = None,
) -> None:
    """Explain the last drop of a strap: what was seen, what it means, what to do.

    It reads the journal and changes nothing.
    """
    house = enter(context)
    events = link_events(house)
    found = last_drop(events, strap)
    if found is None:
        output.tell("No drop is written down here.")
        for each in _straps_in(events):
            if strap in {None, each}:
                _tell_of_battery(house, ends_of(events, each), each)
        return
    strap_id, event, epitaph = found
    ended_at = datetime.fromtimestamp(event.utc_us / 1e6, UTC)
    means, remedy = explained(epitaph)
    output.tell(f"{strap_id}, {output.moment(ended_at, house.settings.zone)}")
    output.tell(f"What I saw:    {_seen(epitaph)}.")
    output.tell(f"What it means: {means}")
    output.tell(f"What to do:    {remedy}")
    ends = ends_of(events, strap_id)
    clockwork = habit(ends)
    if clockwork is not None:
        output.tell(f"What repeats:  {clockwork[0]}")
        output.tell(f"What to do:    {clockwork[1]}")
    _tell_of_battery(house, ends)


def _straps_in(events: Iterable[LinkEvent]) -> list[str]:
    """Straps that were ever linked, sorted."""
    return sorted({e.detail for e in events if e.kind is LinkEventKind.IDENTIFIED})


def _tell_of_battery(
    house: House,
    ends: Iterable[tuple[float, LinkEventKind, Epitaph]],
    strap_id: str | None = None,
) -> None:
    outlook = outlook_of(ends, house.now().timestamp())
    if outlook is not None:
        of = "" if strap_id is None else f"{strap_id}: "
        output.tell(f"The battery:   {of}{battery_words(outlook)}")
