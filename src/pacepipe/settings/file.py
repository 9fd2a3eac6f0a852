"""The one file that says how this house is run, read and written.

Every setting has one place: `pacepipe.toml` in the home, with `PACEPIPE_<KEY>`
in the environment above it. Defaults stand here and nowhere else.
"""

import json
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StringConstraints, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from pacepipe.errors import NotSetUp
from pacepipe.settings.home import Home
from pacepipe.settings.zone import is_zone

ENV_PREFIX: Final = "PACEPIPE_"
_CLOCK_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_OWNER_ONLY: Final = stat.S_IRWXU


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("is not an IANA time zone such as Europe/Berlin")
    return name


def _clock_time(text: str) -> str:
    if _CLOCK_TIME.fullmatch(text) is None:
        raise ValueError("is not a time of day such as 03:30")
    return text


Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")
]
Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    ),
]


class Settings(BaseSettings):
    """How this house is run; read once, then handed down as a value.

    Attributes
    ----------
    station_id, site_id : str
        This machine, and whose people it serves.
    zone : str
        IANA zone of the station: of the nightly run, and of a person who is
        added without one.
    nightly_at : str
        Local time of day of the nightly run, HH:MM.
    contact_name, contact_phone : str
        Whom a person calls; shown with every stop.
    emergency_number : str
    frame_retention_days : int
        Days that frames stay in the journal once they are in the warehouse.
    strap_recording : bool
        Whether a strap that can record by itself does so during a session, so that a
        lost link loses nothing.
    strap_acceleration : bool
        Whether its accelerometer runs during a session where nothing counts steps; it
        costs some of its battery.
    false_flags_per_month : float
        Flags of tiers 2 and 3 about nothing that this site can look at, for each
        person and month; how readily a flag is raised follows from it.
    key_file : Path or None
        File with the key of the encrypted databases; None means not encrypted.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENV_PREFIX, env_ignore_empty=True
    )

    station_id: Identifier
    site_id: Identifier = "home"
    zone: Annotated[str, AfterValidator(_known_zone)]
    nightly_at: Annotated[str, AfterValidator(_clock_time)] = "03:30"
    contact_name: Line
    contact_phone: Line
    emergency_number: Line = "112"
    frame_retention_days: int = Field(default=90, ge=7, le=3660)
    strap_recording: bool = True
    strap_acceleration: bool = True
    false_flags_per_month: float = Field(default=0.25, ge=0.05, le=1.0)
    key_file: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands above the file; nothing else is read."""
        return (env_settings, init_settings)


class _Written(Settings):
    """Settings as they are written down: the environment is not baked in."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in."""
        return (init_settings,)


def _refusal(where: str, error: ValidationError) -> NotSetUp:
    """The first thing that is wrong, by its key; values stay out of the message."""
    first = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    variable = f"{ENV_PREFIX}{key.upper()}"
    if variable in os.environ:
        where = f"The environment variable {variable}"
    match first["type"]:
        case "extra_forbidden":
            problem = "is not a setting of pacepipe"
            remedy = "Take the line out, or correct its name."
        case "missing":
            problem, remedy = "is not set", f"Add a line: {key} = …"
        case _:
            problem = str(first["msg"]).removeprefix("Value error, ")
            remedy = f"Correct {key} and try again."
    return NotSetUp(
        f"{where}: {key}: {problem}.",
        means="pacepipe does not start on a setting that it cannot follow.",
        remedy=remedy,
    )


def load_settings(home: Home) -> Settings:
    """Settings of a home: its file, with the environment above it.

    Raises
    ------
    NotSetUp
        Where there is no file, or it says something that cannot be; the message
        names the file, the key and what to do.
    """
    try:
        text = home.config_file.read_text(encoding="utf-8")
        values: dict[str, Any] = tomllib.loads(text)
    except FileNotFoundError as error:
        raise NotSetUp(
            f"There is no pacepipe home at {home.root}.",
            means="Nothing can be recorded or read yet.",
            remedy="Run `pacepipe init`, or name another home with --home.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise NotSetUp(
            f"{home.config_file} cannot be read: {error}.",
            means="pacepipe does not start on a setting that it cannot follow.",
            remedy="Correct that line, or restore the file from a copy.",
        ) from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _refusal(str(home.config_file), error) from error


def _toml(settings: Settings) -> str:
    """The file as `init` writes it; JSON strings of one line are TOML strings."""
    lines = ["# How this house is run. `pacepipe doctor` checks it.", ""]
    for key, value in settings.model_dump(mode="json", exclude_none=True).items():
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, ""])


def write_new_home(root: Path, **values: object) -> Home:
    """Make the folders and the file of a new home; open to its owner only.

    Parameters
    ----------
    root : Path
    **values
        Fields of `Settings`; what is left out takes its default.

    Raises
    ------
    NotSetUp
        Where there is a home already, which stays as it is, or a value cannot be.
    """
    home = Home.at(root)
    if home.config_file.exists():
        raise NotSetUp(
            f"There is a home already: {home.config_file}.",
            means="It was left as it is.",
            remedy="Edit that file, or choose another folder with --home.",
        )
    try:
        settings = _Written.model_validate(values)
    except ValidationError as error:
        raise _refusal("The new home", error) from error
    for folder in home.folders:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        folder.chmod(_OWNER_ONLY)
    with home.config_file.open("x", encoding="utf-8") as file:
        file.write(_toml(settings))
    home.config_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return home
