# SPDX-License-Identifier: Apache-2.0
"""What must hold of every relationship (docs/method.md, section 9), through the command's JSON.

Not a property, and so not asked here: that a favourable *event* never lowers a score. A contact also
opens or closes turns and ends a silence, a complaint is contact too, and a termination closes what was
open. What never lowers a value is favourable *mass*: a fact that is no contact and speaks only for the
good, or a better rating in the place of a worse. Nor need a group's value lie inside its interval.
"""
import json
import math
import pathlib
import random
import unittest

import command
import compare
import generator
import model as models
import reference

DOCUMENT = json.loads((pathlib.Path(__file__).resolve().parents[2] / "model" / "default.json")
                      .read_text(encoding="utf-8"))
MODEL = models.from_document(DOCUMENT)
DAY = reference.DAY
COUNT = 1000
AS_OF = reference.parse_time("2024-06-16T09:00:00Z")
ROUNDING = 1e-12


def text(us):
    return reference.format_time(us)


def relationships(seed, count=COUNT, as_of=AS_OF):
    return generator.relationships(seed, count, MODEL, as_of)


def exact(records):
    """Records with their times as whole microseconds, for tests that move them."""
    return [{**r, "time": reference.parse_time(r["time"]),
             **({"recorded": reference.parse_time(r["recorded"])} if "recorded" in r else {})}
            for r in records]


def written(records):
    return [{**r, "time": text(r["time"]), **({"recorded": text(r["recorded"])} if "recorded" in r else {})}
            for r in records]


def goodness(scored):
    """Every value of a score in the direction of good, headlines first."""
    values = {"closure": scored["closure"]["value"], "health": scored["health"]["value"]}
    values.update({name: part["value"] for name, part in scored["factors"].items()})
    for name, part in {**scored["dimensions"], **scored["indicators"]}.items():
        harm = name.partition(".")[0] in reference.DIMENSIONS
        values["level " + name] = 1.0 - part["level"] if harm else part["level"]
    return values


