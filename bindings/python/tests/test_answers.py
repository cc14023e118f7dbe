# SPDX-License-Identifier: Apache-2.0
"""Explanations, changes, timelines, actions, what-ifs, robustness; and that they agree with each other."""
from __future__ import annotations

import datetime
import json

import numpy as np
import pytest

import joyfulprofit as jp

UTC = datetime.timezone.utc


@pytest.fixture(scope="module")
def why(story):
    return jp.explain(story, "Quickbyte Systems", "Meadow Clinics")


def test_shares_sum_to_value_minus_baseline(story):
    for row in story.relationships.rows():
        x = jp.explain(story, row["supplier"], row["client"])
        for name, value in (("closure", x.closure.value), ("health", x.health.value)):
            difference = value - x.baselines[name]
            assert np.sum(x.contributions[name]) == pytest.approx(difference, abs=1e-12)
            assert np.sum(x.indicators[name]) == pytest.approx(difference, abs=1e-12)
        assert np.sum(x.factors["share"]) == pytest.approx(x.closure.value - x.baselines["closure"], abs=1e-12)


def test_facts_list_their_relationships_once(story, monkeypatch):
    """They were listed anew for every question about one of them, which took longer than the answer."""
    facts, listed = jp.Facts(story.to_table(), timezone="UTC"), []
    core = jp._facts._core
    real = core.facts_relationships
    monkeypatch.setattr(core, "facts_relationships", lambda handle: (listed.append(1), real(handle))[1])
    for row in story.relationships.rows():
        x = jp.explain(facts, row["supplier"], row["client"])
        assert (x.supplier, x.client) == (row["supplier"], row["client"])
    assert facts.relationships is facts.relationships
    assert sum(listed) <= 2  # theirs, and those of the story


def test_an_explanation_says_what_the_score_says(story, why):
    table = jp.score(story, want="all")
    row = table.row(table["client"].tolist().index("Meadow Clinics"))
    assert (why.status, why.closure.value, why.health.value) == (row["status"], row["closure"], row["health"])
    assert (why.gap, why.risk_index) == (row["gap"], row["risk_index"])
    assert why.as_of == story.latest
    assert why.factors["value"].tolist() == [row[f] for f in ("engage", "excite", "conversation", "caring")]
    assert why.factors["binding"].sum() == 1
    states = {r["indicator"]: r["state"] for r in why.views.rows() if r["view"] == "belief_gap"}
    assert states == {i: row[f"belief_gap.{i}.state"] for i in states} and states["pillar.trust"] == "agreed_weakness"


def test_words(why):
    assert "bad service (0.85)" in why.text()
    assert "schlechte Leistung (0,85)" in why.text("de")
    assert why.text() in repr(why)
    with pytest.raises(jp.ArgumentError, match="language: expected 'en' or 'de', got 'fr'"):
        why.text("fr")


def test_the_json_says_what_the_tables_say(why):
    said = json.loads(why.to_json())
    assert why.to_dict() == said | {"as_of": "2024-06-26T12:00:00Z"}
    assert list(said)[:4] == ["supplier", "client", "status", "facts"]
    assert (said["supplier"], said["client"], said["status"]) == (why.supplier, why.client, why.status)
    assert tuple(said["health"].values()) == why.health and said["closure"]["gap"] == why.gap
    for row in why.factors.rows():
        assert said["factors"][row["factor"]] == {k: row[k] for k in ("value", "low", "high", "coverage")}
        assert said["shares"]["closure_by_factor"][row["factor"]] == row["share"]
    for row in why.indicators.rows():
        name = row["indicator"]
        assert said["indicators"][name] == {k: row[k] for k in ("level", "uncertainty", "favourable", "adverse")}
        assert said["shares"]["closure_by_indicator"].get(name, 0) == row["closure"]
        assert said["shares"]["health_by_indicator"].get(name, 0) == row["health"]
    views = {(r["view"], r["indicator"] if r["side"] is None else f"{r['side']}.{r['indicator']}"): r["difference"]
             for r in why.views.rows()}
    assert views == {(v, name): part["difference"] for v in ("belief_gap", "awareness", "empathy")
                     for name, part in said[v].items()}


