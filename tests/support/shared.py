"""Recordings and reference numbers that lie beside the checkout, not in it."""

import os
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]


def shared(path: str) -> Path:
    """One file of the folder `shared` beside the checkout; skip where it is absent.

    PACEPIPE_SHARED names another place.
    """
    folder = Path(os.environ.get("PACEPIPE_SHARED", REPO.parent / "shared"))
    found = folder / path
    if not found.exists():
        pytest.skip(f"{path} is not in the folder shared/ beside this checkout")
    return found
