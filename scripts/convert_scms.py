#!/usr/bin/env python3
"""Turns the SCMS delivery history into facts: scripts/convert_scms.py SCMS_Delivery_History_Dataset.csv [OUT]

OUT is examples/data/scms_deliveries.csv unless given. The input is tab-separated with lines that end in
CR, LF or both. Vendor is the supplier, country the client, and each line of an order gives

  PQ First Sent to Client   proposal_sent by the supplier; once for all lines of one quote (PQ #)
                            to one client on one day
  PO Sent to Vendor         order_placed by the client; once for all lines of one order (PO / SO #)
  Delivered to Client       milestone_delivered by the supplier; value: whole days after Scheduled
                            Delivery, 0 if early

Columns of dates may hold text instead ("Pre-PQ Process", "Date Not Captured", "N/A - From RDC"): then
there is no such fact. Dates have no time of day and become midnight UTC. The id is the ID of the line,
of the first one where several share a fact, with what happened.

SPDX-License-Identifier: Apache-2.0
"""

import csv
import datetime
import pathlib
import sys

COLUMNS = ("supplier", "client", "time", "kind", "actor", "value", "id")
DATE_FORMS = ("%m/%d/%y", "%d-%b-%y")
HERE = pathlib.Path(__file__).resolve().parent


def day(text):
    """The date in a column, or None where it holds text."""
    for form in DATE_FORMS:
        try:
            return datetime.datetime.strptime(text.strip(), form).date()
        except ValueError:
            pass
    if text[:1].isdigit():
        raise SystemExit(f"This date has no known form: {text!r}")
    return None


def facts_of(lines):
    """Yields one fact after the other, each quote and each order once."""
    seen = set()
    for line in lines:
        pair = (line["Vendor"], line["Country"])
        quoted = day(line["PQ First Sent to Client Date"])
        ordered = day(line["PO Sent to Vendor Date"])
        planned = day(line["Scheduled Delivery Date"])
        delivered = day(line["Delivered to Client Date"])
        once = (
            ("quoted", "PQ #", quoted, "proposal_sent", "supplier"),
            ("ordered", "PO / SO #", ordered, "order_placed", "client"),
        )
        for what, number, when, kind, actor in once:
            key = (what, *pair, line[number], when)
            if when is not None and key not in seen:
                seen.add(key)
                yield *pair, when, kind, actor, "", f"{line['ID']}-{what}"
        if delivered is not None and planned is not None:
            late = max(0, (delivered - planned).days)
            yield *pair, delivered, "milestone_delivered", "supplier", late, f"{line['ID']}-delivered"


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    target = HERE.parent / "examples" / "data" / "scms_deliveries.csv"
    if len(arguments) == 2:
        target = pathlib.Path(arguments[1])
    with open(arguments[0], encoding="utf-8") as source:  # universal newlines: CR counts as one
        lines = sorted(csv.DictReader(source, delimiter="\t"), key=lambda line: int(line["ID"]))
    facts = sorted(facts_of(lines), key=lambda fact: (fact[0], fact[1], fact[2], fact[3], fact[6]))
    with open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for supplier, client, when, *rest in facts:
            writer.writerow((supplier, client, f"{when.isoformat()}T00:00:00Z", *rest))
    vendors, countries = {fact[0] for fact in facts}, {fact[1] for fact in facts}
    pairs = {fact[:2] for fact in facts}
    print(f"{len(lines)} lines -> {len(facts)} facts of {len(vendors)} vendors, {len(countries)} countries, "
          f"{len(pairs)} relationships")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
