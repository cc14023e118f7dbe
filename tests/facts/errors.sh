#!/usr/bin/env bash
# Checks that docs/errors.md has every status with its number, and every public call that can fail.
# errors.sh SOURCE
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$1"
page=docs/errors.md failed=0 statuses=0 calls=0
while read -r name number; do
    statuses=$((statuses + 1))
    if ! grep -q "| \`$name\` | $number |" "$page"; then
        echo "$page does not list $name as $number" >&2
        failed=1
    fi
done < <(sed -nE 's/^ *(JP_(OK|ERROR_[A-Z_]+|WARNING_[A-Z_]+)) = ([0-9]+).*/\1 \3/p' include/joyfulprofit/status.h)
while read -r name; do
    calls=$((calls + 1))
    if ! grep -q "\`$name()\`" "$page"; then
        echo "$page does not say what $name() checks" >&2
        failed=1
    fi
done < <(sed -nE 's/^JP_API jp_status (jp_[a-z_0-9]+)\(.*/\1/p' include/joyfulprofit/*.h)
echo "$statuses statuses, $calls calls"
[ "$statuses" -gt 20 ] && [ "$calls" -gt 20 ] && [ "$failed" -eq 0 ]
