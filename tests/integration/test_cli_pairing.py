"""The pairing ceremony at the command line, against virtual straps."""

import pytest
from bleak.exc import BleakBluetoothNotAvailableReason as Reason

from pacepipe.cli.strap_pair import described
from pacepipe.collect import Met, Sighting
from pacepipe.domain import characteristic as number
from pacepipe.domain.frame import LinkEventKind
from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.strap_state import StrapState
from pacepipe.domain.strap_words_en import WORDS
from pacepipe.simulate.air import VirtualAir
from pacepipe.simulate.encode import (
    device_information,
    heart_rate_measurement,
    rsc_measurement,
)
from pacepipe.simulate.notification import Notification
from pacepipe.simulate.peripheral import VirtualPeripheral
from support.ask import ask_work
from support.home import Answer, Terminal, a_home, with_a_patient
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
POD_ADDRESS = "C0:FF:EE:00:00:03"
POD_IDENTITY = StrapIdentity("Made Up", "Pod", "POD-0003", "1.0")
POD = POD_IDENTITY.strap_id(POD_ADDRESS)
STREAMS = {number.HEART_RATE_MEASUREMENT, number.RSC_MEASUREMENT}
PAIR = "strap pair P-001 --seconds 0.5"
QUESTION = "Does that match your pulse?"


def mine(**changes) -> VirtualPeripheral:
    return a_strap(**{"stream": pulse(600), **changes})


def neighbours(**changes) -> VirtualPeripheral:
    own = {
        "identity": NEIGHBOUR_IDENTITY,
        "address": NEIGHBOUR,
        "name": "Strap 0002",
        "rssi_dbm": -84,
    }
    return mine(**{**own, **changes})


def a_pod(cadence_spm: int = 90) -> VirtualPeripheral:
    steps = tuple(
        Notification(
            count / 5,
            number.RSC_MEASUREMENT,
            rsc_measurement(speed_mps=1.0, cadence_spm=cadence_spm),
        )
        for count in range(3000)
    )
    return VirtualPeripheral(
        POD_ADDRESS,
        "Pod 0003",
        (number.RUNNING_SPEED_AND_CADENCE_SERVICE, number.DEVICE_INFORMATION_SERVICE),
        dict(device_information(POD_IDENTITY)),
        steps,
    )


def without_beats(payload: bytes) -> VirtualAir:
    frames = tuple(
        Notification(count / 5, number.HEART_RATE_MEASUREMENT, payload)
        for count in range(3000)
    )
    return VirtualAir([a_strap(stream=frames)])


@pytest.fixture
def patient(tmp_path) -> Terminal:
    return with_a_patient(a_home(tmp_path / "home"))


@pytest.fixture
def two_people(patient: Terminal) -> Terminal:
    """P-001 wears the strap; P-002 agrees and wears nothing."""
    patient.manages("person add P-002 --since 2026-01-01")
    patient.manages("consent give P-002 --by himself")
    patient.near(VirtualAir([mine()])).manages(f"{PAIR} --yes")
    return patient


def wearers(patient: Terminal) -> dict[str, str | None]:
    straps = patient.manages("strap list --json").document["straps"]
    return {strap["strap_id"]: strap["patient_id"] for strap in straps}


def assert_nobodys(patient: Terminal, answer: Answer) -> None:
    assert answer.exit_code == 6
    assert "given to nobody" in answer.err
    assert patient.kinds()[-1] == "consent_given"


def test_the_pulse_is_shown_and_a_yes_makes_the_strap_theirs(patient):
    answer = patient.near(VirtualAir([mine()])).manages(PAIR, answers="y\n")

    assert f"pulse of 72 a minute from Strap 0001. {QUESTION} [y/N]" in answer.err
    assert wearers(patient) == {STRAP: "P-001"}


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_without_a_yes_the_strap_is_nobodys_and_that_is_fine(patient, typed):
    answer = patient.near(VirtualAir([mine()])).types(PAIR, answers=typed)

    assert QUESTION in answer.err
    assert_nobodys(patient, answer)


def test_a_yes_for_scripts_does_not_stand_for_a_pulse(patient):
    silent = without_beats(heart_rate_measurement(0))

    answer = patient.near(silent).types(f"{PAIR} --yes --wait 2")

    assert QUESTION not in answer.err
    assert "Wet the two pads" in answer.err
    assert_nobodys(patient, answer)


def test_a_strap_that_does_not_touch_the_skin_is_asked_to_be_moistened(patient):
    off = without_beats(heart_rate_measurement(72, rr_raw=(853,), contact=False))

    answer = patient.near(off).types(f"{PAIR} --yes --wait 2")

    assert "does not touch the skin well" in answer.err
    assert "Wet the two pads or move it down a finger" in answer.err
    assert_nobodys(patient, answer)


def test_of_several_a_person_points_at_one_by_name_signal_and_serial(patient):
    air = VirtualAir([mine(), neighbours()])

    answer = patient.near(air).manages(PAIR, answers="7\n1\ny\n")

    assert "1  Strap 0001, strong (-60 dBm), serial …0001" in answer.err
    assert "2  Strap 0002, faint (-84 dBm), serial …0002" in answer.err
    assert "I can see several: Strap 0001, Strap 0002." in answer.err
    assert "A number from 1 to 2, please." in answer.err
    assert not {ADDRESS, NEIGHBOUR} & set((answer.out + answer.err).split())
    assert wearers(patient) == {STRAP: "P-001"}


def test_of_several_that_nobody_points_at_none_is_paired(patient):
    air = VirtualAir([mine(), neighbours()])
    assert patient.near(air).types(PAIR, answers="\n").exit_code == 2
    assert wearers(patient) == {}


