"""Profiles from their files, or one error that says which file, key and remedy."""

import re
import tomllib
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pacepipe.devices.schema import ProfileFile
from pacepipe.domain.profile import DeviceProfile
from pacepipe.errors import ProfileError

_PROFILE_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_MEANS: Final = "No strap can be used until the profiles are right."


def load_profiles(folder: Path) -> tuple[DeviceProfile, ...]:
    """Every profile of a folder, the most specific first.

    Parameters
    ----------
    folder : Path
        It holds one ``<profile_id>.toml`` a wearable.

    Returns
    -------
    tuple of DeviceProfile
        By falling priority, then by id, so that the order never depends on the
        disk.

    Raises
    ------
    ProfileError
        Naming the file, the key and what to do.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ProfileError(
            f"There are no device profiles in {folder}.",
            means=_MEANS,
            remedy="Install pacepipe again, or name the folder that holds them.",
        )
    profiles = [_load_profile(file) for file in files]
    return tuple(sorted(profiles, key=lambda p: (-p.priority, p.profile_id)))


def _load_profile(file: Path) -> DeviceProfile:
    if _PROFILE_ID.fullmatch(file.stem) is None:
        raise ProfileError(
            f"{file.name}: a profile is named after its file, and this name will "
            "not do.",
            means=_MEANS,
            remedy="Use lower-case letters, digits and underscores, a letter first.",
        )
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ProfileError(
            f"{file.name}: this is not a TOML file ({problem}).",
            means=_MEANS,
            remedy=f"Put that place of {file} right.",
        ) from problem
    except OSError as problem:
        raise ProfileError(
            f"{file.name}: it cannot be read ({problem.strerror}).",
            means=_MEANS,
            remedy=f"Make {file} readable for you.",
        ) from problem
    try:
        return ProfileFile.model_validate(content).profile(file.stem)
    except ValidationError as problem:
        raise _refusal(file, problem.errors()[0]) from problem


def _refusal(file: Path, first: ErrorDetails) -> ProfileError:
    place = ".".join(str(part) for part in first["loc"] if part != "[key]")
    message = first["msg"].removeprefix("Value error, ")
    where = f"{file.name}: {place}: " if place else f"{file.name}: "
    return ProfileError(
        f"{where}{message}.",
        means=_MEANS,
        remedy=_remedy(first["type"], place),
    )


def _remedy(kind: str, place: str) -> str:
    match kind:
        case "extra_forbidden":
            return (
                f"Remove {place}, or correct its spelling; README.md in devices/ "
                "lists every key."
            )
        case "missing":
            return f"Add {place}; README.md in devices/ says what belongs there."
        case _:
            return "Correct that value; README.md in devices/ says what it may be."
