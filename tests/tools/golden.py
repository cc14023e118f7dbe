#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the worked answers through the command and compares its JSON: golden.py COMMAND FOLDER"""

import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reference"))
from compare import Comparison  # noqa: E402

def score(command, case):
    lines = "".join(json.dumps({"supplier": "S", "client": "C", **fact}) + "\n" for fact in case["facts"])
    run = subprocess.run(
        [command, "score", "-", "--input-format", "jsonl", "--format", "json", "--as-of", case["as_of"]],
        input=lines, capture_output=True, encoding="utf-8", check=False)
    if run.returncode != 0:
        raise SystemExit(f"{case['name']}: status {run.returncode}: {run.stderr}")
    document = json.loads(run.stdout)
    assert document["as_of"] == case["as_of"], document["as_of"]
    return document["relationships"][0]


def main(command, folder):
    failed = compared = 0
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if not case["facts"]:
            continue  # a relationship without a fact cannot be in a file of facts
        comparison = Comparison().hold("", case["expect"], score(command, case))
        compared += 1
        for error in comparison.errors:
            print(f"{path.name}: {error}", file=sys.stderr)
        failed += bool(comparison.errors)
    print(f"{compared} worked answers, {failed} failed")
    return 0 if compared >= 30 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
