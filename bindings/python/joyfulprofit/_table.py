# SPDX-License-Identifier: Apache-2.0
"""Tables: what every answer comes as."""
from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, KeysView, Sequence
from typing import TYPE_CHECKING, Any, overload

from . import _core
from ._errors import ArgumentError, did_you_mean, needs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    Array = npt.NDArray[Any]

# What the library calls the types of its columns, by number.
_TYPES = ("double", "int64", "time", "bool", "category", "text")
_ITEMS = {"double": ("<f8", "d"), "int64": ("<i8", "l"), "time": ("<i8", "l"), "bool": ("u1", "B")}


class _Column:
    """One column: buffers as the library has them, and what NumPy makes of them."""

    __slots__ = ("_array", "_codes", "_valid", "categories", "length", "offsets", "type", "validity", "values")

    def __init__(self, kind: str, length: int, values: Any, validity: Any = None, offsets: Any = None,
                 categories: tuple[str, ...] | None = None) -> None:
        self.type = kind
        self.length = length
        self.values = values          # a buffer; of text its bytes
        self.validity = validity      # an Arrow bitmap, or None: nothing is missing
        self.offsets = offsets        # of text: length + 1 of int64
        self.categories = categories
        self._array: Array | None = None
        self._codes: Array | None = None
        self._valid: Array | None = None

    @property
    def valid(self) -> Array | None:
        """A bool a row, or None if nothing is missing."""
        if self._valid is None and self.validity is not None:
            import numpy as np

            bits = np.unpackbits(np.frombuffer(self.validity, "u1"), count=self.length, bitorder="little")
            self._valid = bits.view("?")
            if self._valid.all():
                self.validity = self._valid = None
        return self._valid

    def raw(self) -> Array:
        """The numbers as they stand; of categories their numbers."""
        import numpy as np

        dtype = "u1" if self.type in ("bool", "category") else "<f8" if self.type == "double" else "<i8"
        return np.frombuffer(self.values, dtype, self.length) if self.length else np.empty(0, dtype)

    def array(self) -> Array:
        if self._array is None:
            made = self._make()
            made.flags.writeable = False
            self._array = made
        return self._array

    def _make(self) -> Array:
        import numpy as np

        valid = self.valid
        if self.type == "text":
            return self._texts()
        if self.type == "category":
            names = np.array((*(self.categories or ()), ""), dtype=str)
            codes = self.raw()
            return names[codes if valid is None else np.where(valid, codes, len(names) - 1)]
        raw = self.raw()
        if self.type == "time":
            raw = raw.view("datetime64[us]")
            return raw if valid is None else np.where(valid, raw, np.datetime64("NaT", "us"))
        if self.type == "bool":
            raw = raw.view("?")
        if valid is None:
            return raw
        if self.type == "double":
            return np.where(valid, raw, np.nan)
        return np.ma.MaskedArray(raw, mask=~valid)

    def _texts(self) -> Array:
        import numpy as np

        made = np.empty(self.length, object)
        data = bytes(self.values)
        ends = np.frombuffer(self.offsets, "<i8", self.length + 1).tolist()
        valid = self.valid
        for i in range(self.length):
            made[i] = data[ends[i]:ends[i + 1]].decode("utf-8", "replace")
        if valid is not None:
            made[~valid] = None
        return made

    def text(self, row: int) -> str:
        """That of one row, which is there."""
        ends = memoryview(self.offsets).cast("B").cast("q")
        return bytes(memoryview(self.values)[ends[row]:ends[row + 1]]).decode("utf-8", "replace")

    def plain(self, start: int = 0, stop: int | None = None) -> list[Any]:
        """Values as Python has them, all or of some rows; None where there is none."""
        rows = slice(start, stop)
        if self.type == "text":
            return list(self.array()[rows])
        raw = self.raw()[rows]
        values: list[Any]
        if self.type == "category":
            names = (*(self.categories or ()), *[None] * 256)  # a missing one may have any number
            values = [names[code] for code in raw.tolist()]
        elif self.type == "time":
            from datetime import datetime, timezone

            values = [t.replace(tzinfo=timezone.utc) if isinstance(t, datetime) else raw[i].view("datetime64[us]")
                      for i, t in enumerate(raw.view("datetime64[us]").tolist())]
        else:
            values = (raw.view("?") if self.type == "bool" else raw).tolist()
        valid = self.valid
        return values if valid is None else [v if ok else None for v, ok in zip(values, valid[rows].tolist())]

    def arrow(self, name: str) -> tuple[Any, ...]:
        """As _core.columns_stream() wants it."""
        import numpy as np

        if self.type == "text":
            return name, "U", (self.validity, self.offsets, self.values)
        if self.type == "category":
            data = [c.encode() for c in self.categories or ()]
            offsets = np.cumsum([0, *map(len, data)], dtype="<i8")
            return (name, "C", (self.validity, self.values), "U", (None, offsets, b"".join(data)), len(data))
        if self.type == "bool":
            return name, "b", (self.validity, np.packbits(self.raw() != 0, bitorder="little"))
        return name, {"double": "g", "int64": "l", "time": "tsu:UTC"}[self.type], (self.validity, self.values)

    def take(self, rows: Array) -> _Column:
        """Some of the rows, as a column of its own."""
        import numpy as np

        valid = None if self.valid is None else self.valid[rows]
        bitmap = None if valid is None else np.packbits(valid, bitorder="little")
        if self.type != "text":
            return _Column(self.type, len(rows), self.raw()[rows], bitmap, None, self.categories)
        ends = np.frombuffer(self.offsets, "<i8", self.length + 1)
        starts = ends[:-1][rows]
        lengths = ends[1:][rows] - starts
        if valid is not None:
            lengths = np.where(valid, lengths, 0)
        offsets = np.concatenate(([0], np.cumsum(lengths))).astype("<i8")
        at = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)  # of each byte
        return _Column("text", len(rows), np.frombuffer(self.values, "u1")[at], bitmap, offsets)


