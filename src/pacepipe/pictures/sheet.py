"""The sheet a picture is drawn on: fixed settings, fixed bytes, no network.

matplotlib is imported when the first picture is drawn and not before, because it
takes longer to load than most commands take to run.
"""

import io
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, assert_never

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MADE_BY: Final = "Drawn by pacepipe"
"""Stands in each file, near its beginning."""
_FONTS_VARIABLE: Final = "MPLCONFIGDIR"
_SETTINGS: Final[dict[str, Any]] = {
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "grid.alpha": 0.35,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    # text stays text: it can be searched, read aloud and made larger
    "svg.fonttype": "none",
    "svg.hashsalt": "pacepipe",
}
_PNG_DPI: Final = 150

BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
ORANGE: Final = "#E69F00"
VERMILION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"
GREY: Final = "#666666"
PALE: Final = "#F0F0F0"
"""Colours that stay apart for all common kinds of colour vision: Okabe and Ito 2008,
"Color universal design"."""


class PictureFormat(StrEnum):
    """What a picture is written as; the value is the ending of its file."""

    SVG = "svg"
    PNG = "png"


def keep_fonts_in(folder: Path) -> None:
    """Where matplotlib may keep its list of fonts; before the first picture.

    Otherwise it writes into the home directory of whoever runs it, or complains
    that it cannot.
    """
    os.environ.setdefault(_FONTS_VARIABLE, str(folder))


def drawn(
    draw: Callable[["Figure"], None],
    *,
    title: str,
    size_in: tuple[float, float],
    file_format: PictureFormat,
) -> bytes:
    """The file of one figure.

    Parameters
    ----------
    draw : callable
        Puts everything on the empty figure.
    title : str
        Stands over it, and in the file.
    size_in : (width, height), inches
    file_format : PictureFormat
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context():
        # what a person has set up for their own figures does not reach this one
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update(_SETTINGS)
        figure = Figure(figsize=size_in, layout="constrained")
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        draw(figure)
        return _bytes(figure, title, file_format)


def _bytes(figure: "Figure", title: str, file_format: PictureFormat) -> bytes:
    file = io.BytesIO()
    metadata: dict[str, str | None]
    match file_format:
        case PictureFormat.SVG:
            metadata = {"Title": title, "Creator": MADE_BY, "Date": None}
        case PictureFormat.PNG:
            metadata = {"Title": title, "Software": MADE_BY}
        case _:
            assert_never(file_format)
    figure.savefig(file, format=file_format.value, dpi=_PNG_DPI, metadata=metadata)
    return file.getvalue()
