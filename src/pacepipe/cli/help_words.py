"""What a person is told of a strap that the station cannot reach by itself."""

from datetime import UTC, datetime, timedelta
from typing import Final

from pacepipe.app import House
from pacepipe.cli import output
from pacepipe.cli.findings import Finding, Level, fine
from pacepipe.cli.strap_book import known_straps
from pacepipe.collect import Barren, HelpNote, read_help

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SAID: Final = {
    Barren.AWAY: "has not been in reach since {since}. That is fine if nobody wears "
    "it.",
    Barren.DEAF: "has not been heard since {since}, and nothing else is heard here.",
    Barren.NO_LINK: "has been seen since {since} and takes no link; another app or "
    "watch may be holding it.",
    Barren.NO_DATA: "has been linked since {since} and sends nothing.",
    Barren.NO_RADIO: "cannot be heard since {since}: Bluetooth does not work here.",
}
TO_DO: Final = {
    Barren.AWAY: "To wear it: wet the two pads, snap the pod on, sit near the box.",
    Barren.DEAF: "Bring the strap near the box; then switch Bluetooth off and on.",
    Barren.NO_LINK: "Close that app, or take the watch away for a minute.",
    Barren.NO_DATA: "Take the pod off the belt and snap it on again.",
    Barren.NO_RADIO: "`pacepipe doctor` shows the steps.",
}


def help_of(house: House, patient_id: str | None = None) -> tuple[HelpNote, ...]:
    """What the station wants of a person now, of the straps of one or (None) of all."""
    worn = {
        strap.paired.strap_id
        for strap in known_straps(house.said(), house.now())
        if strap.wearer is not None and patient_id in {None, strap.wearer}
    }
    notes = read_help(house.home.help_notes)
    return tuple(note for note in notes if note.strap_id in worn)


def help_sentence(note: HelpNote, zone: str) -> str:
    """One plain sentence about a strap that needs a person."""
    since = output.moment(_EPOCH + timedelta(microseconds=note.since_utc_us), zone)
    return f"{note.strap_id} {SAID[note.reason].format(since=since)}"


def tell_help(house: House, patient_id: str, zone: str) -> None:
    """Say what the station needs a person for, and one thing to do for each."""
    for note in help_of(house, patient_id):
        output.tell(help_sentence(note, zone))
        output.tell(TO_DO[note.reason])


def help_findings(house: House) -> list[Finding]:
    """The same for `pacepipe doctor`; a strap that nobody wears just now is a note."""
    notes = help_of(house)
    if not notes:
        return [fine("station", "The station needs nobody for a strap.")]
    return [
        Finding(
            "station",
            Level.NOTE if note.reason is Barren.AWAY else Level.PROBLEM,
            help_sentence(note, house.settings.zone),
            "What it measures meanwhile is not recorded.",
            TO_DO[note.reason],
        )
        for note in notes
    ]
