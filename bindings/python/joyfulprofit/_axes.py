# SPDX-License-Identifier: Apache-2.0
"""Axes of our own, made without pyplot. Imported by plot when something is drawn; needs matplotlib."""
from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure


class ShownAxes(Axes):
    """Axes that a notebook shows by themselves: they belong to no figure of pyplot."""

    def _repr_png_(self) -> bytes:
        out = BytesIO()
        figure: Any = self.figure
        figure.savefig(out, format="png", dpi=120)
        return out.getvalue()


def new_axes(width: float, height: float) -> Axes:
    """Axes on a new figure, which pyplot does not know."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.add_subplot(axes_class=ShownAxes)
