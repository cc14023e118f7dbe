# SPDX-License-Identifier: Apache-2.0
"""How things look in a notebook, and as text. No script, no network; the colours of the page are kept."""
from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ._time import to_text

if TYPE_CHECKING:
    from ._facts import Facts
    from ._model import Model
    from ._table import Table

ROWS, COLUMNS = 10, 14

# A style each, since notebooks drop style sheets when they are published. The bars are a blue that stands out from
# white and from black, behind text of the page's own colour.
_TABLE = "border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.4em 0"
_HEAD = "text-align:{};padding:.25em .7em;border-bottom:1px solid;font-weight:600;white-space:nowrap"
_CELL = "text-align:{};padding:.25em .7em;border-bottom:1px solid rgba(128,128,128,.25);white-space:nowrap"
_ABOUT = "opacity:.75;font-size:.9em"
_BAR = (";background:linear-gradient(90deg,rgba(46,110,180,.30) {0:.1f}%,transparent {0:.1f}%) "
        "no-repeat left .2em bottom 3px/calc(100% - .4em) 4px")
_STATUS = {
    "unknown": "border:1px dashed;border-radius:.8em;padding:0 .5em;opacity:.75",
    "known": "border:1px solid;border-radius:.8em;padding:0 .5em",
    "ended": "border:1px solid;border-radius:.8em;padding:0 .5em;text-decoration:line-through",
}


def _format(value: Any, kind: str) -> str:
    if value is None:
        return "–"
    if kind == "double":
        if value != 0 and abs(value) < 0.001:
            return f"{value:.1e}"
        return f"{value:,.3f}" if abs(value) < 100 else f"{value:,.1f}"
    if kind == "int64":
        return f"{value:,}"
    if kind == "time":
        text: str = value.strftime("%Y-%m-%d %H:%M") if hasattr(value, "strftime") else str(value)
        return text.removesuffix(" 00:00")
    if kind == "bool":
        return "yes" if value else "no"
    return str(value)


def _is_share(table: Table, name: str) -> bool:
    """Whether a column can be drawn as a bar from 0 to 1."""
    column = table._columns[name]
    if column.type != "double" or column.length == 0:
        return False
    base = name.rpartition(".")[2]
    if base in ("closure", "health", "gap", "risk_index", "struggle", "coverage", "level", "uncertainty", "value"):
        raw = column.raw()
        return bool(raw.min() >= 0 and raw.max() <= 1)
    return False


def table_html(table: Table, rows: int = ROWS) -> str:
    names = list(table.columns)
    shown = names if len(names) <= COLUMNS else names[:COLUMNS]
    if table._ranked_by is not None and table._ranked_by not in shown:
        shown = [*shown[:-1], table._ranked_by]
    parts = ['<div class="joyfulprofit">', _caption(table), f'<table style="{_TABLE}"><thead><tr>']
    align = {n: "left" if table.types[n] in ("text", "category", "time") else "right" for n in shown}
    bars = {n for n in shown if _is_share(table, n)}
    parts += [f'<th scope="col" style="{_HEAD.format(align[n])}">{escape(n)}</th>' for n in shown]
    parts.append("</tr></thead><tbody>")
    for i in range(min(rows, table.num_rows)):
        parts.append("<tr>" + "".join(_cell(table, n, i, align[n], n in bars) for n in shown) + "</tr>")
    parts.append("</tbody></table>")
    parts.append(_rest(table, rows, len(names) - len(shown)))
    parts.append("</div>")
    return "".join(parts)


def _caption(table: Table) -> str:
    title = escape(table._title or "Table")
    about = f' <span style="{_ABOUT}">{escape(table._about)}</span>' if table._about else ""
    return f"<div><b>{title}</b>{about}</div>"


def _rest(table: Table, rows: int, columns: int) -> str:
    said = []
    if table.num_rows > rows:
        said.append(f"{table.num_rows - rows:,} more of {table.num_rows:,} rows")
    if columns:
        said.append(f"{columns:,} more of {len(table):,} columns")
    return f'<div style="{_ABOUT}">{" and ".join(said)}</div>' if said else ""


def _cell(table: Table, name: str, index: int, align: str, bar: bool) -> str:
    column = table._columns[name]
    [value] = column.plain(index, index + 1)
    text = escape(_format(value, column.type))
    style = _CELL.format(align)
    if value is None:
        return f'<td style="{style};opacity:.6" title="not known">{text}</td>'
    if name == "status" and value in _STATUS:
        text = f'<span style="{_STATUS[value]}">{text}</span>'
    elif column.type in ("text", "category") and len(text) > 60:
        text = f'<span title="{text}">{escape(str(value)[:57])}…</span>'
    if bar:
        style += _BAR.format(100 * value)
    return f'<td style="{style}">{text}</td>'


