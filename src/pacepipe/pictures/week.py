"""A week of one person: a row a day, midnight to midnight."""

from typing import TYPE_CHECKING, Final

import numpy as np

from pacepipe.pictures.lines import alone, broken, clock_ticks, starts_after_gap
from pacepipe.pictures.scene import DayRow, WeekScene
from pacepipe.pictures.sheet import BLUE, GREY, PALE, PictureFormat, drawn
from pacepipe.pictures.strip import draw_strip

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE_IN: Final = (11.0, 10.0)
_MINUTE_MS: Final = 60_000
_STRIP_FRAC: Final = 0.14
_ROOM_BPM: Final = 10.0
_EMPTY_BPM: Final = (40.0, 160.0)


def week_figure_of(week: WeekScene, file_format: PictureFormat) -> bytes:
    """The picture of a week.

    All days share one scale of heart rate. A day of which nothing is known says so.

    Parameters
    ----------
    week : WeekScene
    file_format : PictureFormat

    Returns
    -------
    bytes
        The whole file. The same week gives the same bytes.
    """

    def draw(figure: "Figure") -> None:
        low, high = _limits(week)
        rows = figure.subplots(len(week.days), 1, squeeze=False)[:, 0]
        handles = {}
        for axes, day in zip(rows, week.days, strict=True):
            _row(axes, day)
            depth = (high - low) * _STRIP_FRAC
            axes.set_ylim(low - depth, high)
            for bars in draw_strip(
                axes, day.minutes, day.start_ms, (low - depth, depth * 0.8)
            ):
                handles[str(bars.get_label())] = bars
        rows[-1].set_xlabel("local time; heart rate in beats a minute, by the minute")
        if handles:
            figure.legend(
                handles=list(handles.values()),
                loc="outside lower center",
                ncols=len(handles),
            )

    return drawn(draw, title=week.title, size_in=_SIZE_IN, file_format=file_format)


def _limits(week: WeekScene) -> tuple[float, float]:
    every = np.concatenate([day.hr_bpm for day in week.days])
    known = every[~np.isnan(every)]
    if len(known) == 0:
        return _EMPTY_BPM
    return float(known.min()) - _ROOM_BPM, float(known.max()) + _ROOM_BPM


def _row(axes: "Axes", day: DayRow) -> None:
    known = ~np.isnan(day.hr_bpm)
    at_ms, hr_bpm = day.minute_ms[known], day.hr_bpm[known]
    for start, end in zip(day.sessions.start_ms, day.sessions.end_ms, strict=True):
        axes.axvspan(
            (start - day.start_ms) / 1000,
            (end - day.start_ms) / 1000,
            color=PALE,
            zorder=0,
        )
    is_start = starts_after_gap(at_ms, _MINUTE_MS)
    # a minute's value stands in its middle
    x = (at_ms + _MINUTE_MS // 2 - day.start_ms) / 1000
    name = f"day-{day.label.rpartition(' ')[2]}"
    (line,) = axes.plot(*broken(x, hr_bpm, is_start), color=BLUE, linewidth=1.1)
    line.set_gid(name)
    lonely = alone(is_start)
    if lonely.any():
        (dots,) = axes.plot(
            x[lonely], hr_bpm[lonely], ".", color=BLUE, markersize=3, linewidth=0
        )
        dots.set_gid(f"{name}-alone")
    if len(at_ms) == 0:
        axes.text(
            0.5,
            0.5,
            "no heart rate was measured",
            transform=axes.transAxes,
            ha="center",
            va="center",
            color=GREY,
        )
    axes.set_ylabel(
        day.label.replace(" ", "\n"), rotation=0, ha="right", va="center", fontsize=9
    )
    axes.set_xlim(0, (day.end_ms - day.start_ms) / 1000)
    ticks, words = clock_ticks(day.start_ms, day.end_ms, day.zone)
    axes.set_xticks([(tick - day.start_ms) / 1000 for tick in ticks], words)
    axes.tick_params(labelsize=7.5)
