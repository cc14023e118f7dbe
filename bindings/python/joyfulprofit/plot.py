# SPDX-License-Identifier: Apache-2.0
"""Pictures of answers, drawn with matplotlib, which is imported when something is drawn.

Everything that is plotted is first a tidy table: each function takes the answer itself, or the table that the
function beside it makes of it (``waterfall_table`` for ``waterfall``, and so on), so that any other library can draw
it too. Each returns matplotlib Axes, draws into ``ax=`` where it is given, and leaves pyplot alone; axes that are made
here show themselves in a notebook, and ``ax.figure.savefig(...)`` writes them to a file.

Colours are those of Okabe and Ito, and nothing is said by colour alone. What is not known is grey, hatched or open:
neither good nor bad.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import needs
from ._look import (BASELINE, FACTORS, GREY, HARMS, INK, LOOKS, ORANGE, PALE, SIDES, SKY, bands, clean, number,
                    percent, tone_of)
from ._look_words import band_label, words
from ._tidy import (equation_table, perception_table, quadrant_table, sides_table, timeline_table, waterfall_table)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["equation", "equation_table", "perception_map", "perception_table", "quadrant", "quadrant_table",
           "sides", "sides_table", "timeline", "timeline_table", "waterfall", "waterfall_table"]

_MARK = 46.0  # area of a mark, in points squared
_LABEL = 44   # letters of a label
_CROWD = 300  # points around which names find their way


def _plain(column: Any) -> list[Any]:
    if hasattr(column, "to_list"):
        column = column.to_list()
    made: list[Any] = column.tolist() if hasattr(column, "tolist") else list(column)
    return made


def _tidy(data: Any, names: Sequence[str], make: Any, *, may: Sequence[str] = (), **options: Any) -> dict[str, list[Any]]:
    """The columns of a tidy table, which is what was given or what `make` makes of it."""
    is_tidy = (isinstance(data, Mapping) or hasattr(data, "columns")) and all(name in data for name in names)
    table = data if is_tidy else make(data, **options)
    return {name: _plain(table[name]) for name in (*names, *(m for m in may if m in table))}


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes to draw into."""
    if ax is not None:
        return ax
    with needs("joyfulprofit.plot", "matplotlib", "plot"):
        from ._axes import new_axes
    return new_axes(width, height)


def _safe(text: object, most: int = _LABEL + 8) -> str:
    """Text that matplotlib does not take for mathematics."""
    return clean(text, most).replace("$", r"\$")


