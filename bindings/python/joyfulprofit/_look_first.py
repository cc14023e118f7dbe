# SPDX-License-Identifier: Apache-2.0
"""Whom to look at first."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ._checks import whole_number
from ._errors import ArgumentError
from ._explain import SIDES
from ._facts import as_facts
from ._table import Table
from ._time import to_text

if TYPE_CHECKING:
    from ._facts import Facts
    from ._model import Model
    from ._time import Moment


def look_first(facts: Facts | Any, as_of: Moment | None = None, model: Model | str | os.PathLike[str] | None = None, *,
               supplier: str | None = None, client: str | None = None, count: int = 10,
               language: str = "en") -> Table:
    """Which relationships to look at first, why, and what could help: the list on top of a report.

    Relationships that are known and had a contact in the last 365 days, by risk index, the highest first. What is good
    in health and low in risk is not among them; nor is what is unknown, since nothing can be said of it, or ended.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    as_of, model
        As for `score`.
    supplier, client : str, optional
        Only the relationships of this supplier, or of this client; one of the two.
    count : int, default 10
        At most so many.
    language : {"en", "de"}
        Of `band`, `why` and `action`.

    Returns
    -------
    Table
        A row a relationship: `supplier`, `client`, `facts`, `health`, `health.low`, `health.high`, `closure`,
        `closure.coverage`, `risk_index`, `silence.client.days`, `silence.supplier.days`, `band` (of health, in the
        words of the model), `why` (as ``explain(...).text()``), `action` (what the supplier can do next that helps health
        most; missing where nothing does) and `action.health` (by how much).

    Raises
    ------
    NotFoundError
        If there is no such supplier or client.

    Examples
    --------
    >>> import joyfulprofit as jp
    >>> indicators = jp.Model.default().indicators
    >>> items = indicators["id"][~indicators["harm"]].tolist()
    >>> facts = jp.Facts({"client": ["calm"] * len(items) + ["cross"] * len(items), "item": items * 2,
    ...                   "value": [0.9] * len(items) + [0.1] * len(items), "time": [0] * 2 * len(items)},
    ...                  supplier=jp.constant("A"), kind=jp.constant("rating"), actor="client")
    >>> first = jp.look_first(facts)
    >>> first["client"].tolist(), first["band"].tolist(), first["action"].tolist()
    (['cross', 'calm'], ['Strained', 'Good'], ['Joint working session', 'Joint working session'])
    """
    from ._report import report_words
    from ._report_portfolio import first_of, moment_or_none, party_of, standing

    said = report_words(language)
    facts = as_facts(facts, model)
    if supplier is not None and client is not None:
        raise ArgumentError("look_first: give supplier= or client=, not both; explain() is about one relationship")
    for name, party in (("supplier", supplier), ("client", client)):
        if party is not None and not isinstance(party, str):
            raise ArgumentError(f"{name}: expected text, got {type(party).__name__}")
    count = whole_number(count, "count", 0)
    moment = moment_or_none(facts, as_of)
    rows = standing(facts, moment, *party_of(supplier, client), said, language)
    about = "" if moment is None else f"as of {to_text(moment)} · model {facts.model.name} {facts.model.version}"
    made = Table._make(_columns(first_of(facts, rows, moment, language, count)), title="To look at first", about=about,
                       model=facts.model)
    made._ranked_by = "risk_index"
    return made


def _columns(rows: list[dict[str, Any]]) -> list[tuple[str, str, Any]]:
    numbers = {"health": "health", "health.low": "low", "health.high": "high", "closure": "closure",
               "closure.coverage": "coverage", "risk_index": "risk"}
    who = [(side, "text", [row["names"][i] for row in rows]) for i, side in enumerate(("supplier", "client"))]
    columns: list[tuple[str, str, Any]] = [*who, ("facts", "int64", [row["facts"] for row in rows])]
    columns += [(name, "double", [row[key] for row in rows]) for name, key in numbers.items()]
    for side in SIDES:
        days = [row[f"days.{side}"] for row in rows]
        columns.append((f"silence.{side}.days", "double", [None if d != d else d for d in days]))
    columns += [(name, "text", [row[key] for row in rows]) for name, key in (("band", "band"), ("why", "words"))]
    actions = [row["action"] or (None, None) for row in rows]
    return [*columns, ("action", "text", [label for label, _ in actions]),
            ("action.health", "double", [effect for _, effect in actions])]
