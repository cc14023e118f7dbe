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
from joyfulprofit.validate._features import of_everyone  # noqa: E402
from joyfulprofit.validate._log import DAY_US, Log, Outcome, View  # noqa: E402
from joyfulprofit.validate._quiet import halvings, of_halvings, rehearsed  # noqa: E402
from joyfulprofit.validate.metrics import all_metrics, bootstrap, expit, fit_logistic  # noqa: E402
from joyfulprofit.validate.model_fit import scaled  # noqa: E402

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


@pytest.mark.parametrize("made", ["rows", "pandas", "polars", "pyarrow", "Table"])
def test_outcomes_may_be_any_table(facts: jp.Facts, made: str) -> None:
    names = [client for _, client in Log(facts).names][:6]
    times = [np.datetime64(550 * DAY_US, "us") if i % 2 else np.datetime64("NaT", "us") for i in range(6)]
    rows = [{"supplier": "S", "client": name, "time": f"{time}Z" if time == time else None}
            for name, time in zip(names, times, strict=True)]
    outcomes: object = rows
    if made != "rows":
        columns = {key: [row[key] for row in rows] for key in rows[0]}
        if made == "pandas":
            pandas = pytest.importorskip("pandas")
            outcomes = pandas.DataFrame({**columns, "time": pandas.to_datetime(columns["time"])})
        elif made == "polars":
            outcomes = pytest.importorskip("polars").DataFrame(columns)
        elif made == "pyarrow":
            pyarrow = pytest.importorskip("pyarrow")
            time = pyarrow.array(np.array(times)).cast(pyarrow.timestamp("us", "UTC"))
            outcomes = pyarrow.table({**columns, "time": time})
        else:
            outcomes = jp.Table._make([(key, "text", columns[key]) for key in ("supplier", "client")] + [
                ("time", "time", (np.array(times).astype("i8"), ~np.isnat(np.array(times))))])
    found = Outcome(Log(facts), outcomes).time
    assert found is not None and sorted(found)[:4] == [550 * DAY_US] * 3 + [np.iinfo("i8").max]


def test_outcomes_of_nobody_are_refused(facts: jp.Facts) -> None:
    strangers = {"supplier": ["S", "S"], "client": ["X1", "X2"], "outcome": [0, 1]}
    for wrong, said in ((strangers, "none of its 2 relationships"),
                        ({"client": ["C1"]}, "supplier and client, got client"),
                        ({"supplier": ["S"], "client": ["C1"]}, "a column time or outcome"), (7, "got int")):
        with pytest.raises(jp.ArgumentError, match=said):
            v.backtest(facts, wrong, origins=500 * DAY_US, horizon=90)


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
        assert table[f"feature.{name}"][rows].tolist() == x[:, i].tolist(), name
    column = {key: np.array([row[key] for row in section["features"]])
              for key in ("coefficient", "mean", "sd", "minimum", "maximum")}
    z = section["intercept"] + ((x - column["mean"]) / column["sd"]) @ column["coefficient"]
    p = expit(section["recalibration_intercept"] + section["recalibration_slope"] * z)
    inside = ((x >= column["minimum"]) & (x <= column["maximum"])).all(axis=1)
    assert 0.2 < inside.mean() < 1.0 or inside.all()
    got = np.asarray(table["divorce"], float)[rows]
    assert got[inside] == pytest.approx(p[inside], abs=1e-9)
    assert table.missing("divorce")[rows].tolist() == (~inside).tolist()