def _row_labels(ax: Any, labels: Sequence[str]) -> None:
    ax.set_yticks(range(len(labels)), labels=[_safe(label) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)


def _middle(ax: Any, said: str, *, at: float = BASELINE) -> None:
    """The line of nothing known."""
    line = ax.axvline(at, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=0.5)
    line.set_gid("nothing_known")
    ax.annotate(said, (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 1), textcoords="offset points",
                color=GREY, fontsize="small", ha="center", va="bottom")


def _empty(ax: Axes, said: str) -> Axes:
    ax.text(0.5, 0.5, said, transform=ax.transAxes, ha="center", va="center", color=GREY)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


# ---- Why ------------------------------------------------------------------------------------------------

def waterfall(data: Any, *, index: str = "health", by: str = "indicator", top: int = 10, language: str = "en",
              ax: Axes | None = None) -> Axes:
    """Why an index is what it is: shares from the baseline to the index, which they add up to.

    Parameters
    ----------
    data : Explanation or tidy table
        What `explain` or `compare` gives; or a table as `waterfall_table` makes it.
    index : {"health", "closure"}
    by : {"indicator", "factor", "dimension", "fact"}
        What the index is shared out among; factors have shares in closure only.
    top : int
        How many shares are drawn, the largest; the others are drawn as one.
    language : {"en", "de"}
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    said = words(language)
    t = _tidy(data, ("label", "share", "start", "end", "what"), waterfall_table, may=("level",), index=index, by=by,
              top=top, language=language)
    rows = len(t["what"])
    ax = _axes(ax, 7.2, 1.1 + 0.34 * rows)
    reach = [v for v in (*t["start"], *t["end"]) if v is not None]
    low, high = min(reach), max(reach)
    room = max(high - low, 1e-6)
    for y in range(rows):
        if t["what"][y] in ("baseline", "index"):
            _waterfall_end(ax, y, t["end"][y], language)
        else:
            _waterfall_share(ax, y, t["start"][y], t["share"][y], room, language)
        if y + 1 < rows:
            ax.plot([t["end"][y]] * 2, [y, y + 1], color=GREY, linewidth=0.8, zorder=1)
    _row_labels(ax, _with_levels(t, language))
    ax.set_xlim(low - 0.3 * room, high + 0.3 * room)
    ax.set_xlabel(said["waterfall_axis"].format(index=said.get(index, index)))
    ax.set_title(said["waterfall_title"].format(
        index=said.get(index, index), value=number(t["end"][-1], language=language),
        baseline=number(t["start"][0], language=language)), loc="left")
    return ax


def _with_levels(t: Mapping[str, list[Any]], language: str) -> list[str]:
    """The labels, with how high each thing is where the table says so: a low harm helps, a high one hurts."""
    levels = t.get("level", [None] * len(t["label"]))
    return [label if level is None or level != level else f"{clean(label, _LABEL)} ({number(level, language=language)})"
            for label, level in zip(t["label"], levels, strict=True)]


def _waterfall_end(ax: Any, y: int, value: float, language: str) -> None:
    ax.plot([value], [y], marker="D", markersize=8, color=INK, zorder=3, gid="end")
    ax.annotate(number(value, language=language), (value, y), xytext=(9, 0), textcoords="offset points", va="center",
                fontweight="bold")


def _waterfall_share(ax: Any, y: int, start: float, share: float, room: float, language: str) -> None:
    look = LOOKS["good" if share >= 0 else "bad"]
    ax.barh(y, share, left=start, height=0.62, color=look.colour if share >= 0 else "white", hatch=look.hatch,
            edgecolor=look.colour, linewidth=1, zorder=2)
    right = share >= 0
    ax.annotate(number(share, 3, signed=True, language=language), (start + share, y),
                xytext=(5 if right else -5, 0), textcoords="offset points", va="center",
                ha="left" if right else "right", color=INK)


# ---- The equation ------------------------------------------------------------------------------------------

def equation(data: Any, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """The four factors and closure, with their intervals and how much of each is known.

    A mark is filled where something is known well enough (a coverage of 0.2 or what the model says), and open and
    grey where it is not.

    Parameters
    ----------
    data : Explanation, a row of a score table (Table with one row, or a mapping), or tidy table
        A score table needs ``want=("factors", "intervals")``; a tidy table is one as `equation_table` makes it.
    """
    said = words(language)
    t = _tidy(data, ("factor", "value", "low", "high", "coverage", "known"), equation_table)
    ax = _axes(ax, 7.2, 3.2)
    for y, factor in enumerate(t["factor"]):
        known = t["known"][y]
        colour = INK if known else GREY
        ax.plot([t["low"][y], t["high"][y]], [y, y], color=colour, linewidth=2.2 if known else 1.4,
                linestyle="-" if known else (0, (2, 2)), solid_capstyle="butt", zorder=2, gid=f"interval:{factor}")
        ax.plot([t["value"][y]], [y], marker="o", markersize=9, color=colour, zorder=3, markeredgewidth=1.6,
                markerfacecolor=colour if known else "white", gid=f"value:{factor}")
        ax.annotate(number(t["value"][y], language=language), (t["value"][y], y), xytext=(0, 8),
                    textcoords="offset points", ha="center", color=INK, fontweight="bold" if known else "normal")
        _known_bar(ax, y, t["coverage"][y], said["known_share"].format(share=percent(t["coverage"][y])))
    _row_labels(ax, [said.get(f, f) for f in t["factor"]])
    ax.set_xlim(0, 1)
    _middle(ax, said["nothing_known"])
    by = dict(zip(t["factor"], t["value"], strict=True))
    if all(f in by for f in FACTORS):
        result = (by["engage"] + by["excite"]) * by["conversation"] * by["caring"]
        ax.set_title(said["equation_title"].format(value=number(result, language=language)), loc="left", pad=18)
    return ax


def _known_bar(ax: Any, y: int, coverage: float, said: str) -> None:
    """How much is known, to the right of the scale."""
    over = ax.get_yaxis_transform()
    ax.plot([1.03, 1.25], [y, y], color=PALE, linewidth=5, transform=over, clip_on=False, solid_capstyle="butt")
    ax.plot([1.03, 1.03 + 0.22 * coverage], [y, y], color=GREY, linewidth=5, transform=over, clip_on=False,
            solid_capstyle="butt", gid="coverage")
    ax.annotate(said, (1.03, y), xycoords=over, xytext=(0, 6), textcoords="offset points", color=GREY,
                fontsize="small", annotation_clip=False)


# ---- Both views ----------------------------------------------------------------------------------------------

def perception_map(data: Any, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """What the client says against what the supplier says: below the diagonal the supplier thinks better of it.

    Blind spots (the supplier sees a strength, the client a weakness) and their opposites are named; where there are
    few points, all are. What one side alone has rated is no point: no gap is claimed.

    Parameters
    ----------
    data : Explanation or tidy table
        A table as `perception_table` makes it: ``label``, ``client``, ``supplier`` (1 = good) and ``state``.
    """
    said = words(language)
    t = _tidy(data, ("label", "client", "supplier", "state"), perception_table, language=language)
    ax = _axes(ax, 6.4, 6.0)
    ax.set_title(said["map_title"], loc="left")
    if not t["label"]:
        return _empty(ax, said["map_empty"])
    _map_ground(ax, said)
    for state in dict.fromkeys(t["state"]):
        look = LOOKS[state]
        rows = [i for i, s in enumerate(t["state"]) if s == state]
        ax.scatter([t["supplier"][i] for i in rows], [t["client"][i] for i in rows], s=_MARK * 1.4, c=look.colour,
                   marker=look.marker, edgecolors=INK, linewidths=0.6, label=said[state], zorder=3, gid=state)
    all_named = len(t["label"]) <= 12
    named = [i for i, s in enumerate(t["state"]) if all_named or s in ("blind_spot", "undervalued")]
    _name_points(ax, [(t["supplier"][i], t["client"][i], t["label"][i], t["state"][i] == "blind_spot")
                      for i in named], zip(t["supplier"], t["client"], strict=True))
    return ax


def _map_ground(ax: Any, said: Mapping[str, str]) -> None:
    ax.set_aspect("equal")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.plot([0, 1], [0, 1], color=PALE, linewidth=1, zorder=0.5)
    ax.axhline(0.5, color=GREY, linewidth=0.8, zorder=0.5)
    ax.axvline(0.5, color=GREY, linewidth=0.8, zorder=0.5)
    corners = (("agreed_weakness", 0.02, 0.02, "left", "bottom"), ("undervalued", 0.02, 0.98, "left", "top"),
               ("agreed_strength", 0.98, 0.98, "right", "top"), ("blind_spot", 0.98, 0.02, "right", "bottom"))
    for state, x, y, across, up in corners:
        ax.text(x, y, said[state], ha=across, va=up, color=GREY, style="italic")
    ax.set_xlabel(said["supplier_level"])
    ax.set_ylabel(said["client_level"])


def _name_points(ax: Any, points: Sequence[tuple[float, float, str, bool]],
                 others: Iterable[tuple[float, float]]) -> None:
    """Names beside points, where neither a name nor another point stands already."""
    place = _places(ax)
    marks = [place(x, y) for x, y, _, _ in points]
    around = list(others)
    wide, high = ax.figure.get_size_inches() * 0.75  # about what the axes have of the figure
    taken = [(x - 0.1 / wide, x + 0.1 / wide, y - 0.09 / high, y + 0.09 / high) for x, y in (*marks, *(place(*other) for other in around[:_CROWD]))]
    for (x, y), (*point, name, strong) in sorted(zip(marks, points, strict=True), key=lambda p: (-p[0][1], p[0][0])):
        text = _safe(name, 34)
        box = _free_box(x, y, (0.072 * len(text) + 0.04) / wide, 0.17 / high, 0.13 / wide, taken)
        taken.append(box)
        left = box[0] < x - 0.5 * (box[1] - box[0])
        middle = (box[2] + box[3]) / 2
        ax.annotate(text, tuple(point), xytext=(box[1] if left else box[0], middle), textcoords="axes fraction",
                    va="center", ha="right" if left else "left", fontsize="small",
                    fontweight="bold" if strong else "normal",
                    arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.5} if middle != y else None)


def _places(ax: Any) -> Any:
    """From data to fractions of the axes."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return lambda x, y: ((x - left) / (right - left), (y - low) / (high - low))


_Box = tuple[float, float, float, float]  # left, right, low, high


def _free_box(x: float, y: float, width: float, height: float, away: float, taken: Sequence[_Box]) -> _Box:
    """The place nearest to a point that is free; the first one if there is none."""
    boxes = [(begin, begin + width, y + up - height / 2, y + up + height / 2)
             for step in range(12) for up in ((0.0,) if step == 0 else (step * height * 0.6, -step * height * 0.6))
             for begin in (x + away, x - away - width)]
    inside = [b for b in boxes if b[0] >= 0 and b[1] <= 1 and b[2] >= 0 and b[3] <= 1]
    free = [b for b in inside if all(b[0] >= t[1] or b[1] <= t[0] or b[2] >= t[3] or b[3] <= t[2] for t in taken)]
    return (free or inside or boxes)[0]


# ---- Over time -------------------------------------------------------------------------------------------------

def timeline(data: Any, *, model: Any = None, language: str = "en", ax: Axes | None = None) -> Axes:
    """Health and closure over time: the interval of health, the model's bands, and silences shaded.

    Where too little is known the line is grey and dotted. A silence is shaded from the last contact on, where it
    came to last as long as the model's mark (90 days).

    Parameters
    ----------
    data : Timeline or tidy table
        What `timeline` gives, or a table as `timeline_table` makes it.
    model : Model, optional
        Whose bands are drawn; by default that of the data, if it has one.
    """
    from ._tidy import model_of, parameter, silences

    said = words(language)
    model = model_of(data) if model is None else model
    t = _tidy(data, ("time", "status", "health", "health.low", "health.high", "closure", "silence.client.days",
                     "silence.supplier.days"), timeline_table)
    ax = _axes(ax, 8.4, 4.2)
    if not t["time"]:
        return _empty(ax, said["timeline_empty"])
    mark = parameter(model, "silence_days", 90.0)
    _timeline_bands(ax, bands(model, "health"), language)
    for side, colour, hatch, lane in (("client", SKY, "///", (0.94, 1)), ("supplier", ORANGE, "\\\\\\", (0, 0.06))):
        for begin, end in silences(t["time"], t[f"silence.{side}.days"], mark):
            _silence(ax, (max(begin, t["time"][0]), end), lane, (side, colour, hatch, said[f"{side}_silent"]))
    _timeline_lines(ax, t, said)
    ax.set_ylim(0, 1)
    if t["time"][0] != t["time"][-1]:
        ax.set_xlim(t["time"][0], t["time"][-1])
    ax.set_ylabel(said["timeline_axis"])
    _dates(ax)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3, frameon=False, fontsize="small")
    return ax


