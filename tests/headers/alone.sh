#!/usr/bin/env bash
# Compiles each public header alone, twice in a row, as C99, C11, C++11 and C++17, without a warning.
# alone.sh CC CXX INCLUDE_FOLDER
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cc=$1 cxx=$2 include=$3
flags=(-fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wundef -Werror "-I$include")
here=$(cd "$(dirname "$0")" && pwd)
failed=0 compiled=0

# compile LANGUAGE STANDARD NAME < source
compile() {
    local compiler=$cc extra=(-Wstrict-prototypes)
    if [ "$1" = c++ ]; then
        compiler=$cxx extra=(-Wold-style-cast)
    fi
    if ! "$compiler" -x "$1" "-std=$2" "${extra[@]}" "${flags[@]}" -; then
        echo "$3 does not compile as $2 with $compiler" >&2
        failed=$((failed + 1))
    fi
    compiled=$((compiled + 1))
}

for standard in c99 c11 c++11 c++17; do
    language=c
    case $standard in c++*) language=c++ ;; esac
    for header in "$include"/joyfulprofit/*.h; do
        name=joyfulprofit/$(basename "$header")
        compile "$language" "$standard" "$name" <<< "#include <$name>
#include <$name>
extern int not_an_empty_unit;"
    done
    compile "$language" "$standard" uses.c < "$here/uses.c"
done
echo "$compiled compilations, $failed failed"
[ "$compiled" -ge 8 ] && [ "$failed" -eq 0 ]
