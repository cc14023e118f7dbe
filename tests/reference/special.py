# SPDX-License-Identifier: Apache-2.0
"""The special functions of the method in plain double precision.

Written from the NIST Digital Library of Mathematical Functions (dlmf.nist.gov), not from the
library's C. test_special.py holds them against mpmath.
"""
import math

Z = 1.959963984540054
_SMALLEST = 1e-300


def trigamma(x):
    """psi_1(x) for x > 0: recurrence (DLMF 5.15.5) up to 20, then the asymptotic series (5.15.8)."""
    total = 0.0
    while x < 20.0:
        total += 1.0 / (x * x)
        x += 1.0
    y = 1.0 / (x * x)
    bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
    series = 0.0
    for b in reversed(bernoulli):
        series = (series + b) * y
    return total + 1.0 / x + 0.5 * y + series / x


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _continued_fraction(x, a, b):
    """The continued fraction of DLMF 8.17.22, evaluated by Lentz's method as modified by Thompson."""
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _SMALLEST else _SMALLEST)
    result = d
    for m in range(1, 100000):
        for coefficient in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1.0 + coefficient * d
            d = 1.0 / (d if abs(d) > _SMALLEST else _SMALLEST)
            c = 1.0 + coefficient / c
            c = c if abs(c) > _SMALLEST else _SMALLEST
            result *= c * d
        if abs(c * d - 1.0) < 1e-16:
            return result
    raise ArithmeticError(f"continued fraction of I_{x}({a}, {b}) does not settle")


def _beta_tails(log_x, log_1mx, x, a, b):
    """(I_x(a,b), 1 - I_x(a,b)) where x is given by its logarithm and that of 1 - x."""
    front = math.exp(a * log_x + b * log_1mx - log_beta(a, b))
    if x < (a + 1.0) / (a + b + 2.0):
        lower = front * _continued_fraction(x, a, b) / a
        return lower, 1.0 - lower
    upper = front * _continued_fraction(math.exp(log_1mx), b, a) / b
    return 1.0 - upper, upper


def beta_cdf(x, a, b):
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    return _beta_tails(math.log(x), math.log1p(-x), x, a, b)[0]


def _logistic(u):
    """(x, ln x, ln(1 - x)) for x = 1 / (1 + e^-u)."""
    log_x = -math.log1p(math.exp(-u)) if u > 0 else u - math.log1p(math.exp(u))
    log_1mx = -u - math.log1p(math.exp(-u)) if u > 0 else -math.log1p(math.exp(u))
    return math.exp(log_x), log_x, log_1mx


def _lower_quantile_logit(p, a, b):
    """The u with I_{1/(1+e^-u)}(a, b) = p for p <= 1/2, by Newton steps kept inside a bracket."""
    low, high = -745.0, 700.0
    u = math.log(a / b)
    u = min(max(u, low + 1), high - 1)
    for _ in range(300):
        x, log_x, log_1mx = _logistic(u)
        lower, _upper = _beta_tails(log_x, log_1mx, x, a, b)
        if lower < p:
            low = u
        else:
            high = u
        slope = math.exp(a * log_x + b * log_1mx - log_beta(a, b))
        step = u - (lower - p) / slope if slope > 0.0 else math.inf
        if lower > 0.0:  # Newton on ln I converges from anywhere in the lower tail
            step = u - math.log(lower / p) * lower / slope if slope > 0.0 else math.inf
        if not low < step < high:
            step = 0.5 * (low + high)
        if abs(step - u) <= 1e-15 * max(1.0, abs(u)):
            return step
        u = step
    return u


def beta_quantile(p, a, b):
    """The x with I_x(a, b) = p, 0 < p < 1; relatively accurate near 0 as well."""
    if p <= 0.5:
        return _logistic(_lower_quantile_logit(p, a, b))[0]
    return _logistic(-_lower_quantile_logit(1.0 - p, b, a))[0]


def log_mean(x, y):
    """L(x, y) = (x - y) / ln(x / y), and x where they are equal; log1p keeps it exact near x = y."""
    if x == y:
        return x
    ratio = (x - y) / y
    return y * ratio / math.log1p(ratio) if ratio > -0.5 else (x - y) / math.log(x / y)
