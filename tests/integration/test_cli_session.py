"""Sessions by hand and the rest before them, against a running station and a radio."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.app import House
from pacepipe.simulate.air import VirtualAir
from support.ask import ask_work
from support.child import running
from support.home import Terminal, a_home, with_a_patient
from support.straps import ADDRESS, IDENTITY, a_strap, pulse
from support.terminal import AtATerminal

TESTS = Path(__file__).resolve().parents[1]
STRAP = IDENTITY.strap_id(ADDRESS)

WITH_A_STRAP = """
import sys
sys.path.insert(0, sys.argv[1])
from support.straps import a_strap
from pacepipe.app import Outside
from pacepipe.cli import app
from pacepipe.collect import Radio
from pacepipe.app import House
from pacepipe.simulate.air import VirtualAir

air = VirtualAir([a_strap(600)])
app(sys.argv[2:], obj=Outside(radio=Radio(air.scanner, air.client)))
"""


@pytest.fixture
def wearer(tmp_path: Path) -> Terminal:
    patient = with_a_patient(a_home(tmp_path / "home"))
    air = VirtualAir([a_strap(stream=pulse(600))])
    patient.near(air).manages("strap pair P-001 --yes --seconds 0.5")
    return patient


def is_heard(wearer: Terminal) -> bool:
    (strap,) = wearer.manages("session status P-001 --json").document["straps"]
    assert strap["strap_id"] == STRAP
    return bool(strap["is_heard"])


def _frames(wearer: Terminal) -> int:
    with House.open(wearer.root) as house, house.frame_reader() as reader:
        return reader.last_seq()


def wait_for_frames(wearer: Terminal, more: int) -> None:
    deadline = time.monotonic() + 40
    wanted = _frames(wearer) + more
    while _frames(wearer) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.2)


@contextmanager
def a_station(wearer: Terminal) -> Iterator[None]:
    """A station that hears the strap; it is killed when the block ends."""
    with running(WITH_A_STRAP, TESTS, "--home", wearer.root, "station") as process:
        wait_for_frames(wearer, 5)
        yield
        assert process.poll() is None


def test_a_session_holds_over_a_killed_and_restarted_station(wearer):
    with a_station(wearer):
        wearer.manages("session start P-001")
        wait_for_frames(wearer, 3)
        assert is_heard(wearer)
    assert wearer.manages("session status P-001 --json").document["is_running"]
    with a_station(wearer):
        wearer.manages("session stop P-001")

    started, stopped = wearer.said()[-2:]
    wearer.manages("nightly run --without-prefect")
    sessions = ask_work(
        wearer.root,
        "select label, started_at, ended_at, hr_coverage_frac from mart.session",
    )
    ((label, started_at, ended_at, coverage_frac),) = sessions
    assert label == "user"
    assert abs(started_at - started.about_at) < timedelta(milliseconds=1)
    assert abs(ended_at - stopped.about_at) < timedelta(milliseconds=1)
    assert 0 < coverage_frac <= 1


def test_a_strap_that_nobody_records_is_not_heard(wearer):
    assert not is_heard(wearer) or _wait_until_silent(wearer)
    told = wearer.manages("session status P-001").out
    assert f"{STRAP} is not heard" in told


def _wait_until_silent(wearer: Terminal) -> bool:
    """Pairing read from the strap just now; that is forgotten after 10 s."""
    deadline = time.monotonic() + 30
    while is_heard(wearer):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    return True


def test_a_recording_with_a_rest_marks_the_rest_and_then_the_session(wearer):
    air = VirtualAir([a_strap(600)])

    answer = wearer.near(air).manages("record P-001 --rest 0.03 --minutes 0.05")

    kinds = ["rest_started", "rest_stopped", "session_started", "session_stopped"]
    assert wearer.kinds()[-4:] == kinds
    sat, up, started, stopped = wearer.said()[-4:]
    assert up.about_at - sat.about_at >= timedelta(seconds=1.8)
    assert up.about_at <= started.about_at
    assert stopped.about_at - started.about_at >= timedelta(seconds=2)
    assert "The rest is over." in answer.err


def at_a_terminal(wearer: Terminal, *args: str) -> AtATerminal:
    return AtATerminal(WITH_A_STRAP, TESTS, "--home", wearer.root, *args)


def test_at_a_terminal_the_rest_is_declined_with_one_key(wearer):
    terminal = at_a_terminal(wearer, "record", "P-001")
    terminal.until("Any other key: start now")
    terminal.types("n")
    terminal.until(r"♥ \d+ bpm")
    terminal.process.send_signal(signal.SIGINT)
    terminal.until("How hard did it feel")
    terminal.types("\n")
    terminal.until("sooner than you meant")
    terminal.types("\n")
    assert terminal.close() == 0

    assert "rest_started" not in wearer.kinds()
    assert wearer.kinds()[-2:] == ["session_started", "session_stopped"]


def test_at_a_terminal_a_key_ends_the_rest_and_starts_the_session(wearer):
    terminal = at_a_terminal(wearer, "record", "P-001", "--minutes", "0.03")
    terminal.until("Any other key: start now")
    terminal.types("y")
    terminal.until("Any key starts the session")
    terminal.types(" ")
    terminal.until("The rest is over")
    terminal.until("How hard did it feel")
    terminal.types("\n")
    terminal.until("sooner than you meant")
    terminal.types("\n")
    assert terminal.close() == 0

    kinds = ["rest_started", "rest_stopped", "session_started", "session_stopped"]
    assert wearer.kinds()[-4:] == kinds


def test_stopped_in_the_rest_there_is_a_rest_and_no_session(wearer):
    terminal = at_a_terminal(wearer, "record", "P-001", "--rest", "3")
    terminal.until("Any key starts the session")
    terminal.process.send_signal(signal.SIGINT)
    terminal.until("no session")
    assert terminal.close() == 0

    assert wearer.kinds()[-2:] == ["rest_started", "rest_stopped"]


def test_at_a_terminal_a_key_ends_the_rest_by_hand(wearer):
    terminal = at_a_terminal(wearer, "session", "rest", "P-001")
    terminal.until("Any key ends the rest")
    time.sleep(0.5)
    terminal.types(" ")
    terminal.until("You sat for")
    assert terminal.close() == 0

    assert wearer.kinds()[-2:] == ["rest_started", "rest_stopped"]
