"""Pages that a machine can hold to the code."""

import re
from pathlib import Path

import pytest

from pacepipe.domain.events import EventKind
from pacepipe.signals import (
    HrFlag,
    HrvState,
    NoTrend,
    RecoveryNullReason,
    ResponseNullReason,
    RestNullReason,
    RrFlag,
    StepFlag,
)
from pacepipe.signals.hr_marks import HrMark
from pacepipe.signals.spot_rest import SpotNullReason

REPO = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md"), *REPO.glob("docker/*.md")]
)


@pytest.mark.parametrize("kind", EventKind)
def test_the_glossary_knows_every_kind_of_event(kind: EventKind) -> None:
    assert f"`{kind}`" in (REPO / "docs" / "glossary.md").read_text()


FLAGS = {
    "rr": set(RrFlag),
    # a mark that forbids the use of a value has the name of the flag
    "hr": {*HrFlag, *(m.name.lower() for m in HrMark if m is not HrMark.OUT_OF_RANGE)},
    # what no counter says and only midnight makes
    "step": {*StepFlag, "unsplit"},
    "hrv": set(HrvState),
    "rest": set(SpotNullReason),
    "resting": set(RestNullReason),
    "fall": set(RecoveryNullReason),
    "response": set(ResponseNullReason),
    "trend": set(NoTrend),
}


def test_the_glossary_has_one_row_for_each_word_of_a_flag_and_no_other() -> None:
    page = (REPO / "docs" / "glossary.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| ([a-z ]+) \| .+ \|$", page, re.MULTILINE)
    assert len(rows) == len(dict(rows))
    listed = {kind: {word for word, of in rows if kind in of.split()} for kind in FLAGS}
    assert listed == FLAGS


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
