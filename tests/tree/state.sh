#!/usr/bin/env bash
# Checks in the binaries what the header promises: no mutable global data, and no call that prints, exits,
# reads a clock, the environment or the locale. state.sh SHARED STATIC
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

shared=$1 static=$2
failed=0

# Sections that a program may write to, with something in them; .data.rel.ro is sealed after loading.
writable=$(readelf -SW "$static" | awk '
    /^File:/ { file = $2 }
    { sub(/^ *\[ *[0-9]+\]/, "") }
    $1 ~ /^\.(data|bss|tdata|tbss)(\.|$)/ && $1 !~ /^\.data\.rel\.ro/ && $5 !~ /^0+$/ { print file, $1, $5 }')
if [ -n "$writable" ]; then
    printf 'Global data that can be written:\n%s\n' "$writable" >&2
    failed=1
fi

forbidden='printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|fwrite|perror|write|exit|_exit|abort|signal|sigaction|raise'
forbidden+='|time|clock|clock_gettime|gettimeofday|localtime|localtime_r|gmtime|getenv|secure_getenv|setlocale|localeconv'
forbidden+='|uselocale|newlocale|strtod|strtof|atof|rand|random|srand|getrandom|system|popen|fork|execve'
calls=$(nm -D --undefined-only "$shared" | awk '{ print $2 }' | sed -E 's/@.*//; s/^__(.*)_chk$/\1/' |
    grep -xE "$forbidden" || true)
if [ -n "$calls" ]; then
    printf 'The library calls:\n%s\n' "$calls" >&2
    failed=1
fi
[ "$failed" -eq 0 ] && echo "$(readelf -SW "$static" | grep -c '^File:') objects without state"
