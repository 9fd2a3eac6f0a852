"""The bytes of a file, kept once."""

import hashlib
from pathlib import Path

import pytest

from pacepipe.errors import DiskTrouble
from pacepipe.exchange import drop, keep


def test_the_name_is_the_digest_of_the_bytes(tmp_path: Path) -> None:
    file, folder = tmp_path / "walk.fit", tmp_path / "state" / "imports"
    file.write_bytes(b"a walk")
    kept = keep(file, folder)
    assert kept.sha256 == hashlib.sha256(b"a walk").hexdigest()
    assert (kept.path.read_bytes(), kept.size_bytes) == (b"a walk", 6)
    assert [path.name for path in folder.iterdir()] == [kept.sha256]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"a walk")
    first, second = (keep(tmp_path / name, tmp_path / "i") for name in ("a", "b"))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.path == second.path


def test_only_bytes_that_are_new_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a walk")
    first = keep(tmp_path / "a", tmp_path / "i")
    drop(keep(tmp_path / "a", tmp_path / "i"))
    assert first.path.exists()
    drop(first)
    assert not first.path.exists()


def test_kept_bytes_are_the_owners_and_are_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a walk")
    kept = keep(tmp_path / "a", tmp_path / "i")
    assert kept.path.stat().st_mode & 0o777 == 0o400
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["nothing", "."])
def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    with pytest.raises(DiskTrouble, match="could not be read"):
        keep(tmp_path / name, tmp_path / "i")
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_that_cannot_be_made_is_said_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a walk")
    with pytest.raises(DiskTrouble, match="could not be copied"):
        keep(tmp_path / "a", tmp_path / "a" / "i")
