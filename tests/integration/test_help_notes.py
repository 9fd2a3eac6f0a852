"""The last rung of the ladder, from a silent strap to a sentence on the screen."""

import asyncio
import json
from pathlib import Path

import pytest

from pacepipe.app import House, Outside
from pacepipe.cli.demo_story import Player, StoryTime
from pacepipe.collect import (
    Barren,
    HelpNote,
    HelpNotes,
    LadderPolicy,
    LinkPolicy,
    Radio,
    Station,
    read_help,
)
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.clock import SimulatedClock
from support.home import Terminal, a_home, with_a_patient
from support.straps import START, a_strap, a_target, with_journal

SOON = LinkPolicy(
    scan_window_s=1.0, pauses_s=(0.5,), ladder=LadderPolicy(1, 2, 3, 4, 5)
)
STRAP = a_target().strap_id


def serve(folder: Path, strap, seconds: float, *looks: float) -> list[tuple]:
    """A station over some seconds; the notes at each look, and those at its end."""
    notes = folder / "help.json"
    seen: list[tuple[HelpNote, ...]] = []

    async def work(journal, clock: SimulatedClock) -> None:
        air = VirtualAir([strap])
        air.now_s()
        station = Station(
            Radio(air.scanner, air.client),
            journal,
            clock,
            lambda: [a_target()],
            policy=SOON,
            poll_s=1.0,
            help_notes=HelpNotes(notes),
        )
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for at_s in looks:
            loop.call_later(at_s, lambda: seen.append(read_help(notes)))
        loop.call_later(seconds, stop.set)
        await station.run(stop)

    with_journal(folder / "f.sqlite", work)
    return [*seen, read_help(notes)]


def test_a_strap_that_stays_silent_is_noted_and_the_note_goes_when_it_is_back(
    tmp_path: Path,
):
    strap = a_strap(600, outages=((20.5, 120.0),))
    before, during, after, end = serve(tmp_path, strap, 200, 15, 110, 180)
    assert before == ()
    (note,) = during
    assert (note.strap_id, note.reason) == (STRAP, Barren.DEAF)
    assert note.since_utc_us > START.timestamp() * 1e6
    assert after == end == ()


def test_a_new_process_goes_on_with_the_note_until_the_strap_is_heard(tmp_path: Path):
    path = tmp_path / "help.json"
    HelpNotes(path).needed(STRAP, Barren.NO_DATA, 5)
    assert serve(tmp_path, a_strap(60), 30, 0.01) == [
        (HelpNote(STRAP, Barren.NO_DATA, 5),),
        (),
    ]


def test_a_strap_that_is_no_longer_worn_needs_nobody(tmp_path: Path):
    notes = HelpNotes(tmp_path / "help.json")
    notes.needed("strap-0000000000", Barren.AWAY, 5)
    serve(tmp_path, a_strap(30), 10)
    assert read_help(tmp_path / "help.json") == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"help": [{"strap_id": 1}]}'])
def test_a_damaged_file_says_that_nobody_is_needed(tmp_path: Path, text: str):
    (tmp_path / "help.json").write_text(text)
    assert read_help(tmp_path / "help.json") == ()


@pytest.fixture
def wearer(tmp_path: Path) -> tuple[Terminal, str]:
    """A person with a strap for which the station needs somebody."""
    patient = with_a_patient(a_home(tmp_path / "home"))
    clock = StoryTime(patient.said()[-1].entered_at)
    with House.open(patient.root, Outside(now=clock.now)) as house:
        player = Player(house, clock, "Europe/Berlin")
        player.pair(clock.moment)
        strap_id = player.straps[0].strap_id
    return patient, strap_id


@pytest.mark.parametrize(
    ("reason", "exit_word"), [(Barren.AWAY, "note"), (Barren.NO_DATA, "problem")]
)
def test_status_and_doctor_say_it_in_one_plain_sentence(wearer, reason, exit_word):
    patient, strap_id = wearer
    HelpNotes(patient.root / "state" / "help.json").needed(strap_id, reason, 5)

    told = patient.manages("session status P-001").out
    assert f"{strap_id} has" in told
    document = patient.manages("session status P-001 --json").document
    assert [h["reason"] for h in document["help"]] == [reason.value]
    findings = json.loads(patient.types("doctor --no-radio --json").out)["findings"]
    (said,) = [f for f in findings if f["check"] == "station"]
    assert said["level"] == exit_word
    assert strap_id in said["what"]
    assert said["remedy"]

    HelpNotes(patient.root / "state" / "help.json").over(strap_id)
    assert f"{strap_id} has" not in patient.manages("session status P-001").out
