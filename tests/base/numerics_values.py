#!/usr/bin/env python3
"""Writes tests/base/numerics_values.txt: exact values of the functions of base/numerics.h.

Each line: function, arguments, the value's nearest double, and the rest in units of that double's
last place. Computed with mpmath to 50 digits and more; the incomplete beta function by its series of
positive terms (DLMF 8.17.8), checked here against mpmath's own where that is quick.

usage: tests/base/numerics_values.py [FILE]

SPDX-License-Identifier: Apache-2.0
"""
import math
import os
import random
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 50
RANDOM = random.Random(20240229)
SMALLEST = 5e-324
LARGEST = sys.float_info.max


def uniform(low, high):
    return RANDOM.uniform(low, high)


def spread(low, high):
    """Alike in all magnitudes between low and high; few digits, now and then, like people's numbers."""
    x = math.exp(uniform(math.log(low), math.log(high)))
    return float("%.2g" % x) if RANDOM.random() < 0.15 else x


def hexfloat(x):
    text = float(x).hex()
    if "p" not in text:
        return text
    digits, exponent = text.split("p")
    return digits.rstrip("0").rstrip(".") + "p" + exponent


# ---- The incomplete beta function ------------------------------------------------------------

def beta_series(x, a, b):
    """I_x(a, b) by DLMF 8.17.8: every term is positive."""
    y = 1 - x
    term, total, n, tiny = mpf(1), mpf(1), 0, mpf(10) ** (-mp.dps - 5)
    while True:
        ratio = (a + b + n) / (a + 1 + n) * x
        term *= ratio
        total += term
        n += 1
        if ratio < 1 and term < tiny * total * (1 - ratio):
            break
    scale = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    return mp.exp(a * mp.log(x) + b * mp.log(y) + scale) / a * total


def beta_cdf(x, a, b):
    """I_x(a, b) to about 45 digits, from the side whose series is the shorter."""
    x, a, b = mpf(x), mpf(a), mpf(b)
    with mp.workdps(400):
        y = 1 - x
    left = x * (a + b) <= a
    if left and y < 1e-3:
        left = a * y > 3000
    elif not left and x < 1e-3:
        left = b * x <= 3000
    digits = 70
    while True:
        with mp.workdps(digits):
            value = beta_series(x, a, b) if left else 1 - beta_series(1 - x, b, a)
            lost = 0 if left else -mp.log10(abs(value)) if value else digits
        if lost + 45 < digits:
            return value
        digits = int(lost) + 60


def beta_quantile(p, a, b):
    """The x with I_x(a, b) = p: bisection of z = ln(x/(1-x)), then Newton's steps on ln I."""
    p, a, b = mpf(p), mpf(a), mpf(b)
    with mp.workdps(60):
        low, high = mpf(-800), mpf(60)

        def point(z):
            return 1 / (1 + mp.exp(-z))

        if beta_cdf(point(high), a, b) < p:
            return point(high)
        for _ in range(16):
            z = (low + high) / 2
            if beta_cdf(point(z), a, b) < p:
                low = z
            else:
                high = z
        scale = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
        z = low
        for _ in range(100):
            value = beta_cdf(point(z), a, b)
            slope = mp.exp(-a * mp.log1p(mp.exp(-z)) - b * mp.log1p(mp.exp(z)) + scale)
            step = mp.log(p / value) * value / slope
            z += step
            if abs(step) < mpf(10) ** -30 * (1 + abs(z)):
                return point(z)
    raise RuntimeError("no quantile of %s %s %s" % (p, a, b))


# ---- Points ----------------------------------------------------------------------------------

def around(*centres):
    """The doubles beside each centre, and the centre."""
    points = []
    for c in centres:
        points += [c, math.nextafter(c, -math.inf), math.nextafter(c, math.inf)]
    return points


def powers_of_two():
    return [math.ldexp(1.0, k)
            for k in (-1074, -1073, -1023, -1022, -1021, -512, -53, -2, -1, 0, 1, 512, 1023)]


