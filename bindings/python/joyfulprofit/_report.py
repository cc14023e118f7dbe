# SPDX-License-Identifier: Apache-2.0
"""One HTML file about a portfolio or about one relationship."""
from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ._errors import ArgumentError, needs
from ._facts import as_facts
from ._time import to_datetime

if TYPE_CHECKING:
    from pathlib import Path

    from ._facts import Facts
    from ._model import Model
    from ._time import Moment

_TEMPLATES = os.path.join(os.path.dirname(__file__), "_templates")


def report(facts: Facts | Any, path: str | os.PathLike[str], *, as_of: Moment | None = None,
           model: Model | str | os.PathLike[str] | None = None, supplier: str | None = None,
           client: str | None = None, language: str = "en") -> Path:
    """Write a report as one HTML file that needs no network.

    Without `supplier` and `client` it is about the whole portfolio; with one of them about all relationships of that
    party; with both about that one relationship. It can be read on a phone, printed, and listened to: pictures have
    texts, tables have headers, and nothing is said by colour alone.

    Parameters
    ----------
    facts : Facts, or what Facts takes
    path : str or path
        Where to write it. A file that is there is replaced, and only once the report is complete; a link is
        followed, and a pipe or a device written to.
    as_of : datetime with a zone, str, numpy.datetime64 (UTC) or int, optional
        The latest time of the facts if it is left out.
    model : Model or path, optional
        The model of the facts if it is left out.
    supplier, client : str, optional
        Whose relationships.
    language : {"en", "de"}

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    NotFoundError
        If there is no such relationship.
    MissingPackageError
        If Jinja2 is not there: ``pip install 'joyfulprofit[report]'``.

    Examples
    --------
    >>> import tempfile
    >>> facts = {"supplier": ["A"], "client": ["B"], "time": [0], "kind": ["praise"], "actor": ["client"]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report(facts, os.path.join(folder, "report.html")).name
    'report.html'
    """
    from ._files import write_text

    html = render(facts, as_of=as_of, model=model, supplier=supplier, client=client, language=language)
    return write_text(path, html)


def render(facts: Any, *, as_of: Any = None, model: Any = None, supplier: str | None = None,
           client: str | None = None, language: str = "en") -> str:
    """The report as text."""
    from ._report_portfolio import portfolio
    from ._report_relationship import relationship

    said = report_words(language)
    facts = as_facts(facts, model)
    for name, party in (("supplier", supplier), ("client", client)):
        if party is not None and not isinstance(party, str):
            raise ArgumentError(f"{name}: expected text, got {type(party).__name__}")
    if supplier is not None and client is not None:
        template, content = "relationship.html.j2", relationship(facts, supplier, client, as_of, said, language)
    else:
        template, content = "portfolio.html.j2", portfolio(facts, supplier, client, as_of, said, language)
    made: str = environment(language).get_template(template).render(
        t=said, language=language, model=facts.model, version=_version(), **content)
    return made


def report_words(language: str) -> Mapping[str, str]:
    """All that a report says; what plots say is part of it."""
    from ._look_words import words as plot_words
    from ._report_words import LANGUAGES

    return {**plot_words(language), **LANGUAGES[language]}


@cache
def environment(language: str) -> Any:
    """Jinja2 with escaping that nobody has to think of; kept, since making templates takes longer than filling them."""
    with needs("joyfulprofit.report", "jinja2", "report", "Jinja2"):
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from . import _look

    made = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    filters: dict[str, Callable[..., str]] = {
        "num": lambda v, digits=2: _look.number(v, digits, language=language),
        "signed": lambda v, digits=3: _look.number(v, digits, signed=True, language=language),
        "whole": lambda v: _look.number(v, 0, language=language),
        "percent": lambda v: _look.percent(v, language),
        "clean": _look.clean,
        "at": at,
        "dated": dated,
    }
    made.filters.update(filters)
    return made


def at(share: float) -> str:
    """A place on a scale from 0 to 1, as SVG wants it.

    >>> at(0.123456), at(1.5)
    ('12.35%', '100.00%')
    """
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def dated(text: str) -> str:
    """A sentence in which no line ends within a date; escaped, as any other text.

    >>> dated("<b> since 2024-01-18.")
    Markup('&lt;b&gt; since <span class="nowrap">2024-01-18</span>.')
    """
    import re

    from markupsafe import Markup, escape

    day = Markup('<span class="nowrap">{}</span>')
    parts = re.split(r"(\d{4}-\d\d-\d\d)", text)  # every other one is a date
    return Markup("").join(day.format(part) if i % 2 else escape(part) for i, part in enumerate(parts))


def day_of(us: int) -> str:
    """The day of a moment, in UTC; "–" beyond the calendar."""
    try:
        return to_datetime(us).date().isoformat()
    except OverflowError:
        return "–"


def _version() -> str:
    from . import _core

    return _core.version()
