"""What is drawn, seen in the SVG itself."""

import dataclasses
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pacepipe.pictures import (
    BeatPoints,
    CadencePoints,
    DayRow,
    Heart,
    MinutePoints,
    PictureFormat,
    Scene,
    Stretches,
    WeekScene,
    figure_of,
    week_figure_of,
)
from support.svg import has_group, marker_count, pieces, words

START_MS = 1_790_000_040_000
HOUR_MS = 3_600_000
SVG = PictureFormat.SVG
_NONE = np.zeros(0, dtype=np.int64)
_NOTHING = np.zeros(0)


@pytest.fixture(scope="session", autouse=True)
def fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    from pacepipe.pictures import keep_fonts_in  # noqa: PLC0415

    keep_fonts_in(tmp_path_factory.mktemp("fonts"))


def _seconds(*spans: tuple[int, int]) -> np.ndarray:
    return START_MS + 1000 * np.concatenate([np.arange(a, b) for a, b in spans])


def _scene() -> Scene:
    """Heart rate with 20 minutes of silence in it, and beats with a break."""
    second_ms = _seconds((0, 600), (1800, 2400))
    beat_ms = START_MS + np.array([0, 800, 1600, 2400, 60_000, 60_800])
    return Scene(
        title="P-001, Wednesday 2026-09-02",
        zone="Europe/Berlin",
        start_ms=START_MS,
        end_ms=START_MS + HOUR_MS,
        heart=Heart(
            second_ms=second_ms,
            hr_bpm=90 + 10 * np.sin(np.arange(len(second_ms)) / 7),
            is_filled=np.arange(len(second_ms)) == 5,
            aside_ms=_seconds((700, 703)),
            aside_bpm=np.array([0.0, 255.0, 95.0]),
            suspect_ms=_seconds((10, 12)),
            suspect_bpm=np.array([91.0, 92.0]),
        ),
        cadence=CadencePoints(_seconds((0, 60), (90, 120)), np.full(90, 92.0)),
        beats=BeatPoints(
            at_ms=beat_ms,
            rr_ms=np.array([800.0, 810.0, 400.0, 805.0, 820.0, 815.0]),
            is_ok=np.array([True, True, False, True, True, True]),
            is_break=np.array([True, False, False, False, True, False]),
        ),
        minutes=MinutePoints(
            START_MS + 60_000 * np.arange(12), ["worn_good"] * 10 + ["out_of_range"] * 2
        ),
        sessions=Stretches(np.array([START_MS]), np.array([START_MS + 600_000])),
    )


def _empty() -> Scene:
    return dataclasses.replace(
        _scene(),
        heart=Heart(_NONE, _NOTHING, _NONE == 1, _NONE, _NOTHING, _NONE, _NOTHING),
        cadence=CadencePoints(_NONE, _NOTHING),
        beats=BeatPoints(_NONE, _NOTHING, _NONE == 1, _NONE == 1),
        minutes=MinutePoints(_NONE, []),
        sessions=Stretches(_NONE, _NONE),
    )


def test_no_line_crosses_a_gap() -> None:
    svg = figure_of(_scene(), SVG)
    first, second = pieces(svg, "hr-used")
    # the axis is an hour: 20 minutes of silence are a third of it
    width = (second[-1][0] - first[0][0]) * 3600 / 2399
    assert second[0][0] - first[-1][0] == pytest.approx(width * 1201 / 3600, rel=0.01)
    assert len(pieces(svg, "cadence")) == 2


def test_a_second_alone_is_a_dot_and_not_lost() -> None:
    scene = _scene()
    lonely = dataclasses.replace(
        scene.heart,
        second_ms=_seconds((0, 1), (100, 160)),
        hr_bpm=np.full(61, 88.0),
        is_filled=np.zeros(61, dtype=np.bool_),
    )
    svg = figure_of(dataclasses.replace(scene, heart=lonely), SVG)
    assert marker_count(svg, "hr-used-alone") == 1


