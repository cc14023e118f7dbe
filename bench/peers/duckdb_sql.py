# SPDX-License-Identifier: Apache-2.0
"""The evidence of docs/method.md in SQL, for DuckDB: group-bys, window functions and joins, no recursion.

Two forms of the sums are given, of which the faster is the one to quote: `staged` sums the cells over
their windows for each class of half-life before it joins the evidence rows, `direct` joins them to the
cells. Turns are islands: with the contacts that neither ask nor answer left out, a turn opens where a
contact asks and the one before did not, and its opening is the running maximum of such times.
"""
import math

import duckdb
import numpy as np
import pyarrow as pa

from data import CLIENT, DAY, HALF_LIVES, RATING, SUPPLIER

NAME = "DuckDB"


def _cells(source):
    """A row for each (rel, kind, actor, window)."""
    return f"""SELECT rel, kind, actor, max(t) AS latest, count(*)::DOUBLE AS n, count(x)::DOUBLE AS m,
        sum(CASE WHEN clamped THEN least(y, 1.0) ELSE y / (y + half) END) AS z
    FROM (SELECT rel, e.kind, actor, t, coalesce(value, initial) AS x, greatest(x, 0.0) AS y, clamped, half, t // width AS w
          FROM ({source}) e JOIN kinds USING (kind))
    GROUP BY rel, kind, actor, w"""


def _said(cells, as_of):
    """The three saturated sums of each cell and its age."""
    return f"""SELECT rel, kind, actor, ({as_of} - latest) / {float(DAY)} AS age, (1.0 - exp(n * log_q)) * scale AS x0,
        (1.0 - exp(twice * z * log_q)) * scale AS x1, (1.0 - exp((m - z) * log_q)) * scale AS x2
    FROM ({cells}) JOIN kinds USING (kind)"""


def _pick(which, values):
    return f"CASE {which} " + " ".join(f"WHEN {i} THEN {v}" for i, v in enumerate(values)) + " END"


def _staged(said):
    """Sums over the windows of one kind and actor, then the rows."""
    sums = ", ".join(f"sum(x{x} * d{h}) AS s{x}{h}" for x in range(3) for h in range(len(HALF_LIVES)))
    decays = ", ".join(f"exp(age * {-math.log(2) / h!r}) AS d{i}" for i, h in enumerate(HALF_LIVES))
    pick = lambda which: _pick(which, [f"s{x}{h}" for x in range(3) for h in range(len(HALF_LIVES))])
    return f"""SELECT rel, item, adverse * {pick('adverse_sum')} AS s, favourable * {pick('favourable_sum')} AS r
    FROM (SELECT rel, kind, actor, {sums} FROM (SELECT *, {decays} FROM ({said})) GROUP BY rel, kind, actor)
    JOIN evidence USING (kind, actor)"""


def _direct(said):
    """The rows of every cell."""
    return f"""SELECT rel, item, adverse * {_pick('adverse_x', ['x0', 'x1', 'x2'])} * d AS s,
        favourable * {_pick('favourable_x', ['x0', 'x1', 'x2'])} * d AS r
    FROM (SELECT *, exp(age * rate) AS d FROM ({said}) JOIN evidence USING (kind, actor))"""


def _ratings(as_of, window, mass):
    return f"""SELECT rel, item, scale * (n - good) AS s, scale * good AS r FROM (
        SELECT rel, item, n, good, {mass} * 2.0 * (1.0 - pow(0.5, n)) / n * weight
            * exp(({as_of} - latest) / {float(DAY)} * rate) AS scale
        FROM (SELECT rel, item, actor, max(t) AS latest, count(*)::DOUBLE AS n,
                     sum(CASE WHEN harm THEN 1.0 - value ELSE value END) AS good
              FROM ev JOIN items USING (item) WHERE kind = {RATING}
              GROUP BY rel, item, actor, t // {window}) JOIN said USING (item, actor))"""


