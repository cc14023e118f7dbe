# SPDX-License-Identifier: Apache-2.0
"""Facts: what happened and what was said, from whatever table they are in."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from . import _core
from ._errors import (
    ArgumentError, ColumnError, ColumnTypeError, ColumnWarning, JoyfulProfitError, NotFoundError, UnitWarning,
    did_you_mean, from_core, needs, warn, warn_all)
from ._model import Model, as_model
from ._time import to_datetime, to_text
from ._words import (
    Naming, Words, actor_hint, as_table, checked_words, has_text, is_polars, is_pyarrow, naming, note_words, other_scale,
    rating_above, rating_hint, unknown_words, warn_of_unmet, words_of)

if TYPE_CHECKING:
    from datetime import datetime
    from io import FileIO

    from ._columns import Notes
    from ._table import Table

ROLES = ("supplier", "client", "time", "kind", "actor", "value", "item", "guess", "intensity", "recorded", "id")
REQUIRED = ("supplier", "client", "time", "kind", "actor")
_ACTORS = ("client", "supplier")

Progress = Callable[[int, int], object]


@runtime_checkable
class ArrowStream(Protocol):
    """A table of pyarrow, Polars, DuckDB, or anything else that speaks Arrow's stream protocol."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class constant:
    """The same value for all rows, in place of the name of a column.

    >>> constant("Acme")
    constant('Acme')
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value: Any = value

    def __repr__(self) -> str:
        return f"constant({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, constant) and self.value == other.value

    def __hash__(self) -> int:
        return hash((constant, self.value))


class Facts:
    """The facts of any number of relationships, checked and in order.

    Facts are taken once, when the object is made; what becomes of the data afterwards does not matter. Nothing is
    guessed: what cannot be what a column should be is refused, with column, row (from 0) and value.

    Parameters
    ----------
    data
        A pandas, Polars or pyarrow table, a DuckDB relation, anything with ``__arrow_c_stream__``, a dict of
        arrays, a list of dicts, a NumPy array with fields, or the path of a file ``.csv``, ``.jsonl``, ``.ndjson``
        or ``.parquet`` (which needs pyarrow).
    supplier, client, time, kind, actor, value, item, guess, intensity, recorded, id : str or constant, optional
        The column of the data that holds it; by default the one of the same name, if there is one. The first five
        must be there. ``actor="client"`` and ``actor="supplier"`` say who did all of it; for one value in all
        rows write ``constant(...)``, which as item or guess is that of rows of kind rating. docs/facts.md
        says what each column means.
    kinds : mapping, optional
        Your words for kinds, such as ``{"order": "order_placed"}``; others are taken as they are. Rows of a
        word that is None are left out, such as ``{"Task": None}``.
    actors : mapping, optional
        Your words for who did it, such as ``{"Inbound": "client", "Outbound": "supplier"}``.
    items : mapping, optional
        Your words for what was rated, such as the questions of a survey: ``{"How reliable are we?":
        "pillar.trust"}``. Rows of a word that is None are left out.
    timezone : str, optional
        The zone of times that have none, such as ``"UTC"`` or ``"Europe/Berlin"``. Without it such times are
        refused: a guess would move answers by hours.
    model : Model or path, optional
        The model whose kinds and indicators the facts use; the default one if it is left out.
    on_bad_row : callable, optional
        Called with the error of each row that is refused (and the text of the row, of a file); the row is left
        out. Without it the first bad row is raised.
    progress : bool or callable, optional
        True for a bar (with tqdm, if it is there), or a function that is called with how much is done and how much
        there is, 0 if that is not known.

    Notes
    -----
    A value that is NaN, None, NaT, NA or null is missing; so is empty text. Times as integers are microseconds since
    1970, UTC; a `UnitWarning` says so where those of `time` or `recorded` look like seconds, milliseconds or nanoseconds.

    Examples
    --------
    >>> facts = Facts({
    ...     "client": ["Museum", "Museum"],
    ...     "when": ["2024-03-05T09:00:00Z", "2024-03-07T10:30:00Z"],
    ...     "what": ["request_made", "reply"],
    ...     "by": ["client", "supplier"],
    ... }, supplier=constant("Acme"), time="when", kind="what", actor="by")
    >>> facts
    <joyfulprofit.Facts: 2 facts of 1 relationship, 2024-03-05T09:00:00Z to 2024-03-07T10:30:00Z>
    >>> Facts([{"supplier": "A", "client": "B", "time": 0, "kind": "meetng", "actor": "client"}])
    Traceback (most recent call last):
    ...
    joyfulprofit._errors.DataError: Row 0 (kind): expected a kind of the model, got 'meetng'; did you mean \
