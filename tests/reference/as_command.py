#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reference in the place of the command, so that the property tests can be asked of the method itself:

    JP_COMMAND=tests/reference/as_command.py python3 tests/reference/run.py tests/property/test_properties.py

Takes `score --format json --as-of T [--quiet] [--model FILE] FACTS`, FACTS ending in .csv or .jsonl.
"""
import argparse
import csv
import json
import pathlib
import sys

import model as models
import reference

DEFAULT = pathlib.Path(__file__).resolve().parents[2] / "model" / "default.json"


def read(path):
    with open(path, newline="", encoding="utf-8") as stream:
        if path.endswith(".jsonl"):
            yield from map(json.loads, stream)
            return
        for row in csv.DictReader(stream):
            record = {key: text for key, text in row.items() if text != ""}
            if "guess" in record:
                record["guess"] = record["guess"] == "true"
            yield record


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("score", choices=["score"])
    parser.add_argument("--format", choices=["json"], required=True)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--model", default=DEFAULT)
    parser.add_argument("facts")
    arguments = parser.parse_args()
    model, as_of = models.from_json(arguments.model), reference.parse_time(arguments.as_of)
    relationships = {}
    for record in read(arguments.facts):
        key = (record["supplier"], record["client"])
        relationships.setdefault(key, []).append(reference.fact_from_record(record))
    scored = [{"supplier": supplier, "client": client, **reference.score(model, facts, as_of)}
              for (supplier, client), facts in sorted(
                  relationships.items(), key=lambda entry: tuple(part.encode() for part in entry[0]))]
    print(json.dumps({"as_of": reference.format_time(as_of), "relationships": scored}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
