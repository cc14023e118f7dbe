# SPDX-License-Identifier: Apache-2.0
"""The forward-looking part of section 8: the next best action and the quiet forecast."""
import math

import reference


def next_actions(model, facts, as_of, side):
    """{kind: (change of health, change of closure)} of every action that may be recommended."""
    seen = reference.seen_facts(facts, as_of)
    if reference.is_ended(seen):
        return {}
    p = model.parameters
    later = as_of + round(p.action_horizon_days * reference.DAY)
    recent = {f.kind for f in seen
              if as_of - f.time <= p.action_recent_days * reference.DAY}
    without = reference.headline(model, seen, later)
    result = {}
    for kind in model.kinds.values():
        if kind.actionable_by not in (side, "either"):
            continue
        if kind.recommend_after and not recent.intersection(kind.recommend_after):
            continue
        added = reference.Fact(as_of, kind.id, side, kind.default)
        with_it = reference.headline(model, seen + [added], later)
        result[kind.id] = (with_it.health - without.health, with_it.closure - without.closure)
    return result


def ranking(effects):
    """Kinds from the best effect on health to the worst, ties by kind id bytes."""
    return sorted(effects, key=lambda kind: (-effects[kind][0], kind.encode()))


def quiet_forecast(contact_ages_days, age_days, a0, b0, half_life, horizon_days):
    """P(no contact in the next `horizon_days`), for parameters that were fitted elsewhere."""
    return math.exp(quiet_log_forecast(contact_ages_days, age_days, a0, b0, half_life, horizon_days))


def quiet_log_forecast(contact_ages_days, age_days, a0, b0, half_life, horizon_days):
    """ln of it."""
    n = math.fsum(2.0 ** (-age / half_life) for age in contact_ages_days)
    exposure = half_life / math.log(2.0) * -math.expm1(-age_days / half_life * math.log(2.0))
    return -(a0 + n) * math.log1p(horizon_days / (b0 + exposure))
