# SPDX-License-Identifier: Apache-2.0
"""Why a score is what it is, what changed it, what would, and what to do next."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core
from ._checks import number, whole_number
from ._errors import ArgumentError, did_you_mean
from ._facts import Facts, as_facts, facts_table
from ._model import Model, language_number
from ._progress import bar
from ._score import check_threads, checked_moment, moment_of
from ._table import Table, from_structs
from ._time import to_datetime, to_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ._facts import Progress
    from ._time import Moment

    Array = npt.NDArray[Any]

FACTORS = ("engage", "excite", "conversation", "caring")
STATES = ("unknown", "agreed_strength", "agreed_weakness", "blind_spot", "undervalued")
SIDES = ("client", "supplier")
STATUSES = ("unknown", "known", "ended")
_TYPES = ("given", "derived", "open")
_NO_ROW = (1 << 64) - 1
_RATING = 0xffff


class Estimate(NamedTuple):
    """A value with its 95 % evidence interval, and how much is known (0 to 1)."""

    value: float
    low: float
    high: float
    coverage: float


class _Answer:
    """What an explanation and a change have in common."""

    def __init__(self, facts: Facts, index: int, handle: object, as_of: int) -> None:
        self._facts = facts
        self._index = index
        self._handle = handle
        self._as_of = as_of
        self.model: Model = facts.model
        self.supplier: str
        self.client: str
        self.supplier, self.client = facts._names(index)

    def _part(self, name: str) -> Any:
        return _core.explanation_part(self._handle, name)

    @cached_property
    def _headline(self) -> dict[str, Any]:
        head: dict[str, Any] = self._part("headline")
        return head

    @property
    def as_of(self) -> datetime:
        """The moment (of a change, the later one)."""
        return to_datetime(self._as_of)

    @property
    def status(self) -> str:
        """``unknown``, ``known`` or ``ended``."""
        return str(self._headline["status"])

    @property
    def closure(self) -> Estimate:
        """How much of the gap is closed: the essay's equation as an index from 0 to 1."""
        return Estimate(*self._headline["closure"])

    @property
    def health(self) -> Estimate:
        return Estimate(*self._headline["health"])

    @cached_property
    def factors(self) -> Table:
        """The four factors of the equation, with their shares of closure.

        ``one_hundredth`` is what a little more of the factor would bring; the factor with ``binding`` is the one
        that holds the product down most.
        """
        import numpy as np

        values = np.frombuffer(self._part("factors"), "<f8").reshape(-1, 4)
        binding, one_hundredth, elasticity = self._part("leverage")
        return self._table("Factors", [
            ("factor", "text", list(FACTORS)),
            ("value", "double", values[:, 0]), ("low", "double", values[:, 1]), ("high", "double", values[:, 2]),
            ("coverage", "double", values[:, 3]),
            ("share", "double", np.frombuffer(self._part("factor_shares"), "<f8")),
            ("one_hundredth", "double", list(one_hundredth)), ("elasticity", "double", list(elasticity)),
            ("binding", "bool", [f == binding for f in FACTORS]),
        ])

    @cached_property
    def indicators(self) -> Table:
        """Each indicator: its level, how uncertain it is, the evidence, its shares of closure and health."""
        import numpy as np

        rows = self.model._dict["indicators"]
        opinions = np.frombuffer(self._part("opinions"), "<f8").reshape(-1, 4)
        return self._table("Indicators", [
            ("indicator", "text", [r["id"] for r in rows]), ("label", "text", [r["label"] for r in rows]),
            ("dimension", "category", [r["dimension"] for r in rows]),
            ("side", "category", [r["side"] for r in rows]), ("harm", "bool", [r["harm"] for r in rows]),
            ("level", "double", opinions[:, 0]), ("uncertainty", "double", opinions[:, 1]),
            ("favourable", "double", opinions[:, 2]), ("adverse", "double", opinions[:, 3]),
            ("closure", "double", np.frombuffer(self._part("closure_shares"), "<f8")),
            ("health", "double", np.frombuffer(self._part("health_shares"), "<f8")),
        ])

    @cached_property
    def contributions(self) -> Table:
        """What each fact contributes: given facts, then what is derived from their order, then what stands open.

        ``row`` is the number of a given fact in ``facts.to_table(supplier=..., client=...)``; of the others,
        ``from_row`` and ``to_row`` are the facts behind them. All shares of an index sum to its value minus its
        baseline.
        """
        c = from_structs(self._part("contributions"), "contribution")
        kinds, items = self.model._dict["kinds"], self.model._dict["indicators"]
        rating = c["kind"] == _RATING
        numbers = c["kind"].tolist()
        ids = self._table_of_facts["id"]
        rows = [None if r == _NO_ROW else r for r in c["row"].tolist()]
        columns: list[tuple[str, str, Any]] = [
            ("type", "category", [_TYPES[t] for t in c["type"].tolist()]),
            ("kind", "category", ["rating" if k == _RATING else kinds[k]["id"] for k in numbers]),
            ("label", "text", ["rates: " + items[i]["label"] if k == _RATING else kinds[k]["label"]
                               for k, i in zip(numbers, c["item"].tolist(), strict=True)]),
            ("item", "category", [items[i]["id"] if r else None
                                  for i, r in zip(c["item"].tolist(), rating.tolist(), strict=True)]),
            ("actor", "category", [SIDES[a] for a in c["actor"].tolist()]),
            ("time", "time", c["time"]),
            ("closure", "double", c["closure"]), ("health", "double", c["health"]),
            ("row", "int64", rows),
            ("from_row", "int64", [None if r == _NO_ROW else r for r in c["from"].tolist()]),
            ("to_row", "int64", [None if r == _NO_ROW else r for r in c["to"].tolist()]),
            ("id", "text", [None if r is None else ids[r] for r in rows]),
        ]
        return self._table("Facts", columns)

    @cached_property
    def _table_of_facts(self) -> Table:
        return facts_table(self._facts, self._index)

    def _table(self, title: str, columns: Iterable[tuple[str, str, Any]]) -> Table:
        return Table._make(columns, title=title, model=self.model,
                           about=f"{self.supplier} / {self.client} · as of {to_text(self._as_of)}")

    def _repr_html_(self) -> str:
        from ._html import answer_html

        return answer_html(self)


