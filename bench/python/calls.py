# SPDX-License-Identifier: Apache-2.0
"""What one call costs by itself: 20 facts of one relationship; medians in microseconds, as JSON lines."""
import json
import statistics
import time

import numpy as np

import joyfulprofit as jp

KINDS = ["message", "meeting", "praise", "complaint", "status_update"]


def microseconds(call, rounds=2000):
    for _ in range(50):
        call()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        call()
        taken.append(time.perf_counter_ns() - start)
    return statistics.median(taken) / 1000


def main():
    rng = np.random.default_rng(1)
    kind = [KINDS[i] for i in rng.integers(0, len(KINDS), 20)]
    columns = {"supplier": ["A"] * 20, "client": ["B"] * 20, "time": np.arange(20) * 86_400_000_000,
               "kind": kind, "actor": ["supplier"] * 20}
    facts = jp.Facts(columns)
    table = jp.score(facts)
    for what, call in (("Facts(dict of 20)", lambda: jp.Facts(columns)),
                       ("score(facts)", lambda: jp.score(facts)),
                       ("score(facts, threads=1)", lambda: jp.score(facts, threads=1)),
                       ("score(dict of 20)", lambda: jp.score(columns)),
                       ("table['closure']", lambda: table["closure"]),
                       ("explain(facts)", lambda: jp.explain(facts))):
        print(json.dumps({"call": what, "microseconds": microseconds(call)}), flush=True)


if __name__ == "__main__":
    main()
