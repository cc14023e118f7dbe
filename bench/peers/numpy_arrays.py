# SPDX-License-Identifier: Apache-2.0
"""The evidence of docs/method.md by NumPy, as someone would write it who knows it well: whole columns,
sorted keys, reduceat, bincount and a matrix product; no loop over relationships.
"""
import numpy as np

from data import CLIENT, DAY, HALF_LIVES, RATING, SUPPLIER

NAME = "NumPy"
CHUNK = 250_000                  # facts at a time, at the end of a relationship; fits the caches


class Peer:
    def __init__(self, facts, method, threads=1):
        self.facts, self.method = facts, method
        number = method.kind_number
        self.reply, self.unanswered = number["reply"], number["unanswered"]
        self.burst, self.silence = number["pursuit_burst"], number["silence"]
        self.steady = number["rhythm_steady"]
        self._matrices()

    def _matrices(self):
        """For each class of half-life: from (which X, kind and actor) to indicators."""
        m, count = self.method, 2 * len(self.method.window)
        shape = (len(HALF_LIVES), 3 * count, len(m.half_life))
        self.adverse, self.favourable = np.zeros(shape), np.zeros(shape)
        for kind, actor, item, adverse, x_adverse, favourable, x_favourable in m.rows:
            at = m.class_of[item], 2 * kind + actor
            self.adverse[at[0], x_adverse * count + at[1], item] += adverse
            self.favourable[at[0], x_favourable * count + at[1], item] += favourable

    # ---- Section 3 ------------------------------------------------------------------------------

    def _cells(self, rel, t, kind, actor, value):
        """Sums of each cell: (rel, kind, actor, latest time, n, m, z)."""
        m = self.method
        value = np.where(np.isnan(value), m.default[kind], value)
        spoken = ~np.isnan(value)
        y = np.maximum(np.where(spoken, value, 0.0), 0.0)
        z = np.where(m.clamped[kind], np.minimum(y, 1.0), y / (y + m.half[kind]))
        window = t // m.window[kind]
        window -= window.min() if len(window) else 0
        key = ((rel.astype(np.int64) * 256 + kind) * 2 + actor) << 22 | window
        order = np.argsort(key)
        key = key[order]
        starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, np.int64)
        ends = np.r_[starts[1:], len(key)] - 1 if len(key) else starts
        pair = key[starts] >> 22
        return (pair >> 9, pair >> 1 & 255, pair & 1, np.maximum.reduceat(t[order], starts) if len(key) else t[order], (ends - starts + 1).astype(float),
                np.add.reduceat(spoken[order].astype(float), starts) if len(key) else starts.astype(float),
                np.add.reduceat(z[order], starts) if len(key) else starts.astype(float))

    def _add(self, out, rel, kind, actor, days, n, m, z):
        """Saturates and decays cells, sums them by (relationship, kind, actor), applies the rows."""
        method, count, relationships = self.method, 2 * len(self.method.window), len(out[0])
        log_q, scale = method.log_q[kind], 1.0 / (1.0 - method.q[kind])
        xs = [-np.expm1(x * log_q) * scale for x in (n, method.twice[kind] * z, m - z)]
        key = rel * count + 2 * kind + actor
        for h, half_life in enumerate(HALF_LIVES):
            decay = np.exp2(days * (-1.0 / half_life))
            sums = np.concatenate([np.bincount(key, x * decay, relationships * count)
                                   .reshape(relationships, count) for x in xs], axis=1)
            out[0] += sums @ self.adverse[h]
            out[1] += sums @ self.favourable[h]

    def _ratings(self, out, rel, t, item, rater, value):
        m = self.method
        y = np.where(m.harm[item], 1.0 - value, value)
        window = t // (int(m.parameters["rating_window_days"]) * DAY)
        window -= window.min() if len(window) else 0
        key = ((rel.astype(np.int64) * 256 + item) * 2 + rater) << 22 | window
        order = np.argsort(key)
        key = key[order]
        if not len(key):
            return
        starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
        ends = np.r_[starts[1:], len(key)] - 1
        n = (ends - starts + 1).astype(float)
        pair = key[starts] >> 22
        rel, item, rater = pair >> 9, pair >> 1 & 255, pair & 1
        decay = np.exp2((self.facts.as_of - np.maximum.reduceat(t[order], starts)) / (-float(DAY)) / m.half_life[item])
        mass = m.parameters["rating_mass"] * 2.0 * (1.0 - 0.5 ** n) * decay / n * m.weight_said[rater, item]
        good = np.add.reduceat(y[order], starts)
        items, size = len(m.half_life), out[0].size
        out[0] += np.bincount(rel * items + item, mass * (n - good), size).reshape(out[0].shape)
        out[1] += np.bincount(rel * items + item, mass * good, size).reshape(out[1].shape)

    def _direct(self, out, f):
        rated = f.kind == RATING
        cells = ~rated & (f.kind != self.reply)
        self._given(out, f.rel[cells], f.t[cells], f.kind[cells], f.actor[cells], f.value[cells])
        self._ratings(out, f.rel[rated], f.t[rated], f.item[rated], f.actor[rated], f.value[rated])

    def _given(self, out, rel, t, kind, actor, value):
        rel, kind, actor, latest, n, m, z = self._cells(rel, t, kind, actor, value)
        self._add(out, rel, kind, actor, (self.facts.as_of - latest) / DAY, n, m, z)

    def _open(self, out, rel, kind, actor, value):
        """Open items: each a cell by itself, not decayed."""
        m = self.method
        z = np.where(m.clamped[kind], np.minimum(value, 1.0), value / (value + m.half[kind]))
        one = np.ones(len(rel))
        self._add(out, rel, kind, actor, np.zeros(len(rel)), one, one, z)

    # ---- Section 2 ------------------------------------------------------------------------------

    def _turns(self, rel, t, kind, actor, value, side):
        """Derived facts and open turns that `side` answers or owes, from the contacts."""
        m = self.method
        ask = (actor != side) & m.expects[kind]
        keep = ask | (actor == side) | m.mutual[kind]
        rel, t, kind, value, ask = rel[keep], t[keep], kind[keep], value[keep], ask[keep]
        first = np.r_[True, rel[1:] != rel[:-1]][:len(rel)]
        asked = np.r_[False, ask[:-1]][:len(rel)] & ~first
        opening = ask & ~asked
        opened = np.maximum.accumulate(np.where(opening, np.arange(len(rel)), 0))
        before = np.r_[False, asked[:-1]][:len(rel)] & ~first
        burst = ask & asked & before & (opened <= np.arange(len(rel)) - int(m.parameters["pursuit_run"]))
        own = (kind == self.reply) & ~np.isnan(value)
        close = ~ask & (asked | own)
        hours = np.where(own, np.maximum(value, 0.0), (t - t[opened]) / DAY * 24.0)[close]
        answer = np.where(m.tone[kind[close]] == -1, self.unanswered, self.reply).astype(np.uint8)
        last = np.r_[rel[1:] != rel[:-1], True][:len(rel)] & ask
        derived = [(rel[burst], t[burst], self.burst, 1 - side, 1.0), (rel[close], t[close], answer, side, hours)]
        return derived, (rel[last], self.unanswered, side, (self.facts.as_of - t[opened[last]]) / DAY * 24.0)

    def _score(self, n, total, gap):
        p = self.method.parameters
        b = p["silence_prior_gaps"] * p["silence_prior_gap_days"] + total
        log_s = -(p["silence_prior_gaps"] + n) * np.log1p(gap / b)
        relative = np.clip(log_s / -np.log(10.0) - 2.0, 0.0, 1.0)
        cube = gap * gap * gap
        absolute = cube / (cube + float(p["silence_days"]) ** 3)
        return 1.0 - (1.0 - p["silence_relative_weight"] * relative) * (1.0 - absolute), -np.expm1(log_s)

    def _silences(self, rel, t, kind, actor, side):
        """The gaps of a side. Without terminations the earlier gaps sum to the time since the first contact."""
        head = np.r_[True, rel[1:] != rel[:-1]][:len(rel)]
        start = t[np.maximum.accumulate(np.where(head, np.arange(len(rel)), 0))]
        keep = (actor == side) | self.method.mutual[kind]
        rel, t, start = rel[keep], t[keep], start[keep]
        first = np.r_[True, rel[1:] != rel[:-1]][:len(rel)]
        previous = np.where(first, start, np.r_[0, t[:-1]][:len(rel)])
        gap, total = (t - previous) / DAY, (previous - start) / DAY
        some = gap > 0.0
        counted = np.cumsum(some)
        n = counted - some - (counted - some)[np.maximum.accumulate(np.where(first, np.arange(len(rel)), 0))]
        score, f = self._score(n, total, gap)
        silent = some & (score > 0.0)
        steady = some & (f < self.method.parameters["rhythm_steady_below"]) & (gap >= 1.0)
        last = np.r_[rel[1:] != rel[:-1], True][:len(rel)]
        open_gap = (self.facts.as_of - t[last]) / DAY
        score_now, _ = self._score((n + some)[last], ((t - start) / DAY)[last], open_gap)
        derived = [(rel[silent], t[silent], self.silence, side, score[silent]),
                   (rel[steady], t[steady], self.steady, side, 1.0)]
        return derived, tuple(x[score_now > 0.0] if np.ndim(x) else x
                              for x in (rel[last], self.silence, side, score_now))

    def _derive(self, f):
        """All derived facts and open items: two tuples (rel, t, kind, actor, value), without t for the open."""
        talk = f.kind != RATING
        talk[talk] = self.method.contact[f.kind[talk]]
        rel, t, kind, actor, value = (x[talk] for x in (f.rel, f.t, f.kind, f.actor, f.value))
        derived, items = [], []
        for side in (CLIENT, SUPPLIER):
            for facts, item in (self._turns(rel, t, kind, actor, value, side),
                                self._silences(rel, t, kind, actor, side)):
                derived += facts
                items.append(item)
        return (self._joined(derived, (np.int32, np.int64, np.uint8, np.uint8, np.float64)),
                self._joined(items, (np.int32, np.uint8, np.uint8, np.float64)))

    @staticmethod
    def _joined(parts, types):
        full = [[np.broadcast_to(x, len(part[0])) for x in part] for part in parts]
        return tuple(np.concatenate(columns).astype(kind) for columns, kind in zip(zip(*full), types))

    # ---- What is timed ---------------------------------------------------------------------------

    def _chunks(self):
        f = self.facts
        starts = [0]
        while starts[-1] < f.relationships:
            goal = f.offsets[starts[-1]] + CHUNK
            starts.append(max(int(np.searchsorted(f.offsets, goal, "right")) - 1, starts[-1] + 1))
        for begin, end in zip(starts, starts[1:]):
            a, b = f.offsets[begin], f.offsets[end]
            part = object.__new__(type(f))
            part.__dict__.update(f.__dict__)
            part.relationships = end - begin
            for name in ("t", "kind", "item", "actor", "value"):
                setattr(part, name, getattr(f, name)[a:b])
            part.rel = f.rel[a:b] - np.int32(begin)
            yield begin, end, part

    def _run(self, direct, rhythm):
        masses = np.zeros((2, self.facts.relationships, len(self.method.half_life)))
        for begin, end, part in self._chunks():
            out = masses[:, begin:end]
            if direct:
                self._direct(out, part)
            if rhythm:
                derived, items = self._derive(part)
                self._given(out, *derived)
                self._open(out, *items)
        return masses

    def sums(self):
        """(a): the masses of what was given."""
        return self._run(True, False)

    def rhythm(self):
        """(b): what follows from the order of things: derived facts and open items."""
        parts = [(begin, self._derive(part)) for begin, _, part in self._chunks()]
        for begin, (derived, items) in parts:
            derived[0][:] += begin
            items[0][:] += begin
        return tuple(tuple(map(np.concatenate, zip(*(pair[i] for _, pair in parts)))) for i in (0, 1))

    def full(self):
        """(c): both, and what the derived facts say."""
        return self._run(True, True)

    # ---- What is compared ------------------------------------------------------------------------

    def masses_of(self, result):
        return result

    def derived_of(self, result):
        return result
