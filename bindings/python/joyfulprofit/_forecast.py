# SPDX-License-Identifier: Apache-2.0
"""Probabilities of a model that was fitted on one's own past."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from . import _core
from ._facts import Facts, as_facts
from ._score import check_threads, moment_of
from ._table import Table
from ._time import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._model import Model
    from ._time import Moment

_SHARE = 512  # relationships: as many as keep a thread busy for a while, and Ctrl-C waiting for a moment
_REASONS = {211: "not fitted", 212: "out of range"}


def forecast(facts: Facts | Any, as_of: Moment | None = None,
             model: Model | str | os.PathLike[str] | None = None, *, threads: int = 0) -> Table:
    """The quiet forecast and the probability of divorce of every relationship, as the library computes them.

    The default model has neither: both are fitted on your own past, with `joyfulprofit.validate.fit_quiet` and
    `fit_divorce`.

    Parameters
    ----------
    facts, as_of, model
        As for `score`.
    threads : int
        At most so many; 0 for as many as there are processors. They never show in the numbers.

    Returns
    -------
    Table
        `supplier`, `client`; `quiet`, the probability that nobody makes contact within the horizon of the model,
        `quiet.contacts` and `quiet.exposure_days`, what the past counts for; `divorce`, the probability that the
        outcome comes; each missing where it is refused, with `quiet.reason` and `divorce.reason`: "not fitted", or "out
        of range" (the relationship has ended, or a feature is not known or was never seen so in fitting). Then
        `feature.` and the name of each feature of divorce, missing where it is not known.

    Examples
    --------
    >>> table = forecast({"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["thanks"], "actor": ["client"]})
    >>> table.row(0)["quiet"], table.row(0)["quiet.reason"]
    (None, 'not fitted')
    """
    import numpy as np

    facts = as_facts(facts, model)
    moment = moment_of(facts, as_of)
    threads = check_threads(threads)
    parts = all_forecasts(facts, facts.model, moment, threads)
    who = facts.relationships
    columns: list[tuple[str, str, Any]] = [(name, "text", who._column(name)) for name in ("supplier", "client")]
    for name in ("quiet", "divorce"):
        status = np.frombuffer(parts[f"{name}_status"], "i4")
        columns.append((name, "double", (np.frombuffer(parts[name], "f8"), status == 0)))
        columns.append((f"{name}.reason", "text", [_REASONS.get(int(code)) for code in status]))
        if name == "quiet":
            columns += [(f"quiet.{part}", "double", (np.frombuffer(parts[key], "f8"), status == 0))
                        for part, key in (("contacts", "contacts"), ("exposure_days", "exposure"))]
    features = facts.model.to_dict().get("divorce", {}).get("features", [])
    values = np.frombuffer(parts["features"], "f8").reshape(-1, max(len(features), 1))
    known = np.frombuffer(parts["known"], "?").reshape(-1, max(len(features), 1))
    for i, row in enumerate(features):
        said = f"feature.{row['name']}" + (f" {row['indicator']}" if row["indicator"] else "")
        columns.append((said, "double", (values[:, i], known[:, i])))
    m = facts.model
    return Table._make(columns, title="Forecasts", model=m,
                       about=f"as of {to_text(moment)} · model {m.name} {m.version} ({m.hash[:12]})")


def all_forecasts(facts: Facts, model: Model, moment: int, threads: int = 0) -> dict[str, bytes]:
    """The columns of all relationships, in shares that are worked out side by side.

    `model` has the kinds and indicators of the facts' own.
    """
    count = _core.relationship_count(facts._handle)
    firsts = range(0, max(count, 1), _SHARE)

    def share(first: int) -> dict[str, bytes]:
        return _core.forecasts(facts._handle, model._handle, moment, first, min(_SHARE, count - first))

    found = list(_side_by_side(share, firsts, min(threads or os.cpu_count() or 1, len(firsts))))
    return {name: b"".join(part[name] for part in found) for name in found[0]}


def _side_by_side(share: Callable[[int], dict[str, bytes]], firsts: range, threads: int) -> Iterator[dict[str, bytes]]:
    """In the order of the shares; the first error ends it."""
    if threads == 1:
        yield from map(share, firsts)
        return
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(share, firsts)
    finally:
        pool.shutdown(cancel_futures=True)