class Explanation(_Answer):
    """Why closure and health of one relationship are what they are; made by `explain`.

    Attributes
    ----------
    supplier, client : str
    model : Model
    """

    @property
    def gap(self) -> float:
        """1 minus closure."""
        return float(self._headline["gap"])

    @property
    def risk_index(self) -> float:
        """An index of the relationship's risk, 0 to 1; it is not a probability."""
        return float(self._headline["risk_index"])

    @property
    def baselines(self) -> dict[str, float]:
        """Closure and health with nothing known; all shares sum to the value minus it."""
        closure, health = self._headline["baselines"]
        return {"closure": closure, "health": health}

    def text(self, language: Literal["en", "de"] = "en") -> str:
        """One or two plain sentences, made by rule from the numbers, in English or German."""
        return _core.explanation_words(self._handle, language_number(language))

    @cached_property
    def views(self) -> Table:
        """What both sides think of the same thing, where both have spoken.

        ``view`` is ``belief_gap`` (client said minus supplier said), ``awareness`` (said by `side` minus observed)
        or ``empathy`` (said by the other side minus what `side` guesses that it would say). A positive difference:
        the first sees it as better.
        """
        import numpy as np

        ids = self.model._indicator_ids
        gaps = from_structs(self._part("belief_gaps"), "view")
        parts: list[tuple[str, str | None, int, Any]] = [
            ("belief_gap", None, i, gaps[i]) for i in np.flatnonzero(gaps["known"]).tolist()]
        for name in ("awareness", "empathy"):
            views = from_structs(self._part(name), "view")
            parts += [(name, SIDES[i // len(ids)], i % len(ids), views[i])
                      for i in np.flatnonzero(views["known"]).tolist()]
        gap = [p[0] == "belief_gap" for p in parts]
        columns: list[tuple[str, str, Any]] = [
            ("view", "category", [p[0] for p in parts]), ("side", "category", [p[1] for p in parts]),
            ("indicator", "text", [ids[p[2]] for p in parts]),
            ("state", "category", [STATES[p[3]["state"]] if g else None for p, g in zip(parts, gap, strict=True)])]
        columns += [(n, "double", [float(p[3][n]) for p in parts])
                    for n in ("difference", "sd", "low", "high", "p_positive")]
        for name, key in (("client_level", "first_level"), ("supplier_level", "second_level")):
            columns.append((name, "double", [float(p[3][key]) if g else None
                                             for p, g in zip(parts, gap, strict=True)]))
        return self._table("Both views", columns)

    def to_json(self) -> str:
        """Everything that the score says, and its shares: the JSON of one relationship as the command prints it."""
        return _core.explanation_json(self._handle, self.supplier.encode(), self.client.encode())

    def to_dict(self) -> dict[str, Any]:
        """The same as a dictionary, and ``as_of``."""
        return {**json.loads(self.to_json()), "as_of": to_text(self._as_of)}

    def __repr__(self) -> str:
        return (f"<joyfulprofit.Explanation: {self.supplier} / {self.client}, as of {to_text(self._as_of)}, "
                f"{self.status}>\ncloses {self.closure.value:.2f}, health {self.health.value:.2f}. {self.text()}")


class Change(_Answer):
    """What changed closure and health between two moments; made by `compare`.

    The shares in `factors`, `indicators` and `contributions` are those of the change.
    """

    def __init__(self, facts: Facts, index: int, handle: object, since: int, until: int) -> None:
        super().__init__(facts, index, handle, until)
        self._since = since

    @property
    def since(self) -> datetime:
        """The earlier moment."""
        return to_datetime(self._since)

    @property
    def before(self) -> dict[str, float]:
        """Closure and health at the earlier moment."""
        closure, health = self._headline["baselines"]
        return {"closure": closure, "health": health}

    @property
    def after(self) -> dict[str, float]:
        """Closure and health at the later moment."""
        closure, health = self._headline["values"]
        return {"closure": closure, "health": health}

    def __repr__(self) -> str:
        b, a = self.before, self.after
        return (f"<joyfulprofit.Change: {self.supplier} / {self.client}, {to_text(self._since)} to "
                f"{to_text(self._as_of)}>\ncloses {b['closure']:.2f} to {a['closure']:.2f}, "
                f"health {b['health']:.2f} to {a['health']:.2f}")


class WhatIf(NamedTuple):
    """Closure and health before, after, and after minus before."""

    closure_before: float
    closure_after: float
    closure: float
    health_before: float
    health_after: float
    health: float


# ---- Asking ------------------------------------------------------------------------------------------------

def explain(facts: Facts | Any, supplier: str | None = None, client: str | None = None,
            as_of: Moment | None = None) -> Explanation:
    """Explain the score of one relationship.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    supplier, client : str, optional
        Which relationship; what follows from the rest may be left out.
    as_of : datetime with a zone, str, numpy.datetime64 (UTC) or int, optional
        The latest time of the facts if it is left out.

    Raises
    ------
    NotFoundError
        If there is no such relationship.

    Examples
    --------
    >>> why = explain({"supplier": ["A"] * 2, "client": ["B"] * 2, "time": [0, 10**11],
    ...                "kind": ["complaint", "apology"], "actor": ["client", "supplier"]})
    >>> why.contributions.row(0)["kind"]
    'complaint'
    """
    facts = as_facts(facts, None)
    index = facts._index(supplier, client)
    moment = moment_of(facts, as_of)
    return Explanation(facts, index, _core.explain(facts._handle, facts.model._handle, index, moment), moment)


def compare(facts: Facts | Any, since: Moment, until: Moment | None = None, *, supplier: str | None = None,
            client: str | None = None) -> Change:
    """What changed the score of one relationship between two moments: what came, faded, fell silent.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    since, until : moments as for `score`
        `until` is the latest time of the facts if it is left out.
    supplier, client : str, optional
        Which relationship; what follows from the rest may be left out.
    """
    facts = as_facts(facts, None)
    index = facts._index(supplier, client)
    start, end = checked_moment(since, "since"), moment_of(facts, until, "until")
    if start > end:
        last = "the latest time of the facts" if until is None else "until"
        raise ArgumentError(f"since: {to_text(start)} is after {last}, {to_text(end)}")
    return Change(facts, index, _core.compare(facts._handle, facts.model._handle, index, start, end), start, end)


def next_actions(facts: Facts | Any, supplier: str | None = None, client: str | None = None,
                 side: Literal["supplier", "client"] = "supplier", as_of: Moment | None = None, *,
                 priors: Mapping[str, tuple[float, float]] | None = None) -> Table:
    """What one side could do next, best first.

    Each action is added to the facts as of the moment, and the relationship scored at the model's horizon (14 days
    on), with it and without it. A what-if of the model, not a causal effect.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    supplier, client : str, optional
        Which relationship.
    side : {"supplier", "client"}
        Whose actions.
    as_of : moment as for `score`, optional
    priors : mapping from kind to (chance of success, cost), optional
        What you know about actions; a cost of 0 is one that is not known.

    Returns
    -------
    Table
        Columns kind, label, health, closure, client_suffering (below 0 is relief), client_silence, success, cost,
        rank_by.
    """
    import numpy as np

    if side not in SIDES:
        raise ArgumentError(f"side: expected 'supplier' or 'client', got {side!r}")
    facts = as_facts(facts, None)
    index = facts._index(supplier, client)
    moment = moment_of(facts, as_of)
    ids = facts.model._kind_ids
    numbers: list[float] = []
    if not (priors is None or isinstance(priors, Mapping)):
        raise ArgumentError(f"priors: expected a mapping from kinds to (chance of success, cost), got {priors!r}")
    for kind, pair in (priors or {}).items():
        if kind not in ids:
            raise ArgumentError(f"priors: {kind!r} is no kind of the model{did_you_mean(kind, ids)}")
        try:
            success, cost = map(float, pair)
        except (TypeError, ValueError):
            raise ArgumentError(f"priors: expected (chance of success, cost) of {kind!r}, got {pair!r}") from None
        numbers += [ids.index(kind), success, cost]
    found = from_structs(_core.next_actions(facts._handle, facts.model._handle, index, moment, SIDES.index(side),
                                            np.array(numbers, "<f8")), "action")
    labels = facts.model._dict["kinds"]
    names = facts._names(index)
    columns: list[tuple[str, str, Any]] = [
        ("kind", "text", [ids[k] for k in found["kind"].tolist()]),
        ("label", "text", [labels[k]["label"] for k in found["kind"].tolist()])]
    columns += [(n, "double", found[n]) for n in ("health", "closure", "client_suffering", "client_silence",
                                                  "success")]
    columns.append(("cost", "double", (found["cost"], found["cost"] != 0)))
    columns.append(("rank_by", "double", found["rank_by"]))
    return Table._make(columns, title=f"What the {side} can do next", model=facts.model,
                       about=f"{names[0]} / {names[1]} · as of {to_text(moment)}")


class Timeline(Table):
    """Scores of one relationship at many moments; made by `timeline`."""

    __slots__ = ("_points",)
    _points: bytes

    @property
    def events(self) -> Table:
        """The bands of the model that it crosses: when, of what, from which band to which."""
        import numpy as np

        raw = from_structs(_core.timeline_events(self.model._handle, self._points), "band_event")
        bands = self.model._dict["bands"]
        what = ("health", "closure", "risk_index")
        rows = [(what[b], f, t) for b, f, t in zip(raw["banded"].tolist(), raw["from"].tolist(),
                                                  raw["to"].tolist(), strict=True)]
        return Table._make([
            ("time", "time", np.ascontiguousarray(self["as_of"].view("i8")[raw["point"].astype(np.intp)])),
            ("of", "category", [b for b, _, _ in rows]),
            ("before", "category", [bands[b][f]["id"] for b, f, _ in rows]),
            ("after", "category", [bands[b][t]["id"] for b, _, t in rows]),
        ], title="Bands crossed", about=self._about, model=self.model)

    def __reduce__(self) -> tuple[Any, ...]:
        make, arguments = super().__reduce__()
        return make, arguments, (None, {"_points": self._points})


def timeline(facts: Facts | Any, supplier: str | None = None, client: str | None = None, *,
             at: Sequence[Moment] | Array | None = None, every_days: float = 30.0) -> Timeline:
    """Score one relationship at many moments, in one pass over its facts.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    supplier, client : str, optional
        Which relationship.
    at : sequence of moments as for `score`, optional
        Ascending. By default every `every_days` back from the latest fact of all, to the first of the relationship.
    every_days : float, default 30

    Returns
    -------
    Timeline
        A Table with a row a moment, and the bands that it crosses as ``.events``.
    """
    import numpy as np

    facts = as_facts(facts, None)
    index = facts._index(supplier, client)
    if at is None:
        every_days = number(every_days, "every_days", 0.001, 1e6)
        first = int(facts.relationships["first"][index].astype("i8"))
        last = moment_of(facts, None)
        step = max(1, round(every_days * 86_400e6))
        if (last - first) // step > 1_000_000:
            raise ArgumentError("every_days: that would be more than a million moments; use a larger one")
        moments = np.arange(last, first - 1, -step, dtype="<i8")[::-1].copy()
    else:
        moments = _moments(at)
    data = _core.timeline(facts._handle, facts.model._handle, index, moments)
    names = facts._names(index)
    made: Timeline = Timeline._make(  # type: ignore[assignment]
        _timeline_columns(from_structs(data, "timeline_point")), title="Timeline", model=facts.model,
        about=f"{names[0]} / {names[1]}")
    made._points = data
    return made


def _moments(at: Any) -> np.ndarray[Any, Any]:
    """Ascending moments, each as `as_of` may be."""
    import numpy as np

    if isinstance(at, str) or not isinstance(at, Iterable):
        raise ArgumentError(f"at: expected moments in a list or an array, got {at!r}")
    made = [checked_moment(moment, "at") for moment in at]
    for i in range(1, len(made)):
        if made[i] < made[i - 1]:
            raise ArgumentError(f"at: the moments must ascend, got an earlier one at place {i}")
    return np.array(made, "<i8")


def _timeline_columns(p: np.ndarray[Any, Any]) -> list[tuple[str, str, Any]]:
    columns: list[tuple[str, str, Any]] = [
        ("as_of", "time", p["as_of"]), ("status", "category", [STATUSES[s] for s in p["status"].tolist()]),
        ("facts", "int64", p["facts"])]
    for name in ("closure", "health"):
        columns += [(n, "double", p[n]) for n in (name, f"{name}.low", f"{name}.high", f"{name}.coverage")]
        columns.append((f"{name}.change", "double", p[f"{name}_change"]))
        columns.append((f"{name}.exceeds", "bool", p[f"{name}_exceeds"]))
    columns.append(("risk_index", "double", p["risk_index"]))
    for side in SIDES:
        there = p[f"silence.{side}.logged"]
        columns += [(f"silence.{side}.{n}", "double", (p[f"silence.{side}.{n}"], there)) for n in ("days", "score")]
        columns.append((f"silence.{side}.silent_90", "bool", p[f"silence.{side}.silent_90"]))
    return columns


def what_if(facts: Facts | Any, supplier: str | None = None, client: str | None = None, as_of: Moment | None = None, *,
            without: Iterable[int] | Iterable[str] | int | None = None, add: Any = None) -> WhatIf:
    """What closure and health would be without some facts, or with some more.

    It is exactly the score of the other facts; shares are another thing, and do add up.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    supplier, client : str, optional
        Which relationship.
    as_of : moment as for `score`, optional
    without : rows (int) or ids (str), or one of them, optional
        Facts of the relationship: rows as in ``explain(...).contributions["row"]``.
    add : facts as Facts takes them, optional
        Without supplier and client, such as ``{"kind": ["apology"], "actor": ["supplier"], "time": [...]}``. A fact
        counts if it happened by `as_of`.

    Examples
    --------
    >>> facts = Facts({"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["complaint"], "actor": ["client"]})
    >>> what_if(facts, without=[0]).health > 0
    True
    """
    import numpy as np

    facts = as_facts(facts, None)
    index = facts._index(supplier, client)
    moment = moment_of(facts, as_of)
    if (without is None) == (add is None):
        raise ArgumentError("what_if: give either without= or add=")
    if without is not None:
        rows = _rows(facts, index, without)
        data = _core.without(facts._handle, facts.model._handle, index, moment, np.array(rows, "<u8"))
    else:
        names = facts._names(index)
        from ._facts import constant

        added = add if isinstance(add, Facts) else Facts(add, supplier=constant(names[0]), client=constant(names[1]),
                                                         model=facts.model)
        if len(added.relationships["facts"]) != 1:
            raise ArgumentError("add: expected facts of one relationship")
        data = _core.with_added(facts._handle, facts.model._handle, index, moment, added._handle)
    return WhatIf(*from_structs(data, "delta")[0].tolist())


def _rows(facts: Facts, index: int, without: Any) -> list[int]:
    one = isinstance(without, (str, bytes)) or not isinstance(without, Iterable)
    wanted: list[Any] = [without] if one else list(without)
    rows: list[Any] = [w for w in wanted if not isinstance(w, str)]
    ids = [w for w in wanted if isinstance(w, str)]
    if ids:
        place: dict[str, list[int]] = {}
        for row, name in enumerate(facts_table(facts, index)["id"].tolist()):
            place.setdefault(name, []).append(row)
        for name in ids:
            if name not in place:
                raise ArgumentError(f"without: no fact of the relationship has the id {name!r}")
            rows += place[name]
    count = int(facts.relationships["facts"][index])
    for row in rows:
        if isinstance(row, bool) or not hasattr(row, "__index__") or not 0 <= row < count:
            raise ArgumentError(f"without: expected rows of the relationship, from 0 to {count - 1}, or ids, got {row!r}")
    return sorted({int(r) for r in rows})


# ---- Robustness ---------------------------------------------------------------------------------------------

class Robustness:
    """How far a ranking by health hangs on the numbers of the model; made by `robustness`."""

    def __init__(self, facts: Facts, handle: object, moment: int) -> None:
        self._facts, self._handle, self._moment = facts, handle, moment
        self.mean_shift: float
        self.scorings: int
        self.mean_shift, self.scorings = _core.robustness_part(handle, "headline")

    @cached_property
    def ranks(self) -> Table:
        """A row a relationship: rank by the model itself, and its 5 % and 95 % over the drawn models."""
        r = from_structs(_core.robustness_part(self._handle, "ranks"), "rank")
        who = self._facts.relationships
        return self._table("Ranks", [
            ("supplier", "text", who._column("supplier")), ("client", "text", who._column("client")),
            ("health", "double", r["health"]), ("status", "category", [STATUSES[s] for s in r["status"].tolist()]),
            ("rank", "int64", r["rank"]), ("rank_low", "int64", r["rank_low"]),
            ("rank_high", "int64", r["rank_high"])])

    @cached_property
    def sensitivities(self) -> Table:
        """A row a group of the model's numbers: its first-order and total Sobol index of the shift in ranks."""
        rows = _core.robustness_part(self._handle, "sensitivities")
        return self._table("Sensitivities", [
            ("group", "text", [r[0] for r in rows]), ("description", "text", [r[1] for r in rows]),
            ("first", "double", [r[2] for r in rows]), ("total", "double", [r[3] for r in rows])])

    @cached_property
    def weights(self) -> Table:
        """A row an indicator: its nominal weight in health, and how much health follows it in these data."""
        w = from_structs(_core.robustness_part(self._handle, "weights"), "weight")
        return self._table("Weights", [
            ("indicator", "text", self._facts.model._indicator_ids), ("nominal", "double", w["nominal"]),
            ("effective", "double", (w["effective"], w["has_effective"]))])

    def _table(self, title: str, columns: Iterable[tuple[str, str, Any]]) -> Table:
        return Table._make(columns, title=title, model=self._facts.model, about=f"as of {to_text(self._moment)}")

    def __repr__(self) -> str:
        return (f"<joyfulprofit.Robustness: a rank shifts by {self.mean_shift:.2f} on average, "
                f"{self.scorings:,} scorings>")


def robustness(facts: Facts | Any, as_of: Moment | None = None, *, draws: int = 64, spread: float = 0.5,
               seed: int = 0, threads: int = 0, progress: bool | Progress | None = None) -> Robustness:
    """How far a ranking of relationships by health hangs on the numbers of the model.

    Models are drawn around the model, and the relationships are ranked with each.

    Parameters
    ----------
    facts : Facts, or what Facts takes
        Of at least two relationships.
    as_of : moment as for `score`, optional
    draws : int
        Of each of two matrices, best a power of two.
    spread : float
        From 0.001 to 9: numbers are drawn from 1 / (1 + spread) to 1 + spread times their own.
    seed : int
        The same seed gives the same bits on every machine.
    threads : int
        As for `score`.
    progress : bool or callable, optional
    """
    facts = as_facts(facts, None)
    moment = moment_of(facts, as_of)
    draws = whole_number(draws, "draws", 1, 65536)
    seed = whole_number(seed, "seed", 0, (1 << 64) - 1, "2^64 - 1")
    spread = number(spread, "spread", 0.001, 9)
    threads = check_threads(threads)
    with bar(progress, "ranking") as call:
        handle = _core.robustness(facts._handle, moment, seed, draws, spread, threads, (call, None, None, None))
    return Robustness(facts, handle, moment)
