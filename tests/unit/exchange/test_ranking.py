"""What is worn counts before what is carried."""

from pacepipe.domain.imported import ImportSource
from pacepipe.exchange.ranking import step_ranks

PHONE = ImportSource("iPhone of P", "Apple Inc.", "iPhone14,2")
WATCH = ImportSource("Watch of P", "Apple Inc.", "Watch6,2")
APP = ImportSource("Some diary")


def test_a_watch_is_before_a_phone_and_a_phone_before_an_app() -> None:
    assert step_ranks([APP, PHONE, WATCH]).tolist() == [2, 1, 0]


def test_two_tables_of_one_band_are_one_source() -> None:
    parts = [ImportSource("Ring", "Yawell", "R02", part=part) for part in ("A", "B")]
    assert step_ranks(parts).tolist() == [0, 0]
