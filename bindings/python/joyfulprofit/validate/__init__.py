# SPDX-License-Identifier: Apache-2.0
"""Does the score mean anything? Back-tests, fitting, reliability and agreement on one's own facts.

Needs the extra ``joyfulprofit[validate]``: SciPy, scikit-learn, lifetimes.

>>> from joyfulprofit import validate
>>> validate.auc([0, 1, 1], [0.2, 0.3, 0.9])
1.0
"""
from ._features import FEATURES
from .agreement import BlandAltman, Surface, bland_altman, concordance, icc_a1, response_surface
from .backtest import Backtest, backtest
from .comparators import COMPARATORS, bg_nbd_quiet, fit_bg_nbd
from .fit import OURS, fit_divorce, fit_quiet, hazard_forecaster
from .metrics import auc, brier, calibration, calibration_curve, lift, log_loss
from .model_fit import ModelFit, fit_model
from .reliability import alpha, known_groups, omega, split_half, stability, volume

__all__ = [
    "COMPARATORS", "FEATURES", "OURS", "Backtest", "BlandAltman", "ModelFit", "Surface", "alpha", "auc", "backtest",
    "bg_nbd_quiet", "bland_altman", "brier", "calibration", "calibration_curve", "concordance", "fit_bg_nbd",
    "fit_divorce", "fit_model", "fit_quiet", "hazard_forecaster", "icc_a1", "known_groups", "lift", "log_loss", "omega",
    "response_surface", "split_half", "stability", "volume",
]
