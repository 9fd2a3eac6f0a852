import stat
from pathlib import Path

import pytest

from pacepipe.errors import InputRejected, NotSetUp
from pacepipe.settings import (
    Home,
    check_zone,
    home_root,
    load_settings,
    write_new_home,
)

VALUES = {
    "station_id": "kitchen",
    "zone": "Europe/Berlin",
    "contact_name": "Day clinic",
    "contact_phone": "+49 30 1234",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return write_new_home(tmp_path / "home", **VALUES)


def test_the_flag_comes_before_the_environment_and_that_before_the_platform(tmp_path):
    environ = {"PACEPIPE_HOME": "/elsewhere"}

    assert home_root(tmp_path, environ) == tmp_path
    assert home_root(None, environ) == Path("/elsewhere")
    assert home_root(None, {}).name == "pacepipe"
    assert home_root(None, {"PACEPIPE_HOME": ""}).name == "pacepipe"


def test_everything_of_a_home_lies_in_its_root(tmp_path):
    home = Home.at(tmp_path / "h")

    files = (home.config_file, home.frames, home.events, home.warehouse, home.published)
    for path in (*files, home.writer_lock, *home.folders):
        assert path.is_absolute()
        assert path.is_relative_to(tmp_path / "h")


def test_what_is_written_is_read_back_with_the_defaults(home):
    settings = load_settings(home)

    assert settings.station_id == "kitchen"
    assert settings.nightly_at == "03:30"
    assert settings.emergency_number == "112"
    assert settings.site_id == "home"
    assert settings.frame_retention_days == 90


@pytest.mark.parametrize(
    "name", ['Dr "Q" \\ Ärztin', "O'Neill # ward", "日本", "a = b", "\\u0041"]
)
def test_any_line_of_text_survives_the_file(tmp_path, name):
    home = write_new_home(tmp_path / "h", **(VALUES | {"contact_name": name}))

    assert load_settings(home).contact_name == name


def test_the_file_and_the_folders_are_open_to_their_owner_only(home):
    assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o600
    for folder in home.folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_environment_stands_above_the_file(home, monkeypatch):
    monkeypatch.setenv("PACEPIPE_ZONE", "America/Denver")
    monkeypatch.setenv("PACEPIPE_FRAME_RETENTION_DAYS", "30")
    monkeypatch.setenv("PACEPIPE_HOME", "/somewhere")

    settings = load_settings(home)

    assert settings.zone == "America/Denver"
    assert settings.frame_retention_days == 30


def test_the_environment_is_not_baked_into_a_new_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PACEPIPE_ZONE", "America/Denver")
    home = write_new_home(tmp_path / "h", **VALUES)
    monkeypatch.delenv("PACEPIPE_ZONE")

    assert load_settings(home).zone == "Europe/Berlin"


def test_a_bad_value_in_the_environment_is_named_as_such(home, monkeypatch):
    monkeypatch.setenv("PACEPIPE_ZONE", "Mars/Base")

    with pytest.raises(NotSetUp, match="PACEPIPE_ZONE"):
        load_settings(home)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('colour = "blue"', "colour"),
        ('zone = "Europe/Nowhere"', "zone"),
        ('nightly_at = "25:00"', "nightly_at"),
        ('nightly_at = "3:30"', "nightly_at"),
        ("frame_retention_days = 0", "frame_retention_days"),
        ('station_id = "two words"', "station_id"),
        ('contact_phone = ""', "contact_phone"),
        ('[contact]\nname = "x"', "contact"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_file_key_and_remedy(home, line, key):
    kept = [
        old
        for old in home.config_file.read_text().splitlines()
        if not old.startswith(key + " ")
    ]
    home.config_file.write_text("\n".join([*kept, line]))

    with pytest.raises(NotSetUp) as refused:
        load_settings(home)

    assert str(home.config_file) in refused.value.what
    assert key in refused.value.what
    assert refused.value.remedy


def test_a_missing_setting_is_named(home):
    home.config_file.write_text('station_id = "a"\nzone = "UTC"\n')

    with pytest.raises(NotSetUp, match="contact_name: is not set"):
        load_settings(home)


def test_a_file_that_is_no_toml_is_refused(home):
    home.config_file.write_bytes(b"station_id = \xff")

    with pytest.raises(NotSetUp, match=r"pacepipe\.toml"):
        load_settings(home)


def test_no_home_is_not_set_up(tmp_path):
    with pytest.raises(NotSetUp) as refused:
        load_settings(Home.at(tmp_path / "nowhere"))

    assert "pacepipe init" in refused.value.remedy


def test_a_home_is_never_overwritten(home):
    before = home.config_file.read_bytes()

    with pytest.raises(NotSetUp, match="already"):
        write_new_home(home.root, **(VALUES | {"station_id": "other"}))

    assert home.config_file.read_bytes() == before


def test_a_value_that_cannot_be_makes_no_folder(tmp_path):
    with pytest.raises(NotSetUp):
        write_new_home(tmp_path / "h", **(VALUES | {"contact_phone": "a\nb"}))

    assert not (tmp_path / "h").exists()


def test_settings_do_not_change_once_they_are_read(home):
    settings = load_settings(home)

    with pytest.raises(ValueError, match="frozen"):
        settings.zone = "UTC"


def test_a_zone_is_an_iana_name():
    assert check_zone("America/Argentina/Buenos_Aires")
    with pytest.raises(InputRejected):
        check_zone("/etc/localtime")