def test_what_was_set_aside_and_what_is_doubted_are_drawn_each_in_its_own_way() -> None:
    svg = figure_of(_scene(), SVG)
    assert marker_count(svg, "hr-set-aside") == 3
    assert marker_count(svg, "hr-suspect") == 2
    assert marker_count(svg, "hr-filled") == 1
    assert "set aside" in words(svg)
    assert "with a doubt" in words(svg)


def test_the_tachogram_breaks_where_beats_do_not_follow_each_other() -> None:
    svg = figure_of(_scene(), SVG)
    # two beats, one set aside, one alone after it, a break, two beats
    assert [len(piece) for piece in pieces(svg, "rr-used") if len(piece) > 1] == [2, 2]
    assert marker_count(svg, "rr-used-alone") == 1
    assert marker_count(svg, "rr-set-aside") == 1


def test_the_strip_says_why_each_minute_is_as_it_is() -> None:
    svg = figure_of(_scene(), SVG)
    assert has_group(svg, "minutes-worn-good")
    assert has_group(svg, "minutes-out-of-range")
    assert "heard well" in words(svg)
    assert "out of reach" in words(svg)


def test_a_class_of_minute_that_is_new_is_drawn_under_its_own_name() -> None:
    scene = _scene()
    unknown = MinutePoints(scene.minutes.at_ms, ["moonlit"] * 12)
    assert "moonlit" in words(
        figure_of(dataclasses.replace(scene, minutes=unknown), SVG)
    )


def test_axes_carry_units_and_the_persons_own_time() -> None:
    said = words(figure_of(_scene(), SVG))
    for part in (
        "P-001, Wednesday 2026-09-02",
        "beats a minute",
        "steps a minute",
        "milliseconds",
        "local time (Europe/Berlin)",
        "16:20",
    ):
        assert part in said


def test_nothing_measured_is_said_in_words_and_not_drawn_as_zero() -> None:
    svg = figure_of(_empty(), SVG)
    assert "no cadence was measured" in words(svg)
    assert "no RR intervals were sent" in words(svg)
    assert not has_group(svg, "cadence")


@pytest.mark.parametrize("wanted", list(PictureFormat))
def test_the_same_scene_gives_the_same_bytes(wanted: PictureFormat) -> None:
    assert figure_of(_scene(), wanted) == figure_of(_scene(), wanted)


def test_a_png_is_a_png_of_a_size_that_can_be_printed() -> None:
    png = figure_of(_scene(), PictureFormat.PNG)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (1650, 1275)


def test_a_svg_holds_no_date() -> None:
    assert b"dc:date" not in figure_of(_scene(), SVG)


def test_a_week_has_a_row_a_day_and_joins_no_gap() -> None:
    minute_ms = START_MS + 60_000 * np.concatenate([np.arange(0, 5), np.arange(9, 12)])
    row = DayRow(
        label="Mon 2026-08-31",
        zone="UTC",
        start_ms=START_MS,
        end_ms=START_MS + 24 * HOUR_MS,
        minute_ms=minute_ms,
        hr_bpm=np.array([80.0, 81, 82, 83, 84, 90, 92, 91]),
        minutes=MinutePoints(minute_ms, ["worn_good"] * 8),
        sessions=Stretches(_NONE, _NONE),
    )
    silent = dataclasses.replace(
        row,
        label="Tue 2026-09-01",
        minute_ms=_NONE,
        hr_bpm=_NOTHING,
        minutes=MinutePoints(_NONE, []),
    )
    svg = week_figure_of(WeekScene("P-001, week 2026-W36", (row, silent)), SVG)
    assert len(pieces(svg, "day-2026-08-31")) == 2
    assert "no heart rate was measured" in words(svg)


def test_other_commands_do_not_load_what_draws(tmp_path: Path) -> None:
    code = "import sys, pacepipe.cli; print('matplotlib' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src")},
    )
    assert found.stdout.strip() == "False"
