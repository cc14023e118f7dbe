# SPDX-License-Identifier: Apache-2.0
"""Drives the built command, whose path is in the environment variable JP_COMMAND."""
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
from types import SimpleNamespace

COLUMNS = ("supplier", "client", "time", "kind", "actor", "value", "item", "guess", "intensity",
           "recorded", "id")


def path():
    """The command; that it is missing is an error, never a reason to skip a test."""
    command = os.environ.get("JP_COMMAND", "")
    if not os.access(command, os.X_OK):
        raise RuntimeError(f"JP_COMMAND must be the path of the built command, got {command!r}.")
    return command


def run(*arguments, stdin=b"", stdout=subprocess.PIPE, timeout=300):
    done = subprocess.run([path(), *map(str, arguments)], input=stdin, stdout=stdout,
                          stderr=subprocess.PIPE, timeout=timeout, check=False)
    return SimpleNamespace(status=done.returncode, stdout=done.stdout,
                           stderr=done.stderr.decode("utf-8", "replace"))


# ---- Writing facts --------------------------------------------------------------------------------

def rows_of(relationships):
    """{(supplier, client): records} -> one list of records that name their relationship."""
    return [{"supplier": supplier, "client": client, **record}
            for (supplier, client), records in relationships.items() for record in records]


def to_csv(rows, columns=COLUMNS):
    """Numbers as their shortest exact text, missing ones as empty fields."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_field(row.get(column)) for column in columns])
    return stream.getvalue().encode()


def _field(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, (int, float)) else value


def to_jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


# ---- Scoring --------------------------------------------------------------------------------------

def score_bytes(data, as_of, suffix=".csv", model=None):
    """The command's JSON as it stands, for facts as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        facts = pathlib.Path(folder, "facts" + suffix)
        facts.write_bytes(data)
        extra = []
        if model is not None:
            file = pathlib.Path(folder, "model.json")
            file.write_text(json.dumps(model), encoding="utf-8")
            extra = ["--model", file]
        result = run("score", "--format", "json", "--as-of", as_of, "--quiet", *extra, facts)
    if result.status != 0:
        raise AssertionError(f"the command ended with {result.status}: {result.stderr.strip()}")
    return result.stdout


def next_actions(data, as_of, side):
    """The ranked actions of the one relationship of `data`, as printed by `next`."""
    result = run("next", "-", "--side", side, "--as-of", as_of, "--format", "json", stdin=data)
    if result.status != 0:
        raise AssertionError(f"the command ended with {result.status}: {result.stderr.strip()}")
    return json.loads(result.stdout, parse_constant=_not_a_number)["actions"]


def parse(output):
    """{(supplier, client): object} of the command's JSON; the same relationship twice is an error."""
    document = json.loads(output, parse_constant=_not_a_number)
    found = {}
    for relationship in document["relationships"]:
        key = (relationship.pop("supplier"), relationship.pop("client"))
        if key in found:
            raise AssertionError(f"relationship {key} is printed twice")
        found[key] = relationship
    return found


def _not_a_number(text):
    raise AssertionError(f"{text} is no JSON")


def score(relationships, as_of, model=None):
    """The parsed scores of {(supplier, client): records}."""
    return parse(score_bytes(to_csv(rows_of(relationships)), as_of, model=model))
