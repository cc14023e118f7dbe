# SPDX-License-Identifier: Apache-2.0
"""Progress: a function of the user's, a bar, or nothing (Ctrl-C works all the same)."""
from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from ._errors import ArgumentError, needs

Call = Callable[[int, int], object]


class bar:
    """A context whose value is what the library calls, or None."""

    def __init__(self, progress: Any, what: str) -> None:
        if progress not in (None, False, True) and not callable(progress):
            raise ArgumentError(f"progress: expected True, False or a function, got {type(progress).__name__}")
        self._progress, self._what = progress, what
        self._bar: Any = None

    def __enter__(self) -> Call | None:
        if self._progress is None or self._progress is False:
            return None
        if self._progress is not True:
            call: Call = self._progress
            return call
        with needs("progress=True (a function does not)", "tqdm", "progress"):
            from tqdm.auto import tqdm
        self._bar = tqdm(desc=self._what, unit="", unit_scale=True)
        return self._step

    def _step(self, done: int, total: int) -> None:
        if total and self._bar.total != total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        if self._bar is not None:
            if kind is None and self._bar.total:
                self._bar.update(self._bar.total - self._bar.n)
            self._bar.close()
