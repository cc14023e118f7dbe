# SPDX-License-Identifier: Apache-2.0
"""What a report says of one relationship."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._look import BASELINE, FACTORS, SIDES, band_of, bands, clean, label_places, tone_of
from ._look_words import band_label
from ._tidy import (equation_table, indicator_names, parameter, perception_table, sides_table, silences,
                    timeline_table, waterfall_table)

SHARES = 8        # bars of the waterfall
HEAVY = 10        # facts that weigh most
ACTIONS = 5       # for each side
MOMENTS = 60      # of the timeline, at most
HARDLY_KNOWN = 0.8  # uncertainty from which an indicator is not spoken of, as in the library's words
_DAY_US = 86_400_000_000

Words = Mapping[str, str]


def relationship(facts: Any, supplier: str, client: str, as_of: Any, said: Words, language: str) -> dict[str, Any]:
    """Everything that the template relationship.html.j2 shows."""
    from ._explain import explain
    from ._report import day_of
    from ._score import moment_of

    moment = moment_of(facts, as_of)
    why = explain(facts, supplier, client, moment)
    score = why.to_dict()
    names = indicator_names(why.model, language)
    health = bands(why.model, "health")
    rated = _rated(why)
    return {
        "title": f"{clean(supplier)} / {clean(client)}", "supplier": clean(supplier), "client": clean(client),
        "as_of": day_of(moment), "status": score["status"], "facts": score["facts"],
        "words": clean(why.text("de" if language == "de" else "en")),
        "headlines": _headlines(why, score, said, language), "risk": _risk(why, score, said, language),
        "equation": _equation(why, score),
        "waterfall": _waterfall(why, language), "heavy": _heavy(why, names, said, language),
        "sides": _sides(why), "verdict": _verdict(score, said), "endgame": score["endgame"],
        "compromised": score["compromised"], "days": parameter(why.model, "silence_days", 90.0),
        "horizon": parameter(why.model, "action_horizon_days", 14.0),
        "time": _time(facts, supplier, client, moment, health, said, language),
        "actions": {side: _actions(facts, supplier, client, side, moment) for side in ("supplier", "client")},
        "views": _views(why, rated, names, said, language), "not_known": _not_known(why, score, names, said),
    }


# ---- How it stands -----------------------------------------------------------------------------------------

def _headlines(why: Any, score: Mapping[str, Any], said: Words, language: str) -> list[dict[str, Any]]:
    made = []
    for index in ("health", "closure"):
        part = score[index]
        all_bands = bands(why.model, index)
        band = band_of(all_bands, part["value"]) if score["status"] == "known" else None
        made.append({"name": said[index], **{k: part[k] for k in ("value", "low", "high", "coverage")},
                     "tone": tone_of(score["status"], all_bands, part["value"]), "known": score["status"] == "known",
                     "band": said[score["status"]] if band is None else band_label(band.label, language)})
    return made


def _risk(why: Any, score: Mapping[str, Any], said: Words, language: str) -> dict[str, Any]:
    all_bands = bands(why.model, "risk_index")
    band = band_of(all_bands, score["risk_index"]) if score["status"] == "known" else None
    return {"value": score["risk_index"], "tone": tone_of(score["status"], all_bands, score["risk_index"]),
            "band": said[score["status"]] if band is None else band_label(band.label, language)}


def _equation(why: Any, score: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row for row in equation_table(why).rows() if row["factor"] in FACTORS]
    more = {row["factor"]: row for row in why.factors.rows()}
    for row in rows:
        row |= {key: more[row["factor"]][key] for key in ("share", "one_hundredth", "binding")}
    return {"rows": rows, "equation": score["closure"]["equation"]}


def _sides(why: Any) -> list[dict[str, Any]]:
    """A row a harm, with what is known of each side."""
    made: dict[str, dict[str, Any]] = {}
    for row in sides_table(why).rows():
        look = "unknown" if not row["known"] else "bad" if row["level"] > BASELINE else "good"
        made.setdefault(row["dimension"], {"dimension": row["dimension"]})[row["side"]] = {**row, "look": look}
    return list(made.values())


def _verdict(score: Mapping[str, Any], said: Words) -> list[dict[str, Any]]:
    good = {"fulfilling": "yes", "value_consensus": "yes", "cocreation_negative": "no", "resignation": "no"}
    made = []
    for line, v in score["verdict"].items():
        tone = "unknown" if v["answer"] == "unknown" else "even" if v["answer"] == "undecided" else (
            "good" if v["answer"] == good.get(line) else "bad")
        made.append({"label": said["resignation_line" if line == "resignation" else line], "tone": tone,
                     "answer": said[v["answer"]], "p": v["p"], "coverage": v["coverage"]})
    return made


# ---- Why ------------------------------------------------------------------------------------------------------

def _waterfall(why: Any, language: str) -> dict[str, Any]:
    rows = list(waterfall_table(why, index="health", by="indicator", top=SHARES, language=language).rows())
    low = min(min(row["start"], row["end"]) for row in rows)
    room = max(max(row["start"], row["end"]) for row in rows) - low or 1e-9
    for row in rows:
        begin, end = sorted((row["start"], row["end"]))
        row |= {"x": 0.02 + 0.96 * (begin - low) / room, "width": 0.96 * (end - begin) / room,
                "at": 0.02 + 0.96 * (row["end"] - low) / room}
    return {"rows": rows, "baseline": rows[0]["start"], "value": rows[-1]["end"]}


def _heavy(why: Any, names: Mapping[str, str], said: Words, language: str) -> list[dict[str, Any]]:
    """The facts with the largest shares in health."""
    t = why.contributions
    shares = t["health"].tolist()
    order = sorted(range(len(shares)), key=lambda i: -abs(shares[i]))[:HEAVY]
    ids = why._table_of_facts["id"]
    made = []
    for row in t.take(order).rows():
        if row["health"] == 0:
            continue
        rating = row["item"] is not None
        behind = row["from_row"]
        after = None if row["id"] or behind is None else ids[behind]
        made.append({"day": str(row["time"])[:10], "by": said[row["actor"]], "share": row["health"],
                     "what": clean(said["rates"].format(item=names[row["item"]]) if rating else row["label"], 200),
                     "foreign": language != "en" and not rating, "id": clean(row["id"] or "", 60),
                     "after": said["after"].format(id=clean(after, 60)) if after else ""})
    return made


# ---- Over time --------------------------------------------------------------------------------------------------

def _time(facts: Any, supplier: str, client: str, moment: int, health: Sequence[Any], said: Words,
          language: str) -> dict[str, Any] | None:
    """Lines, shades and words of the timeline; None if the relationship begins after the moment."""
    from ._explain import timeline

    first = int(facts.relationships["first"][facts._index(supplier, client)].astype("i8"))
    if moment < first:
        return None
    count = max(1, min(MOMENTS, (moment - first) // _DAY_US))
    moments = sorted({moment - round(i * (moment - first) / count) for i in range(count + 1)})
    found = timeline(facts, supplier, client, at=moments)
    rows = list(timeline_table(found).rows())
    span = max(moment - first, 1)
    for row, us in zip(rows, moments, strict=True):
        row |= {"x": (us - first) / span, "day": _day(us), "known": row["status"] == "known"}
    mark = parameter(facts.model, "silence_days", 90.0)
    return {
        "rows": rows, "area": _area(rows), "lines": _lines(rows), "first": _day(first), "last": _day(moment),
        "bands": [{"at": 1 - band.minimum, "middle": 1 - (band.minimum + band.maximum) / 2,
                   "label": band_label(band.label, language)} for band in health],
        "ticks": _ticks(first, moment), "silences": _silent(rows, first, span, mark),
        "desc": _describe(rows, said, language),
        "crossed": [{"day": str(e["time"])[:10], "index": said[e["of"]],
                     "before": _band(facts.model, e["of"], e["before"], language),
                     "after": _band(facts.model, e["of"], e["after"], language)} for e in found.events.rows()],
    }


def _day(us: int) -> str:
    from ._report import day_of

    return day_of(us)


def _band(model: Any, index: str, key: str, language: str) -> str:
    return next(band_label(band.label, language) for band in bands(model, index) if band.id == key)


def _point(row: Mapping[str, Any], name: str) -> str:
    """A point in a box of 1000 by 1000, downwards as SVG counts."""
    return f"{row['x'] * 1000:.1f},{(1 - row[name]) * 1000:.1f}"


def _area(rows: Sequence[Mapping[str, Any]]) -> str:
    return " ".join([*(_point(row, "health.high") for row in rows),
                     *(_point(row, "health.low") for row in reversed(rows))])


def _lines(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Points of the lines; where too little is known the line is another one."""
    made: dict[str, list[str]] = {"health": [], "closure": [], "unknown": []}
    for name in ("health", "closure"):
        for known, run in _runs(rows):
            if known:
                made[name].append(" ".join(_point(row, name) for row in run))
            elif name == "health":
                made["unknown"].append(" ".join(_point(row, name) for row in run))
    return made


