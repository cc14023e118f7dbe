#!/usr/bin/env bash
# Builds the command with gcc and clang at several optimisations, with the system's jansson and libmd and with
# those of third_party/ inside, scores the same facts with each (the examples and the worked answers), in the
# order of the file and shuffled, and compares the JSON byte for byte: tests/same_bits.sh
#
# clang at -O3 is what its preset builds, which scripts/test has done already.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
work=build/same-bits
builds=("system gcc -O0" "bundled gcc -O3 -march=native" "system clang -O0" "preset clang -O3")
# shellcheck source=/dev/null
. tests/same_bits_facts.sh
make_facts "$work/facts"

result=0
echo "$(find "$work/facts/in-order" -type f | wc -l) files"
for build in "${builds[@]}"; do
    read -r dependencies compiler flags <<< "$build"
    folder=$work/${build//[ =]/_}
    command=$folder/bin/joyfulprofit
    if [ "$dependencies" = preset ]; then
        command=build/$compiler/bin/joyfulprofit
        cmake --preset "$compiler" &&
            cmake --build --preset "$compiler" --target joyfulprofit_command
    else
        cmake -S . -B "$folder" -D CMAKE_C_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Release \
            -D CMAKE_C_FLAGS_RELEASE="$flags -DNDEBUG" -D JP_BUILD_TESTS=OFF -D JP_BUILD_EXAMPLES=OFF \
            -D JP_HARDENING=OFF -D JP_DEPENDENCIES="$dependencies" &&
            cmake --build "$folder"
    fi > "$folder.log" 2>&1 || { cat "$folder.log" >&2 && exit 1; }
    score "$work/facts/in-order" "$command" > "$folder.json"
    score "$work/facts/shuffled" "$command" > "$folder-shuffled.json"
    printf '%-32s %s\n' "$build" "$(sha256sum < "$folder.json" | cut -c 1-64)"
    cmp "${first:=$folder.json}" "$folder.json" || result=1
    cmp "$folder.json" "$folder-shuffled.json" || result=1
done
exit "$result"
