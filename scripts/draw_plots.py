#!/usr/bin/env python3
"""Draws the pictures of docs/python-plots.md from the facts in examples/data, with the installed package.

Usage: draw_plots.py [FOLDER]   (docs/pictures if it is left out; needs joyfulprofit[plot,report] and, for the
picture of reports, chromium)

SPDX-License-Identifier: Apache-2.0
"""
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile

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


def shoot(page, picture, width, height):
    """A page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run([shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        "--disable-background-networking", f"--user-data-dir={profile}", "--force-device-scale-factor=1",
                        f"--window-size={width},{height}", f"--screenshot={picture}", page.as_uri()],
                       check=True, capture_output=True)


def save_reports(facts, path):
    """A portfolio on a desk, and one relationship on a phone beside it."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one = jp.report(facts, folder / "one.html", supplier="Quickbyte Systems", client="Meadow Clinics")
        shoot(jp.report(facts, folder / "all.html"), folder / "all.png", 900, 1150)
        shoot(one, folder / "one.png", 390, 1150)
        both = Image.new("RGB", (900 + 30 + 390, 1150), "#c8cdd2")
        both.paste(Image.open(folder / "all.png"), (0, 0))
        both.paste(Image.open(folder / "one.png"), (930, 0))
    size = (both.width * 7 // 10, both.height * 7 // 10)
    small = both.resize(size, Image.Resampling.LANCZOS)
    small.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
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
    if shutil.which("chromium"):
        save_reports(facts, folder / "report.png")
    else:
        print("no chromium here: the picture of reports is left as it is")


main()