def exponents(low, high):
    """For e^x and its like: both ends, everywhere between, near 0, decays."""
    points = around(low, high, 0.0, -1.0, 1.0, 2.0 ** -5, -2.0 ** -5)
    points += [SMALLEST, -SMALLEST, -45.0, 64.0]
    points += [uniform(low, high) for _ in range(200)]
    points += [uniform(-2, 2) for _ in range(100)]
    points += [-spread(1e-9, 60) for _ in range(150)]
    points += [spread(1e-300, 1) * RANDOM.choice((-1, 1)) for _ in range(50)]
    return [(x,) for x in points if low - 1 <= x <= high + 1]


def logarithms():
    points = powers_of_two() + around(1.0, 0.6875, 1.375, 1 - 2.0 ** -8, 1 + 2.0 ** -7) + [LARGEST]
    points += [spread(1e-308, 1e308) for _ in range(150)]
    points += [uniform(0.5, 2) for _ in range(150)]
    points += [1 + uniform(-0.02, 0.02) for _ in range(100)]
    points += [1 + spread(1e-15, 1e-2) * RANDOM.choice((-1, 1)) for _ in range(50)]
    points += [spread(1e-323, 2e-308) for _ in range(40)]
    return [(x,) for x in points]


def log1p_points():
    points = [0.0, SMALLEST, -SMALLEST, LARGEST, math.nextafter(-1, 0)]
    points += around(-0.5, 1.0, 2.0 ** -53, -2.0 ** -53)
    points += [spread(1e-300, 1e308) for _ in range(150)]
    points += [-spread(1e-300, 0.999) for _ in range(100)]
    points += [uniform(-1, 2) for _ in range(150)]
    points += [uniform(-0.02, 0.02) for _ in range(100)]
    points += [spread(1e-17, 1e-14) * RANDOM.choice((-1, 1)) for _ in range(60)]
    return [(x,) for x in points]


def roots():
    points = powers_of_two() + around(1.0, 8.0, 27.0, 0.125) + [LARGEST, 0.0]
    points += [spread(1e-308, 1e308) for _ in range(150)]
    points += [uniform(0, 1) for _ in range(250)]
    points += [spread(1e-323, 2e-308) for _ in range(40)]
    return [(x,) for x in points]


def pow_points():
    points = [(0.5, 1.0), (SMALLEST, 0.5), (SMALLEST, 1.0), (math.nextafter(1, 0), 1e15), (1e-300, 1.02)]
    points += [(uniform(0, 1), uniform(0, 2)) for _ in range(200)]
    points += [(uniform(0, 1), spread(1e-6, 100)) for _ in range(100)]
    points += [(spread(1e-322, 1), spread(1e-3, 10)) for _ in range(100)]
    points += [(1 - spread(1e-12, 1e-2), spread(1, 1e4)) for _ in range(50)]
    points += [(spread(1, 1e10), uniform(-20, 20)) for _ in range(50)]
    return points


def gammas():
    points = around(1.0, 2.0, 0.75, 3.0, 8.0, 0.5, 1.25, 1.5, 1.75) + [1e-300, 1e300, 1e15, 2.5e305]
    points += [spread(1e-300, 1e300) for _ in range(150)]
    points += [uniform(0.5, 3.5) for _ in range(200)]
    points += [c + spread(1e-15, 1e-2) * RANDOM.choice((-1, 1)) for c in (1, 2) for _ in range(40)]
    points += [uniform(0, 12) for _ in range(150)]
    points += [spread(1e-3, 200) for _ in range(150)]
    return [(x,) for x in points]


def deltas():
    points = [(x, t) for x in (1e-300, 0.5, 1.0, 7.5, 8.0, 1e15) for t in (0.0, 1e-6, 1.0, 2.0)]
    points += [(spread(1e-2, 100), uniform(0, 2)) for _ in range(300)]
    points += [(spread(1e-2, 100), spread(1e-6, 2)) for _ in range(300)]
    points += [(uniform(0, 12), uniform(0, 2)) for _ in range(200)]
    points += [(spread(1e-300, 1e15), spread(1e-6, 2)) for _ in range(200)]
    points += [(spread(1e-300, 1e15), spread(1e-300, 2)) for _ in range(50)]
    return points


