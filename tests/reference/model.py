# SPDX-License-Identifier: Apache-2.0
"""The model as the reference reads it: from a model file (docs/model-format.md) or from the
catalogue as three CSV files. What is read here is only what the arithmetic needs; the rules of the
format are the library's to check.
"""
import csv
import json
import pathlib
from types import SimpleNamespace

# The parameters of the method and their defaults; the names are those of the model file.
PARAMETERS = {
    "pursuit_run": 2, "rhythm_steady_below": 0.9, "silence_prior_gaps": 2,
    "silence_prior_gap_days": 28, "silence_relative_weight": 0.25, "silence_days": 90,
    "rating_window_days": 7, "rating_mass": 4, "weight_experienced": 1, "weight_other": 0.25,
    "evidence_saturation": 0.02, "known_coverage": 0.2, "gap_tau": 0.25, "gap_precision": 2,
    "action_recent_days": 180, "action_horizon_days": 14,
}
SIDES = ("client", "supplier")


def _number(text):
    return None if text in ("", None) else float(text)


def _flag(value):
    return value in ("1", True)


def _transform(text):
    name, _, half = text.partition(":")
    return name, float(half) if half else None


def _kind(row):
    after = row["recommend_after"] or []
    return SimpleNamespace(
        id=row["id"], actors=row["actors"], unit=row["unit"], default=_number(row["default_value"]),
        window_days=int(row["window_days"]), q=float(row["repeat_q"]),
        is_contact=_flag(row["is_contact"]), expects_reply=_flag(row["expects_reply"]),
        actionable_by=row["actionable_by"], derived=_flag(row["derived"]), mutual=_flag(row["mutual"]),
        tone=int(row["tone"]), recommend_after=after.split(";") if isinstance(after, str) else after)


def _indicator(row):
    return SimpleNamespace(
        id=row["id"], side=row["side"], experienced_by=row["experienced_by"],
        dimension=row["dimension"], harm=_flag(row["harm"]), weight=float(row["weight"]),
        half_life=float(row["half_life_days"]), a=float(row["base_rate"]), W=float(row["prior_weight"]))


def _evidence(row):
    return SimpleNamespace(
        kind=row["kind"], actor=row["actor"], indicator=row["indicator"],
        adverse=float(row["adverse"]), favourable=float(row["favourable"]),
        transform=_transform(row["transform"]))


def _assemble(kinds, indicators, evidence, parameters):
    model = SimpleNamespace(
        kinds={k.id: k for k in map(_kind, kinds)},
        indicators={i.id: i for i in map(_indicator, indicators)},
        evidence=[_evidence(row) for row in evidence],
        parameters=SimpleNamespace(**{**PARAMETERS, **parameters}))
    model.rows = {}
    for row in model.evidence:
        model.rows.setdefault((row.kind, row.actor), []).append(row)
    return model


def from_csv(folder):
    """The catalogue as three CSV files: kinds, indicators, evidence."""
    folder = pathlib.Path(folder)
    tables = []
    for name in ("kinds", "indicators", "evidence"):
        with open(folder / f"{name}.csv", newline="", encoding="utf-8") as stream:
            tables.append(list(csv.DictReader(stream)))
    return _assemble(*tables, {})


def from_json(path):
    """A model file."""
    with open(path, encoding="utf-8") as stream:
        return from_document(json.load(stream))


def from_document(document):
    """A model file that is already parsed."""
    return _assemble(document["kinds"], document["indicators"], document["evidence"],
                     document["parameters"])
