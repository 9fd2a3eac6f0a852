from pathlib import Path

import pytest

from pacepipe import assets
from pacepipe.errors import NotSetUp

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ["devices", "flows", "sql"])
def test_in_a_checkout_the_assets_are_those_of_the_checkout(kind: assets.Kind) -> None:
    assert assets.folder(kind) == REPO / kind


def test_a_missing_folder_says_what_to_do() -> None:
    with pytest.raises(NotSetUp) as caught:
        assets.folder("no_such_folder")  # type: ignore[arg-type]
    assert caught.value.remedy == "Install pacepipe again."
