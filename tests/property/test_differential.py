# SPDX-License-Identifier: Apache-2.0
"""The command against the reference on generated relationships: the short form of differential.py."""
import unittest

import differential

COUNT = 1500


class CommandAgainstReference(unittest.TestCase):
    def test_the_command_and_the_reference_agree_on_every_generated_relationship(self):
        total = differential.run(COUNT, seed=1)
        self.assertGreaterEqual(total.count, COUNT)
        self.assertGreater(total.numbers, 300 * COUNT)
        if total.errors:
            self.fail(f"{len(total.errors)} of {total.count} differ\n{differential.explain(total.errors)}")


if __name__ == "__main__":
    unittest.main()
