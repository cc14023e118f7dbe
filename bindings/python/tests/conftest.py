# SPDX-License-Identifier: Apache-2.0
"""What the tests share. JP_SOURCE is the root of the source tree; the package is the installed one."""
from __future__ import annotations

import csv
import json
import os
import pathlib

import numpy as np
import pytest

import joyfulprofit as jp

SOURCE = pathlib.Path(os.environ.get("JP_SOURCE", pathlib.Path(__file__).resolve().parents[3]))
STORY = SOURCE / "examples/data/story.csv"
GOLDEN = sorted((SOURCE / "tests/golden").glob("*.json"))


def bits(table: jp.Table) -> dict[str, bytes]:
    """Every buffer of a table, as it stands."""
    made = {}
    for name, column in table._columns.items():
        for part in ("values", "validity", "offsets"):
            buffer = getattr(column, part)
            made[f"{name}:{part}"] = b"" if buffer is None else bytes(memoryview(buffer))
        made[f"{name}:categories"] = repr(column.categories).encode()
    return made


def rows_of(path: pathlib.Path) -> list[dict[str, object]]:
    """A CSV file as records with the types of docs/facts.md."""
    with open(path, encoding="utf-8", newline="") as file:
        rows: list[dict[str, object]] = [dict(row) for row in csv.DictReader(file)]
    for row in rows:
        for key, value in row.items():
            row[key] = None if value == "" else value
        if row.get("value") is not None:
            row["value"] = float(str(row["value"]))
        if row.get("guess") is not None:
            row["guess"] = row["guess"] == "true"
    return rows


@pytest.fixture(scope="session")
def story() -> jp.Facts:
    return jp.Facts(STORY)


@pytest.fixture(scope="session")
def story_rows() -> list[dict[str, object]]:
    return rows_of(STORY)


@pytest.fixture(scope="session")
def story_bits(story: jp.Facts) -> dict[str, bytes]:
    return bits(jp.score(story, want="all"))


def columns_of(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def golden(path: pathlib.Path) -> dict[str, object]:
    case: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return case


def times(rows: list[dict[str, object]]) -> np.ndarray:
    return np.array([str(row["time"])[:-1] for row in rows], "datetime64[s]")