class Bounded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scores = command.score(relationships(11), text(AS_OF))

    def test_every_relationship_is_scored(self):
        self.assertEqual(len(self.scores), COUNT)

    def each(self, check):
        for key, scored in self.scores.items():
            with self.subTest(relationship=key):
                check(scored)

    def test_levels_lie_strictly_between_0_and_1_and_masses_are_not_negative(self):
        def check(scored):
            for name, part in scored["indicators"].items():
                self.assertTrue(0.0 < part["level"] < 1.0, name)
                self.assertTrue(0.0 < part["uncertainty"] <= 1.0, name)
                self.assertTrue(part["favourable"] >= 0.0 and part["adverse"] >= 0.0, name)

        self.each(check)

    def test_headlines_and_their_intervals_lie_within_0_and_1_in_order(self):
        def check(scored):
            parts = [scored["closure"], scored["health"], *scored["factors"].values(),
                     *scored["dimensions"].values()]
            for part in parts:
                value = part.get("value", part.get("level"))
                self.assertTrue(0.0 < value < 1.0)
                self.assertTrue(0.0 <= part["low"] < part["high"] <= 1.0)
                self.assertTrue(0.0 <= part["coverage"] < 1.0)
            for name in ("risk_index", "struggle", "authenticity"):
                self.assertTrue(0.0 <= scored[name] <= 1.0, name)
            self.assertIn(scored["compromised"], (0, 1, 2, 3))

        self.each(check)

    def test_differences_of_views_lie_within_minus_1_and_1(self):
        seen = []

        def check(scored):
            for views in ("belief_gap", "empathy", "awareness"):
                for name, view in scored[views].items():
                    seen.append(name)
                    self.assertTrue(-1.0 <= view["low"] <= view["difference"] <= view["high"] <= 1.0, name)
                    self.assertTrue(0.0 < view["sd"] <= 0.25, name)

        self.each(check)
        self.assertGreater(len(seen), 300)

    def test_probabilities_and_silence_scores_lie_within_0_and_1(self):
        def check(scored):
            for name, line in scored["verdict"].items():
                self.assertTrue(0.0 <= line["p"] <= 1.0 and 0.0 <= line["coverage"] < 1.0, name)
            for side in reference.SIDES:
                silence, rhythm = scored["silence"][side], scored["rhythm"][side]
                if silence["days"] is not None:
                    self.assertTrue(silence["days"] >= 0.0 and 0.0 <= silence["score"] < 1.0)
                    self.assertEqual(silence["silent_90"], silence["days"] >= 90.0)
                self.assertTrue(rhythm["response_rate"] is None or 0.0 <= rhythm["response_rate"] <= 1.0)
            reciprocity = scored["rhythm"]["reciprocity"]
            self.assertTrue(reciprocity is None or 0.0 <= reciprocity <= 1.0)

        self.each(check)

    def test_the_equation_is_that_of_its_four_factors(self):
        def check(scored):
            e, x, c, k = (scored["factors"][name]["value"] for name in reference.FACTORS)
            closure = scored["closure"]
            self.assertAlmostEqual(closure["equation"], (e + x) * c * k, delta=ROUNDING)
            self.assertAlmostEqual(closure["product"], closure["equation"] / 2.0, delta=ROUNDING)
            self.assertAlmostEqual(closure["value"], closure["product"] ** (1 / 3), delta=ROUNDING)
            self.assertAlmostEqual(closure["gap"], 1.0 - closure["value"], delta=ROUNDING)
            self.assertAlmostEqual(scored["authenticity"], 1.0 - scored["struggle"], delta=ROUNDING)

        self.each(check)

    def test_a_factor_near_0_takes_closure_with_it(self):
        def check(scored):
            factors = {name: part["value"] for name, part in scored["factors"].items()}
            closure = scored["closure"]["value"]
            for name in ("conversation", "caring"):
                self.assertLessEqual(closure, factors[name] ** (1 / 3))
            self.assertLessEqual(closure, ((factors["engage"] + factors["excite"]) / 2) ** (1 / 3))

        self.each(check)

    def test_shares_sum_to_the_index_minus_its_baseline(self):
        def check(scored):
            for name, index in (("closure_by_factor", "closure"), ("closure_by_indicator", "closure"),
                                ("health_by_indicator", "health")):
                self.assertAlmostEqual(math.fsum(scored["shares"][name].values()),
                                       scored[index]["value"] - 0.5, delta=ROUNDING)

        self.each(check)


class SameFactsSameBytes(unittest.TestCase):
    def test_shuffled_rows_columns_and_formats_give_identical_bytes(self):
        rows = command.rows_of(relationships(21))
        as_of = text(AS_OF)
        first = command.score_bytes(command.to_csv(rows), as_of)
        rng = random.Random(3)
        for _ in range(3):
            rng.shuffle(rows)
            columns = rng.sample(command.COLUMNS, len(command.COLUMNS))
            self.assertEqual(command.score_bytes(command.to_csv(rows, columns), as_of), first)
        self.assertEqual(command.score_bytes(command.to_jsonl(rows), as_of, ".jsonl"), first)

    def test_a_relationship_scores_the_same_alone_as_among_many(self):
        many = relationships(22, 150)
        together = command.score(many, text(AS_OF))
        for key, records in many.items():
            alone = command.score({key: records}, text(AS_OF))
            with self.subTest(relationship=key):
                self.assertEqual(alone, {key: together[key]})

    def test_relationships_are_printed_in_the_order_of_their_ids(self):
        keys = list(command.score(relationships(23, 300), text(AS_OF)))
        self.assertEqual(len(keys), 300)
        self.assertEqual(keys, sorted(keys, key=lambda key: tuple(part.encode() for part in key)))

    def test_moving_facts_and_as_of_by_whole_windows_changes_no_number(self):
        many = {key: exact(records) for key, records in relationships(24).items()}
        here = command.score({key: written(records) for key, records in many.items()}, text(AS_OF))
        for windows in (-40, 11):
            shift = windows * 210 * DAY      # 210 days: whole windows of 7, 14 and 30
            moved = {key: written([{**r, "time": r["time"] + shift,
                                    **({"recorded": r["recorded"] + shift} if "recorded" in r else {})}
                                   for r in records]) for key, records in many.items()}
            there = command.score(moved, text(AS_OF + shift))
            for key, expected in here.items():
                for side in reference.SIDES:
                    expected["rhythm"][side]["last"] = there[key]["rhythm"][side]["last"]
                with self.subTest(relationship=key, shift=shift):
                    self.assertEqual(compare.hold(expected, there[key], closed=True).errors, [])


