#!/usr/bin/env bash
# Builds the library with jansson and libmd inside (third_party/), and checks that it behaves as with the
# system's, that nothing of them can be seen from outside, and that programs link it alone: tests/bundled.sh
#
# At -O2, as distributions build: the other builds of gcc have -O3, or -O1 and less.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
build=build/bundled
runners=(model_json model_hash model_memory facts_jsonl)
tests='^(library[.].*|install[.].*|model_(json|hash|memory)|facts_jsonl|property[.]golden|command[.].*json.*)$'
mkdir -p "$build"
if ! { cmake -S . -B "$build" -D CMAKE_BUILD_TYPE=RelWithDebInfo -D JP_DEPENDENCIES=bundled -D JP_BUILD_EXAMPLES=OFF \
    -D Python3_EXECUTABLE=/usr/bin/python3 &&
    cmake --build "$build" --target joyfulprofit joyfulprofit_static joyfulprofit_command "${runners[@]}"; } \
    > "$build/log" 2>&1; then
    cat "$build/log" >&2
    exit 1
fi
for package in jansson:jansson-2.14/LICENSE libmd:libmd-1.0.4/COPYING; do
    cmp "third_party/licenses/${package%%:*}.txt" "$build/third_party/${package#*:}"
done
# The subproject would be built with what the system has: that is tested with the release.
ctest --test-dir "$build" --no-tests=error --output-on-failure --parallel "$(nproc)" -R "$tests" -E 'subproject'
