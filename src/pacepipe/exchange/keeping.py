"""The bytes of a file, kept under their own name before anything is read from them.

Everything that is derived can be derived again from the kept bytes; the same bytes
have one name, so that a file that is imported twice is kept once.
"""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pacepipe.errors import DiskTrouble

_BLOCK_BYTES: Final = 1 << 20
_OWNER_READS: Final = 0o400


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are on the disk.

    Attributes
    ----------
    sha256 : str
        In hex; the name of the file.
    size_bytes : int
    path : Path
    is_new : bool
        False where the same bytes were there before.
    """

    sha256: str
    size_bytes: int
    path: Path
    is_new: bool


def keep(path: Path, folder: Path) -> Kept:
    """Copy a file's bytes into `folder`; they are durable when this returns.

    They appear under their name whole or not at all, and are never written again.

    Raises
    ------
    DiskTrouble
        Where they cannot be read or written; nothing is left behind.
    """
    draft = folder / f".{os.getpid()}.part"
    try:
        source = path.open("rb")
    except OSError as error:
        raise DiskTrouble(
            f"{path.name} could not be read ({error.strerror or error}).",
            means="Nothing of it was stored.",
            remedy="See that the file is there and that this user may read it.",
        ) from error
    try:
        with source:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sha256, size_bytes = _copy(source, draft)
        target = folder / sha256
        is_new = not target.exists()
        if is_new:
            draft.chmod(_OWNER_READS)
            draft.replace(target)
            _make_durable(folder)
    except OSError as error:
        raise DiskTrouble(
            f"{path.name} could not be copied ({error.strerror or error}).",
            means="Nothing of it was stored.",
            remedy=f"See that {folder} has room and that this user may write there.",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Kept(sha256, size_bytes, target, is_new)


def drop(kept: Kept) -> None:
    """Take bytes away that were kept just now and turned out not to be readable."""
    if kept.is_new:
        kept.path.unlink(missing_ok=True)
        _make_durable(kept.path.parent)


def _copy(source: IO[bytes], draft: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    size_bytes = 0
    with draft.open("wb") as copy:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
            size_bytes += copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest(), size_bytes


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