def _dates(ax: Any) -> None:
    import matplotlib.dates

    dates: Any = matplotlib.dates
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, show_offset=False))


def _timeline_bands(ax: Any, health: Sequence[Any], language: str) -> None:
    for band in health:
        if band.minimum > 0:
            ax.axhline(band.minimum, color=PALE, linewidth=0.8, zorder=0.4, gid=f"band:{band.id}")
        ax.annotate(_safe(band_label(band.label, language), 24), (1, (band.minimum + band.maximum) / 2),
                    xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points", va="center",
                    fontsize="small", color=GREY, annotation_clip=False)


def _silence(ax: Any, span: tuple[Any, Any], lane: tuple[float, float], look: tuple[str, str, str, str]) -> None:
    """A shade over the whole height, and a hatched lane with a word: the client's above, the supplier's below."""
    side, colour, hatch, name = look
    ax.axvspan(*span, facecolor=colour, alpha=0.12, linewidth=0, zorder=0.2, gid=f"silence:{side}")
    ax.axvspan(*span, *lane, facecolor="white", edgecolor=colour, hatch=hatch, linewidth=1, zorder=3.5)
    ax.annotate(name, (span[1], sum(lane) / 2), xycoords=("data", "axes fraction"), xytext=(-4, 0),
                textcoords="offset points", ha="right", va="center", fontsize="small", color=INK, zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})