'meeting'?
    """

    __slots__ = ("_handle", "_model", "_who")
    _handle: object
    _model: Model
    _who: Table | None  # who stands in them, once somebody has asked: facts do not change

    def __init__(self, data: Any, *, supplier: str | constant | None = None, client: str | constant | None = None,
                 time: str | constant | None = None, kind: str | constant | None = None,
                 actor: str | constant | None = None, value: str | constant | None = None,
                 item: str | constant | None = None, guess: str | constant | None = None,
                 intensity: str | constant | None = None, recorded: str | constant | None = None,
                 id: str | constant | None = None, kinds: Mapping[str, str | None] | None = None,
                 actors: Mapping[str, str] | None = None, items: Mapping[str, str | None] | None = None,
                 timezone: str | None = None, model: Model | str | os.PathLike[str] | None = None,
                 on_bad_row: Callable[[JoyfulProfitError, bytes], object] | None = None,
                 progress: bool | Progress | None = None) -> None:
        given = {"supplier": supplier, "client": client, "time": time, "kind": kind, "actor": actor,
                 "value": value, "item": item, "guess": guess, "intensity": intensity, "recorded": recorded,
                 "id": id}
        mapping = checked_roles(given)
        self._model = as_model(model)
        self._who = None
        reading = _Reading(self._model, mapping, on_bad_row, progress, checked_words(kinds, actors, items, self._model))
        self._handle = _read(data, mapping, timezone, reading)
        reading.warn_of_scale(self._handle)
        _warn_of_unit(self)

    @classmethod
    def _wrap(cls, handle: object, model: Model) -> Facts:
        self = object.__new__(cls)
        self._handle, self._model, self._who = handle, model, None
        return self

    @classmethod
    def _again(cls, table: Table, model: Model, **ids: constant) -> Facts:
        """Out of a table of facts that have been read before: whoever did was warned."""
        mapping = checked_roles(ids)
        reading = _Reading(model, mapping, None, None, checked_words(None, None, None, model))
        reading.warns = False
        return cls._wrap(_read(table, mapping, None, reading), model)

    # ---- What is in them -------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many facts."""
        return _core.fact_count(self._handle)

    @property
    def model(self) -> Model:
        """The model that they were checked with."""
        return self._model

    @property
    def latest(self) -> datetime | None:
        """The latest time of any fact; None if there are no facts."""
        return None if len(self) == 0 else to_datetime(self._latest_us())

    @property
    def relationships(self) -> Table:
        """Who stands in them: a row a relationship, with the number of facts, the first and the last time.

        >>> facts = Facts({"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["thanks"], "actor": ["client"]})
        >>> facts.relationships.row(0)["client"]
        'B'
        """
        if self._who is None:
            self._who = self._list_who()
        return self._who

    def _list_who(self) -> Table:
        from ._table import Table, _Column

        parts = _core.facts_relationships(self._handle)
        n = _core.relationship_count(self._handle)
        columns: list[tuple[str, str, Any]] = []
        for name in ("supplier", "client"):
            offsets, text = parts[name]
            columns.append((name, "text", _Column("text", n, text, None, offsets)))
        for name, kind in (("facts", "int64"), ("first", "time"), ("last", "time")):
            columns.append((name, kind, _Column(kind, n, parts[name])))
        return Table._make(columns, title="Relationships", model=self._model)

    def to_table(self, *, supplier: str | None = None, client: str | None = None) -> Table:
        """The facts as a table, in their order; of one relationship if it is named.

        Other programs can read it, and `Facts` itself with ``timezone="UTC"`` where the times lose their zone.
        """
        index = -1 if supplier is None and client is None else self._index(supplier, client)
        return facts_table(self, index)

    def _index(self, supplier: str | None, client: str | None) -> int:
        """The number of a relationship. What is not said must follow."""
        if supplier is not None and client is not None:
            return self._find(supplier, client)
        count = _core.relationship_count(self._handle)
        if supplier is None and client is None:
            if count == 1:
                return 0
            raise ArgumentError(f"say which of the {count:,} relationships: supplier= and client=")
        name, wanted = ("supplier", supplier) if supplier is not None else ("client", client or "")
        import numpy as np

        found = np.flatnonzero(self.relationships[name] == wanted)
        if len(found) == 1:
            return int(found[0])
        if len(found) == 0:
            _utf8(wanted, name)
            raise self._not_found(f"The facts have no {name} {wanted!r}", name, wanted)
        other = "client" if name == "supplier" else "supplier"
        raise ArgumentError(f"{name} {wanted!r} has {len(found):,} relationships: say which with {other}=")

    def _find(self, supplier: str, client: str) -> int:
        both = _utf8(supplier, "supplier"), _utf8(client, "client")
        try:
            return _core.find(self._handle, *both)
        except NotFoundError as error:
            for name, wanted in (("supplier", supplier), ("client", client)):
                if not (self.relationships[name] == wanted).any():
                    raise self._not_found(str(error).removesuffix("."), name, wanted) from None
            raise

    def _not_found(self, said: str, name: str, wanted: str) -> NotFoundError:
        """With the nearest there is, or the one that is there under the other name."""
        there = self.relationships
        other = "client" if name == "supplier" else "supplier"
        names = dict.fromkeys(there[name].tolist() if len(there[name]) <= 10_000 else ())  # it takes time
        if (there[other] == wanted).any():
            said += f"; did you mean {other}={wanted!r}?"
        else:
            said += did_you_mean(wanted, names, 0.7) or "."
        error = NotFoundError(said)
        error.code = 210
        return error

    def _names(self, index: int) -> tuple[str, str]:
        who = self.relationships
        return who._column("supplier").text(index), who._column("client").text(index)

    def with_model(self, model: Model | str | os.PathLike[str]) -> Facts:
        """The same facts, checked with another model; themselves if it is the same.

        Raises
        ------
        DataError
            If the other model does not have one of their kinds or indicators.
        """
        other = as_model(model)
        if other == self._model:
            return self
        if len(self) == 0:
            return no_facts(other)
        return Facts(self.to_table(), model=other)

    def _latest_us(self) -> int:
        return _core.latest(self._handle)

    def _earliest_us(self) -> int:
        return int(self.relationships["first"].astype("i8").min())

    def __repr__(self) -> str:
        n, r = len(self), _core.relationship_count(self._handle)
        said = f"<joyfulprofit.Facts: {n:,} fact{'s' * (n != 1)} of {r:,} relationship{'s' * (r != 1)}"
        if n:
            said += f", {to_text(self._earliest_us())} to {to_text(self._latest_us())}"
        return said + ">"

    def _repr_html_(self) -> str:
        from ._html import facts_html

        return facts_html(self)

    def __copy__(self) -> Facts:
        return self

    def __deepcopy__(self, memo: object) -> Facts:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (self.to_table() if len(self) else None, self._model)


