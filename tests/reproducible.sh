#!/usr/bin/env bash
# Builds the release twice, in this folder (build/release) and in a copy elsewhere, and compares byte for byte
# what the two install: tests/reproducible.sh
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
source=$PWD
work=$(mktemp -d)
copy=$work/another/and/deeper
# Installing writes into the build folder what uninstalling needs: that of the user's own is kept.
records=(install_manifest.txt installed-folders.txt)

finish() {
    local record
    for record in "${records[@]}"; do
        rm -f "$source/build/release/$record"
        [ ! -e "$work/$record" ] || mv "$work/$record" "$source/build/release/"
    done
    rm -rf "$work"
}
trap finish EXIT
for record in "${records[@]}"; do
    [ ! -e "build/release/$record" ] || mv "build/release/$record" "$work/"
done

# installed NAME BUILD CMAKE-ARGUMENTS...: configures, builds and installs, and writes the sums to $work/NAME.
installed() {
    local name=$1 build=$2
    shift 2
    if ! { cmake "$@" && cmake --build "$build" --target joyfulprofit joyfulprofit_static joyfulprofit_command &&
        DESTDIR=$work/$name-image cmake --install "$build" --prefix /usr; } > "$work/log" 2>&1; then
        cat "$work/log" >&2
        exit 1
    fi
    (cd "$work/$name-image" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) > "$work/$name"
}

mkdir -p "$copy"
tar --create --exclude-vcs --exclude=./build . | tar --extract --directory "$copy"
installed here build/release --preset release
generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' build/release/CMakeCache.txt) # each links in an order of its own
installed there "$copy/build" -S "$copy" -B "$copy/build" -G "$generator" -D CMAKE_BUILD_TYPE=Release \
    -D JP_BUILD_TESTS=OFF -D JP_BUILD_EXAMPLES=OFF
if ! diff "$work/here" "$work/there"; then
    echo "the two builds differ" >&2
    exit 1
fi
echo "$(wc -l < "$work/here") installed files are the same from both builds"
