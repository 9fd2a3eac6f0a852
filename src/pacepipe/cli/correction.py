"""What a corrected diary says, and whether it may say it.

A correction starts from what was said and changes only what is named, so that
nobody loses an answer by correcting another. What stops every session is not
taken back here before a clinician has looked: a slip of the thumb and a fright
look the same from outside, and doubt never raises a dose.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pacepipe.cli.words import is_stop
from pacepipe.domain.events import Diary, Event
from pacepipe.domain.history import FEVER_C, PersonHistory
from pacepipe.domain.vocabulary import DiaryItem, RedFlag
from pacepipe.errors import InputRejected, NotPermitted

TEMPERATURE = "temperature"
SORENESS = "soreness"


def taken_together(entries: Sequence[Diary]) -> Diary:
    """One entry for a day out of several; the worst answer counts.

    Raises
    ------
    ValueError
        Without an entry.
    """
    first, *others = entries
    whole = first
    for entry in others:
        items = dict(whole.items)
        for item, value in entry.items.items():
            items[item] = max(value, items.get(item, value))
        own = dict(whole.own_items)
        for name, value in entry.own_items.items():
            own[name] = max(value, own.get(name, value))
        warmth = [
            t for t in (whole.temperature_c, entry.temperature_c) if t is not None
        ]
        sore = [s for s in (whole.soreness_48h, entry.soreness_48h) if s is not None]
        whole = replace(
            whole,
            items=items,
            own_items=own,
            red_flags=tuple(dict.fromkeys((*whole.red_flags, *entry.red_flags))),
            temperature_c=max(warmth, default=None),
            soreness_48h=any(sore) if sore else None,
        )
    return whole


def without(entry: Diary, names: Collection[str]) -> Diary:
    """`entry` with some answers unknown again.

    Raises
    ------
    InputRejected
        Where a name is no answer of the entry.
    """
    left = {name.strip().lower().replace("-", "_") for name in names}
    there = {
        *(item.value for item in entry.items),
        *(flag.value for flag in entry.red_flags),
        *(name.lower().replace("-", "_") for name in entry.own_items),
        *([TEMPERATURE] if entry.temperature_c is not None else []),
        *([SORENESS] if entry.soreness_48h is not None else []),
    }
    for name in sorted(left - there):
        raise InputRejected(
            f"That entry has no answer called {name}.",
            means="Nothing was stored.",
            remedy=f"It has: {', '.join(sorted(there)) or 'none'}.",
        )
    return replace(
        entry,
        items={i: v for i, v in entry.items.items() if i.value not in left},
        own_items={
            n: v
            for n, v in entry.own_items.items()
            if n.lower().replace("-", "_") not in left
        },
        red_flags=tuple(f for f in entry.red_flags if f.value not in left),
        temperature_c=None if TEMPERATURE in left else entry.temperature_c,
        soreness_48h=None if SORENESS in left else entry.soreness_48h,
    )


def changed(base: Diary, said: Diary) -> Diary:
    """`base` with what was said now in its place; what was not said stays."""
    return Diary(
        day_date=said.day_date,
        items={**base.items, **said.items},
        own_items={**base.own_items, **said.own_items},
        red_flags=tuple(dict.fromkeys((*base.red_flags, *said.red_flags))),
        temperature_c=(
            base.temperature_c if said.temperature_c is None else said.temperature_c
        ),
        soreness_48h=(
            base.soreness_48h if said.soreness_48h is None else said.soreness_48h
        ),
    )


def _stops(entry: Diary) -> set[RedFlag]:
    is_fever = entry.temperature_c is not None and entry.temperature_c >= FEVER_C
    return {*entry.red_flags, *([RedFlag.FEVER] if is_fever else [])}


def tells_new_stop(replaced: Sequence[Event], after: Diary) -> bool:
    """Whether an entry tells a red flag or a fever that no replaced one told."""
    told = [_stops(e.payload) for e in replaced if isinstance(e.payload, Diary)]
    return bool(_stops(after).difference(*told))


def refuse_to_lift_a_stop(
    history: PersonHistory, replaced: Sequence[Event], after: Diary | None
) -> None:
    """Nothing, where no stop is taken back that still waits for a clinician.

    Parameters
    ----------
    history : PersonHistory
    replaced : sequence of Event
        Diary events that something takes the place of.
    after : Diary or None
        What takes their place; None where nothing does.

    Raises
    ------
    NotPermitted
        Where a red flag or a fever would be gone before anybody looked.
    """
    kept = set() if after is None else _stops(after)
    for event in replaced:
        entry = event.payload
        if not isinstance(entry, Diary) or not is_stop(entry):
            continue
        if _stops(entry) - kept and history.cleared_at(event.about_at) is None:
            raise NotPermitted(
                "This would take back a sign that rests every walk.",
                means="Nothing was changed: your clinic has not looked at it yet.",
                remedy="When a clinician has: "
                f"`pacepipe clear {history.patient_id} --by NAME`, then correct it.",
            )


def diary_items(
    tiredness: int | None,
    pain: int | None,
    bone_pain: int | None,
    breathlessness: int | None,
    nausea: int | None,
    sleep: int | None,
) -> dict[DiaryItem, int]:
    """Items that were answered; one that was not is absent, never 0."""
    answers = {
        DiaryItem.TIREDNESS: tiredness,
        DiaryItem.PAIN: pain,
        DiaryItem.BONE_PAIN: bone_pain,
        DiaryItem.BREATHLESSNESS: breathlessness,
        DiaryItem.NAUSEA: nausea,
        DiaryItem.SLEEP: sleep,
    }
    return {item: value for item, value in answers.items() if value is not None}
