#!/usr/bin/env bash
# Installs the library and builds programs against it, as its users would: run.sh STEP, with SOURCE, BUILD
# (the library's build folder), WORK (a folder of our own), CMAKE, GENERATOR, CC, CXX and BUNDLED
# (ON where jansson and libmd are inside the library) in the environment.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

: "${SOURCE:?}" "${BUILD:?}" "${WORK:?}" "${CMAKE:?}" "${GENERATOR:?}" "${CC:?}" "${CXX:?}" "${BUNDLED:?}"
prefix=$WORK/prefix
here=$SOURCE/tests/consumer
flags=(-Wall -Wextra -Wpedantic -Wconversion -Werror)
unset DESTDIR CFLAGS CXXFLAGS LDFLAGS
export CC CXX

# The records of an installation that the user made are kept from ours.
records=(install_manifest.txt installed-folders.txt)

die() {
    echo "$*" >&2
    exit 1
}

# Where joyfulprofit.pc was installed.
find_pc() {
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name joyfulprofit.pc)")
    export PKG_CONFIG_PATH
    libdir=$(pkg-config --variable=libdir joyfulprofit)
}

step_install() {
    local record wanted
    rm -rf "$WORK"
    mkdir -p "$WORK/kept"
    for record in "${records[@]}"; do
        if [ -e "$BUILD/$record" ]; then
            mv "$BUILD/$record" "$WORK/kept/"
        fi
    done
    "$CMAKE" --install "$BUILD" --prefix "$prefix" > "$WORK/install.log"
    for wanted in 'include/joyfulprofit/joyfulprofit.h' 'lib*/libjoyfulprofit.so' 'lib*/libjoyfulprofit.a' \
        'lib*/pkgconfig/joyfulprofit.pc' 'lib*/cmake/joyfulprofit/joyfulprofit-config.cmake' \
        'share/joyfulprofit/default.json' 'share/doc/joyfulprofit/LICENSE'; do
        compgen -G "$prefix/$wanted" > /dev/null || die "$wanted was not installed"
    done
    if [ -x "$BUILD/bin/joyfulprofit" ]; then
        "$prefix/bin/joyfulprofit" --version
        for wanted in share/man/man1/joyfulprofit.1 share/bash-completion/completions/joyfulprofit; do
            [ -e "$prefix/$wanted" ] || die "$wanted was not installed"
        done
        cmp "$SOURCE/model/default.json" "$prefix/share/joyfulprofit/default.json"
    fi
    if [ "$BUNDLED" = ON ]; then
        diff -r "$SOURCE/third_party/licenses" "$prefix/share/doc/joyfulprofit/licenses"
    fi
    (cd "$SOURCE/include" && find . -name '*.h' | sort) > "$WORK/headers"
    (cd "$prefix/include" && find . -type f | sort) | diff "$WORK/headers" - || die "other headers than ours"
    if grep -rlI -e "$SOURCE" -e "$BUILD" "$prefix"; then
        die "an installed file names the place where it was built"
    fi
    find "$prefix" -type f | wc -l
}

step_find_package() {
    local program
    "$CMAKE" -S "$here/cmake" -B "$WORK/cmake" -G "$GENERATOR" "-DCMAKE_PREFIX_PATH=$prefix" -DJP_WANTED=0.1
    "$CMAKE" --build "$WORK/cmake"
    for program in "$WORK"/cmake/meeting_*; do
        "$program"
    done
    if "$CMAKE" -S "$here/cmake" -B "$WORK/cmake-too-new" "-DCMAKE_PREFIX_PATH=$prefix" -DJP_WANTED=99 \
        > "$WORK/too-new.log" 2>&1; then
        die "version 99 was found"
    fi
    find_package_alone
}

# Without jansson's development files the shared library is still found; the static one says why not, unless
# it has all inside.
find_package_alone() {
    local found=0
    mkdir -p "$WORK/no-modules"
    PKG_CONFIG_LIBDIR=$WORK/no-modules PKG_CONFIG_PATH='' "$CMAKE" -S "$here/cmake" -B "$WORK/no-static" \
        "-DCMAKE_PREFIX_PATH=$prefix" > "$WORK/no-static.log" 2>&1 || found=1
    if [ "$BUNDLED" = ON ]; then
        [ "$found" -eq 0 ] || die "the static library was not found though it has all inside"
    else
        [ "$found" -ne 0 ] || die "the static library was found without what it needs"
        tr -s ' \n' ' ' < "$WORK/no-static.log" | grep -q 'apt-get install pkg-config libjansson-dev libmd-dev'
    fi
}

step_pkg_config_shared() {
    local cflags libs
    find_pc
    read -ra cflags <<< "$(pkg-config --cflags joyfulprofit)"
    read -ra libs <<< "$(pkg-config --libs joyfulprofit)"
    "$CC" -std=c11 "${flags[@]}" "${cflags[@]}" "$here/meeting.c" -o "$WORK/shared-c" "${libs[@]}"
    "$CXX" -std=c++11 "${flags[@]}" "${cflags[@]}" "$here/meeting.cpp" -o "$WORK/shared-cpp" "${libs[@]}"
    LD_LIBRARY_PATH=$libdir "$WORK/shared-c"
    LD_LIBRARY_PATH=$libdir "$WORK/shared-cpp"
    readelf -d "$WORK/shared-c" | grep -q 'NEEDED.*libjoyfulprofit\.so\.'
    if readelf -d "$WORK/shared-c" | grep -E 'NEEDED.*(jansson|libmd)'; then
        die "a user of the shared library has to link what only the library needs"
    fi
}

