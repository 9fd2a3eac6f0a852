"""What every text must keep to: design section 7, research/product.md 4.4."""

import re

FORBIDDEN = (
    "missed|failed|failing|failure|behind|only|should|must|streak|goal|great job|"
    "fight|battle|warrior|journey|survivor|score|lazy|poor|prognosis|dying|"
    "diagnosis|anaemia|infection|arrhythmia|fibrillation|healthy"
)
LONGEST_SENTENCE_WORDS = 14


def forbidden_words(text: str) -> list[str]:
    found = re.findall(rf"\b(?:{FORBIDDEN})\b", text, re.IGNORECASE)
    return found + re.findall("!", text)


def numbers_in(text: str) -> set[float]:
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def syllables(word: str) -> int:
    """Vowel groups, a silent e left out; close enough for a grade."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall("[aeiouy]+", word))
    is_silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - is_silent)


def reading_grade(sentences: tuple[str, ...]) -> float:
    """Flesch-Kincaid grade (Kincaid et al. 1975)."""
    each = [part for text in sentences for part in re.split(r"(?<=[.:;])\s", text)]
    every = [word for part in each for word in part.split()]
    load = sum(syllables(word) for word in every)
    return 0.39 * len(every) / len(each) + 11.8 * load / len(every) - 15.59
