"""What can be asked a named query: the working database and the published copy."""

from typing import Any, Protocol


class Source(Protocol):
    """Answers the queries of `sql/queries`."""

    def rows(self, query: str, **params: object) -> list[dict[str, Any]]:
        """Answer of a query, a dict a row."""
        ...
