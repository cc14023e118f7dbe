# Facts whose scores must have the same bits everywhere, and how they are scored: read by tests/same_bits.sh and
# scripts/other_machines.
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash

# shuffled FILE: the same rows in another order.
shuffled() {
    local head=0
    if [ "${1##*.}" = csv ]; then
        head=1
    fi
    head -n "$head" "$1"
    tail -n "+$((head + 1))" "$1" | awk 'BEGIN { srand(7) } { printf "%.9f\t%s\n", rand(), $0 }' | sort | cut -f 2-
}

# make_facts FOLDER: the examples and the worked answers, FOLDER/in-order and FOLDER/shuffled.
make_facts() {
    local file
    rm -rf "$1"
    mkdir -p "$1/in-order" "$1/shuffled"
    cp examples/data/*.csv "$1/in-order/"
    python3 - tests/golden "$1/in-order" << 'END'
import json, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    case = json.loads(path.read_text(encoding="utf-8"))
    rows = [{"supplier": "s", "client": "c", **fact} for fact in case["facts"]]
    if rows:
        out = pathlib.Path(sys.argv[2], f"{path.stem}.jsonl")
        out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
END
    for file in "$1"/in-order/*; do
        shuffled "$file" > "$1/shuffled/$(basename "$file")"
    done
}

# score FOLDER COMMAND...: the JSON of all files of a folder.
score() {
    local file
    for file in "$1"/*; do
        "${@:2}" score --quiet --format json "$file"
    done
}