def _timeline_lines(ax: Any, t: Mapping[str, list[Any]], said: Mapping[str, str]) -> None:
    known = [s == "known" for s in t["status"]]
    look = LOOKS["good"]
    ax.fill_between(t["time"], t["health.low"], t["health.high"], color=GREY, alpha=0.14, linewidth=0, zorder=1,
                    gid="interval")
    for name, style, colour, width in (("health", "-", look.colour, 2.2), ("closure", (0, (5, 2)), INK, 1.3)):
        solid = [v if k else None for v, k in zip(t[name], known, strict=True)]
        ax.plot(t["time"], [float("nan") if v is None else v for v in solid], linestyle=style, color=colour,
                linewidth=width, label=said[name], zorder=3, gid=name)
    if not all(known):
        # One point more on each side, so that the dotted line meets the solid one.
        near = [not all(known[max(0, i - 1):i + 2]) for i in range(len(known))]
        ax.plot(t["time"], [v if n else float("nan") for v, n in zip(t["health"], near, strict=True)], color=GREY,
                linestyle=":", linewidth=1.6, label=said["too_little_known"], zorder=2.5, gid="unknown")
    lone = [i for i in range(len(known)) if known[i] and not any(known[j] for j in (i - 1, i + 1)
                                                                 if 0 <= j < len(known))]
    if lone:
        ax.plot([t["time"][i] for i in lone], [t["health"][i] for i in lone], "o", color=look.colour, markersize=4)


