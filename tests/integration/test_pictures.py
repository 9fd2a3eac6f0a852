"""`pacepipe plot` at a home that has lived: real files, and what is on them."""

from datetime import timedelta
from pathlib import Path

import pytest

from pacepipe.app import Outside
from pacepipe.cli.demo_story import StoryTime
from support.ask import ask_work
from support.home import Answer, Terminal
from support.played import AFTER, PATIENT, a_played_home, house_at
from support.svg import marker_count, pieces, words


@pytest.fixture(scope="module")
def at(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    root = a_played_home(kept, tmp_path_factory.mktemp("pictures"))
    return Terminal(root, Outside(now=StoryTime(AFTER + timedelta(hours=6)).now))


@pytest.fixture(scope="module")
def doubted(at: Terminal) -> str:
    """The day on which the most was set aside."""
    ((day,),) = ask_work(
        at.root,
        "select day_date from clean.heart_rate where hr_flag <> 'ok' "
        "group by day_date order by count(*) desc, day_date limit 1",
    )
    return str(day)


def _drawn(at: Terminal, line: str, file: Path) -> bytes:
    answer = at.manages(line, "--out", str(file))
    assert answer.out.strip() == str(file)
    assert not answer.err
    return file.read_bytes()


def test_a_day_joins_no_seconds_that_do_not_follow_each_other(
    at: Terminal, doubted: str, tmp_path: Path
) -> None:
    svg = _drawn(at, f"plot day {PATIENT} {doubted}", tmp_path / "day.svg")
    runs = ask_work(
        at.root,
        "select count(*) from (select second_at - row_number() over (order by "  # noqa: S608
        "second_at) * interval 1 second as run from clean.hr_second "
        f"where day_date = '{doubted}') group by run having count(*) > 1",
    )
    assert len(runs) > 1
    assert len([p for p in pieces(svg, "hr-used") if len(p) > 1]) == len(runs)


def test_a_day_shows_all_that_was_set_aside(
    at: Terminal, doubted: str, tmp_path: Path
) -> None:
    svg = _drawn(at, f"plot day {PATIENT} {doubted}", tmp_path / "day.svg")
    ((heart,),) = ask_work(
        at.root,
        "select count(*) from clean.heart_rate "  # noqa: S608
        f"where hr_flag <> 'ok' and day_date = '{doubted}'",
    )
    ((beats,),) = ask_work(
        at.root,
        "select count(*) from clean.beat "  # noqa: S608
        f"where rr_flag <> 'ok' and day_date = '{doubted}'",
    )
    assert marker_count(svg, "hr-set-aside") == heart > 0
    assert marker_count(svg, "rr-set-aside") == beats
    assert f"{PATIENT}, " in words(svg)
    assert doubted in words(svg)


def test_a_session_is_drawn_by_its_id_and_the_last_one_by_the_person(
    at: Terminal, tmp_path: Path
) -> None:
    ((last,),) = ask_work(
        at.root, "select session_id from mart.session order by started_at desc limit 1"
    )
    svg = _drawn(at, f"plot session {last}", tmp_path / "one.svg")
    assert _drawn(at, f"plot session {PATIENT}", tmp_path / "two.svg") == svg
    assert last in words(svg)
    assert "heard well" in words(svg)


def test_a_week_is_a_row_a_day_also_as_a_png(at: Terminal, tmp_path: Path) -> None:
    svg = _drawn(at, f"plot week {PATIENT} --week 2026-W36", tmp_path / "week.svg")
    assert "2026-W36" in words(svg)
    assert "no heart rate was measured" in words(svg)
    line = f"plot week {PATIENT} --week last"
    png = _drawn(at, line, tmp_path / "week.PNG")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) > 20_000


@pytest.mark.parametrize("line", ["plot day P-001", "plot week P-001"])
def test_nothing_recorded_is_an_answer_and_not_an_empty_picture(
    at: Terminal, line: str, tmp_path: Path
) -> None:
    answer = at.types(line, "--out", str(tmp_path / "none.svg"))
    assert answer.exit_code == 6
    assert "Nothing was recorded" in answer.err
    assert not (tmp_path / "none.svg").exists()


def _session_to(at: Terminal, file: Path, *more: str) -> Answer:
    return at.types(f"plot session {PATIENT} --out", str(file), *more)


def test_an_older_picture_is_replaced_and_a_strangers_file_is_not(
    at: Terminal, tmp_path: Path
) -> None:
    for ending in ("svg", "png"):
        ours = tmp_path / f"ours.{ending}"
        assert _session_to(at, ours).exit_code == 0
        assert _session_to(at, ours).exit_code == 0
    theirs = tmp_path / "theirs.svg"
    theirs.write_text("<svg/>")
    refused = _session_to(at, theirs)
    assert refused.exit_code == 8
    assert "--force" in refused.err
    assert theirs.read_text() == "<svg/>"
    assert _session_to(at, theirs, "--force").exit_code == 0
    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "ours.png",
        "ours.svg",
        "theirs.svg",
    ]


def test_what_cannot_be_drawn_or_kept_is_said_with_a_remedy(
    at: Terminal, tmp_path: Path
) -> None:
    assert _session_to(at, tmp_path / "walk.pdf").exit_code == 2
    assert _session_to(at, tmp_path / "nowhere" / "walk.svg").exit_code == 2
    assert at.types("plot session session-000000000000").exit_code == 6
    assert at.types(f"plot week {PATIENT} --week soon").exit_code == 8


def test_while_the_night_writes_nothing_is_read(at: Terminal, tmp_path: Path) -> None:
    with house_at(at.root) as house, house.warehouse():
        answer = _session_to(at, tmp_path / "walk.svg")
    assert answer.exit_code == 7
    assert "try again" in answer.err
