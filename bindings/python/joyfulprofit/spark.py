# SPDX-License-Identifier: Apache-2.0
"""Scores on Spark: relationships spread over partitions, each of them scored by the library.

Needs PySpark (4.0 or later) and pyarrow, and this package on the executors. Nothing of Spark is imported until it
is needed.
"""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import ArgumentError, JoyfulProfitError
from ._facts import ROLES, Facts, _checked, _say_whose, constant
from ._model import Model, as_model
from ._score import _flags
from ._score import score as score_here
from ._time import to_us

if TYPE_CHECKING:
    import pyarrow as pa

    from ._time import Moment

__all__ = ["score"]

PORTION = 100_000


def score(frame: Any, as_of: Moment | None = None, model: Model | str | os.PathLike[str] | None = None, *,
          want: str | Sequence[str] = ("headlines",), partitions: int | None = None,
          supplier: str | constant | None = None, client: str | constant | None = None,
          time: str | constant | None = None, kind: str | constant | None = None,
          actor: str | constant | None = None, value: str | constant | None = None,
          item: str | constant | None = None, guess: str | constant | None = None,
          intensity: str | constant | None = None, recorded: str | constant | None = None,
          id: str | constant | None = None, kinds: Mapping[str, str] | None = None,
          timezone: str | None = None, portion: int = PORTION) -> Any:
    """Score every relationship of a Spark frame of facts: a lazy frame with a row each.

    The facts are spread by supplier and client over partitions, sorted there by Spark, which spills to disk what does
    not fit, and scored in portions of whole relationships. The numbers have the same bits as on one machine, whatever
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
    supplier, client, time, kind, actor, value, item, guess, intensity, recorded, id, kinds, timezone
        As for `Facts`.
    portion : int
        A task holds about so many facts at once, and those of its largest relationship.

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
    given = {"supplier": supplier, "client": client, "time": time, "kind": kind, "actor": actor, "value": value,
             "item": item, "guess": guess, "intensity": intensity, "recorded": recorded, "id": id}
    roles = _roles(frame, {role: _checked(role, name) for role, name in given.items() if name is not None})
    chosen = as_model(model)
    moment = _latest(frame, roles["time"]) if as_of is None else to_us(as_of)
    _flags(want)
    if partitions is not None and (isinstance(partitions, bool) or not isinstance(partitions, int) or partitions < 1):
        raise ArgumentError(f"partitions: expected a number from 1, got {partitions!r}")
    if isinstance(portion, bool) or not isinstance(portion, int) or portion < 1:
        raise ArgumentError(f"portion: expected a number from 1, got {portion!r}")
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
    task = _Task(columns, constants, keys, dict(kinds or {}), timezone, chosen.to_json(), moment, want, portion)
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
        return to_us(time.value)
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
    empty = pa.table({name: pa.array([], pa.string() if name != "time" else pa.int64())
                      for name in ("supplier", "client", "time", "kind", "actor")})
    facts = Facts(empty, model=Model.from_json(task.model))
    schema = task.scored(facts).schema
    return T.StructType([T.StructField(field.name, names[field.type]) for field in schema])


class _Task:
    """What runs on an executor: the sorted batches of a partition in, batches of results out."""

    def __init__(self, columns: dict[str, str], constants: dict[str, Any], keys: Sequence[str], kinds: dict[str, str],
                 timezone: str | None, model: str, as_of: int, want: str | Sequence[str], portion: int) -> None:
        self.columns, self.constants, self.keys, self.kinds, self.timezone = columns, constants, keys, kinds, timezone
        self.model, self.as_of, self.want, self.portion = model, as_of, want, portion

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        model = Model.from_json(self.model)
        for table in portions(batches, self.keys, self.portion):
            try:
                facts = Facts(table, **self.constants, kinds=self.kinds, timezone=self.timezone, model=model)
            except JoyfulProfitError as error:
                _say_whose(error, self.columns)
                first = ", ".join(repr(table[key][0].as_py()) for key in self.keys)
                error.add_note(f"rows count within the portion of a partition that begins with {first}")
                raise
            yield from self.scored(facts).to_batches()

    def scored(self, facts: Facts) -> pa.Table:
        """The result, categories and text as strings, which is what Spark has."""
        import pyarrow as pa

        made = pa.table(score_here(facts, self.as_of, want=self.want, threads=1))
        text = (pa.types.is_dictionary, pa.types.is_large_string)
        return made.cast(pa.schema([pa.field(f.name, pa.string() if any(t(f.type) for t in text) else f.type)
                                    for f in made.schema]))


def portions(batches: Iterable[pa.RecordBatch], keys: Sequence[str], size: int) -> Iterator[pa.Table]:
    """Tables of whole groups, of about `size` rows or one group each, from batches sorted by group."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    rows = start = 0                     # rows held, and where among them the last group begins
    last: list[object] | None = None     # its keys
    for batch in batches:
        if batch.num_rows == 0:
            continue
        begin = _last_group(batch, keys)
        ends = [batch.column(key)[-1].as_py() for key in keys]
        if begin > 0 or ends != last:
            start = rows + begin
        held.append(batch)
        rows, last = rows + batch.num_rows, ends
        if rows >= size and start > 0:
            table = pa.Table.from_batches(held)
            yield table.slice(0, start)
            held = table.slice(start).to_batches()
            rows, start = rows - start, 0
    if held:
        yield pa.Table.from_batches(held)


def _last_group(batch: pa.RecordBatch, keys: Sequence[str]) -> int:
    """The row at which the last group of a batch begins; null is a key like any other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    begin = 0
    for key in keys:
        column = batch.column(key)
        last = column[-1]
        same = pc.equal(column, last).fill_null(False) if last.is_valid else column.is_null()
        other: pa.Array = pc.indices_nonzero(pc.invert(same))
        if len(other):
            begin = max(begin, int(other[-1].as_py()) + 1)
    return begin
