# SPDX-License-Identifier: Apache-2.0
"""One relationship kept between scorings."""
from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any

from . import _core
from ._errors import ArgumentError
from ._facts import Facts, constant, no_facts
from ._model import Model, as_model
from ._score import Want, _flags, _warn_of_moment, moment_of, score, scores_table
from ._time import to_text

if TYPE_CHECKING:
    from ._table import Table
    from ._time import Moment

_LAYOUT = 1  # of what is pickled; another one is another number
_PICKLED = ("time", "kind", "actor", "value", "item", "guess", "intensity", "recorded")


class State:
    """One relationship kept between scorings: takes facts as they come, and is scored as of any moment.

    A score has the bits of `joyfulprofit.score` of all the facts at once, in whatever order and portions they came; but each
    fact is walked once, so that new facts cost what they are, however many there were before. `joyfulprofit.score` is the way
    for many relationships at a time, a State for one that is asked again and again: behind a web page, in a stream of events.

    Parameters
    ----------
    model : Model or path, optional
        The default one if it is left out.

    Notes
    -----
    It takes some 32 bytes a fact, and from 64 facts on 10 to 80 kB for what they led to. It can be copied, and pickled by its
    facts: what comes out says the same, bit for bit, also in another process; its first score walks the facts once more. The
    ids of facts are not kept.

    Examples
    --------
    >>> state = State()
    >>> state.add({"supplier": ["Acme"], "client": ["Museum"], "time": ["2024-03-05T09:00:00Z"],
    ...            "kind": ["request_made"], "actor": ["client"]})
    >>> state.add([{"supplier": "Acme", "client": "Museum", "time": "2024-03-07T10:30:00Z", "kind": "reply",
    ...             "actor": "supplier"}])
    >>> state
    <joyfulprofit.State: 2 facts of supplier 'Acme' and client 'Museum', 2024-03-05T09:00:00Z to 2024-03-07T10:30:00Z>
    >>> state.score("2024-04-01T00:00:00Z").row(0)["facts"]
    2
    """

    __slots__ = ("_earliest", "_handle", "_ids", "_latest", "_lock", "_model")
    _handle: object
    _model: Model
    _ids: tuple[str, str] | None  # supplier and client; None before the first fact
    _earliest: int
    _latest: int

    def __init__(self, model: Model | str | os.PathLike[str] | None = None) -> None:
        self._model = as_model(model)
        self._handle = _core.state_new(self._model._handle)
        self._ids = None
        self._earliest = self._latest = 0
        self._lock = RLock()  # a handler of signals may come in between

    # ---- Facts -----------------------------------------------------------------------------------

    def add(self, facts: Facts | Any) -> None:
        """Add facts, in any order, all or none.

        Parameters
        ----------
        facts : Facts, or what Facts takes
            Of one relationship, which is that of the facts before. Anything but Facts is read with its columns as they are
            called, by the model of the state; Facts must be of that model.

        Raises
        ------
        ArgumentError, DataError
            Both are ValueErrors, too. Nothing has changed then.
        """
        read = facts if isinstance(facts, Facts) else Facts(facts, model=self._model)
        if read.model != self._model:
            raise ArgumentError(f"facts: expected facts of the model of the state, {_said(self._model)}, got facts of "
                                f"{_said(read.model)}; facts.with_model(state.model) makes them so")
        if len(read) == 0:
            return
        ids, earliest, latest = _only_relationship(read), read._earliest_us(), read._latest_us()
        with self._lock:
            if self._ids is not None and ids != self._ids:
                raise ArgumentError(f"facts: expected facts of {_named(self._ids)}, which is what the state has, got facts of "
                                    f"{_named(ids)}")
            _core.state_add(self._handle, read._handle)
            if self._ids is not None:
                earliest, latest = min(earliest, self._earliest), max(latest, self._latest)
            self._ids, self._earliest, self._latest = ids, earliest, latest

    def __len__(self) -> int:
        """How many facts it has taken."""
        with self._lock:
            return _core.state_fact_count(self._handle)

    @property
    def facts(self) -> Facts:
        """The facts that it has taken, in order, as for `explain` and all else; without their ids, and recorded only where
        that was later than they happened."""
        with self._lock:
            if self._ids is None:
                return no_facts(self._model)
            handle = _core.state_facts(self._handle, self._model._handle, *_as_bytes(self._ids))
        return Facts._wrap(handle, self._model)

    @property
    def supplier(self) -> str | None:
        """The supplier; None before the first fact."""
        return None if self._ids is None else self._ids[0]

    @property
    def client(self) -> str | None:
        """The client; None before the first fact."""
        return None if self._ids is None else self._ids[1]

    @property
    def model(self) -> Model:
        """The model that facts are checked and scored with."""
        return self._model

    def _latest_us(self) -> int:
        return self._latest

    def _earliest_us(self) -> int:
        return self._earliest

    # ---- The score -------------------------------------------------------------------------------

    def score(self, as_of: Moment | None = None, *, want: Want | Sequence[Want] = ("headlines",)) -> Table:
        """Score the relationship as of a moment: the table of one row that `joyfulprofit.score` gives of all its facts.

        Parameters
        ----------
        as_of : moment as for `joyfulprofit.score`, optional
            Only what had happened and was known by then is seen. The latest time of the facts if it is left out.
        want : str or sequence of str
            Groups of columns, as for `joyfulprofit.score`. What is not asked for is not computed; ``rhythm`` reads all
            contacts again each time.

        Returns
        -------
        Table
            Columns `supplier` and `client`, then what was wanted. Without facts there is no row.

        Raises
        ------
        ArgumentError, DataError
            Both are ValueErrors, too.
        """
        flags = _flags(want)
        with self._lock:
            if self._ids is None:
                return score(no_facts(self._model), as_of, want=want, threads=1)
            moment = moment_of(self, as_of)
            with _scorer(self._model, flags) as scorer:
                handle = _core.state_score(self._handle, scorer, moment, flags, *_as_bytes(self._ids))
        if hasattr(as_of, "__index__"):
            _warn_of_moment(self, moment)
        return scores_table(handle, self._model, moment)

    # ---- Manners ---------------------------------------------------------------------------------

    def __repr__(self) -> str:
        with self._lock:
            n = len(self)
            said = f"<joyfulprofit.State: {n:,} fact{'s' * (n != 1)}"
            if self._ids is not None:
                said += f" of {_named(self._ids)}, {to_text(self._earliest)} to {to_text(self._latest)}"
        return said + ">"

    def __reduce__(self) -> tuple[Any, ...]:
        from . import __version__

        with self._lock:
            table = self.facts.to_table().select(_PICKLED) if self._ids is not None else None
            return _unpickle, (_LAYOUT, __version__, self._model, self._ids, table)


