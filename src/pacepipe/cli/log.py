"""`pacepipe log`: how a day was.

The worst day decides the shape: one answer is enough, what was not asked stays
unknown, and a sign that needs a clinic is answered at once, with a person and a
number.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

import typer

from pacepipe.app import House
from pacepipe.cli import correction, inputs, output
from pacepipe.cli.door import DefaultedGroup, enter
from pacepipe.cli.log_session import HELP_END as SESSION_HELP_END
from pacepipe.cli.log_session import session
from pacepipe.cli.words import examples, is_stop, stop_text
from pacepipe.domain.events import Diary, Event, Retracted
from pacepipe.domain.history import PersonHistory
from pacepipe.domain.vocabulary import RedFlag
from pacepipe.errors import InputRejected

app = typer.Typer(
    cls=DefaultedGroup,
    no_args_is_help=True,
    help="How a day or a session was. `log P-001 …` means `log diary P-001 …`.",
    epilog=examples(
        "pacepipe log P-001 --tiredness 4 --pain 2",
        "pacepipe log session P-001 --minutes 8 --effort 3",
    ),
)

_SIGNS: Final = ", ".join(flag.value for flag in RedFlag)
Item = Annotated[int | None, typer.Option(metavar="0-10")]


def _entries(history: PersonHistory, day: date) -> tuple[Event, ...]:
    """Diary events in effect of one local day, oldest first."""
    return tuple(e for e, diary in history.of(Diary) if diary.day_date == day)


def _replaced(
    history: PersonHistory, *, day: date, is_whole_day: bool, event_id: str | None
) -> tuple[Event, ...]:
    """The entries that a new one takes the place of."""
    if event_id is not None:
        named = tuple(e for e, _ in history.of(Diary) if e.event_id == event_id)
        if not named:
            raise InputRejected(
                f"{history.patient_id} has no diary entry {event_id} in effect.",
                means="Nothing was stored.",
                remedy=f"See `pacepipe events {history.patient_id} --kind diary`.",
            )
        return named
    if not is_whole_day:
        return ()
    of_day = _entries(history, day)
    if not of_day:
        raise InputRejected(
            f"There is no entry of {day.isoformat()} to correct.",
            means="Nothing was stored.",
            remedy="Leave --correct out to make a first one.",
        )
    return of_day


def _about(
    history: PersonHistory, diary: Diary, replaced: tuple[Event, ...], zone: str
) -> datetime:
    """The moment that an entry speaks of.

    A sign that rests every walk speaks of the moment it is told, whatever its
    day: a clinician who cleared an earlier one has not heard of it. A
    correction that tells no new one keeps the moment of what it corrects.
    """
    if correction.tells_new_stop(replaced, diary):
        return history.as_of
    if replaced:
        return max(event.about_at for event in replaced)
    return inputs.end_of(diary.day_date, now=history.as_of, zone=zone)


def _store(
    house: House,
    history: PersonHistory,
    diary: Diary,
    replaced: tuple[Event, ...],
    by: str,
) -> Event:
    """The entry in the journal; every one that it replaces is superseded."""
    zone = house.zone_of(history, history.as_of)
    about_at = _about(history, diary, replaced, zone)
    replaced_ids = [entry.event_id for entry in replaced]
    event = house.record(
        diary,
        patient_id=history.patient_id,
        by=by,
        zone=zone,
        about_at=about_at,
        supersedes=replaced_ids[-1] if replaced_ids else None,
    )
    # One event supersedes one; of several entries the others are retracted.
    for event_id in replaced_ids[:-1]:
        house.record(
            Retracted(reason=f"corrected by {event.event_id}"),
            patient_id=history.patient_id,
            by=by,
            zone=zone,
            about_at=about_at,
            supersedes=event_id,
        )
    return event


def _summary(diary: Diary) -> str:
    answers = [f"{item.value} {value}" for item, value in sorted(diary.items.items())]
    answers += [f"{name} {value}" for name, value in sorted(diary.own_items.items())]
    if diary.temperature_c is not None:
        answers.append(f"temperature {diary.temperature_c:g} °C")
    if diary.soreness_48h is not None:
        answers.append(f"soreness {'yes' if diary.soreness_48h else 'no'}")
    answers += [flag.value for flag in diary.red_flags]
    return ", ".join(answers)


@app.command(
    epilog=examples(
        "pacepipe log P-001 --tiredness 4 --pain 2 --breathlessness 3 --sleep 5",
        'pacepipe log P-001 --on 2026-11-17 --correct --pain 6 --own "restless legs=3"',
    )
)
def diary(
    context: typer.Context,
    person: inputs.PersonArgument,
    tiredness: Item = None,
    pain: Item = None,
    bone_pain: Item = None,
    breathlessness: Item = None,
    nausea: Item = None,
    sleep: Annotated[
        int | None, typer.Option(metavar="0-10", help="0 slept well, 10 worst.")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option(metavar="CELSIUS", help="Body temperature.")
    ] = None,
    soreness: Annotated[
        bool | None,
        typer.Option("--soreness/--no-soreness", help="Sore for over 48 hours."),
    ] = None,
    red_flag: Annotated[
        list[str] | None,
        typer.Option(metavar="SIGN", help=f"May be given again: {_SIGNS}."),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(metavar="WORDS=0-10", help="An item in your own words."),
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="Local day: a date, or yesterday; else today.")
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Correct the entries of that day.")
    ] = False,
    supersedes: Annotated[
        str | None, typer.Option(metavar="EVENT", help="Correct this entry.")
    ] = None,
    take_back: Annotated[
        list[str] | None,
        typer.Option(metavar="ANSWER", help="In a correction: unknown after all."),
    ] = None,
    entered_by: inputs.EnteredByOption = "patient",
    as_json: Annotated[bool, output.JSON_OPTION] = False,
) -> None:
    """Say how a day was, each item from 0 (none) to 10 (worst possible).

    One answer is enough; what is not given stays unknown. A correction changes
    what is named and keeps the rest. A value outside 0 to 10 is refused.
    """
    house = enter(context)
    history = house.consenting(person)
    zone = house.zone_of(history, history.as_of)
    said = Diary(
        day_date=inputs.past_day(on or "today", now=history.as_of, zone=zone),
        items=correction.diary_items(
            tiredness, pain, bone_pain, breathlessness, nausea, sleep
        ),
        own_items=inputs.own_items(own or ()),
        red_flags=tuple(
            dict.fromkeys(
                inputs.chosen(RedFlag, flag, "a sign") for flag in red_flag or ()
            )
        ),
        temperature_c=temperature,
        soreness_48h=soreness,
    )
    if not _summary(said) and not take_back:
        raise InputRejected(
            "Nothing was said.",
            means="Nothing was stored, and that is fine.",
            remedy=f"One answer is enough: `pacepipe log {person} --tiredness 4`.",
        )
    replaced = _replaced(
        history, day=said.day_date, is_whole_day=correct, event_id=supersedes
    )
    if replaced:
        base = correction.taken_together(
            [e.payload for e in replaced if isinstance(e.payload, Diary)]
        )
        day = base.day_date if on is None else said.day_date
        kept = correction.without(base, take_back) if take_back else base
        said = correction.changed(kept, replace(said, day_date=day))
        correction.refuse_to_lift_a_stop(history, replaced, said)
    elif take_back:
        raise InputRejected(
            "--take-back belongs to a correction.",
            means="Nothing was stored.",
            remedy="Add --correct, or name the entry with --supersedes.",
        )
    event = _store(house, history, said, replaced, entered_by)
    _answer(house, event, said, zone, as_json=as_json)


def _answer(
    house: House, event: Event, diary: Diary, zone: str, *, as_json: bool
) -> None:
    stop = stop_text(house.settings) if is_stop(diary) else ()
    if as_json:
        output.emit(
            "log/1",
            zone,
            event_id=event.event_id,
            patient_id=event.patient_id,
            entered_at=event.entered_at,
            supersedes=event.supersedes,
            diary=diary,
            is_stop=bool(stop),
            stop_text=stop,
        )
        return
    output.tell(f"Saved for {diary.day_date.isoformat()}: {_summary(diary) or 'none'}.")
    output.tell(f"Event {event.event_id}")
    for line in stop:
        output.tell(line, is_bold=True)


app.command("session", epilog=SESSION_HELP_END)(session)
