# SPDX-License-Identifier: Apache-2.0
"""The evidence of docs/method.md with Polars: lazy frames, group_by for the sums, and for turns and
silence shifts of the sorted columns (no group needed to look at the row before).
"""
import math

import numpy as np
import polars as pl

from data import CLIENT, DAY, HALF_LIVES, RATING, SUPPLIER

NAME = "Polars"
COLUMNS = ("rel", "t", "kind", "actor", "value")


def _pick(which, values):
    chain = pl.when(pl.col(which) == 0).then(values[0])
    for i, value in enumerate(values[1:], 1):
        chain = chain.when(pl.col(which) == i).then(value)
    return chain


class Peer:
    engine = "in-memory"

    def __init__(self, facts, method, threads=1):
        self.facts, self.method = facts, method
        self.count = len(facts.items)
        self.ev = pl.DataFrame({"rel": facts.rel, "t": facts.t, "kind": facts.kind, "actor": facts.actor,
                                "item": facts.item, "value": facts.value}).with_columns(pl.col("value").fill_nan(None))
        self._model()
        number = method.kind_number
        self.reply, self.unanswered = number["reply"], number["unanswered"]
        self.burst, self.silence, self.steady = number["pursuit_burst"], number["silence"], number["rhythm_steady"]

    def _model(self):
        m, byte = self.method, np.uint8
        self.kinds = pl.LazyFrame({
            "kind": np.arange(len(m.window), dtype=byte), "width": m.window, "log_q": m.log_q, "scale": 1 / (1 - m.q),
            "half": m.half, "twice": m.twice, "clamped": m.clamped, "initial": m.default, "contact": m.contact,
            "expects": m.expects, "mutual": m.mutual, "tone": m.tone}).with_columns(pl.col("initial").fill_nan(None))
        rows = list(zip(*m.rows))
        item = np.array(rows[2])
        self.evidence = pl.LazyFrame({
            "kind": np.array(rows[0], byte), "actor": np.array(rows[1], byte), "item": item.astype(byte),
            "adverse": np.array(rows[3], float), "adverse_x": np.array(rows[4], byte),
            "favourable": np.array(rows[5], float), "favourable_x": np.array(rows[6], byte),
            "rate": -math.log(2) / m.half_life[item]})
        self.items = pl.LazyFrame({"item": np.arange(self.count, dtype=byte), "harm": m.harm})
        self.said = pl.LazyFrame({
            "item": np.tile(np.arange(self.count, dtype=byte), 2), "actor": np.repeat(np.arange(2, dtype=byte), self.count),
            "weight": m.weight_said.ravel(), "rate": np.tile(-math.log(2) / m.half_life, 2)})

    # ---- Section 3 ------------------------------------------------------------------------------

    @staticmethod
    def _z(value):
        y = value.clip(lower_bound=0.0)
        return pl.when("clamped").then(y.clip(upper_bound=1.0)).otherwise(y / (y + pl.col("half")))

    @staticmethod
    def _saturated():
        n, m, z, q = pl.col("n"), pl.col("m"), pl.col("z"), pl.col("log_q")
        return {f"x{i}": (1.0 - (x * q).exp()) * pl.col("scale")
                for i, x in enumerate((n, pl.col("twice") * z, m - z))}

    def _cells(self, facts):
        value = pl.coalesce("value", "initial")
        return (facts.join(self.kinds, on="kind")
                .with_columns(w=pl.col("t") // pl.col("width"), value=value, z=self._z(value))
                .group_by("rel", "kind", "actor", "w")
                .agg(latest=pl.col("t").max(), n=pl.len().cast(pl.Float64), m=pl.col("value").count().cast(pl.Float64),
                     z=pl.col("z").sum())
                .join(self.kinds.select("kind", "log_q", "scale", "twice"), on="kind")
                .select("rel", "kind", "actor", age=(self.facts.as_of - pl.col("latest")) / float(DAY),
                        **self._saturated()))

    def _open(self, items):
        return (items.join(self.kinds, on="kind")
                .with_columns(n=pl.lit(1.0), m=pl.lit(1.0), z=self._z(pl.col("value")))
                .select("rel", "kind", "actor", age=pl.lit(0.0), **self._saturated()))

    def _rows(self, said):
        """The evidence rows of every cell."""
        decay = (pl.col("age") * pl.col("rate")).exp()
        x = [pl.col("x0"), pl.col("x1"), pl.col("x2")]
        return (said.join(self.evidence, on=["kind", "actor"])
                .select("rel", "item", s=pl.col("adverse") * _pick("adverse_x", x) * decay,
                        r=pl.col("favourable") * _pick("favourable_x", x) * decay))

    def _ratings(self):
        p = self.method.parameters
        width = int(p["rating_window_days"]) * DAY
        n, good = pl.col("n"), pl.col("good")
        age = (self.facts.as_of - pl.col("latest")) / float(DAY)
        mass = (p["rating_mass"] * 2.0 * (1.0 - (n * math.log(0.5)).exp()) / n * pl.col("weight")
                * (age * pl.col("rate")).exp())
        return (self.ev.lazy().filter(pl.col("kind") == RATING).join(self.items, on="item")
                .with_columns(good=pl.when("harm").then(1.0 - pl.col("value")).otherwise("value"), w=pl.col("t") // width)
                .group_by("rel", "item", "actor", "w")
                .agg(latest=pl.col("t").max(), n=pl.len().cast(pl.Float64), good=pl.col("good").sum())
                .join(self.said, on=["item", "actor"])
                .select("rel", "item", s=mass * (n - good), r=mass * good))

    def _given(self):
        return (self.ev.lazy().filter((pl.col("kind") != RATING) & (pl.col("kind") != self.reply))
                .select("rel", "t", "kind", "actor", "value"))

    def _masses(self, said):
        return (pl.concat([self._rows(said), self._ratings()]).group_by("rel", "item")
                .agg(pl.col("s").sum(), pl.col("r").sum()).collect(engine=self.engine))

    # ---- Section 2 ------------------------------------------------------------------------------

    def _derived(self, facts, kind, actor, value):
        byte = lambda x: (x if isinstance(x, pl.Expr) else pl.lit(x)).cast(pl.UInt8)
        return facts.select("rel", "t", kind=byte(kind), actor=byte(actor), value=value)

    def _turns(self, contacts, side):
        asks = (pl.col("actor") != side) & pl.col("expects")
        new = pl.col("rel") != pl.col("rel").shift(1, fill_value=-1)
        marked = (contacts.filter(asks | (pl.col("actor") == side) | pl.col("mutual"))
                  .with_columns(ask=asks, new=new, final=pl.col("rel") != pl.col("rel").shift(-1, fill_value=-1))
                  .with_columns(asked=pl.col("ask").shift(1, fill_value=False) & ~pl.col("new"))
                  .with_columns(opened=pl.when(pl.col("ask") & ~pl.col("asked")).then("t").forward_fill(),
                                many=pl.all_horizontal("ask", "asked", pl.col("asked").shift(1, fill_value=False))))
        own = (pl.col("kind") == self.reply) & pl.col("value").is_not_null()
        hours = pl.when(own).then(pl.col("value").clip(lower_bound=0.0)).otherwise(
            (pl.col("t") - pl.col("opened")) / float(DAY) * 24.0)
        answer = pl.when(pl.col("tone") == -1).then(self.unanswered).otherwise(self.reply)
        waited = marked.filter(pl.col("ask") & pl.col("final")).select(
            "rel", kind=pl.lit(self.unanswered, pl.UInt8), actor=pl.lit(side, pl.UInt8),
            value=(self.facts.as_of - pl.col("opened")) / float(DAY) * 24.0)
        return [self._derived(marked.filter("many"), self.burst, 1 - side, pl.lit(1.0)),
                self._derived(marked.filter(~pl.col("ask") & (pl.col("asked") | own)), answer, side, hours)], waited

    def _score(self, gap, n, total):
        p = self.method.parameters
        log_s = -(p["silence_prior_gaps"] + n) * (
            gap / (p["silence_prior_gaps"] * p["silence_prior_gap_days"] + total)).log1p()
        relative = (log_s / -math.log(10.0) - 2.0).clip(0.0, 1.0)
        cube = gap * gap * gap
        absolute = cube / (cube + float(p["silence_days"]) ** 3)
        return 1.0 - (1.0 - p["silence_relative_weight"] * relative) * (1.0 - absolute), 1.0 - log_s.exp()

    def _silences(self, contacts, side):
        new = pl.col("rel") != pl.col("rel").shift(1, fill_value=-1)
        days = lambda a, b: (pl.col(a) - b) / float(DAY)
        gaps = (contacts.with_columns(start=pl.when(new).then("t").forward_fill())
                .filter((pl.col("actor") == side) | pl.col("mutual"))
                .with_columns(new=new, final=pl.col("rel") != pl.col("rel").shift(-1, fill_value=-1))
                .with_columns(before=pl.when("new").then("start").otherwise(pl.col("t").shift(1)))
                .with_columns(gap=days("t", pl.col("before")), total=days("before", pl.col("start")))
                .with_columns(upto=(pl.col("gap") > 0.0).cast(pl.Int64).cum_sum())
                .with_columns(base=pl.when("new").then(pl.col("upto") - (pl.col("gap") > 0.0)).forward_fill())
                .with_columns(n=pl.col("upto") - pl.col("base")))
        score, f = self._score(pl.col("gap"), pl.col("n") - 1, pl.col("total"))
        now, _ = self._score((self.facts.as_of - pl.col("t")) / float(DAY), pl.col("n"), days("t", pl.col("start")))
        scored = gaps.filter(pl.col("gap") > 0.0).with_columns(score=score, f=f)
        p = self.method.parameters
        steady = (pl.col("f") < p["rhythm_steady_below"]) & (pl.col("gap") >= 1.0)
        waits = (gaps.filter("final").select("rel", kind=pl.lit(self.silence, pl.UInt8), actor=pl.lit(side, pl.UInt8),
                                             value=now).filter(pl.col("value") > 0.0))
        return [self._derived(scored.filter(pl.col("score") > 0.0), self.silence, side, pl.col("score")),
                self._derived(scored.filter(steady), self.steady, side, pl.lit(1.0))], waits

    # ---- What is timed ---------------------------------------------------------------------------

    def sums(self):
        return self._masses(self._cells(self._given()))

    def _rhythm(self):
        contacts = (self.ev.lazy().select("rel", "t", "kind", "actor", "value")
                    .join(self.kinds, on="kind", maintain_order="left").filter("contact"))
        derived, items = [], []
        for side in (CLIENT, SUPPLIER):
            for facts, item in (self._turns(contacts, side), self._silences(contacts, side)):
                derived += facts
                items.append(item)
        return pl.concat(derived), pl.concat(items)

    def rhythm(self):
        return pl.collect_all(self._rhythm(), engine=self.engine)

    def full(self):
        derived, items = self._rhythm()
        cells = self._cells(pl.concat([self._given(), derived]))
        return self._masses(pl.concat([cells, self._open(items)]))

    # ---- What is compared ------------------------------------------------------------------------

    def masses_of(self, got):
        masses = np.zeros((2, self.facts.relationships, self.count))
        at = got["rel"].to_numpy(), got["item"].to_numpy()
        masses[0][at], masses[1][at] = got["s"].to_numpy(), got["r"].to_numpy()
        return masses

    def derived_of(self, result):
        return tuple(tuple(frame[c].to_numpy() for c in COLUMNS if c in frame.columns) for frame in result)


class Streaming(Peer):
    engine = "streaming"


FORMS = {"in-memory": Peer, "streaming": Streaming}
