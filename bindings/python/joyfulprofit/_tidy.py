# SPDX-License-Identifier: Apache-2.0
"""Answers as the tidy tables that plots and reports draw."""
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ._checks import whole_number
from ._errors import ArgumentError
from ._look import FACTORS, HARMS, SIDES, clean
from ._look_words import words

if TYPE_CHECKING:
    from ._explain import Change, Explanation, Timeline
    from ._table import Table

_INDICES = ("health", "closure")
_SHARED_AMONG = ("indicator", "factor", "dimension", "fact")


def model_of(data: Any) -> Any:
    """The model that an answer was made with, or None."""
    return getattr(data, "model", None)


def parameter(model: Any, name: str, default: float) -> float:
    """A parameter of the model; the default one's where there is no model."""
    return default if model is None else float(model._dict["parameters"][name])


def _one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ArgumentError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")


def _table(columns: Iterable[tuple[str, str, Any]], title: str, model: Any) -> Table:
    from ._table import Table

    return Table._make(columns, title=title, model=model)


# ---- Why --------------------------------------------------------------------------------------------------

def waterfall_table(answer: Explanation | Change, *, index: str = "health", by: str = "indicator", top: int = 10,
                    language: str = "en") -> Table:
    """The shares of an index, largest first, each from where the one before has ended.

    Columns: ``id``, ``label``, ``what`` (baseline, share, rest, index), ``share``, ``start``, ``end``, and ``level``: of
    an indicator or a factor how high it is, which tells a harm that is low, and helps, from one that hurts.
    """
    said = words(language)
    _one_of("index", index, _INDICES)
    _one_of("by", by, _SHARED_AMONG)
    top = whole_number(top, "top", 1)
    before, after, first = _ends(answer, index, said)
    shares = sorted((s for s in _shares(answer, index, by, language) if s[2] != 0), key=lambda s: -abs(s[2]))
    kept, others = shares[:top], len(shares) - top
    rows: list[tuple[Any, ...]] = [("", first, "baseline", None, before, before, None)]
    at = before
    for key, label, share, level in kept:
        rows.append((key, label, "share", share, at, at + share, level))
        at += share
    if others > 0:
        rows.append(("", said["others"].format(n=f"{others:,}"), "rest", after - at, at, after, None))
    rows.append(("", said[index], "index", None, after, after, None))
    names = ("id", "label", "what", "share", "start", "end", "level")
    types = ("text", "text", "category", "double", "double", "double", "double")
    return _table([(n, t, [row[i] for row in rows]) for i, (n, t) in enumerate(zip(names, types, strict=True))],
                  "Shares", model_of(answer))


def _ends(answer: Any, index: str, said: Mapping[str, str]) -> tuple[float, float, str]:
    if hasattr(answer, "baselines"):
        return answer.baselines[index], getattr(answer, index).value, said["nothing_known"]
    if hasattr(answer, "before"):
        return answer.before[index], answer.after[index], said["before"]
    raise ArgumentError(f"expected what explain() or compare() gives, or a tidy table, got {type(answer).__name__}")


def _shares(answer: Any, index: str, by: str, language: str) -> list[tuple[str, str, float, float | None]]:
    """(id, label, share, level)."""
    said = words(language)
    if by == "factor":
        if index != "closure":
            raise ArgumentError("by: factors have shares in closure only; use index='closure'")
        t = answer.factors
        return [(f, said[f], s, v) for f, s, v in zip(t["factor"].tolist(), t["share"].tolist(), t["value"].tolist(),
                                                   strict=True)]
    if by == "fact":
        t = answer.contributions
        return [(str(key or ""), f"{str(day)[:10]} {label}", share, None) for key, day, label, share in
                zip(t["id"].tolist(), t["time"].tolist(), t["label"].tolist(), t[index].tolist(), strict=True)]
    t = answer.indicators
    shares: list[float] = t[index].tolist()
    if by == "indicator":
        names = indicator_names(answer.model, language)
        return [(i, names[i], s, v) for i, s, v in zip(t["indicator"].tolist(), shares, t["level"].tolist(), strict=True)]
    sums: dict[tuple[str, str], float] = {}
    for dimension, side, share in zip(t["dimension"].tolist(), t["side"].tolist(), shares, strict=True):
        sums[dimension, side] = sums.get((dimension, side), 0.0) + share
    return [(d if s == "both" else f"{d}.{s}", said[d] if s == "both" else f"{said[d]}: {said[s]}", share, None)
            for (d, s), share in sums.items()]


