# SPDX-License-Identifier: Apache-2.0
"""Tops, percentiles and sums of tables that Python holds, by the definitions of joyfulprofit/portfolio.h."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._errors import ArgumentError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ._table import Table, _Column

    Array = npt.NDArray[Any]

_MEASURES = ("closure", "health", "risk_index")
_STATUSES = ("unknown", "known", "ended")


def present_rows(column: _Column) -> Array:
    """The numbers of the rows that have a value."""
    import numpy as np

    there = np.ones(column.length, "?") if column.valid is None else column.valid
    return np.flatnonzero(there & ~np.isnan(column.raw()) if column.type == "double" else there)


def top_rows(column: _Column, count: int, largest: bool) -> Array:
    """The rows with the largest or smallest values, those first, equal ones in their order."""
    import numpy as np

    rows = present_rows(column)
    keys = column.raw()[rows]
    if largest:  # of whole numbers, -x would not fit for the smallest of all
        keys = ~keys if keys.dtype.kind == "i" else -keys.astype("f8")
    if 0 < count < len(rows):
        last = np.partition(keys, count - 1)[count - 1]
        before = keys < last
        before[np.flatnonzero(keys == last)[:count - int(before.sum())]] = True
        rows, keys = rows[before], keys[before]
    order: Array = rows[np.argsort(keys, kind="stable")[:count]]
    return order


# ---- Percentiles -------------------------------------------------------------------------------------------

def segments_of(table: Table, by: Any) -> Array | None:
    """A number a row, -1 where its segment is missing; None if all are one."""
    import numpy as np

    from ._columns import _number_apart

    if by is None:
        return None
    if isinstance(by, str):
        column = table._column(by)
        codes = _codes_of(column)
        return codes if column.valid is None else np.where(column.valid, codes, -1)
    given = by.tolist() if hasattr(by, "tolist") else list(by)
    if len(given) != table.num_rows:
        raise ArgumentError(f"by: expected {table.num_rows:,} segments, a row each, got {len(given):,}")
    return _number_apart(given)[0]


def _codes_of(column: _Column) -> Array:
    """A number a row, of equal values the same."""
    import numpy as np

    if column.type == "category":
        return column.raw().astype("<i8")
    if column.type != "text":
        return np.unique(column.raw(), return_inverse=True)[1]
    number: dict[Any, int] = {}
    return np.fromiter((number.setdefault(text, len(number)) for text in column.array()), "<i8", column.length)


def percentiles(column: _Column, segments: Array | None) -> Array:
    """The share of the segment with a smaller value, and half of that with an equal one; NaN where there is none."""
    import numpy as np

    made = np.full(column.length, np.nan)
    rows = present_rows(column)
    if segments is not None:
        rows = rows[segments[rows] >= 0]
    if not len(rows):
        return made
    values = column.raw()[rows]
    segment = np.zeros(len(rows), "<i8") if segments is None else segments[rows]
    order = np.lexsort((values, segment))
    values, segment = values[order], segment[order]
    new = np.r_[True, segment[1:] != segment[:-1]]
    first, size = _runs(new | np.r_[True, values[1:] != values[:-1]])
    start, count = _runs(new)
    made[rows[order]] = (first - start + size / 2) / count
    return made


def _runs(new: np.ndarray[Any, Any]) -> tuple[Array, Array]:
    """Of the run that each place is in: where it begins, and how long it is; `new` says where one begins."""
    import numpy as np

    begins = np.flatnonzero(new)
    sizes = np.diff(np.r_[begins, len(new)])
    return np.repeat(begins, sizes), np.repeat(sizes, sizes)


# ---- Sums --------------------------------------------------------------------------------------------------

def rolled_up(table: Table, by: str) -> list[tuple[str, str, Any]]:
    """The columns of jp_table_roll_up(), with its bits."""
    import numpy as np

    _need(table, by)
    ids = table[by].tolist()
    names = sorted(set(ids), key=lambda name: name.encode("utf-8", "surrogatepass"))
    place = {name: i for i, name in enumerate(names)}
    party = np.fromiter((place[name] for name in ids), np.intp, len(ids))
    n = len(names)
    status = table["status"]
    columns: list[tuple[str, str, Any]] = [
        (by, "text", names), ("relationships", "int64", np.bincount(party, minlength=n))]
    columns += [(s, "int64", np.bincount(party[status == s], minlength=n)) for s in _STATUSES]
    facts = np.zeros(n, "<i8")
    np.add.at(facts, party, table._column("facts").raw())
    columns.append(("facts", "int64", facts))
    known = status != "unknown"
    for name in _MEASURES:
        columns += _measured(name, party[known], table._column(name).raw()[known], n)
    return columns


def _measured(name: str, party: Array, values: Array, n: int) -> list[tuple[str, str, Any]]:
    """The mean, smallest and largest; added up in the order of rows, as the library does."""
    import numpy as np

    count = np.bincount(party, minlength=n)
    low, high = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(low, party, values)
    np.maximum.at(high, party, values)
    mean = np.bincount(party, weights=values, minlength=n) / np.maximum(count, 1)
    return [(f"{name}.{part}", "double", (np.where(count > 0, made, 0.0), count > 0))
            for part, made in (("mean", mean), ("min", low), ("max", high))]


def _need(table: Table, by: str) -> None:
    types = {by: "text", "status": "category", "facts": "int64", **dict.fromkeys(_MEASURES, "double")}
    for name, kind in types.items():
        if table.types.get(name) != kind:
            raise ArgumentError(f"Rolling up needs column {name!r}: score a fact table, with its headlines.")