# The years 2001 to 2100 in these units, which taken for microseconds are the first weeks of 1970, or far ahead.
_OTHER_UNITS = tuple((unit, 978_307_200 * second, 4_102_444_800 * second) for unit, second in (
    ("seconds", 1), ("milliseconds", 10**3), ("nanoseconds", 10**9)))


def unit_of(number: int) -> str | None:
    """What a whole number may be that was taken for microseconds."""
    return next((unit for unit, least, most in _OTHER_UNITS if least <= number <= most), None)


def _warn_of_unit(facts: Facts) -> None:
    """Where all times, or all that facts became known, look like another unit than microseconds."""
    if len(facts) == 0:
        return
    recorded = _core.facts_recorded(facts._handle)
    spans = [("time", facts._earliest_us, facts._latest_us())]  # the earliest time takes a while
    if recorded is not None:
        first, last = recorded
        spans.append(("recorded", lambda: first, last))
    for column, earliest, latest in spans:
        unit = unit_of(latest)
        if unit is not None and unit in ("nanoseconds", unit_of(earliest())):
            warn(f"the latest {column} is {to_text(latest)}: whole numbers are microseconds since 1970; were they "
                 f"{unit}?", UnitWarning)


def _unpickle(table: Table | None, model: Model) -> Facts:
    return Facts._again(table, model) if table is not None else no_facts(model)


def no_facts(model: Model) -> Facts:
    """Facts of no relationship."""
    return Facts({r: [] for r in REQUIRED}, model=model)


