# SPDX-License-Identifier: Apache-2.0
"""Section 7 of the method: the exact shares of factors, indicators and facts, and what-if numbers."""
import itertools
import math
from types import SimpleNamespace

import reference
from special import log_mean

FACTORS = reference.FACTORS


def baseline(model):
    """The opinions where nothing is known: every v_i = a_i."""
    return {i.id: reference.opinion_of_masses(model, i, 0.0, 0.0) for i in model.indicators.values()}


def factor_coefficients(now, then):
    """c_F: a factor's share of G - G0 is c_F ln(F / F0)."""
    third = log_mean(now.closure, then.closure) / 3.0
    e, x, e0, x0 = (h.factors[name] for h in (now, then) for name in ("engage", "excite"))
    ends = log_mean(e + x, e0 + x0)
    return {"engage": third * log_mean(e, e0) / ends, "excite": third * log_mean(x, x0) / ends,
            "conversation": third, "caring": third}


def change(model, opinions, before):
    """Shares of the change of closure and health from the opinions `before` to `opinions`."""
    now, then = (reference.headline_of_opinions(model, o) for o in (opinions, before))
    c = factor_coefficients(now, then)
    by_factor = {f: c[f] * math.log(now.factors[f] / then.factors[f]) for f in FACTORS}
    by_indicator = {}
    for f in FACTORS:
        for i, e in reference.exponents(model, reference.group_ids(model, f)).items():
            by_indicator[i] = c[f] * e * math.log(opinions[i].v / before[i].v)
    whole = log_mean(now.health, then.health)
    h = reference.health_exponents(model)
    scale = whole / (5.0 * log_mean(now.closure, then.closure))
    by_health = {}
    for i in model.indicators:
        if i in h:
            by_health[i] = whole * h[i] * math.log(opinions[i].v / before[i].v)
        elif i in by_indicator:
            by_health[i] = by_indicator[i] * scale
    return {"closure_by_factor": by_factor, "closure_by_indicator": by_indicator,
            "health_by_indicator": by_health}


def shares(model, opinions):
    """Shares of closure and health minus their baseline."""
    return change(model, opinions, baseline(model))


def change_between(model, facts, earlier, later):
    """The same between two dates."""
    return change(model, reference.gather(model, facts, later).opinions,
                  reference.gather(model, facts, earlier).opinions)


def fact_shares(model, facts, as_of):
    """[(fact, indicator, share of closure, share of health)] of every piece of mass that counts."""
    base = reference.gather(model, facts, as_of)
    start = baseline(model)
    now, then = (reference.headline_of_opinions(model, o) for o in (base.opinions, start))
    c = factor_coefficients(now, then)
    whole = log_mean(now.health, then.health)
    scale = whole / (5.0 * log_mean(now.closure, then.closure))
    h = reference.health_exponents(model)
    in_factor = {i: c[f] * e for f in FACTORS
                 for i, e in reference.exponents(model, reference.group_ids(model, f)).items()}
    result = []
    for piece in base.pieces:
        indicator = model.indicators[piece.indicator]
        o = base.opinions[piece.indicator]
        w = reference.source_weight(model, indicator, piece.source)
        if w == 0.0 or (indicator.id not in h and indicator.id not in in_factor):
            continue
        moved = w * (piece.favourable * (1.0 - indicator.a) - piece.adverse * indicator.a)
        moved /= (o.n + indicator.W) * log_mean(o.v, indicator.a)
        of_closure = in_factor.get(indicator.id, 0.0) * moved
        of_health = whole * h[indicator.id] * moved if indicator.id in h else of_closure * scale
        result.append((piece.fact, indicator.id, of_closure, of_health))
    return result


def shapley(model, opinions):
    """Shares of the four factors in G - G0 by their Shapley values over the 16 coalitions."""
    now, then = (reference.headline_of_opinions(model, o).factors for o in (opinions, baseline(model)))

    def worth(coalition):
        return reference.closure_index({f: (now if f in coalition else then)[f] for f in FACTORS})

    result = dict.fromkeys(FACTORS, 0.0)
    for f in FACTORS:
        rest = [other for other in FACTORS if other != f]
        for size in range(len(FACTORS)):
            weight = math.factorial(size) * math.factorial(3 - size) / math.factorial(4)
            for coalition in itertools.combinations(rest, size):
                result[f] += weight * (worth(coalition + (f,)) - worth(coalition))
    return result


def delta_without(model, facts, fact, as_of):
    """The index with a fact minus the index without it, for closure and for health."""
    rest = list(facts)
    rest.remove(fact)
    whole, less = (reference.headline(model, some, as_of) for some in (facts, rest))
    return SimpleNamespace(closure=whole.closure - less.closure, health=whole.health - less.health)
