"""Columns on their way into DuckDB and back, whole arrays at a time.

In: numeric and time columns go as NumPy arrays; text goes as an object array of
str (an array of fixed width becomes an ENUM, which is slow); bytes go as hex
text and are unhexed by DuckDB (objects of bytes are ten times slower). Missing
is NULL: None, NaN and NaT all become it. NumPy's masks are not read by DuckDB,
so a mask travels as a column of its own.

Out: plain arrays, with NaN, NaT or None where SQL has NULL.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pacepipe.domain.instant import utc_us
from pacepipe.store.engine import identifier, literal


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A text column of few different words: a code a row, and the words.

    It travels as whole numbers, a hundred times faster than text row by row.

    Attributes
    ----------
    codes : (n,) whole numbers
        Positions in `words`; -1 is null.
    words : sequence of str
    """

    codes: NDArray[Any]
    words: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)


Plain = Sequence[Any] | NDArray[Any]
Column = Plain | Coded

_INTEGERS: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UINTEGER", "UBIGINT"}
)
_NUMBERS: Final = _INTEGERS | {"FLOAT", "DOUBLE"}
_NOT_TEXT: Final = _NUMBERS | {"BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE"}
_PLAIN_TYPES: Final = _NOT_TEXT | {"VARCHAR", "JSON"}
FEW_ROWS: Final = 8
_TIMESTAMP_UNIT: Final[Mapping[str, str]] = {
    "TIMESTAMP_S": "s",
    "TIMESTAMP_MS": "ms",
    "TIMESTAMP": "us",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One column ready for DuckDB.

    Attributes
    ----------
    arrays : mapping of str to ndarray
        What is registered: the values, and `<name>#null` where some are missing.
    expression : str
        SQL that reads them back as one column.
    """

    arrays: Mapping[str, NDArray[Any]]
    expression: str


def prepare_all(
    columns: Mapping[str, Column], types: Mapping[str, str]
) -> tuple[dict[str, NDArray[Any]], str]:
    """Arrays to register, and the select list that reads them as `columns`."""
    ready = {
        name: prepare(name, values, types[name]) for name, values in columns.items()
    }
    arrays = {
        name: array for one in ready.values() for name, array in one.arrays.items()
    }
    chosen = [f"{one.expression} as {identifier(name)}" for name, one in ready.items()]
    return arrays, ", ".join(chosen)


def as_parameters(
    columns: Mapping[str, Column], types: Mapping[str, str]
) -> list[tuple[object, ...]] | None:
    """A few rows of plain lists as parameters, row by row; None where they are not so.

    Registering arrays costs three times as much as handing over one row.
    """
    if any(
        not isinstance(values, list | tuple)
        or len(values) > FEW_ROWS
        or types[name].partition("(")[0] not in _PLAIN_TYPES
        for name, values in columns.items()
    ):
        return None
    ready = [
        [_one(name, value, types[name]) for value in values]
        for name, values in columns.items()
        if isinstance(values, list | tuple)
    ]
    return list(zip(*ready, strict=True))


def _one(name: str, value: object, sql_type: str) -> object:
    """One value as DuckDB takes it for a parameter of a column."""
    if value is None or _is_nan(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if sql_type in _INTEGERS and isinstance(value, float) and value != int(value):
        raise ValueError(f"{name} holds fractions; the table holds whole numbers")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{name} holds a time without a zone")
    return value if sql_type in _NOT_TEXT else _text(value)


def prepare(name: str, values: Column, sql_type: str) -> Prepared:
    """Column `name` of SQL type `sql_type`, ready for DuckDB.

    Raises
    ------
    ValueError
        A naive datetime, or a fraction where the table holds whole numbers.
    """
    if isinstance(values, Coded):
        words = ", ".join(literal(word) for word in values.words)
        # turned into the table's own kind of text as words, not row by row
        kind = f"::{sql_type}[]" if sql_type.startswith("ENUM") else ""
        codes = np.ascontiguousarray(values.codes) + 1
        return _assembled(
            name, codes, np.zeros(len(codes), bool), f"([{words}]{kind})[{{}}]"
        )
    base = sql_type.partition("(")[0]
    if base in _NUMBERS or base == "BOOLEAN":
        data, missing = _numbers(values)
        if base in _INTEGERS and _has_fraction(data):
            raise ValueError(f"{name} holds fractions; the table holds whole numbers")
        return _assembled(name, data, missing, "{}")
    if base == "DATE":
        days = _days(values)
        return _assembled(name, days, np.isnat(days), "cast({} as date)")
    if base == "TIMESTAMP WITH TIME ZONE":
        instants = _instants(name, values)
        data = instants.astype(np.int64)
        return _assembled(name, data, np.isnat(instants), "make_timestamptz({})")
    if base in _TIMESTAMP_UNIT:
        unit = f"datetime64[{_TIMESTAMP_UNIT[base]}]"
        instants = _instants(name, values).astype(unit)
        return _assembled(name, instants, np.isnat(instants), "{}")
    texts, missing = _texts(values)
    return _assembled(name, texts, missing, "unhex({})" if base == "BLOB" else "{}")


def _assembled(
    name: str, data: NDArray[Any], missing: NDArray[np.bool_], form: str
) -> Prepared:
    value = form.replace("{}", identifier(name))
    if not missing.any():
        return Prepared({name: data}, value)
    mask = f"{name}#null"
    return Prepared(
        {name: data, mask: missing},
        f"case when {identifier(mask)} then null else {value} end",
    )


def _numbers(values: Plain) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values, 0), np.ma.getmaskarray(values)
    array = np.asarray(values)
    if array.dtype.kind == "f":
        missing = np.isnan(array)
        return (np.where(missing, 0, array) if missing.any() else array), missing
    if array.dtype.kind != "O":
        return np.ascontiguousarray(array), np.zeros(len(array), dtype=bool)
    missing = np.array([v is None or _is_nan(v) for v in array], dtype=bool)
    return np.array(
        [0 if gone else v for v, gone in zip(array, missing, strict=True)]
    ), missing


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _has_fraction(data: NDArray[Any]) -> bool:
    return data.dtype.kind == "f" and bool(np.any(data != np.trunc(data)))


def _days(values: Plain) -> NDArray[np.datetime64]:
    # DuckDB reads no datetime64[D]
    return np.asarray(values, dtype="datetime64[D]").astype("datetime64[s]")


def _instants(name: str, values: Plain) -> NDArray[np.datetime64]:
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return values.astype("datetime64[us]")
    micros = np.array(
        [np.iinfo(np.int64).min if v is None else _micros(name, v) for v in values],
        dtype=np.int64,
    )
    return micros.view("datetime64[us]")


def _micros(name: str, at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError(f"{name} holds a time without a zone")
    return utc_us(at)


def _texts(values: Plain) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values if _is_text(values) else [_text(value) for value in values]
    missing = np.fromiter((text is None for text in texts), bool, len(texts))
    return texts, missing


def _is_text(values: Plain) -> bool:
    return isinstance(values, np.ndarray) and values.dtype.kind == "U"


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bytes | bytearray | memoryview):
        return value.hex()
    return str(value)


def plain(values: NDArray[Any], sql_type: str) -> NDArray[Any]:
    """One fetched column as a plain array.

    NULL is NaN in a number (whole numbers then come as float64), NaT in a date
    or time, None in anything else. Dates are ``datetime64[D]``; instants are
    naive ``datetime64`` in UTC.
    """
    if sql_type == "DATE":
        values = values.astype("datetime64[D]")
    missing = np.ma.getmaskarray(values)
    data = np.ma.getdata(values)
    if sql_type == "BLOB":
        data = _objects(
            None if gone else bytes(v) for v, gone in zip(data, missing, strict=True)
        )
    if not missing.any():
        return data
    match data.dtype.kind:
        case "f":
            return np.where(missing, np.nan, data).astype(data.dtype)
        case "i" | "u":
            return np.where(missing, np.nan, data)
        case "M":
            return np.where(missing, np.datetime64("NaT"), data).astype(data.dtype)
        case _:
            pairs = zip(data, missing, strict=True)
            return _objects(None if gone else value for value, gone in pairs)


def _objects(values: Iterable[object]) -> NDArray[Any]:
    items = list(values)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def parameter(value: object) -> object:
    """A value as DuckDB takes it for a ``$name``: no enum, no NumPy scalar."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple | np.ndarray):
        return [parameter(item) for item in value]
    return value


def in_utc(value: object) -> object:
    """A fetched value with the standard library's UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value