class OnlyWhatIsSeen(unittest.TestCase):
    def test_facts_of_the_future_or_not_yet_recorded_change_nothing(self):
        many = relationships(31)
        before = command.score_bytes(command.to_csv(command.rows_of(many)), text(AS_OF))
        rng = random.Random(4)
        for records in many.values():
            for extra in generator.relationship(rng, MODEL, AS_OF)[:8]:
                time = reference.parse_time(extra["time"])
                if rng.random() < 0.5:
                    extra["time"] = text(AS_OF + 1 + abs(time - AS_OF))
                else:
                    extra["recorded"] = text(AS_OF + rng.choice((1, DAY, 500 * DAY)))
                records.append(extra)
        self.assertEqual(command.score_bytes(command.to_csv(command.rows_of(many)), text(AS_OF)), before)

    def test_where_nothing_is_seen_everything_is_one_half_and_unknown(self):
        many = {}
        for key, records in relationships(32).items():
            facts = [r for r in exact(records) if r["time"] > AS_OF or r.get("recorded", AS_OF) > AS_OF]
            many[key] = written(facts) or [
                {"time": text(AS_OF + 1), "kind": "praise", "actor": "client", "value": 1.0}]
        scores = command.score(many, text(AS_OF))
        self.assertEqual(len(scores), COUNT)
        for key, scored in scores.items():
            with self.subTest(relationship=key):
                self.assertEqual((scored["status"], scored["facts"]), ("unknown", 0))
                for name, value in goodness(scored).items():
                    self.assertAlmostEqual(value, 0.5, delta=ROUNDING, msg=name)
                self.assertEqual(scored["closure"]["coverage"], 0.0)
                self.assertEqual(scored["health"]["coverage"], 0.0)
                self.assertEqual({line["answer"] for line in scored["verdict"].values()}, {"unknown"})
                self.assertIsNone(scored["endgame"])
                self.assertIsNone(scored["silence"]["client"]["days"])
                self.assertEqual((scored["belief_gap"], scored["empathy"], scored["awareness"]), ({}, {}, {}))


