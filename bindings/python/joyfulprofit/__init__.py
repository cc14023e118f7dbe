# SPDX-License-Identifier: Apache-2.0
"""joyfulprofit: how far apart a client and a supplier are, scored from the record of what happened.

>>> import joyfulprofit as jp
>>> table = jp.score({"supplier": ["Acme"], "client": ["Museum"], "time": [0], "kind": ["meeting"],
...                   "actor": ["supplier"]})
>>> table.num_rows
1
"""
from typing import TYPE_CHECKING as _TYPE_CHECKING

from ._core import version as _version
from ._errors import (
    ArgumentError,
    Cancelled,
    ColumnError,
    ColumnTypeError,
    ColumnWarning,
    DataError,
    InputError,
    InternalError,
    JoyfulProfitError,
    JoyfulProfitWarning,
    MissingPackageError,
    ModelError,
    NotFoundError,
    RangeWarning,
    UnitWarning,
    UnreachableWarning,
)
from ._explain import (
    Change,
    Estimate,
    Explanation,
    Robustness,
    Timeline,
    WhatIf,
    compare,
    explain,
    next_actions,
    robustness,
    timeline,
    what_if,
)
from ._facts import Facts, constant
from ._forecast import forecast
from ._look_first import look_first
from ._model import Model
from ._report import report
from ._score import ScoreStream, score, score_stream
from ._state import State
from ._table import Table

if _TYPE_CHECKING:
    from . import plot as plot

__version__ = _version()


def __getattr__(name: str) -> object:
    """``joyfulprofit.plot`` is imported when it is first used."""
    if name == "plot":
        from importlib import import_module

        return import_module(".plot", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "ArgumentError", "Cancelled", "Change", "ColumnError", "ColumnTypeError", "ColumnWarning", "DataError",
    "Estimate", "Explanation", "Facts", "InputError", "InternalError", "JoyfulProfitError",
    "JoyfulProfitWarning", "MissingPackageError", "Model", "ModelError", "NotFoundError", "RangeWarning", "Robustness", "ScoreStream",
    "State", "Table", "Timeline", "UnitWarning", "UnreachableWarning", "WhatIf", "__version__", "compare", "constant",
    "explain", "forecast", "look_first", "next_actions", "report", "robustness", "score", "score_stream", "timeline", "what_if",
]