# ---- Many relationships ------------------------------------------------------------------------------------------

def quadrant(data: Any, *, top: int = 5, model: Any = None, language: str = "en", ax: Axes | None = None) -> Axes:
    """A portfolio: health against how much is known. What is unknown stands on hatched ground, open and grey.

    Parameters
    ----------
    data : score table
        With ``status``, ``health`` and ``closure.coverage``; ``supplier`` and ``client`` name the points.
    top : int
        How many of those with the lowest known health are named.
    """
    from ._tidy import model_of, parameter

    said = words(language)
    model = model_of(data) if model is None else model
    t = _tidy(data, ("supplier", "client", "status", "health", "coverage"), quadrant_table)
    ax = _axes(ax, 7.2, 5.2)
    ax.set_title(said["quadrant_title"], loc="left")
    if not t["status"]:
        return _empty(ax, said["quadrant_empty"])
    edge = parameter(model, "known_coverage", 0.2)
    ax.axvspan(-0.01, edge, facecolor="none", edgecolor=PALE, hatch=LOOKS["unknown"].hatch, linewidth=0, zorder=0.2,
               gid="unknown_ground")
    ax.text(edge / 2, 0.99, said["too_little_known"], ha="center", va="top", color=GREY, fontsize="small")
    health = bands(model, "health")
    tones = [tone_of(s, health, v) for s, v in zip(t["status"], t["health"], strict=True)]
    for tone in ("unknown", "even", "good", "bad", "ended"):
        _quadrant_points(ax, t, tone, [i for i, own in enumerate(tones) if own == tone], said)
    ax.set_xlim(-0.01, max(0.6, *t["coverage"]) * 1.02)
    ax.set_ylim(0, 1)
    known = sorted((i for i, s in enumerate(t["status"]) if s == "known"), key=lambda i: t["health"][i])
    _name_points(ax, [(t["coverage"][i], t["health"][i], f"{t['supplier'][i]} / {t['client'][i]}", False)
                      for i in known[:max(top, 0)]], zip(t["coverage"], t["health"], strict=True))
    ax.axhline(BASELINE, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)
    ax.set_xlabel(said["quadrant_x"])
    ax.set_ylabel(said["quadrant_y"])
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=5, frameon=False, fontsize="small")
    return ax


