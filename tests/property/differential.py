#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command against the reference on generated relationships, with default and random models.

    JP_COMMAND=build/release/bin/joyfulprofit python3 tests/property/differential.py --count 20000 --seed 7

Ends with 0 if all agree to the tolerances of the method, else prints the smallest facts that differ.
"""
import argparse
import concurrent.futures
import json
import pathlib
import sys
import time
from types import SimpleNamespace

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "reference"), str(ROOT / "tests" / "property")]

import command  # noqa: E402
import compare  # noqa: E402
import generator  # noqa: E402
import model as models  # noqa: E402
import reference  # noqa: E402

BATCH = 50
DOCUMENT = json.loads((ROOT / "model" / "default.json").read_text(encoding="utf-8"))


def batch_inputs(seed):
    """The model (None: the default one), the moment and the relationships of one batch."""
    document = generator.random_model(seed, DOCUMENT) if seed % 3 == 2 else None
    model = models.from_document(document or DOCUMENT)
    as_of = generator.AS_OFS[seed % len(generator.AS_OFS)]
    return document, model, as_of, generator.relationships(seed, BATCH, model, reference.parse_time(as_of))


def hold(model, as_of, records, got):
    expected = reference.score(model, generator.facts_of(records), reference.parse_time(as_of))
    return compare.hold(expected, got, closed=True)


def run_batch(seed):
    """Errors of one batch with the worst differences; a process's unit of work."""
    document, model, as_of, relationships = batch_inputs(seed)
    got = command.score(relationships, as_of, document)
    result = SimpleNamespace(count=len(relationships), errors=[], exact=0.0, quantile=0.0, numbers=0,
                             facts=sum(map(len, relationships.values())))
    if set(got) != set(relationships):
        result.errors.append((seed, None, "other relationships than were given"))
    for key, records in relationships.items():
        found = hold(model, as_of, records, got.get(key, {}))
        result.exact = max(result.exact, found.worst_exact)
        result.quantile = max(result.quantile, found.worst_quantile)
        result.numbers += found.numbers
        if found.errors:
            result.errors.append((seed, key, "; ".join(found.errors[:4])))
    return result


def differs(document, model, as_of, records):
    try:
        got = command.score({("S", "C"): records}, as_of, document)
    except AssertionError:
        return True
    return bool(records) and bool(hold(model, as_of, records, got["S", "C"]).errors)


def shrink(seed, key):
    """The fewest records of a relationship that still differ, by leaving out ever smaller pieces."""
    document, model, as_of, relationships = batch_inputs(seed)
    records = relationships[key]
    size = max(1, len(records) // 2)
    while size >= 1:
        start = 0
        while start < len(records):
            fewer = records[:start] + records[start + size:]
            if fewer and differs(document, model, as_of, fewer):
                records = fewer
            else:
                start += size
        size //= 2
    return as_of, records


def run(count, seed, workers=2):
    """All batches; the sums of their results."""
    seeds = range(seed * 1_000_000, seed * 1_000_000 + -(-count // BATCH))
    total = SimpleNamespace(count=0, errors=[], exact=0.0, quantile=0.0, numbers=0, facts=0)
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        for result in pool.map(run_batch, seeds):
            total.count += result.count
            total.facts += result.facts
            total.numbers += result.numbers
            total.errors += result.errors
            total.exact = max(total.exact, result.exact)
            total.quantile = max(total.quantile, result.quantile)
    return total


def explain(errors):
    """The errors in words, and the first of them shrunk."""
    lines = [f"batch {seed}, relationship {key}: {text}" for seed, key, text in errors[:10]]
    seed, key, _text = errors[0]
    if key is not None:
        as_of, records = shrink(seed, key)
        lines.append(f"smallest, as of {as_of}{', random model' if seed % 3 == 2 else ''}:")
        lines += [json.dumps(record, ensure_ascii=False) for record in records]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=20000, help="relationships")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    began = time.monotonic()
    total = run(arguments.count, arguments.seed, arguments.workers)
    print(f"{total.count} relationships, {total.facts} facts, {total.numbers} numbers in "
          f"{time.monotonic() - began:.0f} s; worst difference {total.exact:.2g} of values, "
          f"{total.quantile:.2g} of quantiles and probabilities; {len(total.errors)} differ")
    if total.errors:
        print(explain(total.errors))
    return 1 if total.errors or total.count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