def test_a_strap_that_takes_no_link_is_listed_as_held():
    sighting = Sighting(ADDRESS, "Strap 0001", frozenset(), -50, device=None)
    assert "another app may be holding it" in described(Met(sighting, None))
    assert ADDRESS not in described(Met(sighting, None))


def test_a_pod_is_known_by_the_steps_that_arrive(patient):
    answer = patient.near(VirtualAir([a_pod()])).manages(PAIR, answers="y\n")

    assert "Walk a few steps with it" in answer.err
    assert "Steps are arriving." in answer.err
    assert wearers(patient) == {POD: "P-001"}


def test_a_pod_that_rests_is_known_by_its_name_alone(patient):
    still = patient.near(VirtualAir([a_pod(cadence_spm=0)]))
    assert_nobodys(patient, still.types(f"{PAIR} --yes --wait 1"))

    again = patient.near(VirtualAir([a_pod(cadence_spm=0)]))
    again.manages(f"{PAIR} --yes --wait 1 --name", "pod 0003")
    assert wearers(patient) == {POD: "P-001"}


@pytest.mark.parametrize(
    ("second", "strap_id"), [(a_pod, POD), (neighbours, OTHER)], ids=["pod", "strap"]
)
def test_a_person_wears_two_and_both_are_recorded(patient, second, strap_id):
    patient.near(VirtualAir([mine()])).manages(f"{PAIR} --yes")
    patient.near(VirtualAir([second()])).manages(f"{PAIR} --yes")
    assert wearers(patient) == {STRAP: "P-001", strap_id: "P-001"}

    patient.near(VirtualAir([mine(), second()])).manages("record P-001 --minutes 0.03")
    kept = stored(patient.root / "journal" / "frames.sqlite")
    last_links = {
        event.detail: event.connection_id
        for event in kept.events
        if event.kind is LinkEventKind.IDENTIFIED
    }
    for link in (last_links[STRAP], last_links[strap_id]):
        streamed = [f for f in kept.frames if f.connection_id == link]
        assert {f.characteristic for f in streamed} & STREAMS


def test_a_strap_that_somebody_wears_is_refused_with_the_way_to_lend_it(two_people):
    before = two_people.said()
    line = "strap pair P-002 --yes --seconds 0.5"

    answer = two_people.near(VirtualAir([mine()])).types(line)

    assert answer.exit_code == 8
    assert f"pacepipe strap release {STRAP}" in answer.err
    assert f"pacepipe strap assign {STRAP} P-002" in answer.err
    assert two_people.said() == before


def test_a_loan_that_is_told_afterwards_gives_the_frames_to_who_wore_it(two_people):
    """P-001 walked, then lent the strap to P-002 and forgot to say so."""
    assigned = two_people.said()[-1].about_at
    for _ in range(2):
        near = two_people.near(VirtualAir([mine()]))
        near.manages("record P-001 --minutes 0.03")
    first_stop = next(e for e in two_people.said() if e.kind.value == "session_stopped")
    lent = first_stop.about_at

    two_people.manages(f"strap release {STRAP} --at {lent.isoformat()}")
    two_people.manages(f"strap assign {STRAP} P-002 --at {lent.isoformat()}")
    two_people.manages("nightly run --without-prefect")

    frames = stored(two_people.root / "journal" / "frames.sqlite").frames
    at_us = [f.utc_us for f in frames if f.characteristic in STREAMS]
    border_us, begin_us = lent.timestamp() * 1e6, assigned.timestamp() * 1e6
    counts = ask_work(
        two_people.root,
        "select patient_id, count(*) from clean.heart_rate group by all",
    )
    assert dict(counts) == {
        "P-001": sum(begin_us <= at < border_us for at in at_us),
        "P-002": sum(at >= border_us for at in at_us),
    }
    assert all(count >= 5 for _, count in counts)


def test_a_strap_at_a_new_address_is_the_same_strap(patient):
    patient.near(VirtualAir([mine()])).manages(f"{PAIR} --yes")
    moved = VirtualAir([mine(address="C0:FF:EE:00:00:77")])

    answer = patient.near(moved).manages(f"{PAIR} --yes")

    assert "P-001 wears it already." in answer.out
    assert wearers(patient) == {STRAP: "P-001"}


def test_a_neighbours_strap_is_not_recorded_in_the_place_of_the_own(patient):
    """Not even at the address at which the own one was last heard."""
    patient.near(VirtualAir([mine()])).manages(f"{PAIR} --yes")
    path = patient.root / "journal" / "frames.sqlite"
    before = stored(path).of(number.HEART_RATE_MEASUREMENT)

    decoy = patient.near(VirtualAir([neighbours(address=ADDRESS)]))
    decoy.manages("record P-001 --minutes 0.03")

    after = stored(path)
    assert after.of(number.HEART_RATE_MEASUREMENT) == before
    assert "refused" in after.kinds()
    assert "session_started" not in patient.kinds()


@pytest.mark.parametrize(
    "line", ["record P-001 --minutes 0.1", "strap scan --seconds 0.5", PAIR]
)
@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (Reason.DENIED_BY_USER, StrapState.NO_PERMISSION),
        (Reason.NO_BLUETOOTH, StrapState.NO_ADAPTER),
    ],
    ids=["no permission", "no adapter"],
)
def test_a_machine_without_bluetooth_says_so_in_words(patient, line, reason, state):
    patient.near(VirtualAir([mine()])).manages(f"{PAIR} --yes")

    answer = patient.near(VirtualAir([], unavailable=reason)).types(line)

    assert answer.exit_code == 4
    assert WORDS[state] in answer.err
