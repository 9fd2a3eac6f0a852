"""What a test leaves open is found at its own end, and not in a later test."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    """Collect at once: an unclosed socket then warns here, which is an error."""
    yield
    gc.collect()
