# SPDX-License-Identifier: Apache-2.0
"""The facts and the model as every peer gets them: plain columns, nothing to parse.

What is prepared here is not timed. In the peers' favour the facts come sorted by relationship and
time, with kinds and items as small numbers, without two facts of a relationship at the same time,
without intensities, recorded times, guesses or terminations, none of which a peer has to look at.
"""
import json
import pathlib

import numpy as np

DAY = 86_400_000_000
RATING = 255                     # the kind of a rating, in one byte
CLIENT, SUPPLIER = 0, 1
SIDES = ("client", "supplier")
HALF_LIVES = (60.0, 90.0, 180.0, 365.0)


class Facts:
    """The columns that `generate --columns` wrote; rel, t, kind, actor, item and value (nan: missing)."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.offsets = np.fromfile(folder / "offsets", np.uint64).astype(np.int64)
        self.relationships = len(self.offsets) - 1
        self.t = np.fromfile(folder / "time", np.int64)
        self.rel = np.repeat(np.arange(self.relationships, dtype=np.int32), np.diff(self.offsets))
        self.kind = np.minimum(np.fromfile(folder / "kind", np.uint16), RATING).astype(np.uint8)
        self.item = np.fromfile(folder / "item", np.uint16).astype(np.uint8)
        self.actor = np.fromfile(folder / "actor", np.uint8)
        self.value = np.fromfile(folder / "value", np.float64)
        valid = np.unpackbits(np.fromfile(folder / "valid", np.uint8), count=len(self.t), bitorder="little")
        self.value[valid == 0] = np.nan
        self.as_of = int(self.t.max())
        self.kinds = (folder / "kinds.txt").read_text().split()
        self.items = (folder / "items.txt").read_text().split()

    def __len__(self):
        return len(self.t)

    def first(self, relationships):
        """The facts of the first relationships, with the same as-of."""
        end = int(self.offsets[min(relationships, self.relationships)])
        part = object.__new__(Facts)
        part.__dict__.update(self.__dict__)
        part.relationships = min(relationships, self.relationships)
        part.offsets = self.offsets[:part.relationships + 1]
        for name in ("rel", "t", "kind", "item", "actor", "value"):
            setattr(part, name, getattr(self, name)[:end])
        return part


class Method:
    """The model as arrays by number of kind, and what the transforms of section 1 come down to.

    Every transform of the default model is linear in z, where z is the value clamped to 0..1 (`unit`,
    `split_unit`) or y/(y+h) (all others), so a cell needs no more than three sums: n, the count of its
    facts; m, the count of those with a value; and z. Then `one` says n, `hill` says 2z, and the others
    z or m - z, adverse and favourable. X 0 is n, X 1 is 2z or z, X 2 is m - z.
    """

    X = {"one": (0, 0), "unit": (1, 1), "split_unit": (2, 1), "hill": (1, 1), "split_late": (1, 2),
         "notice": (2, 1)}

    def __init__(self, facts, path):
        document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.parameters = document["parameters"]
        kinds = {kind["id"]: kind for kind in document["kinds"]}
        indicators = {item["id"]: item for item in document["indicators"]}
        self.kind_number = {name: k for k, name in enumerate(facts.kinds)}
        ordered = [kinds[name] for name in facts.kinds]
        column = lambda name, dtype: np.array([kind[name] for kind in ordered], dtype)
        self.window = column("window_days", np.int64) * DAY
        self.q = column("repeat_q", np.float64)
        self.contact, self.expects = column("is_contact", bool), column("expects_reply", bool)
        self.mutual, self.tone = column("mutual", bool), column("tone", np.int8)
        self.default = np.array([np.nan if kind["default_value"] is None else kind["default_value"]
                                 for kind in ordered])
        self._items(facts, indicators)
        self._rows(document["evidence"], {name: i for i, name in enumerate(facts.items)})

    def _items(self, facts, indicators):
        items = [indicators[name] for name in facts.items]
        self.half_life = np.array([float(item["half_life_days"]) for item in items])
        self.class_of = np.array([HALF_LIVES.index(h) for h in self.half_life])
        self.harm = np.array([item["harm"] for item in items], bool)
        self.prior_weight = np.array([float(item["prior_weight"]) for item in items])
        self.base_rate = np.array([float(item["base_rate"]) for item in items])
        other = self.parameters["weight_other"]
        self.weight_said = np.array([[1.0 if item["experienced_by"] in (side, "both") else other
                                      for item in items] for side in SIDES])

    def _rows(self, evidence, item_number):
        """(kind, actor, item, adverse, which X, favourable, which X) and z's shape of each kind."""
        kinds = len(self.window)
        self.clamped, self.half, self.twice = np.ones(kinds, bool), np.ones(kinds), np.ones(kinds)
        shapes, self.rows = {}, []
        for row in evidence:
            name, _, half = row["transform"].partition(":")
            kind = self.kind_number[row["kind"]]
            self.rows.append((kind, SIDES.index(row["actor"]), item_number[row["indicator"]],
                              row["adverse"], self.X[name][0], row["favourable"], self.X[name][1]))
            if name == "one":
                continue
            shape = (not half, float(half or 1), 2.0 if name == "hill" else 1.0)
            if shapes.setdefault(kind, shape) != shape:
                raise ValueError(f"two shapes of value of {row['kind']}: no peer here can do that")
            self.clamped[kind], self.half[kind], self.twice[kind] = shape
        self.log_q = np.log(self.q)


def opinions(method, favourable, adverse):
    """(value, uncertainty) of every indicator from its two masses, section 4."""
    n = favourable + adverse
    w = method.prior_weight
    return (favourable + method.base_rate * w) / (n + w), w / (n + w)
