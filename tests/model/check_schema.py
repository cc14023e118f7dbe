#!/usr/bin/env python3
"""Holds model/schema.json against the models and against the cases of rules.txt.

The default model and the small one must be valid, and docs/model-format.md must have every key. Of each case of rules.txt that the library refuses,
the schema must refuse the document too, unless the case says `schema passes`: then it must not. The
library's own verdict on the cases is that of rules_test.c.

Needs the Python package jsonschema; without it the test is skipped (exit status 77).

SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: there is no Python package jsonschema (apt-get install python3-jsonschema)")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def cases():
    """Yields name, edits, refused by the library, passed by the schema."""
    case = None
    for line in read("tests/model/rules.txt").splitlines():
        word, _, rest = line.partition(" ")
        if word == "case":
            if case:
                yield case
            case = {"name": rest, "edits": [], "refused": False, "passes": False}
        elif not line or word == "#":
            continue
        elif word == "<":
            case["edits"].append([rest, ""])
        elif word == ">":
            case["edits"][-1][1] = rest
            case["open"] = 1
        elif word == "field":
            case["refused"] = True
        elif word == "schema":
            case["passes"] = True
        elif word != "says":
            case["edits"][-1][case.get("open", 0)] += "\n" + line
        if word == "<":
            case["open"] = 0
    yield case


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)


def no_constant(name):
    raise ValueError(f"{name} is no JSON")


def verdict(validator, text):
    """True if the text is JSON that the schema allows."""
    try:
        document = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except ValueError:
        return False
    if "\\u0000" in text:
        return False
    return validator.is_valid(document)


def check_docs(schema):
    """Every key of the format has its line in the documentation."""
    docs = read("docs/model-format.md")
    parts = [schema] + [part for part in schema["$defs"].values() if "properties" in part]
    assert len(parts) == 12
    for part in parts:
        for key in part["properties"]:
            assert f"| `{key}`" in docs or f", `{key}`" in docs, f"docs/model-format.md lacks {key}"


def main():
    schema = json.loads(read("model/schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in ("model/default.json", "tests/model/small.json"):
        for error in validator.iter_errors(json.loads(read(path))):
            sys.exit(f"{path}: {error.json_path}: {error.message}")
    check_docs(schema)
    small, wrong, count = read("tests/model/small.json"), 0, 0
    for case in cases():
        text = small
        for old, new in case["edits"]:
            assert text.count(old) == 1, f"{case['name']}: {old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        expected = not case["refused"] or case["passes"]
        count += 1
        if verdict(validator, text) != expected:
            print(f"the schema should {'allow' if expected else 'refuse'}: {case['name']}")
            wrong += 1
    assert count >= 100, "rules.txt was not read right"
    print(f"{count} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
