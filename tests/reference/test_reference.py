# SPDX-License-Identifier: Apache-2.0
"""The reference against the worked answers of tests/golden, and against itself where it must add up."""
import json
import math
import pathlib
import unittest

import advice
import compare
import model as models
import reasons
import reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.json"))
MODEL = models.from_json(ROOT / "model" / "default.json")


def load(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    return case, [reference.fact_from_record(r) for r in case["facts"]], reference.parse_time(case["as_of"])


class WorkedAnswers(unittest.TestCase):
    def test_every_worked_answer_is_met(self):
        self.assertGreaterEqual(len(GOLDEN), 33)
        for path in GOLDEN:
            case, facts, as_of = load(path)
            with self.subTest(case=path.stem):
                found = compare.hold(case["expect"], reference.score(MODEL, facts, as_of))
                self.assertEqual(found.errors, [])
                self.assertGreater(found.numbers, 300)

    def test_every_recommended_action_is_met_and_no_other_is_made(self):
        cases = [(path.stem, *load(path)) for path in GOLDEN]
        cases = [entry for entry in cases if "next" in entry[1]]
        self.assertGreaterEqual(len(cases), 6)
        for name, case, facts, as_of in cases:
            for side, expected in case["next"].items():
                with self.subTest(case=name, side=side):
                    effects = advice.next_actions(MODEL, facts, as_of, side)
                    got = {kind: effect[0] for kind, effect in effects.items()}
                    self.assertEqual(compare.hold(expected, got, closed=True).errors, [])


class Attribution(unittest.TestCase):
    def test_shares_of_factors_indicators_and_facts_sum_to_the_index_minus_its_baseline(self):
        for path in GOLDEN:
            _case, facts, as_of = load(path)
            opinions = reference.gather(MODEL, facts, as_of).opinions
            now = reference.headline_of_opinions(MODEL, opinions)
            then = reference.headline_of_opinions(MODEL, reasons.baseline(MODEL))
            shares = reasons.shares(MODEL, opinions)
            of_facts = reasons.fact_shares(MODEL, facts, as_of)
            sums = {
                "factors": (shares["closure_by_factor"].values(), now.closure - then.closure),
                "indicators": (shares["closure_by_indicator"].values(), now.closure - then.closure),
                "facts": ([row[2] for row in of_facts], now.closure - then.closure),
                "health": (shares["health_by_indicator"].values(), now.health - then.health),
                "health of facts": ([row[3] for row in of_facts], now.health - then.health)}
            for name, (parts, whole) in sums.items():
                with self.subTest(case=path.stem, shares=name):
                    self.assertAlmostEqual(math.fsum(parts), whole, delta=1e-12)

    def test_shapley_values_sum_to_the_same_and_lean_the_same_way(self):
        for path in GOLDEN:
            _case, facts, as_of = load(path)
            opinions = reference.gather(MODEL, facts, as_of).opinions
            shapley = reasons.shapley(MODEL, opinions)
            by_factor = reasons.shares(MODEL, opinions)["closure_by_factor"]
            with self.subTest(case=path.stem):
                self.assertAlmostEqual(math.fsum(shapley.values()), math.fsum(by_factor.values()),
                                       delta=1e-12)
                for factor in reference.FACTORS:
                    self.assertLess(abs(shapley[factor] - by_factor[factor]), 0.02)
                    self.assertGreaterEqual(shapley[factor] * by_factor[factor], -1e-15)

    def test_a_change_between_two_dates_is_shared_out_completely(self):
        for path in GOLDEN:
            _case, facts, as_of = load(path)
            earlier = as_of - 30 * reference.DAY
            parts = reasons.change_between(MODEL, facts, earlier, as_of)
            now, then = (reference.headline(MODEL, facts, t) for t in (as_of, earlier))
            with self.subTest(case=path.stem):
                for name, index in (("closure_by_factor", "closure"), ("closure_by_indicator", "closure"),
                                    ("health_by_indicator", "health")):
                    self.assertAlmostEqual(math.fsum(parts[name].values()),
                                           getattr(now, index) - getattr(then, index), delta=1e-12)

    def test_leaving_out_the_only_fact_leaves_the_baseline(self):
        fact = reference.Fact(0, "meeting", "client", 60.0)
        without = reasons.delta_without(MODEL, [fact], fact, reference.DAY)
        whole = reference.headline(MODEL, [fact], reference.DAY)
        self.assertAlmostEqual(without.closure, whole.closure - 0.5, delta=1e-15)
        self.assertAlmostEqual(without.health, whole.health - 0.5, delta=1e-15)


class Forecast(unittest.TestCase):
    def test_the_quiet_forecast_of_a_relationship_without_contacts_is_the_prior(self):
        self.assertAlmostEqual(advice.quiet_forecast([], 0.0, 1.0, 30.0, 60.0, 30.0), 0.5, delta=1e-15)

    def test_a_contact_today_makes_silence_less_likely(self):
        quiet = advice.quiet_forecast([], 100.0, 1.0, 30.0, 60.0, 30.0)
        self.assertLess(advice.quiet_forecast([0.0], 100.0, 1.0, 30.0, 60.0, 30.0), quiet)


class Times(unittest.TestCase):
    def test_a_time_reads_back_as_it_was_written(self):
        for us in (0, -1, 1, -62135596800000000, 253402300799999999, 1703289600000001):
            self.assertEqual(reference.parse_time(reference.format_time(us)), us)

    def test_offsets_and_fractions_are_read(self):
        self.assertEqual(reference.parse_time("1970-01-01T01:00:00.0000019+01:00"), 1)
        self.assertEqual(reference.parse_time("1969-12-31 23:59:59.5z"), -500000)
        for offset in ("+01:00", "+0100", "+01"):
            self.assertEqual(reference.parse_time("1970-01-01T01:00:00.000" + offset), 0)
        for offset in ("+1", "+010", "+00000", "+01:"):
            self.assertRaises(ValueError, reference.parse_time, "1970-01-01T01:00:00" + offset)


if __name__ == "__main__":
    unittest.main()
