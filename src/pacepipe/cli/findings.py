"""What `pacepipe doctor` says of one thing that it looked at."""

from dataclasses import dataclass
from enum import StrEnum

from pacepipe.errors import PacepipeError


class Level(StrEnum):
    """How much it matters: fine, good to know, or in the way."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; a problem has a meaning and a remedy.

    `patient_id` None means that it is about the machine or the home.
    """

    check: str
    level: Level
    what: str
    means: str = ""
    remedy: str = ""
    patient_id: str | None = None


def fine(check: str, what: str, patient_id: str | None = None) -> Finding:
    """Something that is as it should be."""
    return Finding(check, Level.OK, what, patient_id=patient_id)


def problem_of(check: str, error: PacepipeError) -> Finding:
    """An error in the words that it brings along."""
    return Finding(check, Level.PROBLEM, error.what, error.means, error.remedy)
