# SPDX-License-Identifier: Apache-2.0
"""How good forecasts are, with weights, so that a bootstrap of whole relationships needs no copies."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[Any]

_TINY = 1e-12


def logit(p: Any) -> Floats:
    """ln(p / (1 - p)), with p kept off 0 and 1."""
    kept = np.clip(np.asarray(p, float), _TINY, 1 - _TINY)
    return np.log(kept) - np.log1p(-kept)


def expit(x: Any) -> Floats:
    """The probability of a logit."""
    half: Floats = 0.5 * (1 + np.tanh(0.5 * np.asarray(x, float)))
    return half


def auc(y: Any, score: Any, weight: Any = None) -> float:
    """How likely an event is scored above a non-event; ties count one half. NaN if there is only one kind."""
    y, score = np.asarray(y, float), np.asarray(score, float)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, float)
    _, group = np.unique(score, return_inverse=True)
    events = np.bincount(group, w * y)
    others = np.bincount(group, w * (1 - y))
    total = events.sum() * others.sum()
    if total == 0:
        return float("nan")
    below = np.cumsum(others) - others
    return float((events * (below + 0.5 * others)).sum() / total)


def brier(y: Any, p: Any, weight: Any = None) -> float:
    """Mean squared error of a probability."""
    return float(np.average((np.asarray(p, float) - np.asarray(y, float)) ** 2, weights=weight))


def log_loss(y: Any, p: Any, weight: Any = None) -> float:
    """Mean of -ln of what was given to what came."""
    p = np.clip(np.asarray(p, float), _TINY, 1 - _TINY)
    return float(np.average(-np.where(np.asarray(y, float) > 0, np.log(p), np.log1p(-p)), weights=weight))


def lift(y: Any, score: Any, share: float = 0.1, weight: Any = None) -> float:
    """The rate of events among the highest `share` of scores, over that of all. Ties are taken in part."""
    y, score = np.asarray(y, float), np.asarray(score, float)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, float)
    _, group = np.unique(-score, return_inverse=True)
    size, events = np.bincount(group, w), np.bincount(group, w * y)
    wanted = share * size.sum()
    before = np.cumsum(size) - size
    taken = np.clip(np.divide(wanted - before, size, out=np.zeros_like(size), where=size > 0), 0, 1)
    base = events.sum() / size.sum()
    return float((taken * events).sum() / wanted / base) if base > 0 else float("nan")


def fit_logistic(x: Any, y: Any, weight: Any = None, penalty: float = 0.0) -> Floats:
    """Intercept and coefficients of a logistic regression, by Newton's method.

    Parameters
    ----------
    x : array, n by k
    penalty : float
        Added to the diagonal of the information of the coefficients, not of the intercept: a normal prior with
        variance 1 / penalty.
    """
    x = np.asarray(x, float).reshape(len(y), -1)
    y = np.asarray(y, float)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, float)
    design = np.column_stack([np.ones(len(y)), x])
    ridge = np.full(design.shape[1], float(penalty))
    ridge[0] = 0.0
    beta = np.zeros(design.shape[1])
    beta[0] = float(logit(np.clip(np.average(y, weights=w), 0.001, 0.999)))

    def loss(b: Floats) -> float:
        z = design @ b
        return float((w * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * (ridge * b * b).sum())

    at = loss(beta)
    for _ in range(100):
        p = expit(design @ beta)
        gradient = design.T @ (w * (p - y)) + ridge * beta
        information = (design * (w * p * (1 - p))[:, None]).T @ design + np.diag(ridge + 1e-9)
        step = np.linalg.solve(information, gradient)
        size = 1.0
        while loss(beta - size * step) > at and size > 1e-6:
            size /= 2
        beta = beta - size * step
        now = loss(beta)
        if at - now < 1e-10 * (1 + abs(now)):
            break
        at = now
    return beta


def calibration(y: Any, p: Any, weight: Any = None) -> tuple[float, float]:
    """Intercept and slope of the outcome on the logit of the probability; 0 and 1 are right.

    A slope below 1: too sure of itself. NaN where there is only one kind of outcome, or one probability.
    """
    x = logit(p)
    if len(np.unique(np.asarray(y))) < 2 or np.ptp(x) == 0:
        return float("nan"), float("nan")
    intercept, slope = fit_logistic(x, y, weight)
    return float(intercept), float(slope)


def calibration_curve(y: Any, p: Any, bins: int = 10) -> dict[str, Floats]:
    """Mean probability and rate of events in bins of equal size, lowest first."""
    y, p = np.asarray(y, float), np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return {"probability": np.array([p[part].mean() for part in parts]),
            "rate": np.array([y[part].mean() for part in parts]),
            "n": np.array([float(len(part)) for part in parts])}


def all_metrics(y: Any, score: Any, probability: Any, weight: Any = None) -> dict[str, float]:
    """Every metric; those of a probability are NaN where there is none."""
    found = {"auc": auc(y, score, weight), "lift_10": lift(y, score, 0.1, weight)}
    if probability is None:
        return {**found, **dict.fromkeys(("brier", "log_loss", "intercept", "slope"), float("nan"))}
    intercept, slope = calibration(y, probability, weight)
    return {**found, "brier": brier(y, probability, weight), "log_loss": log_loss(y, probability, weight),
            "intercept": intercept, "slope": slope}


def bootstrap(clusters: Any, statistic: Callable[[Floats], Floats], draws: int = 200,
              seed: int = 1) -> tuple[Floats, Floats]:
    """The 2.5 % and 97.5 % quantiles of a statistic over draws of whole clusters.

    Parameters
    ----------
    clusters : array of n
        Which rows belong together, such as those of one relationship.
    statistic : callable
        Takes the weights of the n rows, gives one or more numbers.
    """
    _, group = np.unique(np.asarray(clusters), return_inverse=True)
    count = int(group.max()) + 1 if len(group) else 0
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = np.bincount(random.integers(0, count, count), minlength=count).astype(float)
        found.append(np.atleast_1d(statistic(drawn[group])))
    drawn_values = np.array(found)
    low, high = np.full((2, drawn_values.shape[1]), np.nan)
    for i in range(drawn_values.shape[1]):
        finite = drawn_values[np.isfinite(drawn_values[:, i]), i]
        if len(finite):
            low[i], high[i] = np.quantile(finite, [0.025, 0.975])
    return low, high
