#!/usr/bin/env bash
# Builds the numerics with every compiler here at every level and compares their bits.
# numerics_bits.sh SOURCE WORK
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

source=$1 work=$2
mkdir -p "$work"
sources=("$source/tests/base/numerics_bits.c")
for name in beta beta_interval beta_quantile exp gamma log normal numerics_table power; do
    sources+=("$source/lib/base/$name.c")
done

# FMA instructions are offered to the compilers that run where they exist; -ffp-contract=off forbids
# their use.
native=""
if grep -qsw fma /proc/cpuinfo; then
    native="-O3 -march=native"
fi

builds=0 failed=0
for compiler in gcc clang; do
    command -v "$compiler" > /dev/null || continue
    for flags in -O0 -O2 -O3 "$native" "-O2 -m32 -msse2 -mfpmath=sse"; do
        [ -n "$flags" ] || continue
        read -ra options <<< "$flags"
        program="$work/bits"
        if ! "$compiler" -std=c11 "${options[@]}" -ffp-contract=off -I "$source/lib" -I "$source/include" \
            "${sources[@]}" -o "$program" -lm 2> "$work/messages"; then
            case $flags in
                *-m32*) echo "$compiler $flags: no 32-bit libraries here" ;;
                *) cat "$work/messages" >&2; failed=1 ;;
            esac
            continue
        fi
        builds=$((builds + 1))
        if "$program" "$source/tests/base/numerics_bits.txt" > "$work/lines"; then
            echo "$compiler $flags: the same bits"
        else
            echo "$compiler $flags: other bits" >&2
            cat "$work/lines" >&2
            failed=1
        fi
    done
done
echo "$builds builds"
[ "$builds" -gt 0 ] && [ "$failed" -eq 0 ]
