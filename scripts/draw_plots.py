#!/usr/bin/env python3
"""Draws the pictures of docs/python-plots.md from the facts in examples/data, with the installed package.

Usage: draw_plots.py [FOLDER]   (docs/pictures if it is left out; needs joyfulprofit[plot])

SPDX-License-Identifier: Apache-2.0
"""
import io
import pathlib
import sys

import joyfulprofit as jp
from joyfulprofit import plot

SOURCE = pathlib.Path(__file__).resolve().parents[1]
STORY = SOURCE / "examples/data/story.csv"


def save(axes, path):
    """As a small PNG."""
    from PIL import Image

    out = io.BytesIO()
    axes.figure.savefig(out, format="png", dpi=80, metadata={"Software": None})
    Image.open(out).convert("RGB").save(path, optimize=True)
    print(path)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE / "docs/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    facts = jp.Facts(STORY)
    why = jp.explain(facts, "Quickbyte Systems", "Meadow Clinics")
    blind = jp.explain(facts, "Sunrise Payroll", "Falk Logistics")
    silent = jp.timeline(facts, "Cedar Analytics", "Nomad Travel", every_days=7)
    pictures = {"waterfall": plot.waterfall(why), "equation": plot.equation(why), "sides": plot.sides(why),
                "perception_map": plot.perception_map(blind), "timeline": plot.timeline(silent),
                "quadrant": plot.quadrant(jp.score(facts))}
    for name, axes in pictures.items():
        save(axes, folder / f"{name}.png")


main()
