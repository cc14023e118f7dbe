#!/usr/bin/env bash
# Builds the Python package against the shared library, as distributions do, with AddressSanitizer and
# UndefinedBehaviorSanitizer, installs both, and runs tests of the package: tests/python_asan.sh
#
# Builds in build/asan, where the library is built already by scripts/test, and uses the environment that
# scripts/test_python makes. Python itself is not instrumented, so that the sanitizer is loaded
# first, and leaks are not looked for here: Python leaves some at its end (test_manners.py counts ours).
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
source=$PWD
work=$source/build/python/asan
env=$(find "$source/build/python" -path '*/env/bin' 2> /dev/null | sort | head -n 1)
if [ -z "$env" ]; then
    echo "Run scripts/test_python first: it makes an environment with what the tests need." >&2
    exit 1
fi
mkdir -p "$work"
tests=(test_golden.py test_ways_in.py test_streams.py test_stream.py test_tables.py test_answers.py test_errors.py
    test_models.py test_state.py)
export PATH=$env:$PATH
if ! { "$env/pip" install 'swig>=4.5' && rm -rf "$work/prefix" &&
    cmake --preset asan -D JP_BUILD_PYTHON=ON -D Python_EXECUTABLE="$env/python" &&
    cmake --build --preset asan --target joyfulprofit joyfulprofit_static joyfulprofit_command _core &&
    cmake --install build/asan --prefix "$work/prefix" &&
    cmake --preset asan -D JP_BUILD_PYTHON=OFF; } > "$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
package=$(dirname "$(find "$work/prefix" -name '_core.*.so')")
readelf -d "$package"/_core.*.so | grep -q 'NEEDED.*libjoyfulprofit\.so\.'
PYTHONPATH=$(dirname "$package")
export PYTHONPATH JP_SOURCE=$source PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)"
export LD_PRELOAD
# It is this package that is tested, and the sanitizer is at work in it.
"$env/python" - "$package" <<'END'
import os, sys
import joyfulprofit
assert os.path.samefile(os.path.dirname(joyfulprofit.__file__), sys.argv[1]), joyfulprofit.__file__
mapped = open("/proc/self/maps").read()
assert "libasan" in mapped and "libjoyfulprofit.so" in mapped
END
"$env/python" -W error -m pytest -q -p no:cacheprovider -c "$source/pyproject.toml" --rootdir "$source" \
    "${tests[@]/#/$source/bindings/python/tests/}"