def indicator_names(model: Any, language: str) -> dict[str, str]:
    """A short name of each indicator."""
    return {i: model.indicator_words(i, language) for i in model._indicator_ids}


# ---- One relationship -----------------------------------------------------------------------------------------

def row_of(data: Any) -> dict[str, Any]:
    """What is known of one relationship, by the names of the columns of score()."""
    if hasattr(data, "factors") and hasattr(data, "to_dict"):
        return _row_of_explanation(data.to_dict())
    if not (isinstance(data, Mapping) or hasattr(data, "keys")):
        raise ArgumentError(f"expected an explanation or a row of a score table, got {type(data).__name__}")
    return {str(name): _single(data[name]) for name in data.keys()}


def _row_of_explanation(said: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    parts = {**said["factors"], "closure": said["closure"], "health": said["health"]}
    for name, part in parts.items():
        row |= {name: part["value"], **{f"{name}.{k}": part[k] for k in ("low", "high", "coverage")}}
    for name, part in said["dimensions"].items():
        row |= {name: part["level"], **{f"{name}.{k}": part[k] for k in ("low", "high", "coverage")}}
    return row


def _single(value: Any) -> Any:
    if isinstance(value, (str, bytes)) or not hasattr(value, "__len__"):
        return value
    items = list(value)
    if len(items) != 1:
        raise ArgumentError(f"expected one relationship, got {len(items):,}; take one row, such as table.row(0)")
    return items[0]


def _need(row: Mapping[str, Any], names: Iterable[str], want: str) -> None:
    for name in names:
        if name not in row:
            raise ArgumentError(f"the row has no {name!r}; ask for it with score(..., want={want})")


def equation_table(data: Any) -> Table:
    """The four factors and closure. Columns: ``factor``, ``value``, ``low``, ``high``, ``coverage``, ``known``."""
    row, model = row_of(data), model_of(data)
    names = (*FACTORS, "closure")
    parts = ("", ".low", ".high", ".coverage")
    _need(row, (n + p for n in names for p in parts), "('headlines', 'intervals', 'factors')")
    edge = parameter(model, "known_coverage", 0.2)
    columns: list[tuple[str, str, Any]] = [("factor", "text", list(names))]
    columns += [(c, "double", [float(row[n + p]) for n in names])
                for c, p in zip(("value", "low", "high", "coverage"), parts, strict=True)]
    columns.append(("known", "bool", [row[n + ".coverage"] >= edge for n in names]))
    return _table(columns, "The equation", model)


def sides_table(data: Any) -> Table:
    """Suffering, control and resignation. Columns: ``dimension``, ``side``, ``level``, ``coverage``, ``known``."""
    row, model = row_of(data), model_of(data)
    pairs = [(harm, side) for harm in HARMS for side in SIDES]
    names = [f"{harm}.{side}" for harm, side in pairs]
    _need(row, (n + p for n in names for p in ("", ".coverage")), "('dimensions',)")
    edge = parameter(model, "known_coverage", 0.2)
    return _table([
        ("dimension", "category", [h for h, _ in pairs]), ("side", "category", [s for _, s in pairs]),
        ("level", "double", [float(row[n]) for n in names]),
        ("coverage", "double", [float(row[n + ".coverage"]) for n in names]),
        ("known", "bool", [row[n + ".coverage"] >= edge for n in names]),
    ], "Both sides", model)


def perception_table(answer: Explanation, *, language: str = "en") -> Table:
    """What both sides have said of the same things, the widest blind spot first.

    Columns: ``id``, ``label``, ``state``, ``client``, ``supplier`` (what each says, 1 = good, also of a harm),
    ``difference``, ``low``, ``high`` (client minus supplier, shrunk towards 0 by what is not known).
    """
    if not hasattr(answer, "views"):
        raise ArgumentError(f"expected what explain() gives, or a tidy table, got {type(answer).__name__}")
    harm = {row["id"]: row["harm"] for row in answer.model._dict["indicators"]}
    names = indicator_names(answer.model, language)
    order = {"blind_spot": 0, "undervalued": 1, "agreed_weakness": 2, "agreed_strength": 3}
    rows = [row for row in answer.views.rows() if row["view"] == "belief_gap"]
    rows.sort(key=lambda row: (order.get(row["state"], 4), -abs(row["difference"])))

    def good(row: Mapping[str, Any], side: str) -> float:
        level = float(row[f"{side}_level"])
        return 1 - level if harm[row["indicator"]] else level

    columns: list[tuple[str, str, Any]] = [
        ("id", "text", [row["indicator"] for row in rows]),
        ("label", "text", [names[row["indicator"]] for row in rows]),
        ("state", "category", [row["state"] for row in rows])]
    columns += [(side, "double", [good(row, side) for row in rows]) for side in SIDES]
    columns += [(n, "double", [row[n] for row in rows]) for n in ("difference", "low", "high")]
    return _table(columns, "Both views", answer.model)


# ---- Over time ---------------------------------------------------------------------------------------------------

def timeline_table(data: Timeline) -> Table:
    """A row a moment. Columns: ``time``, ``status``, ``health``, ``health.low``, ``health.high``, ``closure``, and the
    days of silence of both sides, missing where a side has no contact in the log."""
    names = ("status", "health", "health.low", "health.high", "closure")
    if not (isinstance(data, Mapping) or hasattr(data, "columns")) or "as_of" not in data:
        raise ArgumentError(f"expected what timeline() gives, or a tidy table, got {type(data).__name__}")
    times = data["as_of"]
    columns: list[tuple[str, str, Any]] = [("time", "time", times.view("i8") if hasattr(times, "view") else times)]
    columns += [(n, "category" if n == "status" else "double", data[n].tolist()) for n in names]
    for side in SIDES:
        days = data[f"silence.{side}.days"].tolist()
        columns.append((f"silence.{side}.days", "double", [None if math.isnan(d) else d for d in days]))
    return _table(columns, "Timeline", model_of(data))


def silences(times: Sequence[datetime], days: Sequence[float | None], mark: float) -> list[tuple[datetime, datetime]]:
    """From when to when a side was silent, where it lasted as long as the mark or longer.

    A silence begins at the last contact, also before the first moment; it ends at the next contact that a later
    moment tells of, or with the last moment.
    """
    made: list[tuple[datetime, datetime]] = []
    for i, (time, long) in enumerate(zip(times, days, strict=True)):
        if long is None or math.isnan(long) or long < mark:
            continue
        begin, end = time - timedelta(days=long), time
        later = days[i + 1] if i + 1 < len(times) else None
        if later is not None and not math.isnan(later):
            end = max(time, times[i + 1] - timedelta(days=later))
            end = time if end > times[i + 1] else end
        if made and abs(begin - made[-1][0]) < timedelta(minutes=1):
            begin = made.pop()[0]
        made.append((begin, end))
    return made


# ---- Many relationships ----------------------------------------------------------------------------------------------

def quadrant_table(scores: Any) -> Table:
    """A row a relationship. Columns: ``supplier``, ``client``, ``status``, ``health``, ``coverage`` (of closure, on
    which the status hangs)."""
    if not (isinstance(scores, Mapping) or hasattr(scores, "columns")):
        raise ArgumentError(f"expected what score() gives, or a tidy table, got {type(scores).__name__}")
    for name in ("status", "health", "closure.coverage"):
        if name not in scores:
            raise ArgumentError(f"the table has no column {name!r}; ask for it with score(..., want=('headlines',))")
    count = len(scores["status"])
    who = [(side, "text", [clean(t) for t in scores[side]] if side in scores else [""] * count)
           for side in ("supplier", "client")]
    return _table([*who, ("status", "category", [str(s) for s in scores["status"]]),
                   ("health", "double", [float(v) for v in scores["health"]]),
                   ("coverage", "double", [float(v) for v in scores["closure.coverage"]])],
                  "Health and coverage", model_of(scores))
