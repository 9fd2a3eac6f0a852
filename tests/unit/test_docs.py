"""Pages that a machine can hold to the code."""

import re
from pathlib import Path

import pytest

from pacepipe.domain.events import EventKind

REPO = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md"), *REPO.glob("docker/*.md")]
)


@pytest.mark.parametrize("kind", EventKind)
def test_the_glossary_knows_every_kind_of_event(kind: EventKind) -> None:
    assert f"`{kind}`" in (REPO / "docs" / "glossary.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_path_that_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_make_target_that_a_page_names_is_there(page: Path) -> None:
    makefile = (REPO / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", page.read_text())) <= targets


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((REPO / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
