# SPDX-License-Identifier: Apache-2.0
"""Plots: what is drawn is what the numbers say. Tables are made by hand; nothing is compared by pixel."""
from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

import joyfulprofit as jp
from joyfulprofit import _look, plot
from joyfulprofit._tidy import silences

pytest.importorskip("matplotlib")

WATERFALL = {"id": ["", "a", "b", ""], "label": ["nothing known", "trust", "blame", "Health"],
             "what": ["baseline", "share", "share", "index"], "share": [None, 0.1, -0.2, None],
             "start": [0.5, 0.5, 0.6, 0.4], "end": [0.5, 0.6, 0.4, 0.4]}
DAYS = [datetime(2024, 1, 1) + timedelta(days=30 * i) for i in range(6)]
OVER_TIME = {"time": DAYS, "status": ["unknown", "known", "known", "known", "known", "known"],
             "health": [0.5, 0.6, 0.62, 0.6, 0.55, 0.5], "health.low": [0.3, 0.4, 0.4, 0.4, 0.4, 0.3],
             "health.high": [0.7, 0.8, 0.8, 0.8, 0.8, 0.7], "closure": [0.5, 0.6, 0.6, 0.6, 0.5, 0.4],
             "silence.client.days": [0, 0, 30, 60, 90, 120], "silence.supplier.days": [None] * 6}
PORTFOLIO = {"supplier": ["A", "B", "C", "D"], "client": ["w", "x", "y", "z"],
             "status": ["known", "known", "unknown", "ended"], "health": [0.8, 0.35, 0.2, 0.5],
             "coverage": [0.5, 0.4, 0.1, 0.3]}
SIDES = {"dimension": ["suffering", "suffering", "control", "control", "resignation", "resignation"],
         "side": ["client", "supplier"] * 3, "level": [0.8, 0.3, 0.5, 0.6, 0.7, 0.4],
         "coverage": [0.5, 0.4, 0.05, 0.3, 0.3, 0.2], "known": [True, True, False, True, True, True]}
VIEWS = {"label": ["trust", "being heard"], "client": [0.2, 0.9], "supplier": [0.9, 0.8],
         "state": ["blind_spot", "agreed_strength"]}


def by_gid(ax: Any, gid: str) -> list[Any]:
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def offsets(collection: Any) -> list[list[float]]:
    return np.round(np.asarray(collection.get_offsets()), 6).tolist()


def across(patch: Any) -> list[float]:
    """From where to where a patch goes, in data; older versions of matplotlib make spans of polygons."""
    x = patch.get_patch_transform().transform(patch.get_path().vertices)[:, 0]
    return [float(x.min()), float(x.max())]


# ---- Waterfall --------------------------------------------------------------------------------------------

def test_a_waterfall_goes_from_the_baseline_to_the_index() -> None:
    ax = plot.waterfall(WATERFALL)
    bars = [(round(b.get_x(), 6), round(b.get_width(), 6)) for b in ax.patches]
    assert bars == [(0.5, 0.1), (0.6, -0.2)]
    assert [line.get_xdata()[0] for line in by_gid(ax, "end")] == [0.5, 0.4]
    assert [label.get_text() for label in ax.get_yticklabels()] == WATERFALL["label"]
    assert {"+0.100", "−0.200", "0.50", "0.40"} <= set(texts(ax))


def test_a_share_that_harms_is_hatched_and_one_that_helps_is_not() -> None:
    helps, harms = plot.waterfall(WATERFALL).patches
    assert (helps.get_hatch() or "", harms.get_hatch()) == ("", "///")


def test_the_shares_of_a_waterfall_add_up_whatever_is_left_out(story: jp.Facts) -> None:
    why = jp.explain(story, "Quickbyte Systems", "Meadow Clinics")
    for index, by, top in itertools.product(("health", "closure"), ("indicator", "dimension", "fact"), (1, 5, 1000)):
        t = plot.waterfall_table(why, index=index, by=by, top=top)
        shares = [row["share"] for row in t.rows() if row["share"] is not None]
        value = getattr(why, index).value
        assert sum(shares) == pytest.approx(value - why.baselines[index], abs=1e-12)
        assert t.row(-1)["end"] == value
        ends, starts = t["end"].tolist(), t["start"].tolist()
        assert starts[1:-1] == ends[:-2]
        assert len(shares) <= top + 1


def test_a_change_falls_from_the_earlier_value(story: jp.Facts) -> None:
    change = jp.compare(story, "2024-01-01T00:00:00Z", supplier="Cedar Analytics", client="Nomad Travel")
    t = plot.waterfall_table(change, index="closure", by="factor")
    assert (t.row(0)["end"], t.row(-1)["end"]) == (change.before["closure"], change.after["closure"])
    assert t.row(0)["label"] == "before"
    assert [row["label"] for row in t.rows()][1] == "Conversation"  # as docs/explain.md shows it: -0.0982
    assert round(t.row(1)["share"], 4) == -0.0982


