# SPDX-License-Identifier: Apache-2.0
"""The plain Python reference of the tests as one of the peers."""
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))
import model as models  # noqa: E402
import reference  # noqa: E402
from data import RATING, SIDES  # noqa: E402

NAME = "plain Python"


class Peer:
    """Slow on purpose: the page once more, one function a section."""

    def __init__(self, facts, method, threads=1):
        self.facts = facts
        self.model = models.from_json(ROOT / "model" / "default.json")
        self.item_number = {name: i for i, name in enumerate(facts.items)}
        self.kind_number = method.kind_number
        self.records = [[self._fact(i) for i in range(facts.offsets[r], facts.offsets[r + 1])]
                        for r in range(facts.relationships)]

    def _fact(self, i):
        f = self.facts
        value = None if np.isnan(f.value[i]) else float(f.value[i])
        rated = f.kind[i] == RATING
        return reference.Fact(int(f.t[i]), "rating" if rated else f.kinds[f.kind[i]], SIDES[f.actor[i]], value,
                              item=f.items[f.item[i]] if rated else None)

    def _run(self, direct, rhythm):
        masses = np.zeros((2, self.facts.relationships, len(self.facts.items)))
        for r, facts in enumerate(self.records):
            seen = reference.seen_facts(facts, self.facts.as_of)
            found = reference.rhythm(self.model, seen, self.facts.as_of) if rhythm else None
            pieces = reference.evidence(self.model, seen if direct else [], found.derived if rhythm else [],
                                        found.open_items if rhythm else [], self.facts.as_of)
            by_source = reference.source_masses(pieces)
            for indicator in self.model.indicators.values():
                o = reference.opinion(self.model, indicator, by_source)
                at = self.item_number[indicator.id]
                masses[0, r, at], masses[1, r, at] = o.s, o.r
        return masses

    def sums(self):
        return self._run(True, False)

    def full(self):
        return self._run(True, True)

    def rhythm(self):
        rows, items = [], []
        for r, facts in enumerate(self.records):
            seen = reference.seen_facts(facts, self.facts.as_of)
            found = reference.rhythm(self.model, seen, self.facts.as_of)
            rows += [(r, f.time, self.kind_number[f.kind], SIDES.index(f.actor), f.value) for f in found.derived]
            items += [(r, self.kind_number[f.kind], SIDES.index(f.actor), f.value) for f in found.open_items]
        return tuple(np.array(rows).reshape(-1, 5).T), tuple(np.array(items).reshape(-1, 4).T)

    def masses_of(self, result):
        return result

    def derived_of(self, result):
        return result
