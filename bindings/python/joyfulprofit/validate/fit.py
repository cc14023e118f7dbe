# SPDX-License-Identifier: Apache-2.0
"""Fitting the forecasts of a model on one's own past: docs/method.md section 8.

What is fitted here is applied in C. A forecast is proved where it is tried: at a later origin than it was fitted and
recalibrated at. Without that the section has no `fitted`, and the library refuses to show its probability.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError
from ._log import Log, Outcome, View, days_us, to_us
from .metrics import brier, calibration, expit, fit_logistic, logit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .._facts import Facts
    from .._model import Model
    from ._log import Floats
    from .comparators import Forecast

# Weak: the logarithms of the three around these, with a standard deviation of 2. It counts as much as a fraction of one
# relationship, and keeps what the data say nothing about from running away.
_QUIET_PRIOR = (0.5, 60.0, 180.0)
_QUIET_SD = 2.0
_STARTS = (30.0, 90.0, 300.0)

FEATURES = ("closure", "suffering.client", "resignation.client", "conversation", "caring", "log_silence_days",
            "silence_score.client", "quiet_logit", "change_30.closure")


# ---- Quiet ------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Quiet:
    """The parameters of the quiet forecast, and its recalibration on the logit scale."""

    a0: float
    b0_days: float
    half_life_days: float
    intercept: float = 0.0
    slope: float = 1.0

    def logit(self, view: View, horizon_days: float | None = None) -> Floats:
        """The forecast of a view, for its own horizon if no other is given."""
        days = view.horizon_days if horizon_days is None else horizon_days
        log_p = _log_quiet(view, np.array([self.a0, self.b0_days, self.half_life_days]), days)
        return self.intercept + self.slope * _logit_of_log(log_p)

    def probability(self, view: View) -> Floats:
        return expit(self.logit(view))


def _log_quiet(view: View, parameters: Floats, days: float) -> Floats:
    n, exposure = view.past(parameters[2])
    return -(parameters[0] + n) * np.log1p(days / (parameters[1] + exposure))


def _logit_of_log(log_p: Floats) -> Floats:
    return log_p - np.log(-np.expm1(log_p))


def quiet_parameters(views: Sequence[View]) -> Quiet:
    """A0, B0 and the half-life that make the outcomes of the views most likely."""
    key = ("quiet", *(id(view) for view in views))
    kept = views[0].log.kept
    if key not in kept:
        kept[key] = (_quiet_parameters(views), views)  # the views are kept so that their ids stay theirs
    found: Quiet = kept[key][0]
    return found


def _quiet_parameters(views: Sequence[View]) -> Quiet:
    from scipy.optimize import minimize

    centre = np.log(_QUIET_PRIOR)

    def loss(theta: Floats) -> float:
        total = 0.5 * float((((theta - centre) / _QUIET_SD) ** 2).sum())
        for view in views:
            assert view.y is not None
            log_p = np.minimum(_log_quiet(view, np.exp(theta), view.horizon_days), -1e-300)
            total -= float(np.where(view.y > 0, log_p, np.log(-np.expm1(log_p))).sum())
        return total

    best = min((minimize(loss, np.log([_QUIET_PRIOR[0], _QUIET_PRIOR[1], start]), method="Nelder-Mead",
                         options={"xatol": 1e-4, "fatol": 1e-3, "maxiter": 600}) for start in _STARTS),
               key=lambda found: float(found.fun))
    a0, b0, half_life = np.exp(np.clip(best.x, np.log(1e-9), np.log(1e6)))
    return Quiet(float(a0), float(b0), float(max(half_life, 0.01)))


def recalibrated(quiet: Quiet, view: View) -> Quiet:
    """The same, with intercept and slope from the outcomes of a view."""
    assert view.y is not None
    intercept, slope = calibration(view.y, quiet.probability(view))
    if not slope > 0:
        raise ArgumentError("recalibrate_at: the forecast does not rise with the outcome there, so it cannot be "
                            "recalibrated")
    return Quiet(quiet.a0, quiet.b0_days, quiet.half_life_days,
                 intercept + slope * quiet.intercept, slope * quiet.slope)


def fit_quiet(facts: Facts, origin: Any, horizon: float, *, fit_horizon: float | None = None,
              recalibrate_at: Any = None, prove_at: Any = None, model: Model | None = None) -> Model:
    """A model with a quiet forecast, fitted by likelihood at an origin.

    Parameters
    ----------
    facts : Facts
    origin : moment, or several
        Where it is fitted: what was seen there, against who made no contact within `fit_horizon` from it.
    horizon : float
        Days ahead that the model is to forecast.
    fit_horizon : float, optional
        Days ahead that it is fitted on, where there is too little history for `horizon`; the law is the same for all.
    recalibrate_at : moment, optional
        A later origin, for the intercept and the slope at `horizon`.
    prove_at : moment, optional
        A still later one, where it is tried. Without it the forecast is not `fitted`, and will be refused.

    Returns
    -------
    Model
        The model of the facts, or `model`, with the section `quiet`.
    """
    log = Log(facts)
    outcome = Outcome(log)
    wide, narrow = days_us(horizon), days_us(horizon if fit_horizon is None else fit_horizon)
    origins = [to_us(o) for o in _several(origin)]
    later = [to_us(o) for o in (recalibrate_at, prove_at) if o is not None]
    _ascending([max(origins), *later])
    quiet = quiet_parameters([_learn(outcome, o, narrow) for o in origins])
    if recalibrate_at is not None:
        quiet = recalibrated(quiet, _learn(outcome, to_us(recalibrate_at), wide))
    section: dict[str, Any] = {"a0": quiet.a0, "b0_days": quiet.b0_days, "half_life_days": quiet.half_life_days,
                               "intercept": quiet.intercept, "slope": quiet.slope}
    if prove_at is not None:
        view = _learn(outcome, to_us(prove_at), wide)
        section["fitted"] = _proof(view, quiet.probability(view), horizon)
    return with_sections(facts.model if model is None else model, quiet=section)


# ---- Divorce ----------------------------------------------------------------------------------------------

def feature(view: View, name: str, quiet: Quiet | None) -> Floats:
    """A feature of the probability of divorce, as the library computes it (docs/model-format.md)."""
    if name in ("quiet", "quiet_logit"):
        if quiet is None:
            raise ArgumentError(f"features: {name!r} needs a model with a fitted quiet forecast")
        x = quiet.logit(view)
        return x if name == "quiet_logit" else expit(x)
    scores = view.scores
    if name in ("silence_days", "log_silence_days"):
        days = np.fmin(scores["silence.client.days"], scores["silence.supplier.days"])
        return days if name == "silence_days" else np.log1p(days)
    word, _, part = name.partition(".")
    if word == "silence_days":
        return scores[f"silence.{part}.days"]
    if word == "silence_score":
        return scores[f"silence.{part}.score"]
    if word == "change_30":
        return scores[part] - view.scores_before[part]
    if name not in scores:
        raise ArgumentError(f"features: expected some of {', '.join((*FEATURES, *scores))}, got {name!r}")
    return scores[name]


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
        rows = zip(self.names, self.coefficients, self.mean, self.sd, self.minimum, self.maximum, strict=True)
        keys = ("name", "coefficient", "mean", "sd", "minimum", "maximum")
        return {"target": list(target), "intercept": self.intercept,
                "recalibration_intercept": self.recalibration[0], "recalibration_slope": self.recalibration[1],
                "features": [{key: value if isinstance(value, str) else float(value)
                              for key, value in zip(keys, row, strict=True)} for row in rows]}


def feature_matrix(view: View, names: Sequence[str], quiet: Quiet | None) -> Floats:
    return np.column_stack([feature(view, name, quiet) for name in names])


def fit_hazard(views: Sequence[View], names: Sequence[str], quiet: Quiet | None, penalty: float = 1.0) -> Hazard:
    """Fitted on the outcomes of all views together; features that say nothing or are not known are left out."""
    x = np.concatenate([feature_matrix(view, names, quiet) for view in views])
    y = np.concatenate([view.y for view in views if view.y is not None])
    used = np.isfinite(x).all(axis=0) & (np.nanstd(x, axis=0) > 1e-9)
    if not used.any():
        raise ArgumentError("features: none of them says anything about these facts")
    x, kept = x[:, used], tuple(name for name, use in zip(names, used, strict=True) if use)
    mean, sd = x.mean(axis=0), x.std(axis=0)
    beta = fit_logistic((x - mean) / sd, y, penalty=penalty)
    return Hazard(kept, beta[1:], float(beta[0]), mean, sd, x.min(axis=0), x.max(axis=0))


def recalibrated_hazard(hazard: Hazard, view: View, quiet: Quiet | None) -> Hazard:
    """The same, with intercept and slope from the outcomes of a later view."""
    assert view.y is not None
    intercept, slope = calibration(view.y, hazard.probability(view, quiet))
    if not slope > 0:
        raise ArgumentError("recalibrate_at: the forecast does not rise with the outcome there")
    return Hazard(hazard.names, hazard.coefficients, hazard.intercept, hazard.mean, hazard.sd, hazard.minimum,
                  hazard.maximum, (intercept, slope))


def fit_divorce(facts: Facts, origins: Any, horizon: float, *, outcomes: Any = None,
                features: Sequence[str] | None = None, penalty: float = 1.0, recalibrate_at: Any = None,
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
        Names of docs/model-format.md. By default closure, what the client suffers, resignation, silence, the quiet
        forecast if the model has one, and the change of 30 days.
    penalty : float
        1 / variance of a normal prior of each coefficient, per standard deviation of its feature.
    recalibrate_at, prove_at : moment, optional
        As in `fit_quiet`.
    """
    base = facts.model if model is None else model
    quiet = _quiet_of(base, horizon)
    names = tuple(features) if features is not None else tuple(
        name for name in FEATURES if quiet is not None or not name.startswith("quiet"))
    outcome = Outcome(Log(facts), outcomes, observed_until)
    width = days_us(horizon)
    starts = [to_us(o) for o in _several(origins)]
    _ascending([max(starts), *(to_us(o) for o in (recalibrate_at, prove_at) if o is not None)])
    hazard = fit_hazard([_learn(outcome, o, width) for o in starts], names, quiet, penalty)
    if recalibrate_at is not None:
        hazard = recalibrated_hazard(hazard, _learn(outcome, to_us(recalibrate_at), width), quiet)
    section = hazard.section(outcome.kinds)
    if prove_at is not None:
        view = _learn(outcome, to_us(prove_at), width)
        section["fitted"] = _proof(view, hazard.probability(view, quiet), horizon)
    return with_sections(base, divorce=section)


