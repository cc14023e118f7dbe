# SPDX-License-Identifier: Apache-2.0
"""Scores of many relationships at once."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import _core
from ._checks import whole_number
from ._errors import ArgumentError, UnitWarning, did_you_mean, warn
from ._facts import (
    ROLES, Facts, Progress, as_facts, checked_roles, constant, score_facts, unit_of)
from ._model import as_model
from ._progress import bar
from ._table import Table
from ._time import to_text, to_us
from ._words import checked_words

if TYPE_CHECKING:
    from ._errors import JoyfulProfitError
    from ._model import Model
    from ._state import State
    from ._time import Moment

Want = Literal["headlines", "intervals", "factors", "dimensions", "indicators", "silence", "rhythm", "gaps", "verdict",
               "headline_intervals", "all"]
WANT = {"headlines": 1, "intervals": 2, "factors": 4, "dimensions": 8, "indicators": 16, "silence": 32, "rhythm": 64,
        "gaps": 128, "verdict": 256, "headline_intervals": 512, "all": 511}


def score(facts: Facts | Any, as_of: Moment | None = None, model: Model | str | os.PathLike[str] | None = None, *,
          want: Want | Sequence[Want] = ("headlines",), threads: int = 0,
          progress: bool | Progress | None = None) -> Table:
    """Score every relationship as of a moment: a row each.

    Parameters
    ----------
    facts : Facts, or what Facts takes
        Anything but Facts is read with its columns as they are called.
    as_of : datetime with a zone, str, numpy.datetime64 (UTC) or int, optional
        The moment; only what had happened and was known by then is seen. The latest time of the facts if it is
        left out. An int is microseconds since 1970, UTC.
    model : Model or path, optional
        The model of the facts if it is left out.
    want : str or sequence of str
        Groups of columns: ``headlines`` (status, facts, closure, gap, health, risk index, struggle, with their
        coverage), ``intervals`` (``.low`` and ``.high`` of what else is asked for), ``headline_intervals`` (those of
        closure, health and factors alone, for less), ``factors``, ``dimensions``, ``indicators``, ``silence``,
        ``rhythm``, ``gaps``, ``verdict``, or ``all``. What is not asked for is not computed.
    threads : int
        At most so many; 0 for as many as there are processors. They never show in the numbers.
    progress : bool or callable, optional
        True for a bar (with tqdm), or a function of how many facts are done and how many there are. What it raises
        ends the call, as Ctrl-C does.

    Returns
    -------
    Table
        Columns `supplier` and `client`, then what was wanted.

    Raises
    ------
    ArgumentError, DataError
        Both are ValueErrors, too.

    Examples
    --------
    >>> table = score({"supplier": ["A"] * 3, "client": ["B"] * 3, "time": [0, 10**9, 10**12],
    ...                "kind": ["meeting", "praise", "thanks"], "actor": ["supplier", "client", "client"]})
    >>> round(float(table["closure"][0]), 3), str(table["status"][0])
    (0.557, 'unknown')
    """
    facts = as_facts(facts, model)
    moment = moment_of(facts, as_of)
    threads = check_threads(threads)
    if hasattr(as_of, "__index__"):
        _warn_of_moment(facts, moment)
    with bar(progress, "scoring") as call:
        handle = _core.score(facts._handle, moment, _flags(want), threads, (call, None, None, None))
    return scores_table(handle, facts.model, moment)


def scores_table(handle: object, model: Model, as_of: int) -> Table:
    """A table of scores of the library, with what is to be said of it."""
    return Table._wrap(handle, title="Relationships", model=model,
                       about=f"as of {to_text(as_of)} · model {model.name} {model.version} ({model.hash[:12]})")


def _warn_of_moment(facts: Facts | State, as_of: int) -> None:
    """Whole numbers that look like seconds or milliseconds, before all that has happened, or like nanoseconds."""
    unit = unit_of(as_of)
    if unit is None or len(facts) == 0:
        return
    where = "" if unit == "nanoseconds" else ", before the first fact"
    if not where or as_of < facts._earliest_us():
        warn(f"as_of {as_of} is {to_text(as_of)}{where}: whole numbers are microseconds since 1970; was it {unit}?",
             UnitWarning)


class ScoreStream:
    """Scores that are worked out as they are pulled: for what takes an Arrow stream, once.

    Made by `score_stream`. Polars and pyarrow take it as it is, DuckDB a ``pyarrow.RecordBatchReader`` of it, since it asks
    an object for its stream more than once.
    """

    __slots__ = ("_capsule",)

    def __init__(self, capsule: object) -> None:
        self._capsule: object | None = capsule

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        if self._capsule is None:
            raise ArgumentError("score_stream: a stream can be taken once, and this one was")
        capsule, self._capsule = self._capsule, None
        return capsule

    def __repr__(self) -> str:
        return f"<joyfulprofit.ScoreStream{': taken' if self._capsule is None else ''}>"


def score_stream(data: Any, as_of: Moment, model: Model | str | os.PathLike[str] | None = None, *,
                 want: Want | Sequence[Want] = ("headlines",), threads: int = 1,
                 kinds: Mapping[str, str | None] | None = None, actors: Mapping[str, str] | None = None,
                 items: Mapping[str, str | None] | None = None, timezone: str | None = None,
                 on_bad_row: Callable[[JoyfulProfitError, bytes], object] | None = None,
                 **columns: str | constant) -> ScoreStream:
    """Score a stream of facts as a stream, however many there are: only what is being scored is held.

    Parameters
    ----------
    data
        Anything with ``__arrow_c_stream__``: a pyarrow reader, a Polars frame, a DuckDB relation; or the path of a
        file ``.csv``, ``.jsonl``, ``.ndjson`` or ``.parquet`` (which needs pyarrow), which stays open until the
        stream is dropped. Facts must be grouped by supplier and client and in order of time within; a
        relationship may span batches. Times may be text in tables of Polars and pyarrow, not in what streams itself.
    as_of : moment as for `score`
        It must be said: the latest time is not known before the end.
    model : Model or path, optional
        The default one if it is left out.
    want, threads
        As for `score`; a thread for each processor is seldom worth it here.
    kinds, actors, items, timezone, **columns
        As for `Facts`: your words for kinds, actors and items, the zone of times without one, and which column is
        what.
    on_bad_row : callable, optional
        As for `Facts`; it is called on the thread that pulls.

    Returns
    -------
    ScoreStream
        An Arrow stream of the columns that `score` gives, in batches of up to 8192 relationships. Facts that are
        refused end it with an error, in the words of the library, which names the row or the line. Columns that are
        not used are warned of at once, as by `Facts` (keys of JSON Lines at the end); values that are clamped, once a
        kind, as they are pulled, on the thread that pulls.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pyarrow as pa
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "facts.csv")
    ...     _ = path.write_text("supplier,client,time,kind,actor\\n"
    ...                         "A,B,2025-03-05T09:00:00Z,request_made,client\\n"
    ...                         "A,B,2025-03-07T10:30:00Z,reply,supplier\\n")
    ...     for batch in pa.RecordBatchReader.from_stream(score_stream(path, "2026-01-01T00:00:00Z")):
    ...         batch["client"].to_pylist(), batch["facts"].to_pylist()
    (['B'], [2])

    A reader of anything else is pulled in the same way:

    >>> reader = pa.RecordBatchReader.from_batches(schema, batches)  # doctest: +SKIP
    >>> for batch in pa.RecordBatchReader.from_stream(score_stream(reader, "2026-01-01T00:00:00Z")):  # doctest: +SKIP
    ...     write(batch)
    """
    is_path = isinstance(data, (str, os.PathLike))
    if not is_path and not hasattr(data, "__arrow_c_stream__"):
        raise ArgumentError("data: expected something with __arrow_c_stream__ or the path of a file, got "
                            f"{type(data).__name__}")
    for role in columns:
        if role not in ROLES:
            raise TypeError(f"score_stream() got an unexpected keyword argument {role!r}")
    threads = check_threads(threads)
    chosen = as_model(model)
    flags = _flags(want)
    moment = checked_moment(as_of)
    mapping, words = checked_roles(columns), checked_words(kinds, actors, items, chosen)
    return ScoreStream(score_facts(os.fspath(data) if is_path else data, mapping, words, timezone, chosen, on_bad_row,
                                   moment, flags, threads))


def check_threads(threads: Any) -> int:
    return whole_number(threads, "threads", 0, 1024)


def _flags(want: str | Sequence[str]) -> int:
    if not isinstance(want, Iterable):
        raise ArgumentError(f"want: expected some of {', '.join(WANT)}, got {want!r}")
    names = (want,) if isinstance(want, str) else tuple(want)
    flags = 0
    for name in names:
        if not isinstance(name, str) or name not in WANT:
            raise ArgumentError(f"want: expected some of {', '.join(WANT)}, got {name!r}{did_you_mean(name, WANT)}")
        flags |= WANT[name]
    return flags


def checked_moment(as_of: Any, name: str = "as_of") -> int:
    """A moment in microseconds that the library can hold."""
    us = to_us(as_of, name)
    if not -(1 << 63) <= us < 1 << 63:
        raise ArgumentError(f"{name}: {us} microseconds are beyond what can be held")
    return us


def moment_of(facts: Facts | State, as_of: Any, name: str = "as_of") -> int:
    """A moment in microseconds; by default the latest of the facts."""
    if as_of is not None:
        return checked_moment(as_of, name)
    if len(facts) == 0:
        raise ArgumentError(f"{name}: say as of when, since there are no facts to take the latest time of")
    return facts._latest_us()
