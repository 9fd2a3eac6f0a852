"""Pictures of a session, a day and a week: arrays in, an SVG or a PNG out.

What was not measured is not drawn, and what was set aside looks different from
what was used, in colour and in shape. The same data give the same bytes.
"""

from pacepipe.pictures.scene import (
    BeatPoints,
    CadencePoints,
    DayRow,
    Heart,
    MinutePoints,
    Scene,
    Stretches,
    WeekScene,
)
from pacepipe.pictures.sheet import MADE_BY, PictureFormat, keep_fonts_in
from pacepipe.pictures.traces import figure_of
from pacepipe.pictures.week import week_figure_of

__all__ = [
    "MADE_BY",
    "BeatPoints",
    "CadencePoints",
    "DayRow",
    "Heart",
    "MinutePoints",
    "PictureFormat",
    "Scene",
    "Stretches",
    "WeekScene",
    "figure_of",
    "keep_fonts_in",
    "week_figure_of",
]
