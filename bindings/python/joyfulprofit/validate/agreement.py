# SPDX-License-Identifier: Apache-2.0
"""How far two sources agree that rate the same things: two sides of a relationship, or two halves of the facts."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError

if TYPE_CHECKING:
    from ._log import Floats


def _pairs(first: Any, second: Any) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, float), np.asarray(second, float)
    if a.shape != b.shape or a.ndim != 1:
        raise ArgumentError("second: expected as many ratings as the first, one after the other")
    there = np.isfinite(a) & np.isfinite(b)
    if there.sum() < 3:
        raise ArgumentError(f"first: expected 3 pairs at least, got {int(there.sum())}")
    return a[there], b[there]


def icc_a1(first: Any, second: Any) -> float:
    """ICC(A,1): absolute agreement of single ratings, two-way random effects (McGraw and Wong 1996)."""
    a, b = _pairs(first, second)
    x = np.column_stack([a, b])
    n, k = x.shape
    grand = x.mean()
    rows = k * ((x.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((x.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + grand
    error = (rest ** 2).sum() / ((n - 1) * (k - 1))
    return float((rows - error) / (rows + (k - 1) * error + k * (columns - error) / n))


def concordance(first: Any, second: Any) -> float:
    """Lin's concordance correlation coefficient."""
    a, b = _pairs(first, second)
    return float(2 * np.cov(a, b, bias=True)[0, 1] / (a.var() + b.var() + (a.mean() - b.mean()) ** 2))


@dataclass(frozen=True)
class BlandAltman:
    """The mean difference, first minus second, and where 95 % of differences lie."""

    bias: float
    sd: float
    low: float
    high: float


def bland_altman(first: Any, second: Any) -> BlandAltman:
    """Limits of agreement: bias -+ 1.96 standard deviations of the differences."""
    a, b = _pairs(first, second)
    difference = a - b
    bias, sd = float(difference.mean()), float(difference.std(ddof=1))
    return BlandAltman(bias, sd, bias - 1.959963984540054 * sd, bias + 1.959963984540054 * sd)


@dataclass(frozen=True)
class Surface:
    """A response surface: outcome = b0 + b1 c + b2 s + b3 c^2 + b4 cs + b5 s^2, both from the middle of the scale.

    `level` is the slope along agreement (b1 + b2), `level_curve` its bend (b3 + b4 + b5); `gap` the slope along
    disagreement (b1 - b2), `gap_curve` its bend (b3 - b4 + b5): below 0, disagreement in either direction is bad. Each
    has its standard error.
    """

    coefficients: tuple[float, ...]
    n: int
    r2: float
    r2_of_levels: float
    level: tuple[float, float]
    level_curve: tuple[float, float]
    gap: tuple[float, float]
    gap_curve: tuple[float, float]


_DIRECTIONS = {"level": (0, 1, 1, 0, 0, 0), "level_curve": (0, 0, 0, 1, 1, 1), "gap": (0, 1, -1, 0, 0, 0),
               "gap_curve": (0, 0, 0, 1, -1, 1)}


def response_surface(first: Any, second: Any, outcome: Any, middle: float = 0.5) -> Surface:
    """Does the outcome follow from the levels, or from the gap between them? (Edwards 1994; Shanock et al. 2010)

    Parameters
    ----------
    first, second : array
        Ratings of both sides on one scale.
    outcome : array
    middle : float
        Of the scale.
    """
    a, b = np.asarray(first, float) - middle, np.asarray(second, float) - middle
    z = np.asarray(outcome, float)
    there = np.isfinite(a) & np.isfinite(b) & np.isfinite(z)
    a, b, z = a[there], b[there], z[there]
    if len(z) < 12:
        raise ArgumentError(f"outcome: expected 12 complete rows at least, got {len(z)}")
    design = np.column_stack([np.ones(len(z)), a, b, a * a, a * b, b * b])
    beta, covariance, r2 = _least_squares(design, z)
    _, _, plain = _least_squares(design[:, :3], z)
    along = {}
    for name, weights in _DIRECTIONS.items():
        w = np.array(weights, float)
        along[name] = (float(w @ beta), float(np.sqrt(max(w @ covariance @ w, 0.0))))
    return Surface(tuple(beta.tolist()), len(z), r2, plain, **along)


def _least_squares(design: Floats, z: Floats) -> tuple[Floats, Floats, float]:
    beta, *_ = np.linalg.lstsq(design, z, rcond=None)
    rest = z - design @ beta
    free = max(len(z) - design.shape[1], 1)
    covariance = np.linalg.pinv(design.T @ design) * (rest @ rest) / free
    total = ((z - z.mean()) ** 2).sum()
    return beta, covariance, float(1 - (rest @ rest) / total) if total > 0 else float("nan")
