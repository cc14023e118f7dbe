#!/usr/bin/env bash
# Builds the release twice, from two folders, one after the other, and compares what comes out byte for
# byte: tests/reproducible.sh
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/one" "$work/another/and"
tar --create --exclude-vcs --exclude=./build . | tar --extract --directory "$work/one"
cp -r "$work/one" "$work/another/and/deeper"
for copy in "$work/one" "$work/another/and/deeper"; do
    if ! { cmake -S "$copy" -B "$copy/build" -D CMAKE_BUILD_TYPE=Release -D JP_BUILD_TESTS=OFF -D JP_BUILD_EXAMPLES=OFF &&
        cmake --build "$copy/build" && DESTDIR=$copy/image cmake --install "$copy/build" --prefix /usr; } \
        > "$work/log" 2>&1; then
        cat "$work/log" >&2
        exit 1
    fi
    (cd "$copy/image" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) > "$copy.sums"
done
if ! diff "$work/one.sums" "$work/another/and/deeper.sums"; then
    echo "the two builds differ" >&2
    exit 1
fi
echo "$(wc -l < "$work/one.sums") installed files are the same from both builds"