# ---- Shared -----------------------------------------------------------------------------------------------

def with_sections(model: Model, **sections: Any) -> Model:
    """The model with other sections; None takes one out."""
    from .._model import Model as Made

    document = model.to_dict()
    for name, section in sections.items():
        if section is None:
            document.pop(name, None)
        else:
            document[name] = section
    return Made.from_json(document)


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
    slope = calibration(view.y, p)[1]
    if not np.isfinite(slope):
        raise ArgumentError("prove_at: all outcomes are alike there, so nothing can be proved")
    return {"horizon_days": float(horizon), "date": str(np.datetime64(view.origin, "us"))[:10], "n": view.count,
            "events": int(view.y.sum()), "brier": brier(view.y, p), "slope": slope}


def _learn(outcome: Outcome, origin: int, horizon: int) -> View:
    outcome.needs(origin, horizon)
    view = View(outcome, origin, horizon, labels=True)
    if view.count == 0:
        raise ArgumentError(f"origin: no relationship has had contact by {np.datetime64(origin, 'us')}")
    return view


def _several(origins: Any) -> Iterable[Any]:
    if isinstance(origins, (str, bytes)) or not hasattr(origins, "__iter__"):
        return [origins]
    found = list(origins)
    if not found:
        raise ArgumentError("origins: at least one is needed")
    return found


