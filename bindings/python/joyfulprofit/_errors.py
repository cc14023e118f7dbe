# SPDX-License-Identifier: Apache-2.0
"""Exceptions and warnings of joyfulprofit."""
from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

__all__ = [
    "ArgumentError", "Cancelled", "ColumnError", "ColumnTypeError", "ColumnWarning", "DataError", "InputError",
    "InternalError", "JoyfulProfitError", "JoyfulProfitWarning", "MissingPackageError", "ModelError", "NotFoundError",
    "RangeWarning", "UnitWarning", "UnreachableWarning",
]

_Raw = tuple[int, int | None, int, int, str, str]


class JoyfulProfitError(Exception):
    """Base of every error that joyfulprofit raises itself.

    Attributes
    ----------
    code : int
        The library's status, such as 205 for a value; 0 for errors of the Python package.
    row : int or None
        The row of the data, from 0, where the error is about one.
    line, column : int
        Where in a file, from 1; 0 where it is not about a file.
    field : str
        The column, key or argument that it is about; may be empty.
    """

    code: int = 0
    row: int | None = None
    line: int = 0
    column: int = 0
    field: str = ""


class ArgumentError(JoyfulProfitError, ValueError):
    """An argument is wrong: a mistake in the calling program."""


class DataError(JoyfulProfitError, ValueError):
    """The data is wrong: facts or a model."""


class ColumnError(DataError):
    """A column is missing, stands twice, or does not fit."""


class ColumnTypeError(ColumnError, TypeError):
    """A column has a type that cannot be what it should be."""


class ModelError(DataError):
    """A model breaks a rule of the format."""


class NotFoundError(DataError, LookupError):
    """There is no such relationship."""


class InputError(JoyfulProfitError, OSError):
    """Something could not be read."""


class InternalError(JoyfulProfitError, RuntimeError):
    """A defect of the library: please report it."""


class Cancelled(JoyfulProfitError):
    """The call was asked to stop."""


class MissingPackageError(JoyfulProfitError, ImportError):
    """An optional package is not installed; the message says how to get it, and `name` which one it is."""


class needs:
    """A context for imports of an optional package: if it is not there, says for what it is wanted and how to get it.

    >>> with needs("joyfulprofit.plot", "no_such_package", "plot"):
    ...     import no_such_package
    Traceback (most recent call last):
    ...
    joyfulprofit._errors.MissingPackageError: joyfulprofit.plot needs no_such_package: pip install 'joyfulprofit[plot]'
    """

    def __init__(self, what: str, package: str, extra: str, called: str | None = None) -> None:
        self._what, self._package, self._extra, self._called = what, package, extra, called or package

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == self._package:
            missing = MissingPackageError(f"{self._what} needs {self._called}: pip install 'joyfulprofit[{self._extra}]'")
            missing.name = self._package
            raise missing from error


class JoyfulProfitWarning(UserWarning):
    """Base of every warning."""


class ColumnWarning(JoyfulProfitWarning):
    """A column is not used."""


class RangeWarning(JoyfulProfitWarning):
    """A value outside the range of its kind is clamped."""


class UnitWarning(JoyfulProfitWarning):
    """Numbers look like those of another unit: whole numbers as times like seconds, milliseconds or nanoseconds,
    though they are taken for microseconds; ratings like answers on a scale that does not go from 0 to 1."""


class UnreachableWarning(JoyfulProfitWarning):
    """Nothing can reach an indicator of the model."""


_BY_CODE: dict[int, type[JoyfulProfitError]] = {202: ColumnError, 209: ModelError, 210: NotFoundError}
_BY_FAMILY: dict[int, type[JoyfulProfitError]] = {
    1: ArgumentError, 2: DataError, 4: InputError, 6: InternalError, 7: Cancelled}
_WARNINGS: dict[int, type[JoyfulProfitWarning]] = {
    800: ColumnWarning, 801: RangeWarning, 802: UnreachableWarning}


def from_core(raw: _Raw) -> JoyfulProfitError:
    """The exception for an error of the library."""
    code, row, line, column, field, message = raw
    kind = _BY_CODE.get(code) or _BY_FAMILY.get(code // 100) or InternalError
    error = kind(message)
    error.code, error.row, error.line, error.column, error.field = code, row, line, column, field
    return error


def did_you_mean(wanted: object, there: Iterable[str], cutoff: float = 0.6) -> str:
    """The nearest there is, as the end of what is said of a name that is not there; nothing if none is near."""
    import difflib

    near = difflib.get_close_matches(str(wanted), list(there), 1, cutoff)
    return f"; did you mean {near[0]!r}?" if near else ""


def warn_all(raws: list[_Raw], named: bool = False) -> None:
    """Warnings of the library as Python's. Whoever names columns knows of the others, but for one that is all but
    called right."""
    for raw in raws:
        if not named or raw[0] != 800 or "did you mean" in raw[5]:
            warn(raw[5], _WARNINGS.get(raw[0], JoyfulProfitWarning))


def warn(text: str, category: type[JoyfulProfitWarning]) -> None:
    """A warning at the line that called the package, however deep in it we are."""
    import sys
    import warnings

    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, category, stacklevel=level)
