# SPDX-License-Identifier: Apache-2.0
"""The reference's special functions against values worked out to 50 digits."""
import json
import pathlib
import unittest

import special

TABLE = json.loads(pathlib.Path(__file__).with_name("special_table.json").read_text(encoding="utf-8"))


class SpecialFunctions(unittest.TestCase):
    def hold(self, name, relative):
        """Every row of the table to a relative error; the number of rows shows the table is there."""
        function = getattr(special, name)
        self.assertGreaterEqual(len(TABLE[name]), 20)
        for arguments, expected in TABLE[name]:
            with self.subTest(function=name, arguments=arguments):
                self.assertLessEqual(abs(function(*arguments) - expected), relative * abs(expected))

    def test_trigamma_is_exact_to_a_few_units(self):
        self.hold("trigamma", 2e-15)

    def test_the_incomplete_beta_function_is_exact_to_twelve_digits(self):
        self.hold("beta_cdf", 1e-12)

    def test_beta_quantiles_are_relatively_exact_even_next_to_zero(self):
        self.hold("beta_quantile", 1e-11)

    def test_the_normal_distribution_is_exact_to_fourteen_digits(self):
        self.hold("normal_cdf", 1e-14)

    def test_the_logarithmic_mean_is_exact_where_its_arguments_almost_meet(self):
        self.hold("log_mean", 1e-15)


if __name__ == "__main__":
    unittest.main()
