# SPDX-License-Identifier: Apache-2.0
"""Columns of arrays, lists and pandas, as the buffers of an Arrow stream.

Everything that is not Arrow already goes this way, so that the library has one door. Nothing is guessed: what
is neither what a column should be nor convertible without loss is refused, with its row and value.
"""
from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from . import _core
from ._errors import ColumnTypeError, DataError
from ._time import datetime_to_us, to_us
from ._words import left_out_constant

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

Spec = tuple[Any, ...]

TEXTS = ("supplier", "client", "kind", "actor", "item", "id")
TIMES = ("time", "recorded")
NUMBERS = ("value", "intensity")
_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?", re.ASCII)  # a time but for its zone
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = "; microseconds are integers, with None (in pandas Int64) where there is no time"
_NAMES = ("supplier", "client", "id")  # those whose integers are names, too


class Notes:
    """What is found out about rows while columns are made of them."""

    def __init__(self, collect: bool = False) -> None:
        self.refused: dict[int, DataError] | None = {} if collect else None  # None: the first one is raised
        self.left_out: set[int] = set()  # numbers of rows whose kind or item is nothing
        self.met: dict[str, set[str]] = {}  # by role, the words that there are

    @property
    def rows(self) -> list[int]:
        """All that the library must not take."""
        return [*(self.refused or ()), *self.left_out]

    def leave_out(self, rows: Array) -> None:
        self.left_out.update(rows.tolist())

    def meet(self, role: str, words: Iterable[str]) -> None:
        self.met.setdefault(role, set()).update(words)


