# SPDX-License-Identifier: Apache-2.0
"""What others would forecast from the same facts, each fitted on an earlier view and applied to a later one.

Every function takes the views to learn from, which have their outcomes, the latest first, and a view to forecast; it
gives a score, and the probability where it has one.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._errors import needs
from .metrics import expit, fit_logistic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._log import Floats, View

    Forecast = tuple[Floats, Floats | None]
    Forecaster = Callable[[Sequence[View], View], Forecast]


def _standardised(train: Floats, test: Floats) -> tuple[Floats, Floats]:
    mean, sd = train.mean(axis=0), train.std(axis=0)
    sd = np.where(sd > 0, sd, 1.0)
    return (train - mean) / sd, (test - mean) / sd


def logistic(train_x: Floats, train_y: Floats, test_x: Floats, penalty: float = 1.0) -> Floats:
    """Probabilities of a logistic regression on standardised columns."""
    a, b = _standardised(train_x, test_x)
    beta = fit_logistic(a, train_y, penalty=penalty)
    return expit(beta[0] + b @ beta[1:])


def learnt_from(learn: Sequence[View]) -> tuple[View, Floats]:
    """The latest view to learn from, and its outcomes."""
    y = learn[0].y
    assert y is not None, "a view to learn from has its outcomes"
    return learn[0], y


def days_of_silence(learn: Sequence[View], view: View) -> Forecast:
    """Days since the last contact; as a probability by a logistic regression on their logarithm."""
    learnt, y = learnt_from(learn)
    p = logistic(np.log1p(learnt.recency_days)[:, None], y, np.log1p(view.recency_days)[:, None])
    return view.recency_days, p


def recency_frequency_tenure(learn: Sequence[View], view: View) -> Forecast:
    """A logistic regression on the logarithms of recency, frequency and tenure."""
    learnt, y = learnt_from(learn)
    p = logistic(_rft(learnt), y, _rft(view))
    return p, p


def _rft(view: View) -> Floats:
    return np.column_stack([np.log1p(view.recency_days), np.log1p(view.contact_days), np.log1p(view.tenure_days)])


def boosted_trees(learn: Sequence[View], view: View) -> Forecast:
    """Boosted trees on recency, frequency, tenure and the contacts of the last 30, 90 and 365 days."""
    with needs("boosted_trees()", "sklearn", "validate", "scikit-learn"):
        from sklearn.ensemble import HistGradientBoostingClassifier

    def columns(v: View) -> Floats:
        return np.column_stack([v.recency_days, v.contact_days, v.tenure_days,
                                *(v.contacts_within(d) for d in (30, 90, 365))])

    learnt, y = learnt_from(learn)
    trees = HistGradientBoostingClassifier(learning_rate=0.05, max_iter=100, max_leaf_nodes=15, min_samples_leaf=50,
                                           random_state=0)
    trees.fit(columns(learnt), y)
    if len(trees.classes_) < 2:
        return np.zeros(view.count), np.full(view.count, float(trees.classes_[0]))
    p: Floats = trees.predict_proba(columns(view))[:, 1]
    return p, p


def bg_nbd_parameters(view: View, unit_days: float = 7.0) -> dict[str, float]:
    """r, alpha, a, b of BG/NBD (Fader, Hardie and Lee 2005) through `lifetimes`, on days with contact."""
    frequency, recency, tenure = bg_nbd_summary(view, unit_days)
    return fit_bg_nbd(frequency, recency, tenure)


def fit_bg_nbd(frequency: Floats, recency: Floats, tenure: Floats) -> dict[str, float]:
    """The same of a summary in one unit of time."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with needs("BG/NBD", "lifetimes", "validate"):
            from lifetimes import BetaGeoFitter
            from lifetimes.utils import ConvergenceError

        fitter = BetaGeoFitter()
        try:
            fitter.fit(frequency, recency, tenure)
        except ConvergenceError:
            try:
                fitter = BetaGeoFitter(penalizer_coef=0.01)
                fitter.fit(frequency, recency, tenure)
            except ConvergenceError:
                raise ArithmeticError("lifetimes does not converge") from None
    found = {name: float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")}
    return found | {"log_likelihood": bg_nbd_log_likelihood(found, frequency, recency, tenure)}


def bg_nbd_log_likelihood(parameters: dict[str, float], frequency: Floats, recency: Floats, tenure: Floats) -> float:
    """Of all customers together; equation 6 of Fader, Hardie and Lee."""
    with needs("BG/NBD", "scipy", "validate"):
        from scipy.special import gammaln

    r, alpha, a, b = (parameters[name] for name in ("r", "alpha", "a", "b"))
    x = np.asarray(frequency, float)
    common = (gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b)
              - gammaln(a + b + x))
    alive = -(r + x) * np.log(alpha + tenure)
    dead = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency), -np.inf)
    return float((common + np.logaddexp(alive, dead)).sum())


def bg_nbd_summary(view: View, unit_days: float = 7.0) -> tuple[Floats, Floats, Floats]:
    """Repeat days with contact, when the last was and how long ago the first, in units since the first."""
    frequency = view.contact_days - 1
    recency = np.where(frequency > 0, view.tenure_days - view.recency_days, 0.0) / unit_days
    return frequency, recency, view.tenure_days / unit_days


def bg_nbd_quiet(parameters: dict[str, float], frequency: Floats, recency: Floats, tenure: Floats,
                 horizon: float) -> Floats:
    """P(no purchase in the horizon): dead by now, or alive and without a purchase.

    1 - P(alive) is something else, and a trap: P(alive) is 1 for whoever has bought only once.
    """
    r, alpha, a, b = (parameters[name] for name in ("r", "alpha", "a", "b"))
    odds = a / (b + np.maximum(frequency, 1) - 1) * np.exp(
        (r + frequency) * (np.log(alpha + tenure) - np.log(alpha + recency)))
    alive = 1 / (1 + np.where(frequency > 0, odds, 0.0))
    none_if_alive = np.exp(-(r + frequency) * np.log1p(horizon / (alpha + tenure)))
    return 1 - alive * (1 - none_if_alive)


def bg_nbd(learn: Sequence[View], view: View) -> Forecast:
    """BG/NBD fitted on the contacts up to the origin: it needs no outcomes, so nothing of the future."""
    del learn
    key = ("BG/NBD", view.outcome.kinds, view.origin)
    if key not in view.log.kept:
        view.log.kept[key] = bg_nbd_parameters(view.everyone)
    p = bg_nbd_quiet(view.log.kept[key], *bg_nbd_summary(view), view.horizon_days / 7.0)
    return p, p


LEARNS_NOTHING = ("BG/NBD",)

COMPARATORS: dict[str, Forecaster] = {
    "days of silence": days_of_silence,
    "recency, frequency, tenure": recency_frequency_tenure,
    "BG/NBD": bg_nbd,
    "boosted trees": boosted_trees,
}
