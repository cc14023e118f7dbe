# SPDX-License-Identifier: Apache-2.0
"""Fitting the forecasts of a model on one's own past: docs/method.md section 8.

What is fitted here is applied in C. A forecast is proved where it is tried: at a later origin than it was fitted and
recalibrated at. Without that the section has no `fitted`, and the library refuses to show its probability.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._features import FEATURES, applied, feature_matrix, named, unproved, with_sections
from ._log import NEVER, Log, Outcome, View, days_us, to_us
from ._quiet import Quiet, law_at, of_halvings, quiet_parameters, recalibrated, rehearsed
from .metrics import brier, calibration, expit, fit_logistic, log_loss, logit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._facts import Facts
    from .._model import Model
    from ._log import Floats, Ints
    from .comparators import Forecast

PENALTIES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3)
_PARTS = 5


# ---- Quiet ------------------------------------------------------------------------------------------------

def fit_quiet(facts: Facts, origin: Any, horizon: float, *, fit_horizon: Any = None,
              recalibrate_at: Any = None, prove_at: Any = None, model: Model | None = None) -> Model:
    """A model with a quiet forecast, fitted by likelihood at an origin.

    Parameters
    ----------
    facts : Facts
    origin : moment, or several
        Where it is fitted: what was seen there, against who made no contact within `fit_horizon` from it.
    horizon : float
        Days ahead that the model is to forecast.
    fit_horizon : float, or one for each origin, optional
        Days ahead that it is fitted on, where there is too little history for `horizon`; the law is the same for all.
        Best then are several that end together: the latest half of the history, the latest quarter, and so on.
    recalibrate_at : moment, optional
        A later origin, when all outcomes of the fit are known, for the intercept and the slope at `horizon`.
    prove_at : moment, optional
        A still later one, where it is tried. Without it the forecast is not `fitted`, and will be refused.

    Returns
    -------
    Model
        The model of the facts, or `model`, with the section `quiet`.
    """
    base = facts.model if model is None else model
    outcome = Outcome(Log(facts.with_model(base)))
    origins = [to_us(o) for o in _several(origin)]
    asked = _several(horizon if fit_horizon is None else fit_horizon)
    widths = [days_us(days) for days in asked] * (len(origins) if len(asked) == 1 else 1)
    if len(widths) != len(origins):
        raise ArgumentError(f"fit_horizon: expected one, or one for each of {len(origins)} origins, got {len(widths)}")
    at = _Later(outcome, max(o + w for o, w in zip(origins, widths, strict=True)), days_us(horizon), recalibrate_at,
                prove_at)
    quiet = quiet_parameters([_learn(outcome, o, w, at.fitted) for o, w in zip(origins, widths, strict=True)])
    if at.recalibrate is not None:
        quiet = recalibrated(quiet, at.recalibrate)
    section = quiet.section()
    if at.prove is not None:
        section["fitted"] = _proof(at.prove, quiet.probability(at.prove), horizon)
    return with_sections(base, quiet=section)


# ---- Divorce ----------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Hazard:
    """A discrete-time hazard: the logit of an outcome within the horizon, linear in standardised features."""

    names: tuple[str, ...]
    coefficients: Floats
    intercept: float
    mean: Floats
    sd: Floats
    minimum: Floats
    maximum: Floats
    recalibration: tuple[float, float] = (0.0, 1.0)

    def probability(self, view: View, quiet: Quiet | None) -> Floats:
        x = feature_matrix(view, self.names, quiet)
        z = self.intercept + ((x - self.mean) / self.sd) @ self.coefficients
        return expit(self.recalibration[0] + self.recalibration[1] * z)

    def section(self, target: Sequence[str]) -> dict[str, Any]:
        """As the model file has it."""
        keys = ("coefficient", "mean", "sd", "minimum", "maximum")
        columns = zip(*(getattr(self, name) for name in ("coefficients", *keys[1:])), strict=True)
        return {"target": list(target), "intercept": self.intercept,
                "recalibration_intercept": self.recalibration[0], "recalibration_slope": self.recalibration[1],
                "features": [{**named(name), **{key: float(value) for key, value in zip(keys, row, strict=True)}}
                             for name, row in zip(self.names, columns, strict=True)]}


def fit_hazard(views: Sequence[View], names: Sequence[str], quiet: Quiet | None,
               penalty: float | None = None) -> Hazard:
    """Fitted on the outcomes of all views together; features that say nothing or are not known are left out."""
    key = ("hazard", tuple(names), quiet, penalty, *(id(view) for view in views))
    kept = views[0].log.kept
    if key not in kept:
        kept[key] = (_fit_hazard(views, names, quiet, penalty), views)  # so that the ids of the views stay theirs
    found: Hazard = kept[key][0]
    return found


def _fit_hazard(views: Sequence[View], names: Sequence[str], quiet: Quiet | None, penalty: float | None) -> Hazard:
    x = np.concatenate([feature_matrix(view, names, quiet) for view in views])
    y = np.concatenate([view.y for view in views if view.y is not None])
    used = np.asarray(np.isfinite(x).all(axis=0))
    used[used] = x[:, used].std(axis=0) > 1e-9
    if not used.any():
        raise ArgumentError("features: none of them says anything about these facts")
    x, kept = x[:, used], tuple(name for name, use in zip(names, used, strict=True) if use)
    mean, sd = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / sd
    if penalty is None:
        penalty = chosen_penalty(z, y, np.concatenate([view.rows for view in views]))
    beta = fit_logistic(z, y, penalty=penalty)
    return Hazard(kept, beta[1:], float(beta[0]), mean, sd, x.min(axis=0), x.max(axis=0))


def chosen_penalty(x: Floats, y: Floats, relation: Ints) -> float:
    """The one that forecasts relationships best whose outcomes took no part: in five parts, none of them torn."""
    whose, group = np.unique(relation, return_inverse=True)
    part = (np.random.default_rng(1).permutation(len(whose)) % _PARTS)[group]
    parts = [(part != i, part == i) for i in range(_PARTS) if (part == i).any() and len(np.unique(y[part != i])) == 2]
    if not parts:
        return PENALTIES[0]

    def loss(penalty: float) -> float:
        total = 0.0
        for others, there in parts:
            beta = fit_logistic(x[others], y[others], penalty=penalty)
            total += log_loss(y[there], expit(beta[0] + x[there] @ beta[1:])) * int(there.sum())
        return total

    return min(PENALTIES, key=loss)


def recalibrated_hazard(hazard: Hazard, view: View, quiet: Quiet | None) -> Hazard:
    """The same, with intercept and slope from the outcomes of a later view."""
    assert view.y is not None
    intercept, slope = calibration(view.y, hazard.probability(view, quiet))
    if not slope > 0:
        raise ArgumentError("recalibrate_at: the forecast does not rise with the outcome there")
    return replace(hazard, recalibration=(intercept, slope))


def fit_divorce(facts: Facts, origins: Any, horizon: float, *, outcomes: Any = None,
                features: Sequence[str] | None = None, penalty: float | None = None, recalibrate_at: Any = None,
                prove_at: Any = None, observed_until: Any = None, model: Model | None = None) -> Model:
    """A model with a probability of divorce: a regularised discrete-time hazard, recalibrated later.

    Parameters
    ----------
    facts : Facts
    origins : moment, or several
        Where it is fitted; the periods of all are put together.
    horizon : float
        Days of each period, which is also how far ahead the forecast looks.
    outcomes
        None for no contact within the horizon; a kind or kinds marked `outcome`, such as ``"termination"``, whose facts
        then never enter the features; or a table, see `backtest`.
    features : sequence of str, optional
        Names of docs/model-format.md, after a belief's a blank and an indicator to have it of that one alone. By
        default closure, two of its factors, the dimensions of both sides, silence, the quiet forecast if the model has
        one, both sides' levels with the terms of their response surface, and the change of 30 days. What is not known
        of everyone in the fit, or never varies there, is left out.
    penalty : float, optional
        1 / variance of a normal prior of each coefficient, per standard deviation of its feature. By default that of
        `PENALTIES` which forecasts best relationships that are left out of the fit.
    recalibrate_at, prove_at : moment, optional
        As in `fit_quiet`. What is proved is what the library says: whom it refuses, being out of the range that was
        seen in the fit, does not count.
    """
    base = facts.model if model is None else model
    facts = facts.with_model(base)
    quiet = _quiet_of(base, horizon)
    names = tuple(features) if features is not None else tuple(
        name for name in FEATURES if quiet is not None or not name.startswith("quiet"))
    outcome = Outcome(Log(facts), outcomes, observed_until)
    width = days_us(horizon)
    starts = [to_us(o) for o in _several(origins)]
    at = _Later(outcome, max(starts) + width, width, recalibrate_at, prove_at)
    hazard = fit_hazard([_learn(outcome, o, width, at.fitted) for o in starts], names, quiet, penalty)
    if at.recalibrate is not None:
        hazard = recalibrated_hazard(hazard, at.recalibrate, quiet)
    section = hazard.section(outcome.target)
    if at.prove is not None:
        p = applied(at.prove, with_sections(base, divorce=unproved(section, horizon)))
        section["fitted"] = _proof(at.prove, p, horizon)
    return with_sections(base, divorce=section)


# ---- Shared -----------------------------------------------------------------------------------------------

def _quiet_of(model: Model, horizon: float) -> Quiet | None:
    section = model.to_dict().get("quiet")
    if section is None or "fitted" not in section:
        return None
    if section["fitted"]["horizon_days"] != horizon:
        raise ArgumentError(f"horizon: expected that of the model's quiet forecast, "
                            f"{section['fitted']['horizon_days']:g} days, got {horizon:g}")
    return Quiet(*(section[key] for key in ("a0", "b0_days", "half_life_days", "intercept", "slope")))


def _proof(view: View, p: Floats, horizon: float) -> dict[str, Any]:
    assert view.y is not None
    given = np.isfinite(p)
    y, p = view.y[given], p[given]
    slope = calibration(y, p)[1] if len(y) else float("nan")
    if not np.isfinite(slope):
        raise ArgumentError("prove_at: nobody can be forecast there, or all outcomes are alike, so nothing can be "
                            "proved")
    return {"horizon_days": float(horizon), "date": str(np.datetime64(view.origin, "us"))[:10], "n": len(y),
            "events": int(y.sum()), "brier": brier(y, p), "slope": slope}


def _learn(outcome: Outcome, origin: int, horizon: int, known_by: int) -> View:
    outcome.needs(origin, horizon)
    view = View(outcome, origin, horizon, labels=True, known_by=known_by)
    if view.count == 0:
        raise ArgumentError(f"origin: no relationship has had contact by {np.datetime64(origin, 'us')}")
    return view


class _Later:
    """Where a forecast is recalibrated and where it is proved, if at all: each when the outcomes before are known.

    `fitted` is the moment from which on the fit is used: what was recorded later takes no part in it.
    """

    def __init__(self, outcome: Outcome, known: int, width: int, recalibrate_at: Any, prove_at: Any) -> None:
        proved = None if prove_at is None else to_us(prove_at)
        self.recalibrate = self.prove = None
        self.fitted = NEVER if proved is None else proved
        lasts = width
        if outcome.fixed is not None:  # an outcome without a time is known at once
            known, lasts = known - width + 1, 1
        if recalibrate_at is not None:
            self.fitted = to_us(recalibrate_at)
            _after("recalibrate_at", self.fitted, known)
            self.recalibrate = _learn(outcome, self.fitted, width, NEVER if proved is None else proved)
            known = self.fitted + lasts
        if proved is not None:
            _after("prove_at", proved, known)
            self.prove = _learn(outcome, proved, width, NEVER)


def _several(origins: Any) -> list[Any]:
    if isinstance(origins, (str, bytes)) or not hasattr(origins, "__iter__"):
        return [origins]
    found = list(origins)
    if not found:
        raise ArgumentError("origins: at least one is needed")
    return found


def _after(name: str, moment: int, known: int) -> None:
    if moment < known:
        raise ArgumentError(f"{name}: expected {np.datetime64(known, 'us')} or later, when what it was fitted on is "
                            f"known, got {np.datetime64(moment, 'us')}; it would prove nothing")


# ---- As forecasters of a back-test ------------------------------------------------------------------------

def quiet_forecast(learn: Sequence[View], view: View) -> Forecast:
    """Fitted on the latest view to learn from; where none looks as far ahead, on several horizons together.

    It is of silence: where the outcome is another, it gives a rank and no probability.
    """
    if not view.outcome.quiet:
        return of_halvings(view).probability(view), None
    full = _as_far(learn, view)
    p = (law_at(full[0]) if full else of_halvings(view)).probability(view)
    return p, p


def quiet_recalibrated(learn: Sequence[View], view: View) -> Forecast:
    """Fitted on the second latest, recalibrated on the latest; where none looks as far ahead, as was right half-way."""
    full = _as_far(learn, view)
    if full:
        later = len(full) > 1 and view.outcome.quiet
        quiet = recalibrated(law_at(full[1]) if later else of_halvings(full[0]), full[0])
    elif view.outcome.quiet:
        quiet = rehearsed(view)
    else:
        raise ArgumentError("origins: there is too little history to learn from")
    p = quiet.probability(view)
    return p, p


def _as_far(learn: Sequence[View], view: View) -> list[View]:
    """Those to learn from that look as far ahead as is to be forecast, or as was asked for."""
    return [lesson for lesson in learn if view.fit_horizon_given or lesson.horizon == view.horizon]


def hazard_forecaster(features: Sequence[str] = FEATURES) -> Any:
    """A forecaster for `backtest`: the probability of divorce on these features, as `fit_divorce` fits it.

    Fitted on all views to learn from but the latest, recalibrated on that; the quiet forecast, if it is a feature, on
    the earliest.

    Parameters
    ----------
    features : sequence of str
        As of `fit_divorce`.

    Examples
    --------
    >>> from joyfulprofit.validate import FEATURES, OURS, hazard_forecaster
    >>> silence = [name for name in FEATURES if "silence" in name]
    >>> tried = {"divorce": OURS["divorce"], "by silence alone": hazard_forecaster(silence)}
    """
    names = tuple(features)

    def forecast(learn: Sequence[View], view: View) -> Forecast:
        quiet = law_at(learn[-1]) if any(name.startswith("quiet") for name in names) else None
        hazard = fit_hazard(learn[1:], names, quiet)
        p = recalibrated_hazard(hazard, learn[0], quiet).probability(view, quiet)
        return p, p

    return forecast


def index_forecast(name: str, sign: float) -> Any:
    """A score as it is for the ranks; as a probability by a logistic regression on its logit."""

    def index(view: View) -> Floats:
        return feature_matrix(view, _INDICES, None)[:, _INDICES.index(name)]

    def forecast(learn: Sequence[View], view: View) -> Forecast:
        beta = fit_logistic(sign * logit(index(learn[0])), learn[0].y, penalty=0.01)
        return sign * index(view), expit(beta[0] + beta[1] * sign * logit(index(view)))

    forecast.__doc__ = f"{name} of the default model"
    return forecast


_INDICES = ("closure", "health", "risk_index")
OURS: dict[str, Any] = {
    "quiet forecast": quiet_forecast,
    "quiet forecast, recalibrated": quiet_recalibrated,
    "divorce": hazard_forecaster(),
    "1 - closure": index_forecast("closure", -1.0),
    "1 - health": index_forecast("health", -1.0),
    "risk index": index_forecast("risk_index", 1.0),
}
# How many views each has to learn from at least; others learn nothing, or say so themselves.
NEEDS = {name: 2 if name == "divorce" else 0 if name.startswith("quiet") else 1 for name in OURS}
