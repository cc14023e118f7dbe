#!/usr/bin/env bash
# Checks in our objects what the header promises: no mutable global data, and no call that prints, exits,
# reads a clock, the environment or the locale. state.sh OBJECT...
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

failed=0

# Sections that a program may write to, with something in them; .data.rel.ro is sealed after loading.
writable=$(readelf -SW "$@" | awk '
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
calls=$(nm --undefined-only "$@" | awk 'NF == 2 { print $2 }' | sed -E 's/^__(.*)_chk$/\1/' | sort -u |
    grep -xE "$forbidden" || true)
if [ -n "$calls" ]; then
    printf 'The library calls:\n%s\n' "$calls" >&2
    failed=1
fi
echo "$# objects"
[ "$#" -gt 0 ] && [ "$failed" -eq 0 ]
