"""Some hours of one person: heart rate, cadence, RR intervals, and what was heard."""

from typing import TYPE_CHECKING, Final

import numpy as np

from pacepipe.domain.arrays import BoolArray, FloatArray, IntArray
from pacepipe.pictures.lines import alone, broken, clock_ticks, starts_after_gap
from pacepipe.pictures.scene import BeatPoints, Scene, Stretches
from pacepipe.pictures.sheet import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    VERMILION,
    PictureFormat,
    drawn,
)
from pacepipe.pictures.strip import draw_strip

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE_IN: Final = (11.0, 8.5)
_HEIGHTS: Final = (3.0, 1.5, 2.2, 0.35)
_GRID_MS: Final = 1000
_CADENCE_JOINED_MS: Final = 5000
"""Two measurements further apart are not joined: the same 5 s that may be filled
between two seconds of heart rate, research/signal.md 3(d)."""
_ROOM_BPM: Final = 8.0
_EMPTY_BPM: Final = (40.0, 160.0)
_RR_MS: Final = (250.0, 2050.0)
"""The widest axis of intervals: just around the 300 to 2000 ms that may count."""
_ROOM_RR_MS: Final = 200.0


def figure_of(scene: Scene, file_format: PictureFormat) -> bytes:
    """The picture of a session or of a day.

    Parameters
    ----------
    scene : Scene
    file_format : PictureFormat

    Returns
    -------
    bytes
        The whole file. The same scene gives the same bytes.
    """

    def draw(figure: "Figure") -> None:
        heart, cadence, beats, strip = figure.subplots(
            4, 1, sharex=True, height_ratios=_HEIGHTS
        )
        for axes in (heart, cadence, beats):
            _sessions(axes, scene.sessions, scene)
        _heart(heart, scene)
        _cadence(cadence, scene)
        _beats(beats, scene.beats, scene)
        _strip(strip, scene)

    return drawn(draw, title=scene.title, size_in=_SIZE_IN, file_format=file_format)


def _x(at_ms: IntArray, scene: Scene) -> FloatArray:
    """Seconds since the beginning of the axis."""
    seconds: FloatArray = (at_ms - scene.start_ms) / 1000
    return seconds


def _sessions(axes: "Axes", sessions: Stretches, scene: Scene) -> None:
    edges = zip(_x(sessions.start_ms, scene), _x(sessions.end_ms, scene), strict=True)
    for start, end in edges:
        axes.axvspan(start, end, color=PALE, zorder=0)


def _line(
    axes: "Axes",
    x: FloatArray,
    y: FloatArray,
    is_start: BoolArray,
    *,
    name: str,
    label: str,
    colour: str,
) -> None:
    """A line with its gaps, and a dot where a point has no neighbour."""
    (line,) = axes.plot(
        *broken(x, y, is_start), color=colour, linewidth=1.0, label=label
    )
    line.set_gid(name)
    lonely = alone(is_start)
    if lonely.any():
        (dots,) = axes.plot(
            x[lonely], y[lonely], ".", color=colour, markersize=2.5, linewidth=0
        )
        dots.set_gid(f"{name}-alone")


def _points(
    axes: "Axes",
    x: FloatArray,
    y: FloatArray,
    *,
    name: str,
    label: str,
    colour: str,
    marker: str,
) -> None:
    if len(x) == 0:
        return
    (points,) = axes.plot(
        x,
        y,
        marker,
        color=colour,
        markersize=4.5,
        markerfacecolor="none",
        markeredgewidth=0.9,
        linewidth=0,
        label=label,
        zorder=3,
    )
    points.set_gid(name)


