# SPDX-License-Identifier: Apache-2.0
"""The evidence of docs/method.md with pandas: merges and group-bys for the sums; turns and silence by
shifting the sorted columns, which in pandas is NumPy's work (see numpy_arrays.py).
"""
import math

import numpy as np
import pandas as pd

import numpy_arrays
from data import DAY, RATING

NAME = "pandas"


class Peer(numpy_arrays.Peer):
    def __init__(self, facts, method, threads=1):
        super().__init__(facts, method)
        self.frame = pd.DataFrame({"rel": facts.rel, "t": facts.t, "kind": facts.kind, "actor": facts.actor,
                                   "item": facts.item, "value": facts.value})
        m = method
        self.kinds = pd.DataFrame({"kind": np.arange(len(m.window), dtype=np.uint8), "width": m.window,
                                   "initial": m.default, "clamped": m.clamped, "half": m.half})
        rows = pd.DataFrame(m.rows, columns=["kind", "actor", "item", "adverse", "ax", "favourable", "fx"])
        rows = rows.astype({"kind": np.uint8, "actor": np.uint8, "item": np.uint8, "ax": np.intp, "fx": np.intp})
        rows["rate"] = -math.log(2) / m.half_life[rows["item"]]
        self.rows = rows
        size = len(facts.items)
        self.said = pd.DataFrame({"item": np.tile(np.arange(size, dtype=np.uint8), 2),
                                  "actor": np.repeat(np.arange(2, dtype=np.uint8), size),
                                  "weight": m.weight_said.ravel(), "rate": np.tile(-math.log(2) / m.half_life, 2)})

    def _grouped(self, facts):
        """A row for each (rel, kind, actor, window)."""
        f = facts.merge(self.kinds, on="kind", how="left")
        value = f["value"].fillna(f["initial"])
        y = value.clip(lower=0.0).fillna(0.0)
        f["z"] = np.where(f["clamped"], y.clip(upper=1.0), y / (y + f["half"]))
        f["w"], f["value"] = f["t"] // f["width"], value
        cells = f.groupby(["rel", "kind", "actor", "w"], sort=False).agg(
            latest=("t", "max"), n=("t", "size"), m=("value", "count"), z=("z", "sum")).reset_index()
        cells["age"] = (self.facts.as_of - cells["latest"]) / DAY
        return cells

    def _x(self, cells):
        m = self.method
        kind = cells["kind"].to_numpy()
        log_q, scale = m.log_q[kind], 1.0 / (1.0 - m.q[kind])
        for i, x in enumerate((cells["n"], m.twice[kind] * cells["z"], cells["m"] - cells["z"])):
            cells[f"x{i}"] = -np.expm1(x * log_q) * scale
        return cells[["rel", "kind", "actor", "age", "x0", "x1", "x2"]]

    def _evident(self, said):
        j = said.merge(self.rows, on=["kind", "actor"])
        x, at = j[["x0", "x1", "x2"]].to_numpy(), np.arange(len(j))
        decay = np.exp(j["age"] * j["rate"])
        return pd.DataFrame({"rel": j["rel"], "item": j["item"], "s": j["adverse"] * x[at, j["ax"]] * decay,
                             "r": j["favourable"] * x[at, j["fx"]] * decay})

    def _rated(self):
        p = self.method.parameters
        f = self.frame[self.frame["kind"] == RATING]
        f = f.assign(good=np.where(self.method.harm[f["item"]], 1.0 - f["value"], f["value"]),
                     w=f["t"] // (int(p["rating_window_days"]) * DAY))
        g = f.groupby(["rel", "item", "actor", "w"], sort=False).agg(
            latest=("t", "max"), n=("t", "size"), good=("good", "sum")).reset_index().merge(self.said, on=["item", "actor"])
        mass = (p["rating_mass"] * 2.0 * (1.0 - 0.5 ** g["n"]) / g["n"] * g["weight"]
                * np.exp((self.facts.as_of - g["latest"]) / DAY * g["rate"]))
        return pd.DataFrame({"rel": g["rel"], "item": g["item"], "s": mass * (g["n"] - g["good"]), "r": mass * g["good"]})

    def _summed(self, *parts):
        return pd.concat(parts).groupby(["rel", "item"], sort=False).sum()

    def _plain(self):
        kind = self.frame["kind"]
        return self.frame.loc[(kind != RATING) & (kind != self.reply), ["rel", "t", "kind", "actor", "value"]]

    def sums(self):
        return self._summed(self._evident(self._x(self._grouped(self._plain()))), self._rated())

    def rhythm(self):
        return self._derive(self.facts)

    def full(self):
        derived, items = self._derive(self.facts)
        derived = pd.DataFrame(dict(zip(("rel", "t", "kind", "actor", "value"), derived)))
        items = pd.DataFrame(dict(zip(("rel", "kind", "actor", "value"), items)))
        m, kind, y = self.method, items["kind"], items["value"]
        items["z"] = np.where(m.clamped[kind], y.clip(upper=1.0), y / (y + m.half[kind]))
        items["n"] = items["m"] = 1.0
        items["age"] = 0.0
        cells = self._grouped(pd.concat([self._plain(), derived]))
        return self._summed(self._evident(pd.concat([self._x(cells), self._x(items)])), self._rated())

    def masses_of(self, got):
        got = got.reset_index()
        masses = np.zeros((2, self.facts.relationships, len(self.facts.items)))
        masses[0, got["rel"], got["item"]], masses[1, got["rel"], got["item"]] = got["s"], got["r"]
        return masses
