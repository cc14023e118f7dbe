#!/usr/bin/env bash
# Checks what every file keeps to: a licence line, no tabs, no trailing space, lines of at most 110
# columns, and in lib/ no call that the house forbids. house.sh SOURCE
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$1"
failed=0
files() {
    find . \( -name .git -o -name __pycache__ -o -path ./build -o -type d -exec test -e '{}/CMakeCache.txt' \; \) -prune \
        -o -type f \( -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.sh' -o -name '*.cmake' \
            -o -name '*.py' -o -name CMakeLists.txt -o -path './scripts/*' -o -path './.ci/*' \) -print |
        sed 's|^\./||' | LC_ALL=C sort
}

# complain TEXT, with the offending lines on standard input; nothing if there are none.
complain() {
    local lines
    lines=$(cat)
    if [ -n "$lines" ]; then
        printf '%s:\n%s\n' "$1" "$lines" >&2
        failed=1
    fi
}

mapfile -t all < <(files)
mapfile -t code < <(files | grep -E '\.(c|h|cpp)$')
mapfile -t library < <(files | grep -E '^lib/.*\.(c|h)$')
echo "${#all[@]} files, ${#code[@]} of them C, ${#library[@]} in lib/"
[ "${#library[@]}" -gt 0 ]

complain "No SPDX-License-Identifier in the first lines" < <(
    for file in "${all[@]}"; do
        head -n 40 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file"
    done)
complain "A tab" < <(grep -nP '\t' "${code[@]}")
complain "Space at the end of a line" < <(grep -nE ' +$' "${all[@]}")
# Text that a test feeds in or expects may stand as it is.
complain "More than 110 columns" < <(LC_ALL=C.UTF-8 grep -nP '^.{111,}' "${code[@]}" |
    grep -vP '^tests/[^:]+:\d+:\s*(\{ )?"' | cut -c 1-80)

# Calls, not words in comments: text in comments and strings is blanked first.
calls() {
    local names=$1 file
    shift
    for file in "$@"; do
        sed -E 's~"([^"\\]|\\.)*"~""~g; s~//.*~~; s~/\*.*\*/~~; s~^ *\* .*~~; s~/\*.*~~' "$file" |
            grep -nE "(^|[^A-Za-z0-9_>.])($names) ?\(" | sed "s|^|$file:|" || true
    done
}
mapfile -t not_memory < <(printf '%s\n' "${library[@]}" | grep -v '^lib/base/memory\.c$')
complain "Memory outside the allocator" < <(calls 'malloc|calloc|realloc|free|strdup|alloca' "${not_memory[@]}")
complain "A call that depends on the locale, the clock, the environment, or writes, or ends the host" < <(
    calls 'strto[dfl]|strtold|ato[fil]|setlocale|getenv|time|clock|clock_gettime|gettimeofday|localtime|gmtime|rand|random|srand|printf|puts|putchar|perror|exit|_exit|abort|signal|raise|sprintf|strcpy|strcat|gets|strtok|assert' \
        "${library[@]}")
complain "A libm call whose bits differ between machines (use base/numerics.h)" < <(
    calls 'exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|lgamma|tgamma|erf|erfc|sin|cos|tan|fma' "${library[@]}")
[ "$failed" -eq 0 ]