@pytest.mark.parametrize("name", ['a "b" \\ /', "tab\t\x01\x1f\x7f", "\u2028\u2029", "\U0001f600 \u00e9", "x" * 1024])
def test_ids_come_back_from_json(name):
    why = jp.explain([{"supplier": name, "client": name, "time": 0, "kind": "meeting", "actor": "client"}])
    said = json.loads(why.to_json())
    assert (said["supplier"], said["client"]) == (name, name)


def test_contributions_name_their_facts(story, why):
    facts = story.to_table(supplier=why.supplier, client=why.client)
    given = why.contributions.take(why.contributions["type"] == "given")
    assert given.num_rows > 20
    for row in given.rows():
        fact = facts.row(row["row"])
        assert (fact["kind"], fact["actor"], fact["time"], fact["id"]) == (
            row["kind"], row["actor"], row["time"], row["id"])
    derived = why.contributions.take(why.contributions["type"] == "derived")
    assert derived.missing("row").all() and not derived.missing("from_row").any()


def test_a_change_is_the_difference_of_two_scores(story):
    change = jp.compare(story, "2024-01-01T00:00:00Z", client="Nomad Travel")
    then = jp.explain(story, client="Nomad Travel", as_of=change.since)
    now = jp.explain(story, client="Nomad Travel")
    assert change.before == {"closure": then.closure.value, "health": then.health.value}
    assert change.after == {"closure": now.closure.value, "health": now.health.value}
    assert np.sum(change.contributions["health"]) == pytest.approx(
        now.health.value - then.health.value, abs=1e-12)
    assert change.since == datetime.datetime(2024, 1, 1, tzinfo=UTC)
    assert "0.63 to 0.41" in repr(change)
    with pytest.raises(ValueError, match="since: .* is after until"):
        jp.compare(story, "2025-01-01T00:00:00Z", "2024-01-01T00:00:00Z", client="Nomad Travel")


def test_each_point_of_a_timeline_is_a_score(story):
    line = jp.timeline(story, client="Meadow Clinics", every_days=40)
    assert isinstance(line, jp.Timeline) and line["as_of"][-1] == np.datetime64(story.latest.replace(tzinfo=None))
    assert set(np.diff(line["as_of"]).tolist()) == {datetime.timedelta(days=40)}
    for row in line.rows():
        x = jp.explain(story, client="Meadow Clinics", as_of=row["as_of"])
        assert (row["closure"], row["health"], row["status"]) == (x.closure.value, x.health.value, x.status)
    same = jp.timeline(story, client="Meadow Clinics", at=line["as_of"])
    assert same["health"].tolist() == line["health"].tolist()
    same = jp.timeline(story, client="Meadow Clinics", at=[r["as_of"] for r in line.rows()])
    assert same["health"].tolist() == line["health"].tolist()
    with pytest.raises(jp.ArgumentError):
        jp.timeline(story, client="Meadow Clinics", at=["2024-05-01T00:00:00Z", "2024-04-01T00:00:00Z"])
    assert jp.timeline(story, client="Meadow Clinics", at=[]).num_rows == 0


def test_bands_that_are_crossed(story):
    events = jp.timeline(story, client="Meadow Clinics", every_days=5).events
    assert events.num_rows > 0
    bands = {b["id"] for b in jp.Model.default().to_dict()["bands"]["health"]}
    for row in events.rows():
        assert row["of"] in ("health", "closure", "risk_index")
        if row["of"] == "health":
            assert {row["before"], row["after"]} <= bands