def trigammas():
    points = around(1.0, 8.0, 0.5) + [1e-153, 1e300, 2e-154]
    points += [spread(1e-150, 1e300) for _ in range(150)]
    points += [uniform(0, 12) for _ in range(250)]
    points += [spread(1e-3, 200) for _ in range(200)]
    return [(x,) for x in points]


def normals():
    points = around(0.0, -1.0, 1.959963984540054, -1.959963984540054, -4.0) + [-37.0, -37.5, -38.0, 8.3, 39.0]
    points += [uniform(-38, 9) for _ in range(250)]
    points += [uniform(-3, 3) for _ in range(250)]
    points += [-spread(1e-300, 37) for _ in range(100)]
    return [(x,) for x in points]


def beta_point(a, b):
    """An x: anywhere, about the mean, in the tails, or at the ends."""
    mean = a / (a + b)
    deviation = math.sqrt(mean * (1 - mean) / (a + b + 1))
    pick = RANDOM.randrange(6)
    if pick == 0:
        return uniform(0, 1)
    if pick in (1, 2):
        return mean + deviation * uniform(-3, 3)
    if pick == 3:
        return mean + deviation * uniform(-30, 30)
    return spread(1e-12, 1) if pick == 4 else 1 - spread(1e-12, 1)


def betas():
    ranges = [(0.5, 50, 350), (0.01, 200, 350), (1e-6, 1e6, 300), (1e-6, 1, 120), (1e3, 1e6, 60)]
    points = [(0.5, a, b) for a in (1e-6, 0.5, 1.0, 2.0, 50.0, 1e6) for b in (1e-6, 0.5, 1.0, 2.0, 50.0, 1e6)]
    for low, high, count in ranges:
        while count > 0:
            a, b = spread(low, high), spread(low, high)
            x = beta_point(a, b)
            if 0 < x < 1:
                points.append((x, a, b))
                count -= 1
    return points


def quantiles():
    points = [(0.025, 1e-6, 1.0), (0.975, 1.0, 1e-6), (0.5, 1e-6, 1e-6), (0.3, 1e-3, 1e-3), (0.5, 1e5, 1e5)]
    for low, high, count in [(0.5, 50, 150), (0.01, 200, 100), (1e-6, 1e4, 60)]:
        for i in range(count):
            p = (0.025, 0.975, uniform(0, 1))[i % 3]
            points.append((p, spread(low, high), spread(low, high)))
    points += [(spread(1e-15, 1e-3), spread(0.5, 50), spread(0.5, 50)) for _ in range(20)]
    return points


def delta(x, t):
    with mp.workdps(60 + max(0, int(mp.log10(x)) + (int(-mp.log10(t)) if t else 0)) if x > 0 else 60):
        return mp.loggamma(x + t) - mp.loggamma(x)


def fractions():
    """Of a whole: its ends, and what lies between."""
    ends = [0.0, 1.0, 0.5, SMALLEST, math.nextafter(1.0, 0.0), math.nextafter(1.0, 0.0) / 2]
    own = random.Random(7)  # the points of others stay as they are
    return [(x,) for x in ends + [own.random() for _ in range(400)] + [own.random() ** 9 for _ in range(100)]]


def littles():
    """Up to a twentieth: its ends, and what lies between."""
    ends = [0.0, 0.05, 0.025, SMALLEST, math.nextafter(0.05, 0.0)]
    own = random.Random(13)  # the points of others stay as they are
    return [(x,) for x in ends + [0.05 * own.random() for _ in range(400)] + [own.random() ** 9 / 20 for _ in range(100)]]


def shapes():
    """Common ones, their ends, a few beyond."""
    own = random.Random(11)  # the points of others stay as they are

    def size(low, high):
        return math.exp(own.uniform(math.log(low), math.log(high)))

    ends = [0.5, 1.0, 2.0, 50.0, 1024.0]
    points = [(a, b) for a in ends for b in ends]
    points += [(0.499, 3.0), (3.0, 0.499), (1025.0, 700.0), (1e-3, 40.0)]
    points += [(size(0.9, 20), size(0.9, 20)) for _ in range(100)]
    return points + [(size(0.5, 1024), size(0.5, 1024)) for _ in range(100)]


