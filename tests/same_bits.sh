#!/usr/bin/env bash
# Builds the command with gcc and clang at several optimisations, scores the same facts with each, in the
# order of the file and shuffled, and compares the JSON byte for byte: tests/same_bits.sh
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
work=build/same-bits
builds=("gcc -O0" "gcc -O2" "gcc -O3 -march=native" "clang -O0" "clang -O3")
mkdir -p "$work"

# shuffled FILE: the same rows in another order, always the same one.
shuffled() {
    if [ "${1##*.}" = csv ]; then
        head -n 1 "$1"
        tail -n +2 "$1" | shuf --random-source=LICENSE
    else
        shuf --random-source=LICENSE "$1"
    fi
}

files=()
while IFS= read -r file; do
    files+=("$file")
    other=$work/$(basename "${file%.*}")-shuffled.${file##*.}
    shuffled "$file" > "$other"
    files+=("$other")
done < <(find examples/data tests -name '*.csv' -path '*data*' -o -name '*.jsonl' -path '*data*' | LC_ALL=C sort)
[ "${#files[@]}" -gt 0 ] || { echo "no facts to score" >&2; exit 1; }

result=0
for build in "${builds[@]}"; do
    read -r compiler flags <<< "$build"
    folder=$work/${build//[ =]/_}
    if ! { cmake -S . -B "$folder" -D CMAKE_C_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Release \
        -D CMAKE_C_FLAGS_RELEASE="$flags -DNDEBUG" -D JP_BUILD_TESTS=OFF -D JP_BUILD_EXAMPLES=OFF -D JP_HARDENING=OFF &&
        cmake --build "$folder"; } > "$folder.log" 2>&1; then
        cat "$folder.log" >&2
        exit 1
    fi
    for file in "${files[@]}"; do
        "$folder/bin/joyfulprofit" score --format json "$file"
    done > "$folder.json"
    hash=$(sha256sum < "$folder.json" | cut -c 1-64)
    printf '%-24s %s\n' "$build" "$hash"
    if [ "$hash" != "${first:=$hash}" ]; then
        result=1
    fi
    for file in "${files[@]}"; do
        case $file in
            "$work"/*) continue ;;
        esac
        other=$work/$(basename "${file%.*}")-shuffled.${file##*.}
        if ! cmp <("$folder/bin/joyfulprofit" score --format json "$file") \
            <("$folder/bin/joyfulprofit" score --format json "$other"); then
            echo "$build: the order of the rows of $file changes the score" >&2
            result=1
        fi
    done
done
[ "$result" -eq 0 ] || echo "the builds give different bits" >&2
exit "$result"
