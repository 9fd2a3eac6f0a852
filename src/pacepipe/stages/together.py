"""Queries about a person, asked once for all people that are decided together.

Any query of DuckDB costs about a millisecond, however little it finds; the decisions
of one person ask a dozen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pacepipe.store import Source

_WHO: Final = "patient_id"
_WHOM: Final = "patient_ids"


def rows_of(
    source: Source, query: str, patient_id: str, **asked: object
) -> list[dict[str, Any]]:
    """Rows about one person, without whose they are.

    Parameters
    ----------
    source : Source
    query : str
        One that takes `$patient_ids` and says `patient_id` in each row.
    patient_id : str
    **asked : object
        Its other parameters.
    """
    rows = source.rows(query, patient_ids=[patient_id], **asked)
    return [
        {name: value for name, value in row.items() if name != _WHO} for row in rows
    ]


class Together:
    """A source that asks about a whole group at once, and answers from memory.

    It is for one round of questions, one after the other: what is written later is
    not seen, so whoever writes makes another. A query about the group is asked once,
    as it was first asked; where it is then asked of other days, as of people whose
    date or baseline is another, it is asked for these people alone.

    Parameters
    ----------
    source : Source
    patient_ids : sequence of str
        The group.
    """

    def __init__(self, source: Source, patient_ids: Sequence[str]) -> None:
        self._source = source
        self._group = list(patient_ids)
        self._first: dict[str, Mapping[str, object]] = {}
        self._found: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def rows(self, query: str, **params: object) -> list[dict[str, Any]]:
        """Answer of a query, a dict a row; from memory where it is about people.

        Raises
        ------
        KeyError
            Somebody is not of the group: a fault of the caller.
        """
        asked = {name: value for name, value in params.items() if name != _WHOM}
        whom = params.get(_WHOM)
        if not isinstance(whom, list) or self._first.setdefault(query, asked) != asked:
            return self._source.rows(query, **params)
        if query not in self._found:
            self._found[query] = self._of_group(query, asked)
        return [row for who in whom for row in self._found[query][who]]

    def _of_group(
        self, query: str, asked: Mapping[str, object]
    ) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {who: [] for who in self._group}
        for row in self._source.rows(query, patient_ids=self._group, **asked):
            found[row[_WHO]].append(row)
        return found
