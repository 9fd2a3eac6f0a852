from pacepipe.domain import characteristic as number
from pacepipe.gatt import polar_pmd, polar_psftp, polar_recording
from pacepipe.gatt.polar_psftp import Answered, Operation, Query, TransferFailed
from pacepipe.simulate.polar_h10 import PolarH10

BEATS = tuple((s * 0.8, 800 + s % 7) for s in range(200))


def ask(strap: PolarH10, message: bytes, at_s: float = 0.0):
    answers = []
    for packet in polar_psftp.packets(message, 20):
        answers = strap.write(at_s, number.POLAR_PSFTP_MTU, packet)
    transfer = polar_psftp.Transfer()
    for answer in answers:
        transfer.receive(answer.payload)
    return transfer.next_event()


def start(strap: PolarH10, at_s: float = 0.0, name: str = "W1"):
    parameters = polar_recording.start_parameters(16, 1, name)
    return ask(strap, polar_psftp.query(Query.START_RECORDING, parameters), at_s)


def test_a_recording_holds_the_beats_between_start_and_stop():
    strap = PolarH10(BEATS)
    assert start(strap, 8.0) == Answered(b"")
    status = ask(strap, polar_psftp.query(Query.RECORDING_STATUS))
    assert polar_recording.read_status(status.body).name == "W1"
    ask(strap, polar_psftp.query(Query.STOP_RECORDING), 24.0)
    listed = ask(strap, polar_psftp.request(Operation.GET, "/"))
    assert polar_recording.read_folder(listed.body)[0].name == "W1/"
    file = ask(strap, polar_psftp.request(Operation.GET, "/W1/SAMPLES.BPB"))
    held = polar_recording.read_recording(file.body)
    assert held.rr_ms == tuple(rr for at_s, rr in BEATS if 8.0 <= at_s < 24.0)


def test_there_is_one_recording_until_it_is_removed():
    strap = PolarH10(BEATS)
    start(strap)
    assert isinstance(start(strap, name="W2"), TransferFailed)
    ask(strap, polar_psftp.query(Query.STOP_RECORDING), 8.0)
    assert isinstance(start(strap, name="W2"), TransferFailed)
    gone = ask(strap, polar_psftp.request(Operation.REMOVE, "/W1/SAMPLES.BPB"))
    assert gone == Answered(b"")
    assert start(strap, name="W2") == Answered(b"")


def test_what_is_not_there_and_what_is_not_known_are_refused_by_code():
    strap = PolarH10()
    missing = ask(strap, polar_psftp.request(Operation.GET, "/W9/SAMPLES.BPB"))
    assert (missing.trouble.value, missing.code) == ("refused", 103)
    assert ask(strap, bytes.fromhex("6380")).code == 201


def test_its_clock_begins_in_2019_and_goes_on_when_it_is_set():
    strap = PolarH10()
    asked = polar_psftp.query(Query.GET_LOCAL_TIME)
    lost = polar_recording.read_clock(ask(strap, asked, 60.0).body)
    assert lost.isoformat() == "2019-01-01T00:01:00+00:00"
    moment = lost.replace(year=2026)
    parameters = polar_recording.clock_parameters(moment)
    ask(strap, polar_psftp.query(Query.SET_LOCAL_TIME, parameters), 100.0)
    now = polar_recording.read_clock(ask(strap, asked, 130.0).body)
    assert (now - moment).total_seconds() == 30.0


def test_acceleration_is_sent_while_it_is_started():
    strap = PolarH10()
    control = number.POLAR_PMD_CONTROL
    (offer,) = strap.write(0.0, control, polar_pmd.ask_settings())
    answer = polar_pmd.read_answer(offer.payload)
    assert polar_pmd.read_settings(answer.parameters)[0] == (25, 50, 100, 200)
    assert not strap.is_sending(number.POLAR_PMD_DATA)
    (begun,) = strap.write(0.0, control, polar_pmd.start_acceleration(25))
    assert begun.payload == bytes.fromhex("f002020000")
    assert strap.is_sending(number.POLAR_PMD_DATA)
    (again,) = strap.write(0.0, control, polar_pmd.start_acceleration(25))
    assert again.payload == bytes.fromhex("f002020600")
    strap.write(0.0, control, polar_pmd.stop())
    assert not strap.is_sending(number.POLAR_PMD_DATA)
