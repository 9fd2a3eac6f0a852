"""Numbers, days and codes as words in a sentence; shared by every text."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from string import Formatter
from typing import Final

from pacepipe.errors import InputRejected
from pacepipe.pacing import words_en as words

LANGUAGES: Final = ("en",)
DATE_LENGTH: Final = len("2026-11-02")

Fact = tuple[str, float | str | None]


class Quantity(float):
    """A number in a slot; a format is a noun that follows it in number.

    Examples
    --------
    >>> f"{Quantity(1):session}, {Quantity(2.25):minute}, {Quantity(7.0)}"
    '1 session, 2.2 minutes, 7'
    """

    def __format__(self, noun: str, /) -> str:
        """Whole, or to one decimal."""
        text = f"{round(float(self), 1):.10g}"
        return f"{text} {noun}{'' if text == '1' else 's'}" if noun else text


Slots = Mapping[str, Quantity | str]


def require_language(language: str) -> None:
    """Refuse a language that has no words.

    Raises
    ------
    InputRejected
    """
    if language not in LANGUAGES:
        raise InputRejected(
            f"There are no words for the language '{language}'.",
            means="No text was made.",
            remedy=f"Choose one of: {', '.join(LANGUAGES)}.",
        )


def day_words(day: date) -> str:
    """For example "Mon 2 Nov"."""
    return f"{words.WEEKDAY[day.weekday()]} {day.day} {words.MONTH[day.month - 1]}"


def render(variants: Iterable[str], slots: Slots) -> str:
    """The first variant whose every slot has a value; "" if there is none."""
    for variant in variants:
        needed = {name for _, name, _, _ in Formatter().parse(variant) if name}
        if needed <= slots.keys():
            return variant.format_map(slots)
    return ""


def _slot(value: float | str) -> Quantity | str | None:
    """A value as the person reads it; None where it has no words."""
    if not isinstance(value, str):
        return Quantity(value) if math.isfinite(value) else None
    if value in words.TERM:
        return words.TERM[value]
    if len(value) == DATE_LENGTH:
        try:
            return day_words(date.fromisoformat(value))
        except ValueError:
            return None
    return None


def slots_of(facts: Iterable[Fact]) -> dict[str, Quantity | str]:
    """Values that have words, by name."""
    return {
        name: slot
        for name, value in facts
        if value is not None and (slot := _slot(value)) is not None
    }


def facts_text(facts: Iterable[Fact]) -> str:
    """In brackets after a space, for example (burden 2.4); names carry units."""
    parts = [
        f"{name.replace('_', ' ')} {_plain(value)}"
        for name, value in facts
        if value is not None
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _plain(value: float | str) -> str:
    """To two decimals: 1.96 beside a threshold of 2 does not read as 2."""
    if isinstance(value, str):
        return value.replace("_", " ")
    return f"{round(value, 2):.10g}" if math.isfinite(value) else "unknown"
