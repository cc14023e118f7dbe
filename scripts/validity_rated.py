# SPDX-License-Identifier: Apache-2.0
"""The part of docs/validity.md about what two sides say of each other."""
import numpy as np

import joyfulprofit as jp
from joyfulprofit import validate as v

import validity_sets as sets


def r_interval(a, b):
    """Pearson's r with its 95 % interval, by Fisher's z."""
    r = float(np.corrcoef(a, b)[0, 1])
    z, half = np.arctanh(r), 1.959963984540054 / np.sqrt(len(a) - 3)
    return r, float(np.tanh(z - half)), float(np.tanh(z + half))


def shown(values):
    """0.12 [0.03, 0.21]"""
    return f"{values[0]:.2f} [{values[1]:.2f}, {values[2]:.2f}]"


def auc_interval(y, score, draws):
    from joyfulprofit.validate.metrics import bootstrap

    y, score = np.asarray(y, float), np.asarray(score, float)
    low, high = bootstrap(np.arange(len(y)), lambda w: np.array([v.auc(y, score, w)]), draws)
    return v.auc(y, score), float(low[0]), float(high[0])


def agreement_row(name, a, b, draws=200):
    """Agreement with its intervals, by draws of pairs."""
    random = np.random.default_rng(1)
    drawn = [random.integers(0, len(a), len(a)) for _ in range(draws)]
    limits = v.bland_altman(a, b)

    def agreed(statistic):
        low, high = np.quantile([statistic(a[i], b[i]) for i in drawn], [0.025, 0.975])
        return f"{statistic(a, b):.2f} [{low:.2f}, {high:.2f}]"

    return (f"| {name} | {len(a):,} | {agreed(v.icc_a1)} | {agreed(v.concordance)} | {limits.bias:+.2f} "
            f"[{limits.low:.2f}, {limits.high:.2f}] |")


def surface_row(name, surface):
    def part(values):
        return f"{values[0]:+.2f} ({values[1]:.2f})"

    return (f"| {name} | {surface.n:,} | {surface.r2_of_levels:.3f} | {surface.r2:.3f} | {part(surface.level)} | "
            f"{part(surface.level_curve)} | {part(surface.gap)} | {part(surface.gap_curve)} |")


def gap_of(table, item):
    """The library's belief gap, shrunken, by client; what is alike but for its last digits is made a tie."""
    gap = np.asarray(table[f"belief_gap.{item}"], float).round(12)
    return dict(zip(table["client"].tolist(), gap, strict=True))


def casino(folder, draws):
    talk, rated, found = sets.casino(folder)
    said = jp.score(talk, "2020-01-01T23:00:00Z", want=("headlines", "rhythm"))
    place = {client: i for i, client in enumerate(said["client"].tolist())}
    rows = [row for row in found if row["client"] in place]
    walked = np.array([row["walked"] for row in rows], float)
    at = [place[row["client"]] for row in rows]
    gaps = gap_of(jp.score(rated, "2020-01-03T00:00:00Z", want=("gaps",)), "pillar.fairness")
    client, supplier, likes, liked = (np.array([row[side + "_rating"][i] for row in rows])
                                      for i in (0, 1) for side in ("client", "supplier"))
    lines = ["| what | AUC of walking away |", "| --- | --- |"]
    tried = {"both sides' satisfaction, low (rated afterwards)": -(client + supplier),
             "the gap between them (rated afterwards)": np.abs(client - supplier),
             "the library's belief gap of fairness (rated afterwards)":
                 np.array([abs(gaps[row["client"]]) for row in rows]),
             "1 - closure of the talk alone": -np.asarray(said["closure"], float)[at],
             "1 - health of the talk alone": -np.asarray(said["health"], float)[at],
             "number of messages": np.asarray(said["facts"], float)[at]}
    lines += [f"| {name} | {shown(auc_interval(walked, score, draws))} |" for name, score in tried.items()]
    return {"n": len(rows), "events": int(walked.sum()), "table": "\n".join(lines),
            "agreement": [agreement_row("CaSiNo, satisfaction", client, supplier),
                          agreement_row("CaSiNo, liking", likes, liked)],
            "surface": surface_row("CaSiNo: walking away, on satisfaction", v.response_surface(client, supplier, walked))}


def bitcoin(folder, draws):
    facts, pairs = sets.bitcoin(folder)
    client, supplier = (np.array([pair[i] for pair in pairs]) for i in (0, 1))
    first = np.where([pair[2] for pair in pairs], client, supplier)
    second = np.where([pair[2] for pair in pairs], supplier, client)
    bad = (second < 0.5).astype(float)
    scored = jp.score(facts, want=("gaps",))
    gap = np.asarray(scored["belief_gap.pillar.trust"], float)
    return {"n": len(pairs), "events": int(bad.sum()), "auc": auc_interval(bad, -first, draws),
            "raw_sd": float((client - supplier).std()), "shrunk_sd": float(gap.std()),
            "agreement": [agreement_row("Bitcoin-OTC, trust", client, supplier)]}


def couples(folder):
    rows = sets.couples(folder)
    column = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    joint = (column["Satisfaction_A"] + column["Satisfaction_P"]) / 2
    tension = column["Tension_A"], column["Tension_P"]
    middle = float(np.mean(tension))
    return {"n": len(rows), "gap": r_interval(np.abs(tension[0] - tension[1]), joint),
            "level": r_interval((tension[0] + tension[1]) / 2, joint),
            "agreement": [agreement_row("couples, satisfaction (1–4)", column["Satisfaction_A"], column["Satisfaction_P"]),
                          agreement_row("couples, tension (1–4)", *tension)],
            "surface": surface_row("couples: joint satisfaction, on tension",
                                   v.response_surface(*tension, joint, middle=middle))}


def kservqual(folder):
    _, body = sets.kservqual(folder)

    def numbers(columns):
        return np.array([[float(line[c]) if line[c].strip() else np.nan for c in columns] for line in body])

    expected, perceived = numbers(range(3, 51, 2)), numbers(range(4, 51, 2))
    satisfied = numbers((158, 159)).mean(axis=1)
    there = np.isfinite(expected).all(axis=1) & np.isfinite(perceived).all(axis=1) & np.isfinite(satisfied)
    expected, perceived, satisfied = expected[there], perceived[there], satisfied[there]
    e, p = expected.mean(axis=1), perceived.mean(axis=1)
    scale = (e - 1) / 6, (p - 1) / 6
    return {"n": int(there.sum()), "level": r_interval(p, satisfied), "gap": r_interval(p - e, satisfied),
            "alpha": v.alpha(perceived), "omega": v.omega(perceived), "items": perceived.shape[1],
            "agreement": [agreement_row("K-SERVQUAL, expectation and perception (0–1)", *scale)],
            "surface": surface_row("K-SERVQUAL: overall satisfaction, on expectation and perception",
                                   v.response_surface(*scale, satisfied))}
