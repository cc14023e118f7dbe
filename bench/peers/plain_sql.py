# SPDX-License-Identifier: Apache-2.0
"""The sums in SQL that SQLite and PostgreSQL both understand: group-bys and joins, in the two forms of `duckdb_sql`.

Turns and silences are not done here: what is compared with these two is the sums. `number` writes a constant as a
double, which PostgreSQL would otherwise take for a decimal number of any length, and be slow with.
"""
import math
import re

import numpy as np

from data import DAY, HALF_LIVES, RATING

# name: columns, with 's', 'i' and 'l' for whole numbers of 16, 32 and 64 bits and 'f' for doubles
TABLES = {"ev": "rel i, t l, kind s, actor s, item s, value f",
          "kinds": "kind i, width l, log_q f, scale f, half f, twice f, clamped i, initial f",
          "evidence": "kind i, actor i, item i, adverse f, favourable f, adverse_x i, favourable_x i, adverse_sum i, "
                      "favourable_sum i, rate f",
          "items": "item i, harm i",
          "said": "item i, actor i, weight f, rate f"}


def declared(name, types):
    """The columns of a table with types by their letters."""
    return re.sub(r" ([sifl])(?=,|$)", lambda found: " " + types[found[1]], TABLES[name])


def columns_of(facts, method):
    """The columns of every table; nan is missing."""
    m, rows = method, list(zip(*method.rows))
    item, items = np.array(rows[2]), len(facts.items)
    adverse_x, favourable_x = np.array(rows[4]), np.array(rows[6])
    return {"ev": (facts.rel, facts.t, facts.kind, facts.actor, facts.item, facts.value),
            "kinds": (np.arange(len(m.window)), m.window, m.log_q, 1.0 / (1.0 - m.q), m.half, m.twice,
                      m.clamped.astype(int), m.default),
            "evidence": (np.array(rows[0]), np.array(rows[1]), item, np.array(rows[3], float), np.array(rows[5], float),
                         adverse_x, favourable_x, adverse_x * 4 + m.class_of[item], favourable_x * 4 + m.class_of[item],
                         -np.log(2) / m.half_life[item]),
            "items": (np.arange(items), m.harm.astype(int)),
            "said": (np.tile(np.arange(items), 2), np.repeat(np.arange(2), items), m.weight_said.ravel(),
                     np.tile(-np.log(2) / m.half_life, 2))}