def _heart(axes: "Axes", scene: Scene) -> None:
    heart = scene.heart
    low, high = _heart_limits(heart.hr_bpm)
    axes.set_ylim(low, high)
    _line(
        axes,
        _x(heart.second_ms, scene),
        heart.hr_bpm,
        starts_after_gap(heart.second_ms, _GRID_MS),
        name="hr-used",
        label="heart rate that counts",
        colour=BLUE,
    )
    filled = heart.is_filled
    _points(
        axes,
        _x(heart.second_ms[filled], scene),
        heart.hr_bpm[filled],
        name="hr-filled",
        label="filled between two measured seconds",
        colour=GREY,
        marker=".",
    )
    _points(
        axes,
        _x(heart.suspect_ms, scene),
        np.clip(heart.suspect_bpm, low, high),
        name="hr-suspect",
        label="counts, with a doubt",
        colour=ORANGE,
        marker="^",
    )
    _points(
        axes,
        _x(heart.aside_ms, scene),
        np.clip(heart.aside_bpm, low, high),
        name="hr-set-aside",
        label="set aside (beyond the axis: on its edge)",
        colour=VERMILION,
        marker="x",
    )
    axes.set_ylabel("heart rate\n(beats a minute)")
    _legend(axes)


def _heart_limits(hr_bpm: FloatArray) -> tuple[float, float]:
    if len(hr_bpm) == 0:
        return _EMPTY_BPM
    return float(hr_bpm.min()) - _ROOM_BPM, float(hr_bpm.max()) + _ROOM_BPM


def _cadence(axes: "Axes", scene: Scene) -> None:
    cadence = scene.cadence
    if len(cadence.at_ms) > 0:
        _line(
            axes,
            _x(cadence.at_ms, scene),
            cadence.cadence_spm,
            starts_after_gap(cadence.at_ms, _CADENCE_JOINED_MS),
            name="cadence",
            label="cadence",
            colour=GREEN,
        )
        axes.set_ylim(bottom=0)
    else:
        _nothing(axes, "no cadence was measured")
    axes.set_ylabel("cadence\n(steps a minute)")


def _beats(axes: "Axes", beats: BeatPoints, scene: Scene) -> None:
    axes.set_ylabel("RR interval\n(milliseconds)")
    if len(beats.at_ms) == 0:
        _nothing(axes, "no RR intervals were sent")
        return
    ok = beats.is_ok
    low, high = _rr_limits(beats.rr_ms[ok])
    axes.set_ylim(low, high)
    after_aside = np.append(np.ones(1, dtype=np.bool_), ~ok[:-1])
    _line(
        axes,
        _x(beats.at_ms[ok], scene),
        beats.rr_ms[ok],
        (beats.is_break | after_aside)[ok],
        name="rr-used",
        label="RR interval that counts",
        colour=PURPLE,
    )
    _points(
        axes,
        _x(beats.at_ms[~ok], scene),
        np.clip(beats.rr_ms[~ok], low, high),
        name="rr-set-aside",
        label="set aside (beyond the axis: on its edge)",
        colour=VERMILION,
        marker="x",
    )
    _legend(axes)


def _rr_limits(rr_ms: FloatArray) -> tuple[float, float]:
    if len(rr_ms) == 0:
        return _RR_MS
    low, high = float(rr_ms.min()) - _ROOM_RR_MS, float(rr_ms.max()) + _ROOM_RR_MS
    return max(low, _RR_MS[0]), min(high, _RR_MS[1])


def _nothing(axes: "Axes", words: str) -> None:
    """Said in words, so that an empty part is not taken for zero."""
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.text(
        0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=GREY
    )


def _strip(axes: "Axes", scene: Scene) -> None:
    handles = draw_strip(axes, scene.minutes, scene.start_ms, (0.0, 1.0))
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.set_ylabel("heard", rotation=0, ha="right", va="center")
    axes.set_xlim(0, (scene.end_ms - scene.start_ms) / 1000)
    ticks, words = clock_ticks(scene.start_ms, scene.end_ms, scene.zone)
    axes.set_xticks([(tick - scene.start_ms) / 1000 for tick in ticks], words)
    axes.set_xlabel(f"local time ({scene.zone})")
    if handles:
        axes.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, -1.9),
            ncols=len(handles),
        )


def _legend(axes: "Axes") -> None:
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, borderpad=0.1)