def as_facts(data: Any, model: Model | str | os.PathLike[str] | None) -> Facts:
    """Facts of a model; other data becomes facts with the columns as they are called."""
    if isinstance(data, Facts):
        return data if model is None else data.with_model(model)
    return Facts(data, model=model)


def checked_roles(given: Mapping[str, Any]) -> dict[str, str | constant]:
    """The columns that were named, by role."""
    return {role: _checked(role, name) for role, name in given.items() if name is not None}


def _checked(role: str, name: Any) -> str | constant:
    if role == "actor" and isinstance(name, str) and name in _ACTORS:
        return constant(name)
    if isinstance(name, (str, constant)):
        return name
    raise ArgumentError(f"{role}: expected the name of a column or constant(...), got {type(name).__name__}")


def _utf8(text: str, name: str) -> bytes:
    if not isinstance(text, str):
        raise ArgumentError(f"{name}: expected text, got {type(text).__name__}")
    return text.encode("utf-8", "surrogatepass")


# ---- Ways in ---------------------------------------------------------------------------------------------

class _Reading:
    """One reading: what the library is to call, and what is to be said afterwards."""

    def __init__(self, model: Model, mapping: Mapping[str, str | constant], on_bad_row: Any, progress: Any,
                 words: Words) -> None:
        from ._columns import Notes
        from ._progress import bar

        self.model = model
        self.mapping = mapping
        self.words = words
        self.warns = True
        self.is_stream = False  # of Arrow, whose NaN are not seen on the way
        self.warnings: list[Any] = []
        self.call = on_bad_row
        self.notes = Notes(on_bad_row is not None or words.leave_out)  # rows that are left out may have anything in them
        self.above: list[float] = []  # ratings that were left out for being above 1
        self.said: dict[str, Callable[[], Iterable[Any]]] = {}  # all kinds and items as the caller has them
        self.bar = bar(progress, "reading")
        self.naming: Naming | None = None  # for the library; None where the columns are made for it

    def run(self, function: Callable[..., object], *before: object, source: object = None) -> object:
        bad = self._bad_row()
        try:
            with self.bar as progress:
                made = function(self.model._handle, *before, (progress, self.warnings, bad, source, self.naming))
        except JoyfulProfitError as error:
            _say_whose(error, self.mapping)
            self._help(error)
            raise
        if self.warns:
            warn_all(self.warnings, bool(self.mapping))
        for role, met in self.notes.met.items():
            warn_of_unmet(role, self.words.of(role), met)
        return made

    def _bad_row(self) -> Callable[[Any, bytes], None] | None:
        """What the library calls for a row that it refuses; None if the first such row ends it."""
        left_out = self.notes.left_out
        refused = self.notes.refused or {}
        if self.call is None and not self.notes.rows:
            return None

        def hand_over(raw: Any, row: bytes) -> None:
            if raw[1] in left_out:
                return
            error = refused.get(raw[1]) or from_core(raw)
            if self.call is None:
                raise error
            above = rating_above(str(error))
            if above is not None:
                self.above.append(above)
            self.call(error, row)

        return hand_over

    def _help(self, error: JoyfulProfitError) -> None:
        """Adds what can be done about it."""
        said, more = str(error.args[0]), ""
        if error.field in self.said and " of the model, got " in said:
            more = unknown_words(error.field, self.said[error.field](), self.words.of(error.field), self.model, said)
        elif error.field == "actor":
            more = actor_hint(said)
        elif self.is_stream and "got none that is finite" in said:
            more = " NaN is missing in tables at hand; in a stream make it null, such as by nullif(x, 'NaN') in SQL."
        elif error.field == "value":
            more = rating_hint(said)
        if more:
            error.args = (said + more, *error.args[1:])

    def warn_of_scale(self, handle: object) -> None:
        """Where ratings were left out as above 1 and only 0 and 1 stayed, they are on another scale."""
        if not self.above:
            return
        import numpy as np

        parts = _core.facts_columns(handle, -1)
        kept = np.frombuffer(parts["value"], "<f8")[np.frombuffer(parts["kind"], "u2") == 0xffff]
        said = other_scale(self.above, kept)
        if said:
            warn(said, UnitWarning)


