# SPDX-License-Identifier: Apache-2.0
"""Back-tests, fits, reliability and agreement: against what is known, and against what must not be."""
from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("scipy")

import joyfulprofit as jp  # noqa: E402
from joyfulprofit import validate as v  # noqa: E402
from joyfulprofit.validate import fit as fits  # noqa: E402
from joyfulprofit.validate._log import DAY_US, Log, Outcome, View  # noqa: E402
from joyfulprofit.validate.metrics import all_metrics, bootstrap, expit, fit_logistic  # noqa: E402

QUICK = {name: {**v.OURS, **v.COMPARATORS}[name] for name in ("quiet forecast", "divorce", "days of silence",
                                                              "recency, frequency, tenure")}
LATE = 900 * DAY_US


def history(seed: int = 1, clients: int = 120, days: int = 900) -> dict[str, list[object]]:
    """Clients who order at their own pace, some of whom stop."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[object]] = {key: [] for key in ("supplier", "client", "time", "kind", "actor")}
    for c in range(clients):
        rate, end = random.gamma(1.0, 1 / 40), random.exponential(700)
        at = random.uniform(0, 100)
        while at < days and at < end + 100:
            for key, cell in zip(rows, ("S", f"C{c}", int(at * DAY_US), "order_placed", "client"), strict=True):
                rows[key].append(cell)
            if random.random() < 0.3:
                for key, cell in zip(rows, ("S", f"C{c}", int((at + 0.1) * DAY_US), "complaint", "client"), strict=True):
                    rows[key].append(cell)
            at += random.exponential(1 / rate) + 0.01
    return rows


@pytest.fixture(scope="module")
def facts() -> jp.Facts:
    return jp.Facts(history())


# ---- Metrics ----------------------------------------------------------------------------------------------

def test_auc_counts_pairs_and_a_tie_as_one_half() -> None:
    assert v.auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) == 0.75
    assert v.auc([0, 1], [0.5, 0.5]) == 0.5
    assert np.isnan(v.auc([1, 1], [0.1, 0.2]))


def test_a_weight_of_two_is_a_row_twice() -> None:
    y, p = np.array([0, 1, 1, 0, 1.0]), np.array([0.2, 0.3, 0.9, 0.4, 0.6])
    twice = np.repeat(np.arange(5), [1, 2, 1, 2, 1])
    weighted = all_metrics(y, p, p, np.array([1, 2, 1, 2, 1.0]))
    for name, value in all_metrics(y[twice], p[twice], p[twice]).items():
        assert weighted[name] == pytest.approx(value, abs=1e-9), name


def test_brier_and_log_loss_are_those_of_the_textbook() -> None:
    assert v.brier([1, 0], [0.8, 0.4]) == pytest.approx((0.04 + 0.16) / 2)
    assert v.log_loss([1, 0], [0.8, 0.4]) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)


def test_lift_shares_ties_out() -> None:
    y = np.array([1, 1] + [0] * 18)
    assert v.lift(y, np.arange(20, 0, -1.0)) == pytest.approx(10.0)
    assert v.lift(y, np.zeros(20)) == pytest.approx(1.0)


def test_calibration_finds_a_planted_intercept_and_slope() -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=20000)
    y = random.random(20000) < expit(0.3 + 0.6 * x)
    intercept, slope = v.calibration(y, expit(x))
    assert intercept == pytest.approx(0.3, abs=0.06)
    assert slope == pytest.approx(0.6, abs=0.06)


def test_the_logistic_regression_is_that_of_scikit_learn() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    random = np.random.default_rng(4)
    x = random.normal(size=(400, 3))
    y = (random.random(400) < expit(x @ [1.0, -1.0, 0.2] - 0.5)).astype(float)
    theirs = linear.LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(x, y)
    beta = fit_logistic(x, y, penalty=2.0)
    assert beta[0] == pytest.approx(theirs.intercept_[0], abs=1e-5)
    assert beta[1:] == pytest.approx(theirs.coef_[0], abs=1e-5)


def test_a_bootstrap_of_clusters_is_wider_than_one_of_rows() -> None:
    random = np.random.default_rng(5)
    cluster = np.repeat(np.arange(30), 20)
    value = np.repeat(random.normal(size=30), 20)

    def mean(weight: np.ndarray) -> np.ndarray:
        return np.atleast_1d(np.average(value, weights=weight))

    low, high = bootstrap(cluster, mean, 200)
    rows_low, rows_high = bootstrap(np.arange(600), mean, 200)
    assert high[0] - low[0] > 2 * (rows_high[0] - rows_low[0])


# ---- No leak ------------------------------------------------------------------------------------------------

def test_a_planted_leak_reaches_nothing() -> None:
    """Facts that give the future away, dated after the origin or recorded after it, change no forecast."""
    rows = history(seed=2)
    rows["recorded"] = [int(t) for t in rows["time"]]
    log = Log(jp.Facts(rows))
    origin, horizon = 500 * DAY_US, 90 * DAY_US
    quiet = Outcome(log).label(origin, horizon)
    plain = v.backtest(jp.Facts(rows), origins=origin, horizon=90, forecasters=QUICK, draws=2)
    for i, (supplier, client) in enumerate(log.names):
        if quiet[i]:     # the end, told before it comes, but recorded later; and an order of the far future
            for time, kind, recorded in ((490, "conflict", 501), (499, "order_placed", 600), (899, "order_placed", 899)):
                for key, cell in (("supplier", supplier), ("client", client), ("time", time * DAY_US), ("kind", kind),
                                  ("actor", "client"), ("recorded", recorded * DAY_US)):
                    rows[key].append(cell)
    leaky = v.backtest(jp.Facts(rows), origins=origin, horizon=90, forecasters=QUICK, draws=2)
    assert plain.n == leaky.n
    for name in QUICK:
        assert plain.scores[name].tobytes() == leaky.scores[name].tobytes(), name


def test_a_view_that_is_forecast_has_no_outcomes(facts: jp.Facts) -> None:
    view = View(Outcome(Log(facts)), 500 * DAY_US, 90 * DAY_US, labels=False)
    assert view.y is None
    assert view.age.min() >= 0


def test_an_outcome_that_gives_itself_away_is_refused(facts: jp.Facts) -> None:
    with pytest.raises(jp.ArgumentError, match="marks as outcome, got 'complaint'"):
        v.backtest(facts, "complaint", origins=500 * DAY_US, horizon=90)


def test_facts_of_the_outcome_never_enter_the_features() -> None:
    rows = history(seed=3, clients=40)
    for key, cell in (("supplier", "S"), ("client", "C1"), ("time", 300 * DAY_US), ("kind", "termination"),
                      ("actor", "client")):
        rows[key].append(cell)
    with_end = Log(jp.Facts(rows))
    outcome = Outcome(with_end, "termination")
    view = View(outcome, 200 * DAY_US, 90 * DAY_US, labels=True)
    assert view.y is not None and view.y.sum() == 0
    assert "termination" not in set(Log(view.features_facts).kind.tolist())
    later = View(outcome, 250 * DAY_US, 90 * DAY_US, labels=True)
    assert later.y is not None and later.y.sum() == 1


def test_a_horizon_that_is_not_over_is_refused(facts: jp.Facts) -> None:
    with pytest.raises(jp.ArgumentError, match="its outcome is not known"):
        v.backtest(facts, origins=LATE, horizon=90)


# ---- Back-tests ---------------------------------------------------------------------------------------------

def test_a_back_test_has_a_row_for_each_forecaster(facts: jp.Facts) -> None:
    found = v.backtest(facts, origins=[500 * DAY_US, 600 * DAY_US], horizon=90, forecasters=QUICK, draws=20)
    assert found.table["forecaster"].tolist() == list(QUICK)
    assert found.n == found.predictions.num_rows and 0 < found.base_rate < 1
    for row in found.table.rows():
        assert row["auc.low"] <= row["auc"] <= row["auc.high"]
        assert 0.5 < row["auc"] < 1 and 0 < row["brier"] < 0.25
    best = dict(zip(found.table["forecaster"].tolist(), found.table["auc"].tolist(), strict=True))
    assert best["quiet forecast"] > best["days of silence"]     # everybody has a pace of their own here


def test_who_has_been_silent_for_the_horizon_is_not_forecast(facts: jp.Facts) -> None:
    risk = v.backtest(facts, origins=700 * DAY_US, horizon=90, forecasters={"s": v.COMPARATORS["days of silence"]}, draws=2)
    every = v.backtest(facts, origins=700 * DAY_US, horizon=90, active=9999, draws=2,
                       forecasters={"s": v.COMPARATORS["days of silence"]})
    assert every.n > risk.n
    assert risk.scores["s"].max() < 90 <= every.scores["s"].max()


def test_outcomes_may_be_a_table(facts: jp.Facts) -> None:
    names = [client for _, client in Log(facts).names]
    ended = {"supplier": ["S"] * 2, "client": names[:2], "time": [550 * DAY_US, None]}
    found = v.backtest(facts, ended, origins=500 * DAY_US, horizon=90, draws=2,
                       forecasters={"s": lambda learn, view: (view.recency_days, None)})
    assert found.events == 1
    assert np.isnan(found.table["brier"][0])


def test_a_back_test_draws_its_calibration(facts: jp.Facts) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    found = v.backtest(facts, origins=500 * DAY_US, horizon=90, draws=2,
                       forecasters={"quiet forecast": v.OURS["quiet forecast"]})
    axes = found.plot()
    assert len(axes.lines) == 2
    assert axes.get_xlabel() == "probability"


# ---- BG/NBD ---------------------------------------------------------------------------------------------------

def test_bg_nbd_is_the_published_one_on_cdnow() -> None:
    pytest.importorskip("lifetimes")
    import importlib.util
    import pathlib

    spec = importlib.util.find_spec("lifetimes")
    assert spec is not None and spec.origin is not None
    path = pathlib.Path(spec.origin).parent / "datasets" / "cdnow_customers_summary.csv"
    rows = np.genfromtxt(path, delimiter=",", skip_header=1)
    found = v.fit_bg_nbd(rows[:, 1], rows[:, 2], rows[:, 3])
    for name, value in (("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426)):
        assert found[name] == pytest.approx(value, abs=0.001), name
    assert found["log_likelihood"] == pytest.approx(-9582.4, abs=0.1)


@pytest.mark.parametrize(("x", "tx", "age"), [(0.0, 0.0, 30.0), (2.0, 10.0, 30.0), (5.0, 29.0, 30.0)])
def test_p_of_no_purchase_is_the_integral_over_all_customers(x: float, tx: float, age: float) -> None:
    parameters = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    horizon = 20.0
    # Steps even in rate^r and p^a, which takes the poles of the densities at 0 away.
    rate = ((np.arange(4000) + 0.5) / 4000 * 6 ** 0.243)[:, None] ** (1 / 0.243)
    p = ((np.arange(300) + 0.5) / 300)[None, :] ** (1 / 0.793)
    prior = np.exp(-4.414 * rate) * (1 - p) ** (2.426 - 1)
    alive = (1 - p) ** x * rate ** x * np.exp(-rate * age)
    dead = p * (1 - p) ** max(x - 1, 0) * rate ** x * np.exp(-rate * tx) if x > 0 else 0.0 * alive
    none = prior * (alive * np.exp(-rate * horizon) + dead)
    expected = none.sum() / (prior * (alive + dead)).sum()
    got = v.bg_nbd_quiet(parameters, np.array([x]), np.array([tx]), np.array([age]), horizon)[0]
    assert got == pytest.approx(expected, abs=0.001)


# ---- Fits, applied in C -----------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def fitted(facts: jp.Facts) -> jp.Model:
    model = v.fit_quiet(facts, 400 * DAY_US, 90, recalibrate_at=500 * DAY_US, prove_at=600 * DAY_US)
    return v.fit_divorce(facts, [300 * DAY_US, 400 * DAY_US], 90, recalibrate_at=500 * DAY_US,
                         prove_at=600 * DAY_US, model=model)


def test_the_library_forecasts_what_was_fitted(facts: jp.Facts, fitted: jp.Model) -> None:
    as_of = 650 * DAY_US
    table = jp.forecast(facts, as_of, fitted)
    document = json.loads(fitted.to_json())
    outcome = Outcome(Log(facts))
    view = View(outcome, as_of, 90 * DAY_US, labels=False, active=1 << 60)
    rows = [list(zip(table["supplier"].tolist(), table["client"].tolist(), strict=True)).index(view.log.names[r])
            for r in view.rows]
    quiet = fits._quiet_of(fitted, 90)
    assert quiet is not None
    assert table["quiet"][rows] == pytest.approx(quiet.probability(view), abs=1e-10)
    section = document["divorce"]
    names = tuple(row["name"] for row in section["features"])
    x = fits.feature_matrix(view, names, quiet)
    for i, name in enumerate(names):
        assert table[f"feature.{name}"][rows] == pytest.approx(x[:, i], abs=1e-9), name
    column = {key: np.array([row[key] for row in section["features"]])
              for key in ("coefficient", "mean", "sd", "minimum", "maximum")}
    z = section["intercept"] + ((x - column["mean"]) / column["sd"]) @ column["coefficient"]
    p = expit(section["recalibration_intercept"] + section["recalibration_slope"] * z)
    inside = ((x >= column["minimum"]) & (x <= column["maximum"])).all(axis=1)
    assert 0.2 < inside.mean() < 1.0 or inside.all()
    got = np.asarray(table["divorce"], float)[rows]
    assert got[inside] == pytest.approx(p[inside], abs=1e-9)
    assert table.missing("divorce")[rows].tolist() == (~inside).tolist()


def test_a_forecast_without_a_proof_is_refused(facts: jp.Facts) -> None:
    model = v.fit_quiet(facts, 400 * DAY_US, 90)
    table = jp.forecast(facts, 650 * DAY_US, model)
    assert table.missing("quiet").all()
    assert set(table["quiet.reason"].tolist()) == {"not fitted"}
    assert "fitted" not in model.to_dict()["quiet"]


def test_a_proof_says_how_it_did(fitted: jp.Model) -> None:
    proof = fitted.to_dict()["quiet"]["fitted"]
    assert proof["date"] == "1971-08-24" and proof["horizon_days"] == 90
    assert 0 < proof["events"] < proof["n"] and 0 < proof["brier"] < 0.25 and proof["slope"] > 0


def test_a_proof_must_be_later_than_the_fit(facts: jp.Facts) -> None:
    with pytest.raises(jp.ArgumentError, match="later than where it was fitted"):
        v.fit_quiet(facts, 400 * DAY_US, 90, prove_at=400 * DAY_US)


def test_the_quiet_fit_finds_the_law_that_made_the_facts() -> None:
    """Rates from a Gamma of shape 2 and mean 1/25, nobody stops: nothing need be forgotten."""
    random = np.random.default_rng(8)
    rows: dict[str, list[object]] = {key: [] for key in ("supplier", "client", "time", "kind", "actor")}
    for c, rate in enumerate(random.gamma(2.0, 1 / 50, 1500)):
        times = np.concatenate([[0.0], np.cumsum(random.exponential(1 / rate, 400))])
        for at in times[times < 300]:
            for key, cell in zip(rows, ("S", f"C{c}", int(at * DAY_US), "order_placed", "client"), strict=True):
                rows[key].append(cell)
    log = Log(jp.Facts(rows))
    view = View(Outcome(log), 200 * DAY_US, 30 * DAY_US, labels=True, active=1 << 60)
    quiet = fits.quiet_parameters([view])
    assert quiet.half_life_days > 300
    assert view.y is not None
    assert v.calibration(view.y, quiet.probability(view))[1] == pytest.approx(1.0, abs=0.15)
    assert v.brier(view.y, quiet.probability(view)) < 0.97 * v.brier(view.y, np.full(view.count, view.y.mean()))


def test_fitting_a_model_says_what_moved_and_whether_it_helped() -> None:
    small = jp.Facts(history(seed=6, clients=25))
    found = v.fit_model(small, [300 * DAY_US, 400 * DAY_US, 500 * DAY_US], 60, later=[600 * DAY_US, 700 * DAY_US],
                        rounds=1)
    assert set(found.before) == {"log_loss", "auc", "n"}
    assert found.helped == (found.after["log_loss"] < found.before["log_loss"])
    for row in found.table.rows():
        assert row["what"] in ("half-life", "adverse") and 0.4 < row["factor"] < 2.1 and row["factor"] != 1
    if found.table.num_rows:
        assert found.model.hash != small.model.hash
    assert [e["favourable"] for e in found.model.to_dict()["evidence"]] == [
        e["favourable"] for e in small.model.to_dict()["evidence"]]


# ---- Reliability and agreement ------------------------------------------------------------------------------

def test_alpha_and_omega_of_parallel_items() -> None:
    random = np.random.default_rng(9)
    true = random.normal(size=20000)
    items = true[:, None] + random.normal(size=(20000, 4))
    assert v.alpha(items) == pytest.approx(0.8, abs=0.01)    # 4 x 0.5 / (1 + 3 x 0.5)
    assert v.omega(items) == pytest.approx(0.8, abs=0.01)


def test_omega_is_above_alpha_where_items_differ() -> None:
    random = np.random.default_rng(10)
    true = random.normal(size=20000)
    items = true[:, None] * [0.3, 0.6, 0.9, 1.5] + random.normal(size=(20000, 4))
    assert v.omega(items) > v.alpha(items) + 0.01


def test_agreement_of_a_shift() -> None:
    a = np.arange(10.0)
    assert v.icc_a1(a, a) == pytest.approx(1.0)
    assert v.concordance(a, a) == pytest.approx(1.0)
    assert v.concordance(a, a + 1) == pytest.approx(2 * a.var() / (2 * a.var() + 1))
    limits = v.bland_altman(a, a + 1)
    assert limits.bias == -1 and limits.low == pytest.approx(-1) and limits.high == pytest.approx(-1)
    mean_square = 2 * a.var(ddof=1)
    assert v.icc_a1(a, a + 1) == pytest.approx(mean_square / (mean_square + 2 * 5.0 / 10))


def test_a_response_surface_finds_what_was_planted() -> None:
    random = np.random.default_rng(11)
    c, s = random.random((2, 500))
    outcome = 1 + 2 * (c - 0.5) + (s - 0.5) - 3 * (c - s) ** 2
    found = v.response_surface(c, s, outcome)
    assert found.coefficients == pytest.approx((1, 2, 1, -3, 6, -3), abs=1e-9)
    assert found.level[0] == pytest.approx(3) and found.gap_curve[0] == pytest.approx(-12)
    assert found.r2 == pytest.approx(1) and found.r2_of_levels < 0.9


def test_split_halves_stability_and_volume_have_a_row_a_score(facts: jp.Facts) -> None:
    for table in (v.split_half(facts, 600 * DAY_US), v.stability(facts, 600 * DAY_US), v.volume(facts, 600 * DAY_US)):
        assert table["score"].tolist() == ["closure", "health", "risk_index"]
        assert (table["n"] > 50).all()
    assert (v.stability(facts, 600 * DAY_US)["r"] > 0.8).all()


def test_known_groups_differ_as_they_were_made() -> None:
    found = v.known_groups([0, 1, 2, 3.0, 4, 5], [0, 0, 0, 1, 1, 1])
    assert found["auc"] == 1.0 and found["d"] == pytest.approx(3.0)
