# SPDX-License-Identifier: Apache-2.0
"""Seeded random relationships: usual ones and every kind of odd one, as records for the command.

A record has the columns of the command's input (docs/facts.md) but for the names of the two sides.
"""
import random

import reference

DAY = reference.DAY
HOUR = DAY // 24
WEEK = 7 * DAY

# What a value usually is, by the kind's unit; odd values come on top.
_TYPICAL = {
    "minutes": (5, 180), "hours": (0, 100), "days": (0, 30), "months": (1, 36),
    "latency_hours": (0, 120), "age_hours": (0, 500), "notice_hours": (0, 72), "notice_days": (0, 30),
    "days_late": (-3, 40), "price_fraction": (0, 0.5), "amount_fraction": (0, 1),
    "work_fraction": (0, 1)}
_ODD = (0.0, 1.0, 0.5, -1.0, -0.0, 1e-9, 1e9, 1e300, 2.5, 24.0, 1e-300)


def value(rng, unit):
    """A value of a unit, or None for a missing one."""
    chance = rng.random()
    if chance < 0.25 or (unit == "none" and chance < 0.9):
        return None
    if chance < 0.35:
        return rng.choice(_ODD)
    low, high = _TYPICAL.get(unit, (0, 1))
    number = rng.uniform(low, high)
    return float(round(number)) if rng.random() < 0.3 else number


class Times:
    """Draws times in a span: anywhere, on whole days, next to a window's edge, or a time again."""

    def __init__(self, rng, start, end):
        self.rng, self.start, self.end = rng, start, max(start, end)
        self.drawn = []

    def draw(self):
        rng = self.rng
        chance = rng.random()
        if self.drawn and chance < 0.12:
            time = rng.choice(self.drawn)
        else:
            time = rng.randint(self.start, self.end)
            if chance < 0.25:
                time -= time % DAY
            elif chance < 0.35:
                time -= time % rng.choice((WEEK, 2 * WEEK, 30 * DAY))
                time += rng.choice((-1, 0, 0, 1))
            elif chance < 0.6:
                time -= time % HOUR
        self.drawn.append(time)
        return time


def time_text(rng, us):
    """One of the ways in which the same moment can be written."""
    text = reference.format_time(us)
    chance = rng.random()
    if chance < 0.2 and text.endswith(".000000Z"):
        return text[:-8] + "Z"
    if chance < 0.3:
        return text[:-1].rstrip("0").rstrip(".") + rng.choice(("Z", "z", "+00:00", "-00:00"))
    if chance < 0.4:
        minutes = rng.choice((60, -300, 330, 1439, -1439))
        moved = reference.format_time(us + minutes * 60_000_000)[:-1].replace("T", rng.choice("Tt "))
        return f"{moved}{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    if chance < 0.45:
        return text[:-1] + "999Z"
    return text


def interaction(rng, model, times, kinds, actors):
    kind = model.kinds[rng.choice(kinds)]
    allowed = [side for side in actors if kind.actors in (side, "either")]
    actor = rng.choice(allowed) if allowed else kind.actors
    if actor == "either":
        actor = rng.choice(actors)
    record = {"time": times.draw(), "kind": kind.id, "actor": actor, "value": value(rng, kind.unit)}
    if rng.random() < 0.12:
        record["intensity"] = rng.choice((0.0, 1.0, 0.5, rng.random()))
    return record


def rating(rng, items, times):
    record = {"time": times.draw(), "kind": "rating", "actor": rng.choice(("client", "supplier")),
              "item": rng.choice(items), "value": rng.choice((0.0, 1.0, 0.5, rng.random(), rng.random()))}
    if rng.random() < 0.35:
        record["guess"] = rng.random() < 0.8
    if rng.random() < 0.05:
        record["intensity"] = rng.random()
    return record


def _own_kinds(model):
    return [kind.id for kind in model.kinds.values() if not kind.derived]


