"""A bad profile is refused with its file, its key and a remedy."""

from pathlib import Path

import pytest

from pacepipe.devices import load_profiles
from pacepipe.errors import ProfileError

REPO = Path(__file__).resolve().parents[3]
GOOD = (REPO / "devices" / "running_pod.toml").read_text()


def refusal(folder: Path, text: str, name: str = "some_pod.toml") -> ProfileError:
    (folder / name).write_text(text)
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    return caught.value


def test_a_good_profile_is_named_after_its_file(tmp_path):
    (tmp_path / "some_pod.toml").write_text(GOOD)
    assert [p.profile_id for p in load_profiles(tmp_path)] == ["some_pod"]


def test_an_unknown_key_is_an_error(tmp_path):
    text = GOOD.replace("sensor_kind", 'colour = "red"\nsensor_kind')
    problem = refusal(tmp_path, text)
    assert problem.what.startswith("some_pod.toml: trust.colour: ")
    assert "Remove trust.colour" in problem.remedy


def test_a_missing_key_is_named(tmp_path):
    problem = refusal(tmp_path, GOOD.replace('tier = "bronze"\n', ""))
    assert problem.what.startswith("some_pod.toml: tier: ")
    assert problem.remedy.startswith("Add tier;")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('tier = "bronze"', 'tier = "platinum"', "tier"),
        ("priority = 10", "priority = 101", "priority"),
        ('captures = ["walk"]', "captures = []", "captures"),
        ('captures = ["walk"]', 'captures = ["../walk"]', "captures.0"),
        ('["running_speed_and_cadence"]', '["rowing"]', "recognise.services.0"),
        ("rsc_feature", "rsc_wish", "characteristics.rsc_wish"),
        ('cadence_unit = "steps"\n', "", "trust.cadence_unit"),
        ('"cadence", "speed"', '"rr", "speed"', "trust.gives"),
        ("required = true", "required = false", "characteristics"),
    ],
)
def test_an_impossible_value_is_named(tmp_path, old, new, place):
    assert old in GOOD
    problem = refusal(tmp_path, GOOD.replace(old, new))
    assert f"some_pod.toml: {place}: " in problem.what
    assert "README.md in devices/" in problem.remedy


def test_a_promise_of_contact_needs_contact_bits_that_count(tmp_path):
    strap = (REPO / "devices" / "heart_rate_strap.toml").read_text()
    text = strap.replace('contact = "reported"', 'contact = "unreliable"')
    assert "trust.gives: " in refusal(tmp_path, text).what


@pytest.mark.parametrize("text", ["title = ", "title = 'a'\ntitle = 'b'"])
def test_what_is_not_toml_is_refused(tmp_path, text):
    problem = refusal(tmp_path, text)
    assert "some_pod.toml: this is not a TOML file" in problem.what


def test_what_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "some_pod.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(ProfileError, match="this is not a TOML file"):
        load_profiles(tmp_path)


def test_a_file_name_that_cannot_be_an_id_is_refused(tmp_path):
    problem = refusal(tmp_path, GOOD, name="Some Pod.toml")
    assert problem.what.startswith("Some Pod.toml: ")


def test_a_folder_without_profiles_is_refused(tmp_path):
    with pytest.raises(ProfileError, match="no device profiles"):
        load_profiles(tmp_path)


def test_the_readme_lists_every_key():
    text = (REPO / "devices" / "README.md").read_text()
    for key in (
        *("title", "tier", "priority", "captures", "known_limits"),
        *("recognise.services", "recognise.name_prefixes", "recognise.manufacturer"),
        *("trust.sensor_kind", "trust.contact", "trust.cadence_unit", "trust.gives"),
        *("characteristics.<name>.access", "characteristics.<name>.required"),
    ):
        assert f"`{key}`" in text