class Peer:
    form = staticmethod(_staged)

    def __init__(self, facts, method, threads=1):
        self.facts, self.method = facts, method
        self.items = len(facts.items)
        self.db = duckdb.connect(config={"threads": threads})
        self.db.execute("SET preserve_insertion_order = false")
        ev = pa.table({"rel": facts.rel, "t": facts.t, "kind": facts.kind, "actor": facts.actor,
                       "item": facts.item, "value": pa.array(facts.value, mask=np.isnan(facts.value))})
        self.db.register("given", ev)
        self.db.execute("CREATE TABLE ev AS SELECT * FROM given")
        self.db.unregister("given")
        self._model()
        self._prepare()

    def _table(self, name, **columns):
        self.db.register("given", pa.table(columns))
        self.db.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self.db.unregister("given")

    def _model(self):
        m = self.method
        self._table("kinds", kind=np.arange(len(m.window), dtype=np.uint8), width=m.window, log_q=m.log_q,
                    scale=1.0 / (1.0 - m.q), half=m.half, twice=m.twice, clamped=pa.array(m.clamped),
                    initial=pa.array(m.default, mask=np.isnan(m.default)), contact=pa.array(m.contact),
                    expects=pa.array(m.expects), mutual=pa.array(m.mutual), tone=m.tone)
        rows = list(zip(*m.rows))
        item, byte = np.array(rows[2]), np.uint8
        self._table("evidence", kind=np.array(rows[0], byte), actor=np.array(rows[1], byte), item=item.astype(byte),
                    adverse=np.array(rows[3], float), favourable=np.array(rows[5], float),
                    adverse_x=np.array(rows[4], byte), favourable_x=np.array(rows[6], byte),
                    adverse_sum=(np.array(rows[4]) * 4 + m.class_of[item]).astype(byte),
                    favourable_sum=(np.array(rows[6]) * 4 + m.class_of[item]).astype(byte),
                    rate=-np.log(2) / m.half_life[item])
        self._table("items", item=np.arange(self.items, dtype=byte), harm=pa.array(m.harm))
        self._table("said", item=np.tile(np.arange(self.items, dtype=byte), 2),
                    actor=np.repeat(np.arange(2, dtype=byte), self.items), weight=m.weight_said.ravel(),
                    rate=np.tile(-np.log(2) / m.half_life, 2))

    def _prepare(self):
        number, p = self.method.kind_number, self.method.parameters
        self.reply, self.unanswered = number["reply"], number["unanswered"]
        self.burst, self.silence, self.steady = number["pursuit_burst"], number["silence"], number["rhythm_steady"]
        self.rated = _ratings(self.facts.as_of, int(p["rating_window_days"]) * DAY, p["rating_mass"])
        self.direct = f"SELECT rel, kind, actor, t, value FROM ev WHERE kind NOT IN ({self.reply}, {RATING})"
        self.items_open = f"""SELECT rel, kind, actor, 0.0 AS age, scale * (1.0 - exp(log_q)) AS x0,
            scale * (1.0 - exp(twice * z * log_q)) AS x1, scale * (1.0 - exp((1.0 - z) * log_q)) AS x2
            FROM (SELECT rel, kind, actor, log_q, scale, twice,
                         CASE WHEN clamped THEN least(value, 1.0) ELSE value / (value + half) END AS z
                  FROM derived JOIN kinds USING (kind) WHERE t IS NULL)"""

    # ---- Section 2 ------------------------------------------------------------------------------

    def _turns(self, side):
        """Derived facts of the turns that `side` answers; t is missing where the turn is still open."""
        run = int(self.method.parameters["pursuit_run"])
        hours = f"/ {float(DAY)} * 24.0"
        earlier = " AND ".join(f"lag(ask, {k}, false) OVER o" for k in range(1, run + 1))
        marked = f"""SELECT rel, t, kind, value, tone, ask, lag(ask, 1, false) OVER o AS asked, {earlier} AS many,
                lead(t) OVER o IS NULL AS final
            FROM (SELECT rel, t, kind, value, tone, actor <> {side} AND expects AS ask
                  FROM ev JOIN kinds USING (kind)
                  WHERE contact AND (mutual OR actor = {side} OR expects))
            WINDOW o AS (PARTITION BY rel ORDER BY t)"""
        opened = f"""SELECT *, max(CASE WHEN ask AND NOT asked THEN t END) OVER
                (PARTITION BY rel ORDER BY t ROWS UNBOUNDED PRECEDING) AS opened FROM ({marked})"""
        own = f"kind = {self.reply} AND value IS NOT NULL"
        return f"""SELECT rel, t, (CASE WHEN ask THEN {self.burst} WHEN tone = -1 THEN {self.unanswered}
                    ELSE {self.reply} END)::UTINYINT AS kind,
                (CASE WHEN ask THEN {1 - side} ELSE {side} END)::UTINYINT AS actor,
                CASE WHEN ask THEN 1.0 WHEN {own} THEN greatest(value, 0.0) ELSE (t - opened) {hours} END AS value
            FROM turns{side} WHERE CASE WHEN ask THEN many ELSE asked OR ({own}) END
        UNION ALL SELECT rel, NULL, {self.unanswered}::UTINYINT, {side}::UTINYINT,
                ({self.facts.as_of} - opened) {hours} FROM turns{side} WHERE ask AND final""", opened

    def _scored(self, gap, n, total):
        """(score, F) as two columns."""
        p = self.method.parameters
        log_s = (f"(-({p['silence_prior_gaps']} + {n}) * "
                 f"ln(1.0 + {gap} / ({float(p['silence_prior_gaps'] * p['silence_prior_gap_days'])} + {total})))")
        cube = f"({gap} * {gap} * {gap})"
        return (f"1.0 - (1.0 - {p['silence_relative_weight']} * least(greatest({log_s} / {-math.log(10)!r} - 2.0, 0.0), "
                f"1.0)) * (1.0 - {cube} / ({cube} + {float(p['silence_days']) ** 3}))", f"1.0 - exp({log_s})")

    def _silences(self, side):
        p = self.method.parameters
        gaps = f"""SELECT rel, t, start, final, (t - before) / {float(DAY)} AS gap, (before - start) / {float(DAY)} AS total,
                count(*) FILTER (WHERE t > before) OVER (PARTITION BY rel ORDER BY t ROWS UNBOUNDED PRECEDING) AS n
            FROM (SELECT rel, t, start, coalesce(lag(t) OVER o, start) AS before, lead(t) OVER o IS NULL AS final
                  FROM (SELECT rel, t, actor, mutual, min(t) OVER (PARTITION BY rel) AS start
                        FROM ev JOIN kinds USING (kind) WHERE contact)
                  WHERE actor = {side} OR mutual WINDOW o AS (PARTITION BY rel ORDER BY t))"""
        score, f = self._scored("gap", "(n - 1)", "total")
        days = f"(({self.facts.as_of} - t) / {float(DAY)})"
        now, _ = self._scored(days, "n", f"((t - start) / {float(DAY)})")
        return f"""SELECT rel, t, {self.silence}::UTINYINT, {side}::UTINYINT, score
            FROM (SELECT rel, t, {score} AS score FROM gaps{side} WHERE gap > 0.0) WHERE score > 0.0
        UNION ALL SELECT rel, t, {self.steady}::UTINYINT, {side}::UTINYINT, 1.0
            FROM gaps{side} WHERE gap >= 1.0 AND {f} < {p['rhythm_steady_below']}
        UNION ALL SELECT rel, NULL, {self.silence}::UTINYINT, {side}::UTINYINT, score
            FROM (SELECT rel, {now} AS score FROM gaps{side} WHERE final) WHERE score > 0.0""", gaps

    def _derived(self):
        """The statement for all derived facts."""
        parts, common = [], []
        for side in (CLIENT, SUPPLIER):
            query, opened = self._turns(side)
            parts.append(query)
            common.append(f"turns{side} AS MATERIALIZED ({opened})")
            query, gaps = self._silences(side)
            parts.append(query)
            common.append(f"gaps{side} AS MATERIALIZED ({gaps})")
        return f"WITH {', '.join(common)} " + " UNION ALL ".join(parts)

    # ---- What is timed ---------------------------------------------------------------------------

    def _into(self, name, query):
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        return name

    def _masses(self, *parts):
        return self._into("masses", "SELECT rel, item, sum(s) AS s, sum(r) AS r FROM ("
                          + " UNION ALL ".join(parts) + ") GROUP BY rel, item")

    def sums(self):
        return self._masses(self.form(_said(_cells(self.direct), self.facts.as_of)), self.rated)

    def rhythm(self):
        return self._into("derived", self._derived())

    def full(self):
        self.rhythm()
        given = f"{self.direct} UNION ALL SELECT rel, kind, actor, t, value FROM derived WHERE t IS NOT NULL"
        said = f"{_said(_cells(given), self.facts.as_of)} UNION ALL {self.items_open}"
        return self._masses(self.form(said), self.rated)

    # ---- What is compared ------------------------------------------------------------------------

    def masses_of(self, result):
        got = self.db.execute(f"SELECT rel, item, s, r FROM {result}").fetchnumpy()
        masses = np.zeros((2, self.facts.relationships, self.items))
        masses[0, got["rel"], got["item"]], masses[1, got["rel"], got["item"]] = got["s"], got["r"]
        return masses

    def derived_of(self, result):
        order = ("rel", "t", "kind", "actor", "value")
        got = self.db.execute(f"SELECT * FROM {result} WHERE t IS NOT NULL").fetchnumpy()
        items = self.db.execute(f"SELECT * FROM {result} WHERE t IS NULL").fetchnumpy()
        return tuple(got[c] for c in order), tuple(items[c] for c in order if c != "t")


class Direct(Peer):
    form = staticmethod(_direct)


FORMS = {"staged": Peer, "direct": Direct}