def test_levels_stand_beside_indicators_so_that_a_low_harm_is_not_taken_for_a_high_one(story: jp.Facts) -> None:
    why = jp.explain(story, "Quickbyte Systems", "Meadow Clinics")
    assert "bad service (0.85)" in [label.get_text() for label in plot.waterfall(why).get_yticklabels()]


# ---- The equation -------------------------------------------------------------------------------------------

def equation_row(**changes: float) -> dict[str, float]:
    row: dict[str, float] = {}
    for name, value in {"engage": 0.6, "excite": 0.4, "conversation": 0.5, "caring": 0.2, "closure": 0.37}.items():
        row |= {name: value, f"{name}.low": value - 0.1, f"{name}.high": value + 0.1, f"{name}.coverage": 0.3}
    return row | changes


def test_the_equation_says_its_result() -> None:
    assert plot.equation(equation_row()).get_title("left").endswith("= 0.10")  # (0.6 + 0.4) x 0.5 x 0.2


def test_factors_have_their_intervals_and_hardly_known_ones_are_open_and_dashed() -> None:
    ax = plot.equation(equation_row(**{"caring.coverage": 0.1}))
    (known,), (unknown,) = by_gid(ax, "value:engage"), by_gid(ax, "value:caring")
    assert np.round(by_gid(ax, "interval:engage")[0].get_xdata(), 6).tolist() == [0.5, 0.7]
    assert known.get_markerfacecolor() == known.get_color()
    assert (unknown.get_markerfacecolor(), unknown.get_color()) == ("white", _look.GREY)
    assert by_gid(ax, "interval:engage")[0].get_linestyle() == "-"
    assert by_gid(ax, "interval:caring")[0].get_linestyle() != "-"


def test_how_much_is_known_of_each_factor_is_drawn_and_said() -> None:
    ax = plot.equation(equation_row(**{"caring.coverage": 0.1}))
    bars = [line.get_xdata() for line in by_gid(ax, "coverage")]
    assert np.round([(x[1] - x[0]) / 0.22 for x in bars], 6).tolist() == [0.3, 0.3, 0.3, 0.1, 0.3]
    assert sum("30" in text for text in texts(ax)) == 4


def test_the_equation_is_the_same_from_a_score_table_an_explanation_and_a_row(story: jp.Facts) -> None:
    table = jp.score(story, want=("headlines", "intervals", "factors"))
    row = [i for i, s in enumerate(table["supplier"]) if s == "Quickbyte Systems"]
    expected = plot.equation_table(jp.explain(story, "Quickbyte Systems", "Meadow Clinics")).to_dict()
    assert plot.equation_table(table.take(row)).to_dict() == expected
    assert plot.equation_table(table.row(row[0])).to_dict() == expected
    assert expected["known"] == [True, True, True, False, True]


# ---- Both views -----------------------------------------------------------------------------------------------

def test_a_blind_spot_is_where_the_supplier_thinks_better_of_it() -> None:
    ax = plot.perception_map(VIEWS)
    assert offsets(by_gid(ax, "blind_spot")[0]) == [[0.9, 0.2]]
    assert offsets(by_gid(ax, "agreed_strength")[0]) == [[0.8, 0.9]]
    assert {"trust", "being heard"} <= set(texts(ax))


def test_blind_spots_are_named_even_where_there_are_many_points() -> None:
    many = {"label": [f"thing {i}" for i in range(30)], "client": [0.1] * 2 + [0.8] * 28,
            "supplier": np.linspace(0.6, 0.95, 30).tolist(), "state": ["blind_spot"] * 2 + ["agreed_strength"] * 28}
    named = [text for text in texts(plot.perception_map(many)) if text.startswith("thing")]
    assert sorted(named) == ["thing 0", "thing 1"]


def test_levels_of_harms_are_turned_so_that_1_is_good(story: jp.Facts) -> None:
    why = jp.explain(story, "Sunrise Payroll", "Falk Logistics")
    rows = {row["id"]: row for row in plot.perception_table(why).rows()}
    said = why.to_dict()["belief_gap"]["suffering.client.not_heard"]
    assert rows["suffering.client.not_heard"]["client"] == 1 - said["client_level"]
    assert rows["pillar.trust"]["client"] == why.to_dict()["belief_gap"]["pillar.trust"]["client_level"]
    assert {row["state"] for row in rows.values()} == {"blind_spot"}  # the made up story is about one