def test_threads_never_show_in_a_forecast(fitted: jp.Model) -> None:
    """In more shares than one, of which the last is not full; and of nobody."""
    many = jp.Facts(history(seed=18, clients=1100, days=300))
    assert many.relationships.num_rows > 1024
    alone, several = (jp.forecast(many, 300 * DAY_US, fitted, threads=threads) for threads in (1, 3))
    for name in alone.columns:
        assert alone.missing(name).tolist() == several.missing(name).tolist(), name
        kept = ~alone.missing(name)
        assert alone[name][kept].tolist() == several[name][kept].tolist(), name
    assert 0 < (~alone.missing("divorce")).sum() < alone.num_rows
    empty = {key: [] for key in ("supplier", "client", "time", "kind", "actor")}
    assert jp.forecast(empty, 0, fitted).num_rows == 0
    with pytest.raises(jp.ArgumentError, match="threads"):
        jp.forecast(many, 300 * DAY_US, fitted, threads=-1)


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
    """Than the outcomes that it was fitted on, not only than their forecast."""
    for at in (400, 489):
        with pytest.raises(jp.ArgumentError, match="prove_at: expected 1971-05-06T00:00:00.000000 or later"):
            v.fit_quiet(facts, 400 * DAY_US, 90, prove_at=at * DAY_US)
    with pytest.raises(jp.ArgumentError, match="prove_at: expected .* or later"):
        v.fit_divorce(facts, 400 * DAY_US, 90, recalibrate_at=500 * DAY_US, prove_at=589 * DAY_US)
    with pytest.raises(jp.ArgumentError, match="recalibrate_at: expected .* or later"):
        v.fit_divorce(facts, [300 * DAY_US, 400 * DAY_US], 90, recalibrate_at=450 * DAY_US)


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


def test_a_fitted_model_keeps_to_the_bounds_of_the_format() -> None:
    base = jp.Model.default()
    short = scaled(base, {"pillar": 1e-9, "ability": 1e12}, {})
    held = {i["dimension"]: i["half_life_days"] for i in short.to_dict()["indicators"]}
    assert (held["pillar"], held["ability"]) == (0.01, 1e9)


# ---- Both sides' levels --------------------------------------------------------------------------------------

BELIEFS = ("belief.client", "belief.supplier", "belief.client_squared", "belief.product", "belief.supplier_squared",
           "belief.known")


