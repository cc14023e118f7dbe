# SPDX-License-Identifier: Apache-2.0
"""Compares two results of one relationship, key by key, to the tolerances of the method (section 9)."""

EXACT_ENOUGH = 1e-12     # masses, values, headlines, shares
QUANTILE = 1e-9          # quantiles and probabilities
_QUANTILE_KEYS = {"low", "high", "p"}
# Quantities without a bound; there the tolerance is relative once they pass 1.
_UNBOUNDED = {"days", "mean_gap_days", "median_response_hours", "open_turn_hours",
              "favourable", "adverse"}
# Sets whose members are themselves part of the answer: an extra one is as wrong as a missing one.
_CLOSED = {"belief_gap", "empathy", "awareness"}


def tolerance(key, expected):
    if key in _QUANTILE_KEYS:
        return QUANTILE
    return EXACT_ENOUGH * max(1.0, abs(expected)) if key in _UNBOUNDED else EXACT_ENOUGH


def _on_threshold(key, expected):
    """Whether a word hangs on a number that stands on its threshold to within the tolerance."""
    if key == "state":
        return any(abs(expected[side] - 0.5) <= EXACT_ENOUGH for side in ("client_level", "supplier_level"))
    if key == "answer":
        return (abs(expected["coverage"] - 0.2) <= EXACT_ENOUGH
                or any(abs(expected["p"] - p) <= QUANTILE for p in (0.2, 0.8)))
    return False


class Comparison:
    """Errors found so far, and the worst ratio of a difference to its tolerance."""

    def __init__(self, closed=False):
        self.closed = closed      # whether every key beyond the expected ones is an error
        self.errors = []
        self.worst = (0.0, "")    # in units of the tolerance
        self.worst_exact = 0.0
        self.worst_quantile = 0.0
        self.numbers = 0

    def hold(self, path, expected, got):
        if isinstance(expected, dict):
            self._hold_objects(path, expected, got)
        elif isinstance(expected, (int, float)) and not isinstance(expected, bool):
            self._hold_numbers(path, expected, got)
        elif expected != got or type(expected) is not type(got):
            self.errors.append(f"{path}: expected {expected!r}, got {got!r}")
        return self

    def _hold_objects(self, path, expected, got):
        if not isinstance(got, dict):
            self.errors.append(f"{path}: expected an object, got {got!r}")
            return
        for key in expected:
            if key in got and expected[key] != got[key] and _on_threshold(key, expected):
                continue
            if key in got:
                self.hold(f"{path}.{key}", expected[key], got[key])
            else:
                self.errors.append(f"{path}.{key}: missing")
        if self.closed or path.lstrip(".") in _CLOSED:
            self.errors += [f"{path}.{key}: not expected" for key in got if key not in expected]

    def _hold_numbers(self, path, expected, got):
        if isinstance(got, bool) or not isinstance(got, (int, float)):
            self.errors.append(f"{path}: expected {expected!r}, got {got!r}")
            return
        self.numbers += 1
        key = path.rpartition(".")[2]
        allowed = tolerance(key, expected)
        difference = abs(expected - got)
        if not difference <= allowed:
            self.errors.append(f"{path}: expected {expected!r}, got {got!r}, off by {difference:.3g}")
        if key in _QUANTILE_KEYS:
            self.worst_quantile = max(self.worst_quantile, difference)
        else:
            self.worst_exact = max(self.worst_exact, difference)
        if difference / allowed > self.worst[0]:
            self.worst = (difference / allowed, path)


def hold(expected, got, closed=False):
    return Comparison(closed).hold("", expected, got)