def test_without_ratings_no_gap_is_drawn_and_none_ruled_out(story: jp.Facts) -> None:
    ax = plot.perception_map(jp.explain(story, "Kestrel Legal", "Pike Brewery"))
    assert texts(ax) == ["The two have not rated the same things"]
    assert not ax.collections


# ---- Over time -----------------------------------------------------------------------------------------------------

def test_a_silence_is_shaded_from_the_last_contact_on() -> None:
    ax = plot.timeline(OVER_TIME)
    (shade,) = by_gid(ax, "silence:client")
    assert across(shade) == [(d - datetime(1970, 1, 1)).days for d in (DAYS[1], DAYS[5])]
    assert "client silent" in texts(ax) and not by_gid(ax, "silence:supplier")


def test_what_is_unknown_is_not_drawn_as_health() -> None:
    ax = plot.timeline(OVER_TIME)
    assert np.isnan(by_gid(ax, "health")[0].get_ydata()).tolist() == [True] + [False] * 5
    assert by_gid(ax, "unknown")[0].get_color() == _look.GREY


def test_the_bands_are_those_of_the_model() -> None:
    model = jp.Model.default()
    ax = plot.timeline(OVER_TIME, model=model)
    drawn = [by_gid(ax, f"band:{b}")[0].get_ydata()[0] for b in ("strained", "neutral", "good", "strong")]
    assert drawn == [0.3, 0.45, 0.55, 0.7]
    assert "Neither good nor bad" in texts(ax)
    assert not any(artist.get_gid() and artist.get_gid().startswith("band:") for artist in
                   plot.timeline(OVER_TIME).get_children())


@pytest.mark.parametrize(("days", "expected"), [
    ([0, 30, 60, 89, 29, 59], []),
    ([60, 90, 120, 10, 40, 70], [(-60, 80)]),          # ended by a contact 10 days before the fourth moment
    ([100, 130, 160, 190, 220, 250], [(-100, 150)]),   # stands open
    ([90, None, 95, 5, 35, 65], [(-90, 0), (-35, 85)]),
])
def test_silences_begin_at_the_last_contact_and_end_at_the_next(days: list[float | None],
                                                                  expected: list[tuple[int, int]]) -> None:
    found = silences(DAYS, days, 90)
    assert [((b - DAYS[0]).days, (e - DAYS[0]).days) for b, e in found] == expected


def test_a_timeline_of_the_story_has_the_silence_that_it_tells_of(story: jp.Facts) -> None:
    t = plot.timeline_table(jp.timeline(story, "Cedar Analytics", "Nomad Travel", every_days=7))
    rows = list(t.rows())
    (span,) = silences([row["time"] for row in rows], [row["silence.client.days"] for row in rows], 90)
    assert span[0].date().isoformat() == "2024-01-18"  # as docs/explain.md says it


# ---- Many relationships ----------------------------------------------------------------------------------------------

def test_the_unknown_is_drawn_open_and_grey_on_hatched_ground() -> None:
    ax = plot.quadrant(PORTFOLIO, model=jp.Model.default())
    (unknown,), (good,) = by_gid(ax, "unknown"), by_gid(ax, "good")
    assert offsets(unknown) == [[0.1, 0.2]]
    assert len(unknown.get_facecolors()) == 0 and len(good.get_facecolors()) == 1
    (ground,) = by_gid(ax, "unknown_ground")
    assert round(across(ground)[1], 6) == 0.2 and ground.get_hatch()


def test_each_relationship_stands_at_its_coverage_and_health() -> None:
    ax = plot.quadrant(PORTFOLIO, model=jp.Model.default())
    assert {tone: offsets(by_gid(ax, tone)[0]) for tone in ("good", "bad", "unknown", "ended")} == {
        "good": [[0.5, 0.8]], "bad": [[0.4, 0.35]], "unknown": [[0.1, 0.2]], "ended": [[0.3, 0.5]]}
    assert "B / x" in texts(ax) and "C / y" not in texts(ax)


def test_a_portfolio_without_relationships_says_so() -> None:
    empty = {name: [] for name in PORTFOLIO}
    assert texts(plot.quadrant(empty)) == ["No relationships"]


def test_a_quadrant_takes_a_pandas_frame_of_scores(story: jp.Facts) -> None:
    pytest.importorskip("pandas")
    table = jp.score(story)
    assert plot.quadrant_table(table.to_pandas()).to_dict() == plot.quadrant_table(table).to_dict()


# ---- Both sides ---------------------------------------------------------------------------------------------------------

def test_the_client_stands_to_the_left_and_the_supplier_to_the_right() -> None:
    ax = plot.sides(SIDES)
    widths = {bar.get_gid(): round(bar.get_width(), 6) for bar in ax.patches}
    assert widths == {"suffering.client": -0.8, "suffering.supplier": 0.3, "control.client": -0.5,
                      "control.supplier": 0.6, "resignation.client": -0.7, "resignation.supplier": 0.4}


