#!/usr/bin/env python3
"""Writes the kinds and indicators of the default model into docs/facts.md: scripts/catalogue.py [--check]

What stands between the marks `<!-- kinds -->`, `<!-- items -->` and `<!-- end -->` is replaced by what
model/default.json says. With --check nothing is written, and the exit status is 1 if it would change.

SPDX-License-Identifier: Apache-2.0
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "facts.md"
MODEL = ROOT / "model" / "default.json"

CATEGORIES = {
    "contact": "Contact",
    "conversation": "Conversation",
    "information": "Information",
    "commercial": "Commerce",
    "delivery": "Delivery",
    "care": "Care",
    "tension": "Tension",
}
HARM = ("none of it", "as much as can be")
GOOD = ("as bad as can be", "as good as can be")


def number(value):
    return f"{value:g}"


def value_of(kind, units):
    """What the value is: its unit in words, and the range outside of which it is clamped."""
    unit = units[kind["unit"]]
    if kind["unit"] == "none":
        return "–"
    top = "" if unit["maximum"] is None else f" to {number(unit['maximum'])}"
    return f"{unit['label']} ({number(unit['minimum'])}{top or ' or more'})"


def missing(kind):
    if kind["unit"] == "none":
        return "–"
    if kind["default_value"] is None:
        return "unknown"
    return number(kind["default_value"])


def notes(kind):
    said = []
    if kind["is_contact"]:
        said.append("contact")
    if kind["expects_reply"]:
        said.append("expects a reply")
    if kind["mutual"]:
        said.append("mutual")
    if kind["tone"] < 0:
        said.append("adverse answer")
    if kind["outcome"]:
        said.append("outcome")
    return ", ".join(said) or "–"


def kinds_table(model):
    lines = []
    given = [k for k in model["kinds"] if not k["derived"]]
    others = [k["category"] for k in given if k["category"] not in CATEGORIES]
    for category in [*CATEGORIES, *dict.fromkeys(others)]:
        lines += [f"### {CATEGORIES.get(category, category.capitalize())}", "",
                  "| kind | what happened | actor | value | if missing | it is |",
                  "| --- | --- | --- | --- | --- | --- |"]
        for kind in given:
            if kind["category"] == category:
                lines.append(f"| `{kind['id']}` | {kind['label']} | {kind['actors']} | "
                             f"{value_of(kind, model['units'])} | {missing(kind)} | {notes(kind)} |")
        lines.append("")
    lines += ["### Only derived", "",
              "The library derives these from the order of the others; giving one is an error.", "",
              "| kind | what it says | its value |", "| --- | --- | --- |"]
    for kind in model["kinds"]:
        if kind["derived"]:
            lines.append(f"| `{kind['id']}` | {kind['label']} | {value_of(kind, model['units'])} |")
    return lines


def items_table(model):
    lines = ["| item | what is rated | whose | 0 means | 1 means |", "| --- | --- | --- | --- | --- |"]
    for item in model["indicators"]:
        low, high = HARM if item["harm"] else GOOD
        lines.append(f"| `{item['id']}` | {item['label']} | {item['side']} | {low} | {high} |")
    return lines


def replace(page, mark, lines):
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
    if len(pattern.findall(page)) != 1:
        sys.exit(f"{PAGE.name} must have one <!-- {mark} --> ... <!-- end -->")
    return pattern.sub(lambda found: found[1] + "\n".join([*lines, ""]) + found[2], page)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__.splitlines()[0])
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    before = PAGE.read_text(encoding="utf-8")
    after = replace(replace(before, "kinds", kinds_table(model)), "items", items_table(model))
    if sys.argv[1:] == []:
        PAGE.write_text(after, encoding="utf-8")
    elif after != before:
        sys.exit("docs/facts.md does not show model/default.json: run scripts/catalogue.py")


if __name__ == "__main__":
    main()
