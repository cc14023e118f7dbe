#!/usr/bin/env bash
# Checks that each folder of lib/ includes only itself and folders before it, and that the arrows of
# docs/architecture.dot are the ones that the includes draw. layers.sh SOURCE
# layers.sh --arrows SOURCE prints those arrows.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

order=(base model facts rhythm evidence score kernel explain portfolio)

# rank FOLDER: its place in the order, or nothing.
rank() {
    local i
    for i in "${!order[@]}"; do
        if [ "${order[$i]}" = "$1" ]; then
            echo "$i"
        fi
    done
}

# Every include between folders of lib/ once, as "from to"; also of what is generated for them.
arrows() {
    local source=$1 folder
    for folder in "$source"/lib/*/; do
        folder=$(basename "$folder")
        grep -hoE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"[^"]+"' -r "$source/lib/$folder" \
            --include='*.c' --include='*.h' --include='*.in' |
            sed -E "s|.*\"([^\"]*)\"|$folder \1|" || true
    done | sed -E 's|/[^/]*$||' | LC_ALL=C sort -u
}

if [ "$1" = --arrows ]; then
    arrows "$2" | awk '$1 != $2'
    exit
fi

source=$1 failed=0 seen=0
while read -r from to; do
    seen=$((seen + 1))
    if [ -z "$(rank "$from")" ] || [ -z "$(rank "$to")" ]; then
        echo "lib/$from includes \"$to\", which is not a folder of lib/ in the order: ${order[*]}" >&2
        failed=1
    elif [ "$(rank "$to")" -gt "$(rank "$from")" ]; then
        echo "lib/$from includes lib/$to, which stands above it" >&2
        grep -rn "include \"$to/" "$source/lib/$from" >&2 || true
        failed=1
    fi
done < <(arrows "$source")

drawn=$(grep -oE '^ *[a-z]+ -> [a-z]+' "$source/docs/architecture.dot" | sed 's/ *\([a-z]*\) -> /\1 /' |
    grep -vE '^(tools|api) ' | LC_ALL=C sort -u)
if ! diff <(echo "$drawn") <("$0" --arrows "$source") >&2; then
    echo "docs/architecture.dot shows other arrows than the includes: run scripts/architecture" >&2
    failed=1
fi
echo "$seen arrows"
[ "$seen" -gt 0 ] && [ "$failed" -eq 0 ]