def _say_whose(error: JoyfulProfitError, mapping: Mapping[str, str | constant]) -> None:
    """Adds what the user calls the column, unless that is said already."""
    name = mapping.get(error.field)
    if not isinstance(name, str) or name == error.field or isinstance(error, ColumnError):
        return
    said = str(error.args[0])
    end = said[-1:] if said[-1:] in ".?" else ""
    error.args = (f"{said.removesuffix(end)} ({error.field} is your column {name!r}){end}", *error.args[1:])


def _read(data: Any, mapping: dict[str, str | constant], timezone: str | None, reading: _Reading) -> object:
    if timezone is not None:
        from ._columns import find_zone

        find_zone(timezone)
    if isinstance(data, Facts):
        raise ArgumentError("data: these are facts already")
    if isinstance(data, (str, os.PathLike)):
        return _read_path(os.fspath(data), mapping, timezone, reading)
    if _module(data) == "polars" and hasattr(data, "collect"):
        data = data.collect()
    if _module(data) == "pandas":
        return _read_pandas(data, mapping, timezone, reading)
    if hasattr(data, "__arrow_c_stream__"):
        return _read_stream(data, mapping, timezone, reading)
    if isinstance(data, Mapping):
        return _read_arrays(data, mapping, timezone, reading)
    names_of = getattr(getattr(data, "dtype", None), "names", None)
    if names_of:
        return _read_arrays({name: data[name] for name in names_of}, mapping, timezone, reading)
    if hasattr(data, "read"):
        raise ArgumentError("data: expected a table, a dict of arrays, a list of dicts or a path, got an open file; "
                            "give its path")
    if isinstance(data, Iterable) and not isinstance(data, (bytes, bytearray, memoryview)):
        return _read_arrays(_gather(data), mapping, timezone, reading)
    raise ArgumentError(f"data: expected a table, a dict of arrays, a list of dicts or a path, got "
                        f"{type(data).__name__}")


def _module(data: Any) -> str:
    return type(data).__module__.partition(".")[0]


def _plan(mapping: Mapping[str, str | constant], there: Sequence[str]) -> dict[str, str | constant]:
    """Which column or constant is what; the required ones must be there."""
    counts: dict[str, int] = {}
    for column in there:
        counts[column] = counts.get(column, 0) + 1
    plan: dict[str, str | constant] = {}
    for role in ROLES:
        name: str | constant | None = mapping.get(role)
        if name is None and role in counts:
            name = role
        if isinstance(name, str) and name not in counts:
            raise _missing(role, name, there)
        if isinstance(name, str) and counts[name] > 1:
            raise _column_error(role, f"{role}: the data has {counts[name]} columns called {name!r}")
        if name is None and role in REQUIRED:
            raise _missing(role, None, there)
        if name is not None:
            plan[role] = name
    return plan


def _column_error(role: str, text: str) -> ColumnError:
    error = ColumnError(text)
    error.field, error.code = role, 202
    return error


def _missing(role: str, name: str | None, there: Sequence[str]) -> ColumnError:
    import difflib

    lower = {str(t).lower(): str(t) for t in there}
    near = difflib.get_close_matches((name or role).lower(), list(lower), 1, 0.7)
    said = f"{role}: no column {name!r} in the data" if name else f"{role}: no column of this name in the data"
    if near:
        said += f"; did you mean {role}={lower[near[0]]!r}?"
    elif name:
        said += f"; for one value in all rows write {role}=constant({name!r})"
    else:
        columns = ", ".join(repr(str(t)) for t in list(there)[:12])
        said += f"; say which it is with {role}=, of {columns or 'none'}"
    return _column_error(role, said)


def _warn_unused(plan: Mapping[str, str | constant], mapping: Mapping[str, Any], there: Sequence[Any]) -> None:
    """As the library does: a column whose name is all but that of one that was left out was probably meant; others that
    nobody knows are named together, unless the caller names columns."""
    used = {name for name in plan.values() if isinstance(name, str)}
    left_out = [role for role in ROLES if role not in plan]
    unknown = []
    for column in there:
        if column in used or column == "source":
            continue
        near = [r for r in left_out if r == str(column).strip().lower().rstrip("s")]
        if near:
            warn(f"the column {column!r} is not used; did you mean {near[0]}={column!r}?", ColumnWarning)
        else:
            unknown.append(repr(str(column)))
    if unknown and not mapping:
        several, more = len(unknown) > 1, f" and {len(unknown) - 12} more" if len(unknown) > 12 else ""
        warn(f"Column{'s' * several} {', '.join(unknown[:12])}{more} {'are' if several else 'is'} not known and "
             f"{'are' if several else 'is'} ignored.", ColumnWarning)


