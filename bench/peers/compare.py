# SPDX-License-Identifier: Apache-2.0
"""Whether two results agree to 1e-9: compare.py FOLDER EXPECTED GOT

Of two files of masses or derived facts the difference relative to the larger of the value and a millionth
(a thousandth for derived facts) counts; a result may be of the first relationships only. Against our own file, which holds the level and the
uncertainty of every indicator, the expected masses become opinions first and the absolute difference counts; our
masses are in files that end with .sums (of what was given) and .evidence (with what turns and silences say).
"""
import pathlib
import sys

import numpy as np

import data
from worker import MODEL

LIMIT = 1e-9


def relative(expected, got, small):
    """The worst difference, relative where the values are above `small`."""
    return float(np.max(np.abs(got - expected) / np.maximum(np.abs(expected), small), initial=0.0))


def against_ours(folder, expected, path):
    facts = data.Facts(folder)
    method = data.Method(facts, MODEL)
    got = np.fromfile(path).reshape(facts.relationships, len(facts.items), 2)
    adverse, favourable = np.load(expected)["masses"]
    value, uncertainty = data.opinions(method, favourable, adverse)
    level = np.where(method.harm, 1.0 - value, value)
    return float(max(np.max(np.abs(got[:, :, 0] - level)), np.max(np.abs(got[:, :, 1] - uncertainty))))


def against_our_masses(folder, expected, path):
    facts = data.Facts(folder)
    got = np.fromfile(path).reshape(facts.relationships, len(facts.items), 2)
    adverse, favourable = np.load(expected)["masses"]
    return max(relative(favourable, got[:, :, 0], 1e-6), relative(adverse, got[:, :, 1], 1e-6))


def against_peer(expected, path):
    expected, got = np.load(expected), np.load(path)
    if "masses" in expected:
        part = got["masses"].shape[1]
        return relative(expected["masses"][:, :part], got["masses"], 1e-6)
    worst = 0.0
    for name in ("derived", "items"):
        part = expected[name][:, expected[name][0] <= np.max(got[name][0], initial=-1.0)]
        if part.shape != got[name].shape:
            sys.exit(f"{path}: {got[name].shape[1]} {name} where {part.shape[1]} are expected")
        worst = max(worst, relative(part, got[name], 1e-3))
    return worst


def main():
    folder, expected, got = sys.argv[1:]
    if got.endswith(".npz"):
        worst = against_peer(expected, got)
    else:
        worst = (against_our_masses if got.endswith((".sums", ".evidence")) else against_ours)(folder, expected, got)
    print(f"{pathlib.Path(got).name}: worst difference {worst:.1e}")
    if not worst <= LIMIT:
        sys.exit(f"bench/peers/run: {got} differs by {worst} from {expected}")


if __name__ == "__main__":
    main()