class Sums:
    """The statement; `number` and `double` are the dialect."""

    number = staticmethod(repr)
    double = "CAST({} AS double precision)"

    def __init__(self, facts, method):
        self.as_of, self.reply = facts.as_of, method.kind_number["reply"]
        self.mass = float(method.parameters["rating_mass"])
        self.rating_window = int(method.parameters["rating_window_days"]) * DAY

    def _age(self, latest):
        return f"{self.double.format(f'({self.as_of} - {latest})')} / {self.number(float(DAY))}"

    def _cells(self):
        zero, one = self.number(0.0), self.number(1.0)
        x = "coalesce(e.value, k.initial)"
        z = (f"CASE WHEN {x} > {zero} THEN CASE WHEN k.clamped = 0 THEN {x} / ({x} + k.half) WHEN {x} < {one} THEN {x} "
             f"ELSE {one} END ELSE {zero} END")
        return f"""SELECT e.rel, e.kind, e.actor, max(e.t) AS latest, {self.double.format('count(*)')} AS n,
            {self.double.format(f'count({x})')} AS m, sum({z}) AS z
        FROM ev e JOIN kinds k ON k.kind = e.kind WHERE e.kind NOT IN ({self.reply}, {RATING})
        GROUP BY e.rel, e.kind, e.actor, e.t / k.width"""

    def _said(self):
        one = self.number(1.0)
        return f"""SELECT c.rel, c.kind, c.actor, {self._age('c.latest')} AS age, ({one} - exp(c.n * k.log_q)) * k.scale AS x0,
            ({one} - exp(k.twice * c.z * k.log_q)) * k.scale AS x1, ({one} - exp((c.m - c.z) * k.log_q)) * k.scale AS x2
        FROM cells c JOIN kinds k ON k.kind = c.kind"""

    @staticmethod
    def _pick(which, values):
        return f"CASE {which} " + " ".join(f"WHEN {i} THEN {v}" for i, v in enumerate(values)) + " END"

    def _decayed(self):
        decays = ", ".join(f"exp(age * {self.number(-math.log(2) / h)}) AS d{i}" for i, h in enumerate(HALF_LIVES))
        return f"SELECT rel, kind, actor, x0, x1, x2, {decays} FROM cells_said"

    def staged(self):
        """Sums over the windows of one kind and actor for each class of half-life, then the evidence rows."""
        classes = range(len(HALF_LIVES))
        sums = ", ".join(f"sum(x{x} * d{h}) AS s{x}{h}" for x in range(3) for h in classes)
        pick = lambda which: self._pick(which, [f"s{x}{h}" for x in range(3) for h in classes])
        return f"""SELECT s.rel, r.item, r.adverse * {pick('r.adverse_sum')} AS s, r.favourable * {pick('r.favourable_sum')} AS r
        FROM (SELECT rel, kind, actor, {sums} FROM decayed
              GROUP BY rel, kind, actor) s JOIN evidence r ON r.kind = s.kind AND r.actor = s.actor"""

    def direct(self):
        """The evidence rows of every cell."""
        pick = lambda which: self._pick(which, ["a.x0", "a.x1", "a.x2"])
        return f"""SELECT a.rel, r.item, r.adverse * {pick('r.adverse_x')} * exp(a.age * r.rate) AS s,
            r.favourable * {pick('r.favourable_x')} * exp(a.age * r.rate) AS r
        FROM cells_said a JOIN evidence r ON r.kind = a.kind AND r.actor = a.actor"""

    def _ratings(self):
        one, two = self.number(1.0), self.number(2.0)
        return f"""SELECT rel, item, scale * (n - good) AS s, scale * good AS r FROM (
            SELECT g.rel, g.item, g.n, g.good, {self.number(self.mass)} * {two}
                * ({one} - exp(g.n * {self.number(-math.log(2))})) / g.n * s.weight * exp({self._age('g.latest')} * s.rate) AS scale
            FROM (SELECT e.rel, e.item, e.actor, max(e.t) AS latest, {self.double.format('count(*)')} AS n,
                         sum(CASE WHEN i.harm = 1 THEN {one} - e.value ELSE e.value END) AS good
                  FROM ev e JOIN items i ON i.item = e.item WHERE e.kind = {RATING}
                  GROUP BY e.rel, e.item, e.actor, e.t / {self.rating_window}) g
            JOIN said s ON s.item = g.item AND s.actor = g.actor) h"""

    def masses(self, form):
        """Both would evaluate an expression anew wherever it is used: what is used often is materialised."""
        return (f"WITH cells AS MATERIALIZED ({self._cells()}), cells_said AS MATERIALIZED ({self._said()})"
                f"{f', decayed AS MATERIALIZED ({self._decayed()})' if form == 'staged' else ''} "
                f"SELECT rel, item, sum(s) AS s, sum(r) AS r FROM ({getattr(self, form)()} UNION ALL {self._ratings()}) u "
                "GROUP BY rel, item")


class Answers:
    """What both databases answer, for the comparison."""

    def masses_of(self, result):
        got = np.array(self.db.execute(f"SELECT rel, item, s, r FROM {result}").fetchall())
        masses = np.zeros((2, self.facts.relationships, len(self.facts.items)))
        rel, item = got[:, 0].astype(int), got[:, 1].astype(int)
        masses[0, rel, item], masses[1, rel, item] = got[:, 2], got[:, 3]
        return masses
