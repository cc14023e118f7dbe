# SPDX-License-Identifier: Apache-2.0
"""Does a score come out the same again? Split halves, two weeks later, items of one scale, and mere volume."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._log import DAY_US, Log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._facts import Facts
    from .._table import Table
    from ._log import Floats

HEADLINES = ("closure", "health", "risk_index")


def correlation(a: Any, b: Any) -> float:
    """Pearson's; NaN where one does not vary."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    there = np.isfinite(a) & np.isfinite(b)
    a, b = a[there], b[there]
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def rank_correlation(a: Any, b: Any) -> float:
    """Spearman's: Pearson's of the mean ranks."""
    return correlation(_ranks(a), _ranks(b))


def _ranks(values: Any) -> Floats:
    _, group, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[group]


def spearman_brown(r: float) -> float:
    """What two halves together would have, from the correlation of the halves."""
    return 2 * r / (1 + r)


def alpha(items: Any) -> float:
    """Cronbach's alpha of items in columns; rows with something missing are left out."""
    x = _complete(items)
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def omega(items: Any) -> float:
    """McDonald's omega of one factor, by iterated principal axes."""
    x = _complete(items)
    covariance = np.cov(x, rowvar=False)
    unique = 0.5 * np.diag(covariance)
    loading = np.zeros(len(unique))
    for _ in range(500):
        reduced = covariance.copy()
        np.fill_diagonal(reduced, np.diag(covariance) - unique)
        values, vectors = np.linalg.eigh(reduced)
        loading = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        fresh = np.clip(np.diag(covariance) - loading ** 2, 1e-9, None)
        if np.abs(fresh - unique).max() < 1e-9:
            break
        unique = fresh
    common = loading.sum() ** 2
    return float(common / (common + unique.sum()))


def _complete(items: Any) -> Floats:
    x = np.asarray(items, float)
    if x.ndim != 2 or x.shape[1] < 2:
        raise ArgumentError("items: expected two columns at least")
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < 3:
        raise ArgumentError(f"items: expected 3 complete rows at least, got {len(x)}")
    return x


def split_half(facts: Facts, as_of: Any = None, *, least: int = 4, seed: int = 1,
               columns: Sequence[str] = HEADLINES) -> Table:
    """Each relationship's facts are dealt at random into two halves; how alike are the two scores?

    Parameters
    ----------
    least : int
        Relationships with fewer facts seen are left out: half of nothing says nothing.

    Returns
    -------
    Table
        Of each column: the correlation of the halves, what both together would have (Spearman and Brown), and n.
    """
    from .._facts import Facts as Made
    from .._score import moment_of, score

    log = Log(facts)
    moment = moment_of(facts, as_of)
    seen = (log.time <= moment) & (log.known <= moment)
    many = np.bincount(log.relation[seen], minlength=log.count) >= least
    table = facts.to_table()
    random = np.random.default_rng(seed)
    order = np.lexsort((random.random(len(log.time)), log.relation))
    half = np.zeros(len(log.time), int)
    start = np.concatenate([[0], np.flatnonzero(np.diff(log.relation[order])) + 1])
    first = np.repeat(start, np.diff(np.concatenate([start, [len(order)]])))
    half[order] = (np.arange(len(order)) - first) % 2
    halves = []
    for which in (0, 1):
        rows = np.flatnonzero((half == which) & seen & many[log.relation])
        part = Made(table.take(rows), model=facts.model, timezone="UTC")
        scored = score(part, moment, want=("headlines",))
        names = zip(scored["supplier"].tolist(), scored["client"].tolist(), strict=True)
        halves.append({name: {c: float(scored[c][i]) for c in columns} for i, name in enumerate(names)})
    both = sorted(set(halves[0]) & set(halves[1]))
    rows_out = []
    for column in columns:
        a, b = ([half[name][column] for name in both] for half in halves)
        r = correlation(a, b)
        rows_out.append((column, r, spearman_brown(r), float(len(both))))
    return _table(("score", "halves", "whole", "n"), rows_out, "Split halves")


def stability(facts: Facts, as_of: Any = None, *, days: float = 14.0, columns: Sequence[str] = HEADLINES) -> Table:
    """How alike are the scores of two moments, `days` apart; and how large the change is in the mean."""
    from .._score import moment_of, score

    later = moment_of(facts, as_of)
    now = score(facts, later)
    before = score(facts, later - int(days * DAY_US))
    there = np.asarray(before["facts"], float) > 0
    rows = []
    for column in columns:
        a, b = np.asarray(before[column], float)[there], np.asarray(now[column], float)[there]
        rows.append((column, correlation(a, b), rank_correlation(a, b), float(np.abs(a - b).mean()),
                     float(there.sum())))
    return _table(("score", "r", "rank", "mean_change", "n"), rows, f"Stability over {days:g} days")


def volume(facts: Facts, as_of: Any = None, *, columns: Sequence[str] = HEADLINES) -> Table:
    """How much of a score is mere volume: its rank correlation with the number of contacts. It should be low."""
    from .._score import moment_of, score

    log = Log(facts)
    moment = moment_of(facts, as_of)
    chosen = log.contact & (log.time <= moment) & (log.known <= moment)
    contacts = np.bincount(log.relation[chosen], minlength=log.count)
    scored = score(facts, moment)
    there = contacts > 0
    rows = [(c, rank_correlation(np.asarray(scored[c], float)[there], contacts[there]), float(there.sum()))
            for c in columns]
    return _table(("score", "rank", "n"), rows, "Correlation with the number of contacts")


def known_groups(values: Any, group: Any) -> dict[str, float]:
    """Does a score tell groups apart that are known to differ: AUC of the second against the first, Cohen's d."""
    from .metrics import auc

    x, g = np.asarray(values, float), np.asarray(group, float)
    a, b = x[g == 0], x[g > 0]
    if len(a) < 2 or len(b) < 2:
        raise ArgumentError("group: expected two members at least of each of two groups, 0 and 1")
    pooled = np.sqrt(((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (len(a) + len(b) - 2))
    return {"auc": auc(g > 0, x), "d": float((b.mean() - a.mean()) / pooled) if pooled > 0 else float("nan"),
            "n": float(len(x))}


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]], title: str) -> Table:
    from .._table import Table

    columns: list[tuple[str, str, Any]] = []
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        columns.append((name, "text" if isinstance(values[0], str) else "double", list(values)))
    return Table._make(columns, title=title)
