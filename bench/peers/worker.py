# SPDX-License-Identifier: Apache-2.0
"""One peer in a process of its own, told what to do: worker.py MODULE FORM FOLDER THREADS RELATIONSHIPS

Lines on standard input: "time WHAT" answers "WALL CPU" in seconds, "save WHAT FILE" keeps the result for
comparison and answers "0 0"; WHAT is sums, rhythm or full. RELATIONSHIPS: how many of the first ones. A peer that
works in other processes says by `processor()` how long they have.
"""
import importlib
import pathlib
import sys
import time

import numpy as np

import data

MODEL = pathlib.Path(__file__).resolve().parents[2] / "model" / "default.json"


def in_order(columns):
    """Derived facts sorted by all but their value, as one array."""
    order = np.lexsort(columns[-2::-1])
    return np.array([np.asarray(column, np.float64)[order] for column in columns])


def save(peer, what, path):
    result = getattr(peer, what)()
    if what == "rhythm":
        derived, items = map(in_order, peer.derived_of(result))
        np.savez(path, derived=derived, items=items)
    else:
        np.savez(path, masses=peer.masses_of(result))


def main():
    module, form, folder, threads, relationships = sys.argv[1:]
    module = importlib.import_module(module)
    facts = data.Facts(folder).first(int(relationships))
    maker = getattr(module, "FORMS", {}).get(form, module.Peer)
    peer = maker(facts, data.Method(facts, MODEL), int(threads))
    clock = getattr(peer, "processor", time.process_time)
    print(len(facts), flush=True)
    for line in sys.stdin:
        command, what, *path = line.split()
        if command == "save":
            save(peer, what, path[0])
            print("0 0", flush=True)
            continue
        wall, cpu = time.perf_counter(), clock()
        result = getattr(peer, what)()
        cpu, wall = clock() - cpu, time.perf_counter() - wall
        del result
        print(wall, cpu, flush=True)


if __name__ == "__main__":
    main()
