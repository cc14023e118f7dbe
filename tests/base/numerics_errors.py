#!/usr/bin/env python3
"""Measures the errors of base/numerics.h at many more points than the test keeps, for docs/numerics.md.

Builds the numerics as a library of their own (CC, default cc), draws points as numerics_values.py does,
from another seed, and prints the largest error of each function and where it is.

usage: tests/base/numerics_errors.py [ROUNDS [FUNCTION...]]

SPDX-License-Identifier: Apache-2.0
"""
import ctypes
import math
import os
import subprocess
import sys
import tempfile

from mpmath import mpf

import numerics_values as exact

SOURCES = ["beta", "beta_interval", "beta_quantile", "exp", "gamma", "log", "normal", "numerics_table",
           "power"]
SLOW = ("beta_cdf", "beta_quantile", "beta_low", "beta_high", "beta_half")


def build(folder):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = os.path.join(folder, "numerics.so")
    files = [os.path.join(root, "lib", "base", name + ".c") for name in SOURCES]
    subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-O2", "-ffp-contract=off", "-shared", "-fPIC",
                    "-I", os.path.join(root, "lib"), "-I", os.path.join(root, "include"),
                    *files, "-o", path, "-lm"], check=True)
    return ctypes.CDLL(path)


def errors(name, point, got, value, rest):
    """The errors by which a function is judged: ulp, and what else the documentation promises."""
    unit = math.ulp(value)
    if math.isfinite(value):
        ulps = abs((mpf(got) - mpf(value)) / unit - rest)
        absolute = ulps * unit
    else:
        ulps = absolute = mpf(0 if got == value else 1e9)
    found = {"ulp": float(ulps)}
    if name == "lgamma_delta":
        found = {"of min(t,1) + |value|": float(absolute / (min(point[1], 1) + abs(value) + 1e-290))}
    if name == "beta_moment":
        return {"relative": float(absolute / value)}
    if name.startswith("beta"):
        found = {"absolute": float(absolute)}
    if name in ("beta_cdf", "beta_half") and value > 1e-290:
        found["relative"] = float(absolute / value)
    if name == "beta_quantile" and min(point[1:]) < 0.001:
        found = {"absolute, a or b < .001": found["absolute"]}
    return found


def measure(library, name, function, points, rounds):
    call = getattr(library, "jp__" + name)
    call.restype = ctypes.c_double
    worst, count = {}, 0
    for _ in range(rounds):
        for point in points():
            call.argtypes = [ctypes.c_double] * len(point)
            value, rest = exact.nearest(function(*[mpf(x) for x in point]))
            count += 1
            for kind, error in errors(name, point, call(*point), value, rest).items():
                if error >= worst.get(kind, (-1,))[0]:
                    worst[kind] = (error, point)
    for kind, (error, point) in worst.items():
        place = ", ".join("%.17g" % x for x in point)
        print("%-14s %7d points  %.3g %s at %s" % (name, count, error, kind, place), flush=True)


def main(arguments):
    rounds = int(arguments[0]) if arguments else 20
    exact.RANDOM.seed(7)
    with tempfile.TemporaryDirectory() as folder:
        library = build(folder)
        for name, function, points in exact.FUNCTIONS:
            if not arguments[1:] or name in arguments[1:]:
                measure(library, name, function, points, max(1, rounds // 10) if name in SLOW else rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