def _quadrant_points(ax: Any, t: Mapping[str, list[Any]], tone: str, rows: Sequence[int],
                     said: Mapping[str, str]) -> None:
    if not rows:
        return
    look = LOOKS[tone]
    clear = 1.0 if len(t["status"]) <= 60 else 0.5
    colours: dict[str, Any] = {"color": look.colour} if look.marker == "x" else {
        "facecolors": "none" if tone == "unknown" else look.colour,
        "edgecolors": look.colour if tone == "unknown" else "white"}
    ax.scatter([t["coverage"][i] for i in rows], [t["health"][i] for i in rows], s=_MARK, marker=look.marker,
               linewidths=1.2 if tone in ("unknown", "ended") else 0.5, alpha=clear, zorder=3, gid=tone,
               label=f"{said[tone]} ({len(rows):,})", **colours)


# ---- Both sides -----------------------------------------------------------------------------------------------------

def sides(data: Any, *, language: str = "en", ax: Axes | None = None) -> Axes:
    """Suffering, control and resignation: the client's level to the left, the supplier's to the right.

    A bar is hatched and grey where hardly anything is known of it (a coverage below 0.2 or what the model says).

    Parameters
    ----------
    data : Explanation, a row of a score table (Table with one row, or a mapping), or tidy table
        A score table needs ``want=("dimensions",)``; a tidy table is one as `sides_table` makes it.
    """
    said = words(language)
    t = _tidy(data, ("dimension", "side", "level", "coverage", "known"), sides_table)
    ax = _axes(ax, 7.2, 3.0)
    names = [h for h in HARMS if h in t["dimension"]]
    for i, side in enumerate(t["side"]):
        y, way = names.index(t["dimension"][i]), -1 if side == "client" else 1
        _side_bar(ax, y, way, t["level"][i], t["coverage"][i], t["known"][i],
                  (f"{t['dimension'][i]}.{side}", said, language))
    _row_labels(ax, [said[n] for n in names])
    ax.set_xlim(-1.45, 1.45)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1], labels=["1", number(0.5, 1, language=language), "0",
                                               number(0.5, 1, language=language), "1"])
    ax.axvline(0, color=INK, linewidth=0.8)
    for at in (-BASELINE, BASELINE):
        ax.axvline(at, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)
    for side, x in zip(SIDES, (-0.72, 0.72), strict=True):
        ax.annotate(said[side.capitalize()], (x, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), ha="center",
                    textcoords="offset points", fontweight="bold")
    ax.set_xlabel(said["sides_axis"])
    ax.set_title(said["sides_title"], loc="left", pad=20)
    return ax


def _side_bar(ax: Any, y: int, way: int, level: float, coverage: float, known: bool,
              about: tuple[str, Mapping[str, str], str]) -> None:
    gid, said, language = about
    look = LOOKS["unknown" if not known else "bad" if level > BASELINE else "good"]
    ax.barh(y, way * level, height=0.56, color=look.colour if known and level <= BASELINE else "white",
            edgecolor=look.colour, hatch=look.hatch, linewidth=1, zorder=2, gid=gid)
    text = number(level, language=language)
    more = said["known_share"].format(share=percent(coverage)) if known else said["hardly_known"]
    ax.annotate(f"{text}\n{more}", (way * level, y), xytext=(5 * way, 0), textcoords="offset points", va="center",
                ha="left" if way > 0 else "right", fontsize="small", color=INK if known else GREY,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=2.5)
