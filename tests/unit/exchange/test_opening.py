"""A file is told by its bytes."""

import io
import zipfile
from pathlib import Path

import pytest

from pacepipe.domain.vocabulary import FileFormat
from pacepipe.errors import DiskTrouble
from pacepipe.exchange import FileRefused, recognise
from support.gadgetbridge import database
from support.imported import read, read_bytes_of
from support.shared import shared

FITBIT = b",user,datetime,steps\n0,A,2026-03-10 00:00:00,8\n"


def packed(members: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return archive.getvalue()


def test_a_name_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "walk.fit"
    path.write_bytes(b"\xef\xbb\xbf" + FITBIT)
    assert recognise(path).file_format is FileFormat.FITBIT_CSV


@pytest.mark.parametrize(
    "name",
    [
        "wearable_hrv/test_events.csv",
        "wearable_hrv/test_vu.txt",
        "polar_h10_pvc/polar_h10_hr_rr.csv",
        "gadgetbridge_mi/MI_BAND_ACTIVITY_SAMPLE.csv",
    ],
)
def test_an_open_file_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="no kind of file that is known") as refused:
        recognise(shared(f"data/{name}"))
    assert "pacepipe reads FIT" in refused.value.remedy


def test_the_one_table_of_an_archive_is_read(tmp_path: Path) -> None:
    records = read_bytes_of(tmp_path / "x", packed({"readme": b"hello", "a/b": FITBIT}))
    assert records.steps.step_count.tolist() == [8]


def test_a_database_in_an_archive_is_read(tmp_path: Path) -> None:
    table = {"MI_BAND_ACTIVITY_SAMPLE": [(1_760_000_000, 1, 5, 70)]}
    inner = database(tmp_path / "g", table).read_bytes()
    records = read_bytes_of(tmp_path / "x", packed({"database/Gadgetbridge": inner}))
    assert records.steps.step_count.tolist() == [5]


def test_what_is_in_the_folder_of_a_mac_is_not_meant(tmp_path: Path) -> None:
    content = packed({"a": FITBIT, "__MACOSX/a": FITBIT})
    assert read_bytes_of(tmp_path / "x", content).row_count == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed({"a": FITBIT, "b": FITBIT}), "holds 2 files that could be meant"),
        (packed({"a": b"hello"}), "no file of a kind that is known"),
        (packed({"a": FITBIT})[:-10], "the archive is damaged"),
        (b"", "the file is empty"),
    ],
)
def test_an_archive_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_bytes_of(tmp_path / "x", content)


def test_a_file_that_is_not_there_is_a_matter_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble, match="could not be read"):
        read(tmp_path / "nothing")