def _unpickle(layout: Any, version: Any, *parts: Any) -> State:
    from . import __version__

    if layout != _LAYOUT or len(parts) != 3:
        raise ArgumentError(f"State: expected a pickle of layout {_LAYOUT}, got one of layout {layout!r}, written by "
                            f"joyfulprofit {version}; this is {__version__}")
    model, ids, table = parts
    state = State(model)
    if table is not None:
        state.add(Facts._again(table, model, supplier=constant(ids[0]), client=constant(ids[1])))
    return state


@contextmanager
def _scorer(model: Model, flags: int) -> Iterator[object]:
    """A scorer that nobody else uses. It takes a hundred times as long to make as to use, and half a megabyte, so a model
    keeps as many as were ever used at once."""
    want = _core.portfolio_want(flags)
    free = model._scorers.setdefault(want, [])
    try:
        scorer = free.pop()
    except IndexError:
        scorer = _core.scorer_new(model._handle, want)
    yield scorer
    free.append(scorer)


def _only_relationship(facts: Facts) -> tuple[str, str]:
    """Its supplier and client."""
    count = _core.relationship_count(facts._handle)
    if count > 1:
        raise ArgumentError(f"facts: expected facts of one relationship, got {count:,}: {_named(facts._names(0))}, then "
                            f"{_named(facts._names(1))}{', ...' if count > 2 else ''}")
    return facts._names(0)


def _as_bytes(ids: tuple[str, str]) -> tuple[bytes, bytes]:
    return ids[0].encode(), ids[1].encode()


def _named(ids: tuple[str, str]) -> str:
    return f"supplier {ids[0]!r} and client {ids[1]!r}"


def _said(model: Model) -> str:
    return f"{model.name} {model.version} ({model.hash[:12]})"