step_pkg_config_static() {
    local cflags libs
    find_pc
    if [ "$BUNDLED" = ON ]; then # whatever the system has is not there for it
        export PKG_CONFIG_LIBDIR=$PKG_CONFIG_PATH
    fi
    read -ra cflags <<< "$(pkg-config --static --cflags joyfulprofit)"
    read -ra libs <<< "$(pkg-config --static --libs joyfulprofit)"
    "$CC" -static -std=c11 "${flags[@]}" "${cflags[@]}" "$here/meeting.c" -o "$WORK/static-c" "${libs[@]}"
    "$CXX" -static -std=c++11 "${flags[@]}" "${cflags[@]}" "$here/meeting.cpp" -o "$WORK/static-cpp" "${libs[@]}"
    "$WORK/static-c"
    "$WORK/static-cpp"
}

# Debug, which no other build without sanitizers is.
step_subproject() {
    "$CMAKE" -S "$here/subproject" -B "$WORK/subproject" -G "$GENERATOR" "-DJP_SOURCE=$SOURCE" \
        -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_INSTALL_PREFIX=$WORK/subproject-prefix"
    "$CMAKE" --build "$WORK/subproject" --parallel 2
    (cd "$WORK/subproject" && ctest --no-tests=error --output-on-failure)
    [ "$(cd "$WORK/subproject" && ctest -N | sed -n 's/^Total Tests: //p')" = 4 ] || die "tests that are not ours"
    "$CMAKE" --install "$WORK/subproject"
    [ "$(find "$WORK/subproject-prefix" -type f | wc -l)" = 1 ] || die "files that are not ours were installed"
    "$CMAKE" -S "$here/subproject" -B "$WORK/fetched" -G "$GENERATOR" "-DJP_SOURCE=$SOURCE" -DFETCH=ON
}

step_without_flags() {
    if "$CC" -fsyntax-only "$here/meeting.c" 2> "$WORK/without.log"; then
        die "it compiles without the flags: this tests some other installation"
    fi
    grep -q 'joyfulprofit/joyfulprofit.h' "$WORK/without.log"
    find_pc
    local cflags
    read -ra cflags <<< "$(pkg-config --cflags joyfulprofit)"
    if "$CC" "${cflags[@]}" "$here/meeting.c" -o "$WORK/without" 2> "$WORK/without.log"; then
        die "it links without the flags"
    fi
    grep -q 'undefined reference.*jp_' "$WORK/without.log"
}

# The program in README.md, built and run as it stands there.
step_readme() {
    local cflags libs
    find_pc
    read -ra cflags <<< "$(pkg-config --cflags joyfulprofit)"
    read -ra libs <<< "$(pkg-config --libs joyfulprofit)"
    # shellcheck disable=SC2016 # the back quotes are Markdown's
    sed -n '/^```c$/,/^```$/p' "$SOURCE/README.md" | sed '/^```/d' > "$WORK/readme.c"
    "$CC" -std=c11 "${flags[@]}" "${cflags[@]}" "$WORK/readme.c" -o "$WORK/readme" "${libs[@]}"
    LD_LIBRARY_PATH=$libdir "$WORK/readme" | tee "$WORK/readme.out"
    grep -qE '^default: [0-9]+ indicators$' "$WORK/readme.out"
}

# An example says in its head what it is run with: ` * run: arguments`, relative to the source folder.
step_example() {
    local example=$1 cflags libs arguments
    find_pc
    read -ra cflags <<< "$(pkg-config --cflags joyfulprofit)"
    read -ra libs <<< "$(pkg-config --libs joyfulprofit)"
    [ "$(wc -l < "$example")" -lt 80 ] || die "$example has 80 lines or more"
    mkdir -p "$WORK/examples"
    "$CC" -std=c11 "${flags[@]}" "${cflags[@]}" "$example" -o "$WORK/examples/$(basename "$example" .c)" "${libs[@]}"
    read -ra arguments <<< "$(sed -nE 's,^[ /]*\*+ run: *([^*]*)(\*/)?$,\1,p' "$example" | head -n 1)"
    cd "$SOURCE"
    LD_LIBRARY_PATH=$libdir "$WORK/examples/$(basename "$example" .c)" "${arguments[@]}" > "$WORK/examples/output"
    cat "$WORK/examples/output"
    [ -s "$WORK/examples/output" ] || die "$example printed nothing"
}

step_uninstall() {
    local record left
    "$CMAKE" --build "$BUILD" --target uninstall
    for record in "${records[@]}"; do
        if [ -e "$WORK/kept/$record" ]; then
            mv "$WORK/kept/$record" "$BUILD/"
        fi
    done
    left=$(find "$prefix" 2> /dev/null || true)
    [ -z "$left" ] || die "uninstalling left: $left"
}

step=$1
shift
"step_$step" "$@"
