import stat
from datetime import UTC, datetime

import pytest

from pacepipe.app import House, Outside
from pacepipe.errors import InputRejected


def test_init_makes_a_home_for_its_owner_only(home):
    folders = [home.root, *(p for p in home.root.rglob("*") if p.is_dir())]

    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert (home.root / "journal" / "events.sqlite").is_file()
    assert (home.root / "journal" / "frames.sqlite").is_file()


def test_a_second_init_refuses_and_leaves_the_home_as_it_is(home):
    before = (home.root / "pacepipe.toml").read_bytes()

    answer = home.types(
        "init --station-id other --zone UTC --contact-name X --contact-phone 1"
    )

    assert answer.exit_code == 3
    assert (home.root / "pacepipe.toml").read_bytes() == before


def test_without_a_home_every_command_says_how_to_make_one(bare):
    answer = bare.types("person list")

    assert answer.exit_code == 3
    assert "pacepipe init" in answer.err
    assert not bare.root.exists()


def test_a_refusal_is_three_lines_on_stderr_and_nothing_on_stdout(bare):
    answer = bare.types("person list")

    assert answer.out == ""
    assert len(answer.err.splitlines()) == 3


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "CEST", "", "../etc/passwd"])
def test_a_bad_zone_is_refused_and_nobody_is_added(home, zone):
    answer = home.types("person add P-001 --zone", zone)

    assert answer.exit_code == 8
    assert home.said() == ()


def test_a_bad_zone_makes_no_home(bare):
    answer = bare.types(
        "init --station-id a --zone Mars/Base --contact-name X --contact-phone 1"
    )

    assert answer.exit_code == 8
    assert not bare.root.exists()


@pytest.mark.parametrize("name", ["Anna Berg", "", "P/1", "../x", "x" * 33])
def test_a_name_or_a_path_is_no_id(home, name):
    assert home.types("person add", name).exit_code == 8
    assert home.said() == ()


def test_a_person_is_added_once(home):
    home.manages("person add P-001")

    assert home.types("person add P-001").exit_code == 8
    assert len(home.said()) == 2


def test_a_person_takes_the_zone_of_the_station_where_none_is_named(home):
    home.manages("person add P-001")
    home.manages("person add P-002 --zone America/Denver")

    people = home.manages("person list --json").document["people"]

    assert [(p["patient_id"], p["zone"]) for p in people] == [
        ("P-001", "Europe/Berlin"),
        ("P-002", "America/Denver"),
    ]


def test_a_person_who_moves_has_the_new_zone_from_that_day_on(patient):
    patient.manages("person zone P-001 Asia/Tokyo")

    (person,) = patient.manages("person list --json").document["people"]
    assert person["zone"] == "Asia/Tokyo"


def test_an_unknown_person_is_an_input_problem(home):
    for line in ("log P-404 --pain 1", "limits show P-404", "events P-404"):
        answer = home.types(line)
        assert answer.exit_code == 8
        assert "P-404" in answer.err


WRITING = [
    "log P-001 --tiredness 4",
    "log session P-001 --minutes 8",
    "treatment add P-001 --kind infusion",
    "limits set P-001 --session-max-min 10 --by Dr-Sand --source letter",
    "clear P-001 --by Dr-Sand",
    "person zone P-001 UTC",
]


@pytest.mark.parametrize("line", WRITING)
def test_without_consent_nothing_is_recorded_for_a_person(home, line):
    home.manages("person add P-001")
    before = home.said()

    answer = home.types(line)

    assert answer.exit_code == 10
    assert home.said() == before


@pytest.mark.parametrize("line", WRITING)
def test_after_consent_is_withdrawn_nothing_more_is_recorded(patient, line):
    patient.manages("consent withdraw P-001 --by herself")
    before = patient.said()

    assert patient.types(line).exit_code == 10
    assert patient.said() == before


def test_consent_says_what_it_is_for_and_shows_since_when(home):
    home.manages("person add P-001")
    assert not home.manages("consent show P-001 --json").document["has_consent"]

    answer = home.manages("consent give P-001 --by herself")
    assert "nobody is watching live" in answer.err

    home.manages("consent withdraw P-001 --by herself")
    home.manages("consent give P-001 --by herself")
    document = home.manages("consent show P-001 --json").document
    assert document["schema"] == "pacepipe.consent/1"
    assert document["has_consent"]
    closed, current = document["intervals"]
    assert closed["withdrawn_at"] is not None
    assert current["withdrawn_at"] is None


def test_a_clock_from_2019_is_named_and_nothing_is_stored(patient):
    before = patient.said()
    with (
        House.open(
            patient.root, Outside(now=lambda: datetime(2019, 1, 1, tzinfo=UTC))
        ) as house,
        pytest.raises(InputRejected, match="2019-01-01"),
    ):
        house.consenting("P-001")
    assert patient.said() == before
