#!/usr/bin/env bash
# Checks that what stands in scripts/ and .ci/ can be run, says on top what it is for, and stops at
# errors; with shellcheck too where it is installed. scripts.sh SOURCE
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$1"
failed=0
mapfile -t shell < <(
    find . \( -path ./build -o -path ./.git \) -prune -o -type f -print0 |
        xargs -0 grep -lIE --max-count=1 '^#!.*bash$' | sed 's|^\./||' | sort)
for file in "${shell[@]}"; do
    case $file in
        scripts/* | .ci/*)
            [ -x "$file" ] || { echo "$file cannot be run" >&2; failed=1; }
            sed -n 2p "$file" | grep -qE '^# [A-Z].*' || { echo "$file: line 2 does not say what it is for" >&2; failed=1; }
            ;;
    esac
    grep -qx 'set -euo pipefail' "$file" || { echo "$file: no set -euo pipefail" >&2; failed=1; }
    bash -n "$file" || failed=1
done
if command -v shellcheck > /dev/null; then
    shellcheck "${shell[@]}" || failed=1
    echo "${#shell[@]} scripts, with shellcheck"
else
    echo "${#shell[@]} scripts, without shellcheck"
fi
[ "${#shell[@]}" -gt 0 ] && [ "$failed" -eq 0 ]