def _checked_count(count: Any) -> int:
    if isinstance(count, bool) or not hasattr(count, "__index__") or count < 0:
        raise ArgumentError(f"count: expected a whole number from 0, got {count!r}")
    return int(count)


def _row_numbers(rows: Any, length: int) -> Array:
    """The numbers of rows that are said by their numbers or by a bool for each."""
    import numpy as np

    if isinstance(rows, np.ma.MaskedArray) and np.ma.getmaskarray(rows).any():
        raise ArgumentError("rows: for some of them it is missing whether they are meant; say it with .filled(False)")
    index = np.asarray(rows)
    if index.ndim != 1:
        raise ArgumentError(f"rows: expected one dimension, got {index.ndim}")
    if index.dtype == bool:
        if len(index) != length:
            raise ArgumentError(f"rows: expected {length} booleans, got {len(index)}")
        return np.flatnonzero(index)
    if not len(index):
        return np.empty(0, np.intp)
    if index.dtype.kind not in "iu":
        raise ArgumentError(f"rows: expected whole numbers, or a bool for each row, got an array of {index.dtype}")
    beyond = index[(index >= length) | (index < -length)] if index.dtype.kind == "i" else index[index >= length]
    if len(beyond):
        raise IndexError(f"row {beyond[0]} of {length}")
    return index.astype(np.intp)


def _text_column(texts: Sequence[str], validity: Any = None) -> _Column:
    import numpy as np

    data = [t.encode("utf-8", "surrogatepass") for t in texts]
    offsets = np.zeros(len(data) + 1, "<i8")
    np.cumsum([len(d) for d in data], out=offsets[1:])
    return _Column("text", len(data), b"".join(data), validity, offsets)


