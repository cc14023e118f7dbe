# SPDX-License-Identifier: Apache-2.0
"""Moments: whatever says one, as whole microseconds UTC."""
from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from . import _core
from ._errors import ArgumentError, JoyfulProfitError

if TYPE_CHECKING:
    import numpy as np

    Moment = datetime | str | int | np.datetime64 | np.integer[Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_US = timedelta(microseconds=1)
_FIRST_US, _LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999  # of the years 1 to 9999


def to_us(moment: Any, name: str = "as_of") -> int:
    """A moment in microseconds.

    >>> to_us("2024-01-01T00:00:00Z")
    1704067200000000
    >>> to_us(5)
    5
    """
    if isinstance(moment, bool) or type(moment).__name__ in ("NaTType", "NAType"):
        raise ArgumentError(f"{name}: expected a moment, got {moment}")
    if isinstance(moment, int):
        return moment
    if isinstance(moment, str):
        return _parsed(moment, name)
    if isinstance(moment, datetime):
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise ArgumentError(f"{name}: {moment.isoformat()} has no zone; give one, such as "
                                "tzinfo=datetime.timezone.utc: a guess would move answers by hours")
        try:
            return datetime_to_us(moment)
        except ValueError as error:
            raise ArgumentError(f"{name}: {error}") from None
    if isinstance(moment, date):
        raise ArgumentError(f"{name}: {moment.isoformat()} is a day, not a moment; write "
                            f"'{moment.isoformat()}T00:00:00Z' for its beginning in UTC")
    return _from_numpy(moment, name)


def datetime_to_us(moment: datetime) -> int:
    """A moment with a zone, in the years of text: an offset may lead out of them."""
    us = (moment - _EPOCH) // _US
    if not _FIRST_US <= us <= _LAST_US:
        raise ValueError(f"{moment.isoformat()} must have a year within 0001..9999 in UTC")
    return us


def _parsed(text: str, name: str) -> int:
    try:
        return _core.time_parse(text.encode("utf-8", "surrogatepass"))
    except JoyfulProfitError as error:
        error.args = (f"{name}: {error.args[0]}", *error.args[1:])
        raise


def _from_numpy(moment: Any, name: str) -> int:
    kind = getattr(getattr(moment, "dtype", None), "kind", None)
    if kind == "M" and getattr(moment, "ndim", 0) == 0:  # NumPy's times are UTC
        return _from_datetime64(moment, name)
    if kind in ("i", "u") and getattr(moment, "ndim", 0) == 0:
        return int(moment)
    raise ArgumentError(f"{name}: expected a datetime with a zone, text such as '2024-06-30T00:00:00Z', a "
                        f"numpy.datetime64 or microseconds as int, got {type(moment).__name__}")


# Units of NumPy's times in microseconds: how many one is, and how many make one. Months and years are no fixed number.
_UNITS = {"W": (604_800_000_000, 1), "D": (86_400_000_000, 1), "h": (3_600_000_000, 1), "m": (60_000_000, 1),
          "s": (1_000_000, 1), "ms": (1000, 1), "us": (1, 1), "ns": (1, 1000), "ps": (1, 10**6), "fs": (1, 10**9),
          "as": (1, 10**12)}


def _from_datetime64(moment: Any, name: str) -> int:
    """NumPy's own conversion wraps around silently; whole numbers of Python do not."""
    import numpy as np

    if np.isnat(moment):
        raise ArgumentError(f"{name}: expected a moment, got NaT")
    unit, count = np.datetime_data(moment.dtype)
    if unit not in _UNITS:
        moment, unit, count = moment.astype("datetime64[D]"), "D", 1
    multiply, divide = _UNITS[unit]
    us = int(moment.astype("int64")) * count * multiply // divide
    if not -(1 << 63) <= us < 1 << 63:
        raise ArgumentError(f"{name}: {moment} is beyond what 64 bits hold in microseconds")
    return us


def to_text(us: int) -> str:
    """An ISO 8601 text, without a fraction that is zero."""
    text = _core.time_format(us)
    return text[:-8] + "Z" if text.endswith(".000000Z") else text


def to_datetime(us: int) -> datetime:
    try:
        return _EPOCH + us * _US
    except OverflowError:
        raise OverflowError(f"{to_text(us)} is beyond what a datetime holds, which is years 1 to 9999; if the times were "
                            "given as integers, were they microseconds?") from None
