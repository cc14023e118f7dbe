# SPDX-License-Identifier: Apache-2.0
"""Scores on Spark: relationships spread over partitions, each of them scored by the library.

Needs PySpark (4.0 or later) and pyarrow, and this package on the executors. Nothing of Spark is imported until it
is needed.
"""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any

from ._checks import whole_number
from ._errors import ArgumentError, needs
from ._facts import ROLES, _checked, constant
from ._model import Model, as_model
from ._score import Want, _flags, score_stream
from ._time import to_us
from ._words import Words, checked_words

if TYPE_CHECKING:
    import pyarrow as pa

    from ._time import Moment

__all__ = ["score"]


def score(frame: Any, as_of: Moment | None = None, model: Model | str | os.PathLike[str] | None = None, *,
          want: Want | Sequence[Want] = ("headlines",), partitions: int | None = None,
          supplier: str | constant | None = None, client: str | constant | None = None,
          time: str | constant | None = None, kind: str | constant | None = None,
          actor: str | constant | None = None, value: str | constant | None = None,
          item: str | constant | None = None, guess: str | constant | None = None,
          intensity: str | constant | None = None, recorded: str | constant | None = None,
          id: str | constant | None = None, kinds: Mapping[str, str | None] | None = None,
          actors: Mapping[str, str] | None = None, items: Mapping[str, str | None] | None = None,
          timezone: str | None = None) -> Any:
    """Score every relationship of a Spark frame of facts: a lazy frame with a row each.

    The facts are spread by supplier and client over partitions, sorted there by Spark, which spills to disk what does
    not fit, and scored as a stream (`joyfulprofit.score_stream`), so that a task holds the facts of up to 8192
    relationships or of its largest one, however many there are in its partition. The numbers have the same bits as on one machine, whatever
    the partitions are; the order of the rows is Spark's.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        The facts, with columns as `Facts` takes them. Only those that are used are moved.
    as_of, model, want
        As for `joyfulprofit.score`. Where `as_of` is left out, the latest time is asked of Spark first, which reads
        the column `time` once; it must then be a timestamp or whole microseconds.
    partitions : int, optional
        How many; ``spark.sql.shuffle.partitions`` if it is left out. One task scores one partition on one thread, so
        one giant relationship is one task.
    supplier, client, time, kind, actor, value, item, guess, intensity, recorded, id, kinds, actors, items, timezone
        As for `Facts`.

    Returns
    -------
    pyspark.sql.DataFrame
        Columns as of `joyfulprofit.score`; categories are strings.

    Raises
    ------
    ArgumentError
        At once, for what can be seen without the data. A fact that is refused fails its task, with the library's
        sentence in Spark's error.
    """
    for package, called in (("pyspark", "PySpark"), ("pyarrow", "pyarrow")):
        with needs("joyfulprofit.spark", package, "spark", called):
            import_module(package)
    given = {"supplier": supplier, "client": client, "time": time, "kind": kind, "actor": actor, "value": value,
             "item": item, "guess": guess, "intensity": intensity, "recorded": recorded, "id": id}
    roles = _roles(frame, {role: _checked(role, name) for role, name in given.items() if name is not None})
    chosen = as_model(model)
    words = checked_words(kinds, actors, items, chosen)
    moment = _latest(frame, roles["time"]) if as_of is None else to_us(as_of)
    _flags(want)
    partitions = None if partitions is None else whole_number(partitions, "partitions", 1)
    columns = {role: name for role, name in roles.items() if isinstance(name, str)}
    constants: dict[str, Any] = {role: name for role, name in roles.items() if isinstance(name, constant)}
    keys = [role for role in ("supplier", "client") if role in columns]
    # Spark's mapInArrow cannot name a column with a dot, so each is called by its role from here on.
    moved = frame.select(*(_column(name).alias(role) for role, name in columns.items()))
    if keys:
        moved = moved.repartition(*([] if partitions is None else [partitions]), *keys)
    else:
        moved = moved.coalesce(1)
    order = [role for role in ("supplier", "client", "time") if role in columns]
    if order:
        moved = moved.sortWithinPartitions(*order)
    task = _Task(columns, constants, words, timezone, chosen.to_json(), moment, want)
    return moved.mapInArrow(task, _spark_schema(task))