# ---- Arrays -----------------------------------------------------------------------------------------------

def _gather(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Records as columns; what a record does not have is missing."""
    records = list(rows)
    names: dict[str, None] = {}
    for i, record in enumerate(records):
        if not isinstance(record, Mapping):
            raise ArgumentError(f"data: expected dicts, got {type(record).__name__} as number {i}")
        names.update(dict.fromkeys(record))
    if not records:
        names.update(dict.fromkeys(REQUIRED))
    return {name: [record.get(name) for record in records] for name in names}


def _read_pandas(data: Any, mapping: dict[str, str | constant], timezone: str | None,
                 reading: _Reading) -> object:
    if not hasattr(data, "columns"):
        raise ArgumentError(f"data: expected a data frame, got a pandas {type(data).__name__}")
    try:
        plan = _plan(mapping, list(data.columns))
    except ColumnError as error:
        name = mapping.get(error.field, error.field)
        if name in list(data.index.names):
            error.args = (f"{error.field}: {name!r} is in the index of the frame; pass frame.reset_index()",)
        raise
    _warn_unused(plan, mapping, list(data.columns))
    columns = {name: data[name] for name in plan.values() if isinstance(name, str)}
    return _read_planned(columns, len(data), plan, timezone, reading)


def _read_arrays(data: Mapping[Any, Any], mapping: dict[str, str | constant], timezone: str | None,
                 reading: _Reading) -> object:
    plan = _plan(mapping, list(data))
    _warn_unused(plan, mapping, list(data))
    columns = {name: data[name] for name in plan.values() if isinstance(name, str)}
    lengths: dict[str, int] = {}
    for name, column in columns.items():
        if isinstance(column, (str, bytes)) or not hasattr(column, "__len__") or getattr(column, "ndim", 1) == 0:
            raise ColumnTypeError(f"{name}: expected a column, got a {type(column).__name__}; for one value in all "
                                  "rows write constant(...)")
        lengths[name] = len(column)
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name!r} has {n}" for name, n in lengths.items())
        raise ArgumentError(f"data: the columns are of different lengths: {said}")
    if not lengths:
        raise ArgumentError("data: at least one column must be of the data")
    return _read_planned(columns, next(iter(lengths.values())), plan, timezone, reading)


def _read_planned(columns: Mapping[str, Any], length: int, plan: Mapping[str, str | constant],
                  timezone: str | None, reading: _Reading) -> object:
    from ._columns import Spec, column_spec, columns_stream, constant_spec, of_ratings, without_times

    specs: list[Spec] = []
    notes, words = reading.notes, reading.words
    for role, name in plan.items():
        if role in ("kind", "item") and isinstance(name, str):
            reading.said[role] = partial(_items, columns[name])
        if isinstance(name, constant):
            spec = constant_spec(role, name.value, length, words.of(role))
            if role in ("item", "guess"):
                spec = of_ratings(spec, specs[REQUIRED.index("kind")])
            specs.append(spec)
        else:
            specs.append(column_spec(role, name, columns[name], length, timezone=timezone, translate=words.of(role),
                                     notes=notes))
    if notes.rows:
        specs = without_times(specs, notes.rows)
    return reading.run(_core.read_arrow, columns_stream(specs, length), _expected(length))


def _items(column: Any) -> list[Any]:
    return column.tolist() if hasattr(column, "tolist") else list(column)


# ---- Arrow ------------------------------------------------------------------------------------------------

def _read_stream(data: Any, mapping: dict[str, str | constant], timezone: str | None,
                 reading: _Reading) -> object:
    rows = getattr(data, "num_rows", getattr(data, "height", None))  # of pyarrow, of Polars; DuckDB would count them
    stream = _taken_stream(data, mapping, timezone, reading)
    return reading.run(_core.read_arrow, stream, _expected(rows))


def _taken_stream(data: Any, mapping: dict[str, str | constant], timezone: str | None, reading: _Reading) -> object:
    """The stream of `data`; of a table at hand, whose columns can be looked at, as of any other table."""
    from ._columns import without_nans

    data = without_nans(data, mapping)
    reading.is_stream = not (is_polars(data) or is_pyarrow(data))
    for role in ("kind", "item"):
        name = mapping.get(role, role)
        note_words(data, role, name, reading.words.of(role), reading.notes)
        if isinstance(name, str) and has_text(data, name):
            reading.said[role] = partial(words_of, data, name)
    data = _with_parsed_times(data, mapping, timezone, reading.notes)
    stream = checked_stream(data, mapping, timezone)
    reading.naming = naming(mapping, reading.words, timezone)
    return stream


def _with_parsed_times(data: Any, mapping: dict[str, str | constant], timezone: str | None,
                       notes: Notes) -> Any:
    """A table of Polars or pyarrow with times where it has texts of them, read as in any other table."""
    from ._columns import TIMES, parsed_times

    for role in TIMES:
        name = mapping.get(role, role)
        if not isinstance(name, str) or not has_text(data, name):
            continue
        times = parsed_times(role, name, words_of(data, name), timezone, notes)
        if is_polars(data):
            import polars as pl

            data = data.with_columns(pl.Series(name, times).dt.replace_time_zone("UTC"))
        else:
            import pyarrow as pa

            data = as_table(data)
            data = data.set_column(data.schema.get_field_index(name), name, pa.array(times, pa.timestamp("us", "UTC")))
    when = mapping.get("time", "time")
    at_hand = isinstance(when, str) and (is_polars(data) or is_pyarrow(data))
    return _without_times(data, when, notes.rows) if notes.rows and at_hand else data


def _without_times(data: Any, name: Any, rows: list[int]) -> Any:
    """A table with no time in these rows, so that the library refuses them in their turn."""
    import numpy as np

    if (data.columns if is_polars(data) else data.schema.names).count(name) != 1:
        return data  # it is missing or stands twice, as will be said
    bad = np.zeros(len(data) if is_polars(data) else data.num_rows, "?")
    bad[rows] = True
    if is_polars(data):
        import polars as pl

        return data.with_columns(pl.when(pl.Series(bad)).then(None).otherwise(pl.col(name)).alias(name))
    import pyarrow as pa
    import pyarrow.compute as pc

    place, column = data.schema.get_field_index(name), data.column(name)
    return data.set_column(place, name, pc.if_else(pa.array(bad), pa.scalar(None, column.type), column))


def _expected(rows: Any) -> int:
    """For how many facts room is made at once; 0 if that is not known."""
    return min(rows, 2**31 - 1) if isinstance(rows, int) and not isinstance(rows, bool) and rows > 0 else 0


def checked_stream(data: Any, mapping: Mapping[str, str | constant], timezone: str | None) -> object:
    """The stream of `data`, which has the columns that it must have, and zones where times need them."""
    capsule = _core.stream_capsule(data)
    forms = dict(schema := _core.stream_schema(capsule))
    plan = _plan(mapping, [name for name, _ in schema])
    for role in ("time", "recorded"):
        name = plan.get(role)
        if isinstance(name, str):
            _check_zone(role, name, forms[name], timezone)
    return capsule


def _check_zone(role: str, name: str, form: str, timezone: str | None) -> None:
    where = role if role == name else f"{role} (column {name!r})"
    if form in ("u", "U", "vu"):
        raise ColumnTypeError(f"{where}: expected times, got text, which tables of Polars and pyarrow may have, but no "
                              "stream; make times of it where it comes from, such as CAST(... AS TIMESTAMPTZ) in SQL or "
                              "pd.to_datetime(..., utc=True)")
    naive = (form.startswith("ts") and form.endswith(":")) or form.startswith("td")
    if not naive:
        return
    if timezone is None:
        raise ColumnTypeError(f"{where}: the times have no zone; say which they are in, such as "
                              "Facts(..., timezone='UTC'): a guess would move answers by hours")
    if timezone != "UTC":
        raise ArgumentError(f"timezone: an Arrow table's times are not moved from {timezone}; give the column its "
                            "zone with the library that made the table")


# ---- Files --------------------------------------------------------------------------------------------------

def _read_path(path: str, mapping: dict[str, str | constant], timezone: str | None, reading: _Reading) -> object:
    suffix = _suffix_of(path)
    if suffix == ".parquet":
        return _read_stream(_parquet(path, mapping), mapping, timezone, reading)
    function = _core.read_csv if suffix == ".csv" else _core.read_jsonl
    with _open_text(path, timezone) as file:
        reading.naming = naming(mapping, reading.words, timezone)
        return reading.run(function, source=file)


def score_facts(data: Any, mapping: dict[str, str | constant], words: Words, timezone: str | None, model: Model,
                on_bad_row: Any, *how: int) -> object:
    """The scores of a stream of Arrow, or of a file, as a stream that reads it as it is pulled."""
    reading = _Reading(model, mapping, on_bad_row, None, words)
    if timezone is not None:
        from ._columns import find_zone

        find_zone(timezone)
    if isinstance(data, str) and (suffix := _suffix_of(data)) != ".parquet":
        with _open_text(data, timezone) as file:
            reading.naming = naming(mapping, words, timezone)
            return reading.run(_core.score_text, file.fileno(), int(suffix == ".csv"), *how)
    data = _parquet(data, mapping) if isinstance(data, str) else data
    return reading.run(_core.score_stream, _taken_stream(data, mapping, timezone, reading), *how)


def _suffix_of(path: str) -> str:
    """How the name of a file of facts ends."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in (".csv", ".jsonl", ".ndjson", ".parquet"):
        said = "a text of several lines" if "\n" in path else repr(os.path.basename(path)[:100])
        raise ArgumentError(f"data: expected a file .csv, .jsonl, .ndjson or .parquet, got {said}")
    return suffix


def _open_text(path: str, timezone: str | None) -> FileIO:
    if timezone is not None:
        raise ArgumentError("timezone: times in a text file carry their zone; put it there")
    return open(path, "rb", buffering=0)


def _parquet(path: str, mapping: Mapping[str, str | constant]) -> Any:
    with needs("Parquet", "pyarrow", "arrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    file = pq.ParquetFile(path)
    there = file.schema_arrow.names
    wanted = {name if isinstance(name, str) else None for name in mapping.values()} | set(ROLES)
    columns = [name for name in there if name in wanted]
    schema = pa.schema([file.schema_arrow.field(name) for name in columns])
    return pa.RecordBatchReader.from_batches(schema, file.iter_batches(columns=columns))


# ---- Out -----------------------------------------------------------------------------------------------------

def facts_table(facts: Facts, index: int) -> Table:
    """The facts of one relationship, or of all (-1), as a table with the columns of docs/facts.md."""
    import numpy as np

    from ._table import Table, _Column

    parts = _core.facts_columns(facts._handle, index)
    n = len(parts["actor"])
    where = np.frombuffer(parts["relationship"], "<i8")
    who = facts.relationships
    kinds = facts._model._kind_ids
    items = facts._model._indicator_ids
    kind = np.frombuffer(parts["kind"], "u2")
    rating = kind == 0xffff
    columns: list[tuple[str, str, Any]] = [(name, "text", who._column(name).take(where))
                                           for name in ("supplier", "client")]
    columns.append(("time", "time", _Column("time", n, parts["time"])))
    columns.append(("kind", "category", ["rating" if k == 0xffff else kinds[k] for k in kind.tolist()]))
    columns.append(("actor", "category", _Column("category", n, parts["actor"], None, None, _ACTORS)))
    valid = np.frombuffer(parts["value_valid"], "?")
    columns.append(("value", "double", (np.frombuffer(parts["value"], "<f8"), valid)))
    item = np.frombuffer(parts["item"], "u2").tolist()
    columns.append(("item", "category", [items[i] if r else None for i, r in zip(item, rating.tolist(), strict=True)]))
    columns.append(("guess", "bool", (np.frombuffer(parts["guess"], "?"), rating)))
    columns.append(("intensity", "double", (np.frombuffer(parts["intensity"], "<f8"),
                                            np.frombuffer(parts["has_intensity"], "?"))))
    columns.append(("recorded", "time", (np.frombuffer(parts["recorded"], "<i8"),
                                         np.frombuffer(parts["recorded_valid"], "?"))))
    offsets, text = parts["id"]
    has_id = np.diff(np.frombuffer(offsets, "<i8")) > 0
    bitmap = None if has_id.all() else np.packbits(has_id, bitorder="little")
    columns.append(("id", "text", _Column("text", n, text, bitmap, offsets)))
    return Table._make(columns, title="Facts", about=f"{n:,} facts", model=facts._model)


def iterate(table: Table) -> Iterator[dict[str, Any]]:
    """Rows without what is missing."""
    for row in table.rows():
        yield {key: value for key, value in row.items() if value is not None}
