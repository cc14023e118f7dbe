#!/usr/bin/env bash
# Checks that binaries are hardened: RELRO, immediate binding, no executable stack, position independence,
# stack protector, fortified calls, and on x86-64 CET. hardening.sh BINARY...
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

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
    if [ "$(uname -m)" = x86_64 ]; then
        has "$binary" "CET" 'IBT, SHSTK' <<< "$(readelf -nW "$binary")"
    fi
    if grep -q TEXTREL <<< "$dynamic"; then
        echo "$binary: relocations in the text" >&2
        failed=1
    fi
    echo "$binary"
done
[ "$#" -gt 0 ] && [ "$failed" -eq 0 ]