def _fitting(columns: dict[str, list[str]], names: list[str]) -> list[str]:
    """Those of the columns, in this order, that fit beside each other."""
    shown: list[str] = []
    used = 0
    for name in dict.fromkeys(names):
        width = max(map(len, columns[name])) + 2
        if not shown or used + width <= 110:
            shown.append(name)
            used += width
    return shown


def text_rows(table: Table, rows: int) -> list[str]:
    """The first rows as text, as wide as a terminal."""
    names = list(table.columns)
    types = table.types
    cells = [[n, *(_format(value, types[n]) for value in table._columns[n].plain(0, rows))] for n in names]
    columns = {n: [c if len(c) <= 28 else c[:27] + "…" for c in column]
               for n, column in zip(names, cells, strict=True)}
    shown = _fitting(columns, names)
    if table._ranked_by is not None and table._ranked_by not in shown:
        texts = [n for n in names[:2] if types[n] == "text"]
        shown = _fitting(columns, [*texts, table._ranked_by, *names])
    lines = [""] * (min(rows, table.num_rows) + 1)
    for name in shown:
        width = max(map(len, columns[name]))
        right = types[name] not in ("text", "category", "time")
        lines = [line + "  " + (c.rjust(width) if right else c.ljust(width))
                 for line, c in zip(lines, columns[name], strict=True)]
    more, left = [], len(names) - len(shown)
    if table.num_rows > rows:
        more.append(f"{table.num_rows - rows:,} more row{'s' if table.num_rows - rows > 1 else ''}")
    if left:
        more.append(f"{left:,} more column{'s' if left > 1 else ''}")
    if more:
        lines.append("  … " + ", ".join(more))
    return [line.rstrip() for line in lines]


def facts_html(facts: Facts) -> str:
    head = f'<div class="joyfulprofit"><div><b>Facts</b> <span style="{_ABOUT}">{escape(repr(facts)[21:-1])}</span></div>'
    if len(facts) == 0:
        return head + "</div>"
    return head + table_html(facts.relationships.top("facts", ROWS)) + "</div>"


def model_html(model: Model) -> str:
    d = model._dict
    rows = [("kinds", len(d["kinds"])), ("indicators", len(d["indicators"])), ("rows of evidence", len(d["evidence"])),
            ("parameters", len(d["parameters"]))]
    cells = "".join(f'<tr><td style="{_CELL.format("right")}">{n:,}</td><td style="{_CELL.format("left")}">{t}</td></tr>'
                    for t, n in rows)
    return (f'<div class="joyfulprofit"><div><b>Model {escape(model.name)} {escape(model.version)}</b> '
            f'<span style="{_ABOUT}">{model.hash[:12]}</span></div><div>{escape(d.get("description", ""))}</div>'
            f'<table style="{_TABLE}"><tbody>{cells}</tbody></table></div>')


def answer_html(answer: Any) -> str:
    """An explanation or a change: who, the headline, the words, the equation, the facts that weigh most."""
    from ._explain import Explanation

    who = f"{escape(answer.supplier)} / {escape(answer.client)}"
    parts = ['<div class="joyfulprofit">']
    if isinstance(answer, Explanation):
        parts.append(f'<div><b>{who}</b> <span style="{_ABOUT}">{answer.status} · as of '
                     f'{to_text(answer._as_of)}</span></div><p>{escape(answer.text())}</p>')
        rows = [("closure", answer.closure), ("health", answer.health)]
        parts.append(f'<table style="{_TABLE}"><tbody>' + "".join(
            f'<tr><th scope="row" style="{_HEAD.format("left")}">{n}</th>'
            f'<td style="{_CELL.format("right")}{_BAR.format(100 * e.value)}">{e.value:.3f}</td>'
            f'<td style="{_CELL.format("left")}">{e.low:.2f}–{e.high:.2f}</td>'
            f'<td style="{_CELL.format("left")}">known {100 * e.coverage:.0f} %</td></tr>' for n, e in rows)
            + "</tbody></table>")
    else:
        b, a = answer.before, answer.after
        parts.append(f'<div><b>{who}</b> <span style="{_ABOUT}">{to_text(answer._since)} to '
                     f'{to_text(answer._as_of)}</span></div><p>closure {b["closure"]:.3f} to {a["closure"]:.3f} '
                     f'({a["closure"] - b["closure"]:+.3f}), health {b["health"]:.3f} to {a["health"]:.3f} '
                     f'({a["health"] - b["health"]:+.3f})</p>')
    parts.append(table_html(answer.factors))
    parts.append(table_html(_heaviest(answer.contributions)))
    parts.append("</div>")
    return "".join(parts)


def _heaviest(contributions: Table) -> Table:
    import numpy as np

    order = np.argsort(-np.abs(contributions["health"]), kind="stable")[:8]
    found = contributions.take(order)
    made = type(found)._make([(n, found.types[n], found._columns[n]) for n in
                              ("health", "closure", "time", "actor", "label", "type", "id")],
                             title="Facts that weigh most", about="their shares, of health first")
    return made
