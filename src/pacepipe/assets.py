"""Where the files are that ship beside the code: device profiles, SQL, flows.

In a wheel they lie in the package (`_bundled`); in a checkout at its root. The
checkout wins, so that an editable install never reads a stale copy.
"""

from pathlib import Path
from typing import Literal

from pacepipe.errors import NotSetUp

Kind = Literal["devices", "flows", "sql"]

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: Kind) -> Path:
    """Folder of one kind of asset, from a wheel or a checkout.

    Raises
    ------
    NotSetUp
        Where neither holds it: the installation is broken.
    """
    checkout = _PACKAGE.parent.parent
    places = [_PACKAGE / "_bundled" / kind]
    if (checkout / "pyproject.toml").is_file():
        places.insert(0, checkout / kind)
    for place in places:
        if place.is_dir():
            return place
    raise NotSetUp(
        f"The folder {kind}/ is not part of this installation.",
        means="pacepipe cannot run without it.",
        remedy="Install pacepipe again.",
    )
