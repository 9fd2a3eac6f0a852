"""The key of the databases at rest: a file of its own, never in the settings."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from pacepipe.errors import NotSetUp

KEY_BYTES: Final = 32
"""AES-256, as DuckDB encrypts (platform.md, section 4)."""
_FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_key(path: Path) -> None:
    """Write a new random key, readable by its owner only; one that is there stays."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")


def read_key(path: Path) -> str:
    """The key in a file.

    Raises
    ------
    NotSetUp
        Where it is gone, open to others, or too short to be one.
    """
    try:
        mode, key = path.stat().st_mode, path.read_text().strip()
    except OSError as error:
        raise NotSetUp(
            f"The key file {path} cannot be read ({type(error).__name__}).",
            means="The databases stay closed; nothing is lost while the key exists.",
            remedy="Put the key back where the setting key_file says it is.",
        ) from error
    if mode & _FOR_OTHERS:
        raise NotSetUp(
            f"The key file {path} is open to others (mode {stat.S_IMODE(mode):03o}).",
            means="Whoever reads it reads the databases.",
            remedy=f"chmod 600 {path}",
        )
    if len(key) < KEY_BYTES:
        raise NotSetUp(
            f"The key file {path} holds no key.",
            means=f"A key has at least {KEY_BYTES} characters.",
            remedy="Put the right file back; a new key opens no old database.",
        )
    return key
