#!/usr/bin/env python3
"""Says in words what scores show: scripts/demo_words.py SCORES.json MODEL.json

SCORES is what `joyfulprofit score --format json` prints, MODEL what `joyfulprofit model show` prints. Every
number and every name below is taken from these; a sentence whose case does not occur is not said.

SPDX-License-Identifier: Apache-2.0
"""

import json
import sys
import textwrap

SIDES = ("supplier", "client")
HARMS = ("suffering", "control", "resignation")
ENOUGH = 0.2  # coverage below it is not worth a sentence


def name(relationship):
    return f"{relationship['supplier']} / {relationship['client']}"


def count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def say(text):
    print(textwrap.fill(text, 100, initial_indent="* ", subsequent_indent="  "))


class Words:
    def __init__(self, document, model):
        self.all = document["relationships"]
        self.known = [r for r in self.all if r["status"] == "known"]
        self.as_of = document["as_of"][:10]
        self.label = {i["id"]: i["label"] for i in model["indicators"]}

    def harms(self, relationship, dimension=None):
        """Labels of the harms that stand out, worst first."""
        found = [
            (opinion["level"], self.label[item])
            for item, opinion in relationship["indicators"].items()
            if item.split(".")[0] in ((dimension,) if dimension else HARMS)
            and opinion["uncertainty"] < 0.8 and opinion["level"] > 0.5
        ]
        return ", ".join(f"{label.lower()} ({level:.2f})" for level, label in sorted(found, reverse=True)[:3])

    def overview(self):
        parties = [len({r[side] for r in self.all}) for side in SIDES]
        unknown = sum(r["status"] == "unknown" for r in self.all)
        ended = sum(r["status"] == "ended" for r in self.all)
        text = (f"{count(len(self.all), 'relationship')} of {count(parties[0], 'supplier')} and "
                f"{count(parties[1], 'client')} on {self.as_of}: enough is known of {len(self.known)}, too little "
                f"of {unknown}")
        say(text + (f", and {count(ended, 'relationship')} ended." if ended else "."))

    def extremes(self):
        if not self.known:
            return
        worst = min(self.known, key=lambda r: r["health"]["value"])
        best = max(self.known, key=lambda r: r["health"]["value"])
        for which, r in (("least", worst), ("most", best)):
            h, c = r["health"], r["closure"]
            why = self.harms(r)
            say(f"The {which} healthy is {name(r)}: health {h['value']:.2f}, somewhere from {h['low']:.2f} to "
                f"{h['high']:.2f}; of the gap {c['gap']:.2f} is open. "
                + (f"What weighs most: {why}." if why else "No harm stands out."))

    def in_touch(self):
        """The least healthy of those in which both sides were in touch lately, if others were not."""
        lately = [r for r in self.known
                  if all(r["silence"][s]["days"] is not None and not r["silence"][s]["silent_90"] for s in SIDES)]
        if lately and 2 * len(lately) < len(self.known):
            r = min(lately, key=lambda r: r["health"]["value"])
            why = self.harms(r)
            say(f"In {len(lately)} of those that are known both sides were in touch within 90 days. The least "
                f"healthy of these is {name(r)}, {r['health']['value']:.2f}"
                + (f": {why}." if why else "; no harm stands out."))

    def coverage(self):
        most = max(r["health"]["coverage"] for r in self.all)
        if most < 0.3:
            say(f"Of health at most {100 * most:.0f} % is known anywhere: what this log holds says little of how "
                "either side feels, and the wide intervals say so.")

    def fulfilling(self):
        for r in self.known:
            if r["verdict"]["fulfilling"]["answer"] == r["verdict"]["value_consensus"]["answer"] == "yes":
                say(f"{name(r)} is fulfilling for both sides (P {r['verdict']['fulfilling']['p']:.2f}), and the "
                    "two agree on the value that each brings.")

    def silence(self):
        both = [r for r in self.all if all(r["silence"][side]["silent_90"] for side in SIDES)]
        unlogged = [r for r in self.all if any(r["silence"][side]["days"] is None for side in SIDES)]
        if both:
            longest = max(both, key=lambda r: min(r["silence"][side]["days"] for side in SIDES))
            days = min(longest["silence"][side]["days"] for side in SIDES)
            say(f"In {len(both)} of {len(self.all)} neither side has been in touch for 90 days or more; longest in "
                f"{name(longest)}, {days:.0f} days.")
        if unlogged:
            say(f"In {len(unlogged)} the log holds nothing of one side. That side is not called silent: what is "
                "not recorded is not known.")

    def highest(self, dimension, sentence):
        """The known relationship in which a dimension stands out most, if it does in any."""
        sure = [r for r in self.known
                if r["dimensions"][dimension]["coverage"] >= ENOUGH and r["dimensions"][dimension]["low"] > 0.5]
        if sure:
            worst = max(sure, key=lambda r: r["dimensions"][dimension]["level"])
            say(sentence.format(name=name(worst), level=worst["dimensions"][dimension]["level"])
                + f": {self.harms(worst, dimension)}.")

    def struggle(self):
        sure = [r for r in self.known
                if all(r["dimensions"][f"control.{s}"]["low"] > 0.5 for s in SIDES)]
        for r in sure:
            say(f"In {name(r)} both sides fight for control (struggle {r['struggle']:.2f}), which leaves "
                f"{r['authenticity']:.2f} of authenticity.")

    def resignation(self):
        ends = {"leaving": "the client looks for another supplier", "bearing_it": "the client bears it",
                "undecided": "whether the client stays is open"}
        for r in self.all:
            if r["verdict"]["resignation"]["answer"] == "yes":
                compromised = r["compromised"]
                say(f"Resignation has set in at {name(r)}; {ends[r['endgame']]}"
                    + (f", after compromising on {compromised} of quality, timeline and fees." if compromised
                       else "."))

    def blind_spots(self):
        for r in self.all:
            spots = [item for item, gap in r["belief_gap"].items() if gap["state"] == "blind_spot"]
            if spots:
                widest = min(spots, key=lambda item: r["belief_gap"][item]["difference"])
                gap = r["belief_gap"][widest]
                say(f"{name(r)} has {count(len(spots), 'blind spot')}: the supplier thinks better of it than the "
                    f"client does. The widest is \"{self.label[widest].lower()}\": {gap['supplier_level']:.2f} "
                    f"says the supplier, {gap['client_level']:.2f} the client.")

    def unknown(self):
        few = [r for r in self.all if r["status"] == "unknown"]
        if 0 < len(few) <= 3:
            for r in few:
                say(f"Of {name(r)} too little is known to say ({count(r['facts'], 'fact')}), so nothing is said.")


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    documents = []
    for path in arguments:
        with open(path, encoding="utf-8") as file:
            documents.append(json.load(file))
    words = Words(*documents)
    print("What you see:")
    words.overview()
    words.extremes()
    words.in_touch()
    words.fulfilling()
    words.highest("suffering", "Suffering is highest in {name} ({level:.2f})")
    words.struggle()
    words.highest("resignation", "Resignation is highest in {name} ({level:.2f})")
    words.resignation()
    words.blind_spots()
    words.silence()
    words.coverage()
    words.unknown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
