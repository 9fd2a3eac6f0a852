"""A home whose databases are encrypted: nothing of it is in clear in their files."""

import shutil
import stat
from pathlib import Path

import pytest

from support.home import INIT, Terminal, with_a_patient

TOLD = (b"P-001", b"mart", b"tiredness", b"night_run")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home after its first night, and its key."""
    folder = tmp_path_factory.mktemp("encrypted")
    terminal = Terminal(folder / "home")
    terminal.manages(f"{INIT} --key-file {folder / 'safe' / 'pacepipe.key'}")
    with_a_patient(terminal).manages("log P-001 --tiredness 4 --pain 2")
    terminal.manages("nightly run --without-prefect")
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Terminal:
    """The same home for one test to harm, at a place and with a key of its own."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    settings = tmp_path / "home" / "pacepipe.toml"
    settings.write_text(settings.read_text().replace(str(made), str(tmp_path)))
    return Terminal(tmp_path / "home")


def _files(home: Terminal) -> list[Path]:
    return [home.root / "pacepipe.duckdb", home.root / "published" / "clinic.duckdb"]


def test_a_night_runs_and_questions_are_answered(home: Terminal) -> None:
    told = home.manages("query", "select patient_id from clinic.v_worklist_today")
    assert "P-001" in told.out
    assert "same, bit for bit" in home.manages("rebuild").out
    checks = home.types("doctor --no-radio --json").document["findings"]
    (at_rest,) = [found for found in checks if found["check"] == "at_rest"]
    assert at_rest["level"] == "ok"


def test_neither_file_holds_a_word_in_clear(home: Terminal) -> None:
    for file in _files(home):
        content = file.read_bytes()
        assert len(content) > 100_000
        assert not [word for word in TOLD if word in content]


def test_the_key_is_its_owner_s_alone_and_not_in_the_settings(
    home: Terminal, tmp_path: Path
) -> None:
    key_file = tmp_path / "safe" / "pacepipe.key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert key_file.read_text().strip() not in (home.root / "pacepipe.toml").read_text()


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda key: key.unlink(), "cannot be read"),
        (lambda key: key.chmod(0o644), "open to others"),
        (lambda key: key.write_text("short"), "holds no key"),
        (lambda key: key.write_text("f" * 64), "key"),
    ],
)
def test_without_the_right_key_the_databases_stay_closed_and_whole(
    home: Terminal, tmp_path: Path, harm, word: str
) -> None:
    before = [file.read_bytes() for file in _files(home)]
    harm(tmp_path / "safe" / "pacepipe.key")
    answer = home.types("query", "from clinic.v_worklist_today")
    assert answer.exit_code == 3
    assert word in answer.err
    assert home.types("nightly run --without-prefect").exit_code == 3
    assert [file.read_bytes() for file in _files(home)] == before


def test_a_key_that_is_there_already_is_kept(tmp_path: Path) -> None:
    key_file = tmp_path / "pacepipe.key"
    key_file.write_text("k" * 64)
    key_file.chmod(0o600)
    Terminal(tmp_path / "home").manages(f"{INIT} --key-file {key_file}")
    assert key_file.read_text() == "k" * 64
