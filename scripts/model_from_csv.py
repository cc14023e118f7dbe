#!/usr/bin/env python3
"""Builds model/default.json from the catalogue it was first written in: three CSV files.

    scripts/model_from_csv.py FOLDER > model/default.json

FOLDER holds kinds.csv, indicators.csv and evidence.csv. This was done once. From then on
model/default.json is the source: edit that file, not the tables, and raise its version. The script
stays as the record of where the numbers came from, and for anyone who keeps an own catalogue in a
spreadsheet. docs/model-format.md describes the format.

SPDX-License-Identifier: Apache-2.0
"""
import csv
import json
import pathlib
import sys

DESCRIPTION = (
    "The default model: what the events and ratings of a client and a supplier say about suffering, "
    "control, resignation and the gap between them. Masses are expert priors, not fitted to data."
)

# The numbers of docs/method.md marked (p).
PARAMETERS = {
    "pursuit_run": 2,
    "rhythm_steady_below": 0.9,
    "silence_prior_gaps": 2,
    "silence_prior_gap_days": 28,
    "silence_relative_weight": 0.25,
    "silence_days": 90,
    "rating_window_days": 7,
    "rating_mass": 4,
    "weight_experienced": 1,
    "weight_other": 0.25,
    "evidence_saturation": 0.02,
    "known_coverage": 0.2,
    "gap_tau": 0.25,
    "gap_precision": 2,
    "action_recent_days": 180,
    "action_horizon_days": 14,
}

# Unit: label, minimum, maximum. A unit has an upper bound where its transforms clamp at it: a
# price can rise by 150 %, and work can be done over more than once.
UNITS = {
    "none": ("No value", 0, None),
    "minutes": ("Minutes", 0, None),
    "hours": ("Hours", 0, None),
    "days": ("Days", 0, None),
    "months": ("Months", 0, None),
    "latency_hours": ("Hours until the answer", 0, None),
    "age_hours": ("Hours without an answer", 0, None),
    "notice_hours": ("Hours of notice given", 0, None),
    "notice_days": ("Days of notice given", 0, None),
    "days_late": ("Days late; on time or early is 0", 0, None),
    "price_fraction": ("Fraction of the price", 0, None),
    "amount_fraction": ("Fraction of the amount", 0, 1),
    "work_fraction": ("Fraction of the work", 0, None),
    "severity_0_1": ("How severe: 0 hardly, 1 as severe as can be", 0, 1),
    "completeness_0_1": ("How complete: 0 nothing of it, 1 all of it", 0, 1),
    "comfort_0_1": ("How comfortable: 0 painful, 1 at ease", 0, 1),
    "worth_0_1": ("What it was worth: 0 nothing, 1 all that was hoped for", 0, 1),
    "fairly_priced_0_1": ("How fairly priced: 0 not at all, 1 entirely", 0, 1),
    "specificity_0_1": ("How specific: 0 a phrase, 1 the very thing that was good", 0, 1),
    "score_0_1": ("Score of the silence: 0 none, 1 complete", 0, 1),
}

# Labels in which the tables wrote ';' where a reader expects another sign.
LABELS = {
    "pressure_tactic": "Ultimatum, lock-in or threat",
    "conflict": "Open conflict, started by the actor",
    "repair": "Conflict repaired, and both agree",
    "listening_summary": "Actor reflects back what the other said, and the other confirms",
    "pursuit_burst": "Actor's 3rd, 4th, … message into an open turn (derived)",
    "meeting_missed": "No-show or late cancellation by the actor (notice 0 = no-show)",
    "meeting_rescheduled": "Meeting moved by the actor (notice 0 = at the last minute)",
}


def number(text):
    """An int where the text is a whole number, so that 1 is not written as 1.0."""
    value = float(text)
    return int(value) if value.is_integer() else value


def flag(text):
    return {"0": False, "1": True}[text]


def kind(row):
    return {
        "id": row["id"],
        "label": LABELS.get(row["id"], row["label"]),
        "category": row["category"],
        "actors": row["actors"],
        "unit": row["unit"],
        "default_value": number(row["default_value"]) if row["default_value"] else None,
        "window_days": number(row["window_days"]),
        "repeat_q": number(row["repeat_q"]),
        "is_contact": flag(row["is_contact"]),
        "expects_reply": flag(row["expects_reply"]),
        "actionable_by": row["actionable_by"],
        "derived": flag(row["derived"]),
        "outcome": flag(row["outcome"]),
        "mutual": flag(row["mutual"]),
        "tone": number(row["tone"]),
        "recommend_after": [name for name in row["recommend_after"].split(";") if name],
    }


def indicator(row):
    return {
        "id": row["id"],
        "side": row["side"],
        "experienced_by": row["experienced_by"],
        "dimension": row["dimension"],
        "harm": flag(row["harm"]),
        "factor": row["factor"] or None,
        "weight": number(row["weight"]),
        "half_life_days": number(row["half_life_days"]),
        "base_rate": number(row["base_rate"]),
        "prior_weight": number(row["prior_weight"]),
        "label": row["label"],
        "essay": row["essay"],
        "adverse_evidence": row["adverse_evidence"].replace(";", ","),
        "favourable_evidence": row["favourable_evidence"].replace(";", ","),
    }


def evidence(row):
    return {
        "kind": row["kind"],
        "actor": row["actor"],
        "indicator": row["indicator"],
        "adverse": number(row["adverse"]),
        "favourable": number(row["favourable"]),
        "transform": row["transform"],
        "rationale": row["rationale"],
    }


def table(folder, name, convert):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return [convert(row) for row in csv.DictReader(file)]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def write(model, out):
    """One row a line, so that a change of one number is a change of one line."""
    parts = []
    for key, value in model.items():
        if isinstance(value, list):
            rows = ",\n".join("    " + compact(row) for row in value)
            parts.append(f'  "{key}": [\n{rows}\n  ]')
        elif isinstance(value, dict):
            rows = ",\n".join(f"    {compact(name)}: {compact(row)}" for name, row in value.items())
            parts.append(f'  "{key}": {{\n{rows}\n  }}')
        else:
            parts.append(f'  "{key}": {compact(value)}')
    out.write("{\n" + ",\n".join(parts) + "\n}\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    model = {
        "format": "joyfulprofit-model",
        "format_version": 1,
        "name": "default",
        "version": "1.0.0",
        "description": DESCRIPTION,
        "parameters": PARAMETERS,
        "units": {
            name: {"label": label, "minimum": low, "maximum": high}
            for name, (label, low, high) in UNITS.items()
        },
        "kinds": table(folder, "kinds.csv", kind),
        "indicators": table(folder, "indicators.csv", indicator),
        "evidence": table(folder, "evidence.csv", evidence),
    }
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    write(model, sys.stdout)


if __name__ == "__main__":
    main()
