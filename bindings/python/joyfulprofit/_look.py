# SPDX-License-Identifier: Apache-2.0
"""How things look, in plots and in reports: colours, marks, bands, numbers.

The colours are those of Okabe and Ito, which people with any kind of colour vision tell apart; and no meaning
hangs on a colour alone: whatever has one has a mark, a hatch or a word as well. What is not known is grey, hatched
or open, and so looks neither good nor bad.
"""
from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

BLUE, VERMILLION, ORANGE = "#0072B2", "#D55E00", "#E69F00"
GREEN, SKY, PURPLE = "#009E73", "#56B4E9", "#CC79A7"
INK, GREY, PALE = "#222222", "#6B6B6B", "#D9D9D9"

SIDES = ("client", "supplier")
FACTORS = ("engage", "excite", "conversation", "caring")
HARMS = ("suffering", "control", "resignation")
BASELINE = 0.5
"""What every level, closure and health are where nothing is known."""


class Look(NamedTuple):
    """How one meaning is drawn: never by its colour alone."""

    colour: str
    marker: str
    hatch: str


LOOKS = {
    "good": Look(BLUE, "o", ""),
    "even": Look(GREY, "D", ""),
    "bad": Look(VERMILLION, "v", "///"),
    "unknown": Look(GREY, "o", "...."),
    "ended": Look(INK, "x", ""),
    "agreed_strength": Look(BLUE, "o", ""),
    "agreed_weakness": Look(ORANGE, "s", ""),
    "blind_spot": Look(VERMILLION, "v", ""),
    "undervalued": Look(GREEN, "^", ""),
}


class Band(NamedTuple):
    """A band of the model, and whether it lies on the good side of knowing nothing, the bad one, or around it."""

    id: str
    label: str
    minimum: float
    maximum: float
    tone: str


# Knowing nothing has this risk index: 1 - 0.5^(1/2) 0.5^(1/4), docs/method.md, section 8.
_RISK_BASELINE = 1 - 0.5 ** 0.75


def bands(model: Any, index: str) -> tuple[Band, ...]:
    """The bands of an index: ``health``, ``closure`` or ``risk_index``."""
    rows: Sequence[Mapping[str, Any]] = [] if model is None else model._dict["bands"].get(index, [])
    made = []
    for i, row in enumerate(rows):
        end = float(rows[i + 1]["minimum"]) if i + 1 < len(rows) else 1.0
        low = float(row["minimum"])
        middle = _RISK_BASELINE if index == "risk_index" else BASELINE
        tone = "even" if low < middle < end else "good" if low >= middle else "bad"
        if index == "risk_index":
            tone = {"good": "bad", "bad": "good"}.get(tone, tone)
        made.append(Band(row["id"], row["label"], low, end, tone))
    return tuple(made)


def band_of(all_bands: Sequence[Band], value: float) -> Band | None:
    """The band that holds a value; None without bands."""
    held = [band for band in all_bands if value >= band.minimum]
    return held[-1] if held else None


def tone_of(status: str, all_bands: Sequence[Band], value: float) -> str:
    """The look of a headline: by its band if it is known, else by its status."""
    if status != "known":
        return "ended" if status == "ended" else "unknown"
    band = band_of(all_bands, value)
    return "even" if band is None else band.tone


# ---- Places of short labels --------------------------------------------------------------------------

_NEAR = 0.045
_ASIDE: tuple[dict[str, Any], ...] = ({"dx": 9, "dy": 4, "anchor": "start"}, {"dx": -9, "dy": 4, "anchor": "end"},
          {"dx": 0, "dy": -9, "anchor": "middle"}, {"dx": 0, "dy": 17, "anchor": "middle"})


def label_places(points: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    """On which side of its point a number stands, so that neighbours do not hide each other's.

    Places are on a scale from 0 to 1; the offsets are those of SVG.
    """
    made: list[dict[str, Any]] = []
    for i, (x, y) in enumerate(points):
        used = [made[j]["anchor"] + str(made[j]["dy"]) for j, (u, v) in enumerate(points[:i])
                if abs(u - x) < _NEAR and abs(v - y) < _NEAR]
        free = [a for a in _ASIDE if a["anchor"] + str(a["dy"]) not in used]
        made.append(dict((free or _ASIDE)[0]))
    return made


# ---- Text ----------------------------------------------------------------------------------------------

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def clean(text: object, most: int | None = None) -> str:
    """Text as it can be shown: on one line, without control characters, and not longer than `most`."""
    said = _UNSAFE.sub("\ufffd", str(text))
    return said if most is None or len(said) <= most else said[:most - 1].rstrip() + "…"


def number(value: float | None, digits: int = 2, *, signed: bool = False, language: str = "en") -> str:
    """A number for people; a dash where there is none.

    >>> number(0.4283), number(-0.0123, 3, signed=True), number(None), number(0.5, language="de")
    ('0.43', '\u22120.012', '\u2013', '0,50')
    """
    if value is None or math.isnan(value):
        return "–"
    said = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    if not any(c in "123456789" for c in said):
        said = said.lstrip("+-")
    if language == "de":
        said = said.translate({ord(","): ".", ord("."): ","})
    return said.replace("-", "\u2212")


def percent(share: float | None, language: str = "en") -> str:
    """A share in percent; "under 1 %" rather than 0 for what is not nothing."""
    if share is None or math.isnan(share):
        return "–"
    return ("< 1" if 0 < share < 0.005 else f"{share * 100:.0f}") + "\u202f%"