def beta_moment(alpha, everything, p):
    with mp.workdps(80):
        step = mp.loggamma(alpha + p) - mp.loggamma(alpha)
        return mp.exp(step - (mp.loggamma(everything + p) - mp.loggamma(everything)))


def moments():
    """Shapes of indicators and far out, powers of groups large and small."""
    own = random.Random(13)  # the points of others stay as they are
    points = [(1.0, 2.0, 0.0), (1.0, 2.0, 1.0), (1.0, 2.0, 2.0), (1e-300, 1.0, 0.5), (1e-9, 1e-8, 1e-3),
              (1e15, 1e15, 2.0), (5e14, 1e15, 0.1), (0.5, 1e15, 2.0), (8.0, 9.0, 1.0)]
    for low, high, count in [(0.05, 60, 400), (1e-6, 1e6, 200), (1e-100, 1e14, 60)]:
        for i in range(count):
            alpha = math.exp(own.uniform(math.log(low), math.log(high)))
            everything = alpha + math.exp(own.uniform(math.log(low), math.log(high)))
            power = own.uniform(0, 2) if i % 2 else math.exp(own.uniform(-7, 0.69))
            points.append((alpha, everything, power))
    return points


# Name, exact value, and how points are chosen.
FUNCTIONS = [
    ("exp2", lambda x: mpf(2) ** x, lambda: exponents(-1075.0, 1024.0)),
    ("exp", mp.exp, lambda: exponents(-746.0, 710.0)),
    ("expm1", mp.expm1, lambda: exponents(-100.0, 710.0)),
    ("log2", lambda x: mp.log(x) / mp.log(2), logarithms),
    ("log", mp.log, logarithms),
    ("log1p", mp.log1p, log1p_points),
    ("cbrt", mp.cbrt, roots),
    ("pow", lambda x, y: x ** y, pow_points),
    ("lgamma", mp.loggamma, gammas),
    ("lgamma_delta", delta, deltas),
    ("trigamma", lambda x: mp.psi(1, x), trigammas),
    ("normal_cdf", lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, normals),
    ("beta_cdf", beta_cdf, betas),
    ("beta_quantile", beta_quantile, quantiles),
    ("exp2_fraction", lambda x: mpf(2) ** x, fractions),
    ("beta_low", lambda a, b: beta_quantile(mpf(0.025), a, b), shapes),
    ("beta_high", lambda a, b: beta_quantile(mpf(0.975), a, b), shapes),
    ("beta_half", lambda a, b: beta_cdf(mpf(0.5), a, b), shapes),
    ("beta_moment", beta_moment, moments),
    ("exp2_little", lambda x: mpf(2) ** x, littles),
]


def nearest(exact):
    """The double nearest to `exact`, and the rest in its units in the last place."""
    if exact == 0:
        return 0.0, 0.0
    if exact > mpf(LARGEST) + mpf(2) ** 969:
        return math.inf, 0.0
    value = float(exact)
    return value, float((exact - mpf(value)) / mpf(math.ulp(value)))


def self_check():
    """The series against mpmath's own incomplete beta function."""
    for _ in range(200):
        a, b, x = spread(0.1, 50), spread(0.1, 50), uniform(0, 1)
        own, other = beta_cdf(x, a, b), mp.betainc(a, b, 0, x, regularized=True)
        assert abs(own - other) < mpf(10) ** -35, (x, a, b, own, other)


def main(arguments):
    chosen = [(name, function, points()) for name, function, points in FUNCTIONS]
    self_check()
    folder = os.path.dirname(os.path.abspath(__file__))
    path = arguments[0] if arguments else os.path.join(folder, "numerics_values.txt")
    with open(path, "w") as out:
        out.write("# Exact values, made by numerics_values.py with mpmath %s: do not edit.\n"
                  % mpmath.__version__)
        out.write("# SPDX-License-Identifier: Apache-2.0\n")
        for name, function, points in chosen:
            for point in points:
                value, rest = nearest(function(*[mpf(x) for x in point]))
                texts = [hexfloat(x) for x in point] + [hexfloat(value), "%.3f" % rest]
                out.write("%s %s\n" % (name, " ".join(texts)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
