"""Words to a person at a terminal: kind, plain, and never alone with a warning."""

from typing import Final

from pacepipe.domain.events import Diary
from pacepipe.domain.history import FEVER_C
from pacepipe.settings import Settings

CONSENT_TEXT: Final = (
    "pacepipe writes down what your strap sends and what you say.",
    "It stays on this machine unless you set up something else.",
    "Your clinic reads it to see your weeks and sign your plan.",
    "You can stop at any time; no reason is needed.",
    "It is not an alarm: nobody is watching live.",
)
NOBODY_WATCHING: Final = "Nobody is watching this live."


def is_stop(diary: Diary) -> bool:
    """Whether a diary entry rests the plan until a clinician has looked."""
    has_fever = diary.temperature_c is not None and diary.temperature_c >= FEVER_C
    return bool(diary.red_flags) or has_fever


def stop_text(settings: Settings) -> tuple[str, ...]:
    """What a person reads at once after a red flag or a fever."""
    return (
        "Thank you for saying so. Please rest now.",
        f"Call {settings.contact_name}: {settings.contact_phone}.",
        f"If it is bad or gets worse, call {settings.emergency_number} now.",
        f"{NOBODY_WATCHING} pacepipe does not call for you.",
        "Walks rest until your clinic has looked at this.",
    )


def examples(*lines: str) -> str:
    """The end of a help page: calls that work as they stand."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
