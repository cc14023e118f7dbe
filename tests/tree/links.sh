#!/usr/bin/env bash
# Checks that every relative link and every path in back quotes with a folder in the Markdown files
# leads to something. links.sh SOURCE
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$1"
failed=0 links=0
# shellcheck disable=SC2016 # the back quotes are Markdown's
quoted='`(docs|lib|include|tests|scripts|model|examples|cmake|bench|tools|bindings|third_party)/[A-Za-z0-9_./-]+`'
while IFS= read -r file; do
    folder=$(dirname "$file")
    while IFS= read -r target; do
        path=${target%%#*}
        links=$((links + 1))
        if [ -n "$path" ] && [ ! -e "$folder/$path" ]; then
            echo "$file: $target leads nowhere" >&2
            failed=1
        fi
    done < <(grep -oE '\]\([^)[:space:]]+\)' "$file" | sed -E 's/^\]\(//; s/\)$//' |
        grep -vE '^(https?|mailto):' || true)
    while IFS= read -r path; do
        links=$((links + 1))
        if [ ! -e "$path" ]; then
            echo "$file: \`$path\` does not exist" >&2
            failed=1
        fi
    done < <(grep -oE "$quoted" "$file" | tr -d '`' || true)
done < <(find . -path ./build -prune -o -name '*.md' -print)
echo "$links links"
[ "$links" -gt 0 ] && [ "$failed" -eq 0 ]
