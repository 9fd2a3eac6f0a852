"""The commands that need a radio, against virtual straps and the real journals."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pacepipe.app import House
from pacepipe.cli.strap_book import Roster
from pacepipe.collect import Barren, HelpNotes, SystemClock
from pacepipe.domain.characteristic import HEART_RATE_MEASUREMENT
from pacepipe.domain.frame import Frame, LinkEvent, LinkEventKind
from pacepipe.domain.history import person_history
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import heart_rate_measurement
from support.home import Terminal, a_home, with_a_patient
from support.straps import (
    ADDRESS,
    IDENTITY,
    NEIGHBOUR,
    NEIGHBOUR_IDENTITY,
    a_strap,
    pulse,
    stored,
)

STRAP = IDENTITY.strap_id(ADDRESS)
OTHER = NEIGHBOUR_IDENTITY.strap_id(NEIGHBOUR)


def mine() -> VirtualAir:
    return VirtualAir([a_strap(stream=pulse(600))])


def both() -> VirtualAir:
    neighbour = a_strap(
        identity=NEIGHBOUR_IDENTITY,
        address=NEIGHBOUR,
        name="Strap 0002",
        stream=pulse(600),
    )
    return VirtualAir([a_strap(stream=pulse(600)), neighbour])


@pytest.fixture
def patient(tmp_path: Path) -> Terminal:
    return with_a_patient(a_home(tmp_path / "home"))


@pytest.fixture
def wearer(patient: Terminal) -> Terminal:
    patient.near(mine()).manages("strap pair P-001 --yes --seconds 0.5")
    return patient


def frames_of(terminal: Terminal) -> int:
    path = terminal.root / "journal" / "frames.sqlite"
    return len(stored(path).of(HEART_RATE_MEASUREMENT))


def test_a_scan_names_what_is_near_and_records_nothing(patient):
    before = patient.said()

    document = patient.near(both()).manages("strap scan --seconds 0.5 --json").document

    assert document["schema"] == "pacepipe.strap_scan/1"
    assert {s["name"] for s in document["straps"]} == {"Strap 0001", "Strap 0002"}
    assert {s["profile_id"] for s in document["straps"]} == {"heart_rate_strap"}
    assert patient.said() == before
    assert frames_of(patient) == 0


def test_pairing_writes_down_who_the_strap_is_and_who_wears_it(wearer):
    assert wearer.kinds()[-2:] == ["strap_paired", "strap_assigned"]
    (strap,) = wearer.manages("strap list --json").document["straps"]
    assert (strap["strap_id"], strap["patient_id"]) == (STRAP, "P-001")
    assert strap["model"] == "Strap"


def test_no_radio_address_is_shown_or_logged(patient):
    told = [
        patient.near(mine()).manages(f"--debug {line}")
        for line in (
            "strap scan --seconds 0.5 --json",
            "strap pair P-001 --yes --seconds 0.5",
            "record P-001 --minutes 0.05",
            "strap list --json",
        )
    ]

    assert not any(ADDRESS in answer.out + answer.err for answer in told)


def test_without_consent_no_strap_is_paired_and_none_is_asked(patient):
    patient.manages("consent withdraw P-001 --by herself")
    before = patient.said()

    answer = patient.near(mine()).types("strap pair P-001 --yes --seconds 0.5")

    assert answer.exit_code == 10
    assert patient.said() == before
    assert stored(patient.root / "journal" / "frames.sqlite").connections == ()


def test_of_two_straps_none_is_paired_by_guess_and_either_by_its_name(patient):
    assert (
        patient.near(both()).types("strap pair P-001 --yes --seconds 0.5").exit_code
        == 2
    )
    assert "strap_paired" not in patient.kinds()

    patient.near(both()).manages(
        "strap pair P-001 --yes --seconds 0.5 --name", "strap 0002"
    )
    (strap,) = patient.manages("strap list --json").document["straps"]
    assert strap["strap_id"] == OTHER


def test_nothing_in_reach_is_a_strap_not_found(patient):
    answer = patient.near(VirtualAir([])).types("strap pair P-001 --yes --seconds 0.5")

    assert answer.exit_code == 5
    assert "strap_paired" not in patient.kinds()


def test_pairing_again_changes_nothing(wearer):
    before = wearer.said()

    wearer.near(mine()).manages("strap pair P-001 --yes --seconds 0.5")

    assert wearer.said() == before


def test_a_strap_that_somebody_wears_is_not_given_to_somebody_else_by_pairing(wearer):
    wearer.manages("person add P-002")
    wearer.manages("consent give P-002 --by himself")
    before = wearer.said()

    assert (
        wearer.near(mine()).types("strap pair P-002 --yes --seconds 0.5").exit_code == 8
    )
    assert wearer.types(f"strap assign {STRAP} P-002").exit_code == 8
    assert wearer.said() == before

    wearer.manages(f"strap release {STRAP}")
    wearer.manages(f"strap assign {STRAP} P-002")
    (strap,) = wearer.manages("strap list --json").document["straps"]
    assert strap["patient_id"] == "P-002"


def test_an_assignment_can_be_dated_back(wearer):
    wearer.manages(f"strap release {STRAP}")
    wearer.manages(f"strap assign {STRAP} P-001 --at 2026-02-03T09:00")

    history = person_history("P-001", wearer.said(), datetime.now(UTC))
    assert history.assignments[0].since == datetime(2026, 2, 3, 8, 0, tzinfo=UTC)


def test_the_station_hears_assigned_straps_of_those_who_agree(wearer):
    with House.open(wearer.root) as house:
        roster = Roster(house)
        assert [target.strap_id for target in roster()] == [STRAP]

        wearer.manages("consent withdraw P-001 --by herself")
        assert roster() == ()

        wearer.manages("consent give P-001 --by herself")
        assert [target.strap_id for target in roster()] == [STRAP]

        wearer.manages(f"strap release {STRAP}")
        assert roster() == ()


def test_recording_marks_the_session_and_keeps_the_bytes(wearer):
    frames_before = frames_of(wearer)
    answer = wearer.near(mine()).manages("record P-001 --minutes 0.07 --kind chair")

    started, stopped = wearer.said()[-2:]
    assert (started.kind.value, stopped.kind.value) == (
        "session_started",
        "session_stopped",
    )
    assert started.payload.activity_kind.value == "chair"
    assert started.about_at < stopped.about_at
    assert not stopped.payload.is_early_stop
    assert frames_of(wearer) >= frames_before + 2
    assert "Saved." in answer.out


def test_without_consent_nothing_is_recorded_from_the_strap(wearer):
    wearer.manages("consent withdraw P-001 --by herself")
    before, frames_before = wearer.said(), frames_of(wearer)

    assert wearer.near(mine()).types("record P-001 --minutes 0.05").exit_code == 10
    assert wearer.said() == before
    assert frames_of(wearer) == frames_before


def test_a_person_without_a_strap_is_told_how_to_get_one(patient):
    answer = patient.near(mine()).types("record P-001 --minutes 0.05")

    assert answer.exit_code == 5
    assert "pacepipe strap pair P-001" in answer.err
    assert patient.kinds()[-1] == "consent_given"


def test_a_strap_that_is_never_heard_leaves_no_session(wearer):
    answer = wearer.near(VirtualAir([])).manages("record P-001 --minutes 0.05")

    assert "no session was written down" in answer.out
    assert "session_started" not in wearer.kinds()


def test_beside_a_station_the_session_is_marked_and_no_frame_is_written(wearer):
    """And what the station needs a person for is said."""
    notes = HelpNotes(wearer.root / "state" / "help.json")
    notes.needed(STRAP, Barren.NO_DATA, 5)
    clock = SystemClock()
    is_over = threading.Event()
    with House.open(wearer.root) as house:
        journal = house.frames()
        link = journal.open_connection(
            profile_id="heart_rate_strap",
            address=ADDRESS,
            advertised_name=None,
            boot_id=clock.boot_id,
            boot_ns=clock.boot_ns(),
            utc_us=clock.utc_us(),
        )
        journal.note(
            LinkEvent(
                link, LinkEventKind.IDENTIFIED, clock.boot_ns(), clock.utc_us(), STRAP
            )
        )

        def send() -> None:
            while not is_over.wait(0.1):
                journal.append(
                    Frame(
                        link,
                        HEART_RATE_MEASUREMENT,
                        clock.boot_ns(),
                        clock.utc_us(),
                        heart_rate_measurement(80, contact=True),
                    )
                )

        sender = threading.Thread(target=send)
        sender.start()
        try:
            answer = wearer.near(mine()).manages("record P-001 --minutes 0.05")
        finally:
            is_over.set()
            sender.join()
    assert "is recording into" in answer.err
    assert f"{STRAP} has been linked since" in answer.err
    assert wearer.kinds()[-2:] == ["session_started", "session_stopped"]
    connections = stored(wearer.root / "journal" / "frames.sqlite").connections
    assert connections[-1].connection_id == link


CHILD = """
import sys
from support.straps import a_strap
from pacepipe.app import Outside
from pacepipe.cli import app
from pacepipe.collect import Radio
from pacepipe.simulate.air import VirtualAir