def test_a_level_that_is_hardly_known_is_grey_and_dotted_whatever_it_is() -> None:
    from matplotlib.colors import to_hex

    bars = {bar.get_gid(): bar for bar in plot.sides(SIDES).patches}
    assert to_hex(bars["control.client"].get_edgecolor()).upper() == _look.GREY.upper()
    assert bars["control.client"].get_hatch() == _look.LOOKS["unknown"].hatch
    assert to_hex(bars["suffering.client"].get_edgecolor()).upper() == _look.VERMILLION


# ---- Manners ---------------------------------------------------------------------------------------------------------------

DRAWN = [(plot.waterfall, WATERFALL), (plot.equation, equation_row()), (plot.perception_map, VIEWS),
         (plot.timeline, OVER_TIME), (plot.quadrant, PORTFOLIO), (plot.sides, SIDES)]


@pytest.mark.parametrize(("draw", "data"), DRAWN)
def test_a_plot_goes_where_it_is_told_and_else_shows_itself(draw: Any, data: Any) -> None:
    from matplotlib.figure import Figure

    given = Figure().add_subplot()
    assert draw(data, ax=given) is given
    assert draw(data)._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(("draw", "data"), DRAWN)
def test_every_plot_speaks_german(draw: Any, data: Any) -> None:
    assert draw(data, language="de").figure is not None
    with pytest.raises(jp.ArgumentError, match="expected 'en' or 'de', got 'fr'"):
        draw(data, language="fr")


def test_names_are_not_taken_for_mathematics() -> None:
    hostile = PORTFOLIO | {"supplier": ["$\\frac{$", "$x$", "<b>", "a\x00b\n"]}
    plot.quadrant(hostile, top=9, model=jp.Model.default())._repr_png_()
    plot.waterfall(WATERFALL | {"label": ["$$", "$\\foo$", "%", "{x}"]})._repr_png_()


def test_what_cannot_be_drawn_is_said(story: jp.Facts) -> None:
    why = jp.explain(story, "Quickbyte Systems", "Meadow Clinics")
    for call, said in ((lambda: plot.waterfall(why, index="gap"), "expected one of health, closure, got 'gap'"),
                       (lambda: plot.waterfall(why, by="factor"), "factors have shares in closure only"),
                       (lambda: plot.waterfall(why, top=0), "expected a number from 1, got 0"),
                       (lambda: plot.waterfall(5), "got int"),
                       (lambda: plot.perception_map(5), "got int"),
                       (lambda: plot.timeline({}), "got dict"),
                       (lambda: plot.quadrant({"status": []}), "has no column 'health'"),
                       (lambda: plot.equation(jp.score(story, want="factors")), "got 7; take one row"),
                       (lambda: plot.sides(jp.score(story).row(0)), "ask for it with score")):
        with pytest.raises(jp.ArgumentError, match=said):
            call()


def test_pyplot_and_the_settings_of_matplotlib_are_left_alone() -> None:
    code = """
import sys, joyfulprofit
from joyfulprofit import plot
assert "matplotlib" not in sys.modules
import matplotlib
import matplotlib.pyplot as plt
before = dict(matplotlib.rcParams)
mine = plt.figure()
plot.waterfall({"label": ["a", "b"], "what": ["baseline", "index"], "share": [None, None], "start": [0, 1],
                "end": [0, 1]})._repr_png_()
assert plt.get_fignums() == [mine.number] and plt.gcf() is mine and not mine.axes
assert dict(matplotlib.rcParams) == before
"""
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "MPLBACKEND": "agg"})


# ---- Colours ------------------------------------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes 2009, severity 1.0: protanopia, deuteranopia, tritanopia.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    rgb = np.array([int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(vision @ linear, 0, 1)
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ seen / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISIONS)
def test_good_bad_and_unknown_are_told_apart_with_any_colour_vision(vision: str) -> None:
    colours = {name: lab(_look.LOOKS[name].colour, VISIONS[vision]) for name in ("good", "bad", "unknown")}
    for one, other in itertools.combinations(colours, 2):
        assert np.linalg.norm(colours[one] - colours[other]) > 20, (one, other)


def test_no_two_looks_differ_by_their_colour_alone() -> None:
    groups = (("good", "even", "bad", "unknown", "ended"),
              ("agreed_strength", "agreed_weakness", "blind_spot", "undervalued"))
    for names in groups:
        for one, other in itertools.combinations(names, 2):
            a, b = _look.LOOKS[one], _look.LOOKS[other]
            assert (a.marker, a.hatch) != (b.marker, b.hatch), (one, other)
