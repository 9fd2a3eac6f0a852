"""Which kind of file this is, told by its bytes and never by its name."""

import errno
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeAlias

from pacepipe.domain.imported import ImportedRecords, PlaceUnit
from pacepipe.domain.vocabulary import FileFormat
from pacepipe.errors import DiskTrouble
from pacepipe.exchange.apple_health import read_apple_health
from pacepipe.exchange.fit import read_fit
from pacepipe.exchange.fitbit_csv import is_fitbit, read_fitbit
from pacepipe.exchange.gadgetbridge import read_gadgetbridge
from pacepipe.exchange.hrv_logger import is_hrv_logger, read_hrv_logger
from pacepipe.exchange.polar_logger import is_polar_logger, read_polar_logger
from pacepipe.exchange.progress import Watch, unwatched
from pacepipe.exchange.refusal import FileRefused, Place, at_byte

HEAD_BYTES: Final = 4096
DATABASE_BYTES_MAX: Final = 2 << 30
"""Largest database that is unpacked out of an archive, onto the disk (ours)."""
_ZIP: Final = b"PK\x03\x04"
_SQLITE: Final = b"SQLite format 3\x00"
_READ_IT: Final = "Unpack it, and import the one file that is meant."
_KNOWN: Final = (
    "pacepipe reads FIT, Apple Health's export, Gadgetbridge's database, and tables "
    "of Fitbit, Polar Sensor Logger and HRV Logger; see docs/import.md."
)
_Reader: TypeAlias = Callable[[IO[bytes], Watch], Iterator[ImportedRecords]]
_STREAMED: Final[Mapping[FileFormat, _Reader]] = {
    FileFormat.FIT: read_fit,
    FileFormat.APPLE_HEALTH: read_apple_health,
    FileFormat.FITBIT_CSV: read_fitbit,
    FileFormat.HRV_LOGGER: read_hrv_logger,
    FileFormat.POLAR_SENSOR_LOGGER: read_polar_logger,
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that can be read.

    Attributes
    ----------
    file_format : FileFormat
    size_bytes : int
        Bytes that are there to be read; of an archive, unpacked.
    member : str
        Name within the archive; "" where it is none.
    """

    file_format: FileFormat
    size_bytes: int
    member: str = ""


def format_of(head: bytes) -> FileFormat | None:
    """Kind of a file that begins with these bytes, or None."""
    if head.startswith(_SQLITE):
        return FileFormat.GADGETBRIDGE
    if head[8:12] == b".FIT":
        return FileFormat.FIT
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") and b"HealthData" in head:
        return FileFormat.APPLE_HEALTH
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    if is_polar_logger(first):
        return FileFormat.POLAR_SENSOR_LOGGER
    if is_hrv_logger(first):
        return FileFormat.HRV_LOGGER
    return FileFormat.FITBIT_CSV if is_fitbit(first) else None


def recognise(path: Path) -> Recognised:
    """What a file is.

    Raises
    ------
    FileRefused
        Where pacepipe does not read such files.
    DiskTrouble
        Where it cannot be opened.
    """
    with _opened(path) as file:
        head = file.read(HEAD_BYTES)
        if not head.startswith(_ZIP):
            found = format_of(head)
            if found is None:
                raise _refuse_unknown(head)
            return Recognised(found, path.stat().st_size)
        with _as_archive(file) as archive:
            return _member(archive)


def read_file(
    path: Path, recognised: Recognised, watch: Watch = unwatched
) -> Iterator[ImportedRecords]:
    """What a file holds, in batches.

    Raises
    ------
    FileRefused
        Where it is broken, with the place.
    DiskTrouble
        Where it cannot be read.
    """
    if not recognised.member:
        if recognised.file_format is FileFormat.GADGETBRIDGE:
            yield from read_gadgetbridge(path, watch)
            return
        with _opened(path) as file:
            yield from _STREAMED[recognised.file_format](file, watch)
        return
    with (
        _opened(path) as file,
        _as_archive(file) as archive,
        archive.open(recognised.member) as member,
    ):
        if recognised.file_format is FileFormat.GADGETBRIDGE:
            yield from _unpacked_database(member, watch)
        else:
            yield from _STREAMED[recognised.file_format](member, watch)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise DiskTrouble(
            f"{path.name} could not be read ({error.strerror or error}).",
            means="Nothing of it was stored.",
            remedy="See that the file is there and that this user may read it.",
        ) from error


@contextmanager
def _as_archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive, with what goes wrong inside it as a refusal."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        struct.error,
        zlib.error,
        EOFError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        UnicodeDecodeError,
        ValueError,
    ) as error:
        raise at_byte(f"the archive is damaged ({error})", 0) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # it says that something begins before the first byte
        raise at_byte("the archive is damaged", 0) from error


def _member(archive: zipfile.ZipFile) -> Recognised:
    """The one file of an archive that is meant."""
    found: list[Recognised] = []
    for info in archive.infolist():
        name = PurePosixPath(info.filename)
        if info.is_dir() or "__MACOSX" in name.parts:
            continue
        with archive.open(info) as member:
            file_format = format_of(member.read(HEAD_BYTES))
        if file_format is not None:
            found.append(Recognised(file_format, info.file_size, info.filename))
    # an export of Apple or Gadgetbridge holds other files beside the one that counts
    whole = {FileFormat.APPLE_HEALTH, FileFormat.GADGETBRIDGE}
    chosen = [each for each in found if each.file_format in whole] or found
    if not chosen:
        raise FileRefused(
            "the archive holds no file of a kind that is known",
            place=Place(PlaceUnit.BYTE, 0),
            remedy=_KNOWN,
        )
    if len(chosen) > 1:
        raise FileRefused(
            f"the archive holds {len(chosen)} files that could be meant",
            place=Place(PlaceUnit.BYTE, 0),
            remedy=_READ_IT,
        )
    return chosen[0]


def _unpacked_database(member: IO[bytes], watch: Watch) -> Iterator[ImportedRecords]:
    """A database out of an archive: SQLite needs it on the disk while it is read."""
    with tempfile.TemporaryDirectory(prefix="pacepipe-") as folder:
        path = Path(folder) / "database"
        size = 0
        with path.open("wb") as out:
            while block := member.read(1 << 20):
                size += len(block)
                if size > DATABASE_BYTES_MAX:
                    raise at_byte("the database is too large to unpack", size)
                out.write(block)
        yield from read_gadgetbridge(path, watch)


def _refuse_unknown(head: bytes) -> FileRefused:
    reason = "this is no kind of file that is known" if head else "the file is empty"
    return FileRefused(reason, place=Place(PlaceUnit.BYTE, 0), remedy=_KNOWN)