def _bursts(rng, model, as_of, count, kinds):
    """A few kinds over and over within hours: spam."""
    start = as_of - rng.randint(0, 60) * DAY
    times = Times(rng, start, start + rng.randint(1, 48) * HOUR)
    few = rng.sample(kinds, rng.randint(1, 3))
    actors = rng.choice((("client",), ("supplier",), ("client", "supplier")))
    return [interaction(rng, model, times, few, actors) for _ in range(count)]


def _talk(rng, model, times, count):
    """Messages and answers to and fro, with replies that carry their own latency."""
    kinds = [kind.id for kind in model.kinds.values()
             if kind.expects_reply or kind.id in ("reply", "call", "thanks", "decision_imposed")]
    kinds += ["reply", "message"] * 4
    return [interaction(rng, model, times, kinds, ("client", "supplier")) for _ in range(count)]


def _ends(rng, times):
    """Terminations and renewals, some at the same microsecond as something else."""
    return [{"time": times.draw(), "kind": rng.choice(("termination", "renewal")), "actor": "client"}
            for _ in range(rng.randint(1, 4))]


def _marks(rng, as_of, count):
    """Questions and answers at whole days before as-of, so that marks are met exactly and latencies tie."""
    records = []
    for _ in range(count):
        actor = rng.choice(("client", "supplier"))
        kind = rng.choice(("message", "message", "request_made", "reply", "reply", "thanks",
                           "decision_imposed"))
        record = {"time": as_of - rng.choice((0, 1, 2, 3, 5, 7, 7, 8, 14, 30, 90, 180)) * DAY
                  + rng.choice((0, 0, 0, 1, -1)), "kind": kind, "actor": actor}
        if kind == "reply" and rng.random() < 0.5:
            record["value"] = rng.choice((24.0, 48.0, 168.0, -5.0))
        records.append(record)
    return records