def _column_of(kind: str, values: Any, valid: Any = None) -> _Column:
    """A column of values that Python made; None and NaN in a list are missing."""
    import numpy as np

    if isinstance(values, _Column):
        return values
    if valid is None and isinstance(values, list) and any(v is None for v in values):
        valid = np.array([v is not None for v in values])
        zero: Any = "" if kind in ("text", "category") else 0
        values = [zero if v is None else v for v in values]
    bitmap = None if valid is None or np.all(valid) else np.packbits(np.asarray(valid, "?"), bitorder="little")
    if kind == "text":
        return _text_column(values, bitmap)
    if kind == "category":
        names = tuple(dict.fromkeys(values))
        if len(names) > 255:
            return _text_column(values, bitmap)
        number = {n: i for i, n in enumerate(names)}
        codes = np.fromiter((number[v] for v in values), "u1", len(values))
        return _Column(kind, len(codes), codes, bitmap, None, names)
    data = np.ascontiguousarray(values, {"double": "<f8", "bool": "?"}.get(kind, "<i8"))
    data = data.view("u1") if kind == "bool" else data
    return _Column(kind, len(data), data, bitmap)


class Table:
    """A table of results that does not change: columns of equal length, by name, as of a mapping.

    ``table["closure"]`` is a read-only NumPy array: a view of the library's own memory for numbers, times
    (``datetime64[us]``, UTC) and booleans without missing values; otherwise NaN, NaT or a mask says what is
    missing. Text comes as an array of ``str``. The whole table goes to pandas, Polars, pyarrow, DuckDB and
    whatever else speaks Arrow: it has ``__arrow_c_stream__``.

    Examples
    --------
    >>> import joyfulprofit as jp
    >>> kinds = jp.Model.default().kinds
    >>> kinds.num_rows > 50, kinds["id"][0], kinds.columns[:3]
    (True, 'message', ('id', 'label', 'category'))
    >>> kinds.row(0)["is_contact"]
    True
    """

    __slots__ = ("_about", "_columns", "_handle", "_length", "_ranked_by", "_title", "model")
    _columns: dict[str, _Column]
    _handle: object | None
    _length: int
    _ranked_by: str | None
    _title: str
    _about: str
    model: Any
    """The model that it was made with, or None."""

    def __init__(self) -> None:
        raise TypeError("tables are made by score() and the other functions")

    @classmethod
    def _make(cls, columns: Iterable[tuple[str, str, Any]], *, title: str = "", about: str = "",
              model: Any = None) -> Table:
        """From (name, type, values or (values, valid))."""
        self = object.__new__(cls)
        self._columns = {}
        for name, kind, values in columns:
            pair = values if isinstance(values, tuple) else (values,)
            self._columns[name] = _column_of(kind, *pair)
        self._handle = None
        self._length = next(iter(self._columns.values())).length if self._columns else 0
        self._title, self._about, self.model = title, about, model
        self._ranked_by = None
        return self

    @classmethod
    def _wrap(cls, handle: object, *, title: str = "", about: str = "", model: Any = None) -> Table:
        """From a table of the library."""
        self = object.__new__(cls)
        self._handle = handle
        self._length = _core.table_row_count(handle)
        self._columns = {}
        for name, kind, values, validity, offsets, categories in _core.table_columns(handle):
            self._columns[name] = _Column(_TYPES[kind], self._length, values, validity, offsets, categories)
        self._title, self._about, self.model = title, about, model
        self._ranked_by = None
        return self

    # ---- Columns ------------------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    @property
    def num_rows(self) -> int:
        return self._length

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._length, len(self._columns)

    @property
    def types(self) -> dict[str, str]:
        """The type of each column: double, int64, time, bool, category or text."""
        return {name: column.type for name, column in self._columns.items()}

    @overload
    def __getitem__(self, name: str) -> Array: ...

    @overload
    def __getitem__(self, name: slice | Array) -> Table: ...

    def __getitem__(self, name: str | slice | Array) -> Array | Table:
        """A column by its name; or the rows of a slice, or of an array of bool or of whole numbers, as a table."""
        kind = getattr(getattr(name, "dtype", None), "kind", None) if getattr(name, "ndim", 0) == 1 else None
        if isinstance(name, slice) or kind in ("b", "i", "u"):
            return self.take(name)
        return self._column(name).array()

    def select(self, names: Sequence[str]) -> Table:
        """Some of the columns, as a table; nothing is copied.

        >>> import joyfulprofit as jp
        >>> jp.Model.default().kinds.select(["id", "label"]).head(1).row(0)
        {'id': 'message', 'label': 'Message sent'}
        """
        wanted = [names] if isinstance(names, str) else list(names)
        if not wanted or len(set(wanted)) < len(wanted):
            raise ArgumentError(f"names: expected one or more different columns, got {wanted}")
        made = Table._make([(name, self._column(name).type, self._column(name)) for name in wanted], title=self._title,
                           about=self._about, model=self.model)
        made._ranked_by = self._ranked_by if self._ranked_by in wanted else None
        return made

    def __array__(self, dtype: object = None, copy: object = None) -> Array:
        """For pandas.DataFrame(table), which would make a column of the names: refused, with words."""
        raise TypeError("a table is not one array: take a column, such as table['closure'], or to_pandas()")

    def _column(self, name: Any) -> _Column:
        try:
            return self._columns[name]
        except KeyError:
            if isinstance(name, str):
                raise _no_column(name, self._columns) from None
        except TypeError:
            pass
        raise TypeError(f"a table is asked for a column by its name, got {type(name).__name__}; rows are had with row(), "
                        "take(), head() and slices, some columns with select()")

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    # It is no collections.abc.Mapping, which Polars would take for a dict of arrays, and lose zones and categories.

    def keys(self) -> KeysView[str]:
        """The names of the columns."""
        return self._columns.keys()

    def values(self) -> Iterator[Array]:
        """The columns."""
        return (self[name] for name in self._columns)

    def items(self) -> Iterator[tuple[str, Array]]:
        """Names and columns."""
        return ((name, self[name]) for name in self._columns)

    def get(self, name: str, default: Any = None) -> Any:
        """A column, or the default if there is none of this name."""
        return self[name] if name in self._columns else default

    def missing(self, name: str) -> Array:
        """A bool a row: whether there is no value."""
        import numpy as np

        valid = self._column(name).valid
        return np.zeros(self._length, "?") if valid is None else ~valid

    # ---- Rows -----------------------------------------------------------------------------------------

    def row(self, index: int) -> dict[str, Any]:
        """One row as a dict of Python values; None where there is no value."""
        if isinstance(index, bool) or not hasattr(index, "__index__"):
            raise TypeError(f"row: expected the number of a row, got {index!r}")
        if not -self._length <= index < self._length:
            raise IndexError(f"row {index} of {self._length}")
        index %= self._length
        return {name: column.plain(index, index + 1)[0] for name, column in self._columns.items()}

    def rows(self) -> Iterator[dict[str, Any]]:
        """All rows, one by one, as dicts."""
        names = self._columns.keys()
        for start in range(0, self._length, 1024):  # all at once might not fit
            values = [column.plain(start, start + 1024) for column in self._columns.values()]
            for row in zip(*values):
                yield dict(zip(names, row))

    def take(self, rows: Any) -> Table:
        """Some rows, by their numbers, by a bool for each, or by a slice; a copy. ``table[...]`` does the same with
        arrays of NumPy and slices.

        >>> import joyfulprofit as jp
        >>> kinds = jp.Model.default().kinds
        >>> kinds.take(kinds["outcome"])["id"].tolist()
        ['renewal', 'termination', 'competitor_approached', 'expansion', 'downgrade']
        >>> kinds[kinds["outcome"]].num_rows, kinds[10:20].num_rows
        (5, 10)
        """
        import numpy as np

        index = np.arange(self._length)[rows] if isinstance(rows, slice) else _row_numbers(rows, self._length)
        columns = [(name, c.type, c.take(index)) for name, c in self._columns.items()]
        made = Table._make(columns, title=self._title, about=self._about, model=self.model)
        made._length = len(index)
        return made

    def head(self, count: int = 10) -> Table:
        """The first rows."""
        count = _checked_count(count)
        return self.take(range(min(count, self._length)))

    def top(self, by: str, count: int = 10, *, largest: bool = True) -> Table:
        """The rows with the largest (or smallest) values, those first, equal ones in their order; missing ones never.

        How a table is shown always has the column by which it is ranked.

        >>> import joyfulprofit as jp
        >>> jp.Model.default().parameters.top("value", 1)["id"].tolist()
        ['action_recent_days']
        """
        from ._rank import top_rows

        column = self._column(by)
        if column.type in ("text", "category"):
            raise ArgumentError(f"by: {by!r} is no number")
        made = self.take(top_rows(column, _checked_count(count), largest))
        made._ranked_by = by
        return made

    def percentile(self, column: str, by: str | Sequence[Any] | Array | None = None) -> Array:
        """Where each row stands in a column of numbers or times: the share of rows with a smaller value plus half of
        the share with an equal one, itself among them; from 0 to 1, one half in the middle.

        Parameters
        ----------
        column : str
        by : str or array, optional
            A column, or a value a row, that says which rows are compared with each other, such as ``"supplier"``; all
            with all if it is left out.

        Returns
        -------
        numpy.ndarray
            A number a row; NaN where the value is missing, or what it is to be compared by.

        Examples
        --------
        >>> import joyfulprofit as jp
        >>> table = jp.score({"supplier": ["A"] * 3 + ["B"], "client": ["k", "l", "m", "k"], "time": [0] * 4,
        ...                   "kind": ["praise", "complaint", "thanks", "praise"], "actor": ["client"] * 4})
        >>> table.percentile("health", by="supplier").round(3).tolist()
        [0.5, 0.167, 0.833, 0.5]
        """
        from ._rank import percentiles, segments_of

        values = self._column(column)
        if values.type not in ("double", "int64", "time"):
            raise ArgumentError(f"column: {column!r} has no numbers or times")
        return percentiles(values, segments_of(self, by))

    def roll_up(self, by: str) -> Table:
        """A row a supplier, or a client: how their relationships are.

        Columns: the id, ``relationships``, how many are ``unknown``, ``known``, ``ended``, the sum of ``facts``, and
        ``.mean``, ``.min``, ``.max`` of closure, health and risk index over those that are not unknown.

        Parameters
        ----------
        by : {"supplier", "client"}

        Raises
        ------
        ArgumentError
            If the table has not the headlines of `score`.
        """
        if by not in ("supplier", "client"):
            raise ArgumentError(f"by: expected 'supplier' or 'client', got {by!r}")
        if self._handle is None:  # some rows or columns, or a pickle
            from ._rank import rolled_up

            return Table._make(rolled_up(self, by), title=f"By {by}", about=self._about, model=self.model)
        return Table._wrap(_core.table_roll_up(self._handle, int(by == "supplier")), title=f"By {by}",
                                about=self._about, model=self.model)

    # ---- Out ---------------------------------------------------------------------------------------------

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return _core.columns_stream([c.arrow(name) for name, c in self._columns.items()], self._length)

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas data frame; pyarrow is not needed. Numbers are not copied where nothing is missing."""
        with needs("Table.to_pandas()", "pandas", "pandas"):
            import pandas as pd
        return pd.DataFrame({name: _to_series(c) for name, c in self._columns.items()}, copy=False)

    def to_polars(self) -> pl.DataFrame:
        """As a Polars data frame."""
        with needs("Table.to_polars()", "polars", "polars"):
            import polars as pl
        return pl.DataFrame(self)

    def to_arrow(self) -> pa.Table:
        """As a pyarrow table; nothing is copied."""
        with needs("Table.to_arrow()", "pyarrow", "arrow"):
            import pyarrow as pa
        return pa.table(self)

    def to_dict(self) -> dict[str, list[Any]]:
        """As lists of Python values; None where there is no value."""
        return {name: column.plain() for name, column in self._columns.items()}

    def long(self) -> Table:
        """A row an indicator of a relationship, of a table with indicators.

        Columns: supplier and client (if there are any), indicator, dimension, side, harm, level, uncertainty.

        Raises
        ------
        ArgumentError
            If the table has no indicators: ask for them with ``score(..., want=("indicators",))``.
        """
        import numpy as np

        known = [] if self.model is None else [
            (i, _indicator_column(i["id"], self)) for i in self.model._dict["indicators"]]
        known = [(i, name) for i, name in known if name + ".uncertainty" in self]
        if not known:
            raise ArgumentError("the table has no indicators: ask for them with score(..., want=('indicators',))")
        n, k = self._length, len(known)
        rows = np.repeat(np.arange(n), k)
        columns: list[tuple[str, str, Any]] = [
            (name, "text", self._column(name).take(rows)) for name in ("supplier", "client") if name in self]
        ids = tuple(i["id"] for i, _ in known)
        codes = np.tile(np.arange(k), n)
        if k <= 255:
            columns.append(("indicator", "category", _Column("category", n * k, codes.astype("u1"), None, None, ids)))
        else:
            columns.append(("indicator", "text", [ids[c] for c in codes]))
        for key in ("dimension", "side"):
            columns.append((key, "category", [i[key] for i, _ in known] * n))
        columns.append(("harm", "bool", np.tile([bool(i["harm"]) for i, _ in known], n)))
        for name, suffix in (("level", ""), ("uncertainty", ".uncertainty")):
            values = np.stack([self._column(name_ + suffix).raw() for _, name_ in known], axis=1).ravel()
            columns.append((name, "double", values))
        return Table._make(columns, title="Indicators", about=self._about, model=self.model)

    # ---- Looks --------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        said = f" · {self._about}" if self._about else ""
        head = f"<joyfulprofit.Table: {self._length:,} rows x {len(self)} columns{said}>"
        from ._html import text_rows

        return "\n".join([head, *text_rows(self, 5)])

    def _repr_html_(self) -> str:
        from ._html import table_html

        return table_html(self)

    def __reduce__(self) -> tuple[Any, ...]:
        columns = [(name, c.type, c.length, _owned(c.values), _owned(c.validity), _owned(c.offsets), c.categories)
                   for name, c in self._columns.items()]
        return _unpickle, (type(self), columns, self._length, self._title, self._about, self.model)


def _owned(buffer: Any) -> bytes | None:
    return None if buffer is None else bytes(memoryview(buffer).cast("B")) if len(buffer) else b""


def _unpickle(cls: type[Table], columns: list[Any], length: int, title: str, about: str, model: Any) -> Table:
    self = object.__new__(cls)
    self._ranked_by = None
    self._handle, self._length, self._title, self._about, self.model = None, length, title, about, model
    self._columns = {name: _Column(*rest) for name, *rest in columns}
    return self


def _indicator_column(indicator: str, columns: Container[str]) -> str:
    """The column of an indicator; where its id is that of another column, ``indicator.`` stands before it."""
    name = indicator
    while "indicator." + name in columns:
        name = "indicator." + name
    return name


def _no_column(name: object, columns: Iterable[str]) -> KeyError:
    near = did_you_mean(name, columns)
    return KeyError(f"{name}{near}" if near else name)


def _to_series(column: _Column) -> Any:
    import pandas as pd

    valid = column.valid
    if column.type == "category":
        codes = column.raw().astype("i2")
        if valid is not None:
            codes[~valid] = -1
        return pd.Categorical.from_codes(codes, list(column.categories or ()))
    if column.type == "time":
        return pd.Series(column.array()).dt.tz_localize("UTC")
    if column.type in ("int64", "bool") and valid is not None:
        raw = column.raw()
        if column.type == "bool":
            return pd.array(raw.view("?").tolist(), dtype="boolean").copy() if valid is None else _masked(
                raw.view("?"), valid, "boolean")
        return _masked(raw, valid, "Int64")
    return column.array()


def _masked(raw: Array, valid: Array, dtype: str) -> Any:
    import pandas as pd

    made = pd.array(raw, dtype=dtype)
    made[~valid] = pd.NA
    return made


def from_structs(data: bytes, layout: str) -> np.ndarray[Any, Any]:
    """Structs of the library as a NumPy array with fields; see _core.layouts()."""
    import numpy as np

    size, fields = _layouts()[layout]
    dtype = np.dtype({"names": [f[0] for f in fields], "formats": [f[1] for f in fields],
                      "offsets": [f[2] for f in fields], "itemsize": size})
    return np.frombuffer(data, dtype) if data else np.empty(0, dtype)


_known_layouts: dict[str, Any] = {}


def _layouts() -> dict[str, Any]:
    if not _known_layouts:
        _known_layouts.update(_core.layouts())
    return _known_layouts
