# SPDX-License-Identifier: Apache-2.0
"""The features of the probability of divorce, as the library computes them.

They come from the library even while nothing is fitted yet, through a model whose coefficients are 0: what a
coefficient is fitted on and what it is applied to cannot differ.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, DataError
from .._forecast import all_forecasts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._model import Model
    from ._log import Floats, View
    from ._quiet import Quiet

# Closure, the dimensions, silence, the quiet forecast, both sides' levels with the terms of their response surface, and
# the change of 30 days. What never varies in fitting, such as a belief where nobody rates, is left out there.
FEATURES = ("closure", "conversation", "caring", "suffering.client", "suffering.supplier", "control.client",
            "control.supplier", "resignation.client", "resignation.supplier", "pillar", "ability", "cocreation",
            "log_silence_days", "silence_score.client", "silence_score.supplier", "quiet_logit", "belief.client",
            "belief.supplier", "belief.client_squared", "belief.product", "belief.supplier_squared", "belief.known",
            "change_30.closure")
_ANY = 1e9  # the widest range that a model takes
_UNPROVED = {"date": "-", "n": 1, "events": 0, "brier": 0.0, "slope": 1.0}


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


def unproved(section: dict[str, Any], horizon_days: float) -> dict[str, Any]:
    """The section as if it had been tried, so that the library computes it; never to be shown."""
    return {**section, "fitted": {"horizon_days": float(horizon_days), **_UNPROVED}}


def named(name: str) -> dict[str, str]:
    """A feature's name, and after a blank the indicator of a belief: as columns of `joyfulprofit.forecast` have it."""
    feature, _, indicator = name.partition(" ")
    return {"name": feature, "indicator": indicator}


def feature_matrix(view: View, names: Sequence[str], quiet: Quiet | None) -> Floats:
    """A row a relationship of the view, a column a feature; NaN where one is not known."""
    key = ("features", view.origin, view.outcome.target, tuple(names), quiet,
           None if quiet is None else view.horizon)
    if key not in view.log.kept:
        view.log.kept[key] = of_everyone(view, names, quiet)
    found: Floats = view.log.kept[key][view.rows]
    return found


def of_everyone(view: View, names: Sequence[str], quiet: Quiet | None) -> Floats:
    model = view.log.facts.model
    asked = [{**named(name), "coefficient": 0.0, "minimum": -_ANY, "maximum": _ANY} for name in names]
    try:
        probe = with_sections(
            model, quiet=None if quiet is None else unproved(quiet.section(), view.horizon_days),
            divorce={"target": list(view.outcome.target), "intercept": 0.0, "features": asked})
    except DataError as error:
        raise ArgumentError(f"features: {error}") from None
    parts = all_forecasts(view.log.facts, probe, view.origin)
    values = np.frombuffer(parts["features"], "f8").reshape(view.log.count, len(names))
    known = np.frombuffer(parts["known"], "?").reshape(view.log.count, len(names))
    return np.where(known, values, np.nan)


def applied(view: View, model: Model) -> Floats:
    """The probability of divorce that the library gives to each relationship of a view; NaN where it refuses."""
    parts = all_forecasts(view.log.facts, model, view.origin)
    given = np.frombuffer(parts["divorce_status"], "i4") == 0
    return np.where(given, np.frombuffer(parts["divorce"], "f8"), np.nan)[view.rows]
