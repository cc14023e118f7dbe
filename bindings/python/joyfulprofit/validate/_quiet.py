# SPDX-License-Identifier: Apache-2.0
"""The quiet forecast (docs/method.md section 8), fitted by likelihood. It is a law of time: one for all horizons."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, needs
from ._log import Outcome, View
from .metrics import calibration, expit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._log import Floats

# Weak: the logarithms of the three around these, with a standard deviation of 2. It counts as much as a fraction of one
# relationship, and keeps what the data say nothing about from running away.
_PRIOR = (0.5, 60.0, 180.0)
_PRIOR_SD = 2.0
_STARTS = (30.0, 90.0, 300.0)
HALVINGS = 4


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

    def with_recalibration_of(self, other: Quiet) -> Quiet:
        return Quiet(self.a0, self.b0_days, self.half_life_days, other.intercept, other.slope)

    def section(self) -> dict[str, Any]:
        """As the model file has it."""
        return {"a0": self.a0, "b0_days": self.b0_days, "half_life_days": self.half_life_days,
                "intercept": self.intercept, "slope": self.slope}


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
    with needs("the quiet forecast", "scipy", "validate"):
        from scipy.optimize import minimize

    centre = np.log(_PRIOR)

    def loss(theta: Floats) -> float:
        total = 0.5 * float((((theta - centre) / _PRIOR_SD) ** 2).sum())
        for view in views:
            assert view.y is not None
            log_p = np.minimum(_log_quiet(view, np.exp(theta), view.horizon_days), -1e-300)
            total -= float(np.where(view.y > 0, log_p, np.log(-np.expm1(log_p))).sum())
        return total

    best = min((minimize(loss, np.log([_PRIOR[0], _PRIOR[1], start]), method="Nelder-Mead",
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


# ---- Where there is too little history for the horizon ----------------------------------------------------

def halvings(view: View) -> list[View]:
    """What a view's moment can learn a law of time from: the latest half of the history, quarter, and so on.

    Each looks from so long ago as far as the moment itself, and uses what was recorded by it. The longest says what
    the forecast is about, a long time; the shortest how things are now. What came is silence, whatever the outcome of
    the view is.
    """
    key = ("halvings", view.origin, view.active)
    if key not in view.log.kept:
        silence = view.outcome if view.outcome.quiet else Outcome(view.log)
        half = (view.origin - int(view.log.time.min())) // 2
        found = (View(silence, view.origin - width, width, labels=True, active=view.active, known_by=view.origin)
                 for width in (half >> i for i in range(HALVINGS)) if width > 0)
        view.log.kept[key] = [v for v in found if v.y is not None and len(np.unique(v.y)) == 2]
    kept: list[View] = view.log.kept[key]
    return kept


def of_halvings(view: View) -> Quiet:
    """The law fitted on all of them together."""
    views = halvings(view)
    if not views:
        raise ArgumentError("origins: there is too little history to learn from")
    return quiet_parameters(views)


def rehearsed(view: View) -> Quiet:
    """The same, recalibrated as it had to be half-way: forecast from there as far ahead as there was history."""
    law = of_halvings(view)
    half_way = halvings(view)[0]
    return law.with_recalibration_of(recalibrated(of_halvings(half_way), half_way))


def law_at(lesson: View) -> Quiet:
    """The law as of what was learnt there: on its outcomes if they are silence, else on the silence before it."""
    return quiet_parameters([lesson]) if lesson.outcome.quiet else of_halvings(lesson)