def test_next_actions_are_ranked(story):
    actions = jp.next_actions(story, client="Meadow Clinics")
    assert actions["kind"][0] == "co_creation"
    assert (np.diff(actions["rank_by"]) <= 0).all()
    assert actions.missing("cost").all()
    priors = {k: (0.5, 2.0) for k in actions["kind"].tolist()}
    priors["retrospective"] = (1.0, 0.1)
    known = jp.next_actions(story, client="Meadow Clinics", priors=priors)
    assert known["kind"][0] == "retrospective" and known["cost"][0] == 0.1
    with pytest.raises(jp.ArgumentError, match="priors: 'x' is no kind"):
        jp.next_actions(story, client="Meadow Clinics", priors={"x": (1, 1)})
    with pytest.raises(ValueError, match="Success"):
        jp.next_actions(story, client="Meadow Clinics", priors={"meeting": (2, 1)})


def test_what_if_is_the_score_of_the_other_facts(story, story_rows, why):
    by_id = jp.what_if(story, client="Meadow Clinics", without=["story-91", "story-90"])
    left = jp.Facts([r for r in story_rows if r["id"] not in ("story-91", "story-90")])
    other = jp.explain(left, client="Meadow Clinics", as_of=story.latest)
    assert by_id.health_after == other.health.value and by_id.closure_after == other.closure.value
    assert by_id.health_before == why.health.value
    rows = [r["row"] for r in why.contributions.rows() if r["id"] in ("story-91", "story-90")]
    assert jp.what_if(story, client="Meadow Clinics", without=rows) == by_id
    added = {"kind": ["apology"], "actor": ["supplier"], "time": ["2024-06-26T11:00:00Z"]}
    more = jp.what_if(story, client="Meadow Clinics", add=added)
    row = {"supplier": "Quickbyte Systems", "client": "Meadow Clinics"} | {k: v[0] for k, v in added.items()}
    assert more.health_after == jp.explain(jp.Facts([*story_rows, row]), client="Meadow Clinics",
                                           as_of=story.latest).health.value
    with pytest.raises(jp.ArgumentError, match="either without= or add="):
        jp.what_if(story, client="Meadow Clinics")


def test_robustness_agrees_with_the_ranking(story):
    found = jp.robustness(story, draws=8, seed=3)
    health = jp.score(story)["health"]
    assert found.ranks["rank"].tolist() == (1 + np.argsort(np.argsort(-health, kind="stable"))).tolist()
    assert (found.ranks["rank_low"] <= found.ranks["rank_high"]).all()
    assert found.scorings == 8 * 12 + 1
    assert np.sum(found.weights["nominal"]) == pytest.approx(1)
    assert found.sensitivities.num_rows == 10
    again = jp.robustness(story, draws=8, seed=3)
    assert again.ranks["rank_low"].tolist() == found.ranks["rank_low"].tolist()
    with pytest.raises(jp.ArgumentError, match="draws"):
        jp.robustness(story, draws=0)


def test_one_relationship_need_not_be_named(story_rows):
    one = jp.Facts([r for r in story_rows if r["client"] == "Pike Brewery"])
    assert jp.explain(one).client == "Pike Brewery"
    assert jp.timeline(one).num_rows >= 1


def test_models_of_ones_own(story):
    model = jp.Model.default().replace(version="mine", parameters={"silence_days": 20})
    mine = jp.score(story, model=model)
    assert "mine" in repr(mine) and mine.model == model
    assert not np.array_equal(mine["health"], jp.score(story)["health"])
    assert story.with_model(model).model == model and story.model == jp.Model.default()
    assert jp.score(story.with_model(model))["health"].tolist() == mine["health"].tolist()
    without = jp.Model.default().to_dict()
    without["kinds"] = [k for k in without["kinds"] if k["id"] != "listening_summary"]
    without["evidence"] = [e for e in without["evidence"] if e["kind"] != "listening_summary"]
    for kind in without["kinds"]:
        kind["recommend_after"] = [k for k in kind["recommend_after"] if k != "listening_summary"]
    with pytest.raises(jp.DataError, match="listening_summary"):
        jp.score(story, model=jp.Model.from_json(without))