def plain_relationship(rng, model, as_of):
    """Records with times as whole microseconds, of a profile drawn at random."""
    kinds, items = _own_kinds(model), list(model.indicators)
    span = rng.choice((3, 20, 90, 400, 1000)) * DAY
    times = Times(rng, as_of - span, as_of + span // rng.choice((5, 20, 1000)))
    both = ("client", "supplier")
    profile = rng.choice(("few", "usual", "usual", "talk", "talk", "burst", "decades", "ratings",
                          "ended", "ended", "ties", "one_sided", "still", "marks", "marks"))
    if profile == "few":
        return [interaction(rng, model, times, kinds, both) for _ in range(rng.randint(1, 3))]
    if profile == "talk":
        return _talk(rng, model, times, rng.randint(3, 80))
    if profile == "marks":
        return _marks(rng, as_of, rng.choice((1, 1, 2, 3, 8, 25)))
    if profile == "burst":
        records = _bursts(rng, model, as_of, rng.randint(20, 300), kinds)
        return records + [interaction(rng, model, times, kinds, both) for _ in range(5)]
    if profile == "decades":
        times = Times(rng, as_of - rng.randint(10, 60) * 365 * DAY, as_of)
        return ([interaction(rng, model, times, kinds, both) for _ in range(rng.randint(5, 150))]
                + [rating(rng, items, times) for _ in range(10)])
    if profile == "ratings":
        some = rng.sample(items, rng.randint(1, 6))
        return [rating(rng, some, times) for _ in range(rng.randint(1, 60))]
    if profile == "ended":
        return (_talk(rng, model, times, rng.randint(0, 30)) + _ends(rng, times)
                + [interaction(rng, model, times, kinds, both) for _ in range(rng.randint(0, 20))])
    if profile == "ties":
        few = Times(rng, as_of - span, as_of)
        few.drawn = [few.draw() for _ in range(rng.randint(1, 4))]
        moments = Times(rng, 0, 0)
        moments.draw = lambda: rng.choice(few.drawn)
        return (_talk(rng, model, moments, rng.randint(2, 25)) + _ends(rng, moments)
                + [interaction(rng, model, moments, kinds, both) for _ in range(rng.randint(0, 15))]
                + [rating(rng, items[:3], moments) for _ in range(5)])
    if profile == "one_sided":
        return [interaction(rng, model, times, kinds, (rng.choice(both),)) for _ in range(rng.randint(1, 30))]
    if profile == "still":
        old = Times(rng, as_of - 900 * DAY, as_of - 300 * DAY)
        return _talk(rng, model, old, rng.randint(1, 15))
    return ([interaction(rng, model, times, kinds, both) for _ in range(rng.randint(5, 120))]
            + [rating(rng, items, times) for _ in range(rng.randint(0, 25))])


def relationship(rng, model, as_of):
    """Records as text: recorded late at times, ids mostly there, in no order."""
    records = plain_relationship(rng, model, as_of)
    late = rng.random() < 0.3
    for number, record in enumerate(records):
        time = record["time"]
        record["time"] = time_text(rng, time)
        if late and rng.random() < 0.3:
            record["recorded"] = time_text(rng, time + rng.choice((0, 1, -DAY, DAY, 10 * DAY, 200 * DAY)))
        if rng.random() < 0.8:
            record["id"] = f"f{number:05d}"
        elif rng.random() < 0.3:
            record["id"] = rng.choice(("same", "é", "a b", "x,y", '"'))
    rng.shuffle(records)
    return [{key: part for key, part in record.items() if part is not None} for record in records]


def relationships(seed, count, model, as_of):
    """{(supplier, client): records} of `count` relationships."""
    rng = random.Random(seed)
    names = ("S", "supplier", "Ünïted", "a/b", "x,y", "s p")
    return {(f"{rng.choice(names)}{number % 17}", f"c{number}"): relationship(rng, model, as_of)
            for number in range(count)}


AS_OFS = ("2024-06-16T00:00:00Z", "2023-02-11T13:14:15.161718Z", "1970-01-05T00:00:00Z",
          "1969-12-31T23:59:59.999999Z", "1955-07-13T06:00:00Z", "2100-03-01T00:00:00Z")


def facts_of(records):
    return [reference.fact_from_record(record) for record in records]


# ---- Models ---------------------------------------------------------------------------------------

def random_model(seed, document):
    """The default model file with its numbers moved about, within what the format allows."""
    rng = random.Random(seed)

    def moved(number, low, high):
        return min(max(number * rng.uniform(0.5, 2.0), low), high)

    result = {**document, "name": f"random-{seed}"}
    result["kinds"] = [{**kind, "window_days": rng.choice((1, 5, 7, 14, 30, 45)),
                        "repeat_q": rng.choice((1, 0.01, 0.5, rng.uniform(0.05, 0.99), kind["repeat_q"]))}
                       for kind in document["kinds"]]
    result["indicators"] = [{**i, "weight": moved(i["weight"], 0.1, 10),
                             "half_life_days": moved(i["half_life_days"], 10, 1000),
                             "base_rate": rng.uniform(0.2, 0.8),
                             "prior_weight": moved(i["prior_weight"], 0.5, 8)}
                            for i in document["indicators"]]
    result["evidence"] = [{**row, "adverse": row["adverse"] * rng.uniform(0, 2),
                           "favourable": row["favourable"] * rng.uniform(0, 2)}
                          for row in document["evidence"]]
    result["parameters"] = {
        **document["parameters"], "pursuit_run": rng.randint(1, 4),
        "rhythm_steady_below": rng.uniform(0.3, 0.99), "silence_prior_gaps": rng.randint(1, 5),
        "silence_prior_gap_days": rng.uniform(5, 60), "silence_relative_weight": rng.random(),
        "silence_days": rng.uniform(30, 200), "rating_window_days": rng.choice((1, 7, 10)),
        "rating_mass": rng.uniform(1, 8), "weight_experienced": rng.uniform(0.3, 1),
        "weight_other": rng.random(), "evidence_saturation": rng.uniform(0.005, 0.2),
        "known_coverage": rng.uniform(0.05, 0.5), "gap_tau": rng.uniform(0.05, 1),
        "gap_precision": rng.uniform(0.5, 4)}
    return result
