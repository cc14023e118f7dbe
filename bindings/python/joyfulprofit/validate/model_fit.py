# SPDX-License-Identifier: Apache-2.0
"""Fitting half-lives and the scale of adverse evidence: what drives the ranks of a model.

Single masses stay the experts'. What is fitted is a factor for each category: of the half-lives of a dimension, and of
the adverse masses of a category of kinds. The experts' numbers are the prior: the logarithm of each factor is normal
around 0, so that it moves only where the outcomes say so.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._log import Log, Outcome, View, days_us, to_us
from .fit import _several
from .metrics import auc, expit, fit_logistic, log_loss, logit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .._facts import Facts
    from .._model import Model
    from .._table import Table
    from ._log import Floats

STEPS = (0.5, 0.7071, 1.4142, 2.0)


class ModelFit:
    """What became of a model.

    Attributes
    ----------
    model : Model
        The fitted one.
    table : Table
        A row a factor: what it is of, its value, how much the log loss at the origins of the fit fell by it.
    before, after : dict
        Log loss and AUC of the old and the new model at the later origins, which took no part in the fit.
    helped : bool
        Whether the log loss there is lower.
    """

    def __init__(self, model: Model, rows: Sequence[tuple[str, str, float, float]], before: dict[str, float],
                 after: dict[str, float]) -> None:
        from .._table import Table as Made

        self.model = model
        self.before, self.after = before, after
        self.helped = after["log_loss"] < before["log_loss"]
        names = ("what", "category", "factor", "gain")
        kinds = ("text", "text", "double", "double")
        self.table: Table = Made._make([(name, kind, [row[i] for row in rows])
                                        for i, (name, kind) in enumerate(zip(names, kinds, strict=True))],
                                       title="Factors that moved", model=model)

    def __repr__(self) -> str:
        said = "it helped" if self.helped else "it did not help"
        return (f"{self.table!r}\nlater: log loss {self.before['log_loss']:.4f} -> {self.after['log_loss']:.4f}, AUC "
                f"{self.before['auc']:.3f} -> {self.after['auc']:.3f}: {said}")


def scaled(model: Model, half_lives: Mapping[str, float], adverse: Mapping[str, float]) -> Model:
    """The model with half-lives by dimension, and adverse masses by category of kinds, times a factor."""
    from .._model import Model as Made

    document = model.to_dict()
    for indicator in document["indicators"]:
        factor = half_lives.get(indicator["dimension"], 1.0)
        indicator["half_life_days"] = min(max(indicator["half_life_days"] * factor, 0.01), 1e9)
    category = {kind["id"]: kind["category"] for kind in document["kinds"]}
    for row in document["evidence"]:
        row["adverse"] = min(row["adverse"] * adverse.get(category[row["kind"]], 1.0), 1000.0)
    return Made.from_json(document)


class _Trial:
    """The outcomes at some origins, and what a model makes of them."""

    def __init__(self, facts: Facts, outcomes: Any, origins: Sequence[int], horizon: int, column: str,
                 observed_until: Any) -> None:
        self.column = column
        outcome = Outcome(Log(facts), outcomes, observed_until)
        for origin in origins:
            outcome.needs(origin, horizon)
        self.views = [View(outcome, origin, horizon, labels=True) for origin in origins]
        self.facts = self.views[0].features_facts

    def index(self, model: Model) -> list[Floats]:
        from .._score import score

        facts = self.facts.with_model(model)
        found = []
        for view in self.views:
            table = score(facts, view.origin)
            place = {name: i for i, name in enumerate(zip(table["supplier"].tolist(), table["client"].tolist(),
                                                          strict=True))}
            rows = [place[view.log.names[row]] for row in view.rows]
            found.append(-logit(np.asarray(table[self.column], float)[rows]))
        return found

    def judge(self, model: Model) -> dict[str, float]:
        """Prequential: each origin is forecast by what was learnt at those before; the first by nothing."""
        x = self.index(model)
        y = [np.asarray(view.y) for view in self.views]
        losses, ranks = [], []
        for i in range(1, len(x)):
            beta = fit_logistic(np.concatenate(x[:i]), np.concatenate(y[:i]), penalty=0.01)
            losses.append(log_loss(y[i], expit(beta[0] + beta[1] * x[i])))
            ranks.append(auc(y[i], x[i]))
        return {"log_loss": float(np.mean(losses)), "auc": float(np.nanmean(ranks)),
                "n": float(sum(len(part) for part in y[1:]))}


def fit_model(facts: Facts, origins: Any, horizon: float, *, later: Any, outcomes: Any = None,
              column: str = "health", prior_sd: float = 0.5, rounds: int = 2, observed_until: Any = None,
              model: Model | None = None) -> ModelFit:
    """Half-lives and the scale of adverse evidence, by category, from one's own outcomes.

    Parameters
    ----------
    facts : Facts
    origins : moments, three or more
        Where it is fitted; each is forecast by what was learnt at those before it.
    horizon : float
        Days ahead.
    later : moments, two or more
        Where old and new are compared; all must be after `origins`, and take no part in the fit.
    outcomes
        As in `backtest`.
    column : str
        Of the score: health or closure.
    prior_sd : float
        Of the logarithm of each factor around the experts' numbers.
    rounds : int
        How often all factors are tried.

    Returns
    -------
    ModelFit
    """
    starts = sorted(to_us(o) for o in _several(origins))
    ends = sorted(to_us(o) for o in _several(later))
    if len(starts) < 3 or len(ends) < 2 or ends[0] < starts[-1] + days_us(horizon):
        raise ArgumentError("origins: expected three or more, and two or more later, the first of them a horizon after "
                            "the last of these")
    base = facts.model if model is None else model
    width = days_us(horizon)
    trial = _Trial(facts, outcomes, starts, width, column, observed_until)
    factors, gains = _search(trial, base, prior_sd, rounds)
    fitted = _apply(base, factors)
    check = _Trial(facts, outcomes, ends, width, column, observed_until)
    rows = [(what, category, value, gains[what, category]) for (what, category), value in factors.items() if value != 1]
    return ModelFit(fitted, rows, check.judge(base), check.judge(fitted))


def _apply(model: Model, factors: Mapping[tuple[str, str], float]) -> Model:
    parts: dict[str, dict[str, float]] = {"half-life": {}, "adverse": {}}
    for (what, category), value in factors.items():
        parts[what][category] = value
    return scaled(model, parts["half-life"], parts["adverse"])


def _search(trial: _Trial, base: Model, prior_sd: float, rounds: int) -> tuple[dict[tuple[str, str], float],
                                                                                  dict[tuple[str, str], float]]:
    """One factor after the other, in steps of the square root of 2, as long as the posterior rises."""
    document = base.to_dict()
    present = set(np.unique(trial.views[0].log.kind).tolist()) | {"silence", "unanswered"}
    adverse = {row["kind"] for row in document["evidence"] if row["adverse"] > 0}
    names = [("half-life", d) for d in sorted({i["dimension"] for i in document["indicators"]})]
    names += [("adverse", c) for c in sorted({k["category"] for k in document["kinds"] if k["id"] in present & adverse})]
    factors = dict.fromkeys(names, 1.0)
    gains = dict.fromkeys(names, 0.0)

    def posterior(tried: Mapping[tuple[str, str], float]) -> tuple[float, float]:
        judged = trial.judge(_apply(base, tried))
        prior = sum(np.log(value) ** 2 for value in tried.values()) / (2 * prior_sd ** 2)
        return judged["log_loss"] + prior / judged["n"], judged["log_loss"]

    best, loss = posterior(factors)
    for _ in range(rounds):
        moved = False
        for name in names:
            tried = [({**factors, name: factors[name] * step}) for step in STEPS]
            (value, fresh), chosen = min(((posterior(t), t) for t in tried), key=lambda found: found[0][0])
            if value < best - 1e-9:
                gains[name] += loss - fresh
                best, loss, factors, moved = value, fresh, chosen, True
        if not moved:
            break
    return factors, gains