def two_sided(seed: int = 12, clients: int = 300, days: int = 700) -> tuple[dict[str, list[object]],
                                                                            dict[str, list[object]]]:
    """Clients who order at one pace, and both sides rate trust: who see it alike stay, who do not, leave. And when."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[object]] = {key: [] for key in ("supplier", "client", "time", "kind", "actor", "value", "item",
                                                         "recorded")}
    ends: dict[str, list[object]] = {"supplier": [], "client": [], "time": []}

    def add(c: int, at: float, kind: str, actor: str, value: float | None = None) -> None:
        time = int(at * DAY_US)
        item = "pillar.trust" if kind == "rating" else None
        for key, cell in zip(rows, ("S", f"C{c}", time, kind, actor, value, item, time), strict=True):
            rows[key].append(cell)

    for c in range(clients):
        client, supplier = random.choice([0.1, 0.9], 2)
        at = random.uniform(0, 500)
        end = at + random.exponential(2000 if client == supplier else 200)
        for key, cell in zip(ends, ("S", f"C{c}", int(end * DAY_US) if end < days else None), strict=True):
            ends[key].append(cell)
        while at < min(end, days):
            add(c, at, "order_placed", "client")
            add(c, at + 0.5, "milestone_delivered", "supplier", 0.0)
            for side, level in (("client", client), ("supplier", supplier)):
                add(c, at + 1, "rating", side, float(np.clip(level + random.normal(0, 0.1), 0, 1)))
            at += random.uniform(10, 20)
    return rows, ends


@pytest.fixture(scope="module")
def rated() -> jp.Facts:
    return jp.Facts(two_sided()[0])


@pytest.fixture(scope="module")
def ends() -> dict[str, list[object]]:
    return two_sided()[1]


PLAIN = tuple(name for name in v.FEATURES if not name.startswith(("quiet", "belief")))


def test_a_planted_disagreement_is_found_and_forecasts_better(rated: jp.Facts, ends: dict[str, list[object]]) -> None:
    found = v.backtest(rated, ends, origins=[480 * DAY_US, 560 * DAY_US], horizon=80, draws=50,
                       forecasters={"with": v.hazard_forecaster((*PLAIN, *BELIEFS)),
                                    "without": v.hazard_forecaster(PLAIN), "days of silence": v.COMPARATORS["days of silence"]})
    row = {r["forecaster"]: r for r in found.table.rows()}
    assert row["with"]["auc"] > row["without"]["auc"] + 0.1
    assert row["with"]["log_loss"] < row["without"]["log_loss"]
    assert row["with"]["gain.low"] > 0     # against days of silence


def test_the_fit_says_which_term_it_is(rated: jp.Facts, ends: dict[str, list[object]]) -> None:
    model = v.fit_divorce(rated, [240 * DAY_US, 320 * DAY_US, 400 * DAY_US], 80, recalibrate_at=480 * DAY_US,
                          prove_at=600 * DAY_US, outcomes=ends, features=("closure", "log_silence_days", *BELIEFS))
    part = {row["name"]: row["coefficient"] for row in model.to_dict()["divorce"]["features"]}
    assert part["belief.product"] < -0.3
    assert max(abs(part[name]) for name in ("belief.client", "belief.supplier")) < abs(part["belief.product"])
    proof = model.to_dict()["divorce"]["fitted"]
    assert 0.5 < proof["slope"] < 2 and proof["brier"] < 0.2 and proof["date"] == "1971-08-24"


def test_what_is_fitted_on_is_what_is_applied_to(rated: jp.Facts) -> None:
    """Every feature that there is, bit by bit, and of one indicator as well as of all."""
    quiet = v.fit_quiet(rated, 300 * DAY_US, 60, prove_at=400 * DAY_US)
    names = [*v.FEATURES, "health", "risk_index", "engage", "excite", "suffering", "control", "resignation", "pledge",
             "silence_days", "silence_days.client", "silence_days.supplier", "quiet", "change_30.health",
             "belief.client pillar.trust", "belief.product pillar.trust", "belief.known pillar.trust"]
    model = v.fit_divorce(rated, [300 * DAY_US, 360 * DAY_US], 60, recalibrate_at=420 * DAY_US, prove_at=480 * DAY_US,
                          features=names, model=quiet)
    rows = model.to_dict()["divorce"]["features"]
    kept = [row["name"] + (f" {row['indicator']}" if row["indicator"] else "") for row in rows]
    assert set(BELIEFS) - {"belief.known"} <= set(kept)
    view = View(Outcome(Log(rated)), 480 * DAY_US, 60 * DAY_US, labels=True)
    x = fits.feature_matrix(view, tuple(kept), fits._quiet_of(model, 60))
    table = jp.forecast(rated, 480 * DAY_US, model)
    place = {client: i for i, client in enumerate(table["client"].tolist())}
    at = [place[view.log.names[row][1]] for row in view.rows]
    for i, name in enumerate(kept):
        assert table[f"feature.{name}"][at].tobytes() == x[:, i].tobytes(), name
    given = ~table.missing("divorce")[at]
    p, y = np.asarray(table["divorce"], float)[at][given], np.asarray(view.y)[given]
    proof = model.to_dict()["divorce"]["fitted"]
    assert (proof["n"], proof["events"]) == (given.sum(), y.sum())
    assert proof["brier"] == pytest.approx(np.mean((p - y) ** 2), abs=1e-12)
    assert proof["slope"] == pytest.approx(v.calibration(y, p)[1], abs=1e-9)


def test_the_features_are_those_of_the_model_that_is_fitted(rated: jp.Facts) -> None:
    """Not of the model that the facts were read with."""
    document = jp.Model.default().to_dict()
    for indicator in document["indicators"]:
        indicator["half_life_days"] /= 10
    other = jp.Model.from_json(document)
    asked = {"origins": [300 * DAY_US, 360 * DAY_US], "horizon": 60, "features": ("closure", "health"), "penalty": 1.0}
    with_other = v.fit_divorce(rated, model=other, **asked)
    assert with_other.to_dict()["divorce"] == v.fit_divorce(rated.with_model(other), **asked).to_dict()["divorce"]
    assert with_other.to_dict()["divorce"] != v.fit_divorce(rated, **asked).to_dict()["divorce"]


def test_a_leak_through_ratings_is_caught() -> None:
    """Ratings that give the end away, dated or recorded after the origin, change no forecast."""
    rows, _ = two_sided(seed=13, clients=80)
    origin = 500 * DAY_US
    names = {"with": v.hazard_forecaster((*PLAIN, *BELIEFS)), "divorce": v.OURS["divorce"]}
    plain = v.backtest(jp.Facts(rows), origins=origin, horizon=60, forecasters=names, draws=2)
    log = Log(jp.Facts(rows))
    gone = Outcome(log).label(origin, 60 * DAY_US)
    for i, (supplier, client) in enumerate(log.names):
        for time, recorded, side in ((499, 501, "client"), (490, 600, "supplier"), (530, 530, "client")):
            for key, cell in zip(rows, (supplier, client, time * DAY_US, "rating", side, 1 - gone[i], "pillar.trust",
                                        recorded * DAY_US), strict=True):
                rows[key].append(cell)
    leaky = v.backtest(jp.Facts(rows), origins=origin, horizon=60, forecasters=names, draws=2)
    for name in names:
        assert plain.scores[name].tobytes() == leaky.scores[name].tobytes(), name


ENDS = {"supplier": ["S"], "client": ["C0"], "time": [550 * DAY_US]}


@pytest.mark.parametrize("outcomes", [("downgrade", "competitor_approached"), ENDS], ids=["kinds", "table"])
def test_kinds_that_are_the_outcome_are_in_no_feature(outcomes: object) -> None:
    """Planted before the origin, where the as-of filter lets them through."""
    rows = history(seed=14, clients=50)

    def features_of(outcomes: object) -> np.ndarray:
        log = Log(jp.Facts(rows))
        assert log.names == [("S", client) for client in sorted({str(c) for c in rows["client"]})]
        view = View(Outcome(log, outcomes), 500 * DAY_US, 90 * DAY_US, labels=False)
        names = tuple(name for name in v.FEATURES if name != "belief.known")
        return of_everyone(view, names, fits.Quiet(0.5, 60.0, 90.0))

    before, of_silence = features_of(outcomes), features_of(None)
    for c in range(20):
        for kind, time in (("downgrade", 499), ("competitor_approached", 450)):
            for key, cell in zip(rows, ("S", f"C{c}", time * DAY_US, kind, "client"), strict=True):
                rows[key].append(cell)
    assert features_of(outcomes).tobytes() == before.tobytes()
    assert (features_of(None) != of_silence).any(axis=1).sum() == 20


def test_a_feature_that_is_known_of_nobody_is_left_out(facts: jp.Facts) -> None:
    model = v.fit_divorce(facts, 400 * DAY_US, 90, features=("closure", "silence_days.supplier", "belief.client"))
    assert [row["name"] for row in model.to_dict()["divorce"]["features"]] == ["closure"]


def test_an_unknown_feature_is_refused(rated: jp.Facts) -> None:
    for wrong, said in (("closeness", "must be one of the features"), ("quiet_logit", "quiet forecast is not fitted"),
                        ("belief.client pillar.trousers", "pillar.trousers")):
        with pytest.raises(jp.ArgumentError, match=f"features: .*{said}"):
            v.fit_divorce(rated, 300 * DAY_US, 60, features=("closure", wrong))


def test_the_penalty_shrinks_what_says_nothing() -> None:
    random = np.random.default_rng(15)
    x = random.normal(size=(400, 30))
    noise = (random.random(400) < 0.4).astype(float)
    signal = (random.random(400) < expit(2 * x[:, 0])).astype(float)
    who = np.repeat(np.arange(200), 2)
    assert fits.chosen_penalty(x, noise, who) == max(fits.PENALTIES)
    assert fits.chosen_penalty(x[:, :2], signal, who) < 30


# ---- Little history -----------------------------------------------------------------------------------------

def test_a_law_of_time_is_fitted_on_several_horizons_where_history_is_short(facts: jp.Facts) -> None:
    """Nothing but the first half to forecast the second from: no horizon of that length is over."""
    names = {name: v.OURS[name] for name in ("quiet forecast", "quiet forecast, recalibrated", "divorce")}
    found = v.backtest(facts, origins=440 * DAY_US, horizon=400, forecasters=names, draws=2)
    assert not found.skipped
    for row in found.table.rows():
        assert row["auc"] > 0.7, row["forecaster"]
    assert found.table["brier"][0] < 0.97 * found.base_rate * (1 - found.base_rate)
    log = Log(facts)
    views = halvings(View(Outcome(log), 440 * DAY_US, 400 * DAY_US, labels=False))
    assert len(views) == 4
    for view, days in zip(views, (220, 110, 55, 27.5), strict=True):
        assert view.origin + view.horizon == 440 * DAY_US
        assert view.horizon_days == pytest.approx(days, abs=1)


def test_a_horizon_to_fit_on_is_obeyed(facts: jp.Facts) -> None:
    def single(learn: list[View], view: View) -> tuple[np.ndarray, np.ndarray]:
        assert [lesson.horizon_days for lesson in learn] == [30.0] * 3
        p = fits.quiet_parameters(learn[:1]).probability(view)
        return p, p

    asked = {"origins": 440 * DAY_US, "horizon": 400, "draws": 2}
    names = {"quiet forecast": v.OURS["quiet forecast"], "single": single}
    found = v.backtest(facts, fit_horizon=30, forecasters=names, **asked)
    assert found.scores["quiet forecast"].tobytes() == found.scores["single"].tobytes()
    several = v.backtest(facts, forecasters={"quiet forecast": names["quiet forecast"]}, **asked)
    assert several.scores["quiet forecast"].tobytes() != found.scores["single"].tobytes()


def test_what_learns_on_a_short_history_sees_nothing_later() -> None:
    rows = history(seed=16, clients=60)
    early = {key: [cell for cell, time in zip(cells, rows["time"], strict=True) if time <= 440 * DAY_US]
             for key, cells in rows.items()}
    laws = [(of_halvings(view), rehearsed(view)) for view in (
        View(Outcome(Log(jp.Facts(part))), 440 * DAY_US, 400 * DAY_US, labels=False) for part in (rows, early))]
    assert laws[0] == laws[1]
    assert laws[0][1].slope != 1


def test_the_quiet_forecast_is_of_silence_whatever_the_outcome_is(facts: jp.Facts) -> None:
    """Of another outcome it gives ranks, and no probability before it is recalibrated."""
    names = {name: v.OURS[name] for name in ("quiet forecast", "quiet forecast, recalibrated")}
    random = np.random.default_rng(17)
    clients = [client for _, client in Log(facts).names]
    times = [int(t) * DAY_US if t < 900 else None for t in random.uniform(100, 1500, len(clients))]
    asked = {"origins": 600 * DAY_US, "horizon": 90, "draws": 2, "forecasters": names}
    other = v.backtest(facts, {"supplier": ["S"] * len(clients), "client": clients, "time": times}, **asked)
    assert np.isnan(other.table["brier"][0]) and other.table["brier"][1] < 0.25
    view = View(Outcome(Log(facts)), 600 * DAY_US, 90 * DAY_US, labels=False, active=90 * DAY_US)
    law = of_halvings(view)
    at_risk = {client: p for client, p in zip(other.predictions["client"].tolist(), other.scores["quiet forecast"],
                                              strict=True)}
    for row, p in zip(view.rows, law.probability(view), strict=True):
        assert at_risk.get(view.log.names[row][1], p) == pytest.approx(p, abs=1e-12)


def test_outcomes_without_a_time_teach_nothing_of_earlier_moments(facts: jp.Facts) -> None:
    ended = {"supplier": ["S"] * 9, "client": [f"C{c}" for c in range(9)], "outcome": [1, 0, 1] * 3}
    found = v.backtest(facts, ended, origins=500 * DAY_US, horizon=90, draws=2,
                       forecasters={name: v.OURS[name] for name in ("quiet forecast", "quiet forecast, recalibrated",
                                                                    "divorce")})
    assert set(found.skipped) == {"quiet forecast, recalibrated", "divorce"}


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