class Spam(unittest.TestCase):
    def test_no_number_of_one_kind_in_one_window_exceeds_the_bound(self):
        rng = random.Random(5)
        start = 210 * 80 * DAY            # the first day of a window of 7, 14 and of 30 days
        many = {}
        for kind in MODEL.kinds.values():
            for actor in reference.SIDES:
                if kind.derived or kind.actors not in (actor, "either"):
                    continue
                many[actor, kind.id] = [
                    {"time": text(start + rng.randrange(DAY)), "kind": kind.id, "actor": actor,
                     **({} if kind.unit == "none" or rng.random() < 0.3 else
                        {"value": rng.choice((0.0, 1.0, 1e6))})}
                    for _ in range(400)]
        self.assertGreater(len(many), 100)
        for (actor, kind), scored in command.score(many, text(start + DAY)).items():
            bound = self.bound(kind, actor)
            for name, part in scored["indicators"].items():
                with self.subTest(kind=kind, actor=actor, indicator=name):
                    self.assertLessEqual(part["adverse"], bound[name][0] + ROUNDING)
                    self.assertLessEqual(part["favourable"], bound[name][1] + ROUNDING)

    def bound(self, kind, actor):
        """F / (1 - q) of the kind, of what its rhythm may add, and of the open items."""
        sources = [(kind, actor)] if kind != "reply" else []
        if MODEL.kinds[kind].is_contact:
            sources += [(k.id, side) for k in MODEL.kinds.values() if k.derived or k.id == "reply"
                        for side in reference.SIDES for _ in range(2)]    # closed, and open
        bound = {name: [0.0, 0.0] for name in MODEL.indicators}
        for source in sources:
            for row in MODEL.rows.get(source, ()):
                limit = 1.0 / (1.0 - MODEL.kinds[source[0]].q)
                bound[row.indicator][0] += row.adverse * limit
                bound[row.indicator][1] += row.favourable * limit
        return bound


class EndsAndSilence(unittest.TestCase):
    FAR = reference.parse_time("9999-12-31T00:00:00Z")

    def far_scores(self, seed):
        many = relationships(seed)
        return many, command.score(many, text(self.FAR))

    def test_after_an_end_everything_tends_to_one_half(self):
        _many, scores = self.far_scores(41)
        ended = [scored for scored in scores.values() if scored["status"] == "ended"]
        self.assertGreater(len(ended), 40)
        for scored in ended:
            for name, value in goodness(scored).items():
                self.assertAlmostEqual(value, 0.5, delta=1e-9, msg=name)

    def test_the_longest_silence_of_both_takes_every_closure_to_one_value(self):
        """.36 with the default model, .35 while a turn is open; a broken relationship rises to it."""
        many, scores = self.far_scores(42)
        now = command.score(many, text(AS_OF))
        closures, rose, fell = {}, 0, 0
        for key, scored in scores.items():
            if scored["status"] == "ended" or None in (scored["silence"][s]["days"] for s in reference.SIDES):
                continue
            turns = tuple(scored["rhythm"][side]["open"] for side in reference.SIDES)
            value = scored["closure"]["value"]
            closures.setdefault(turns, []).append(value)
            rose += value > now[key]["closure"]["value"]
            fell += value < now[key]["closure"]["value"]
        self.assertGreater(sum(map(len, closures.values())), 300)
        self.assertGreater(min(rose, fell), 20)
        self.assertGreaterEqual(len(closures), 3)
        for turns, values in closures.items():
            with self.subTest(open_turns=turns):
                self.assertLess(max(values) - min(values), 1e-4)
                self.assertAlmostEqual(values[0], 0.35 if any(turns) else 0.36, delta=0.005)

    def test_where_only_one_side_was_logged_no_silence_of_the_other_is_claimed(self):
        _many, scores = self.far_scores(43)
        for scored in scores.values():
            for side in reference.SIDES:
                if scored["rhythm"][side]["contacts"] == 0:
                    self.assertEqual(scored["silence"][side],
                                     {"days": None, "score": None, "silent_90": False})
                else:
                    self.assertIsNotNone(scored["silence"][side]["days"])