air = VirtualAir([a_strap(600)])
app(sys.argv[1:], obj=Outside(radio=Radio(air.scanner, air.client)))
"""


def child(*args: str, home: Path) -> list[str]:
    return [sys.executable, "-c", CHILD, "--home", str(home), *args]


def child_environment() -> dict[str, str]:
    tests = Path(__file__).resolve().parents[1]
    path = os.pathsep.join([str(tests.parent / "src"), str(tests)])
    return {**os.environ, "PYTHONPATH": path}


class AtATerminal:
    """A command at a pseudo-terminal, so that it takes somebody for present."""

    def __init__(self, args: list[str]) -> None:
        self._end, other = pty.openpty()
        self.process = subprocess.Popen(
            args, stdin=other, stdout=other, stderr=other, env=child_environment()
        )
        os.close(other)
        self.shown = ""

    def until(self, pattern: str, within_s: float = 40.0) -> None:
        deadline = time.monotonic() + within_s
        while re.search(pattern, self.shown) is None:
            left_s = deadline - time.monotonic()
            ready, _, _ = select.select([self._end], [], [], max(left_s, 0))
            assert ready, f"{pattern} was never shown: {self.shown}"
            self.shown += os.read(self._end, 4096).decode()

    def types(self, text: str) -> None:
        os.write(self._end, text.encode())

    def close(self) -> int:
        code = self.process.wait(20)
        os.close(self._end)
        return code


def test_at_a_terminal_the_line_is_live_and_how_it_felt_is_asked(wearer):
    terminal = AtATerminal(child("record", "P-001", "--rest", "0", home=wearer.root))
    terminal.until(r"♥ \d+ bpm · contact ok")
    terminal.process.send_signal(signal.SIGINT)
    terminal.until("How hard did it feel")
    terminal.types("eleven\n")
    terminal.until("please")
    terminal.types("3,5\n")
    terminal.until("sooner than you meant")
    terminal.types("y\n")
    terminal.until("Stopping early is fine")
    assert terminal.close() == 0

    history = person_history("P-001", wearer.said(), datetime.now(UTC))
    told = {event.kind.value: event.payload for event in history.events}
    assert told["session_reported"].effort_cr10 == 3.5
    assert told["session_stopped"].is_early_stop


def test_the_station_records_until_it_is_told_to_stop(wearer):
    frames_before = frames_of(wearer)
    process = subprocess.Popen(
        child("station", home=wearer.root),
        env=child_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 40
    while frames_of(wearer) < frames_before + 3:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.2)
    assert (
        wearer.near(mine()).types("strap pair P-001 --yes --seconds 0.5").exit_code == 7
    )
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "straps to hear: 1." in err
    assert "Stopped." in err
