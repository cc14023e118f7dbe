# SPDX-License-Identifier: Apache-2.0
"""Features for scikit-learn: rows stay rows, and none knows what came later."""
from __future__ import annotations

import pickle

import numpy as np
import pytest
from conftest import SOURCE

import joyfulprofit as jp

pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402

from joyfulprofit.sklearn import RelationshipScorer  # noqa: E402

MOMENTS = ("2011-01-01T00:00:00Z", "2013-01-01T00:00:00Z")


@pytest.fixture(scope="module")
def deliveries():
    return jp.Facts(SOURCE / "examples/data/scms_deliveries.csv")


@pytest.fixture(scope="module")
def who(deliveries):
    r = deliveries.relationships
    return np.array([[s, c, m] for m in MOMENTS for s, c in zip(r["supplier"], r["client"], strict=True)], object)


def test_features_are_what_score_says_as_of_the_moment_of_the_row(deliveries, who):
    scorer = RelationshipScorer(deliveries, want=("headlines", "silence")).fit(who)
    got = scorer.transform(who)
    names = scorer.get_feature_names_out().tolist()
    assert got.shape == (len(who), len(names)) and "status.known" in names and "supplier" not in names
    for k, moment in enumerate(MOMENTS):
        table = jp.score(deliveries, moment, want=("headlines", "silence"))
        part = got[k * table.num_rows:(k + 1) * table.num_rows]
        assert np.array_equal(part[:, names.index("closure")], table["closure"])
        assert np.array_equal(part[:, names.index("status.known")], table["status"] == "known")
        assert np.array_equal(part[:, names.index("silence.client.days")], table["silence.client.days"],
                              equal_nan=True)


def test_who_is_not_known_gets_the_score_of_nothing(deliveries):
    scorer = RelationshipScorer(deliveries, as_of=MOMENTS[0])
    row = dict(zip(scorer.fit([["x", "y"]]).get_feature_names_out(), scorer.transform([["x", "y"]])[0], strict=True))
    assert (row["closure"], row["closure.coverage"], row["status.unknown"], row["facts"]) == (0.5, 0, 1, 0)


def test_frames_and_their_names(deliveries, who):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(who, columns=["vendor", "country", "when"])
    frame["when"] = pd.to_datetime(frame["when"], utc=True)
    scorer = RelationshipScorer(deliveries, supplier="vendor", client="country", moment="when")
    expected = RelationshipScorer(deliveries).fit_transform(who)
    assert np.array_equal(scorer.fit_transform(frame), expected)
    assert scorer.n_features_in_ == 3
    made = scorer.set_output(transform="pandas").fit_transform(frame)
    assert list(made.columns) == scorer.feature_names_out_
    with pytest.raises(jp.ArgumentError, match="X: no column 'vendor'"):
        scorer.fit(frame.rename(columns={"vendor": "x"}))


def test_pipelines_searches_and_clones(deliveries, who):
    facts = deliveries.relationships["facts"]
    y = np.tile(facts > np.median(facts), len(MOMENTS))
    scorer = RelationshipScorer(deliveries, want="headlines")
    pipe = make_pipeline(scorer, LogisticRegression(max_iter=2000))
    assert cross_val_score(pipe, who, y, cv=3).mean() > 0.5
    search = GridSearchCV(pipe, {"relationshipscorer__want": ["headlines", "factors"]}, cv=2).fit(who, y)
    assert search.best_params_["relationshipscorer__want"] in ("headlines", "factors")
    again = clone(scorer)
    assert again.facts is deliveries and again.get_params() == scorer.get_params()
    assert np.array_equal(pickle.loads(pickle.dumps(pipe.fit(who, y))).predict(who), pipe.predict(who))


def test_what_it_cannot_use(deliveries):
    with pytest.raises(jp.ArgumentError, match="facts: RelationshipScorer needs the facts"):
        RelationshipScorer().fit([["a", "b"]])
    with pytest.raises(jp.ArgumentError, match="X: expected two or three columns"):
        RelationshipScorer(deliveries).fit([["a"]])
    with pytest.raises(ValueError, match="no moment"):
        RelationshipScorer(deliveries).fit([["a", "b", "no moment"]])


@pytest.mark.parametrize("check", ["check_parameters_default_constructible", "check_no_attributes_set_in_init",
                                   "check_get_params_invariance", "check_set_params", "check_estimator_cloneable",
                                   "check_estimator_repr", "check_mixin_order"])
def test_what_scikit_learn_checks_of_an_estimator_before_it_sees_data(check):
    """The rest of its checks hand over matrices of random numbers, which name no relationships."""
    from sklearn.utils import estimator_checks

    if not hasattr(estimator_checks, check):
        pytest.skip("not in this version of scikit-learn")
    getattr(estimator_checks, check)("RelationshipScorer", RelationshipScorer())
