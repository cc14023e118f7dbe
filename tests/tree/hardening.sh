#!/usr/bin/env bash
# Checks that binaries are hardened: RELRO, immediate binding, no executable stack, position independence,
# stack protector, fortified calls; and on x86-64 that each of our objects is made for CET (the linked
# binary is marked so only where the C library's own start files are, which Debian 12's are not).
# hardening.sh STATIC_LIBRARY BINARY...
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

static=$1
shift
failed=0
# has BINARY WHAT PATTERN < text
has() {
    if ! grep -qE "$3"; then
        echo "$1: no $2" >&2
        failed=1
    fi
}
for binary in "$@"; do
    program=$(readelf -lW "$binary")
    dynamic=$(readelf -dW "$binary")
    imports=$(nm -D --undefined-only "$binary")
    has "$binary" "RELRO" 'GNU_RELRO' <<< "$program"
    has "$binary" "immediate binding" 'BIND_NOW|FLAGS.* NOW' <<< "$dynamic"
    has "$binary" "stack without execution" 'GNU_STACK.* RW ' <<< "$program"
    has "$binary" "position independence" 'DYN ' <<< "$(readelf -hW "$binary")"
    has "$binary" "stack protector" '__stack_chk_fail' <<< "$imports"
    has "$binary" "fortified call" '__[a-z]+_chk' <<< "$imports"
    if grep -q TEXTREL <<< "$dynamic"; then
        echo "$binary: relocations in the text" >&2
        failed=1
    fi
    echo "$binary"
done
if [ "$(uname -m)" = x86_64 ]; then
    objects=$(readelf -nW "$static" | grep -c '^File:')
    marked=$(readelf -nW "$static" | grep -c 'IBT, SHSTK' || true)
    if [ "$objects" -ne "$marked" ]; then
        echo "$static: $marked of $objects objects are made for CET" >&2
        failed=1
    fi
    echo "$static: $objects objects made for CET"
fi
[ "$#" -gt 0 ] && [ "$failed" -eq 0 ]
