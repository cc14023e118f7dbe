#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the Python tests of the files named; finding no test in one of them is a failure.

    python3 tests/reference/run.py tests/reference/test_special.py …
"""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    sys.path[:0] = [str(HERE), str(HERE.parent / "property")]
    suite = unittest.TestSuite()
    for path in map(pathlib.Path, paths):
        found = unittest.defaultTestLoader.loadTestsFromName(path.stem)
        if found.countTestCases() == 0:
            print(f"No test found in {path}.", file=sys.stderr)
            return 1
        suite.addTest(found)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    return 0 if result.wasSuccessful() and result.testsRun > 0 and not result.skipped else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