def _ascending(moments: Sequence[int]) -> None:
    for before, after in zip(moments, moments[1:], strict=False):
        if after <= before:
            raise ArgumentError("recalibrate_at, prove_at: each must be later than where it was fitted, or it proves "
                                "nothing")


# ---- As forecasters of a back-test ------------------------------------------------------------------------

def quiet_forecast(learn: Sequence[View], view: View) -> Forecast:
    """Fitted on the latest view to learn from."""
    p = quiet_parameters(learn[:1]).probability(view)
    return p, p


def quiet_recalibrated(learn: Sequence[View], view: View) -> Forecast:
    """Fitted on the second latest, recalibrated on the latest."""
    p = recalibrated(quiet_parameters(learn[1:2]), learn[0]).probability(view)
    return p, p


def divorce_forecast(learn: Sequence[View], view: View) -> Forecast:
    """Fitted on all but the latest, recalibrated on that; the quiet forecast on the earliest."""
    quiet = quiet_parameters(learn[-1:])
    hazard = fit_hazard(learn[1:], FEATURES, quiet)
    p = recalibrated_hazard(hazard, learn[0], quiet).probability(view, quiet)
    return p, p


def index_forecast(name: str, sign: float) -> Any:
    """A score as it is for the ranks; as a probability by a logistic regression on its logit."""

    def forecast(learn: Sequence[View], view: View) -> Forecast:
        y = learn[0].y
        beta = fit_logistic(sign * logit(learn[0].scores[name]), y, penalty=0.01)
        return sign * view.scores[name], expit(beta[0] + beta[1] * sign * logit(view.scores[name]))

    forecast.__doc__ = f"{name} of the default model"
    return forecast


OURS: dict[str, Any] = {
    "quiet forecast": quiet_forecast,
    "quiet forecast, recalibrated": quiet_recalibrated,
    "divorce": divorce_forecast,
    "1 - closure": index_forecast("closure", -1.0),
    "1 - health": index_forecast("health", -1.0),
    "risk index": index_forecast("risk_index", 1.0),
}
# How many views each has to learn from at least; others learn nothing, or say so themselves.
NEEDS = {name: 2 if name in ("quiet forecast, recalibrated", "divorce") else 1 for name in OURS}