def column_spec(role: str, name: str, data: Any, length: int, *, timezone: str | None,
                translate: Mapping[str, str | None] | None = None, notes: Notes | None = None) -> Spec:
    """One column of the user's under the name that the library knows."""
    where = _Where(role, name, notes)
    if _is_pandas(data) and getattr(data, "nlevels", 1) > 1:
        raise where.type_error("expected a column, got an index of several levels")
    if role in TEXTS:
        spec = _text(where, data, translate)
    elif role in TIMES:
        spec = _time(where, data, timezone)
    elif role in NUMBERS:
        spec = _number(where, data)
    else:
        spec = _flag(where, data)
    got = len(spec[2]) if spec[1] is None else len(spec[2][1])
    if got != ((length + 7) // 8 if spec[1] == "b" else length):  # what says its length need not give as many
        raise where.type_error(f"expected {length:,} rows as its length says, got {got:,}")
    return spec


def constant_spec(role: str, value: Any, length: int,
                  translate: Mapping[str, str | None] | None = None) -> Spec:
    """The same value for all rows."""
    import numpy as np

    where = _Where(role, None)
    if role in TEXTS:
        if not isinstance(value, str):
            raise where.type_error(f"expected text, got {_said(value)}")
        word = (translate or {}).get(value, value)
        if word is None:
            raise where.type_error(left_out_constant(role, value))
        return _dictionary(role, np.zeros(length, "<i4"), None, [word])
    if role in TIMES:
        return role, "tsu:UTC", (None, np.full(length, to_us(value, role), "<i8"))
    if role in NUMBERS:
        if isinstance(value, bool) or _is_missing(value) or not _is_number(value):
            raise where.type_error(f"expected a number, got {_said(value)}")
        return role, "g", (None, np.full(length, float(value), "<f8"))
    if not isinstance(value, (bool, np.bool_)):
        raise where.type_error(f"expected True or False, got {_said(value)}")
    return role, "b", (None, np.packbits(np.full(length, value, "?"), bitorder="little"))


class _Where:
    """What an error says of its place."""

    def __init__(self, role: str, name: str | None, notes: Notes | None = None) -> None:
        self.role = role
        self.notes = notes or Notes()
        self.said = role if name is None or name == role else f"{role} (column {name!r})"

    def _fill(self, error: DataError, row: int | None) -> DataError:
        error.field, error.row, error.code = self.role, row, 205 if row is not None else 202
        return error

    def type_error(self, text: str) -> DataError:
        return self._fill(ColumnTypeError(f"{self.said}: {text}"), None)

    def row_error(self, row: int, text: str) -> DataError:
        return self._fill(DataError(f"Row {row}, {self.said}: {text}"), row)

    def refuse(self, row: int, text: str) -> None:
        """Raises it, or keeps it where each bad row is wanted; the first of a row counts."""
        error = self.row_error(row, text)
        if self.notes.refused is None:
            raise error
        self.notes.refused.setdefault(row, error)


def _said(value: Any) -> str:
    text = repr(value)
    if len(text) > 60:
        text = text[:57] + "..."
    return f"{text} ({type(value).__name__})"


def _bitmap(valid: Any) -> Any:
    import numpy as np

    return None if valid is None or valid.all() else np.packbits(valid, bitorder="little")


def _bits(validity: Any, length: int) -> Array:
    """Whether each row is there."""
    import numpy as np

    return np.unpackbits(validity, count=length, bitorder="little").view("?")


def _is_pandas(data: Any) -> bool:
    return type(data).__module__.partition(".")[0] == "pandas"


def _array(where: _Where, data: Any) -> Array:
    """As a NumPy array of one dimension; lists as arrays of objects, so that nothing is converted."""
    import numpy as np

    if isinstance(data, np.ma.MaskedArray):
        raise where.type_error("expected an array, got a masked one; put NaN or None where a value is missing")
    if isinstance(data, np.ndarray):
        array = data
    elif isinstance(data, (str, bytes)):
        raise where.type_error(f"expected a column, got {_said(data)}; for one value for all rows write "
                               "constant(...)")
    elif _is_arrow(data):
        raise where.type_error(f"a column that is a {type(data).__module__}.{type(data).__name__} cannot stand "
                               "in a dict; pass the whole table instead of its columns")
    elif isinstance(data, memoryview) or hasattr(data, "__array__") or hasattr(data, "typecode"):
        array = np.asarray(data)
    elif isinstance(data, (Set, Mapping)):
        raise where.type_error(f"expected a column, got a {type(data).__name__}, which has no order of rows")
    else:
        array = _object_array(list(data))
    if array.ndim != 1:
        raise where.type_error(f"expected one dimension, got {array.ndim}")
    return array


def _is_arrow(data: Any) -> bool:
    return not _is_pandas(data) and (hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"))


def length_of(data: Any) -> int:
    return len(data)


# ---- Text ----------------------------------------------------------------------------------------------

def _text(where: _Where, data: Any, translate: Mapping[str, str | None] | None) -> Spec:
    if not translate and _holds_arrow_text(data):
        return where.role, None, data.array.__arrow_array__()
    codes, uniques = _factorise(where, data)
    missing = [i for i, u in enumerate(uniques) if _is_missing(u)]
    valid = codes >= 0
    if missing:
        import numpy as np

        valid &= ~np.isin(codes, missing)
    texts = [_as_text(where, u, codes, i) for i, u in enumerate(uniques)]
    if translate:
        texts = _translated(where, texts, codes, translate)
    return _dictionary(where.role, codes, _bitmap(valid), texts)


def _translated(where: _Where, texts: list[str], codes: Array,
                translate: Mapping[str, str | None]) -> list[str]:
    """The texts in the words of the library; rows whose text is nothing there are noted."""
    import numpy as np

    made = [translate.get(t, t) for t in texts]
    if where.role != "actor":
        where.notes.meet(where.role, texts)
    nothing = [i for i, t in enumerate(made) if t is None]
    if nothing:
        where.notes.leave_out(np.flatnonzero(np.isin(codes, nothing)))
    return [t or "" for t in made]


def _holds_arrow_text(data: Any) -> bool:
    """Whether it is a series of pandas whose text lies in memory as Arrow has it, so that nothing need be copied."""
    if not _is_pandas(data) or not hasattr(getattr(data, "array", None), "__arrow_array__"):
        return False
    import pandas as pd

    if isinstance(data.dtype, pd.StringDtype):
        return str(data.dtype.storage).startswith("pyarrow")
    return isinstance(data.dtype, pd.ArrowDtype) and str(data.dtype.pyarrow_dtype) in ("string", "large_string")


def _factorise(where: _Where, data: Any) -> tuple[Array, list[Any]]:
    """(number of its value for each row, -1 if missing; the values)."""
    import numpy as np

    if _is_pandas(data):
        return _factorise_pandas(data)
    array = _without_nans(_array(where, data))
    if array.dtype.kind in "iu":
        uniques, codes = np.unique(array, return_inverse=True)
        return np.ascontiguousarray(codes, "<i4"), uniques.tolist()
    if array.dtype.kind not in "OUT":
        raise where.type_error(f"expected text, got an array of {array.dtype}")
    number: dict[Any, int] = {}
    values = array.tolist()
    try:
        if _of_one_kind(values):
            return np.fromiter((number.setdefault(v, len(number)) for v in values), "<i4", len(values)), list(number)
    except TypeError:  # of what cannot be a key
        pass
    return _number_apart(values)


def _factorise_pandas(data: Any) -> tuple[Array, list[Any]]:
    import numpy as np
    import pandas as pd

    if isinstance(getattr(data, "dtype", None), pd.CategoricalDtype):
        category = data.array if hasattr(data, "array") else data
        return np.ascontiguousarray(category.codes, "<i4"), category.categories.tolist()
    try:
        codes, uniques = pd.factorize(data)
    except (TypeError, NotImplementedError):  # lists and the like have no order and no hash
        return _number_apart(data.tolist())
    if data.dtype == object and not _of_one_kind(data.tolist()):
        return _number_apart(data.tolist())
    return np.ascontiguousarray(codes, "<i4"), uniques.tolist()


def _of_one_kind(values: list[Any]) -> bool:
    """Whether no two of them can be equal and of unlike types, such as 1 and True."""
    return len(set(map(type, values)) - {str, type(None)}) <= 1


def _number_apart(values: list[Any]) -> tuple[Array, list[Any]]:
    """As _factorise(), of any values: 1, True and 1.0 are equal for Python, yet only one of them is a name."""
    import numpy as np

    number: dict[Any, int] = {}
    uniques: list[Any] = []
    codes = np.full(len(values), -1, "<i4")
    for row, value in enumerate(values):
        if _is_missing(value):
            continue
        try:
            code = number.setdefault((type(value), value), len(uniques))
        except TypeError:
            code = len(uniques)
        if code == len(uniques):
            uniques.append(value)
        codes[row] = code
    return codes, uniques


def _without_nans(array: Array) -> Array:
    """Numbers with a point of which there is none are a column of nothing."""
    import numpy as np

    return np.full(len(array), None) if array.dtype.kind == "f" and np.isnan(array).all() else array


def _is_missing(value: Any) -> bool:
    """None, NaN, NaT, NA."""
    if isinstance(value, (str, int)):
        return False
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if isinstance(value, float):
        return value != value
    if type(value).__module__ in ("decimal", "_decimal", "_pydecimal"):
        return bool(getattr(value, "is_nan", bool)())  # a signalling one cannot be compared
    import numpy as np

    return isinstance(value, (np.floating, np.datetime64, np.timedelta64)) and bool(value != value)


def _is_nothing(value: Any) -> bool:
    """Missing, or a text without anything in it, as an empty field of a file."""
    return _is_missing(value) or (isinstance(value, str) and not value)


def _as_text(where: _Where, value: Any, codes: Array, code: int) -> str:
    if isinstance(value, str):
        return value
    if _is_missing(value):
        return ""
    import numpy as np

    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and where.role in _NAMES:
        return str(value)
    rows = np.flatnonzero(codes == code)
    if not rows.size:  # a category that no row has
        return ""
    hint = "; numbers with a point are no names: convert the column to integers or text" if isinstance(
        value, float) and where.role in _NAMES else ""
    for row in rows.tolist():
        where.refuse(row, f"expected text, got {_said(value)}{hint}")
    return ""


def _dictionary(role: str, codes: Array, validity: Any, texts: Sequence[str]) -> Spec:
    import numpy as np

    data = [t.encode("utf-8", "surrogatepass") for t in texts] or [b""]
    offsets = np.zeros(len(data) + 1, "<i8")
    np.cumsum([len(d) for d in data], out=offsets[1:])
    if validity is not None:
        codes = np.maximum(codes, 0)
    return role, "i", (validity, codes), "U", (None, offsets, b"".join(data)), len(data)


# ---- Times ----------------------------------------------------------------------------------------------

def _time(where: _Where, data: Any, timezone: str | None) -> Spec:
    zoned, valid = False, None
    if _is_pandas(data):
        array, valid, zoned = _times_of_pandas(data)
    else:
        array = _without_nans(_array(where, data))
    kind = array.dtype.kind
    if kind == "M":
        return _datetime64(where, array, timezone, zoned)
    if kind in "iu":
        return _microseconds(where, array, valid)
    if kind not in "OUT":
        hint = _WHOLE if kind == "f" else ""
        raise where.type_error(f"expected times, got an array of {array.dtype}{hint}")
    return _times_one_by_one(where, array, timezone)


def _times_of_pandas(data: Any) -> tuple[Array, Array | None, bool]:
    """(the times; of whole numbers which there are, None if all; whether they are in UTC)."""
    import numpy as np
    import pandas as pd

    series = pd.Series(data)
    dtype: Any = series.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), None, True
    if dtype.kind == "M" and hasattr(dtype, "pyarrow_dtype"):
        return (*_times_of_arrow(series.array), getattr(dtype.pyarrow_dtype, "tz", None) is not None)
    if dtype.kind in "iu" and not isinstance(dtype, np.dtype):  # by way of numbers with a point they would be rounded
        return series.to_numpy(f"{dtype.kind}8", na_value=0), series.notna().to_numpy(), False
    return series.to_numpy() if dtype.kind in "iuM" else _object_array(series.tolist()), None, False


def _times_of_arrow(data: Any) -> tuple[Array, None]:
    """Times of Arrow in pandas, and days, in their own unit: in another one large ones would wrap."""
    import pyarrow as pa

    arrow = data.__arrow_array__()
    if pa.types.is_date(arrow.type):
        arrow = arrow.cast(pa.timestamp("s" if pa.types.is_date32(arrow.type) else "ms"))
    return arrow.to_numpy(zero_copy_only=False), None


def _microseconds(where: _Where, array: Array, valid: Array | None) -> Spec:
    if array.dtype.kind == "u" and array.dtype.itemsize == 8 and array.size and int(array.max()) >= 1 << 63:
        raise where.row_error(int(array.argmax()), f"{array.max()} microseconds are beyond what can be held")
    import numpy as np

    return where.role, "tsu:UTC", (_bitmap(valid), np.ascontiguousarray(array, "<i8"))


def _datetime64(where: _Where, array: Array, timezone: str | None, zoned: bool) -> Spec:
    import numpy as np

    array = array.astype(array.dtype.newbyteorder("="), copy=False)  # its bytes are looked at below
    unit, count = np.datetime_data(array.dtype)
    if unit not in ("s", "ms", "us", "ns") or count != 1:
        if unit in ("ps", "fs", "as"):
            raise where.type_error(f"times of type {array.dtype} cannot be held")
        array, unit = _as_microseconds(where, array), "us"
    if not zoned:
        if timezone is None:
            raise where.type_error("the times have no zone; say which they are in, such as "
                                   "Facts(..., timezone='UTC'): a guess would move answers by hours")
        if timezone != "UTC":
            array, unit = _localise(where, array, timezone), "us"
    valid = ~np.isnat(array)
    numbers = np.ascontiguousarray(array.view("i8"), "<i8")
    letter = {"s": "s", "ms": "m", "us": "u", "ns": "n"}[unit]
    return where.role, f"ts{letter}:UTC", (_bitmap(valid), numbers)


def _as_microseconds(where: _Where, array: Array) -> Array:
    """Days, seconds by twos, nanoseconds by hundreds; NumPy itself wraps around silently where they do not fit."""
    import numpy as np

    unit, count = np.datetime_data(array.dtype)
    if unit == "ns":
        whole, rest = np.divmod(array.view("i8"), 1000)  # rounded down, as others
        wide: Array = (whole * count + rest * count // 1000).view("datetime64[us]")
        beyond = np.flatnonzero((np.abs(whole) >= (1 << 63) // count - 1) & ~np.isnat(array))
        wide[np.isnat(array)] = np.datetime64("NaT")
    else:
        wide = array.astype("datetime64[us]")
        beyond = np.flatnonzero((wide.astype(array.dtype) != array) & ~np.isnat(array))
    for row in beyond.tolist():
        where.refuse(row, f"the time {array[row]} is beyond what 64 bits hold in microseconds")
    wide[beyond] = np.datetime64("NaT")
    return wide


def _localise(where: _Where, array: Array, timezone: str) -> Array:
    """Times of the wall clock of a zone, in UTC; hours that happen twice or never are refused."""
    import numpy as np

    zone = find_zone(timezone)
    unit, _ = np.datetime_data(array.dtype)
    wall = array.astype("datetime64[us]") if unit in ("us", "ns") else _as_microseconds(where, array)
    uniques, back = np.unique(wall, return_inverse=True)
    made = np.empty(len(uniques), "<i8")
    for i, moment in enumerate(uniques.tolist()):
        if moment is None:
            made[i] = -(1 << 63)
            continue
        if not isinstance(moment, datetime):
            for row in np.flatnonzero(back == i).tolist():
                where.refuse(row, "the time is out of the range of a calendar")
            made[i] = -(1 << 63)
            continue
        try:
            made[i] = _wall_to_us(moment, zone, timezone)
        except ValueError as error:
            for row in np.flatnonzero(back == i).tolist():
                where.refuse(row, str(error))
    return made[back].view("datetime64[us]")


def _wall_to_us(moment: datetime, zone: Any, timezone: str) -> int:
    first = moment.replace(tzinfo=zone, fold=0).utcoffset()
    second = moment.replace(tzinfo=zone, fold=1).utcoffset()
    if first != second:
        raise ValueError(f"{moment.isoformat()} happens twice or never in {timezone}, where clocks were changed; "
                         "give times with their offset")
    return datetime_to_us(moment.replace(tzinfo=zone))


def find_zone(timezone: str) -> Any:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from ._errors import ArgumentError

    if not isinstance(timezone, str):
        raise ArgumentError(f"timezone: expected the name of a zone, such as 'UTC', got {timezone!r}")
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ArgumentError(f"timezone: {timezone!r} is no zone that is known here") from error


def _times_one_by_one(where: _Where, array: Array, timezone: str | None) -> Spec:
    """ISO texts, datetimes, or None."""
    import numpy as np

    made = np.zeros(len(array), "<i8")
    valid = np.ones(len(array), "?")
    zone = None if timezone is None else find_zone(timezone)
    for row, value in enumerate(array.tolist()):
        if _is_nothing(value):
            valid[row] = False
            continue
        try:
            if isinstance(value, bool) or not isinstance(value, (str, date, int, np.integer, np.datetime64)):
                hint = _WHOLE if isinstance(value, float) else ""
                raise ValueError(f"expected a time, got {_said(value)}{hint}")
            made[row] = _one_time(where, value, zone, timezone)
            continue
        except ValueError as error:
            said = str(error).removeprefix(where.role + ": ")
        except OverflowError:
            said = f"the time {_said(value)} cannot be held"
        where.refuse(row, said)
        valid[row] = False
    return where.role, "tsu:UTC", (_bitmap(valid), made)


def parsed_times(role: str, name: str, values: Sequence[Any], timezone: str | None,
                 notes: Notes | None = None) -> Array:
    """Texts as times of NumPy in UTC, NaT where there is none."""
    import numpy as np

    where = _Where(role, name, notes)
    _, _, (validity, made) = _times_one_by_one(where, _object_array(list(values)), timezone)
    times: Array = made.view("datetime64[us]")
    if validity is not None:
        times[~_bits(validity, len(times))] = np.datetime64("NaT")
    return times


def _one_time(where: _Where, value: Any, zone: Any, timezone: str | None) -> int:
    if isinstance(value, str) and _DAY.fullmatch(value):
        to_us(value + "T00:00:00Z", where.role)  # is there such a day?
        value = date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        if zone is None:
            raise ValueError(f"expected a time, got the day {value.isoformat()}; say where its midnight is, "
                             "such as Facts(..., timezone='UTC')")
        value = datetime(value.year, value.month, value.day)
    if zone is not None and isinstance(value, str) and _WALL_CLOCK.fullmatch(value):
        if timezone == "UTC":
            return to_us(value + "Z", where.role)
        to_us(value + "Z", where.role)  # the same form and ranges, in the same words
        value = datetime.fromisoformat(value[:26])
    if isinstance(value, datetime) and value.tzinfo is None and zone is not None:
        return _wall_to_us(value, zone, str(timezone))
    return to_us(value, where.role)


# ---- Numbers and flags ------------------------------------------------------------------------------------

def _number(where: _Where, data: Any) -> Spec:
    import numpy as np

    valid = None
    if _is_pandas(data):
        import pandas as pd

        series = pd.Series(data)
        if series.dtype.kind in "iuf" and not isinstance(series.dtype, np.dtype):
            valid = series.notna().to_numpy()
            array = series.to_numpy("float64", na_value=np.nan)
        elif series.dtype.kind in "iuf":
            array = series.to_numpy()
        else:
            array = _object_array(series.tolist()) if series.dtype.kind == "O" else None
            if array is None:
                raise where.type_error(f"expected numbers, got a column of {series.dtype}")
    else:
        array = _array(where, data)
    if array.dtype.kind == "O":
        array, valid = _numbers_one_by_one(where, array)
    if array.dtype.kind not in "iuf":
        raise where.type_error(f"expected numbers, got an array of {array.dtype}")
    if array.dtype.itemsize > 8:
        raise where.type_error(f"numbers of type {array.dtype} are wider than can be held")
    numbers = np.ascontiguousarray(array, "<f8")
    if valid is None:
        valid = ~np.isnan(numbers)
    return where.role, "g", (_bitmap(valid), numbers)


def _object_array(items: list[Any]) -> Array:
    import numpy as np

    array = np.empty(len(items), object)
    array[:] = items
    return array


def _numbers_one_by_one(where: _Where, array: Array) -> tuple[Array, Array]:
    import numpy as np

    made = np.zeros(len(array), "<f8")
    valid = np.ones(len(array), "?")
    for row, value in enumerate(array.tolist()):
        if _is_nothing(value):
            valid[row] = False
        elif isinstance(value, bool) or not _is_number(value):
            where.refuse(row, f"expected a number, got {_said(value)}")
        else:
            try:
                made[row] = float(value)
            except OverflowError:
                where.refuse(row, "the number is larger than a double can hold")
    return made, valid


def _is_number(value: Any) -> bool:
    import numpy as np

    if isinstance(value, (int, float, np.integer, np.floating)):
        return True
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return True
    fractions = sys.modules.get("fractions")
    return fractions is not None and isinstance(value, fractions.Fraction)


def _flag(where: _Where, data: Any) -> Spec:
    import numpy as np

    valid = None
    if _is_pandas(data):
        import pandas as pd

        series = pd.Series(data)
        array = series.to_numpy() if series.dtype == np.dtype("?") else _object_array(series.tolist())
    else:
        array = _array(where, data)
    if array.dtype.kind in "iufO":
        made = np.zeros(len(array), "?")
        valid = np.ones(len(array), "?")
        for row, value in enumerate(array.tolist()):
            if _is_nothing(value):
                valid[row] = False
            elif isinstance(value, (bool, np.bool_, int, np.integer, float, np.floating)) and value in (0, 1):
                made[row] = value
            else:
                where.refuse(row, f"expected True or False, 1 or 0, got {_said(value)}")
        array = made
    if array.dtype.kind != "b":
        raise where.type_error(f"expected True or False, 1 or 0, got an array of {array.dtype}")
    return where.role, "b", (_bitmap(valid), np.packbits(array, bitorder="little"))


def without_times(specs: list[Spec], rows: Sequence[int]) -> list[Spec]:
    """The columns with no time in these rows, so that the library refuses them in their turn."""
    import numpy as np

    made = []
    for spec in specs:
        if spec[0] == "time":
            validity, numbers = spec[2]
            valid = np.ones(len(numbers), "?") if validity is None else _bits(validity, len(numbers))
            valid[list(rows)] = False
            spec = (*spec[:2], (_bitmap(valid), numbers), *spec[3:])
        made.append(spec)
    return made


def of_ratings(spec: Spec, kind: Spec) -> Spec:
    """A constant column, but nothing in rows that are no ratings."""
    import numpy as np

    if kind[1] is None:
        rating = np.array([word == "rating" for word in kind[2].to_pylist()], "?")
    else:
        texts, (_, offsets, data) = range(kind[5]), kind[4]
        which = [i for i in texts if data[offsets[i]:offsets[i + 1]] == b"rating"]
        rating = np.isin(kind[2][1], which)
    if rating.all():
        return spec
    return (*spec[:2], (_bitmap(rating), spec[2][1]), *spec[3:])


def without_nans(data: Any, mapping: Mapping[str, Any]) -> Any:
    """A table of Polars or pyarrow with nothing where it has NaN, which is missing everywhere; only if there is any is a
    column copied. Of what is no number only a column of nothing but NaN is one of nothing."""
    from ._words import is_polars, is_pyarrow

    null = _null_in_polars if is_polars(data) else _null_in_pyarrow if is_pyarrow(data) else None
    for role in (*NUMBERS, "item", "guess", "recorded", "id"):
        name = mapping.get(role, role)
        if null is not None and isinstance(name, str):
            data = null(data, name, role in NUMBERS)
    return data


def _null_in_polars(data: Any, name: str, some: bool) -> Any:
    import polars as pl

    if name not in data.columns or not data.schema[name].is_float():
        return data
    column = data[name].fill_nan(None)
    missing = column.null_count()
    if some and missing > data[name].null_count():
        return data.with_columns(column)
    return data.with_columns(pl.lit(None).alias(name)) if missing == data.height and not some else data


def _null_in_pyarrow(data: Any, name: str, some: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    from ._words import as_table

    place = data.schema.get_field_index(name)  # -1 where it stands twice, as will be said
    if place < 0 or data.schema.field(place).type not in (pa.float32(), pa.float64()):
        return data
    column = data.column(place)
    nan = pc.is_nan(column)
    found = pc.sum(nan).as_py() or 0
    if found + column.null_count < data.num_rows if not some else found == 0:
        return data
    made = pc.if_else(nan, pa.scalar(None, column.type), column) if some else pa.nulls(data.num_rows)
    return as_table(data).set_column(place, name, made)


def columns_stream(specs: list[Spec], length: int) -> object:
    """The Arrow stream of columns. Those that are Arrow's already, in pieces of any length, need pyarrow to be cut alike;
    it is there, as they are its own."""
    if all(spec[1] is not None for spec in specs):
        return _core.columns_stream(specs, length)
    import pyarrow as pa

    arrays = [spec[2] if spec[1] is None else _as_pyarrow(spec, length) for spec in specs]
    return _core.stream_capsule(pa.Table.from_arrays(arrays, names=[spec[0] for spec in specs]))


def _as_pyarrow(spec: Spec, length: int) -> Any:
    """A column of buffers, not copied."""
    import pyarrow as pa

    types = {"i": pa.int32(), "g": pa.float64(), "b": pa.bool_(), "tss:UTC": pa.timestamp("s", "UTC"),
             "tsm:UTC": pa.timestamp("ms", "UTC"), "tsu:UTC": pa.timestamp("us", "UTC"),
             "tsn:UTC": pa.timestamp("ns", "UTC")}
    _, form, buffers, *values = spec
    held = [None if buffer is None else pa.py_buffer(buffer) for buffer in buffers]
    if not values:
        return pa.Array.from_buffers(types[form], length, held)
    _, texts, count = values
    words = pa.Array.from_buffers(pa.large_string(), count, [None if t is None else pa.py_buffer(t) for t in texts])
    return pa.DictionaryArray.from_arrays(pa.Array.from_buffers(types[form], length, held), words, safe=False)
