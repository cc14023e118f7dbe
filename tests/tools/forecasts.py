#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the forecasts that the command prints against the reference: forecasts.py COMMAND ROOT

Every worked answer is read with a model that has both sections, with every feature that there is.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))
import forecast  # noqa: E402
import model as models  # noqa: E402
import reference  # noqa: E402

PROOF = {"horizon_days": 90, "date": "2024-01-01", "n": 100, "events": 40, "brier": 0.2, "slope": 1.01}
TOLERANCE = 1e-11  # of a probability; of a feature relative once it passes 1


def document():
    """The default model with both sections; the numbers are of no meaning."""
    made = json.loads((ROOT / "model" / "default.json").read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "model" / "schema.json").read_text(encoding="utf-8"))
    names = schema["$defs"]["feature"]["properties"]["name"]["enum"]
    rows = [(name, "") for name in names] + [("belief.client", "pillar.trust"), ("belief.known", "pillar.trust")]
    made["quiet"] = {"a0": 1.3, "b0_days": 35, "half_life_days": 120, "intercept": 0.1, "slope": 0.9,
                     "fitted": PROOF}
    made["divorce"] = {
        "target": ["termination", "renewal"], "intercept": -0.5, "recalibration_intercept": 0.2,
        "recalibration_slope": 1.1, "fitted": {**PROOF, "horizon_days": 30},
        "features": [{"name": name, "indicator": item, "coefficient": 0.3 - 0.02 * i, "mean": 0.1, "sd": 2,
                      "minimum": -1000, "maximum": 1000} for i, (name, item) in enumerate(rows)]}
    return made


def without_silence(made):
    """A model that asks only for what is always known."""
    kept = [row for row in made["divorce"]["features"] if "silence_days" not in row["name"]]
    return {**made, "divorce": {**made["divorce"], "features": kept}}


def run(command, made, case):
    lines = "".join(json.dumps({"supplier": "S", "client": "C", **fact}) + "\n" for fact in case["facts"])
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(made, file)
        file.flush()
        ran = subprocess.run(
            [command, "score", "-", "--input-format", "jsonl", "--format", "json", "--quiet", "--model",
             file.name, "--as-of", case["as_of"]], input=lines, capture_output=True, encoding="utf-8",
            check=False)
    if ran.returncode != 0:
        raise SystemExit(f"{case['name']}: status {ran.returncode}: {ran.stderr}")
    return json.loads(ran.stdout)["relationships"][0]


def near(expected, got):
    if expected is None or got is None:
        return expected is got
    return abs(expected - got) <= TOLERANCE * max(1.0, abs(expected))


def compare(made, model, case, got):
    """What differs from the reference."""
    facts = [reference.fact_from_record(record) for record in case["facts"]]
    as_of = reference.parse_time(case["as_of"])
    p, values = forecast.divorce(made, model, facts, as_of)
    pairs = [("quiet", forecast.quiet(made, model, facts, as_of), got["quiet"]["probability"]),
             ("divorce", p, got["divorce"]["probability"])]
    pairs += [(name, value, got["divorce"]["features"][name]) for name, value in values.items()]
    wrong = [f"{case['name']}: {name}: expected {a!r}, got {b!r}" for name, a, b in pairs if not near(a, b)]
    for name in ("quiet", "divorce"):
        if (got[name]["probability"] is None) != (got[name]["reason"] is not None):
            wrong.append(f"{case['name']}: {name} should have a probability or a reason")
    return wrong, got["quiet"]["probability"] is not None, got["divorce"]["probability"] is not None


def main(command, folder):
    every = document()
    model = models.from_document({**every, "parameters": every.get("parameters", {})})
    count = quiet = divorce = 0
    wrong = []
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if not case["facts"]:
            continue
        for made in (every, without_silence(every)):
            found, has_quiet, has_divorce = compare(made, model, case, run(command, made, case))
            wrong += found
            count, quiet, divorce = count + 1, quiet + has_quiet, divorce + has_divorce
    print("\n".join(wrong), file=sys.stderr)
    print(f"{count} histories, {quiet} with a quiet forecast, {divorce} with one of divorce, {len(wrong)} wrong")
    return 0 if count >= 60 and quiet >= 40 and divorce >= 40 and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