def _runs(rows: Sequence[Mapping[str, Any]]) -> list[tuple[bool, list[Mapping[str, Any]]]]:
    """Stretches of what is known and what is not, each one joined to the one before."""
    made: list[tuple[bool, list[Mapping[str, Any]]]] = []
    for row in rows:
        if made and made[-1][0] == row["known"]:
            made[-1][1].append(row)
        else:
            made.append((row["known"], [*([made[-1][1][-1]] if made and not row["known"] else []), row]))
            if row["known"] and len(made) > 1:
                made[-2][1].append(row)
    return made


def _ticks(first: int, last: int) -> list[dict[str, Any]]:
    """Up to five days below the line, the first and the last among them."""
    days = (last - first) / _DAY_US
    steps = 1 if days < 2 else 4 if days >= 8 else 2
    ticks = [(i / steps, _day(first + round(i * (last - first) / steps))) for i in range(steps + 1)]
    return [{"x": x, "day": day, "anchor": "start" if x == 0 else "end" if x == 1 else "middle",
             "inner": steps == 4 and x in (0.25, 0.75)} for x, day in ticks]


def _silent(rows: Sequence[Mapping[str, Any]], first: int, span: int, mark: float) -> list[dict[str, Any]]:
    from ._time import to_datetime

    start = to_datetime(first)
    made = []
    for side in SIDES:
        times = [row["time"] for row in rows]
        for begin, end in silences(times, [row[f"silence.{side}.days"] for row in rows], mark):
            x = max(0.0, (begin - start).total_seconds() * 1e6 / span)
            width = (end - start).total_seconds() * 1e6 / span - x
            made.append({"side": side, "x": x, "width": width, "begin": begin.date().isoformat(),
                         "end": end.date().isoformat()})
    return made


