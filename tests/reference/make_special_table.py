#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes special_table.json, the exact values that test_special.py holds special.py against.

Needs mpmath (Debian: python3-mpmath); everything is worked out to 50 digits and rounded once.
Run it by hand: python3 tests/reference/make_special_table.py
"""
import json
import pathlib
import random

import mpmath as mp

mp.mp.dps = 50


def beta_cdf(x, a, b):
    return mp.betainc(mp.mpf(a), mp.mpf(b), 0, x, regularized=True)


def beta_quantile(p, a, b):
    """By bisection on the logit of x, so that tiny and nearly full quantiles are exact too."""
    low, high = mp.mpf(-2000), mp.mpf(800)
    for _ in range(160):
        middle = (low + high) / 2
        if beta_cdf(1 / (1 + mp.e ** -middle), a, b) < p:
            low = middle
        else:
            high = middle
    return 1 / (1 + mp.e ** -low)


def log_mean(x, y):
    x, y = mp.mpf(x), mp.mpf(y)
    return x if x == y else (x - y) / mp.log(x / y)


def shapes(rng, count):
    """Pairs (a, b) as they come up in scores: from next to nothing to sharp."""
    fixed = [(1.0, 1.0), (0.5, 0.5), (2.0, 3.0), (0.05, 3.0), (3.0, 0.05), (150.0, 90.0), (0.02, 0.02)]
    return fixed + [(10.0 ** rng.uniform(-1.7, 2.5), 10.0 ** rng.uniform(-1.7, 2.5)) for _ in range(count)]


def main():
    rng = random.Random(1)
    table = {"trigamma": [], "beta_cdf": [], "beta_quantile": [], "normal_cdf": [], "log_mean": []}
    for x in [1e-3, 0.1, 0.5, 1.0, 2.0, 19.999, 20.0, 1e4] + [10.0 ** rng.uniform(-2, 3) for _ in range(40)]:
        table["trigamma"].append([[x], float(mp.psi(1, x))])
    for a, b in shapes(rng, 60):
        for x in (1e-6, 0.2, 0.5, 0.9, rng.random()):
            table["beta_cdf"].append([[x, a, b], float(beta_cdf(x, a, b))])
    for a, b in shapes(rng, 30):
        for p in (0.025, 0.975):
            table["beta_quantile"].append([[p, a, b], float(beta_quantile(p, a, b))])
    for x in [-8.0, -1.0, 0.0, 0.3, 5.0] + [rng.gauss(0, 2) for _ in range(20)]:
        table["normal_cdf"].append([[x], float(mp.ncdf(x))])
    for _ in range(40):
        x = rng.uniform(0.001, 1)
        for y in (x, x * (1 + 10.0 ** rng.uniform(-15, -1)), rng.uniform(1e-4, 1)):
            table["log_mean"].append([[x, y], float(log_mean(x, y))])
    path = pathlib.Path(__file__).with_name("special_table.json")
    path.write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
