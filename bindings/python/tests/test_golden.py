# SPDX-License-Identifier: Apache-2.0
"""The worked answers of tests/golden, through Python."""
from __future__ import annotations

import sys

import pytest
from conftest import GOLDEN, SOURCE, golden

import joyfulprofit as jp

sys.path.insert(0, str(SOURCE / "tests/reference"))
import compare  # noqa: E402  the tolerances of the method, kept beside the reference

pytestmark = pytest.mark.filterwarnings("ignore::joyfulprofit.RangeWarning")  # some cases try just that
LATER = {"time": "9000-01-01T00:00:00Z", "kind": "thanks", "actor": "client"}


def facts_of(case):
    rows = case["facts"] or [LATER]  # where there are none, one that is not seen yet names the relationship
    return jp.Facts(rows, supplier=jp.constant("S"), client=jp.constant("C"))


def test_all_worked_answers_are_there():
    assert len(GOLDEN) >= 33


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_worked_answer_is_met(path):
    case = golden(path)
    found = compare.hold(case["expect"], jp.explain(facts_of(case), as_of=case["as_of"]).to_dict())
    assert found.errors == []
    assert found.numbers > 300


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_table_of_scores_says_the_same(path):
    case = golden(path)
    facts = facts_of(case)
    one = jp.explain(facts, as_of=case["as_of"]).to_dict()
    row = jp.score(facts, case["as_of"], want="all").row(0)
    assert row["status"] == one["status"] and row["facts"] == one["facts"]
    for name in ("closure", "health"):
        assert row[name] == one[name]["value"]
        assert (row[name + ".low"], row[name + ".high"]) == (one[name]["low"], one[name]["high"])
        assert row[name + ".coverage"] == one[name]["coverage"]
    for name, factor in one["factors"].items():
        assert row[name] == factor["value"]
    for name, dimension in one["dimensions"].items():
        assert row[name] == dimension["level"]
    for name, indicator in one["indicators"].items():
        column = "indicator." + name if "indicator." + name in row else name
        assert row[column] == indicator["level"]
        assert row[column + ".uncertainty"] == indicator["uncertainty"]
    for side, silence in one["silence"].items():
        assert row[f"silence.{side}.days"] == silence["days"]
    assert row["reciprocity"] == one["rhythm"]["reciprocity"]
    assert row["endgame"] == one["endgame"]


@pytest.mark.parametrize("path", [p for p in GOLDEN if golden(p).get("next")], ids=lambda path: path.stem)
def test_worked_rankings_of_next_actions_are_met(path):
    case = golden(path)
    for side, effects in case["next"].items():
        found = jp.next_actions(facts_of(case), side=side, as_of=case["as_of"])
        got = dict(zip(found["kind"].tolist(), found["health"].tolist(), strict=True))
        assert got.keys() == effects.keys()
        for kind, effect in effects.items():
            assert got[kind] == pytest.approx(effect, abs=compare.EXACT_ENOUGH)
