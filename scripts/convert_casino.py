#!/usr/bin/env python3
"""Turns negotiations of the CaSiNo corpus into facts:

    scripts/convert_casino.py SPLIT.json... [--walk-aways SPLIT.json...] > facts.csv

Of the files after --walk-aways only the dialogues in which somebody walked away.

Each dialogue is one relationship of two people who share out food, water and firewood for a camping trip. Who is
called supplier and who client means nothing there: the first speaker of the file is the supplier, the other the client.

    a line of the chat, or a deal submitted, accepted or rejected -> message (what it says is left out)
    Walk-Away                         -> termination
    satisfaction with the outcome     -> rating of pillar.fairness by that side, five levels as 0, 0.25 .. 1
    liking of the other               -> rating of pillar.love, likewise

The corpus has no clock: the number of the line stands for a minute of 2021-01-01, which means nothing either.

SPDX-License-Identifier: Apache-2.0
"""
import csv
import json
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2021, 1, 1, tzinfo=timezone.utc)
KINDS = {"Walk-Away": "termination"}
LEVELS = {"Extremely dissatisfied": 0, "Slightly dissatisfied": 0.25, "Undecided": 0.5, "Slightly satisfied": 0.75,
          "Extremely satisfied": 1, "Extremely dislike": 0, "Slightly dislike": 0.25, "Neither like nor dislike": 0.5,
          "Slightly like": 0.75, "Extremely like": 1}
SIDES = {"mturk_agent_1": "supplier", "mturk_agent_2": "client"}
ITEMS = {"satisfaction": "pillar.fairness", "opponent_likeness": "pillar.love"}


def facts_of(dialogue):
    pair = [f"CaSiNo {dialogue['dialogue_id']} A", f"CaSiNo {dialogue['dialogue_id']} B"]
    for number, line in enumerate(dialogue["chat_logs"]):
        time = (START + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield [*pair, time, KINDS.get(line["text"], "message"), SIDES[line["id"]], "", ""]
    time = (START + timedelta(minutes=len(dialogue["chat_logs"]))).strftime("%Y-%m-%dT%H:%M:%SZ")
    for agent, side in SIDES.items():
        outcomes = dialogue["participant_info"][agent]["outcomes"]
        for question, item in ITEMS.items():
            yield [*pair, time, "rating", side, f"{LEVELS[outcomes[question]]:g}", item]


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["supplier", "client", "time", "kind", "actor", "value", "item"])
    all_of_it = True
    for path in sys.argv[1:]:
        if path == "--walk-aways":
            all_of_it = False
            continue
        with open(path, encoding="utf-8") as file:
            for dialogue in json.load(file):
                if all_of_it or any(line["text"] == "Walk-Away" for line in dialogue["chat_logs"]):
                    out.writerows(facts_of(dialogue))


if __name__ == "__main__":
    main()