def _column(name: str) -> Any:
    """A column by its name, also one with a dot in it."""
    from pyspark.sql import functions as F  # pyright: ignore[reportMissingImports]  # there where Spark is

    return F.col("`" + name.replace("`", "``") + "`")


def _roles(frame: Any, given: dict[str, str | constant]) -> dict[str, str | constant]:
    """What holds each role: what was said, else the column of that name."""
    there = set(frame.columns)
    for role, name in given.items():
        if isinstance(name, str) and name not in there:
            raise ArgumentError(f"{role}: no column {name!r}; there are {', '.join(map(repr, frame.columns))}")
    roles = {role: given.get(role, role) for role in ROLES if role in given or role in there}
    for role in ("supplier", "client", "time", "kind", "actor"):
        if role not in roles:
            raise ArgumentError(f"{role}: no column of that name; say which one holds it")
    return roles


def _latest(frame: Any, time: str | constant) -> int:
    """The latest time in microseconds, asked of Spark."""
    from pyspark.sql import functions as F  # pyright: ignore[reportMissingImports]  # there where Spark is
    from pyspark.sql import types as T  # pyright: ignore[reportMissingImports]  # there where Spark is

    if isinstance(time, constant):
        return to_us(time.value, "time")
    column = _column(time)
    kind = frame.select(column).schema[0].dataType
    if isinstance(kind, T.TimestampType):
        column = F.unix_micros(column)
    elif not isinstance(kind, (T.LongType, T.IntegerType)):
        raise ArgumentError(f"as_of: say as of when, since the latest {kind.simpleString()} of {time!r} is not clear")
    latest = frame.agg(F.max(column)).collect()[0][0]
    if latest is None:
        raise ArgumentError("as_of: say as of when, since there are no facts to take the latest time of")
    return int(latest)


def _spark_schema(task: _Task) -> Any:
    """The columns of a result, as Spark calls their types."""
    import pyarrow as pa
    from pyspark.sql import types as T  # pyright: ignore[reportMissingImports]  # there where Spark is

    names: dict[Any, Any] = {pa.string(): T.StringType(), pa.float64(): T.DoubleType(), pa.int64(): T.LongType(),
                             pa.bool_(): T.BooleanType(), pa.timestamp("us", "UTC"): T.TimestampType()}
    roles = ("supplier", "client", "time", "kind", "actor")
    schema = pa.schema([(name, pa.string() if name != "time" else pa.int64()) for name in roles])
    stream = score_stream(schema.empty_table(), task.as_of, Model.from_json(task.model), want=task.want)
    made = _plain(pa.RecordBatchReader.from_stream(stream).schema)
    return T.StructType([T.StructField(field.name, names[field.type]) for field in made])


def _plain(schema: pa.Schema) -> pa.Schema:
    """Categories and text as strings, which is what Spark has."""
    import pyarrow as pa

    text = (pa.types.is_dictionary, pa.types.is_large_string)
    return pa.schema([pa.field(f.name, pa.string() if any(t(f.type) for t in text) else f.type) for f in schema])


class _Task:
    """What runs on an executor: the sorted batches of a partition in, batches of results out."""

    def __init__(self, columns: dict[str, str], constants: dict[str, Any], words: Words,
                 timezone: str | None, model: str, as_of: int, want: Want | Sequence[Want]) -> None:
        self.columns, self.constants, self.words, self.timezone = columns, constants, words, timezone
        self.model, self.as_of = model, as_of
        self.want: Want | Sequence[Want] = want

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        given = iter(batches)
        first = next(given, None)
        if first is None:
            return
        facts = pa.RecordBatchReader.from_batches(first.schema, chain([first], given))
        try:
            scores = pa.RecordBatchReader.from_stream(score_stream(
                facts, self.as_of, Model.from_json(self.model), want=self.want, threads=1,
                kinds=self.words.kind, actors=self.words.actor, items=self.words.item, timezone=self.timezone,
                **self.constants))
            schema = _plain(scores.schema)
            for batch in scores:
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()
        except Exception as error:
            called = ", ".join(f"{role} is your column {name!r}" for role, name in self.columns.items() if role != name)
            error.add_note("rows count within a partition, sorted by supplier, client and time" + "; " * bool(called)
                           + called)
            raise
