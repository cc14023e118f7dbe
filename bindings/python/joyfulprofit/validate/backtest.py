# SPDX-License-Identifier: Apache-2.0
"""Back-tests: what would have been forecast at past moments, against what came."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import ArgumentError, needs
from ._log import DAY_US, Log, Outcome, View, days_us, to_us
from .comparators import COMPARATORS, LEARNS_NOTHING
from .fit import NEEDS, OURS, _several
from .metrics import all_metrics, auc, bootstrap, calibration_curve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .._facts import Facts
    from .._table import Table
    from ._log import Floats, Ints

BASELINE = "days of silence"


class Backtest:
    """What a back-test found.

    Attributes
    ----------
    table : Table
        A row a forecaster: AUC, Brier score, log loss, intercept and slope of calibration, lift at 10 %, and the
        difference of AUC from days of silence, each with its interval by draws of whole relationships; lead time.
    predictions : Table
        A row a forecast: origin, relationship, what came, and the probability (or score) of every forecaster.
    n, events, base_rate
        How many forecasts there were, and in how many the outcome came.
    """

    def __init__(self, rows: list[tuple[int, int]], names: Sequence[tuple[str, str]], y: Floats,
                 scores: Mapping[str, Floats], probabilities: Mapping[str, Floats | None], horizon_days: float,
                 ends: Floats, draws: int, skipped: Mapping[str, str]) -> None:
        self.y = y
        self.scores = dict(scores)
        self.probabilities = dict(probabilities)
        self.horizon_days = horizon_days
        self.skipped = dict(skipped)
        self._origin: Ints = np.array([origin for origin, _ in rows])
        self._relation: Ints = np.array([relation for _, relation in rows])
        self._names = names
        self._ends = ends
        self.n = len(y)
        self.events = int(y.sum())
        self.base_rate = self.events / self.n
        self.table = self._table(draws)

    def _table(self, draws: int) -> Table:
        from .._table import Table

        found = {name: self._row(name, draws) for name in self.scores}
        keys = next(iter(found.values())).keys()
        columns: list[tuple[str, str, Any]] = [("forecaster", "text", list(found))]
        columns += [(key, "double", [row[key] for row in found.values()]) for key in keys]
        return Table._make(columns, title="Back-test", about=f"{self.n:,} forecasts, {self.events:,} events, horizon "
                                                             f"{self.horizon_days:g} days")

    def _row(self, name: str, draws: int) -> dict[str, float]:
        score, p = self.scores[name], self.probabilities[name]
        base = self.scores.get(BASELINE)

        def found(weight: Floats | None = None) -> dict[str, float]:
            row = all_metrics(self.y, score, p, weight)
            row["gain"] = row["auc"] - auc(self.y, base, weight) if base is not None else float("nan")
            return {key: row[key] for key in ("auc", "gain", "brier", "log_loss", "intercept", "slope", "lift_10")}

        low, high = bootstrap(self._relation, lambda weight: np.array(list(found(weight).values())), draws)
        row: dict[str, float] = {}
        for i, (key, value) in enumerate(found().items()):
            row |= {key: value, f"{key}.low": float(low[i]), f"{key}.high": float(high[i])}
        row["lead_days"], row["alarmed"] = self._lead_time(name)
        return row

    def _lead_time(self, name: str) -> tuple[float, float]:
        """Median days from the first alarm to the end, and the share of ends with an alarm before.

        An alarm is a score among the highest tenth of its origin; the first counts that comes before the end, by two
        horizons at most.
        """
        score = self.scores[name]
        alarm = np.zeros(self.n, bool)
        for origin in np.unique(self._origin):
            there = np.flatnonzero(self._origin == origin)
            alarm[there] = score[there] > np.quantile(score[there], 0.9, method="lower")
        first: dict[int, float] = {}
        ended = set()
        for i in np.flatnonzero(self.y > 0):
            relation = int(self._relation[i])
            if self._ends[i] > self._origin[i]:
                ended.add(relation)
            lead = (self._ends[i] - self._origin[i]) / DAY_US
            if alarm[i] and 0 < lead <= 2 * self.horizon_days:
                first[relation] = max(lead, first.get(relation, 0.0))
        if not ended:
            return float("nan"), float("nan")
        return (float(np.median(list(first.values()))) if first else float("nan")), len(first) / len(ended)

    @property
    def predictions(self) -> Table:
        from .._table import Table

        columns: list[tuple[str, str, Any]] = [
            ("origin", "time", self._origin),
            ("supplier", "text", [self._names[r][0] for r in self._relation]),
            ("client", "text", [self._names[r][1] for r in self._relation]), ("outcome", "double", self.y)]
        for name, score in self.scores.items():
            p = self.probabilities[name]
            columns.append((name, "double", score if p is None else p))
        return Table._make(columns, title="Forecasts")

    def calibration(self, forecaster: str, bins: int = 10) -> Table:
        """Mean probability and rate of the outcome in bins of equal size."""
        from .._table import Table

        p = self.probabilities[forecaster]
        if p is None:
            raise ArgumentError(f"forecaster: {forecaster!r} gives no probability")
        found = calibration_curve(self.y, p, bins)
        return Table._make([(key, "double", values) for key, values in found.items()], title="Calibration")

    def plot(self, forecasters: Sequence[str] | None = None, ax: Any = None, bins: int = 10) -> Any:
        """Calibration of the probabilities; the axes of Matplotlib."""
        with needs("Backtest.plot()", "matplotlib", "validate"):
            import matplotlib.pyplot as plt
        if ax is None:
            _, ax = plt.subplots()
        ax.plot([0, 1], [0, 1], color="0.7", linewidth=1, zorder=0)
        chosen = forecasters or [name for name, p in self.probabilities.items() if p is not None]
        for name in chosen:
            found = self.calibration(name, bins)
            ax.plot(found["probability"], found["rate"], marker="o", markersize=4, label=name)
        ax.set(xlabel="probability", ylabel="share in which it came", xlim=(0, 1), ylim=(0, 1))
        ax.legend(frameon=False, fontsize="small")
        return ax

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


def backtest(facts: Facts, outcomes: Any = None, origins: Any = None, horizon: float = 365.0, *,
             fit_horizon: float | None = None, active: float | None = None, folds: int = 0,
             forecasters: Mapping[str, Any] | None = None, observed_until: Any = None, draws: int = 200,
             learn: int = 3) -> Backtest:
    """What would have been forecast at past moments, against what came.

    At each origin a forecaster sees the facts of up to that moment. What it has to learn, it learns at earlier origins
    whose horizon is over by then, so nothing of the future reaches it. A fact counts as seen when it had happened *and*
    was recorded.

    Parameters
    ----------
    facts : Facts
    outcomes
        None: no contact by anyone within the horizon. A kind or kinds that the model marks as outcome, such as
        ``"termination"``: the first of these; they never enter the features. Or a table with supplier, client and
        `time` of the outcome (missing: never) or `outcome` (0 or 1); no kind marked `outcome` enters the features then.
    origins : moment, or several
        Where it is forecast; all horizons must be over by `observed_until`.
    horizon : float
        Days ahead.
    fit_horizon : float, optional
        Days ahead that forecasters learn on. By default the horizon; where the history is shorter than two of these, a
        quarter of it, and the quiet forecast, being a law of time, on its latest half, quarter, eighth and sixteenth
        together, with a recalibration by how it would have done half-way.
    active : float, optional
        Where the outcome is silence: who has had no contact in so many days is no longer at risk, and not forecast. By
        default the horizon, since their outcome has come by then: to foretell that the long silent stay silent is easy.
    folds : int
        0: learning comes from earlier origins alone. K: it comes from the outcomes of the other relationships at the
        same origin, in K folds; honest about relationships, not about time. The quiet forecast is fitted earlier still,
        and only recalibrated so.
    forecasters : mapping from name to callable, optional
        Instead of all there are; each takes the views to learn from, the latest first, and the view to forecast, and
        gives a score and a probability or None.
    observed_until : moment, optional
        Up to when outcomes are known; by default the latest fact.
    draws : int
        Of whole relationships, for the intervals.
    learn : int
        At most so many earlier origins to learn from.

    Returns
    -------
    Backtest
    """
    log = Log(facts)
    outcome = Outcome(log, outcomes, observed_until)
    wide, narrow = days_us(horizon), None if fit_horizon is None else days_us(fit_horizon)
    at_risk = wide if active is None else days_us(active)
    if min(wide, wide if narrow is None else narrow, at_risk) <= 0:
        raise ArgumentError("horizon: expected days above 0")
    if origins is None:
        raise ArgumentError("origins: say at which moment, or moments, it is forecast")
    chosen = dict({**OURS, **COMPARATORS} if forecasters is None else forecasters)
    gathered: list[tuple[View, Floats, dict[str, Any]]] = []
    skipped: dict[str, str] = {}
    for origin in sorted(to_us(o) for o in _several(origins)):
        outcome.needs(origin, wide)
        for lessons, view, y in _cases(outcome, origin, wide, narrow, at_risk, folds, learn):
            gathered.append((view, y, _forecast(chosen, lessons, view, skipped)))
    if not gathered:
        raise ArgumentError("origins: there is nobody to forecast at any of them")
    return _collect(gathered, [name for name in chosen if name not in skipped], log, outcome, horizon, draws, skipped)


def _cases(outcome: Outcome, origin: int, wide: int, narrow: int | None, active: int, folds: int, learn: int) -> Any:
    """Views to learn from, the view to forecast, and what came there."""
    whole = View(outcome, origin, wide, labels=True, active=active)
    given = narrow is not None
    if narrow is None:
        history = origin - int(outcome.log.time.min())
        narrow = wide if history > 2 * wide else max(history // 4, 1)
    earlier = list(_earlier(outcome, origin, narrow, active, learn))
    if whole.count == 0 or whole.y is None:
        return
    if not folds:
        view = View(outcome, origin, wide, labels=False, active=active)
        view.fit_horizon_given = given
        yield earlier, view, whole.y
        return
    part = np.random.default_rng(1).permutation(whole.count) % folds
    for fold in range(folds):
        there = part == fold
        view = View(outcome, origin, wide, labels=False, active=active, only=whole.rows[there])
        view.fit_horizon_given = given
        others = View(outcome, origin, wide, labels=True, active=active, only=whole.rows[~there])
        yield [others, *earlier], view, whole.y[there]


def _earlier(outcome: Outcome, origin: int, width: int, active: int, most: int) -> Any:
    """Origins whose horizon is over at this one, the latest first, as far as there is history."""
    if outcome.fixed is not None:
        return
    first = int(outcome.log.time.min())
    for step in range(1, most + 1):
        if origin - step * width < first:
            return
        view = View(outcome, origin - step * width, width, labels=True, active=active, known_by=origin)
        if view.y is None or len(np.unique(view.y)) < 2:
            return
        yield view


def _forecast(chosen: Mapping[str, Any], lessons: list[View], view: View, skipped: dict[str, str]) -> dict[str, Any]:
    found = {}
    for name, forecaster in chosen.items():
        built_in = forecaster is OURS.get(name) or forecaster is COMPARATORS.get(name)
        wanted = NEEDS.get(name, 0 if name in LEARNS_NOTHING else 1) if built_in else 0
        if len(lessons) < wanted:
            skipped[name] = "there is too little history to learn from"
        elif name not in skipped:
            try:
                found[name] = forecaster(lessons, view)
            except (ArithmeticError, ArgumentError, ImportError) as error:
                skipped[name] = str(error)
    return found


def _collect(gathered: list[Any], names: list[str], log: Log, outcome: Outcome, horizon: float, draws: int,
             skipped: dict[str, str]) -> Backtest:
    if not names:
        raise ArgumentError("origins: " + next(iter(skipped.values()), "nothing can be forecast there"))
    rows = [(view.origin, int(row)) for view, _, _ in gathered for row in view.rows]
    y = np.concatenate([came for _, came, _ in gathered])
    scores = {name: np.concatenate([found[name][0] for _, _, found in gathered]) for name in names}
    probabilities: dict[str, Any] = {}
    for name in names:
        parts = [found[name][1] for _, _, found in gathered]
        probabilities[name] = None if any(part is None for part in parts) else np.concatenate(parts)
    ends = np.concatenate([_ends(view, outcome) for view, _, _ in gathered])
    return Backtest(rows, log.names, y, scores, probabilities, horizon, ends, draws, skipped)


def _ends(view: View, outcome: Outcome) -> Floats:
    """When the outcome comes: of silence, when it has lasted for the horizon since the last contact."""
    if outcome.fixed is not None:
        return np.full(view.count, np.nan)
    if outcome.time is not None:
        return outcome.time[view.rows].astype(float)
    return view.origin - view.recency_days * DAY_US + float(view.horizon)
