#!/usr/bin/env bash
# Checks that every source of the library that computes refuses to be compiled with -ffast-math, and that
# the refusal says why.
# fast_math.sh SOURCE CC
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

source=$1 cc=$2 failed=0 refused=0
while IFS= read -r file; do
    if "$cc" -std=c11 -D_POSIX_C_SOURCE=200809L -ffast-math -fsyntax-only "-I$source/include" "-I$source/lib" "$file" \
        > /dev/null 2>&1; then
        echo "$file compiles with -ffast-math" >&2
        failed=1
    fi
    refused=$((refused + 1))
done < <(grep -rlE 'double|float' "$source/lib" --include='*.c' --exclude='*_table.c')
said=$("$cc" -ffast-math -fsyntax-only "-I$source/include" "-I$source/lib" -x c "$source/lib/base/base.h" 2>&1 || true)
if ! [[ $said == *"must not be built with -ffast-math"* ]]; then
    echo "the refusal says: $said" >&2
    failed=1
fi
echo "$refused sources"
[ "$refused" -gt 0 ] && [ "$failed" -eq 0 ]
