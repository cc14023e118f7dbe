# SPDX-License-Identifier: Apache-2.0
"""What a report says of a portfolio."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ._errors import NotFoundError
from ._look import SIDES, Band, band_of, bands, clean, label_places, number, tone_of
from ._look_words import band_label
from ._tidy import indicator_names, parameter

FIRST = 10      # relationships that are spoken of by themselves
LISTED = 200    # rows of the long table
SHORT = 25      # rows of the others
RECENT_DAYS = 365.0  # of those without contact for longer others come first
NUMBERED = 60   # beyond so many relationships numbers would hide the marks
MARKS = 400     # beyond so many relationships a mark stands for a neighbourhood
_GRID = 40

Row = dict[str, Any]


def portfolio(facts: Any, supplier: str | None, client: str | None, as_of: Any, said: Mapping[str, str],
              language: str) -> dict[str, Any]:
    """Everything that the template portfolio.html.j2 shows."""
    from ._report import day_of

    party, name = party_of(supplier, client)
    moment = moment_or_none(facts, as_of)
    rows = standing(facts, moment, party, name, said, language)
    known = [row for row in rows if row["status"] == "known"]
    days = parameter(facts.model, "silence_days", 90.0)
    silent = _silent(rows, days, moment)
    reach = max([0.6, *(row["coverage"] for row in rows)]) * 1.02
    first = first_of(facts, rows, moment, language, FIRST)
    for row, aside in zip(first, label_places([(r["coverage"] / reach, r["health"]) for r in first]), strict=True):
        row |= aside
    return {
        "title": _title(rows, said, language), "party": party, "party_name": clean(name),
        "as_of": "–" if moment is None else day_of(moment), "rows": rows[:LISTED], "more": max(0, len(rows) - LISTED),
        "count": len(rows), "counts": _counts(rows), "first": first,
        "low": sum(row["tone"] == "bad" for row in known), "days": days, "recent": RECENT_DAYS,
        "silent": silent[:SHORT], "silent_count": len(silent), "silent_more": max(0, len(silent) - SHORT),
        "unlogged_count": sum(math.isnan(row["days.client"]) or math.isnan(row["days.supplier"]) for row in rows),
        "blind": _blind(rows, indicator_names(facts.model, language)), "blind_count": sum(bool(r["blind"]) for r in rows),
        "marks": _marks(rows), "many": len(rows) > MARKS,
        "numbered": bool(first) and len(rows) <= NUMBERED, "edge": parameter(facts.model, "known_coverage", 0.2),
        "reach": reach,
    }


def party_of(supplier: str | None, client: str | None) -> tuple[str | None, str | None]:
    """Whose relationships: which side, and its name; None for all."""
    return ("supplier", supplier) if supplier is not None else ("client", client) if client is not None else (None, None)


def moment_or_none(facts: Any, as_of: Any) -> int | None:
    """None where it is not said, and there are no facts to take the latest time of."""
    from ._score import moment_of

    return None if as_of is None and len(facts) == 0 else moment_of(facts, as_of)


def standing(facts: Any, moment: int | None, party: str | None, name: str | None, said: Mapping[str, str],
             language: str) -> list[Row]:
    """All relationships in the order in which to look at them."""
    health = bands(facts.model, "health")
    rows = _rows(facts, moment, party, name) if len(facts) and moment is not None else []
    for row in rows:
        row["tone"] = tone_of(row["status"], health, row["health"])
        row["band"] = _band_name(health, row, said, language)
        row["long_silent"] = min(_days(row), default=0.0) > RECENT_DAYS
    rows.sort(key=_urgency)
    for place, row in enumerate(rows, 1):
        row["place"] = place
    return rows


def first_of(facts: Any, rows: Sequence[Row], moment: int | None, language: str, count: int) -> list[Row]:
    """Those that stand out, with their words and what could help."""
    risk = bands(facts.model, "risk_index")
    urgent = [row for row in rows if row["status"] == "known" and _stands_out(row, risk) and not row["long_silent"]]
    return [_look_closer(facts, row, moment, language) for row in urgent[:count]]


def _title(rows: Sequence[Row], said: Mapping[str, str], language: str) -> str:
    if len(rows) < 2:
        return said["portfolio_one" if rows else "portfolio_none"]
    return said["portfolio_title"].format(n=number(len(rows), 0, language=language))


def _rows(facts: Any, moment: int, party: str | None, name: str | None) -> list[Row]:
    import numpy as np

    from ._score import score

    table = score(facts, moment, want=("headlines", "intervals", "silence", "gaps"))
    if party is not None:
        chosen = np.flatnonzero(table[party] == name)
        if not len(chosen):
            raise NotFoundError(f"{party}: there is no {party} {name!r}")
        table = table.take(chosen)
    names = {"supplier": "supplier", "client": "client", "status": "status", "facts": "facts", "closure": "closure",
             "health": "health", "low": "health.low", "high": "health.high", "coverage": "closure.coverage",
             "risk": "risk_index", **{f"days.{side}": f"silence.{side}.days" for side in SIDES}}
    columns = {key: table[column].tolist() for key, column in names.items()}
    blind = _blind_spots(table)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for i, row in enumerate(rows):
        row |= {"names": (row["supplier"], row["client"]), "status": str(row["status"]), "blind": blind.get(i, []),
                "supplier": clean(row["supplier"]), "client": clean(row["client"])}
    return rows


def _blind_spots(table: Any) -> dict[int, list[tuple[str, float]]]:
    """Row: (indicator, difference), the widest first."""
    import numpy as np

    found: dict[int, list[tuple[str, float]]] = {}
    for column in table.columns:
        if column.startswith("belief_gap.") and column.endswith(".state"):
            indicator = column[len("belief_gap."):-len(".state")]
            for i in np.flatnonzero(table[column] == "blind_spot").tolist():
                found.setdefault(i, []).append((indicator, float(table["belief_gap." + indicator][i])))
    return {i: sorted(spots, key=lambda s: s[1]) for i, spots in found.items()}


def _urgency(row: Row) -> tuple[Any, ...]:
    """What to look at first: the known by risk, then the unknown by how much there is of them, then the ended; in
    each those behind the others where both sides fell silent long ago."""
    order = {"known": 0, "unknown": 1, "ended": 2}[row["status"]]
    return order, row["long_silent"], -row["risk"] if order == 0 else -row["facts"], row["supplier"], row["client"]


def _stands_out(row: Row, risk: Sequence[Band]) -> bool:
    """What is good in health and low in risk is nothing to look at first."""
    return not (row["tone"] == "good" and tone_of(row["status"], risk, row["risk"]) == "good")


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(("known", "unknown", "ended", "good", "even", "bad"), 0)
    for row in rows:
        counts[row["status"]] += 1
        if row["status"] == "known":
            counts[row["tone"]] += 1
    return counts


def _band_name(health: Sequence[Band], row: Row, said: Mapping[str, str], language: str) -> str:
    band = band_of(health, row["health"]) if row["status"] == "known" else None
    return said[row["status"]] if band is None else band_label(band.label, language)


def _look_closer(facts: Any, row: Row, moment: int | None, language: str) -> Row:
    """The words of one relationship, and what could help it first."""
    from ._explain import explain, next_actions

    supplier, client = row["names"]
    best = next_actions(facts, supplier, client, "supplier", moment).head(1).to_dict()
    helps = [(label, effect) for label, effect in zip(best["label"], best["health"], strict=True) if effect > 0]
    return {**row, "words": clean(explain(facts, supplier, client, moment).text("de" if language == "de" else "en")),
            "action": helps[0] if helps else None}


def _days(row: Row) -> list[float]:
    """Days since the last contact of each side that has any."""
    return [days for days in (row[f"days.{side}"] for side in SIDES) if not math.isnan(days)]


def _silent(rows: Sequence[Row], days: float, moment: int | None) -> list[Row]:
    from ._report import day_of

    made = []
    for row in rows:
        longest = max(_days(row), default=0.0)
        if row["status"] != "ended" and longest >= days and moment is not None:
            made.append({**row, "longest": longest, "since": day_of(moment - round(longest * 86_400e6))})
    return sorted(made, key=lambda row: row["longest"])


def _blind(rows: Sequence[Row], names: Mapping[str, str]) -> dict[str, Any]:
    spots = [(row, indicator, gap) for row in rows if row["status"] != "ended" for indicator, gap in row["blind"]]
    spots.sort(key=lambda spot: spot[2])
    return {"rows": [{"place": row["place"], "supplier": row["supplier"], "client": row["client"],
                      "label": names[indicator], "difference": gap} for row, indicator, gap in spots[:SHORT]],
            "more": max(0, len(spots) - SHORT)}


def _marks(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The marks of the quadrant; of many relationships one for each neighbourhood of one tone."""
    if len(rows) <= MARKS:
        return [{"x": row["coverage"], "y": row["health"], "tone": row["tone"], "size": 1.0} for row in rows]
    near: dict[tuple[int, int, str], list[Row]] = {}
    for row in rows:
        key = int(row["coverage"] * _GRID * 1.5), int(row["health"] * _GRID), row["tone"]
        near.setdefault(key, []).append(row)
    most = max(len(group) for group in near.values())
    return [{"x": sum(r["coverage"] for r in group) / len(group), "y": sum(r["health"] for r in group) / len(group),
             "tone": tone, "size": 0.6 + 1.6 * math.sqrt(len(group) / most)}
            for (_, _, tone), group in sorted(near.items(), key=lambda item: -len(item[1]))]
