#!/usr/bin/env bash
# Checks that the shared library exports exactly lib/symbols.txt, that this is what the headers declare,
# and that nothing in either library is global without our prefix. symbols.sh SOURCE SHARED STATIC
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
export LC_ALL=C

source=$1 shared=$2 static=$3
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

grep -vE '^(#|$)' "$source/lib/symbols.txt" > "$work/listed"
nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' > "$work/versioned"
sed 's/@.*//' "$work/versioned" | sort > "$work/exported"
grep -hv '^ *#' "$source"/include/joyfulprofit/*.h | tr '\n' ' ' | sed -E 's~/\*([^*]|\*+[^*/])*\*+/~~g' |
    grep -oE 'JP_API [^;({]*\(' | sed -E 's/ *\($//; s/.*[ *]//' | sort > "$work/declared"

# same LEFT RIGHT TEXT
same() {
    if ! diff "$work/$1" "$work/$2" > "$work/diff"; then
        printf '%s:\n' "$3" >&2
        cat "$work/diff" >&2
        failed=1
    fi
}
sort -c "$work/listed" || failed=1
same listed exported "lib/symbols.txt (<) is not what the shared library exports (>)"
same listed declared "lib/symbols.txt (<) is not what the headers declare with JP_API (>)"

if grep -vE '^jp_[a-z0-9][a-z0-9_]*@@JOYFULPROFIT_[0-9]+$' "$work/versioned"; then
    echo "exported without the prefix jp_ or without a version" >&2
    failed=1
fi
if nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' | grep -vE '^jp__?[a-z]'; then
    echo "global in the static library without the prefix jp_ or jp__" >&2
    failed=1
fi
soname=$(readelf -d "$shared" | sed -nE 's/.*SONAME.*\[(.*)\]/\1/p')
if ! [[ $soname =~ ^libjoyfulprofit\.so\.[0-9]+$ ]]; then
    echo "the SONAME is '$soname'" >&2
    failed=1
fi
echo "$(wc -l < "$work/exported") symbols, $soname"
[ -s "$work/listed" ] && [ "$failed" -eq 0 ]