class ContinuousInTime(unittest.TestCase):
    """Within a step without facts nothing jumps: over 2 ms nothing moves by more than 1e-6."""

    STEP = 1000

    def moments(self, rng, many):
        """As-of times where a jump would show: marks of silence and open turns, edges of windows."""
        times = [r["time"] for records in many.values() for r in records]
        for _ in range(5):
            time = rng.choice(times)
            yield max(times) + rng.randrange(100 * DAY)
            yield time + rng.choice((1, 7, 14, 30, 90, 180)) * DAY
            yield (time // (7 * DAY) + rng.randint(1, 20)) * 7 * DAY
            yield (time // (30 * DAY) + rng.randint(1, 5)) * 30 * DAY

    def held(self, records, low, high):
        return not any(low < moment <= high for r in records
                       for moment in (r["time"], r.get("recorded", r["time"])))

    def test_values_and_headlines_do_not_jump_without_facts(self):
        rng = random.Random(6)
        compared = 0
        for seed in (51, 52):
            many = {key: exact(records) for key, records in relationships(seed, 60).items()}
            as_text = {key: written(records) for key, records in many.items()}
            for moment in self.moments(rng, many):
                low, high = moment - self.STEP, moment + self.STEP
                first, second = (command.score(as_text, text(t)) for t in (low, high))
                for key, records in many.items():
                    if self.held(records, low, high):
                        compared += 1
                        with self.subTest(relationship=key, moment=text(moment)):
                            self.compare(first[key], second[key])
        self.assertGreater(compared, 1000)

    def compare(self, first, second):
        a, b = goodness(first), goodness(second)
        for name, value in a.items():
            self.assertAlmostEqual(value, b[name], delta=1e-6, msg=name)
        for name in ("closure", "health"):
            for key in ("low", "high", "coverage"):
                self.assertAlmostEqual(first[name][key], second[name][key], delta=1e-6, msg=name + key)
        for name in ("risk_index", "struggle"):
            self.assertAlmostEqual(first[name], second[name], delta=1e-6, msg=name)

    def test_each_silence_is_continuous_over_its_ninetieth_day(self):
        fact = {"time": text(0), "kind": "meeting", "actor": "client"}
        before, at = (command.score({("S", "C"): [fact]}, text(90 * DAY + us))["S", "C"] for us in (-1, 0))
        self.assertEqual([s["silence"]["client"]["silent_90"] for s in (before, at)], [False, True])
        self.compare(before, at)


class MonotoneInMass(unittest.TestCase):
    def test_a_fact_that_is_no_contact_and_speaks_only_for_the_good_lowers_nothing(self):
        self.add(one_sided_kinds("favourable"), 1.0, 61)

    def test_a_fact_that_is_no_contact_and_speaks_only_against_raises_nothing(self):
        self.add(one_sided_kinds("adverse"), -1.0, 62)

    def add(self, kinds, direction, seed):
        self.assertGreaterEqual(len(kinds), 1)
        many = relationships(seed)
        before = command.score(many, text(AS_OF))
        rng = random.Random(seed)
        for records in many.values():
            kind, actor = rng.choice(kinds)
            for _ in range(rng.randint(1, 3)):
                records.append({"time": text(AS_OF - rng.randrange(60 * DAY)), "kind": kind, "actor": actor})
        self.never_against(direction, before, command.score(many, text(AS_OF)))

    def never_against(self, direction, before, after):
        moved = 0
        for key, scored in after.items():
            old, new = goodness(before[key]), goodness(scored)
            with self.subTest(relationship=key):
                for name, value in new.items():
                    self.assertGreaterEqual(direction * (value - old[name]), -ROUNDING, name)
            moved += any(new[name] != old[name] for name in new)
        self.assertGreater(moved, len(after) // 3)

    def test_a_better_rating_in_the_place_of_a_worse_lowers_nothing(self):
        many = {key: records for key, records in relationships(63).items()
                if any(r["kind"] == "rating" and not r.get("guess") for r in records)}
        self.assertGreater(len(many), 200)
        before = command.score(many, text(AS_OF))
        rng = random.Random(7)
        for records in many.values():
            for record in records:
                if record["kind"] == "rating" and not record.get("guess") and rng.random() < 0.5:
                    best = 0.0 if MODEL.indicators[record["item"]].harm else 1.0
                    record["value"] += (best - record["value"]) * rng.random()
        self.never_against(1.0, before, command.score(many, text(AS_OF)))

    def test_a_guess_of_the_other_side_moves_no_value(self):
        many = relationships(64, 400)
        before = command.score(many, text(AS_OF))
        for records in many.values():
            records.append({"time": text(AS_OF - DAY), "kind": "rating", "actor": "client",
                            "item": "pillar.trust", "value": 0.0, "guess": True})
        after = command.score(many, text(AS_OF))
        for key, scored in after.items():
            with self.subTest(relationship=key):
                self.assertEqual(goodness(scored), goodness(before[key]))
                self.assertEqual(scored["belief_gap"], before[key]["belief_gap"])


def one_sided_kinds(direction):
    """Kinds and actors that are no contact, end nothing, and speak in one direction only."""
    other = {"favourable": "adverse", "adverse": "favourable"}[direction]
    return [(kind, actor) for (kind, actor), rows in MODEL.rows.items()
            if not MODEL.kinds[kind].is_contact and not MODEL.kinds[kind].derived
            and kind not in ("reply", "termination")
            and all(getattr(row, other) == 0.0 for row in rows)]


class Mirrored(unittest.TestCase):
    """Where the method does not tell the sides apart, exchanging them exchanges the answers."""

    def mirrored(self, records):
        return [{**r, "actor": reference.OTHER[r["actor"]]} for r in records]

    def test_exchanging_who_did_what_exchanges_silence_and_rhythm(self):
        either = [kind.id for kind in MODEL.kinds.values() if kind.actors == "either" and not kind.derived]
        rng = random.Random(8)
        many = {}
        for number in range(COUNT):
            # Distinct times: at equal ones the canonical order puts the client first.
            span = rng.choice((3, 60, 900)) * DAY
            moments = rng.sample(range(AS_OF - span, AS_OF), rng.randint(1, 60))
            times = generator.Times(rng, 0, 0)
            times.draw = moments.pop
            many["S", f"c{number}"] = written(
                [generator.interaction(rng, MODEL, times, either + ["message", "reply"] * 10, reference.SIDES)
                 for _ in range(len(moments))])
        one = command.score(many, text(AS_OF))
        other = command.score({key: self.mirrored(records) for key, records in many.items()}, text(AS_OF))
        answered = 0
        for key, scored in one.items():
            with self.subTest(relationship=key):
                for part in ("silence", "rhythm"):
                    self.assertEqual(scored[part]["client"], other[key][part]["supplier"])
                    self.assertEqual(scored[part]["supplier"], other[key][part]["client"])
                self.assertEqual(scored["rhythm"]["reciprocity"], other[key]["rhythm"]["reciprocity"])
            answered += scored["rhythm"]["client"]["answered"] > 0
        self.assertGreater(answered, COUNT // 4)

    def test_exchanging_the_raters_turns_every_belief_gap_around(self):
        names = {"blind_spot": "undervalued", "undervalued": "blind_spot"}
        many = {key: [r for r in records if r["kind"] == "rating"]
                for key, records in relationships(72).items()}
        many = {key: records for key, records in many.items() if records}
        one = command.score(many, text(AS_OF))
        other = command.score({key: self.mirrored(records) for key, records in many.items()}, text(AS_OF))
        gaps = 0
        for key, scored in one.items():
            self.assertEqual(scored["belief_gap"].keys(), other[key]["belief_gap"].keys())
            for name, gap in scored["belief_gap"].items():
                turned = other[key]["belief_gap"][name]
                gaps += 1
                with self.subTest(relationship=key, item=name):
                    self.assertAlmostEqual(gap["difference"], -turned["difference"], delta=ROUNDING)
                    self.assertAlmostEqual(gap["sd"], turned["sd"], delta=ROUNDING)
                    self.assertAlmostEqual(gap["low"], -turned["high"], delta=ROUNDING)
                    self.assertEqual(gap["client_level"], turned["supplier_level"])
                    self.assertEqual(gap["state"], names.get(turned["state"], turned["state"]))
        self.assertGreater(gaps, 100)


if __name__ == "__main__":
    unittest.main()
