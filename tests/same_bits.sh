#!/usr/bin/env bash
# Builds the command with gcc and clang at several optimisations, with the system's jansson and libmd and with
# those of third_party/ inside, scores the same facts with each (the examples and the worked answers), in the
# order of the file and shuffled, and compares the JSON byte for byte: tests/same_bits.sh
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
work=build/same-bits
builds=("system gcc -O0" "system gcc -O2" "bundled gcc -O2" "system gcc -O3 -march=native" "system clang -O0"
    "bundled clang -O3")
rm -rf "$work/facts"
mkdir -p "$work/facts/in-order" "$work/facts/shuffled"

cp examples/data/*.csv "$work/facts/in-order/"
python3 - tests/golden "$work/facts/in-order" <<'END'
import json, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    case = json.loads(path.read_text(encoding="utf-8"))
    rows = [{"supplier": "s", "client": "c", **fact} for fact in case["facts"]]
    if rows:
        out = pathlib.Path(sys.argv[2], f"{path.stem}.jsonl")
        out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
END

# shuffled FILE: the same rows in another order.
shuffled() {
    local head=0
    if [ "${1##*.}" = csv ]; then
        head=1
    fi
    head -n "$head" "$1"
    tail -n "+$((head + 1))" "$1" | awk 'BEGIN { srand(7) } { printf "%.9f\t%s\n", rand(), $0 }' | sort | cut -f 2-
}
for file in "$work"/facts/in-order/*; do
    shuffled "$file" > "$work/facts/shuffled/$(basename "$file")"
done

# score COMMAND FOLDER: the JSON of all files of a folder.
score() {
    local file
    for file in "$2"/*; do
        "$1" score --quiet --format json "$file"
    done
}

result=0
echo "$(find "$work/facts/in-order" -type f | wc -l) files"
for build in "${builds[@]}"; do
    read -r dependencies compiler flags <<< "$build"
    folder=$work/${build//[ =]/_}
    if ! { cmake -S . -B "$folder" -D CMAKE_C_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Release \
        -D CMAKE_C_FLAGS_RELEASE="$flags -DNDEBUG" -D JP_BUILD_TESTS=OFF -D JP_BUILD_EXAMPLES=OFF -D JP_HARDENING=OFF \
        -D JP_DEPENDENCIES="$dependencies" &&
        cmake --build "$folder"; } > "$folder.log" 2>&1; then
        cat "$folder.log" >&2
        exit 1
    fi
    score "$folder/bin/joyfulprofit" "$work/facts/in-order" > "$folder.json"
    score "$folder/bin/joyfulprofit" "$work/facts/shuffled" > "$folder-shuffled.json"
    printf '%-32s %s\n' "$build" "$(sha256sum < "$folder.json" | cut -c 1-64)"
    cmp "${first:=$folder.json}" "$folder.json" || result=1
    cmp "$folder.json" "$folder-shuffled.json" || result=1
done
exit "$result"
