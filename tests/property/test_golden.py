# SPDX-License-Identifier: Apache-2.0
"""The command against the worked answers of tests/golden."""
import json
import pathlib
import random
import unittest

import command
import compare

CASES = {path.stem: json.loads(path.read_text(encoding="utf-8"))
         for path in sorted((pathlib.Path(__file__).resolve().parents[1] / "golden").glob("*.json"))}
LATER = "9000-01-01T00:00:00Z"


def facts_of(case):
    """The facts of a case; where it has none, one that is not seen yet names the relationship."""
    return case["facts"] or [{"time": LATER, "kind": "thanks", "actor": "client"}]


def rows_of(case, name):
    return command.rows_of({("S", name): facts_of(case)})


class WorkedAnswers(unittest.TestCase):
    def hold(self, name, got):
        found = compare.hold(CASES[name]["expect"], got)
        self.assertEqual(found.errors, [])
        self.assertGreater(found.numbers, 300)
        return found

    def test_every_worked_answer_is_met_from_csv(self):
        self.assertGreaterEqual(len(CASES), 33)
        for name, case in CASES.items():
            with self.subTest(case=name):
                output = command.score_bytes(command.to_csv(rows_of(case, name)), case["as_of"])
                found = self.hold(name, command.parse(output)["S", name])
                print(f"\n  {name}: worst {found.worst_exact:.1e} of values, "
                      f"{found.worst_quantile:.1e} of quantiles", end="")

    def test_csv_and_json_lines_in_any_order_give_the_same_bytes(self):
        rng = random.Random(1)
        for name, case in CASES.items():
            rows = rows_of(case, name)
            outputs = {command.score_bytes(command.to_csv(rows), case["as_of"])}
            for _ in range(2):
                rng.shuffle(rows)
                outputs.add(command.score_bytes(command.to_csv(rows), case["as_of"]))
                outputs.add(command.score_bytes(command.to_jsonl(rows), case["as_of"], ".jsonl"))
            with self.subTest(case=name):
                self.assertEqual(len(outputs), 1)

    def test_every_worked_ranking_of_next_actions_is_met(self):
        held = 0
        for name, case in CASES.items():
            for side, effects in case.get("next", {}).items():
                found = command.next_actions(command.to_csv(rows_of(case, name)), case["as_of"], side)
                with self.subTest(case=name, side=side):
                    self.assertEqual({a["kind"] for a in found}, set(effects))
                    for action in found:
                        self.assertAlmostEqual(action["health"], effects[action["kind"]],
                                               delta=compare.EXACT_ENOUGH)
                    order = [(-a["health"], a["kind"]) for a in found]
                    self.assertEqual(order, sorted(order))
                held += len(effects)
        self.assertGreater(held, 50)

    def test_cases_of_one_moment_are_met_from_one_mixed_file(self):
        moments = {}
        for name, case in CASES.items():
            moments.setdefault(case["as_of"], []).append(name)
        together = [names for names in moments.values() if len(names) > 1]
        self.assertGreaterEqual(len(together), 3)
        rng = random.Random(2)
        for names in together:
            rows = [row for name in names for row in rows_of(CASES[name], name)]
            rng.shuffle(rows)
            as_of = CASES[names[0]]["as_of"]
            for data, suffix in ((command.to_csv(rows), ".csv"), (command.to_jsonl(rows), ".jsonl")):
                found = command.parse(command.score_bytes(data, as_of, suffix))
                self.assertEqual(len(found), len(names))
                for name in names:
                    with self.subTest(case=name, input=suffix):
                        self.hold(name, found["S", name])


if __name__ == "__main__":
    unittest.main()
