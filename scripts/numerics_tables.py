#!/usr/bin/env python3
"""Writes lib/base/numerics_table.c: the constants of the numerics, computed with mpmath.

usage: scripts/numerics_tables.py [--check] [FILE]

SPDX-License-Identifier: Apache-2.0
"""
import os
import sys

from mpmath import mp, mpf

mp.dps = 60
TINY = mpf(10) ** -30   # below it a quotient is replaced by its limit
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def hexfloat(x):
    return float(x).hex()


def grid(x, bits):
    """x rounded to a multiple of 2^-bits."""
    return mpf(int(mp.nint(x * mpf(2) ** bits))) / mpf(2) ** bits


def short(x, bits):
    """x rounded to `bits` significant bits."""
    m, e = mp.frexp(x)
    return mp.ldexp(grid(m, bits), int(e))


def chebyshev_fit(f, low, high, degree):
    """Monomial coefficients of the polynomial through f at Chebyshev's nodes: near minimax."""
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n))
             for i in range(n)]
    matrix = mp.matrix(n, n)
    values = mp.matrix(n, 1)
    for i, x in enumerate(nodes):
        values[i] = f(x)
        for j in range(n):
            matrix[i, j] = x ** j
    return list(mp.lu_solve(matrix, values))


def chebyshev_series(f, terms):
    """Coefficients c_k of f(s) = c_0/2 + sum c_k T_k(s) on [-1, 1]."""
    n = 4 * terms
    theta = [mp.pi * (2 * i + 1) / (2 * n) for i in range(n)]
    values = [f(mp.cos(t)) for t in theta]
    return [2 * mp.fsum(v * mp.cos(k * t) for v, t in zip(values, theta)) / n
            for k in range(terms)]


def exp_table():
    rows = []
    for j in range(128):
        exact = mpf(2) ** (mpf(j) / 128)
        head = mpf(float(exact))
        rows.append((head, (exact - head) / head))
    return rows


LOG_LOW = mpf('0.6875')


def log_bins():
    """(low, high) of each of the 128 bins of [0.6875, 1.375), cut by the top 7 mantissa bits."""
    bins = []
    low = LOG_LOW
    while low < mpf('1.375'):
        width = mpf(1) / 256 if low < 1 else mpf(1) / 128
        bins.append((low, low + width))
        low += width
    assert len(bins) == 128, len(bins)
    return bins


def log_table():
    rows = []
    for low, high in log_bins():
        inverse = mpf(1) if low == 1 or high == 1 else short(2 / (low + high), 10)
        exact = -mp.log(inverse)
        head = grid(exact, 42)
        rows.append((inverse, head, exact - head))
    return rows


def log_reduced_range():
    spread = []
    for (low, high), (inverse, _, _) in zip(log_bins(), log_table()):
        spread += [low * inverse - 1, high * inverse - 1]
    return min(spread), max(spread)


def log2_of_square(w):
    """log2((1+s)/(1-s))/s as a function of w = s^2."""
    if w < TINY:
        return 2 / mp.log(2)
    s = mp.sqrt(w)
    return mp.log((1 + s) / (1 - s)) / (s * mp.log(2))


def stirling(x):
    """lnGamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2)."""
    with mp.workdps(90):
        return mp.loggamma(x) - ((x - mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)


def stirling_of_square(w):
    """x * stirling(x) as a function of w = 1/x^2."""
    if w == 0:
        return mpf(1) / 12
    x = 1 / mp.sqrt(w)
    return x * stirling(x)


def trigamma_of_square(w):
    """x^3 (psi'(x) - 1/x - 1/(2x^2)) as a function of w = 1/x^2."""
    x = 1 / mp.sqrt(w)
    with mp.workdps(90):
        return x ** 3 * (mp.psi(1, x) - 1 / x - 1 / (2 * x * x))


def lgamma_piece(s):
    """lnGamma(1+s) / (s (s-1))."""
    if abs(s) < TINY:
        return mp.euler
    if abs(s - 1) < TINY:
        return 1 - mp.euler
    return mp.loggamma(1 + s) / (s * (s - 1))


LGAMMA_DEGREE = 13


def lgamma_pieces():
    """Over s in [-1/4, 2) in nine pieces of width 1/4, each in u = s - its middle."""
    rows = []
    for i in range(9):
        middle = mpf(i) / 4 - mpf(1) / 8
        rows.append(chebyshev_fit(lambda u: lgamma_piece(middle + u), -mpf(1) / 8, mpf(1) / 8,
                                  LGAMMA_DEGREE))
    return rows


MILLS_SHIFT = mpf(4)


def mills(s):
    """(1 + t) e^(t^2/2) Phi(-t), t >= 0, as a function of s = (t - 4)/(t + 4)."""
    if s >= 1 - mpf(10) ** -50:
        return 1 / mp.sqrt(2 * mp.pi)
    t = MILLS_SHIFT * (1 + s) / (1 - s)
    with mp.workdps(80):
        return (1 + t) * mp.exp(t * t / 2) * mp.erfc(t / mp.sqrt(2)) / 2


def tail_point(a, b):
    """z = ln(x/(1-x)) with I_x(a, b) = 0.025, and the slope of ln I along z there, by Newton's steps."""
    constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    z = mp.log(a / b) - 2 * mp.sqrt(1 / a + 1 / b)
    for _ in range(100):
        x, y = 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))
        value = mp.betainc(a, b, 0, x, regularized=True)
        slope = mp.exp(a * mp.log(x) + b * mp.log(y) + constant) / value
        step = mp.log(mpf(1) / 40 / value) / slope
        z += max(mpf(-2), min(mpf(2), step))
        if abs(step) < mpf(10) ** -12:
            return z, slope
    raise ArithmeticError("no quantile at %s, %s" % (a, b))


