# SPDX-License-Identifier: Apache-2.0
"""Models: got, replaced, compared, checked, saved."""
from __future__ import annotations

import copy
import json

import pytest
from conftest import SOURCE

import joyfulprofit as jp


def test_the_default_model_is_the_file():
    default = jp.Model.default()
    assert default == jp.Model.load(SOURCE / "model/default.json")
    assert default is jp.Model.default() and len({default, jp.Model.load(SOURCE / "model/default.json")}) == 1
    assert default.hash[:12] in repr(default) and default.version in default._repr_html_()


def test_saving_and_loading(tmp_path):
    model = jp.Model.default().replace(name="mine", version="2")
    model.save(tmp_path / "mine.json")
    assert jp.Model.load(tmp_path / "mine.json") == model
    assert jp.Model.from_json(model.to_json()) == model == jp.Model.from_json(model.to_dict())
    assert json.loads(model.to_json(indent=2)) == model.to_dict()


def test_replacing_makes_another_and_leaves_the_first_alone():
    default = jp.Model.default()
    before = default.hash
    other = default.replace(
        version="2", description="mine", parameters={"silence_days": 45},
        indicators={"pillar.trust": {"half_life_days": 180}},
        kinds={"tea": {"label": "Tea", "category": "contact", "actors": "either", "unit": "none",
                       "window_days": 7, "repeat_q": 0.5, "is_contact": True}},
        evidence={("tea", "client", "pillar.trust"): {"favourable": 1, "adverse": 0, "transform": "one",
                                                      "rationale": "tea helps"},
                  ("apology", "supplier", "pillar.trust"): None} )
    assert default.hash == before != other.hash
    assert other.kinds["id"].tolist()[-1] == "tea"
    row = next(r for r in other.indicators.rows() if r["id"] == "pillar.trust")
    assert row["half_life_days"] == 180
    places = other.diff(default)["place"].tolist()
    assert "parameters.silence_days" in places and "indicators[pillar.trust].half_life_days" in places
    assert default.diff(default).num_rows == 0
    facts = jp.Facts([{"supplier": "A", "client": "B", "time": 0, "kind": "tea", "actor": "client"}], model=other)
    assert jp.explain(facts).contributions["kind"].tolist() == ["tea"]


def test_replacing_with_what_cannot_be():
    default = jp.Model.default()
    with pytest.raises(jp.ModelError, match=r"parameters.silence_day\b"):
        default.replace(parameters={"silence_day": 45})
    with pytest.raises(jp.ModelError, match="half_life_days"):
        default.replace(indicators={"pillar.trust": {"half_life_days": -1}})
    with pytest.raises(jp.ModelError, match=r"half_life_days.* must be a number within \[0\.01, 1000000000\], got 1e-8"):
        default.replace(indicators={"pillar.trust": {"half_life_days": 1e-8}})
    with pytest.raises(jp.ArgumentError, match="evidence: expected"):
        default.replace(evidence={"apology": {}})


def test_checking():
    assert jp.Model.validate(SOURCE / "model/default.json") == []
    assert jp.Model.validate(jp.Model.default().to_dict()) == []
    assert "is not JSON" in jp.Model.validate("{")[0] or jp.Model.validate("{")[0]
    assert "nowhere.json" in jp.Model.validate("nowhere.json")[0]
    document = jp.Model.default().to_dict()
    document["parameters"]["rating_mass"] = 0
    document["evidence"] = [e for e in document["evidence"] if e["indicator"] != "pillar.trust"]
    assert any("pillar.trust" in line for line in jp.Model.validate(document))
    with pytest.warns(jp.UnreachableWarning) as caught:
        jp.Model.from_json(document)
    assert caught[0].filename == __file__


def test_what_is_in_it():
    model = jp.Model.default()
    document = json.loads((SOURCE / "model/default.json").read_text(encoding="utf-8"))
    assert model.kinds["id"].tolist() == [k["id"] for k in document["kinds"]]
    assert model.indicators["id"].tolist() == [i["id"] for i in document["indicators"]]
    assert model.evidence.num_rows == len(document["evidence"])
    assert model.parameters.row(0)["minimum"] <= model.parameters.row(0)["value"]
    assert model.indicator_words("suffering.client.not_heard") == "not being heard or understood"


def test_manners():
    model = jp.Model.default()
    assert copy.copy(model) is model and copy.deepcopy(model) is model
    assert model != 3
    with pytest.raises(TypeError):
        jp.Model()
    with pytest.raises(jp.ArgumentError, match="model: expected"):
        jp.Facts([], model=3)
    with pytest.raises(jp.ArgumentError, match="expected a model as JSON"):
        jp.Model.from_json(3)


def test_numbers_that_are_none_are_named_with_their_place():
    default = jp.Model.default()
    with pytest.raises(jp.ModelError, match=r"^parameters\.silence_days must be a finite number, got nan\.$"):
        default.replace(parameters={"silence_days": float("nan")})
    with pytest.raises(jp.ModelError, match=r"^indicators\[\d+\]\.weight must be a finite number, got inf\.$"):
        default.replace(indicators={"pillar.trust": {"weight": float("inf")}})


def test_numbers_of_numpy_are_numbers():
    np = pytest.importorskip("numpy")
    default = jp.Model.default()
    for number in (np.int64(45), np.float32(45), np.array(45)):
        assert default.replace(parameters={"silence_days": number}) == default.replace(parameters={"silence_days": 45})
    with pytest.raises(TypeError, match="a model cannot hold a set"):
        default.replace(parameters={"silence_days": {45}})


def test_words_of_an_indicator_there_is_not():
    with pytest.raises(jp.ArgumentError, match="'pillar.trst' is no indicator of the model"):
        jp.Model.default().indicator_words("pillar.trst")