def _describe(rows: Sequence[Mapping[str, Any]], said: Words, language: str) -> str:
    from ._look import number

    known = [row for row in rows if row["known"]]
    if not known:
        return said["time_desc_unknown"]
    values = [row["health"] for row in known]
    return said["time_desc"].format(
        first=number(values[0], language=language), begin=known[0]["day"], last=number(values[-1], language=language),
        end=known[-1]["day"], low=number(min(values), language=language), high=number(max(values), language=language))


# ---- What to do, and what is not known ----------------------------------------------------------------------------

def _actions(facts: Any, supplier: str, client: str, side: Any, moment: int) -> list[dict[str, Any]]:
    from ._explain import next_actions

    rows = next_actions(facts, supplier, client, side, moment).head(ACTIONS).rows()
    return [{**row, "label": clean(row["label"], 200)} for row in rows if row["health"] > 0]


def _rated(why: Any) -> dict[str, set[str]]:
    """What each side has rated."""
    made: dict[str, set[str]] = {side: set() for side in SIDES}
    t = why.contributions
    for actor, item in set(zip(t["actor"].tolist(), t["item"].tolist(), strict=True)):
        if item:  # none but of ratings
            made[actor].add(item)
    return made


def _views(why: Any, rated: Mapping[str, set[str]], names: Mapping[str, str], said: Words,
           language: str) -> dict[str, Any]:
    rows = list(perception_table(why, language=language).rows())
    for place, (row, aside) in enumerate(zip(rows, label_places([(r["supplier"], r["client"]) for r in rows]),
                                             strict=True), 1):
        row |= {"place": place, **aside}
    both = {row["id"] for row in rows}
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    return {
        "rows": rows, "counts": ", ".join(f"{n} {said[state]}" for state, n in counts.items()),
        "blind": [row["label"] for row in rows if row["state"] == "blind_spot"],
        "alone": {side: [name for i, name in names.items() if i in rated[side] - both] for side in SIDES},
    }


def _not_known(why: Any, score: Mapping[str, Any], names: Mapping[str, str], said: Words) -> dict[str, Any]:
    """Indicators of which hardly anything is known, by what they are of; sides that the log does not have."""
    groups: dict[str, list[str]] = {}
    rows = why.model._dict["indicators"]
    count = 0
    for row in rows:
        if score["indicators"][row["id"]]["uncertainty"] >= HARDLY_KNOWN:
            count += 1
            of = said[row["dimension"]] if row["dimension"] in said else row["dimension"]
            groups.setdefault(f"{of} ({said[row['side']]})", []).append(names[row["id"]])
    unlogged = [side for side in SIDES if score["silence"][side]["days"] is None]
    return {"groups": groups, "count": count, "all": len(rows), "unlogged": unlogged}