def tail_start():
    """Rows of c with z = ln(a/b) - (1/a - 1/b)/2 + sum c_ij r^(i+1) v^j, r^2 = 1/a + 1/b and v = b/(a+b),
    where I is 0.025, 1/2 <= a, b <= 1024: the least squares of the errors in ln I on a Chebyshev grid of
    1/sqrt(a) and 1/sqrt(b)."""
    count, low, high = 16, mpf(1) / 32, mp.sqrt(2)
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count))
             for i in range(count)]
    matrix, values = mp.matrix(count * count, 42), mp.matrix(count * count, 1)
    for k in range(count * count):
        s, t = nodes[k // count], nodes[k % count]
        z, slope = tail_point(1 / s ** 2, 1 / t ** 2)
        r, v = mp.sqrt(s ** 2 + t ** 2), s ** 2 / (s ** 2 + t ** 2)
        values[k] = slope * (z - mp.log(t ** 2 / s ** 2) + (s ** 2 - t ** 2) / 2)
        for j in range(42):
            matrix[k, j] = slope * r ** (j // 6 + 1) * v ** (j % 6)
    solution = mp.qr_solve(matrix, values)[0]
    return [[solution[6 * i + j] for j in range(6)] for i in range(7)]


def gamma_step():
    """Rows of c with (lnGamma(w + (1+p)/2) - lnGamma(w + (1-p)/2))/p - ln w = (s - 1) sum c_ij u^(i+1) s^j for
    s = p^2 and u = 1/w^2, j <= i, 0 < p <= 2, w >= 7.5 + p/2: least squares on a Chebyshev grid of s and u."""
    count = 10
    places = [(1 + mp.cos(mp.pi * (2 * i + 1) / (2 * count))) / 2 for i in range(count)]
    terms = [(i, j) for i in range(6) for j in range(i + 1)]
    matrix, values = mp.matrix(count * count, len(terms)), mp.matrix(count * count, 1)
    for k in range(count * count):
        s = 4 * places[k // count]
        p = mp.sqrt(s)
        u = places[k % count] / (mpf(15) / 2 + p / 2) ** 2
        w = 1 / mp.sqrt(u)
        values[k] = (mp.loggamma(w + (1 + p) / 2) - mp.loggamma(w + (1 - p) / 2)) / p - mp.log(w)
        for t, (i, j) in enumerate(terms):
            matrix[k, t] = (s - 1) * u ** (i + 1) * s ** j
    solution = mp.qr_solve(matrix, values)[0]
    rows = [[mpf(0)] * 6 for _ in range(6)]
    for t, (i, j) in enumerate(terms):
        rows[i][j] = solution[t]
    return rows


def array(name, values, comment):
    lines = ["/* %s */" % comment, "const double %s[%d] = {" % (name, len(values))]
    line = "   "
    for v in values:
        item = " " + hexfloat(v) + ","
        if len(line) + len(item) > 108:
            lines.append(line)
            line = "   "
        line += item
    lines += [line, "};", ""]
    return lines


def rows_array(name, rows, comment):
    lines = ["/* %s */" % comment, "const double %s[%d][%d] = {" % (name, len(rows), len(rows[0]))]
    for row in rows:
        line = "    {"
        for i, v in enumerate(row):
            item = " " + hexfloat(v) + ("," if i + 1 < len(row) else " ")
            if len(line) + len(item) > 108:
                lines.append(line)
                line = "     "
            line += item
        lines.append(line + "},")
    lines += ["};", ""]
    return lines


def generate():
    out = ["/*",
           " * numerics_table.c - constants of the numerics. Made by scripts/numerics_tables.py: do not edit.",
           " *", " * SPDX-License-Identifier: Apache-2.0", " */", "#include \"base/numerics_table.h\"", ""]
    out += rows_array("jp__exp_table", list(zip(*exp_table())), "2^(j/128): nearest doubles, relative rests")
    out += rows_array("jp__log_table", list(zip(*log_table())),
                      "per bin of z: 1/c in 10 bits; ln c on the grid 2^-42; its rest")

    third = mp.log(2) / 256
    exp2_range = mpf(1) / 256
    out += array("jp__exp2_poly", chebyshev_fit(
        lambda r: (mpf(2) ** r - 1) / r if abs(r) > TINY else mp.log(2), -exp2_range, exp2_range, 4),
        "(2^r - 1)/r, |r| <= 1/256")
    out += array("jp__exp2_fraction_poly", chebyshev_fit(
        lambda f: (mpf(2) ** f - 1) / f if abs(f) > TINY else mp.log(2), mpf(0), mpf(1), 10),
        "(2^f - 1)/f, 0 <= f <= 1")
    little = mpf(1) / 20
    out += array("jp__exp2_little_poly", chebyshev_fit(
        lambda f: (mpf(2) ** f - 1) / f if abs(f) > TINY else mp.log(2), mpf(0), little, 5),
        "(2^x - 1)/x, 0 <= x <= 1/20")
    out += array("jp__exp_poly", chebyshev_fit(
        lambda r: (mp.expm1(r) - r) / r ** 2 if abs(r) > TINY else mpf(1) / 2, -third, third, 3),
        "(e^r - 1 - r)/r^2, |r| <= ln2/256")
    small = mpf(1) / 32
    out += array("jp__expm1_poly", chebyshev_fit(
        lambda r: (mp.expm1(r) - r - r * r / 2) / r ** 3 if abs(r) > TINY else mpf(1) / 6, -small, small, 6),
        "(e^r - 1 - r - r^2/2)/r^3, |r| <= 1/32")
    low, high = log_reduced_range()
    out += array("jp__log_poly", chebyshev_fit(
        lambda r: (mp.log1p(r) - r + r * r / 2) / r ** 3 if abs(r) > TINY else mpf(1) / 3, low, high, 5),
        "(ln(1+r) - r + r^2/2)/r^3, |r| < 1/128")
    out += array("jp__log2_poly", chebyshev_fit(log2_of_square, mpf(0), (mp.sqrt(2) - 1) ** 4, 7),
                 "log2((1+s)/(1-s))/s in s^2, z = (1+s)/(1-s) within sqrt(1/2)..sqrt(2)")
    out += array("jp__stirling_poly", chebyshev_fit(stirling_of_square, mpf(0), mpf(1) / 64, 6),
                 "x (lnGamma(x) - Stirling's main part) in 1/x^2, x >= 8")
    out += array("jp__trigamma_poly", chebyshev_fit(trigamma_of_square, mpf(10) ** -20, mpf(1) / 64, 7),
                 "x^3 (psi'(x) - 1/x - 1/(2x^2)) in 1/x^2, x >= 8")
    out += rows_array("jp__lgamma_poly", lgamma_pieces(),
                      "lnGamma(1+s)/(s(s-1)), s in [-1/4, 2) in pieces of 1/4, about their middles")
    out += array("jp__mills_series", chebyshev_series(mills, 28),
                 "Chebyshev series of (1+t) e^(t^2/2) Phi(-t) in s = (t-4)/(t+4)")
    with mp.workdps(30):
        out += rows_array("jp__gamma_step_poly", gamma_step(),
                          "((lnGamma(w+(1+p)/2) - lnGamma(w+(1-p)/2))/p - ln w)/(p^2 - 1)/u in u = 1/w^2, p^2")
        out += rows_array("jp__tail_start_poly", tail_start(),
                          "where I_x(a, b) is 0.025, from ln(a/b) on: in sqrt(1/a + 1/b) and b/(a+b)")
    return "\n".join(out).rstrip() + "\n"


def main(arguments):
    check = "--check" in arguments
    names = [a for a in arguments if a != "--check"]
    path = names[0] if names else os.path.join(ROOT, "lib", "base", "numerics_table.c")
    text = generate()
    if check:
        with open(path) as f:
            same = f.read() == text
        print("%s: %s" % (path, "as generated" if same else "differs from what is generated"))
        return 0 if same else 1
    with open(path, "w") as f:
        f.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
