#!/usr/bin/env python3
"""Computes the hash of model files independently of the library, and compares it with hashes.txt.

    tests/model/canonical.py             checks every file of hashes.txt
    tests/model/canonical.py FILE...     prints the hash of each

The canonical form is RFC 8785 of the document with every default filled in.

SPDX-License-Identifier: Apache-2.0
"""
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

PARAMETERS = {
    "pursuit_run": 2, "rhythm_steady_below": 0.9, "silence_prior_gaps": 2,
    "silence_prior_gap_days": 28, "silence_relative_weight": 0.25, "silence_days": 90,
    "rating_window_days": 7, "rating_mass": 4, "weight_experienced": 1, "weight_other": 0.25,
    "evidence_saturation": 0.02, "known_coverage": 0.2, "gap_tau": 0.25, "gap_precision": 2,
    "action_recent_days": 180, "action_horizon_days": 14,
}
BANDS = {"hysteresis": 0.02, "health": [], "closure": [], "risk_index": []}
UNIT = {"minimum": 0, "maximum": None}
KIND = {
    "default_value": None, "is_contact": False, "expects_reply": False, "actionable_by": "none",
    "derived": False, "outcome": False, "mutual": False, "tone": 0, "recommend_after": [],
}
INDICATOR = {
    "weight": 1, "base_rate": 0.5, "prior_weight": 2, "essay": "", "adverse_evidence": "",
    "favourable_evidence": "",
}
EVIDENCE = {"adverse": 0, "favourable": 0, "rationale": ""}
PROOF = {"data": ""}
QUIET = {"intercept": 0, "slope": 1}
DIVORCE = {"target": [], "recalibration_intercept": 0, "recalibration_slope": 1}
FEATURE = {"indicator": "", "mean": 0, "sd": 1}
HARMS = ("suffering", "control", "resignation")
FACTORS = {"engage": "E", "excite": "X", "conversation": "C", "caring": "K"}


def filled(model):
    """The document with what it leaves out."""
    implied = lambda row: {
        "harm": row["dimension"] in HARMS,
        "factor": FACTORS.get(row["dimension"]),
    }
    model = {**model}
    for name, defaults in (("quiet", QUIET), ("divorce", DIVORCE)):
        if name in model:
            model[name] = {**defaults, **model[name]}
            if "fitted" in model[name]:
                model[name]["fitted"] = {**PROOF, **model[name]["fitted"]}
    if "divorce" in model:
        model["divorce"]["features"] = [{**FEATURE, **row} for row in model["divorce"]["features"]]
    return {
        "description": "",
        **model,
        "parameters": {**PARAMETERS, **model.get("parameters", {})},
        "bands": {**BANDS, **model.get("bands", {})},
        "units": {name: {**UNIT, **unit} for name, unit in model["units"].items()},
        "kinds": [{**KIND, **row} for row in model["kinds"]],
        "indicators": [{**INDICATOR, **implied(row), **row} for row in model["indicators"]],
        "evidence": [{**EVIDENCE, **row} for row in model["evidence"]],
    }


def number(value):
    """ECMAScript's form, for the sizes that these files have."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(float(value))
    assert "e" not in text, f"{text} needs more of ECMAScript than this script knows"
    return text


def canonical(value):
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return "{" + ",".join(f"{json.dumps(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"


def hash_of(path):
    model = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return hashlib.sha256(canonical(filled(model)).encode()).hexdigest(), model["version"]


def check():
    wrong = 0
    lines = (ROOT / "tests/model/hashes.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len(rows) == 2, "hashes.txt should have two files"
    for path, version, expected in rows:
        got, got_version = hash_of(ROOT / path)
        if (got, got_version) != (expected, version):
            print(f"{path} is version {got_version} with hash {got}, expected {version} with {expected}")
            wrong += 1
    return wrong


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(check())
    for path in sys.argv[1:]:
        print(*hash_of(path), path)
