# SPDX-License-Identifier: Apache-2.0
"""Arguments that are numbers, also those of NumPy."""
from __future__ import annotations

import math
from operator import index
from typing import Any

from ._errors import ArgumentError


def whole_number(value: Any, name: str, least: int, most: int | None = None, said: str = "") -> int:
    """A whole number from `least` to `most`, of whatever type; `said` is how the most is told.

    >>> whole_number(3, "threads", 0, 1024)
    3
    >>> whole_number(True, "top", 1)
    Traceback (most recent call last):
    ...
    joyfulprofit._errors.ArgumentError: top: expected a number from 1, got True
    """
    try:
        number = least - 1 if type(value).__name__.startswith("bool") else index(value)
    except TypeError:  # no whole number
        number = least - 1
    if number < least or (most is not None and number > most):
        end = "" if most is None else f" to {said or most}"
        raise ArgumentError(f"{name}: expected a number from {least}{end}, got {value!r}")
    return number


def number(value: Any, name: str, least: float, most: float) -> float:
    """A number from `least` to `most`, of whatever type but text."""
    try:
        made = math.nan if isinstance(value, (str, bytes)) else float(value)
    except (TypeError, ValueError, OverflowError):
        made = math.nan
    if not least <= made <= most:
        raise ArgumentError(f"{name}: expected a number from {least:.10g} to {most:.10g}, got {value!r}")
    return made
