# SPDX-License-Identifier: Apache-2.0
"""The fitted forecasts of section 8, once more and independently: quiet and divorce.

The sections are read from the document of a model file; what they forecast is None where they are refused.
"""
import math

import advice
import reference
from model import SIDES

DAY = reference.DAY


def expit(logit):
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700.0 else math.exp(logit)


def quiet_logit(section, model, facts, as_of):
    """At the section's own horizon; by the logarithm, since p may be too small for a double."""
    seen = reference.seen_facts(facts, as_of)
    times = [f.time for f in seen if f.kind != "rating" and model.kinds[f.kind].is_contact]
    ages = [reference.days_between(time, as_of) for time in times]
    log_p = advice.quiet_log_forecast(ages, max(ages, default=0.0), section["a0"], section["b0_days"],
                                      section["half_life_days"], section["fitted"]["horizon_days"])
    logit = log_p - math.log(-math.expm1(log_p))
    return section.get("intercept", 0.0) + section.get("slope", 1.0) * logit


def quiet(document, model, facts, as_of):
    """What the command prints as the probability."""
    if "fitted" not in document["quiet"] or reference.is_ended(reference.seen_facts(facts, as_of)):
        return None
    return expit(quiet_logit(document["quiet"], model, facts, as_of))


def _levels(model, masses, item):
    """Both sides' levels of the belief gap less the middle of the scale: the mean of what both have rated."""
    gaps = reference.belief_gaps(model, masses)
    asked = [item] if item else list(gaps)
    rated = [i for i in asked if gaps[i].known]

    def mean(side):
        levels = [getattr(gaps[i], side + "_level") for i in rated]
        good = [1.0 - x if model.indicators[i].harm else x for i, x in zip(rated, levels)]
        return math.fsum(good) / len(good) - 0.5 if good else 0.0

    return len(rated) / len(asked), mean("client"), mean("supplier")


def _silence(score, name):
    sides = SIDES if name == "" else (name,)
    days = [score["silence"][side]["days"] for side in sides]
    return min((d for d in days if d is not None), default=None)


def feature(document, model, facts, as_of, score, name, item):
    """The value of a feature; None where it is not known."""
    word, _, part = name.partition(".")
    if word == "quiet" or word == "quiet_logit":
        logit = quiet_logit(document["quiet"], model, facts, as_of)
        return expit(logit) if word == "quiet" else logit
    if word == "belief":
        known, c, s = _levels(model, reference.gather(model, facts, as_of).masses, item)
        return {"known": known, "client": c, "supplier": s, "client_squared": c * c, "product": c * s,
                "supplier_squared": s * s}[part]
    if word == "change_30":
        now, before = (reference.headline(model, facts, t) for t in (as_of, as_of - 30 * DAY))
        return getattr(now, part) - getattr(before, part)
    if word == "silence_days":
        return _silence(score, part)
    if word == "log_silence_days":
        days = _silence(score, "")
        return None if days is None else math.log1p(days)
    if word == "silence_score":
        return score["silence"][part]["score"] or 0.0
    if name in ("closure", "health"):
        return score[name]["value"]
    if name == "risk_index":
        return score["risk_index"]
    return score["factors"][name]["value"] if name in score["factors"] else score["dimensions"][name]["level"]


def features(document, model, facts, as_of):
    """{name, and the indicator if there is one: value}"""
    target = document["divorce"].get("target", [])
    facts = [f for f in facts if f.kind not in target]
    values, score = {}, reference.score(model, facts, as_of)
    for row in document["divorce"]["features"]:
        item = row.get("indicator", "")
        value = feature(document, model, facts, as_of, score, row["name"], item)
        values[f"{row['name']} {item}".strip()] = value
    return values


def divorce(document, model, facts, as_of):
    """(probability, features)"""
    section = document["divorce"]
    values = features(document, model, facts, as_of)
    known = all(value is not None and row["minimum"] <= value <= row["maximum"]
                for row, value in zip(section["features"], values.values()))
    if not known or "fitted" not in section or reference.is_ended(reference.seen_facts(facts, as_of)):
        return None, values
    logit = math.fsum([section["intercept"]] + [
        row["coefficient"] * (value - row.get("mean", 0.0)) / row.get("sd", 1.0)
        for row, value in zip(section["features"], values.values())])
    logit = section.get("recalibration_intercept", 0.0) + section.get("recalibration_slope", 1.0) * logit
    return expit(logit), values
