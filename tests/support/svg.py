"""What a test sees in a drawn SVG: named groups, their paths and the text."""

import re
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([ML])\s+(-?[\d.]+)\s+(-?[\d.]+)")

Point = tuple[float, float]


def _group(svg: bytes, name: str) -> ET.Element | None:
    # what our own program wrote a moment ago
    root = ET.fromstring(svg)  # noqa: S314
    return next((g for g in root.iter(f"{SVG}g") if g.get("id") == name), None)


def has_group(svg: bytes, name: str) -> bool:
    return _group(svg, name) is not None


def pieces(svg: bytes, name: str) -> list[list[Point]]:
    """The pieces of a line that are drawn without lifting the pen."""
    group = _group(svg, name)
    assert group is not None, f"nothing is called {name}"
    found: list[list[Point]] = []
    for path in group.iter(f"{SVG}path"):
        if path.get("id") is not None:
            continue
        for letter, x, y in _STEP.findall(path.get("d", "")):
            if letter == "M":
                found.append([])
            found[-1].append((float(x), float(y)))
    return found


def marker_count(svg: bytes, name: str) -> int:
    group = _group(svg, name)
    return 0 if group is None else len(list(group.iter(f"{SVG}use")))


def words(svg: bytes) -> str:
    root = ET.fromstring(svg)  # noqa: S314
    return " | ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
